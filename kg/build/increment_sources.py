"""Which graphs a build of folders would change in the current generation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.build.delta import ChangedGraphs
from kg.build.fingerprint import digest_file
from kg.build.touched import MOST_QUADS
from kg.ingest.meta import iter_graph_quads
from kg.model.iri import GRAPH_DERIVED, GRAPH_META, GRAPH_ONTOLOGY
from kg.model.terms import XSD, Literal, Quad, Triple
from kg.shapes.neighbourhood import TooFar
from kg.store.oxigraph import OxigraphStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.build.fingerprint import Inputs
    from kg.build.result import BuildOptions
    from kg.ingest.folder import Ingested
    from kg.publish import Generation, Generations

_INTEGER = XSD + "integer"


def find_base(inputs: Inputs, generations: Generations, options: BuildOptions) -> Generation:
    """Return the current generation, from which a build is worked out.

    It may be when the same program, vocabulary and engines made it of most of the same files, and
    nothing forces a whole build.

    Raises:
        TooFar: It may not.
    """
    if options.force or not options.incremental:
        raise TooFar("asked")
    base = generations.find_current()
    if base is None:
        raise TooFar("first")
    if base.manifest.contents.tools != inputs.tools:
        raise TooFar("program")
    known = set(base.manifest.contents.inputs.values())
    kept = sum(digest in known for digest in inputs.files.values())
    if 2 * kept < len(inputs.files):
        raise TooFar("most-files")
    return base


def find_changed_graphs(ingested: Ingested, base: Generation) -> ChangedGraphs:
    """Return every graph that is not what it was.

    Raises:
        TooFar: A large file changed, which nobody reads as objects.
    """
    known = base.manifest.contents
    large = {file.graph: file.path for file in ingested.files}
    hashes = set(known.inputs.values())
    changed: dict[str, tuple[Quad, ...]] = {}
    written: dict[Triple, Triple] = {}
    for path in large.values():
        if digest_file(path) not in hashes:
            raise TooFar("large-file")
    with OxigraphStore() as store:
        for graph, quads in ingested.graphs.items():
            if graph in large:
                if quads:
                    raise TooFar("mixed-graph")
                continue
            own = tuple(iter_graph_quads()) if graph == GRAPH_META else ()
            store.load(graph, (*own, *quads))  # as the store gives them back, so that they compare
            changed[graph] = tuple(store.dump(graph))
            written.update(_iter_otherwise(quads, set(changed[graph])))
    there = changed.keys() | large.keys() | {GRAPH_DERIVED, GRAPH_ONTOLOGY}
    gone = [graph for graph in known.graphs if graph not in there]
    if any(known.graphs[graph].quads > MOST_QUADS for graph in gone):
        raise TooFar("large-change")
    return ChangedGraphs(changed | dict.fromkeys(gone, ()), written)


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
