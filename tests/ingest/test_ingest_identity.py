"""Links of sameness, and references to the claim of one source."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import TableError
from kg.ingest.folder import read_folders
from kg.ingest.identity import SAME_AS
from kg.model.iri import GRAPH_CURATED, mint

SOURCE = """slug: {slug}
kind: {kind}
title:
  vi: Văn bản
  en: Text
publisher: example
language: vi
collection: examples
licence_note: fixture
"""
UNITS = "id,label@vi,evidence\nunit/a,Đảng bộ A,page\n"
COMMITTEES = "id,label@vi,evidence\ncom/b,Đảng ủy B,page\ncom/c,Đảng ủy C,page\n"
SUBORDINATIONS = (
    "subordinate,superior,line,certainty,evidence\n"
    "unit/a,com/b,territorial,stated,page\nunit/a,com/c,vertical,stated,page\n"
)
OLD, NEW = "sub: unit/a > com/b > territorial", "sub: unit/a > com/c > vertical"


def folder(root: Path, slug: str, kind: str = "source", **tables: str) -> None:
    home = root / slug
    home.mkdir()
    (home / "source.yml").write_text(SOURCE.format(slug=slug, kind=kind), encoding="utf-8")
    for name, text in tables.items():
        (home / f"{name.replace('_', '-')}.csv").write_text(text, encoding="utf-8")


def people(root: Path) -> None:
    rows = "id,label@vi,evidence\nper/p,P,page\nper/p.b,P,page\n"
    folder(root, "one", people=rows)


@pytest.mark.parametrize(
    ("verdict", "certainty", "kind", "other", "linked"),
    [
        ("same", "implied", "curated", "per/p.b", True),
        ("same", "inferred", "curated", "per/p.b", False),
        ("undecided", "implied", "curated", "per/p.b", False),
        ("different", "stated", "curated", "per/p.b", False),
        ("same", "implied", "source", "per/p.b", False),
        ("same", "implied", "curated", "per/p", False),
    ],
)
def test_only_a_reviewed_claim_links_two_nodes(tmp_path, verdict, certainty, kind, other, linked):
    people(tmp_path)
    rows = "claimSubject,claimObject,verdict,reason@vi,certainty,evidence\n"
    rows += f"per/p,{other},{verdict},cùng chức vụ,{certainty},notes\n"
    folder(tmp_path, "review", kind, identities=rows)
    graphs = read_folders([tmp_path]).graphs
    links = [quad for quads in graphs.values() for quad in quads if quad.predicate == SAME_AS]
    assert [(q.subject.value, q.object.value, q.graph.value) for q in links] == (
        [(mint("per", "p"), mint("per", "p.b"), GRAPH_CURATED)] if linked else []
    )


def transfer(ends: str, starts: str) -> str:
    return (
        "id,type,label@vi,eventDate,endsStatement,startsStatement,evidence\n"
        f"evt/t,Transfer,Chuyển giao,2020,{ends},{starts},notes\n"
    )


def test_a_transfer_ties_the_claims_of_named_sources(tmp_path):
    for slug in ("one", "two"):
        claims = {"units": UNITS, "committees": COMMITTEES, "subordinations": SUBORDINATIONS}
        folder(tmp_path, slug, **claims)
    row = transfer(f"{OLD} @ one;{OLD} @ two", f"{NEW} @ two")
    folder(tmp_path, "ties", "curated", events=row)
    quads = read_folders([tmp_path]).graphs[GRAPH_CURATED]
    ended = {q.object for q in quads if q.predicate.value.endswith("endsStatement")}
    started = {q.object for q in quads if q.predicate.value.endswith("startsStatement")}
    assert (len(ended), len(started)) == (2, 1)


@pytest.mark.parametrize(
    ("reference", "expected"),
    [(OLD, "add ` @ ` and one of one, two"), (f"{OLD} @ three", "the key of a claim")],
)
def test_a_claim_of_no_or_of_several_sources_is_refused(tmp_path, reference, expected):
    for slug in ("one", "two"):
        claims = {"units": UNITS, "committees": COMMITTEES, "subordinations": SUBORDINATIONS}
        folder(tmp_path, slug, **claims)
    folder(tmp_path, "ties", "curated", events=transfer(reference, f"{NEW} @ one"))
    with pytest.raises(TableError) as caught:
        read_folders([tmp_path])
    (fault,) = caught.value.faults
    assert fault.code == "unresolved-claim"
    assert expected in fault.expected
