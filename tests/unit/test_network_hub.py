"""A node with thousands of neighbours: capped, and what is left out is counted."""

import pytest

from kg.model.iri import ID, ONTOLOGY
from kg.model.terms import RDF, Iri, Quad
from kg.query.network import READ, NetworkRequest, find_network
from kg.store.oxigraph import OxigraphStore

HUB = f"{ID}com/hub"
NEIGHBOURS = 2500


@pytest.fixture(scope="module")
def view():
    graph = Iri(f"{ID}graph/test")
    with OxigraphStore() as store:
        quads = []
        for number in range(NEIGHBOURS):
            agreement = Iri(f"{ID}agr/a{number:04}")
            quads.append(Quad(agreement, Iri(f"{RDF}type"), Iri(f"{ONTOLOGY}Agreement"), graph))
            quads.append(Quad(agreement, Iri(f"{ONTOLOGY}agreementParty"), Iri(HUB), graph))
        store.load(graph.value, quads)
        yield store


@pytest.mark.parametrize("limit", [1, 10, 60])
def test_a_hub_shows_no_more_than_was_asked_for_and_counts_the_rest(view, limit):
    network = find_network(view, NetworkRequest(HUB, limit=limit))
    assert len(network.nodes) == limit
    hub = network.nodes[HUB]
    # one relation a neighbour; more were not read, and that is said
    assert hub["left_out"] == READ - (limit - 1)
    assert hub["more"] is True
    assert len(network.edges) == limit - 1
