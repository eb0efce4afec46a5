"""Retracting what others refer to: every place is named, and nothing changes."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from kg.build.change import Author, apply_change
from kg.build.change_request import ChangeRequest
from kg.build.pipeline import build
from kg.build.referrers import SourceReferenced
from kg.build.result import BuildOptions
from kg.build.retract import retract_source
from kg.build.retracted import read_retracted
from kg.build.written import WrittenGraphs
from kg.ingest.fault_phrases import translate
from kg.model.iri import source_graph

OPTIONS = BuildOptions()
ID = "https://w3id.org/phoihop/id/"
CURATED = """slug: judged
kind: curated
title:
  vi: "Đã xét"
  en: "Judged"
publisher: a test
published: 2020-01-02
language: vi
collection: tests
licence_note: our own words
"""
IDENTITIES = """claimSubject,claimObject,verdict,reason@vi,reason@en,restsOn,certainty,evidence
per/nguoi-n,per/nguoi-m,different,Khác nơi,Other places,src/second,stated,đoạn 1
"""
PEOPLE = "id,label@vi,evidence\nper/nguoi-m,Người M,đoạn 1\n"
RDF = (
    f"<{ID}per/nguoi-m> <http://www.w3.org/2000/01/rdf-schema#seeAlso> <{ID}per/nguoi-n> .\n"
    f"<{ID}unit/p> <http://www.w3.org/2000/01/rdf-schema#seeAlso> <{ID}ent/e> .\n"
)


@pytest.fixture
def tangled(place, generations):
    """A graph in which reviewers' tables and another source's RDF refer to the second source."""
    third = place / "data" / "third"
    third.mkdir()
    described = CURATED.replace("judged", "third").replace("kind: curated\n", "")
    (third / "source.yml").write_text(described, encoding="utf-8")
    (third / "people.csv").write_text(PEOPLE, encoding="utf-8")
    (third / "seen.ttl").write_text(RDF, encoding="utf-8")
    judged = place / "data" / "judged"
    judged.mkdir()
    (judged / "source.yml").write_text(CURATED, encoding="utf-8")
    (judged / "identities.csv").write_text(IDENTITIES, encoding="utf-8")
    build([place / "data"], generations)
    return place


@pytest.fixture
def phoihop(tangled, root):
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PHOIHOP_")}
        environment |= {"PYTHONPATH": str(root)}
        places = ["--var", str(tangled / "var"), "--data", str(tangled / "data")]
        command = [sys.executable, "-m", "kg.cli", *arguments, *places]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    return run


def test_every_table_cell_and_statement_that_refers_is_named(tangled, generations, log_lines):
    before = generations.current_id()
    with pytest.raises(SourceReferenced) as caught:
        retract_source("second", [tangled / "data"], generations, OPTIONS, "tester")
    places = [(one.file, one.row, one.column, one.value) for one in caught.value.faults]
    assert places == [
        ("judged/identities.csv", 2, "claimSubject", "per/nguoi-n"),
        ("judged/identities.csv", 2, "restsOn", "src/second"),
        ("third/seen.ttl", 0, "",
         "per/nguoi-m http://www.w3.org/2000/01/rdf-schema#seeAlso per/nguoi-n"),
    ]  # fmt: skip
    assert {one.code for one in caught.value.faults} == {"retracted-reference"}
    assert all(translate(one.expected) for one in caught.value.faults)
    assert generations.current_id() == before
    assert read_retracted(tangled / "var") == {}
    assert log_lines() == []


def test_references_in_rdf_alone_are_enough(tangled, generations):
    (tangled / "data" / "judged" / "identities.csv").unlink()
    with pytest.raises(SourceReferenced) as caught:
        retract_source("second", [tangled / "data"], generations, OPTIONS, "tester")
    assert [one.file for one in caught.value.faults] == ["third/seen.ttl"]


def test_what_refers_goes_first(tangled, generations):
    data = [tangled / "data"]
    retract_source("judged", data, generations, OPTIONS, "tester")
    retract_source("third", data, generations, OPTIONS, "tester")
    gone = retract_source("second", data, generations, OPTIONS, "tester").generation
    assert set(read_retracted(tangled / "var")) == {"judged", "second", "third"}
    assert not any(graph.endswith("source/second") for graph in gone.manifest.contents.graphs)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("vi", ("Chưa rút second", "3 chỗ", "judged/identities.csv, dòng 2, cột claimSubject")),
        ("en", ("second is not retracted", "alone describes: 3", "csv, row 2, column restsOn")),
    ],
)
def test_the_command_says_it_in_both_languages(phoihop, language, words):
    done = phoihop("retract", "src/second", "--lang", language)
    assert done.returncode == 3
    assert all(word in done.stdout for word in words)
    assert "third/seen.ttl: " in done.stdout
    assert "Traceback" not in done.stderr


def test_the_command_gives_it_as_data(phoihop):
    report = json.loads(phoihop("retract", "second", "--json", "--lang", "en").stdout)
    assert report["ok"] is False
    assert [(one["file"], one["row"]) for one in report["faults"]] == [
        ("judged/identities.csv", 2),
        ("judged/identities.csv", 2),
        ("third/seen.ttl", 0),
    ]


def test_a_source_that_was_written_is_deleted_where_it_was_written(generations, place):
    triple = b"<http://example.org/s> <http://example.org/p> 1 ."
    request = ChangeRequest("replace", source_graph("ghi"), (("turtle", len(triple)),))
    author = Author("w", "writer", "2026-01-02T03:04:05+00:00")
    apply_change(request, triple, author, generations, BuildOptions())
    with pytest.raises(WrittenGraphs, match="DELETE /graph-store"):
        retract_source("ghi", [place / "data"], generations, BuildOptions(), "w")
