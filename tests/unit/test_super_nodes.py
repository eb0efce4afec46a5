"""A node of many ties costs no more than the part that its page shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from kg.model.iri import ID, ONTOLOGY
from kg.model.terms import RDF, RDFS, Iri, Quad, text
from kg.query.describe import MOST_COUNTED, count_referrers, read_referrers, read_said
from kg.query.facts import select_facts
from kg.store.oxigraph import OxigraphStore

UNITS = 5000
GRAPH = Iri("https://w3id.org/phoihop/graph/source/many")
TOP = f"{ID}com/top"


def quads() -> Iterator[Quad]:
    """One committee above `UNITS` units, each by a statement of its own."""
    yield Quad(Iri(TOP), Iri(RDF + "type"), Iri(ONTOLOGY + "PartyCommittee"), GRAPH)
    for number in range(UNITS):
        unit, statement = Iri(f"{ID}unit/u{number:04}"), Iri(f"{ID}sub/s{number:04}")
        said = {
            RDF + "type": Iri(ONTOLOGY + "PartySubordination"),
            ONTOLOGY + "subordinate": unit,
            ONTOLOGY + "superior": Iri(TOP),
            ONTOLOGY + "certainty": Iri(f"{ID}cert/stated"),
            ONTOLOGY + "evidence": Iri(f"{ID}ev/many.{number}-{number + 1}"),
        }
        yield Quad(unit, Iri(RDF + "type"), Iri(ONTOLOGY + "PartyUnit"), GRAPH)
        yield Quad(unit, Iri(RDFS + "label"), text(f"Đơn vị {number}", "vi"), GRAPH)
        for name, value in said.items():
            yield Quad(statement, Iri(name), value, GRAPH)


@pytest.fixture(scope="module")
def view() -> Iterator[OxigraphStore]:
    with OxigraphStore() as store:
        store.load(GRAPH.value, quads())
        yield store


def neighbours(rows: Sequence[dict[str, Any]]) -> list[str]:
    return [str(row["neighbour"]["iri"]) for row in rows]


def test_a_page_reads_one_tie_more_than_it_shows(view) -> None:
    rows: Sequence[dict[str, Any]] = select_facts(view, "linked-ties", {"node": Iri(TOP)}).rows
    assert neighbours(rows) == [f"{ID}unit/u{number:04}" for number in range(201)]
    assert rows[7]["neighbour"]["label"] == {"vi": "Đơn vị 7", "en": None}
    assert {(row["direction"], row["via"]) for row in rows} == {
        ("in", ONTOLOGY + "PartySubordination")
    }
    assert rows[200]["evidence"] == [f"{ID}ev/many.200-201"]


def test_all_ties_can_still_be_asked_for(view) -> None:
    rows = select_facts(view, "facts-neighbours", {"node": Iri(TOP)}).rows
    assert len(neighbours(rows)) == UNITS


def test_ties_of_a_page_are_those_of_the_neighbours(view) -> None:
    unit = {"node": Iri(f"{ID}unit/u0003")}
    (page,) = select_facts(view, "linked-ties", unit).rows
    (tie,) = select_facts(view, "facts-neighbours", unit).rows
    assert page == {name: tie[name] for name in page}
    assert page["direction"] == "out"


def test_referrers_are_counted_up_to_a_bound(view) -> None:
    assert count_referrers(view, TOP) == UNITS
    graph = Iri("https://w3id.org/phoihop/graph/source/very-many")
    with OxigraphStore() as store:
        code = Iri(f"{ID}cert/stated")
        certain = Iri(ONTOLOGY + "certainty")
        nodes = (Iri(f"{ID}sub/s{number}") for number in range(MOST_COUNTED + 5))
        store.load(graph.value, (Quad(node, certain, code, graph) for node in nodes))
        assert count_referrers(store, code.value) == MOST_COUNTED + 1


def test_referrers_are_read_up_to_a_bound(view) -> None:
    assert len(read_referrers(view, f"{ID}cert/stated")) == 500
    assert [row.property for row in read_said(view, TOP)] == [RDF + "type"]
