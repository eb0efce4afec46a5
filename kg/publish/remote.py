"""A generation in a remote engine: its graphs loaded there, its id recorded beside them.

The record is the graph `GENERATION_GRAPH`. While graphs are being replaced it has no id, so that
nobody takes a mixture for a generation; it holds the hashes of the graphs that are in place, so
that publishing again sends only what differs, also after a publication that was cut off.

Servers look for the id twice a second, so nothing is replaced before `SETTLE_S` have passed without
one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from kg.errors import StoreError, StoreUnavailable
from kg.model.iri import GRAPH
from kg.model.terms import Iri, Literal, Quad
from kg.ontology.terms import PH
from kg.publish.generations import Generation
from kg.publish.manifest import GraphSummary
from kg.store.base import GraphStore, GraphView, Solutions

GENERATION_GRAPH = GRAPH + "generation"
SETTLE_S = 1.0
"""Seconds between the moment an engine says that it holds no generation and the first change."""

_IDENTIFIER = "http://purl.org/dc/terms/identifier"
_RECORDED = """PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX ph: <https://w3id.org/phoihop/ontology#>
SELECT ?id ?hash { GRAPH ?record { ?record dcterms:identifier ?id ; ph:sha256 ?hash } }"""
_IN_UNION = """PREFIX dcterms: <http://purl.org/dc/terms/>
ASK { ?record dcterms:identifier ?id }"""
_COUNT = "SELECT (COUNT(*) AS ?n) { GRAPH ?graph { ?s ?p ?o } }"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What an engine says it holds.

    Attributes:
        id: Id of the generation; empty when there is none, or while one is being loaded.
        content_hash: Its content hash.
        graphs: SHA-256 by graph that is in place.
    """

    id: str = ""
    content_hash: str = ""
    graphs: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication changed.

    Attributes:
        generation: Id that the engine now records.
        loaded: Graphs that were sent.
        removed: Graphs that were emptied.
        kept: Graphs that were in place.
        differences: Harmless differences of the engine, as `kg.store.probe` finds them.
    """

    generation: str
    loaded: tuple[str, ...]
    removed: tuple[str, ...]
    kept: tuple[str, ...]
    differences: tuple[str, ...]


def find_recorded_id(view: GraphView, deadline_s: float | None = None) -> tuple[str, str] | None:
    """Return id and content hash of the generation an engine holds; one small query.

    Raises:
        StoreError: The engine failed.
    """
    found = view.query(_RECORDED, bindings={"record": Iri(GENERATION_GRAPH)}, deadline_s=deadline_s)
    if not isinstance(found, Solutions):
        raise StoreError("the engine answered yes or no, not with rows")
    if len(found) > 1:
        raise StoreUnavailable("the engine records more than one generation; publish again")
    return next(((str(row["id"]), str(row["hash"])) for row in found), None)


def check_union(view: GraphView) -> None:
    """Find out whether the default graph is the union of all, from the record of a generation.

    Raises:
        StoreUnavailable: It is not.
    """
    if view.query(_IN_UNION, bindings={"record": Iri(GENERATION_GRAPH)}) is not True:
        raise StoreUnavailable(
            "the engine answers wrongly and is refused: its default graph is not the union of the "
            "named graphs"
        )


def read_recorded(view: GraphView) -> Recorded:
    """Read the whole record of an engine.

    Raises:
        StoreError: The engine failed.
    """
    graphs: dict[str, str] = {}
    name = content_hash = ""
    for quad in view.dump(GENERATION_GRAPH):
        subject, value = str(quad.subject), str(quad.object)
        if quad.predicate.value == _IDENTIFIER:
            name = value
        elif subject == GENERATION_GRAPH:
            content_hash = value
        else:
            graphs[subject] = value
    return Recorded(name, content_hash, graphs)


def publish_to(
    store: GraphStore,
    generation: Generation,
    source: GraphView,
    *,
    differences: tuple[str, ...] = (),
    replace: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Published:
    """Make an engine hold exactly the graphs of a generation.

    Args:
        store: The engine, checked (`RemoteStore.check`).
        generation: What it is to hold.
        source: The store of that generation.
        differences: What the check found.
        replace: Empty graphs that are not ours; they would be part of every answer.
        progress: Told each graph before it is sent.

    Raises:
        StoreError: The engine failed, or holds foreign graphs and `replace` is not given, or did
            not keep what it was sent. The record then says that no generation is whole.
    """
    wanted = {iri: one for iri, one in generation.manifest.contents.graphs.items() if one.quads}
    recorded = read_recorded(store)
    present = set(store.graphs()) - {GENERATION_GRAPH}
    _check_foreign(present - recorded.graphs.keys() - wanted.keys(), replace)
    kept = {
        iri: one.sha256
        for iri, one in wanted.items()
        if iri in present and recorded.graphs.get(iri) == one.sha256
    }
    removed, loaded = sorted(present - wanted.keys()), sorted(wanted.keys() - kept.keys())
    if removed or loaded or recorded.id != generation.id:
        _record(store, Recorded(graphs=kept))
        if recorded.id and (removed or loaded):
            time.sleep(SETTLE_S)
        for iri in removed:
            store.load(iri, ())
        for iri in loaded:
            progress(iri)
            store.load(iri, source.dump(iri))
            _check_count(store, iri, wanted[iri])
        hashes = {iri: one.sha256 for iri, one in wanted.items()}
        _record(store, Recorded(generation.id, generation.content_hash, hashes))
    return Published(generation.id, tuple(loaded), tuple(removed), tuple(sorted(kept)), differences)


def _check_foreign(graphs: set[str], replace: bool) -> None:
    if graphs and not replace:
        shown = ", ".join(sorted(graphs)[:3])
        raise StoreError(
            f"the engine holds {len(graphs)} graph(s) that are not of a generation ({shown}); give "
            "it a dataset of its own, or empty them with --replace"
        )


def _check_count(view: GraphView, graph: str, summary: GraphSummary) -> None:
    found = view.query(_COUNT, bindings={"graph": Iri(graph)})
    count = str(next(iter(found))["n"]) if isinstance(found, Solutions) else ""
    if count != str(summary.quads):
        raise StoreError(f"the engine holds {count} quads of {graph}, not {summary.quads}")


def _record(store: GraphStore, recorded: Recorded) -> None:
    store.load(GENERATION_GRAPH, list(_iter_record(recorded)))


def _iter_record(recorded: Recorded) -> Iterator[Quad]:
    name, sha256 = Iri(GENERATION_GRAPH), Iri(PH.sha256)
    if recorded.id:
        yield Quad(name, Iri(_IDENTIFIER), Literal(recorded.id), name)
        yield Quad(name, sha256, Literal(recorded.content_hash), name)
    for graph, value in recorded.graphs.items():
        yield Quad(Iri(graph), sha256, Literal(value), name)
