"""A change to one published generation: a new one in which a graph of a source is another.

The graphs that did not change are taken over from the store as they are; everything after that is
what a build does: validate the union, infer, hash, index, publish. What was derived is derived
anew. Only graphs of sources are written, and `graph/curated` by an admin.

Who changed what, and when, stands in `graph/meta` as PROV, under a name made from the contents
before and after, and in `var/log.jsonl`. The moment is an input of the change like the rest of it:
the same change with the same moment to the same generation gives the same content hash. The new
contents of each graph stay in `var/written/`, named by their hash, so that the log can be replayed.

References: PROV-O; SPARQL 1.1 Graph Store Protocol, 5.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.build.change_graphs import (
    changed_by_update,
    clone_store,
    counting_predicates,
    read_payload,
    read_update,
    restore_datatype,
)
from kg.build.change_request import (
    SOURCE_GRAPHS,
    WRITTEN,
    ChangeRequest,
    PreconditionFailed,
    check_writable,
)
from kg.build.delta import ChangedGraphs
from kg.build.describe import to_line
from kg.build.fingerprint import Inputs, read_tools
from kg.build.gather import Material, describe_material, iter_search_keys
from kg.build.increment import assemble_increment
from kg.build.pipeline import assemble
from kg.build.progress import Steps
from kg.errors import KgError, NotFoundError
from kg.ingest.meta import PROV, iter_source_quads
from kg.ingest.source import Description
from kg.model.evidence import Source
from kg.model.iri import BASE, GRAPH_DERIVED, GRAPH_META, GRAPH_ONTOLOGY
from kg.model.records import TYPE
from kg.model.terms import RDFS, Iri, Quad, text, typed
from kg.publish.files import disk_errors
from kg.shapes.neighbourhood import TooFar
from kg.store.oxigraph import OxigraphStore

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from kg.build.result import BuildOptions
    from kg.publish import Generation, Generations, StagedGeneration
    from kg.store.updates import Operation

LOG_FILE = "log.jsonl"
_LABEL = RDFS + "label"
_SMALL = 100_000
"""Quads up to which a graph is read as objects, whose letters and names are checked."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who changes something, with which scope, and when (`xsd:dateTime`)."""

    name: str
    scope: str
    at: str


@dataclass(frozen=True, slots=True)
class ChangeResult:
    """What a change did.

    Attributes:
        generation: Id of the generation that holds it.
        changed: IRIs of the graphs that are different now, sorted.
        created: Whether the named graph did not exist before.
    """

    generation: str
    changed: tuple[str, ...]
    created: bool


def apply_change(
    request: ChangeRequest,
    payload: bytes,
    author: Author,
    generations: Generations,
    options: BuildOptions,
) -> ChangeResult:
    """Publish a generation with a change, unless it changes nothing.

    Raises:
        PreconditionFailed: The graph is not as the writer thinks.
        NotFoundError: The graph to delete does not exist.
        NotWritable: A graph that changes is none that may be written.
        ValidationFailed: The data would break shapes.
        StoreBusy: A build is running.
        StoreError: The disk is full or an engine failed.
    """
    if request.graph:
        check_writable(request.graph, author.scope)
    operations = read_update(request, payload) if request.kind == "update" else ()
    with generations.stage() as staged, disk_errors("changing"):
        base = generations.current()
        work = staged.path / "work"
        work.mkdir()
        created = bool(request.graph) and not exists(base, request.graph)
        _check_preconditions(request, base, created=created)
        with OxigraphStore.open_read_only(base.store_path) as store:
            if request.kind == "update":
                changed = _run_update(operations, base, work)
            else:
                changed = _find_changes(request, payload, base, store, work)
            for graph in changed:
                check_writable(graph, author.scope)
            if not _matters(request, changed, created=created):
                return ChangeResult(base.id, (), created=False)
            meta = tuple(_new_meta(base, store, changed, author))
        inputs = _inputs(base, changed)
        record = _log_record(request, changed, author, base)
        log = ChangeLog(generations.var, record)
        log.keep(changed)
        try:
            new = _assemble(
                base, {**changed, GRAPH_META: meta}, inputs, generations, options, staged
            )
        except KgError as error:
            log.append(state="refused", code=error.code)
            raise
        log.append(state="published", generation=new.id, content_hash=new.content_hash)
    return ChangeResult(new.id, tuple(sorted(changed)), created)


def _assemble(
    base: Generation,
    changed: Mapping[str, Sequence[Quad] | None],
    inputs: Inputs,
    generations: Generations,
    options: BuildOptions,
    staged: StagedGeneration,
) -> Generation:
    """Make the new generation from what changes, or, where that is the longer way, from all."""
    new = {graph: tuple(quads or ()) for graph, quads in changed.items()}
    if options.incremental and base.manifest.contents.tools == inputs.tools:
        try:
            graphs = ChangedGraphs(new, frozenset(_find_small(base)) | new.keys())
            return assemble_increment(base, graphs, inputs, generations, options, staged, Steps())
        except TooFar:
            staged.clear()
    work = staged.path / "work"
    work.mkdir(exist_ok=True)
    with OxigraphStore.open_read_only(base.store_path) as store:
        material = _gather(store, new, _find_small(base), work)
    return assemble(material, inputs, generations, options, staged, Steps())


def _find_small(base: Generation) -> set[str]:
    """Return the graphs that are read as objects."""
    graphs = base.manifest.contents.graphs.items()
    own = (GRAPH_DERIVED, GRAPH_ONTOLOGY)
    return {graph for graph, one in graphs if graph not in own and one.quads <= _SMALL}


def exists(generation: Generation, graph: str) -> bool:
    """Tell whether a generation has a graph; one that was written may be empty."""
    contents = generation.manifest.contents
    return graph in contents.graphs or WRITTEN + graph in contents.inputs


def graph_hash(quads: Iterable[Quad]) -> str:
    """Return the hash of a graph, as in the manifest."""
    return hashlib.sha256(b"".join(sorted(map(to_line, quads)))).hexdigest()


def current_hash(generation: Generation, graph: str) -> str:
    """Return the hash of a graph of a generation; that of nothing when it is empty or missing."""
    summary = generation.manifest.contents.graphs.get(graph)
    return summary.sha256 if summary else graph_hash(())


def _check_preconditions(request: ChangeRequest, base: Generation, *, created: bool) -> None:
    if request.if_none_match and not created:
        raise PreconditionFailed(f"{request.graph} exists")
    found = "" if created else current_hash(base, request.graph)
    if request.if_match and not found.startswith(request.if_match):
        raise PreconditionFailed(f"{request.graph} is not what it was when it was read")
    if request.kind == "delete" and created:
        raise NotFoundError("graph", request.graph)


def _find_changes(
    request: ChangeRequest, payload: bytes, base: Generation, store: OxigraphStore, work: Path
) -> dict[str, tuple[Quad, ...] | None]:
    """Return the new quads of each graph that changes; None for one that goes."""
    graph = request.graph
    if request.kind == "delete":
        return {graph: None}
    quads = read_payload(payload, request.parts, graph, work)
    if request.kind == "add":
        quads = tuple(dict.fromkeys((*store.dump(graph), *quads)))
    if graph_hash(quads) == current_hash(base, graph) and exists(base, graph):
        return {}
    return {graph: quads}


def _run_update(
    operations: Sequence[Operation], base: Generation, work: Path
) -> dict[str, tuple[Quad, ...] | None]:
    hashes = {graph: one.sha256 for graph, one in base.manifest.contents.graphs.items()}
    with clone_store(base.store_path, work / "scratch") as scratch:
        return dict(changed_by_update(operations, scratch, hashes, work))


def _matters(request: ChangeRequest, changed: Mapping[str, object], *, created: bool) -> bool:
    return bool(changed) or (created and request.kind != "update")


def _gather(
    store: OxigraphStore,
    new: Mapping[str, Sequence[Quad]],
    small: Container[str],
    work: Path,
) -> Material:
    """Write the material of the new generation: what stays from the store, what is new beside."""
    kept = [graph for graph in store.graphs() if graph not in new and graph != GRAPH_DERIVED]
    fresh = [quad for _, quads in sorted(new.items()) for quad in quads]
    named = (graph for graph in kept if graph != GRAPH_ONTOLOGY)
    labels = (quad for graph in named for quad in _iter_labels(store, graph))
    keys = iter_search_keys((*labels, *fresh))
    read = {graph: tuple(store.dump(graph)) for graph in kept if graph in small}
    material = describe_material(work, {**read, **new})
    predicates = counting_predicates()
    with material.quads.open("wb") as file, material.union.open("wb") as union:
        for graph, line in (*_iter_lines(fresh), *_iter_lines(dict.fromkeys(keys))):
            file.write(line[:-2] + f"<{graph}> .\n".encode())
            union.write(restore_datatype(line, predicates))
        for graph in kept:
            ending = f"<{graph}> .\n".encode()
            for line in _iter_stored(store, graph, work):
                file.write(line[:-2] + ending)
                # validation sees the literals as they were before the engine stored them
                union.write(restore_datatype(line, predicates))
    return material


def _iter_lines(quads: Iterable[Quad]) -> Iterator[tuple[str, bytes]]:
    """Yield the graph and the N-Triples line of each quad."""
    return ((quad.graph.value, to_line(quad)) for quad in quads)


def _iter_stored(store: OxigraphStore, graph: str, work: Path) -> Iterator[bytes]:
    """Yield a stored graph as lines of N-Triples, by way of a file: it may be large."""
    path = work / "graph.nt"
    with path.open("wb") as file:
        store.serialise_graph(graph, "ntriples", file)
    with path.open("rb") as lines:
        yield from lines
    path.unlink()


def _iter_labels(store: OxigraphStore, graph: str) -> Iterator[Quad]:
    return (quad for quad in store.dump(graph) if quad.predicate.value == _LABEL)


def _new_meta(
    base: Generation,
    store: OxigraphStore,
    changed: Mapping[str, tuple[Quad, ...] | None],
    author: Author,
) -> Iterator[Quad]:
    """Yield graph/meta as it will be: descriptions of new sources, and who did this."""
    home, gone = Iri(GRAPH_META), set[str]()
    derived_from = Iri(PROV + "wasDerivedFrom")
    old = tuple(store.dump(GRAPH_META))
    described = {quad.subject.value for quad in old if quad.predicate == derived_from}
    for graph, quads in changed.items():
        source = _source_of(graph, author)
        if quads is None and source:
            gone |= {graph, source.iri}
        elif source and graph not in described:
            yield from iter_source_quads(Description(source))
    yield from (quad for quad in old if quad.subject.value not in gone)
    activity = Iri(f"{BASE}log/{_key(base, changed)}")
    agent = Iri(f"{BASE}agent/{author.name}")
    yield Quad(activity, TYPE, Iri(PROV + "Activity"), home)
    yield Quad(activity, Iri(PROV + "endedAtTime"), typed(author.at, "dateTime"), home)
    yield Quad(activity, Iri(PROV + "wasAssociatedWith"), agent, home)
    yield Quad(agent, TYPE, Iri(PROV + "Agent"), home)
    yield Quad(agent, Iri(_LABEL), text(author.name), home)
    for graph, quads in changed.items():
        done = "generated" if quads is not None else "invalidated"
        yield Quad(activity, Iri(PROV + done), Iri(graph), home)


def _source_of(graph: str, author: Author) -> Source | None:
    if not graph.startswith(SOURCE_GRAPHS):
        return None
    slug = graph[len(SOURCE_GRAPHS) :]
    return Source(
        slug=slug,
        title_vi=f"Nguồn {slug}",
        title_en=f"Source {slug}",
        publisher=author.name,
        collection="written",
        language="und",
        licence_note="not stated",
    )


def _inputs(base: Generation, changed: Mapping[str, tuple[Quad, ...] | None]) -> Inputs:
    """Keep the fingerprint: the folders are what they were, so a build has nothing to do."""
    contents = base.manifest.contents
    files = dict(contents.inputs)
    for graph, quads in changed.items():
        files.pop(WRITTEN + graph, None)
        if quads is not None:
            files[WRITTEN + graph] = graph_hash(quads)
    return Inputs(dict(sorted(files.items())), read_tools(), contents.fingerprint)


def _key(base: Generation, changed: Mapping[str, tuple[Quad, ...] | None]) -> str:
    """Return what names a change: the contents it began with, and what became of them."""
    parts = [base.content_hash]
    for graph, quads in sorted(changed.items()):
        parts += [graph, "" if quads is None else graph_hash(quads)]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def _log_record(
    request: ChangeRequest,
    changed: Mapping[str, tuple[Quad, ...] | None],
    author: Author,
    base: Generation,
) -> dict[str, object]:
    hashes = {
        graph: None if quads is None else graph_hash(quads)
        for graph, quads in sorted(changed.items())
    }
    return {
        "key": _key(base, changed),
        "who": author.name,
        "when": author.at,
        "what": request.kind,
        "graphs": hashes,
        "before": base.id,
    }


class ChangeLog:
    """The append-only log of one change: a line for its end, and the new contents it wrote."""

    def __init__(self, var: Path, record: Mapping[str, object]) -> None:
        self._var, self._record = var, record

    def keep(self, changed: Mapping[str, Sequence[Quad] | None]) -> None:
        """Keep the new contents of each graph, named by their hash."""
        folder = self._var / "written"
        folder.mkdir(exist_ok=True)
        for quads in changed.values():
            path = folder / f"{graph_hash(quads or ())}.nt"
            if quads is not None and not path.exists():
                path.write_bytes(b"".join(sorted(map(to_line, quads))))

    def append(self, **end: object) -> None:
        """Add the line, on the disk when this returns."""
        line = json.dumps({**self._record, **end}, ensure_ascii=False, sort_keys=True)
        with (self._var / LOG_FILE).open("a", encoding="utf-8") as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())
