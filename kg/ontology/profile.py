"""Checks the structure of vocabulary files against the syntax of OWL 2 RL.

What is checked, over the RDF as it is written:

* every class expression is of a form that RL allows in its place (sub-class, super-class,
  equivalent class), and only characteristics of properties that RL has are used;
* every name is declared, and as one kind of property only; predicates are declared or built in;
* the global restrictions of OWL 2 DL that our constructs can break: a property with a chain or
  with transitivity above or below it is used in no cardinality, disjointness, functionality,
  asymmetry or irreflexivity, and chains form no cycle;
* datatypes of ranges and restrictions are those of RL.

What is not: facets of data ranges, the members of keys, the classes of qualified maxima and
negative assertions; none of them occurs here. An unknown construct of the OWL vocabulary is a
fault, never ignored.

References: OWL 2 Profiles, section 4.2 (grammar of OWL 2 RL); OWL 2 Structural Specification,
section 11 (global restrictions); OWL 2 Mapping to RDF Graphs, section 3.
"""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import OWL, RDF, RDFS, Graph
from rdflib import Literal as RdfLiteral
from rdflib.term import Node

from kg.ontology.profile_chains import chains_of, check_chain_order, check_simple_properties
from kg.ontology.profile_classes import check_class_axioms, check_filler
from kg.ontology.profile_syntax import BUILT_IN, TYPES, ProfileFault, fault, kinds_of

_SAME_KIND = (
    RDFS.subPropertyOf,
    OWL.inverseOf,
    OWL.equivalentProperty,
    OWL.propertyDisjointWith,
)


def check_profile(graph: Graph) -> tuple[ProfileFault, ...]:
    """Return every fault, sorted; an empty result means the graph is OWL 2 RL."""
    found = (
        *_vocabulary(graph),
        *_declarations(graph),
        *_types(graph),
        *check_class_axioms(graph),
        *_domains_and_ranges(graph),
        *_kinds(graph),
        *check_simple_properties(graph),
        *check_chain_order(graph),
    )
    return tuple(sorted(set(found)))


def _vocabulary(graph: Graph) -> Iterator[ProfileFault]:
    """Terms of the OWL vocabulary that RL does not have."""
    for subject, predicate, value in graph:
        if str(predicate).startswith(str(OWL)) and predicate not in BUILT_IN:
            yield fault(subject, f"{predicate} is not part of OWL 2 RL")
        if predicate == RDF.type and str(value).startswith(str(OWL)) and value not in TYPES:
            yield fault(subject, f"{value} is not part of OWL 2 RL")


def _declarations(graph: Graph) -> Iterator[ProfileFault]:
    for predicate in set(graph.predicates()):
        if predicate not in BUILT_IN and not kinds_of(graph, predicate):
            yield fault(predicate, "is used as a predicate and not declared")
    for node in set(graph.subjects(RDF.type)):
        if len(kinds_of(graph, node)) > 1:
            yield fault(node, "is declared as two kinds of property")


def _types(graph: Graph) -> Iterator[ProfileFault]:
    for subject, value in graph.subject_objects(RDF.type):
        built_in = str(value).startswith((str(OWL), str(RDFS)))
        if not built_in and (value, RDF.type, OWL.Class) not in graph:
            yield fault(subject, f"has the type {value}, which is not a declared class")


def _domains_and_ranges(graph: Graph) -> Iterator[ProfileFault]:
    for predicate in (RDFS.domain, RDFS.range):
        for node, value in graph.subject_objects(predicate):
            if isinstance(value, RdfLiteral):
                yield fault(node, f"{predicate} is a literal")
            elif OWL.AnnotationProperty not in kinds_of(graph, node):
                yield from check_filler(graph, value, "super")


def _kinds(graph: Graph) -> Iterator[ProfileFault]:
    for predicate in _SAME_KIND:
        for left, right in graph.subject_objects(predicate):
            if kinds_of(graph, left) != (kinds_of(graph, right) or _built_in_kind(right)):
                yield fault(left, f"{predicate} ties it to another kind of property, {right}")
    for chain in chains_of(graph):
        for step in (chain.target, *chain.steps):
            if kinds_of(graph, step) != {OWL.ObjectProperty}:
                yield fault(step, "stands in a property chain and is not an object property")


def _built_in_kind(node: Node) -> set[Node]:
    return {OWL.AnnotationProperty} if node in {RDFS.label, RDFS.comment, RDFS.seeAlso} else set()
