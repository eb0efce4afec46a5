"""Evidence against the texts it points into: hashes recomputed, and written for new ranges.

A text is found by the hash of its bytes, whatever its file is called. No text is kept: what leaves
this module are positions and hashes.

References: ontology.md 3.6 (the text stream).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kg.errors import SourceError, TableError
from kg.ingest.faults import BadCell, FaultLog
from kg.ingest.places import SPANS_COLUMNS, SPANS_FILE, Range, parse_range
from kg.ingest.schema import TABLES, Kind
from kg.ingest.sheets import read_sheet
from kg.ingest.source import read_source_description
from kg.model.evidence import Source, Span, hash_text, read_stream

MAX_TEXT_BYTES = 64 << 20
"""Largest file that is looked at as a text."""

MismatchKind = Literal["text-missing", "characters-differ", "beyond-text", "hash-differs"]


@dataclass(frozen=True, slots=True)
class SpanMismatch:
    """A range, or a whole source, that is not what the text says.

    Attributes:
        source: Local name of the source.
        kind: `text-missing`: no file has the source's hash; nothing was compared.
            `characters-differ`: the text is not as long as declared.
            `beyond-text`: the range does not lie in the text.
            `hash-differs`: the text of the range has another hash.
        start: First code point of the range; None when the source as a whole is meant.
        end: One past the last code point; None likewise.
        expected: The hash or the number of characters that was declared.
        found: What the text gives; None when there is nothing to compare.
    """

    source: str
    kind: MismatchKind
    start: int | None
    end: int | None
    expected: str
    found: str | None


def check_texts(
    sources: Iterable[Source], spans: Iterable[Span], texts_dir: Path
) -> list[SpanMismatch]:
    """Recompute the hash of every range from the text it points into.

    Args:
        sources: Sources; those whose text is not held are passed over.
        spans: Ranges, such as `Ingested.spans`.
        texts_dir: Folder of texts, searched at any depth.

    Returns:
        Every mismatch, by source, then by range; empty when all is as declared.

    Raises:
        SourceError: There is no such folder, or a text is not UTF-8.
    """
    texts = find_texts(texts_dir)
    by_source: dict[str, list[Span]] = {}
    for span in spans:
        by_source.setdefault(span.source, []).append(span)
    mismatches: list[SpanMismatch] = []
    for source in sorted(sources, key=lambda source: source.slug):
        if source.sha256:
            ranges = sorted(by_source.get(source.slug, ()))
            mismatches.extend(_check_source(source, source.sha256, ranges, texts))
    return mismatches


def find_texts(texts_dir: Path) -> dict[str, Path]:
    """Return the files of a folder, at any depth, by the SHA-256 of their bytes.

    Raises:
        SourceError: There is no such folder.
    """
    if not texts_dir.is_dir():
        raise SourceError(f"no folder {str(texts_dir)!r} of texts")
    texts: dict[str, Path] = {}
    for path in sorted(texts_dir.rglob("*")):
        if path.is_file() and path.stat().st_size <= MAX_TEXT_BYTES:
            texts.setdefault(hashlib.sha256(path.read_bytes()).hexdigest(), path)
    return texts


def write_spans(folder: Path, texts_dir: Path) -> Path:
    """Write the `spans.csv` of a source folder: each range used as evidence with its hash.

    Ranges that no table uses any more go; the file is replaced whole or not at all.

    Returns:
        Path of the file.

    Raises:
        SourceError: The source names no text, or no file in `texts_dir` has its hash.
        TableError: A description is at fault, or a range is not within the text.
    """
    source = read_source_description(folder)
    path = find_texts(texts_dir).get(source.sha256 or "")
    if path is None:
        wanted = f"with SHA-256 {source.sha256}" if source.sha256 else "named in its source.yml"
        raise SourceError(f"no text of source {source.slug!r} {wanted}")
    stream = read_stream(path.read_bytes())
    log = FaultLog("")
    ranges = sorted(set(_iter_ranges(folder, len(stream), log)))
    if log.faults:
        raise TableError(log.faults)
    lines = [",".join(SPANS_COLUMNS)]
    lines.extend(f"{start},{end},{hash_text(stream[start:end])}" for start, end in ranges)
    return _replace(folder / SPANS_FILE, "\n".join(lines) + "\n")


def _check_source(
    source: Source, sha256: str, spans: Iterable[Span], texts: Mapping[str, Path]
) -> Iterator[SpanMismatch]:
    if sha256 not in texts:
        yield SpanMismatch(source.slug, "text-missing", None, None, sha256, None)
        return
    stream = read_stream(texts[sha256].read_bytes())
    if source.characters != len(stream):
        declared, found = str(source.characters), str(len(stream))
        yield SpanMismatch(source.slug, "characters-differ", None, None, declared, found)
    for span in spans:
        if span.end > len(stream):
            yield SpanMismatch(span.source, "beyond-text", span.start, span.end, span.sha256, None)
            continue
        found = hash_text(stream[span.start : span.end])
        if found != span.sha256:
            yield SpanMismatch(
                span.source, "hash-differs", span.start, span.end, span.sha256, found
            )


def _iter_ranges(folder: Path, characters: int, log: FaultLog) -> Iterator[Range]:
    """Yield the ranges of every evidence cell; cells in words and other faults are not for here."""
    for table in TABLES:
        path = folder / f"{table.name}.csv"
        columns = [column for column in table.columns if column.kind is Kind.EVIDENCE]
        if not path.is_file():
            continue
        known = [column.name for column in table.columns]
        log.file = path.name
        for row in read_sheet(path.read_bytes(), path.name, known, ()).rows:
            for cell in (row.cells.get(column.name, "") for column in columns):
                for value in cell.split(";"):
                    span = parse_range(value.strip())
                    if span is not None and _check_range(span, characters, row.number, log):
                        yield span


def _check_range(span: Range, characters: int, row: int, log: FaultLog) -> bool:
    start, end = span
    if start < end <= characters:
        return True
    bad = BadCell(f"start below end, within the {characters} characters of the text", "bad-range")
    log.add_bad(row, "evidence", f"{start}-{end}", bad)
    return False


def _replace(path: Path, text: str) -> Path:
    """Write a file beside its place and rename it there."""
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        partial.write_text(text, encoding="utf-8", newline="\n")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return path
