"""Class expressions of OWL 2 RL: which forms stand where.

References: OWL 2 Profiles, section 4.2.3 (subClassExpression, superClassExpression,
equivClassExpression).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from rdflib import OWL, RDF, RDFS, XSD, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kg.ontology.profile_syntax import DATATYPES, ProfileFault, fault

Place = Literal["sub", "super", "equivalent"]

# Constructor -> places where RL allows it.
_LISTS = {OWL.intersectionOf: {"sub", "super", "equivalent"}, OWL.unionOf: {"sub"}}
_FILLERS = {OWL.someValuesFrom: {"sub"}, OWL.allValuesFrom: {"super"}}
_LEAVES = {OWL.oneOf: {"sub"}, OWL.hasValue: {"sub", "super", "equivalent"}}
_COMPLEMENT = {OWL.complementOf: {"super"}}
MAXIMA = {OWL.maxCardinality: {"super"}, OWL.maxQualifiedCardinality: {"super"}}
_ALLOWED = {**_LISTS, **_FILLERS, **_LEAVES, **_COMPLEMENT, **MAXIMA}


def check_class_axioms(graph: Graph) -> Iterator[ProfileFault]:
    """Yield the faults of sub-class, equivalence and disjointness axioms."""
    pairs: tuple[tuple[URIRef, Place, Place], ...] = (
        (RDFS.subClassOf, "sub", "super"),
        (OWL.equivalentClass, "equivalent", "equivalent"),
        (OWL.disjointWith, "sub", "sub"),
    )
    for predicate, left_place, right_place in pairs:
        for left, right in graph.subject_objects(predicate):
            yield from check_expression(graph, left, left_place)
            yield from check_expression(graph, right, right_place)
    for node in graph.subjects(RDF.type, OWL.AllDisjointClasses):
        for members in graph.objects(node, OWL.members):
            for member in Collection(graph, members):
                yield from check_expression(graph, member, "sub")


def check_expression(graph: Graph, node: Node, place: Place) -> Iterator[ProfileFault]:
    """Yield the faults of one class expression, nested ones included."""
    if isinstance(node, URIRef):
        yield from _named(graph, node, place)
        return
    used = [(one, value) for one in _ALLOWED for value in graph.objects(node, one)]
    if not used:
        yield fault(node, f"is not a class expression that RL allows in {place} position")
    for constructor, value in used:
        if place not in _ALLOWED[constructor]:
            yield fault(node, f"{constructor} is not allowed in {place} position")
        yield from _nested(graph, constructor, value, place)


def check_filler(graph: Graph, value: Node, place: Place) -> Iterator[ProfileFault]:
    """Yield the faults of a class or datatype that a restriction or a range names."""
    if not str(value).startswith((str(XSD), str(RDF), str(RDFS))):
        yield from check_expression(graph, value, place)
    elif value not in DATATYPES:
        yield fault(value, "is not a datatype of OWL 2 RL")


def _named(graph: Graph, node: URIRef, place: Place) -> Iterator[ProfileFault]:
    if node == OWL.Thing:
        yield fault(node, f"owl:Thing stands in {place} position")
    elif (node, RDF.type, OWL.Class) not in graph and node != OWL.Nothing:
        yield fault(node, "is used as a class and not declared")


def _nested(graph: Graph, constructor: URIRef, value: Node, place: Place) -> Iterator[ProfileFault]:
    if constructor in _LISTS:
        for member in Collection(graph, value):
            yield from check_expression(graph, member, place)
    # RL has owl:Thing as a filler of existential restrictions, nowhere else.
    elif constructor in _FILLERS and value != OWL.Thing:
        yield from check_filler(graph, value, place)
    elif constructor in _COMPLEMENT:
        yield from check_expression(graph, value, "sub")
    elif constructor in MAXIMA and str(value) not in {"0", "1"}:
        yield fault(value, "is a maximum other than 0 and 1")
