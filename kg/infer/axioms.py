"""What the vocabulary lets one infer, as plain tables.

The vocabulary is small, so its own closure is left to a complete OWL 2 RL reasoner; the tables are
read off the result and applied to the data, which is large, by queries (`kg.infer.closure`).

References: OWL 2 Profiles, section 4.3 (tables 5 to 9: prp-*, cls-*, cax-*, scm-*).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from owlrl import (  # pyright: ignore[reportMissingTypeStubs]  # the package ships no types
    DeductiveClosure,
    OWLRL_Semantics,
)
from rdflib import OWL, RDF, RDFS, XSD, Graph, URIRef
from rdflib.collection import Collection

from kg.model.terms import Iri, Quad

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# Classes of the languages themselves say nothing about a node of the data.
_LANGUAGES = tuple(str(namespace) for namespace in (OWL, RDF, RDFS, XSD))
_ANNOTATIONS = {RDFS.label, RDFS.comment, RDFS.isDefinedBy, RDFS.seeAlso}
_AXIOMS = (str(OWL), str(RDFS), str(RDF))


@dataclass(frozen=True, slots=True)
class Axioms:
    """The inferences of a vocabulary. All keys and members are full IRIs.

    Attributes:
        superclasses: Class to its proper super-classes, transitively.
        superproperties: Property to its proper super-properties, transitively.
        inverses: Property to its inverses, in both directions.
        domains: Property to the classes of its subjects.
        ranges: Property to the classes of its objects.
        chains: (steps, conclusion) of each property chain.
        transitive: Transitive properties.
        disjoint: Pairs of classes that share no member, each pair once and sorted.
    """

    superclasses: Mapping[str, frozenset[str]]
    superproperties: Mapping[str, frozenset[str]]
    inverses: Mapping[str, frozenset[str]]
    domains: Mapping[str, frozenset[str]]
    ranges: Mapping[str, frozenset[str]]
    chains: tuple[tuple[tuple[str, ...], str], ...]
    transitive: frozenset[str]
    disjoint: tuple[tuple[str, str], ...]


def read_axioms(quads: Iterable[Quad]) -> Axioms:
    """Close the axioms among `quads` under OWL 2 RL and return them as tables.

    Labels, definitions and concepts are left out before the reasoner runs: they take most of its
    time and none of its conclusions is about them.
    """
    graph = _axiom_graph(quads)
    DeductiveClosure(OWLRL_Semantics).expand(graph)
    return Axioms(
        superclasses=_pairs(graph, RDFS.subClassOf),
        superproperties=_pairs(graph, RDFS.subPropertyOf),
        inverses=_both_ways(_pairs(graph, OWL.inverseOf)),
        domains=_pairs(graph, RDFS.domain),
        ranges=_pairs(graph, RDFS.range),
        chains=_chains(graph),
        transitive=frozenset(
            str(node) for node in graph.subjects(RDF.type, OWL.TransitiveProperty)
        ),
        disjoint=_disjoint(graph),
    )


def is_meaningful(iri: str) -> bool:
    """Tell whether a class or property is one of a vocabulary and not of OWL or RDF itself."""
    return not iri.startswith(_LANGUAGES)


def _axiom_graph(quads: Iterable[Quad]) -> Graph:
    graph = Graph()
    for quad in quads:
        predicate = URIRef(quad.predicate.value)
        if predicate in _ANNOTATIONS or not quad.predicate.value.startswith(_AXIOMS):
            continue
        if not isinstance(quad.subject, Iri) or not isinstance(quad.object, Iri):
            continue
        if predicate == RDF.type and is_meaningful(quad.object.value):
            continue
        graph.add((URIRef(quad.subject.value), predicate, URIRef(quad.object.value)))
    return graph


def _pairs(graph: Graph, predicate: URIRef) -> dict[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for left, right in graph.subject_objects(predicate):
        if left != right and is_meaningful(str(right)) and is_meaningful(str(left)):
            found[str(left)].add(str(right))
    for special in (RDFS.label,):  # the one property of the languages that is a conclusion
        for left in graph.subjects(predicate, special):
            if left != special and is_meaningful(str(left)):
                found[str(left)].add(str(special))
    return {key: frozenset(values) for key, values in sorted(found.items())}


def _both_ways(pairs: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for left, rights in pairs.items():
        for right in rights:
            found[left].add(right)
            found[right].add(left)
    return {key: frozenset(values) for key, values in sorted(found.items())}


def _chains(graph: Graph) -> tuple[tuple[tuple[str, ...], str], ...]:
    found = set[tuple[tuple[str, ...], str]]()
    for conclusion, head in graph.subject_objects(OWL.propertyChainAxiom):
        found.add((tuple(str(step) for step in _list(graph, head)), str(conclusion)))
    return tuple(sorted(found))


def _disjoint(graph: Graph) -> tuple[tuple[str, str], ...]:
    found = {
        (min(str(left), str(right)), max(str(left), str(right)))
        for left, right in graph.subject_objects(OWL.disjointWith)
    }
    for group in graph.subjects(RDF.type, OWL.AllDisjointClasses):
        for head in graph.objects(group, OWL.members):
            members = sorted(str(member) for member in _list(graph, head))
            found |= {(left, right) for left in members for right in members if left < right}
    return tuple(sorted(pair for pair in found if is_meaningful(pair[0]) and pair[0] != pair[1]))


def _list(graph: Graph, head: Any) -> list[Any]:
    return list(cast("Iterable[Any]", Collection(graph, head)))
