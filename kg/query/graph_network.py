"""An RDF graph as a network: what a CONSTRUCT or DESCRIBE gave, drawn like any other one.

Every IRI and blank node that is a subject or an object is a node; a triple between two of them is a
relation whose kind is its property. Types decide the shape and are no relations; literals are
counted, and stand in the table beside the picture.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from kg.model.iri import ONTOLOGY
from kg.model.terms import RDF, RDFS, Iri, Literal
from kg.query.network import Network, describe_node, place

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.model.terms import Triple
    from kg.query.facts import Json

MOST_NODES: Final = 100
"""Nodes of the picture of a result, at most."""

_BOUNDS: Final = ("startEarliest", "startLatest", "endEarliest", "endLatest")
_TYPE: Final = f"{RDF}type"
_LABEL: Final = f"{RDFS}label"


@dataclass(slots=True)
class GraphNetwork:
    """An RDF graph as far as it is drawn.

    Attributes:
        network: Nodes in the order of the document; labels are those that the graph itself has.
        nodes_left_out: Nodes beyond `MOST_NODES`.
        edges_left_out: Relations of which an end is not drawn.
        literals: Values of nodes, which are in the table only; names are not among them.
    """

    network: Network = field(default_factory=Network)
    nodes_left_out: int = 0
    edges_left_out: int = 0
    literals: int = 0


def read_network(triples: Iterable[Triple], most: int = MOST_NODES) -> GraphNetwork:
    """Return a graph as a network with places; the first `most` nodes of the document are drawn."""
    found = GraphNetwork()
    order: dict[str, set[str]] = {}
    labels: dict[str, dict[str, str]] = {}
    edges: list[tuple[str, str, str]] = []
    for triple in triples:
        subject, predicate = str(triple.subject), triple.predicate.value
        classes = order.setdefault(subject, set())
        if predicate == _TYPE and isinstance(triple.object, Iri):
            classes.add(triple.object.value.removeprefix(ONTOLOGY))
        elif isinstance(triple.object, Literal):
            if predicate == _LABEL:
                names = labels.setdefault(subject, {})
                names.setdefault(triple.object.language or "vi", triple.object.value)
            else:
                found.literals += 1
        else:
            order.setdefault(str(triple.object), set())
            edges.append((subject, predicate, str(triple.object)))
    drawn = list(order)[:most]
    for iri in drawn:
        found.network.nodes[iri] = describe_node(iri, order[iri], labels.get(iri, {}))
    kept = [edge for edge in edges if edge[0] != edge[2] and {edge[0], edge[2]} <= set(drawn)]
    found.network.edges = [_edge(*edge) for edge in kept]
    found.nodes_left_out = len(order) - len(drawn)
    found.edges_left_out = len(edges) - len(kept)
    if drawn:
        place(found.network)
    return found


def _edge(subject: str, predicate: str, target: str) -> Json:
    return {
        "from": subject,
        "to": target,
        "kind": predicate,
        "statement": subject,
        "certainty": None,
        "value": None,
        "validity": dict.fromkeys(_BOUNDS),
    }
