"""The shapes themselves, read from their Turtle: number, severity, path and messages.

Engines report which shape was broken; everything a reader needs to know about it is looked up here,
so that two engines cannot word the same finding differently.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rdflib import RDF, RDFS, Graph, Namespace, URIRef
from rdflib.term import Literal as RdfLiteral
from rdflib.term import Node

from kg.errors import OntologyError
from kg.shapes.paths import format_path
from kg.shapes.report import Severity
from kg.shapes.words import SHAPES

SH = Namespace("http://www.w3.org/ns/shacl#")
_NUMBER = re.compile(re.escape(SHAPES) + r"(S\d\d)-[A-Za-z]+\Z")
_SEVERITIES: dict[Node, Severity] = {
    SH.Violation: "violation",
    SH.Warning: "warning",
    SH.Info: "info",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """One named shape or part of a shape.

    Attributes:
        iri: Full IRI, `.../shapes#S01-member`.
        shape_id: `S01`.
        severity: Severity of its results.
        path: Property path in SPARQL syntax; empty for a node shape.
        messages: Language -> message with `{$this}` and `{?value}`.
        label: Language -> what it asks; only on the main shape of a number.
        catches: Language -> what it catches; only on the main shape of a number.
    """

    iri: str
    shape_id: str
    severity: Severity
    path: str
    messages: dict[str, str]
    label: dict[str, str]
    catches: dict[str, str]

    @property
    def is_main(self) -> bool:
        """Whether this is the shape that stands for its number."""
        return bool(self.label)


@lru_cache(maxsize=4)
def read_shapes(turtle: str) -> dict[str, Shape]:
    """Read every named shape of a shapes text, by IRI.

    Raises:
        OntologyError: The text is no Turtle, or a shape's name has no number.
    """
    graph = Graph()
    try:
        graph.parse(data=turtle, format="turtle")
    except Exception as error:
        # rdflib raises BadSyntax, but also ValueError, KeyError and others on broken input
        raise OntologyError("the shapes are not valid Turtle") from error
    return {shape.iri: shape for shape in sorted(_iter_shapes(graph), key=lambda one: one.iri)}


def main_shapes(shapes: dict[str, Shape]) -> tuple[Shape, ...]:
    """Return the main shapes in the order of their numbers."""
    return tuple(
        sorted((one for one in shapes.values() if one.is_main), key=lambda one: one.shape_id)
    )


def _iter_shapes(graph: Graph) -> Iterator[Shape]:
    for kind in (SH.NodeShape, SH.PropertyShape):
        for node in graph.subjects(RDF.type, kind):
            if isinstance(node, URIRef):
                yield _shape(graph, node)


def _shape(graph: Graph, node: URIRef) -> Shape:
    match = _NUMBER.match(str(node))
    if not match:
        raise OntologyError(f"the shape {node} has no name such as phs:S01-PostHolding")
    path = graph.value(node, SH.path)
    severity = graph.value(node, SH.severity) or SH.Violation
    return Shape(
        iri=str(node),
        shape_id=match[1],
        severity=_SEVERITIES[severity],
        path=format_path(graph, path) if path is not None else "",
        messages=_texts(graph, node, SH.message),
        label=_texts(graph, node, RDFS.label),
        catches=_texts(graph, node, RDFS.comment),
    )


def _texts(graph: Graph, node: URIRef, predicate: URIRef) -> dict[str, str]:
    texts = (text for text in graph.objects(node, predicate) if isinstance(text, RdfLiteral))
    return {text.language or "en": str(text) for text in texts}
