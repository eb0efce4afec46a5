"""The vocabulary as quads for `graph/ontology`, and the shapes as one Turtle text.

References: RDF 1.1 Concepts, section 3.5 (replacing blank nodes with IRIs).
"""

from __future__ import annotations

from functools import cache

from rdflib import BNode, Graph, URIRef
from rdflib import Literal as RdfLiteral
from rdflib.compare import to_canonical_graph
from rdflib.term import Node

from kg.errors import OntologyError
from kg.model.iri import BASE, GRAPH_ONTOLOGY
from kg.model.terms import Iri, Literal, Quad, format_quad, text
from kg.ontology.files import alignment_files, code_files, core_files, shape_files
from kg.ontology.vocabulary import parse_turtle

GENID = BASE + ".well-known/genid/"


@cache
def ontology_quads() -> tuple[Quad, ...]:
    """Return core, code lists and alignments in `graph/ontology`, in canonical N-Quads order.

    Blank nodes (the lists of property chains) become IRIs made of a hash of what is said about
    them, so reading twice gives the same quads.

    Raises:
        OntologyError: A file is missing or is not Turtle.
    """
    core = core_files()
    if not core:
        raise OntologyError("the vocabulary has no core modules")
    graph = parse_turtle((*core, *code_files(), *alignment_files()))
    return quads_of(graph, GRAPH_ONTOLOGY)


def shapes_text() -> str:
    """Return one Turtle text of all shape files; each file brings its own prefixes."""
    return "\n".join(path.read_text(encoding="utf-8") for path in shape_files())


def quads_of(graph: Graph, home: str) -> tuple[Quad, ...]:
    """Return the triples of an rdflib graph as quads of the named graph `home`, sorted."""
    named = Iri(home)
    quads = (
        Quad(_iri(subject), _iri(predicate), _term(value), named)
        for subject, predicate, value in to_canonical_graph(graph)
    )
    return tuple(sorted(quads, key=format_quad))


def _term(node: Node) -> Iri | Literal:
    if not isinstance(node, RdfLiteral):
        return _iri(node)
    if node.language or node.datatype is None:
        return text(str(node), node.language or "")
    return Literal(str(node), str(node.datatype))


def _iri(node: Node) -> Iri:
    if isinstance(node, BNode):
        # rdflib's canonical labels are "cb" and the hash of the node's surroundings.
        return Iri(GENID + str(node).removeprefix("cb"))
    if not isinstance(node, URIRef):
        raise OntologyError(f"{node!r} cannot be a subject or predicate")
    return Iri(str(node))
