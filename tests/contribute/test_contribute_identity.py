"""Merges and splits of identity: claims of reviewers, logged with a reason, taken back whole."""

from __future__ import annotations

import json

import pytest

from kg.build.result import BuildOptions
from kg.build.retract import restore_source, retract_source
from kg.store.base import Solutions
from kg.store.oxigraph import OxigraphStore

SAME_AS = "http://www.w3.org/2002/07/owl#sameAs"
CURATED = "https://w3id.org/phoihop/graph/curated"
ID = "https://w3id.org/phoihop/id/"
HEAD = "claimSubject,claimObject,verdict,reason@vi,reason@en,restsOn,certainty,evidence\n"
PEOPLE = "id,label@vi,evidence\nper/nguoi-n.com-a,Người N,đoạn 1\n"
LINK = (f"{ID}per/nguoi-n", f"{ID}per/nguoi-n.com-a", CURATED)


def row(verdict, certainty="stated", other="per/nguoi-n.com-a"):
    reason = "cùng chức vụ,one post"
    return f"{HEAD}per/nguoi-n,{other},{verdict},{reason},src/second,{certainty},mục 1\n"


@pytest.fixture
def links(generations):
    """The links of sameness of the generation that is current."""

    def read():
        text = f"SELECT ?s ?o ?g WHERE {{ GRAPH ?g {{ ?s <{SAME_AS}> ?o }} }}"
        with OxigraphStore.open_read_only(generations.current().store_path) as view:
            found = view.query(text)
            assert isinstance(found, Solutions)
            return {tuple(map(str, line)) for line in found.rows}

    return read


@pytest.fixture
def review(source):
    """A source folder of what reviewers said."""

    def write(slug, text):
        folder = source(slug, {"people": PEOPLE, "identities": text})
        described = (folder / "source.yml").read_text()
        (folder / "source.yml").write_text(
            described.replace("publisher", "kind: curated\npublisher")
        )
        return folder

    return write


def test_a_merge_is_a_claim_that_is_taken_back_and_put_again(
    add, review, links, generations, place, log_lines
):
    data, before = [place / "data"], generations.current()
    assert links() == set()
    added = add(review("review", row("same")), apply=True).built.generation
    assert links() == {LINK}
    gone = retract_source("review", data, generations, BuildOptions(), "tester", "two men")
    assert gone.generation.content_hash == before.content_hash
    assert links() == set()
    back = restore_source("review", data, generations, BuildOptions(), "tester")
    assert back.generation.content_hash == added.content_hash
    assert links() == {LINK}
    told = [json.loads(line) for line in log_lines()]
    assert [(one["what"], one["who"]) for one in told] == [
        ("add", "tester"), ("retract", "tester"), ("restore", "tester")
    ]  # fmt: skip


def test_a_split_takes_the_place_of_a_merge(add, review, links):
    add(review("review", row("same")), apply=True)
    split = review("other", row("different"))
    assert add(split, apply=True, given={"slug": "review"}, replace=True).built is not None
    assert links() == set()


@pytest.mark.parametrize(
    ("verdict", "certainty"),
    [("same", "inferred"), ("undecided", "stated"), ("different", "stated")],
)
def test_only_a_sure_verdict_of_sameness_links(add, review, links, verdict, certainty):
    assert add(review("review", row(verdict, certainty)), apply=True).built is not None
    assert links() == set()


def test_a_source_that_is_no_review_links_nothing(add, source, links):
    folder = source("mine", {"people": PEOPLE, "identities": row("same")})
    assert add(folder, apply=True).built is not None
    assert links() == set()


REFERENCES = {
    "id": ("com/a", None),
    "IRI": (f"{ID}com/a", None),
    "label": ("Đảng ủy A", None),
    "letter case": ("đảng ủy A", "unresolved-reference"),
    "mark": ("Đảng uỷ A", "unresolved-reference"),
    "near id": ("com/aa", "unresolved-reference"),
    "type": ("unit/a", "wrong-type"),
    "label of a unit": ("Đảng bộ A", "unresolved-reference"),
}


@pytest.mark.parametrize(("given", "code"), REFERENCES.values(), ids=REFERENCES)
def test_a_reference_names_one_node_or_is_told_the_nearest(add, source, given, code):
    head = "subordinate,superior,line,startLatest,certainty,evidence\n"
    text = f"{head}unit/p,{given},vertical,2018,stated,x\n"
    report = add(source("mine", {"subordinations": text})).report
    assert [fault.code for fault in report.faults] == ([code] if code else [])
    if code == "unresolved-reference" and given != "Đảng bộ A":
        assert "nearest: com/a" in report.faults[0].expected
