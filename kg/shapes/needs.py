"""Which triples a shape can look at, read off the shape.

A shape looks at nothing but the properties and classes it names: its targets, its paths, the
properties it compares with, what its queries mention, and the sub-classes of its classes. What it
does not name can be left out of the graph before it is checked, and nothing changes.

References: SHACL, sections 2.1.3 (targets), 2.3.1 (paths), 4 and 5 (constraints).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from rdflib import RDF, RDFS, BNode, Graph, Namespace, URIRef, Variable
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Node

SH = Namespace("http://www.w3.org/ns/shacl#")
_TARGETS = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode, SH.target)
_QUERIES = (SH.select, SH.ask)
_NO_NEED = (RDF.type, RDFS.label, RDFS.comment, SH.message, SH.severity, SH.prefixes)
_ALWAYS = {str(RDF.type), str(RDFS.subClassOf)}


@dataclass(frozen=True, slots=True)
class Need:
    """Triples that a shape may look at.

    Attributes:
        predicates: Full IRIs; None is all of them.
        classes: Full IRIs of the classes whose members it has to know, sub-classes not included;
            None is all.
    """

    predicates: frozenset[str] | None
    classes: frozenset[str] | None

    def __or__(self, other: Need) -> Need:
        return Need(_both(self.predicates, other.predicates), _both(self.classes, other.classes))


def find_needs(shapes: str) -> dict[str, Need] | None:
    """Return the need of each shape that has a target, by IRI; None if one has no name."""
    graph = Graph().parse(data=shapes, format="turtle")
    prefixes = {
        str(graph.value(node, SH.prefix)): str(graph.value(node, SH.namespace))
        for node in graph.objects(None, SH.declare)
    }
    roots = {node for target in _TARGETS for node in graph.subjects(target)}
    if any(not isinstance(node, URIRef) for node in roots):
        return None
    return {str(node): _find_need(graph, node, prefixes) for node in sorted(roots, key=str)}


def _both(left: frozenset[str] | None, right: frozenset[str] | None) -> frozenset[str] | None:
    return None if left is None or right is None else left | right


def _find_need(graph: Graph, root: Node, prefixes: dict[str, str]) -> Need:
    """Collect what can be reached from a shape: every IRI that stands as an object."""
    named: set[str] = set()
    everything = any_class = False
    seen: set[Node] = {root}
    waiting = [root]
    while waiting:
        for predicate, value in graph.predicate_objects(waiting.pop()):
            if predicate in _NO_NEED:
                continue
            if predicate in _QUERIES:
                asked = _need_of_query(str(value), prefixes)
                everything |= asked.predicates is None
                any_class |= asked.classes is None
                named |= (asked.predicates or frozenset()) | (asked.classes or frozenset())
            everything |= predicate == SH.closed
            if isinstance(value, URIRef):
                named.add(str(value))
            if isinstance(value, URIRef | BNode) and value not in seen:
                seen.add(value)
                waiting.append(value)
    any_class |= str(RDF.type) in named
    predicates = None if everything else frozenset(named | _ALWAYS)
    return Need(predicates, None if everything or any_class else frozenset(named))


def _need_of_query(text: str, prefixes: dict[str, str]) -> Need:
    predicates: set[str] = set()
    classes: set[str] = set()
    everything = any_class = False
    for _, predicate, value in _iter_triples(parseQuery(text)):
        steps = set(_iter_iris(predicate, prefixes))
        predicates |= steps
        everything |= isinstance(predicate, Variable) or _excludes(predicate)
        if str(RDF.type) in steps:
            named = set(_iter_iris(value, prefixes))
            any_class |= not named
            classes |= named
    return Need(
        None if everything else frozenset(predicates - _ALWAYS),
        None if everything or any_class else frozenset(classes),
    )


def _iter_triples(part: object) -> Iterator[tuple[Any, Any, Any]]:
    """Yield every triple pattern of a parsed query, those within EXISTS included."""
    if isinstance(part, CompValue) and "triples" in part:
        for flat in _inside(cast("dict[str, Any]", part)["triples"]):
            terms = _inside(flat)
            yield from zip(terms[::3], terms[1::3], terms[2::3], strict=True)
    for one in _inside(part):
        yield from _iter_triples(one)


def _iter_iris(part: object, prefixes: dict[str, str]) -> Iterator[str]:
    """Yield the IRIs of a term or of a property path."""
    if isinstance(part, URIRef):
        yield str(part)
    elif isinstance(part, CompValue) and part.name == "pname":
        name = cast("dict[str, str | None]", part)
        yield prefixes[name.get("prefix") or ""] + (name.get("localname") or "")
    else:
        for one in _inside(part):
            yield from _iter_iris(one, prefixes)


def _excludes(part: object) -> bool:
    """Tell whether a property path says which properties it does not follow."""
    if isinstance(part, CompValue) and part.name == "PathNegatedPropertySet":
        return True
    return any(map(_excludes, _inside(part)))


def _inside(part: object) -> list[Any]:
    """Return the members of a parsed thing; a term has none."""
    if isinstance(part, CompValue):
        return list(cast("dict[str, Any]", part).values())
    if isinstance(part, Iterable) and not isinstance(part, str):
        return list(cast("Iterable[Any]", part))
    return []
