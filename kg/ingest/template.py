"""Empty tables to fill in: CSV files with their headers, and one workbook with drop-down lists.

Everything is made from `kg.ingest.schema`, so a template never asks for a column that is not read.
Cells of the workbook are text: a spreadsheet turns `2017-10` into a day if it may, and a day that
nobody wrote must not become data.
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any, Final

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from kg.ingest.schema import TABLES, Column, Kind, Table
from kg.ingest.source import KEYS, REQUIRED, SOURCE_FILE
from kg.ontology.terms import CLASSES, CODES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

SOURCE_SHEET: Final = "source"
NOTES_SHEET: Final = "notes"
LISTS_SHEET: Final = "lists"
WORKBOOK_FILE: Final = "phoihop.xlsx"
TABLES_FOLDER: Final = "tables"
_BOOLEANS = ("true", "false")
# Drop-down lists and text format reach so far down; a row below is read like any other.
_PREPARED_ROWS = 2000

KIND_WORDS: Final[Mapping[Kind, tuple[str, str]]] = {
    Kind.ID: ("mã của nút, như com/ten-khong-dau", "id of the node, such as com/ten-khong-dau"),
    Kind.TYPE: ("lớp của dòng; để trống là lớp đầu", "class of the row; empty is the first"),
    Kind.REF: (
        "mã, IRI hoặc nhãn đúng từng chữ của một nút đã có",
        "id, IRI or exact label of a node that is described",
    ),
    Kind.CODE: ("mã trong danh mục", "a code of the list"),
    Kind.CLASS: ("tên lớp của ontology", "name of a class of the ontology"),
    Kind.TEXT: ("lời của mình, tối đa 200 ký tự", "our own words, at most 200 characters"),
    Kind.NUMBER: ("số văn bản, như 126-QĐ/TW", "document number, such as 126-QĐ/TW"),
    Kind.DAY: ("ngày, như 2017-10-06", "a day, such as 2017-10-06"),
    Kind.PARTIAL: ("ngày, tháng hoặc năm như nguồn viết", "day, month or year as written"),
    Kind.BOUND: ("mốc: ngày, tháng hoặc năm", "bound: day, month or year"),
    Kind.YEAR: ("năm, như 2016", "a year, such as 2016"),
    Kind.DURATION: ("thời hạn, như P4Y", "duration, such as P4Y"),
    Kind.INTEGER: ("số nguyên", "whole number"),
    Kind.DECIMAL: ("số thập phân có dấu chấm", "decimal number with a point"),
    Kind.BOOLEAN: ("true hoặc false", "true or false"),
    Kind.CERTAINTY: ("stated, implied hoặc inferred", "stated, implied or inferred"),
    Kind.EVIDENCE: ("chỗ trong nguồn, như đoạn 3", "place in the source, such as paragraph 3"),
    Kind.KEY: ("phân biệt hai khẳng định cùng khóa", "tells two claims of one key apart"),
}
"""What each kind of cell holds, in Vietnamese and English."""

_NOTES = (
    (
        "Mỗi trang là một bảng; cột không biết thì để trống. Không gì được đoán thay.",
        "Each sheet is a table; leave empty what is not known. Nothing is guessed.",
    ),
    (
        "Trang source mô tả tài liệu nguồn; một sổ là một nguồn.",
        "The sheet `source` describes the document; one workbook is one source.",
    ),
    (
        "Nhiều giá trị trong một ô cách nhau bằng dấu chấm phẩy.",
        "Several values in a cell are separated by semicolons.",
    ),
    (
        "Không gộp ô, không công thức; ngày viết dạng chữ: 2017, 2017-10 hoặc 2017-10-06.",
        "No merged cells, no formulas; dates are text: 2017, 2017-10 or 2017-10-06.",
    ),
    (
        "Không chép câu văn của nguồn: nhãn ngắn và chỗ trong nguồn là đủ.",
        "Copy no sentence of the source: a short label and the place are enough.",
    ),
)


def write_template(folder: Path) -> tuple[Path, ...]:
    """Write the workbook, and a source folder of empty tables; return the files written.

    Raises:
        FileExistsError: The workbook or the folder of tables exists already.
        OSError: The disk refused.
    """
    tables = folder / TABLES_FOLDER
    book = folder / WORKBOOK_FILE
    if book.exists():
        raise FileExistsError(book)
    tables.mkdir(parents=True, exist_ok=False)
    (tables / SOURCE_FILE).write_text(source_skeleton(), encoding="utf-8")
    for table in TABLES:
        path = tables / f"{table.name}.csv"
        path.write_text(format_csv([header_of(table)]), encoding="utf-8")
    _build_workbook().save(book)
    return (book, *sorted(tables.iterdir()))


def header_of(table: Table) -> list[str]:
    """Return the headers of a table, in order."""
    return [column.name for column in table.columns]


def format_csv(rows: list[list[str]]) -> str:
    """Format rows as the CSV that is read back: commas, LF, quotes where needed."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def format_description(values: Mapping[str, str]) -> str:
    """Format the keys of a `source.yml`; what is empty is left out.

    >>> print(format_description({"slug": "bao-a", "title.vi": "Báo A"}), end="")
    slug: "bao-a"
    title:
      vi: "Báo A"
    """
    lines: list[str] = []
    opened = ""
    for key in KEYS:
        value = values.get(key)
        if not value:
            continue
        head, point, tail = key.partition(".")
        if point and head != opened:
            lines.append(f"{head}:")
            opened = head
        name = f"  {tail}" if point else head
        # A JSON string is a double-quoted scalar of YAML.
        lines.append(f"{name}: {json.dumps(value, ensure_ascii=False)}")
    return "".join(f"{line}\n" for line in lines)


def source_skeleton() -> str:
    """Return a `source.yml` with every key and no value but the likely ones."""
    lines: list[str] = []
    opened = ""
    for key in (key for key in KEYS if not key.startswith("file.")):
        head, point, tail = key.partition(".")
        if point and head != opened:
            lines.append(f"{head}:")
            opened = head
        needed = "  # bắt buộc / required" if key in REQUIRED else ""
        lines.append(f"{'  ' + tail if point else head}:{needed}")
    return "".join(f"{line}\n" for line in lines)


def choices_of(table: Table, column: Column) -> tuple[str, ...]:
    """Return the values that a cell may have, or none when they cannot be listed."""
    if column.kind is Kind.TYPE:
        return table.classes
    if column.kind is Kind.CODE:
        return tuple(sorted(column.allowed or CODES[column.targets[0]]))
    if column.kind is Kind.CERTAINTY:
        return tuple(sorted(CODES["cert"]))
    if column.kind is Kind.CLASS:
        return tuple(sorted(CLASSES))
    return _BOOLEANS if column.kind is Kind.BOOLEAN else ()


def _build_workbook() -> Any:  # a workbook of a library without types
    book: Any = openpyxl.Workbook()
    notes: Any = book.active
    notes.title = NOTES_SHEET
    _fill_notes(notes)
    source: Any = book.create_sheet(SOURCE_SHEET)
    source.append(["key", "value"])
    for key in KEYS:
        source.append([key])
    _as_text(source, 2)
    lists = _Lists(book)
    for table in TABLES:
        sheet: Any = book.create_sheet(table.name)
        sheet.append(header_of(table))
        sheet.freeze_panes = "A2"
        _as_text(sheet, len(table.columns))
        for number, column in enumerate(table.columns, 1):
            if choices := choices_of(table, column):
                lists.offer(sheet, number, column, choices)
    lists.finish()
    return book


def _as_text(sheet: Any, columns: int) -> None:
    for number in range(1, columns + 1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].number_format = "@"
        sheet.column_dimensions[letter].width = 22


def _fill_notes(sheet: Any) -> None:
    for vi, en in _NOTES:
        sheet.append([vi, en])
    sheet.append([])
    sheet.append(["bảng / table", "cột / column", "bắt buộc / required", "là gì", "what it is"])
    for row in _iter_notes():
        sheet.append(row)


def _iter_notes() -> Iterator[list[str]]:
    for table in TABLES:
        for column in table.columns:
            vi, en = KIND_WORDS[column.kind]
            if column.kind is Kind.REF:
                allowed = ", ".join(f"{target}/" for target in column.targets)
                vi, en = f"{vi} ({allowed})", f"{en} ({allowed})"
            many = (" (nhiều)", " (several)") if column.many else ("", "")
            needed = "x" if column.required else ""
            yield [table.name, column.name, needed, vi + many[0], en + many[1]]


class _Lists:
    """The hidden sheet with the values of drop-down lists, one list a column, none twice."""

    def __init__(self, book: Any) -> None:
        self._sheet: Any = book.create_sheet(LISTS_SHEET)
        self._columns: dict[tuple[str, ...], int] = {}

    def offer(self, sheet: Any, number: int, column: Column, choices: tuple[str, ...]) -> None:
        """Give a column of a sheet a list; a cell of several values may say what is not in it."""
        place = self._columns.setdefault(choices, len(self._columns) + 1)
        letter = get_column_letter(place)
        check: Any = DataValidation(
            type="list",
            formula1=f"{LISTS_SHEET}!${letter}$1:${letter}${len(choices)}",
            allow_blank=True,
            showErrorMessage=not column.many,
        )
        sheet.add_data_validation(check)
        target = get_column_letter(number)
        check.add(f"{target}2:{target}{_PREPARED_ROWS}")

    def finish(self) -> None:
        """Write the values and hide the sheet."""
        for choices, place in self._columns.items():
            for row, choice in enumerate(choices, 1):
                self._sheet.cell(row=row, column=place, value=choice)
        self._sheet.sheet_state = "hidden"
