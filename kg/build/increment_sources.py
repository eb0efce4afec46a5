"""Which graphs a build of folders would change in the current generation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.build.fingerprint import digest_file
from kg.build.increment import MOST_QUADS
from kg.ingest.meta import iter_graph_quads
from kg.model.iri import GRAPH_DERIVED, GRAPH_META, GRAPH_ONTOLOGY
from kg.shapes.neighbourhood import TooFar
from kg.store.oxigraph import OxigraphStore

if TYPE_CHECKING:
    from kg.build.fingerprint import Inputs
    from kg.build.result import BuildOptions
    from kg.ingest.folder import Ingested
    from kg.model.terms import Quad
    from kg.publish import Generation, Generations


def find_base(inputs: Inputs, generations: Generations, options: BuildOptions) -> Generation | None:
    """Return the current generation if a build may be worked out from it.

    It may be when the same program, vocabulary and engines made it of most of the same files, and
    nothing forces a whole build.
    """
    if options.force or not options.incremental:
        return None
    base = generations.find_current()
    if base is None or base.manifest.contents.tools != inputs.tools:
        return None
    known = set(base.manifest.contents.inputs.values())
    kept = sum(digest in known for digest in inputs.files.values())
    # less than half kept: nothing to gain
    return base if 2 * kept >= len(inputs.files) else None


def find_changed_graphs(ingested: Ingested, base: Generation) -> dict[str, tuple[Quad, ...]]:
    """Return the new quads of every graph that is not what it was; none for one that goes.

    Raises:
        TooFar: A large file changed, which nobody reads as objects.
    """
    known = base.manifest.contents
    large = {file.graph: file.path for file in ingested.files}
    hashes = set(known.inputs.values())
    changed: dict[str, tuple[Quad, ...]] = {}
    for path in large.values():
        if digest_file(path) not in hashes:
            raise TooFar("a large file changed")
    with OxigraphStore() as store:
        for graph, quads in ingested.graphs.items():
            if graph in large:
                if quads:
                    raise TooFar("a graph is a large file and something else")
                continue
            own = tuple(iter_graph_quads()) if graph == GRAPH_META else ()
            store.load(graph, (*own, *quads))  # as the store gives them back, so that they compare
            changed[graph] = tuple(store.dump(graph))
    there = changed.keys() | large.keys() | {GRAPH_DERIVED, GRAPH_ONTOLOGY}
    gone = [graph for graph in known.graphs if graph not in there]
    if any(known.graphs[graph].quads > MOST_QUADS for graph in gone):
        raise TooFar("a large graph goes")
    return changed | dict.fromkeys(gone, ())
