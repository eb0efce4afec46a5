"""Global restrictions of OWL 2 DL on property chains and transitivity.

References: OWL 2 Structural Specification, section 11.2 (simple roles, regularity).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rdflib import OWL, RDF, RDFS, Graph
from rdflib.collection import Collection
from rdflib.term import Node

from kg.ontology.profile_classes import MAXIMA
from kg.ontology.profile_syntax import SIMPLE_ONLY, ProfileFault, fault


@dataclass(frozen=True, slots=True)
class Chain:
    """`steps` in order imply `target`."""

    target: Node
    steps: tuple[Node, ...]


def chains_of(graph: Graph) -> tuple[Chain, ...]:
    """Return the property chains of a graph."""
    return tuple(
        Chain(node, tuple(Collection(graph, items)))
        for node, items in graph.subject_objects(OWL.propertyChainAxiom)
    )


def check_simple_properties(graph: Graph) -> Iterator[ProfileFault]:
    """Yield composite properties that are used where only a simple one may stand."""
    made = {chain.target for chain in chains_of(graph)}
    composite = _above(graph, made | set(graph.subjects(RDF.type, OWL.TransitiveProperty)))
    for node in composite:
        for characteristic in SIMPLE_ONLY:
            if (node, RDF.type, characteristic) in graph:
                yield fault(node, f"is composite and {characteristic}")
        if (node, OWL.propertyDisjointWith, None) in graph:
            yield fault(node, f"is composite and {OWL.propertyDisjointWith}")
    for restriction, node in graph.subject_objects(OWL.onProperty):
        if node in composite and any((restriction, one, None) in graph for one in MAXIMA):
            yield fault(node, "is composite and in a cardinality restriction")


def check_chain_order(graph: Graph) -> Iterator[ProfileFault]:
    """Yield properties that depend on themselves through chains: those need a strict order."""
    below: dict[Node, set[Node]] = {}
    for chain in chains_of(graph):
        # A chain may begin or end with its own target; anywhere else is circular.
        if chain.target in chain.steps[1:-1]:
            yield fault(chain.target, "stands in the middle of its own chain")
        below.setdefault(chain.target, set()).update(set(chain.steps) - {chain.target})
    for left, right in graph.subject_objects(RDFS.subPropertyOf):
        if left != right:
            below.setdefault(right, set()).add(left)
    for node in below:
        if node in _reachable(below, node):
            yield fault(node, "depends on itself through property chains")


def _above(graph: Graph, start: Iterable[Node]) -> set[Node]:
    """What is composite because a property below it, or its inverse, is."""
    edges: dict[Node, set[Node]] = {}
    for left, right in graph.subject_objects(RDFS.subPropertyOf):
        edges.setdefault(left, set()).add(right)
    for left, right in graph.subject_objects(OWL.inverseOf):
        edges.setdefault(left, set()).add(right)
        edges.setdefault(right, set()).add(left)
    first = set(start)
    return first.union(*(_reachable(edges, node) for node in first))


def _reachable(edges: dict[Node, set[Node]], start: Node) -> set[Node]:
    found: set[Node] = set()
    todo = list(edges.get(start, ()))
    while todo:
        node = todo.pop()
        if node not in found:
            found.add(node)
            todo += edges.get(node, ())
    return found
