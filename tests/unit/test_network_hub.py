"""A node with thousands of neighbours: capped, and what is left out is counted."""

import pytest

from kg.model.iri import ID, ONTOLOGY
from kg.model.terms import RDF, Iri, Quad
from kg.query.network import READ, Network, NetworkRequest, find_network, place
from kg.store.oxigraph import OxigraphStore

HUB = f"{ID}com/hub"
NEIGHBOURS = 5000


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


def tie(*pairs):
    network = Network()
    for pair in pairs:
        for node in pair:
            network.nodes[node] = {"iri": node}
        if len(pair) > 1:
            network.edges.append({"from": pair[0], "to": pair[1]})
    place(network)
    return {name: (float(node["x"]), float(node["y"])) for name, node in network.nodes.items()}


def test_parts_that_nothing_ties_together_stand_beside_each_other():
    stars = [(f"hub{star}", f"{star}.{leaf}") for star in range(4) for leaf in range(20)]
    places = tie(*stars, ("alone",))
    assert len(set(places.values())) == len(places) == 4 * 21 + 1
    assert all(-1 <= value <= 1 for point in places.values() for value in point)
    boxes = []
    for star in range(4):
        mine = [
            point
            for name, point in places.items()
            if name[-2:] == f"b{star}" or name.startswith(f"{star}.")
        ]
        xs, ys = zip(*mine, strict=True)
        boxes.append((min(xs), min(ys), max(xs), max(ys)))
    for at, a in enumerate(boxes):
        for b in boxes[at + 1 :]:
            assert a[2] < b[0] or b[2] < a[0] or a[3] < b[1] or b[3] < a[1]
    # each of four alike has about a quarter of the room, and no clump in a corner of it
    assert all(right - left > 0.5 and low - top > 0.5 for left, top, right, low in boxes)


def test_the_same_network_has_the_same_places_and_one_node_has_one():
    pairs = [("a", "b"), ("b", "c"), ("d", "e")]
    assert tie(*pairs) == tie(*pairs)
    assert len(tie(("a",))) == 1
