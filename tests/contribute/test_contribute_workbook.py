"""Templates and workbooks: what is written can be read, what a spreadsheet changed is refused."""

from __future__ import annotations

import datetime
import doctest

import openpyxl
import pytest

from kg.errors import SourceError, TableError
from kg.ingest import template, workbook
from kg.ingest.fault_codes import FAULTS
from kg.ingest.fault_words import FAULTS_VI
from kg.ingest.schema import TABLES, Kind
from kg.ingest.source import KEYS
from kg.ingest.template import KIND_WORDS, write_template
from kg.ingest.workbook import read_workbook

DESCRIPTION = {
    "slug": "mine",
    "title.vi": "Của tôi",
    "title.en": "Mine",
    "publisher": "a test",
    "published": 2019,
    "language": "vi",
    "collection": "contributed",
    "licence_note": "own words",
}


@pytest.fixture
def book(tmp_path):
    """An open workbook of a template, described; `book.save_to()` writes it."""
    write_template(tmp_path / "template")
    opened = openpyxl.load_workbook(tmp_path / "template" / "phoihop.xlsx")
    for row in opened["source"].iter_rows(min_row=2):
        row[1].value = DESCRIPTION.get(row[0].value)
    path = tmp_path / "mine.xlsx"

    def save_to():
        opened.save(path)
        return path

    opened.save_to = save_to
    yield opened
    opened.close()


def put(book, table, **cells):
    sheet = book[table]
    sheet.append([cells.get(cell.value.replace("@", "_")) for cell in sheet[1]])


def claim(book, **cells):
    usual = {"subordinate": "unit/p", "superior": "com/a", "line": "vertical"}
    usual |= {"startLatest": "2018", "certainty": "stated", "evidence": "đoạn 1"}
    put(book, "subordinations", **{**usual, **cells})


def test_a_template_holds_every_table_and_nothing_else(tmp_path):
    write_template(tmp_path / "x")
    with pytest.raises(FileExistsError):
        write_template(tmp_path / "x")
    names = {path.stem for path in (tmp_path / "x" / "tables").glob("*.csv")}
    assert names == {table.name for table in TABLES}
    opened = openpyxl.load_workbook(tmp_path / "x" / "phoihop.xlsx")
    assert set(opened.sheetnames) == names | {"source", "notes", "lists"}
    assert next(cell.value for cell in opened["units"][1]) == "id"
    (check,) = [
        one
        for one in opened["subordinations"].data_validations.dataValidation
        if "D2" in str(one.sqref)
    ]
    letter = check.formula1.split("$")[1]
    listed = {cell.value for cell in opened["lists"][letter]} - {None}
    assert listed == {"agreement", "ownership", "territorial", "vertical"}
    opened.close()


def test_words_are_complete():
    assert set(KIND_WORDS) == set(Kind)
    assert set(FAULTS_VI) == set(FAULTS)
    for module in (template, workbook):
        assert doctest.testmod(module).failed == 0


def test_an_empty_template_says_so(add, tmp_path):
    write_template(tmp_path / "t")
    with pytest.raises(SourceError):
        add(tmp_path / "t" / "phoihop.xlsx")
    with pytest.raises(SourceError):
        add(tmp_path / "t")


def test_a_workbook_is_added(book, add, generations):
    claim(book, superior="Đảng ủy A", startLatest="2018-01-01", endEarliest=2019)
    result = add(book.save_to(), apply=True)
    assert result.report.faults == ()
    assert result.report.rows == {"subordinations": 1}
    assert result.built is not None
    assert "https://w3id.org/phoihop/graph/source/mine" in (
        generations.current().manifest.contents.graphs
    )


CELLS = {
    "formula": ({"superior": "=A1"}, "superior", "formula"),
    "error": ({"superior": "#N/A"}, "superior", "cell-error"),
    "trailing space": ({"subordinate": "unit/p "}, "subordinate", "padded"),
    "NFD": ({"subordinate": "Chi bo\u0323\u0302 P"}, "subordinate", "not-nfc"),
    "number of a day": ({"startLatest": 43014}, "startLatest", "bad-date"),
    "date cell": ({"startLatest": datetime.datetime(2017, 10, 1)}, "startLatest", "date-cell"),
    "time": ({"startLatest": datetime.time(1)}, "startLatest", "date-cell"),
}


@pytest.mark.parametrize(("cells", "column", "code"), CELLS.values(), ids=CELLS)
def test_a_bad_cell_is_told_by_sheet_row_and_column(book, add, cells, column, code):
    claim(book)
    claim(book, **cells)
    report = add(book.save_to(), apply=True).report
    told = {(fault.file, fault.row, fault.column, fault.code) for fault in report.faults}
    assert ("mine.xlsx [subordinations]", 3, column, code) in told


def test_merged_cells_and_strange_sheets_are_refused(book, add):
    claim(book)
    book["subordinations"].merge_cells("B5:C6")
    book.create_sheet("unit").append(["x"])
    faults = add(book.save_to()).report.faults
    assert {(fault.code, fault.row) for fault in faults} >= {
        ("merged-cells", 5),
        ("unknown-table", 0),
    }


def test_a_whole_day_may_be_a_date_cell(book):
    put(book, "norms", id="norm/x", label_vi="X", documentDate=datetime.datetime(2018, 2, 28))
    assert "2018-02-28" in read_workbook(book.save_to()).tables["norms"]


def test_a_description_is_told_by_its_row(book, add):
    sheet = book["source"]
    sheet.cell(row=KEYS.index("language") + 2, column=2, value="Tiếng Việt")
    sheet.append(["publisherr", "x"])
    claim(book)
    faults = {fault.code: fault for fault in add(book.save_to()).report.faults}
    assert faults["bad-language"].row == KEYS.index("language") + 2
    assert faults["bad-language"].file == "mine.xlsx [source]"
    assert faults["unknown-key"].column == "publisherr"


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 no zip", b"a,b\n1,2\n"])
def test_what_is_no_workbook_is_said(add, tmp_path, data):
    path = tmp_path / "x.xlsx"
    path.write_bytes(data)
    with pytest.raises(TableError) as caught:
        add(path)
    assert [fault.code for fault in caught.value.faults] == ["not-a-workbook"]


def test_many_rows_are_read_as_a_stream(tmp_path):
    opened = openpyxl.Workbook(write_only=True)
    sheet = opened.create_sheet("people")
    sheet.append(["id", "label@vi", "evidence"])
    for number in range(10_000):
        sheet.append([f"per/n-{number}", f"Người {number}", "đoạn 1"])
    path = tmp_path / "many.xlsx"
    opened.save(path)
    assert read_workbook(path).tables["people"].count("\n") == 10_001
