"""A change to the published graphs, as plain data; light to import."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from kg.errors import IriError, KgError
from kg.model.iri import GRAPH, GRAPH_CURATED, source_graph

SOURCE_GRAPHS = GRAPH + "source/"
"""What the IRIs of the graphs of sources begin with."""

WRITTEN = "written/"
"""What precedes the IRI of a graph that was written, among the inputs of a generation."""

ChangeKind: TypeAlias = Literal["replace", "add", "delete", "update"]


class PreconditionFailed(KgError):
    """A graph is not in the state that the writer named."""

    code: ClassVar[str] = "precondition-failed"


class NotWritable(KgError):
    """A graph that is not written through the server."""

    code: ClassVar[str] = "not-writable"


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """One change; what it writes comes beside it, as bytes.

    Attributes:
        kind: Replace or delete a graph, add to one, or run a SPARQL update.
        graph: IRI of the graph; "" for an update.
        parts: Name of the RDF format and length of each document in the bytes, in order.
        using_default: Graphs whose merge is the default graph of the update's WHERE clauses.
        using_named: Named graphs those clauses see.
        if_match: Beginning of the hash of the graph that the writer read; the change is refused
            if it is another.
        if_none_match: Refuse when the graph exists.
    """

    kind: ChangeKind
    graph: str = ""
    parts: tuple[tuple[str, int], ...] = ()
    using_default: tuple[str, ...] = ()
    using_named: tuple[str, ...] = ()
    if_match: str = ""
    if_none_match: bool = False


def check_writable(graph: str, scope: str) -> None:
    """Refuse a graph that is not written through the server.

    Raises:
        NotWritable: It is not the graph of a source, nor `graph/curated` and the scope `admin`.
    """
    if graph == GRAPH_CURATED and scope == "admin":
        return
    try:
        if graph == source_graph(graph.removeprefix(SOURCE_GRAPHS)):
            return
    except IriError:
        pass
    raise NotWritable(f"{graph[:120]!r} may not be written; sources have {SOURCE_GRAPHS}...")
