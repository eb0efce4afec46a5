"""Graphs that were written to the server and are in no folder: a build carries them along.

Their contents are those of the current generation. With them go their descriptions and the record
of who wrote what, which stand in `graph/meta` and in no folder either.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.build.change_graphs import counting_predicates
from kg.build.change_request import WRITTEN
from kg.errors import InputError
from kg.ingest.meta import PROV
from kg.model.iri import BASE, GRAPH_META, source_graph
from kg.model.terms import XSD, Iri, Literal, Quad
from kg.store.oxigraph import OxigraphStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kg.publish import Generations

_RECORDS = (f"{BASE}log/", f"{BASE}agent/")
_INTEGER, _COUNT = XSD + "integer", XSD + "nonNegativeInteger"


class WrittenGraphs(InputError):
    """A source is a graph that was written to the server and is in no folder."""

    code = "written-graphs"


@dataclass(frozen=True, slots=True)
class Carried:
    """What a build takes from the generation before it.

    Attributes:
        graphs: Quads of each written graph, and of `graph/meta` what tells of them.
        files: What the manifest says of them, by name.
    """

    graphs: Mapping[str, tuple[Quad, ...]] = field(default_factory=dict[str, "tuple[Quad, ...]"])
    files: Mapping[str, str] = field(default_factory=dict[str, str])


NOTHING = Carried()


def read_carried(generations: Generations) -> Carried:
    """Return the graphs that were written to the current generation; nothing without one.

    Raises:
        StoreError: Its store cannot be read.
    """
    current = generations.find_current()
    if current is None:
        return NOTHING
    inputs = current.manifest.contents.inputs
    files = {name: digest for name, digest in inputs.items() if name.startswith(WRITTEN)}
    if not files:
        return NOTHING
    counting = {predicate.decode()[1:-1] for predicate in counting_predicates()}
    names = [name.removeprefix(WRITTEN) for name in files]
    with OxigraphStore.open_read_only(current.store_path) as store:
        graphs = {name: tuple(_as_written(store.dump(name), counting)) for name in names}
        graphs[GRAPH_META] = tuple(_iter_records(tuple(store.dump(GRAPH_META)), names))
    return Carried(graphs, files)


def refuse_if_written(slug: str, generations: Generations) -> None:
    """Refuse to retract what is no source of a folder but a graph that was written.

    Raises:
        WrittenGraphs: It is; says how to delete it.
    """
    current = generations.find_current()
    graph = source_graph(slug)
    if current and WRITTEN + graph in current.manifest.contents.inputs:
        raise WrittenGraphs(
            f"{graph} was written to the server and is in no folder; delete the graph there "
            f"(DELETE /graph-store?graph={graph})"
        )


def _as_written(quads: Iterable[Quad], counting: set[str]) -> Iterator[Quad]:
    """Yield quads with the datatype that was written and that the engine does not keep."""
    for quad in quads:
        value = quad.object
        if isinstance(value, Literal) and value.datatype == _INTEGER:
            if quad.predicate.value in counting:
                value = Literal(value.value, _COUNT)
        yield Quad(quad.subject, quad.predicate, value, quad.graph)


def _iter_records(meta: tuple[Quad, ...], graphs: Iterable[str]) -> Iterator[Quad]:
    """Yield what `graph/meta` says of some graphs, their sources, and of who wrote what."""
    told = {Iri(graph) for graph in graphs}
    derived = Iri(PROV + "wasDerivedFrom")
    told |= {
        quad.object
        for quad in meta
        if quad.subject in told and quad.predicate == derived and isinstance(quad.object, Iri)
    }
    for quad in meta:
        if quad.subject in told or str(quad.subject).startswith(_RECORDS):
            yield quad
