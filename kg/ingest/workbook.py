"""A workbook (.xlsx) as a source folder: one sheet a table, one sheet that describes the source.

Nothing is interpreted that a spreadsheet may have changed behind its user's back. Formulas, merged
cells, hidden sheets and error values are refused; a date cell is taken where a whole day is asked
for, and refused where a year or a month may have been typed, because the program has then made up a
day. Everything else becomes the CSV that `kg.ingest.tables` checks, row for row, so that its row
numbers hold.

References: ECMA-376 Part 1, 18.3 (worksheets).
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl

from kg.errors import TableError
from kg.ingest.faults import BadCell, FaultLog, find_nearest
from kg.ingest.schema import BY_NAME, Column, Kind, Table
from kg.ingest.source import KEYS, SOURCE_FILE
from kg.ingest.template import (
    LISTS_SHEET,
    NOTES_SHEET,
    SOURCE_SHEET,
    format_csv,
    format_description,
)
from kg.ingest.workbook_package import MergedCells, check_package

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kg.errors import CellFault

_WHOLE_DAYS = (Kind.DAY,)
# What the library raises for files that are no workbook, or a broken one.
_UNREADABLE = (zipfile.BadZipFile, KeyError, ValueError, OSError, SyntaxError, TypeError)


@dataclass(slots=True)
class Workbook:
    """What a workbook holds.

    Attributes:
        tables: CSV text by table name; sheets without rows left out.
        description: Value of each key of `source.yml` that has one.
        lines: Row of each key on the sheet that describes the source.
        faults: Cells that are not what they look like, files named `FILE [SHEET]`.
    """

    tables: dict[str, str] = field(default_factory=dict[str, str])
    description: dict[str, str] = field(default_factory=dict[str, str])
    lines: dict[str, int] = field(default_factory=dict[str, int])
    faults: list[CellFault] = field(default_factory=list["CellFault"])

    def write(self, folder: Path) -> None:
        """Write it as a source folder."""
        for name, text in self.tables.items():
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        text = format_description(self.description)
        (folder / SOURCE_FILE).write_text(text, encoding="utf-8")


def read_workbook(path: Path) -> Workbook:
    """Read a workbook; what is wrong with a cell is a fault of the result.

    Raises:
        TableError: The file is no workbook, or is too large.
    """
    log = FaultLog(path.name)
    found = Workbook()
    try:
        merged = check_package(path, log)
        book: Any = openpyxl.load_workbook(path, read_only=True, data_only=False)
        try:
            for sheet in book.worksheets:
                _check_visible(sheet, path.name, found)
                _read_sheet(sheet, path.name, merged, found)
        finally:
            book.close()
    except _UNREADABLE:
        log.add(0, "", path.name, "a workbook of type .xlsx", "not-a-workbook")
    if log.faults:
        raise TableError(log.faults)
    return found


def sheet_name(file: str, table: str) -> str:
    """Return how faults name a sheet.

    >>> sheet_name("mine.xlsx", "units")
    'mine.xlsx [units]'
    """
    return f"{file} [{table}]"


def _read_sheet(sheet: Any, file: str, merged: MergedCells, found: Workbook) -> None:
    name = str(sheet.title)
    if name in (NOTES_SHEET, LISTS_SHEET):
        return
    log = FaultLog(sheet_name(file, name))
    part = str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
    for letters, row in merged.get(part, ()):
        log.add(row, letters, "", "cells that are not merged: one value a cell", "merged-cells")
    if name == SOURCE_SHEET:
        _read_description(sheet, log, found)
    elif (table := BY_NAME.get(name)) is not None:
        _read_table(sheet, table, log, found)
    elif any(_value(cell) is not None for row in _rows(sheet) for cell in row):
        nearest = find_nearest(name, BY_NAME)
        hint = f"; nearest: {nearest}" if nearest else ""
        log.add(0, "", name, f"a sheet named like a table{hint}", "unknown-table")
    found.faults.extend(log.faults)


def _check_visible(sheet: Any, file: str, found: Workbook) -> None:
    """Refuse a hidden sheet of data: nobody who looks at the workbook would see what it says."""
    name = str(sheet.title)
    if sheet.sheet_state != "visible" and name != LISTS_SHEET:
        log = FaultLog(sheet_name(file, name))
        log.add(0, "", name, "a visible sheet; unhide it or delete it", "hidden-sheet")
        found.faults.extend(log.faults)


def _read_table(sheet: Any, table: Table, log: FaultLog, found: Workbook) -> None:
    lines: list[list[str]] = []
    header: list[str] = []
    for number, cells in enumerate(_rows(sheet), 1):
        if not header:
            header = [_plain(_value(cell)) for cell in cells]
            while header and not header[-1]:
                header.pop()
            lines.append(list(header))
            continue
        lines.append(_read_row(number, cells, header, table, log))
    while lines and not any(lines[-1]):
        lines.pop()
    if len(lines) > 1:
        found.tables[table.name] = format_csv(lines)


def _read_row(
    number: int, cells: tuple[Any, ...], header: list[str], table: Table, log: FaultLog
) -> list[str]:
    texts = [""] * len(header)
    for place, cell in enumerate(cells):
        if _value(cell) is None:
            continue
        name = header[place] if place < len(header) else ""
        if place >= len(texts):
            # kept, so that the row is found to be ragged
            texts.extend([""] * (place + 1 - len(texts)))
        try:
            texts[place] = _text(cell, table.column(name))
        except BadCell as bad:
            log.add_bad(number, name or str(place + 1), _plain(_value(cell)), bad)
    return texts


def _read_description(sheet: Any, log: FaultLog, found: Workbook) -> None:
    day = Column("", Kind.DAY)
    for number, cells in enumerate(_rows(sheet), 1):
        values = [*cells, None, None]
        key = _plain(_value(values[0])).strip()
        if number == 1 or not key or _value(values[1]) is None:
            continue
        if key not in KEYS:
            nearest = find_nearest(key, KEYS)
            hint = f"; nearest: {nearest}" if nearest else ""
            log.add(number, key, key, f"a known key{hint}", "unknown-key")
            continue
        try:
            found.description[key] = _text(values[1], day if key == "accessed" else None)
            found.lines[key] = number
        except BadCell as bad:
            log.add_bad(number, key, _plain(_value(values[1])), bad)


def _rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    sheet.reset_dimensions()  # the stated size of a sheet is often wrong
    yield from sheet.iter_rows()


def _value(cell: Any) -> object:
    value: object = getattr(cell, "value", None)
    return None if value == "" else value


def _text(cell: Any, column: Column | None) -> str:
    """Return a cell as the text that stands for it.

    Raises:
        BadCell: It is a formula, an error, or a date that may have been a month or a year.
    """
    value = _value(cell)
    if cell.data_type == "f":
        raise BadCell("a value; formulas are not read: paste as values", "formula")
    if cell.data_type == "e":
        raise BadCell("a value, not an error of the spreadsheet", "cell-error")
    if isinstance(value, datetime | date | time | timedelta):
        return _day(value, column)
    return _plain(value)


def _day(value: datetime | date | time | timedelta, column: Column | None) -> str:
    kind = column.kind if column else None
    if kind in _WHOLE_DAYS and isinstance(value, datetime):
        if value.time() == time():
            return value.date().isoformat()
    raise BadCell(
        "text such as 2017, 2017-10 or 2017-10-06; a date cell holds a day, typed or not",
        "date-cell",
    )


def _plain(value: object) -> str:
    """Return a number without exponent or useless zeros, a truth value as data have it.

    >>> _plain(4.0), _plain(51.5), _plain(True), _plain(None)
    ('4', '51.5', 'true', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")
    return str(value)
