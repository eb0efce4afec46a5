"""What changed between two generations, and which source caused it; quality as numbers."""

from __future__ import annotations

from datetime import date

import pytest

from kg.build.diff import compare
from kg.build.diff_questions import compare_questions
from kg.errors import NotFoundError
from kg.query.quality import MEASURES, find_measure, list_rows, summarise
from kg.store.oxigraph import OxigraphStore

UNITS = "id,type,label@vi,kind,evidence\nunit/x,PartyOrganisation,Đảng bộ X,enterprise,đoạn 1\n"
PEOPLE = "id,label@vi,evidence\nper/nguoi-m,Người M,đoạn 1\n"
GRAPH = "https://w3id.org/phoihop/graph/source/mine"


def test_an_answer_that_gained_a_unit_names_its_source(add, source, mine, generations):
    before = generations.current()
    after = add(source("mine", mine), apply=True).built.generation
    found = compare(before, after, [date(2018, 6, 1)])
    (answer,) = found.answers
    assert (answer.change, answer.before) == ("gained", "")
    assert answer.unit.endswith("unit/p")
    assert answer.after == "T1 certain"
    assert answer.causes == (GRAPH,)
    back = compare(after, before, [date(2018, 6, 1)])
    assert [one.change for one in back.answers] == ["lost"]
    assert back.answers[0].causes == (GRAPH,)
    facts = {(fact.change, fact.cls) for fact in found.facts}
    assert facts == {("added", "SourceDocument"), ("added", "PartySubordination")}
    assert {row.graph: row.removed for row in found.graphs}[GRAPH] == 0


PUBLIC = """slug: mine
title:
  vi: "Nguồn mine"
  en: "Source mine"
publisher: a test
language: vi
collection: public-record
licence_note: our own words
"""


def test_questions_that_gained_or_lost_rows_name_their_source(add, source, mine):
    """Question 46 lists the units of enterprises without a superior in the public record."""
    folder = source("mine", {**mine, "units": UNITS})
    (folder / "source.yml").write_text(PUBLIC, encoding="utf-8")
    paths = (source("other", {"people": PEOPLE}), folder)
    before, after = (add(path, apply=True).built.generation for path in paths)
    unit = "https://w3id.org/phoihop/id/unit/x"
    found = {one.number: one for one in compare(before, after, questions=True).questions}
    assert (found[46].gained_count, found[46].lost_count) == (1, 0)
    assert found[46].gained[0][0] == unit
    assert found[46].causes == (GRAPH,)
    back = {one.number: one for one in compare(after, before, questions=True).questions}
    assert back[46].lost == found[46].gained
    assert back[46].causes == (GRAPH,)
    assert compare(before, after).questions == ()
    slow = {one.number: one for one in compare_slowly(before, after)}
    assert not any(one.compared for one in slow.values())


def compare_slowly(before, after):
    with (
        OxigraphStore.open_read_only(before.store_path) as old,
        OxigraphStore.open_read_only(after.store_path) as new,
    ):
        return compare_questions(old, new, {}, deadline_s=0.0)


def test_days_are_the_bounds_that_changed(add, source, mine, generations):
    before = generations.current()
    after = add(source("mine", mine), apply=True).built.generation
    found = compare(before, after, today=date(2026, 1, 1))
    assert found.days == ("2018-01-01", "2018-12-31", "2026-01-01")
    assert {answer.day for answer in found.answers if answer.after == "T1 certain"} == {
        "2018-01-01",
        "2018-12-31",
    }
    assert compare(after, after).to_dict()["graphs"] == ()


def test_every_number_is_the_length_of_its_list(generations):
    with OxigraphStore.open_read_only(generations.current().store_path) as view:
        found = summarise(view)
        for measure in MEASURES:
            rows = list_rows(view, measure)
            keys = [tuple(str(row[name]) for name in measure.key) for row in rows]
            assert len(keys) == len(set(keys))
            assert found.total[measure.name] <= len(rows)
            for iri, counts in found.sources.items():
                assert len(list_rows(view, measure, iri)) == counts.get(measure.name, 0)
    assert found.total == {
        "claims": 2,
        "evidence-held": 0,
        "evidence-not-held": 5,
        "single-source": 2,
        "conflicts": 0,
        "incomplete-groups": 0,
        "unknown-superiors": 2,
        "unbounded-holdings": 1,
        "no-english-label": 8,
        "staleness": 2,
    }
    first = found.sources["https://w3id.org/phoihop/id/src/first"]
    assert (first["claims"], first["unknown-superiors"]) == (1, 2)
    assert found.to_dict()["total"]["claims"]["list"] == "/api/v1/quality/claims"
    listed = next(one for one in found.to_dict()["sources"] if one["source"].endswith("/first"))
    assert listed["lists"]["claims"] == "/api/v1/quality/claims?source=src/first"
    with pytest.raises(NotFoundError):
        find_measure("beauty")
