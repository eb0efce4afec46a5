"""The figures of a generation: quads and hash of each graph, nodes of each class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.model.iri import GRAPH_DERIVED, ONTOLOGY_IRI
from kg.model.terms import Iri, Literal, format_quad
from kg.publish import GraphSummary
from kg.publish.content_hash import hash_lines
from kg.publish.sum_hash import LineSum, sum_lines
from kg.store.base import GraphView, Solutions

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from kg.model.terms import Quad
    from kg.store.oxigraph import OxigraphStore

_CLASSES = """
SELECT ?class (COUNT(DISTINCT ?node) AS ?count) WHERE { ?node a ?class } GROUP BY ?class
"""
_VERSION = """
PREFIX owl: <http://www.w3.org/2002/07/owl#>
SELECT ?version WHERE { ?ontology owl:versionInfo ?version }
"""


def hash_graphs(store: OxigraphStore, folder: Path) -> dict[str, GraphSummary]:
    """Return the figures of every named graph, dumping one at a time into `folder`.

    Raises:
        StoreError: The engine failed.
        OSError: The disk is full.
    """
    return {graph: hash_graph(store, graph, folder) for graph in store.graphs()}


def hash_graph(store: OxigraphStore, graph: str, folder: Path) -> GraphSummary:
    """Return the figures of one named graph, dumping it into `folder`.

    Raises:
        StoreError: The engine failed.
        OSError: The disk is full.
    """
    path = folder / "graph.nq"
    with path.open("wb") as file:
        store.serialise_graph(graph, "nquads", file)
    summary = _sum_file(path) if graph == GRAPH_DERIVED else hash_lines(path)
    path.unlink()
    return summary


def change_summary(
    summary: GraphSummary, added: Iterable[Quad], removed: Iterable[Quad]
) -> GraphSummary:
    """Return the figures of `graph/derived` after quads that it had not came and others went.

    Raises:
        ValueError: The figures hold no sum.
    """
    before = LineSum(summary.quads, bytes.fromhex(summary.sum))
    return _summary(before.change(map(to_line, added), map(to_line, removed)))


def to_line(quad: Quad) -> bytes:
    """Return a quad as a canonical line of N-Triples, as graphs are hashed."""
    triple = format_quad(quad)[: -len(quad.graph.value) - len("<> .")]
    return f"{triple}.\n".encode()


def _sum_file(path: Path) -> GraphSummary:
    with path.open("rb") as lines:
        return _summary(sum_lines(lines))


def _summary(found: LineSum) -> GraphSummary:
    return GraphSummary(found.lines, found.sha256, found.total.hex())


def count_classes(view: GraphView) -> dict[str, int]:
    """Return how many nodes each class has over the union of the graphs, by class IRI."""
    counts: dict[str, int] = {}
    for row in _select(view, _CLASSES):
        cls, count = row.get("class"), row.get("count")
        if isinstance(cls, Iri) and isinstance(count, Literal):
            counts[cls.value] = int(count.value)
    return dict(sorted(counts.items()))


def find_ontology_version(view: GraphView) -> str:
    """Return the version the vocabulary gives itself, or an empty text."""
    rows = view.query(_VERSION, bindings={"ontology": Iri(ONTOLOGY_IRI)})
    assert isinstance(rows, Solutions)
    versions = sorted(str(term) for term in rows.column("version"))
    return versions[0] if versions else ""


def _select(view: GraphView, text: str) -> Solutions:
    result = view.query(text)
    assert isinstance(result, Solutions)
    return result
