"""CSV files as rows of clean cells: encoding, quoting, header, shape, characters.

What a cell means is not known here; `kg.ingest.cells` parses it. A sheet holds every row that can
be read, with its faults beside it, so that one reading finds all of them.

References: RFC 4180 (CSV), Unicode Standard Annex 15 (NFC).
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.errors import CellFault
from kg.ingest.faults import BadCell, FaultLog, find_nearest

_INVISIBLE = frozenset({"Cc", "Cf", "Zl", "Zp"})
"""Unicode categories of characters nobody sees: controls, formats, line and paragraph ends."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    Attributes:
        number: Row number as a spreadsheet shows it; the header is 1.
        cells: Text by header, cells that are empty or at fault left out.
        bad: Headers whose cells are at fault already.
    """

    number: int
    cells: Mapping[str, str]
    bad: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A CSV file: its known columns in file order, its rows, and what is wrong with it."""

    file: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    faults: tuple[CellFault, ...]


def read_sheet(data: bytes, file: str, known: Sequence[str], required: Sequence[str]) -> Sheet:
    """Read a CSV file; faults are collected, never raised.

    Args:
        data: The bytes of the file: UTF-8, with or without a byte order mark.
        file: Name of the file in faults.
        known: Headers that may occur.
        required: Headers that must occur.
    """
    log = FaultLog(file)
    text = decode(data, log)
    if text is None:
        return Sheet(file, (), (), tuple(log.faults))
    lines = _iter_lines(text, log)
    first = next(lines, None)
    if first is None:
        if not log.faults:
            log.add(0, "", "", f"a header row such as {','.join(known[:3])}", "empty-file")
        return Sheet(file, (), (), tuple(log.faults))
    header = first[1]
    columns = _read_header(header, known, required, log)
    rows = tuple(_iter_rows(lines, header, columns, log)) if columns else ()
    names = tuple(name for name in columns if name)
    return Sheet(file, names, rows, tuple(log.faults))


def decode(data: bytes, log: FaultLog) -> str | None:
    """Decode UTF-8, dropping a byte order mark; None, with a fault, when it is something else."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # A byte order mark moves the offset that the decoder reports, so count from the file.
        offset = error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
        guess = "UTF-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "Latin-1 or Windows-1258"
        expected = f"UTF-8; byte at offset {offset} is not, the file looks like {guess}"
        line = data.count(b"\n", 0, offset) + 1
        log.add(line, "", f"0x{data[offset]:02X}", expected, "not-utf8")
        return None


def check_text(text: str) -> None:
    """Refuse text that looks like other text: not NFC, padded, or with unseen characters.

    Raises:
        BadCell: It is one of these.
    """
    if text.isascii() and text.isprintable() and text == text.strip():
        return
    if not unicodedata.is_normalized("NFC", text):
        raise BadCell("text in Unicode form NFC (composed letters)", "not-nfc")
    if text != text.strip():
        raise BadCell("no space before or after the text", "padded")
    for char in text:
        if unicodedata.category(char) in _INVISIBLE:
            raise BadCell(f"no invisible character (U+{ord(char):04X})", "invisible-character")


def _iter_lines(text: str, log: FaultLog) -> Iterator[tuple[int, list[str]]]:
    """Yield (row number, cells) of every row that is not blank; stop at broken quoting."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            _add_syntax(text, number, reader.line_num, log)
            return
        if any(cells):
            yield number, cells


def _add_syntax(text: str, number: int, line: int, log: FaultLog) -> None:
    """Tell a cell without end from a quote without end: the reader stops at both."""
    limit = csv.field_size_limit()
    lines = text.splitlines()
    quotes = sum(one.count('"') for one in lines[:line])
    if 0 < line <= len(lines) and len(lines[line - 1]) > limit and not quotes % 2:
        log.add(number, "", lines[line - 1], f"cells of at most {limit} characters", "too-long")
        return
    expected = f'cells quoted as "a ""b"" c", each quote closed (line {line})'
    log.add(number, "", "", expected, "csv-syntax")


def _read_header(
    header: list[str], known: Sequence[str], required: Sequence[str], log: FaultLog
) -> list[str]:
    """Return the header with "" for each column that cannot be used; [] when none can."""
    if len(header) == 1 and any(mark in header[0] for mark in ";\t"):
        log.add(1, "", header[0], "columns separated by commas", "wrong-delimiter")
        return []
    columns: list[str] = []
    for name in header:
        columns.append(name if _check_header(name, columns, known, log) else "")
    for name in required:
        if name not in columns:
            log.add(1, name, "", f"a column {name}", "missing-column")
    return columns if any(columns) else []


def _check_header(name: str, seen: list[str], known: Sequence[str], log: FaultLog) -> bool:
    if name in seen and name:
        log.add(1, name, name, "each column once", "duplicate-column")
        return False
    if name not in known:
        nearest = find_nearest(name, known) if name else None
        hint = f"; nearest: {nearest}" if nearest else f" ({', '.join(known)})"
        log.add(1, name, name, f"a column of this table{hint}", "unknown-column")
        return False
    return True


def _iter_rows(
    lines: Iterator[tuple[int, list[str]]], header: list[str], columns: list[str], log: FaultLog
) -> Iterator[Row]:
    for number, cells in lines:
        if len(cells) != len(header):
            expected = f"{len(header)} cells as in the header, not {len(cells)}"
            log.add(number, "", ",".join(cells), expected, "ragged-row")
            continue
        yield _clean_row(number, columns, cells, log)


def _clean_row(number: int, columns: list[str], cells: list[str], log: FaultLog) -> Row:
    clean: dict[str, str] = {}
    bad: set[str] = set()
    for name, text in zip(columns, cells, strict=True):
        if not name or not text:
            continue
        try:
            check_text(text)
        except BadCell as error:
            bad.add(name)
            log.add_bad(number, name, text, error)
        else:
            clean[name] = text
    return Row(number, clean, frozenset(bad))
