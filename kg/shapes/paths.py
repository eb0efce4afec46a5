"""SHACL property paths as SPARQL text, for reports and documentation.

References: SHACL, section 2.3.1 (property paths); SPARQL 1.1 Query, section 9.1.
"""

from __future__ import annotations

from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kg.shapes.words import shorten_iri

SH = Namespace("http://www.w3.org/ns/shacl#")
_SUFFIXES = ((SH.zeroOrMorePath, "*"), (SH.oneOrMorePath, "+"), (SH.zeroOrOnePath, "?"))


def format_path(graph: Graph, node: Node) -> str:
    """Return a path with prefixed names: `ph:validity/(ph:startLatest|ph:endEarliest)`."""
    if isinstance(node, URIRef):
        return shorten_iri(str(node))
    if graph.value(node, RDF.first) is not None:
        return "/".join(format_path(graph, step) for step in Collection(graph, node))
    alternatives = graph.value(node, SH.alternativePath)
    if alternatives is not None:
        steps = (format_path(graph, step) for step in Collection(graph, alternatives))
        return f"({'|'.join(steps)})"
    inverse = graph.value(node, SH.inversePath)
    if inverse is not None:
        return f"^{format_path(graph, inverse)}"
    return _repeated(graph, node)


def _repeated(graph: Graph, node: Node) -> str:
    for predicate, suffix in _SUFFIXES:
        step = graph.value(node, predicate)
        if step is not None:
            text = format_path(graph, step)
            return f"({text}){suffix}" if "/" in text else f"{text}{suffix}"
    return ""
