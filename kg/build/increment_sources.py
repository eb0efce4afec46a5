"""Which graphs a build of folders would change in the current generation."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from kg.build.delta import ChangedGraphs
from kg.build.fingerprint import digest_file
from kg.build.look_at_all import LookAtAll
from kg.build.touched import MOST_QUADS
from kg.errors import TableError
from kg.infer.closure import TYPE
from kg.ingest.bulk import is_still_bulk
from kg.ingest.folder import Ingested, read_folders
from kg.ingest.meta import iter_graph_quads
from kg.model.iri import GRAPH_DERIVED, GRAPH_META, GRAPH_ONTOLOGY
from kg.model.terms import XSD, Iri, Literal, Quad, Triple
from kg.store.oxigraph import OxigraphStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from kg.build.fingerprint import Inputs
    from kg.build.result import BuildOptions
    from kg.model.iri import NodeId
    from kg.publish import Generation, Generations

_INTEGER = XSD + "integer"


def find_base(inputs: Inputs, generations: Generations, options: BuildOptions) -> Generation:
    """Return the current generation, from which a build is worked out.

    It may be when the same program, vocabulary and engines made it of most of the same files, and
    nothing forces a whole build.

    Raises:
        LookAtAll: It may not.
    """
    if options.force or not options.incremental:
        raise LookAtAll("asked")
    base = generations.find_current()
    if base is None:
        raise LookAtAll("first")
    if base.manifest.contents.tools != inputs.tools:
        raise LookAtAll("program")
    known = set(base.manifest.contents.inputs.values())
    kept = sum(digest in known for digest in inputs.files.values())
    if 2 * kept < len(inputs.files):
        raise LookAtAll("most-files")
    return base


def read_changed(
    data: Sequence[Path], base: Generation, beside: Mapping[str, Sequence[Quad]]
) -> ChangedGraphs:
    """Read source folders, apart from large files that the generation holds already.

    Args:
        data: Folders to search for sources.
        base: The generation.
        beside: Graphs that are in no folder and go along.

    Raises:
        TableError: Tables or RDF files hold faults; all of them.
        SourceError: A folder is not as declared, or there is none.
        LookAtAll: See `find_changed_graphs`.
    """
    with OxigraphStore.open_read_only(base.store_path) as store:
        try:
            ingested = read_folders(data, known=_Held(base, store), beside=beside)
        except TableError:
            # again, for the ids of large files are among those that a fault suggests
            ingested = read_folders(data, beside=beside)
    return find_changed_graphs(ingested, base)


class _Held:
    """The large files of a generation."""

    def __init__(self, base: Generation, store: OxigraphStore) -> None:
        contents = base.manifest.contents
        self._store, self._graphs = store, contents.graphs
        self._hashes = set(contents.inputs.values())
        self._known: set[str] = set()

    def count_quads(self, path: Path, graph: str) -> int | None:
        """Return how many quads the graph of such a file has."""
        digest = digest_file(path)
        if graph not in self._graphs or digest not in self._hashes:
            return None
        if not _is_bulk(digest, path, graph):
            return None
        self._known.add(graph)
        return self._graphs[graph].quads

    def describes(self, node: NodeId) -> bool:
        """Tell whether one of them gives a node a type."""
        types = self._store.iter_quads(Iri(node.iri), Iri(TYPE))
        return any(quad.graph.value in self._known for quad in types)


@lru_cache(maxsize=10_000)
def _is_bulk(digest: str, path: Path, graph: str) -> bool:
    """Tell of contents, read once in a process, whether they are handed on as a file."""
    del digest  # what the answer depends on, beside the graph
    return is_still_bulk(path, graph)


def find_changed_graphs(ingested: Ingested, base: Generation) -> ChangedGraphs:
    """Return every graph that is not what it was.

    Raises:
        LookAtAll: A large file changed, which nobody reads as objects.
    """
    known = base.manifest.contents
    large = {file.graph: file.path for file in ingested.files}
    if len(large) < len(ingested.files) or _lost_a_file(large.values(), known.inputs):
        raise LookAtAll("large-file")
    hashes = set(known.inputs.values())
    changed: dict[str, tuple[Quad, ...]] = {}
    written: dict[Triple, Triple] = {}
    for path in large.values():
        if digest_file(path) not in hashes:
            raise LookAtAll("large-file")
    with OxigraphStore() as store:
        for graph, quads in ingested.graphs.items():
            if graph in large:
                if quads:
                    raise LookAtAll("mixed-graph")
                continue
            own = tuple(iter_graph_quads()) if graph == GRAPH_META else ()
            store.load(graph, (*own, *quads))  # as the store gives them back, so that they compare
            changed[graph] = tuple(store.dump(graph))
            written.update(_iter_otherwise(quads, set(changed[graph])))
    there = changed.keys() | large.keys() | {GRAPH_DERIVED, GRAPH_ONTOLOGY}
    gone = [graph for graph in known.graphs if graph not in there]
    if any(known.graphs[graph].quads > MOST_QUADS for graph in gone):
        raise LookAtAll("large-change")
    return ChangedGraphs(changed | dict.fromkeys(gone, ()), frozenset(changed), written)


def _lost_a_file(large: Iterable[Path], inputs: Mapping[str, str]) -> bool:
    """Tell whether the folder of a large file had another one that is not there any more."""
    for path in large:
        folder = f"/{path.parent.name}/"
        names = [f"/{name}" for name in inputs if name.endswith(".nq")]
        inside = [name.partition(folder)[2] for name in names if folder in name]
        if any(not (path.parent / name).is_file() for name in inside):
            return True
    return False


def _iter_otherwise(quads: Iterable[Quad], stored: set[Quad]) -> Iterator[tuple[Triple, Triple]]:
    """Yield the triples that the store gives back otherwise or could, with how they were written.

    An `xsd:integer` in the store may have been any type of integers.
    """
    for quad in quads:
        if quad not in stored:
            with OxigraphStore() as store:
                store.load(quad.graph.value, (quad,))
                (kept,) = store.dump(quad.graph.value)
        elif isinstance(quad.object, Literal) and quad.object.datatype == _INTEGER:
            kept = quad
        else:
            continue
        yield (
            Triple(kept.subject, kept.predicate, kept.object),
            Triple(quad.subject, quad.predicate, quad.object),
        )
