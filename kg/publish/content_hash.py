"""The content hash: what a generation says, apart from when, where and by whom it was built.

Each graph has the SHA-256 of its canonical N-Triples lines in byte order, `graph/derived` that of
the sum of its lines (`kg.publish.sum_hash`), which changes with the lines that change. The
generation has the SHA-256 of the sorted lines `{graph IRI} {hash of the graph}`. One graph can so
be replaced without reading the others again, and anyone with a dump can recompute both.

References: RDF 1.1 N-Triples, section 4 (canonical form).
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from typing import IO, TYPE_CHECKING

from kg.publish.manifest import GraphSummary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

_CHUNK_BYTES = 256 * 1024 * 1024


def content_hash(graphs: Mapping[str, GraphSummary]) -> str:
    """Return the hash of a generation from the hashes of its graphs; empty graphs do not count."""
    lines = (f"{iri} {summary.sha256}\n" for iri, summary in graphs.items() if summary.quads)
    return hashlib.sha256("".join(sorted(lines)).encode()).hexdigest()


def hash_lines(path: Path, *, chunk_bytes: int = _CHUNK_BYTES) -> GraphSummary:
    """Return the number and the hash of the lines of an unsorted N-Quads file without duplicates.

    A file above `chunk_bytes` is first dealt out by range into files beside it, so that memory
    holds one chunk of lines at a time (about three times its bytes).
    """
    if path.stat().st_size <= chunk_bytes:
        return _digest([path.read_bytes()])
    buckets = _deal(path, chunk_bytes)
    try:
        return _digest(bucket.read_bytes() for bucket in buckets)
    finally:
        for bucket in buckets:
            bucket.unlink(missing_ok=True)


def _digest(parts: Iterable[bytes]) -> GraphSummary:
    """Hash the lines of parts that follow each other in order, sorting inside each."""
    digest, count = hashlib.sha256(), 0
    for part in parts:
        lines = part.splitlines(keepends=True)
        lines.sort()
        digest.update(b"".join(lines))
        count += len(lines)
    return GraphSummary(count, digest.hexdigest())


def _deal(path: Path, chunk_bytes: int) -> list[Path]:
    """Split a file into files of disjoint ranges of lines, in order of range.

    The borders are quantiles of the first chunk: a store writes its quads in an order that has
    nothing to do with their text, so one chunk is a fair sample.
    """
    number = path.stat().st_size // chunk_bytes + 2
    buckets = [path.with_name(f"{path.name}.{index:04d}") for index in range(number)]
    files = [bucket.open("wb") for bucket in buckets]
    borders: list[bytes] = []
    try:
        for lines in _iter_sorted_chunks(path, chunk_bytes):
            borders = borders or [lines[len(lines) * i // number] for i in range(1, number)]
            _write_ranges(lines, borders, files)
    finally:
        for file in files:
            file.close()
    return buckets


def _iter_sorted_chunks(path: Path, chunk_bytes: int) -> Iterator[list[bytes]]:
    with path.open("rb") as file:
        while chunk := file.read(chunk_bytes):
            lines = (chunk + file.readline()).splitlines(keepends=True)
            lines.sort()
            yield lines


def _write_ranges(lines: list[bytes], borders: list[bytes], files: Sequence[IO[bytes]]) -> None:
    begin = 0
    for border, file in zip(borders, files, strict=False):
        end = bisect_left(lines, border, begin)
        file.write(b"".join(lines[begin:end]))
        begin = end
    files[-1].write(b"".join(lines[begin:]))
