"""An RDF graph as a network: what is drawn, what is counted, what is left out."""

from kg.model.iri import ID, ONTOLOGY
from kg.model.terms import RDF, RDFS, BlankNode, Iri, Literal, Triple
from kg.query.graph_network import read_network


def node(name):
    return Iri(f"{ID}{name}")


def say(subject, predicate, value):
    return Triple(subject, Iri(predicate), value)


def test_types_give_shapes_labels_give_names_and_other_literals_are_counted():
    found = read_network(
        [
            say(node("com/a"), f"{RDF}type", Iri(f"{ONTOLOGY}PartyCommittee")),
            say(node("com/a"), f"{RDFS}label", Literal("Quận ủy", language="vi")),
            say(node("com/a"), f"{RDFS}label", Literal("Committee", language="en")),
            say(node("com/a"), f"{ONTOLOGY}note", Literal("1")),
            say(node("com/a"), f"{ONTOLOGY}executiveCommitteeOf", node("unit/a")),
        ]
    )
    first, second = found.network.nodes.values()
    assert (first["id"], first["shape"]) == ("com/a", "party")
    assert first["label"] == {"vi": "Quận ủy", "en": "Committee"}
    assert (second["id"], second["shape"]) == ("unit/a", "other")
    (edge,) = found.network.edges
    assert (edge["from"], edge["to"]) == (f"{ID}com/a", f"{ID}unit/a")
    assert edge["kind"] == f"{ONTOLOGY}executiveCommitteeOf"
    assert found.literals == 1
    assert all(-1 <= float(one[axis]) <= 1 for one in (first, second) for axis in "xy")


def test_nodes_beyond_the_cap_are_counted_and_so_are_their_relations():
    triples = [say(node(f"com/{n}"), "x:p", node(f"com/{n + 1}")) for n in range(9)]
    found = read_network(triples, most=4)
    # a chain of ten: four nodes stay, with the three relations among them
    assert list(found.network.nodes) == [f"{ID}com/{n}" for n in range(4)]
    assert len(found.network.edges) == 3
    assert (found.nodes_left_out, found.edges_left_out) == (6, 6)


def test_blank_nodes_are_drawn_and_an_empty_graph_is_empty():
    found = read_network([say(BlankNode("b"), "x:p", node("com/a"))])
    assert list(found.network.nodes) == ["_:b", f"{ID}com/a"]
    assert read_network([]).network.nodes == {}
