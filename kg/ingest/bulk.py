"""N-Quads files too large to hold as objects: checked as bytes, loaded by the engine from disk.

Building 10 million quads as Python objects takes minutes and gigabytes; the embedded engine reads
the file itself. What must hold before that is found at the speed of a byte search.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.errors import RdfSyntaxError
from kg.ingest.rdf import MAX_LITERAL_BYTES, check_syntax, parse_checked
from kg.model.iri import ID, is_node
from kg.model.terms import RDF, RDFS, Iri, Triple, format_term

BULK_BYTES = 1 << 20
"""From this size an N-Quads file is handed on as a file if it is canonical: 5 000 quads or so."""

OBJECT_BYTES = 16 << 20
"""From this size it has to be: as objects it would take a gigabyte for every 300 000 quads."""

LABEL = Iri(RDFS + "label")
_PIECE = 16 << 20
_RDF_TYPE = f"> <{RDF}type> <".encode()
_LABEL = f"> {format_term(LABEL)} ".encode()


@dataclass(frozen=True, slots=True)
class RdfFile:
    """An N-Quads file, checked, to be bulk-loaded as it is.

    Attributes:
        path: The file.
        graph: The named graph every quad of it is in.
        quads: How many lines it has; a quad that stands twice counts twice.
    """

    path: Path
    graph: str
    quads: int


def is_bulk(path: Path, bulk_bytes: int = BULK_BYTES) -> bool:
    """Tell whether a file is handed on as a file."""
    return path.suffix == ".nq" and path.stat().st_size >= bulk_bytes


def check_bulk_file(path: Path, graph: str) -> RdfFile:
    """Check a large N-Quads file without holding it.

    Canonical form is asked for where it makes the check cheap: each line ends with the graph, one
    space and a point.

    Raises:
        RdfSyntaxError: It does not parse; a line is in another graph, has a blank node, is too
            long, or is not NFC.
    """
    ending = f" <{graph}> .\n".encode()
    line = 1
    for piece in _iter_pieces(path):
        lines = piece.count(b"\n")
        if piece.count(ending) != lines:
            raise _find_line(path, piece, line, ending)
        _check_characters(path, piece, line)
        line += lines
    return RdfFile(path, graph, check_syntax(path))


def is_still_bulk(path: Path, graph: str) -> bool:
    """Tell whether a file that was accepted before, whole and unchanged, was handed on as a file.

    The first line says in which graph an accepted file is. Below `OBJECT_BYTES` one that is not
    canonical was read as objects; it is told by what its lines end in.
    """
    ending = f" <{graph}> .\n".encode()
    with path.open("rb") as file:
        if not file.readline(2 * MAX_LITERAL_BYTES).endswith(ending):
            return False
        if path.stat().st_size >= OBJECT_BYTES:
            return True
        rest = file.read()
    return rest.count(ending) == rest.count(b"\n") and rest[-1:] == b"\n" and b"_:" not in rest


def iter_labels(path: Path) -> Iterator[Triple]:
    """Yield each rdfs:label of a checked file, without its graph."""
    for piece in _iter_pieces(path):
        lines = [line for line in piece.splitlines(keepends=True) if _LABEL in line]
        # A literal may hold what looks like the property.
        yield from (said for said in parse_checked(b"".join(lines)) if said.predicate == LABEL)


def iter_described(path: Path) -> Iterator[str]:
    """Yield the IRI of each node of ours that a checked file gives a type."""
    with path.open("rb") as file:
        for line in file:
            if _RDF_TYPE in line:
                iri = line[1 : line.index(b">")].decode()
                if iri.startswith(ID) and is_node(iri):
                    yield iri


def _iter_pieces(path: Path) -> Iterator[bytes]:
    """Yield the file in pieces of whole lines, the last one ended."""
    with path.open("rb") as file:
        begun = 1
        while piece := file.read(_PIECE):
            piece += file.readline(2 * MAX_LITERAL_BYTES)
            if not piece.endswith(b"\n") and file.read(1):
                number = begun + piece.count(b"\n")
                reason = f"a line is over {MAX_LITERAL_BYTES} bytes"
                raise RdfSyntaxError(path.name, reason, line=number)
            begun += piece.count(b"\n")
            yield piece if piece.endswith(b"\n") else piece + b"\n"


def _find_line(path: Path, piece: bytes, first: int, ending: bytes) -> RdfSyntaxError:
    number = next(
        (i for i, line in enumerate(piece.split(b"\n")) if not line.endswith(ending[:-1])),
        0,
    )
    reason = f"a large file has its own graph on every line, which ends in {ending.decode()!r}"
    return RdfSyntaxError(path.name, reason, line=first + number)


def _check_characters(path: Path, piece: bytes, first: int) -> None:
    try:
        text = piece.decode("utf-8")
    except UnicodeDecodeError as error:
        line = first + piece.count(b"\n", 0, error.start)
        raise RdfSyntaxError(path.name, "not UTF-8", line=line) from None
    plain = unicodedata.is_normalized("NFC", text)
    if plain and b"_:" not in piece and max(map(len, piece.split(b"\n"))) < MAX_LITERAL_BYTES:
        return
    for number, line in enumerate(text.split("\n"), first):
        if line.startswith("_:") or "> _:" in _without_literal(line):
            raise RdfSyntaxError(path.name, "a large file has no blank nodes", line=number)
        if len(line.encode()) > MAX_LITERAL_BYTES:
            reason = f"a line is over {MAX_LITERAL_BYTES} bytes"
            raise RdfSyntaxError(path.name, reason, line=number)
        if not unicodedata.is_normalized("NFC", line):
            raise RdfSyntaxError(path.name, "text is not in Unicode form NFC", line=number)


def _without_literal(line: str) -> str:
    """Return a line up to its literal, if it has one: IRIs hold no quotation mark."""
    return line.partition('"')[0]
