"""A node of many ties costs no more than the part that its page shows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg.model.iri import ID, ONTOLOGY
from kg.model.terms import RDF, RDFS, Iri, Quad, text
from kg.query.describe import MOST_COUNTED, count_referrers, read_referrers, read_said
from kg.query.facts import select_facts
from kg.query.ties import read_ties, tell_ties
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


def test_all_ties_are_counted_and_those_shown_are_told(view) -> None:
    ties = read_ties(view, TOP)
    assert [tie.neighbour for tie in ties] == [f"{ID}unit/u{n:04}" for n in range(UNITS)]
    assert {(tie.direction, tie.via) for tie in ties} == {("in", ONTOLOGY + "PartySubordination")}
    seventh, last = tell_ties(view, TOP, [ties[7], ties[-1]])
    assert seventh["neighbour"] == {
        "iri": f"{ID}unit/u0007",
        "label": {"vi": "Đơn vị 7", "en": None},
    }
    assert last["evidence"] == [f"{ID}ev/many.{UNITS - 1}-{UNITS}"]


def test_ties_are_the_rows_of_the_query(view) -> None:
    for node in (TOP, f"{ID}unit/u0003"):
        rows = select_facts(view, "facts-neighbours", {"node": Iri(node)}).rows
        assert tell_ties(view, node, read_ties(view, node)) == list(rows)


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
