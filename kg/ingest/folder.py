"""Source folders as named graphs: the front door of `kg.ingest`.

All folders are read together, since a reference in one may point at a node of another. Every fault
of every file is collected before anything is refused.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from kg.errors import CellFault, IriError, RdfSyntaxError, TableError
from kg.ingest.bulk import (
    BULK_BYTES,
    OBJECT_BYTES,
    RdfFile,
    check_bulk_file,
    is_bulk,
    iter_described,
)
from kg.ingest.discover import SourceFolder, find_source_folders
from kg.ingest.faults import FaultLog, sort_faults
from kg.ingest.identity import iter_same_quads
from kg.ingest.meta import iter_source_quads
from kg.ingest.rdf import read_graph
from kg.ingest.references import Directory
from kg.ingest.source import SOURCE_FILE, Description, parse_description
from kg.ingest.tables import (
    FolderTables,
    build_records,
    collect_claims,
    collect_entities,
    load_tables,
)
from kg.model.evidence import Source, Span
from kg.model.iri import GRAPH_META, NodeId, is_node, parse_iri, parse_span
from kg.model.records import TYPE, iter_quads
from kg.model.terms import RDFS, Iri, Literal, Quad
from kg.ontology.terms import PH

_LABEL = Iri(RDFS + "label")
_SHA256 = Iri(PH.sha256)


@dataclass(frozen=True, slots=True)
class Ingested:
    """What source folders hold.

    Attributes:
        sources: Sorted by slug.
        graphs: Quads by graph IRI, `graph/meta` among them; graphs sorted, no quad twice. The same
            input gives the same order.
        files: Large N-Quads files, checked and not read, to be added to their graphs.
        spans: Every character range used as evidence, sorted; those of `files` are not known.
    """

    sources: tuple[Source, ...]
    graphs: Mapping[str, tuple[Quad, ...]]
    files: tuple[RdfFile, ...] = ()
    spans: tuple[Span, ...] = ()


@dataclass(slots=True)
class _Reading:
    """One folder being read."""

    folder: SourceFolder
    description: Description
    tables: FolderTables
    quads: list[Quad] = field(default_factory=list[Quad])
    files: list[RdfFile] = field(default_factory=list[RdfFile])
    known: list[RdfFile] = field(default_factory=list[RdfFile])


_UNDESCRIBED = Source("unread", "", "", "", "", "", "")
"""Stands for a source whose description is at fault, so that others may still refer to its ids."""


class KnownFiles(Protocol):
    """Large files that were read before, and what they describe."""

    def count_quads(self, path: Path, graph: str) -> int | None:
        """Return how many quads a file has that was checked before; None for another file."""
        ...

    def describes(self, node: NodeId) -> bool:
        """Tell whether one of them describes a node."""
        ...


def read_folders(
    paths: Sequence[Path],
    *,
    bulk_bytes: int = BULK_BYTES,
    known: KnownFiles | None = None,
    beside: Mapping[str, Sequence[Quad]] | None = None,
) -> Ingested:
    """Read every source folder under `paths`.

    Args:
        paths: Folders to search for source folders, at any depth.
        bulk_bytes: Size from which an N-Quads file is checked and handed on as a file.
        known: Large files that need not be read again. A node that only such a file describes is
            found by its id and not suggested for another one.
        beside: Graphs that are in no folder and go along; none of a folder may have their names,
            apart from `graph/meta`, to which what they say of it is added.

    Raises:
        SourceError: A path is no folder, or there is no source under any.
        TableError: Faults in descriptions, tables or RDF files; all of them.
    """
    logs: list[FaultLog] = []
    folders = find_source_folders(paths, logs)
    faults = [fault for log in logs for fault in log.faults]
    directory = Directory()
    readings = list(_load(folders, directory, faults, bulk_bytes, known))
    faults.extend(_find_repeated_slugs(readings))
    beside = beside or {}
    faults.extend(_find_taken(readings, beside))
    for quads in beside.values():
        _collect_rdf(quads, directory)
    if known and any(reading.known for reading in readings):
        directory.look_elsewhere(known.describes)
    _collect(readings, directory)
    for reading in readings:
        built = build_records(reading.tables, directory)
        faults.extend(built.faults)
        for record in built.records:
            reading.quads.extend(iter_quads(record, reading.description.graph))
            if reading.description.kind == "curated":
                reading.quads.extend(iter_same_quads(record, reading.description.graph))
    if faults:
        raise TableError(sort_faults(faults))
    return _gather(readings, beside)


def _load(
    folders: Iterable[SourceFolder],
    directory: Directory,
    faults: list[CellFault],
    bulk_bytes: int,
    known: KnownFiles | None,
) -> Iterator[_Reading]:
    """Read the files of each folder; one without a usable description gives its ids only."""
    for folder in folders:
        data = (folder.path / SOURCE_FILE).read_bytes()
        try:
            description = parse_description(data, f"{folder.shown}{SOURCE_FILE}")
        except TableError as error:
            faults.extend(error.faults)
            collect_entities(load_tables(folder.path, _UNDESCRIBED), directory)
            continue
        tables = load_tables(folder.path, description.source, folder.shown)
        reading, graph = _Reading(folder, description, tables), description.graph
        for path in folder.rdf:
            count = None
            if known and is_bulk(path, bulk_bytes):
                count = known.count_quads(path, graph)
            if count is not None:
                reading.known.append(RdfFile(path, graph, count))
            else:
                _load_rdf(reading, path, faults, bulk_bytes)
        yield reading


def _load_rdf(reading: _Reading, path: Path, faults: list[CellFault], bulk_bytes: int) -> None:
    try:
        if not is_bulk(path, bulk_bytes) or not _load_bulk(reading, path, bulk_bytes):
            reading.quads.extend(read_graph(path, reading.description.graph))
    except RdfSyntaxError as error:
        log = FaultLog(f"{reading.folder.shown}{path.name}")
        column = f"column {error.column}" if error.column else ""
        log.add(error.line, column, "", f"a file that reads: {error.reason}", error.code)
        faults.extend(log.faults)


def _load_bulk(reading: _Reading, path: Path, bulk_bytes: int) -> bool:
    """Take a file as a file; return False if it is not fit and small enough to be read."""
    try:
        reading.files.append(check_bulk_file(path, reading.description.graph))
    except RdfSyntaxError:
        if is_bulk(path, max(bulk_bytes, OBJECT_BYTES)):
            raise
        return False
    return True


def _find_repeated_slugs(readings: Sequence[_Reading]) -> Iterator[CellFault]:
    seen: dict[str, str] = {}
    for reading in readings:
        slug, shown = reading.description.source.slug, reading.folder.shown
        if slug in seen:
            log = FaultLog(f"{shown}{SOURCE_FILE}")
            expected = f"a slug of its own; {seen[slug] or './'} has it already"
            log.add(0, "slug", slug, expected, "duplicate-row")
            yield from log.faults
        seen.setdefault(slug, shown)


def _find_taken(
    readings: Sequence[_Reading], beside: Mapping[str, Sequence[Quad]]
) -> Iterator[CellFault]:
    for reading in readings:
        if reading.description.graph in beside:
            log = FaultLog(f"{reading.folder.shown}{SOURCE_FILE}")
            expected = (
                "a graph of its own; this one was written to the server"
                " (delete it there, or build with --force)"
            )
            log.add(0, "slug", reading.description.source.slug, expected, "duplicate-row")
            yield from log.faults


def _collect(readings: Sequence[_Reading], directory: Directory) -> None:
    """Note everything that any folder describes, entities before claims."""
    for reading in readings:
        directory.add_node(NodeId("src", reading.description.source.slug))
        collect_entities(reading.tables, directory)
        _collect_rdf(reading.quads, directory)
    if any(reading.tables.sheets for reading in readings):
        # Only references in tables need to know what large files describe.
        for path in (file.path for reading in readings for file in reading.files):
            for iri in iter_described(path):
                directory.add_node(parse_iri(iri))
    for reading in readings:
        collect_claims(reading.tables, directory)


def _collect_rdf(quads: Iterable[Quad], directory: Directory) -> None:
    labels: dict[str, list[str]] = defaultdict(list)
    described: set[str] = set()
    for quad in quads:
        subject = quad.subject.value
        if quad.predicate == TYPE and is_node(subject):
            described.add(subject)
        elif quad.predicate == _LABEL and isinstance(quad.object, Literal):
            labels[subject].append(quad.object.value)
    for node in described:
        directory.add_node(parse_iri(node), *labels[node])


def _gather(readings: Sequence[_Reading], beside: Mapping[str, Sequence[Quad]]) -> Ingested:
    readings = sorted(readings, key=lambda reading: reading.description.source.slug)
    graphs: dict[str, dict[Quad, None]] = defaultdict(dict)
    for reading in readings:
        graphs[reading.description.graph].update(dict.fromkeys(reading.quads))
        graphs[GRAPH_META].update(dict.fromkeys(iter_source_quads(reading.description)))
    for graph, told in beside.items():
        graphs[graph].update(dict.fromkeys(told))
    quads = {graph: tuple(graphs[graph]) for graph in sorted(graphs)}
    return Ingested(
        sources=tuple(reading.description.source for reading in readings),
        graphs=quads,
        files=tuple(file for reading in readings for file in (*reading.files, *reading.known)),
        spans=tuple(sorted(set(_iter_spans(quads.values())))),
    )


def _iter_spans(graphs: Iterable[Iterable[Quad]]) -> Iterator[Span]:
    """Yield each range that has a hash, from tables and RDF files alike."""
    for quad in (quad for quads in graphs for quad in quads if quad.predicate == _SHA256):
        try:
            source, start, end = parse_span(str(quad.subject))
        except IriError:
            continue  # the hash of a whole document
        yield Span(source, start, end, str(quad.object))
