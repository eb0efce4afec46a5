from __future__ import annotations

import csv
import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ingest.faults import BadCell
from kg.ingest.sheets import Sheet, check_text, read_sheet

KNOWN = ("id", "label@vi", "note")


def read(data: str | bytes, required: tuple[str, ...] = ("id",)) -> Sheet:
    encoded = data.encode() if isinstance(data, str) else data
    return read_sheet(encoded, "t.csv", KNOWN, required)


def codes(sheet: Sheet) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.column, fault.code) for fault in sheet.faults]


def test_rows_have_the_numbers_a_spreadsheet_shows() -> None:
    sheet = read('id,note\na,"two\nlines"\n\n,\nb,\n')
    assert [(row.number, dict(row.cells)) for row in sheet.rows] == [
        (2, {"id": "a"}),
        (5, {"id": "b"}),
    ]
    assert codes(sheet) == [(2, "note", "invisible-character")]
    assert sheet.rows[0].bad == {"note"}


def test_columns_may_stand_in_any_order_and_a_byte_order_mark_is_fine() -> None:
    sheet = read("\ufeffnote,id\nx,a\n")
    assert sheet.header == ("note", "id")
    assert sheet.rows[0].cells == {"note": "x", "id": "a"}
    assert not sheet.faults


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_every_line_end_is_read(ends: str) -> None:
    assert len(read(ends.join(["id", "a", "b", ""])).rows) == 2


@pytest.mark.parametrize("data", ["", "\ufeff", "\n\n", ",,\n"])
def test_an_empty_file_is_one_fault(data: str) -> None:
    assert codes(read(data)) == [(0, "", "empty-file")]


def test_a_header_without_rows_is_no_fault() -> None:
    assert read("id\n") == Sheet("t.csv", ("id",), (), ())


def test_a_latin_1_file_is_one_fault_with_the_offset() -> None:
    sheet = read("id,note\na,Café\n".encode("latin-1"))
    (fault,) = sheet.faults
    assert (fault.row, fault.code, fault.value) == (2, "not-utf8", "0xE9")
    assert "offset 13" in fault.expected
    assert "Latin-1" in fault.expected


def test_the_offset_counts_the_byte_order_mark() -> None:
    data = b"\xef\xbb\xbfid\n\xe9\n"
    (fault,) = read(data).faults
    assert f"offset {data.index(0xE9)}" in fault.expected


def test_a_utf_16_file_is_told_as_such() -> None:
    (fault,) = read("id\na\n".encode("utf-16")).faults
    assert "UTF-16" in fault.expected


def test_every_bad_header_is_a_fault() -> None:
    sheet = read("label,label@vi,label@vi,,NOTE\na,b,c,d,e\n")
    assert codes(sheet) == [
        (1, "label", "unknown-column"),
        (1, "label@vi", "duplicate-column"),
        (1, "", "unknown-column"),
        (1, "NOTE", "unknown-column"),
        (1, "id", "missing-column"),
    ]
    assert "nearest: label@vi" in sheet.faults[0].expected
    assert "nearest: note" in sheet.faults[3].expected
    assert sheet.rows[0].cells == {"label@vi": "b"}


@pytest.mark.parametrize("header", ["id;note", "id\tnote"])
def test_another_delimiter_is_one_fault(header: str) -> None:
    assert codes(read(f"{header}\na;b\n")) == [(1, "", "wrong-delimiter")]


def test_a_ragged_row_is_a_fault_and_the_others_are_read() -> None:
    sheet = read("id,note\na\nb,x\nc,y,z\n")
    assert codes(sheet) == [(2, "", "ragged-row"), (4, "", "ragged-row")]
    assert [row.cells["id"] for row in sheet.rows] == ["b"]


LONG = "x" * 200_000
TAILS = {
    'b,"open\n': "csv-syntax",
    'b,"x"y\n': "csv-syntax",
    f'b,"{LONG}\n': "csv-syntax",
    f"b,{LONG}\n": "too-long",
    f'b,"{LONG}"\n': "too-long",
}


@pytest.mark.parametrize(("tail", "code"), TAILS.items(), ids=range(len(TAILS)))
def test_what_the_reader_stops_at_is_a_fault_and_ends_the_reading(tail: str, code: str) -> None:
    sheet = read(f"id,note\na,x\n{tail}")
    assert codes(sheet) == [(3, "", code)]
    assert len(sheet.rows) == 1


def test_a_broken_header_is_one_fault() -> None:
    assert codes(read('"id')) == [(1, "", "csv-syntax")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (unicodedata.normalize("NFD", "Đảng ủy"), "not-nfc"),
        (" Đảng ủy", "padded"),
        ("x ", "padded"),
        ("Đảng ủy\u00a0", "padded"),
        ("Quận\u200bủy", "invisible-character"),
        ("a\x00b", "invisible-character"),
        ("a\u202eb", "invisible-character"),
        ("a\u2028b", "invisible-character"),
        ("a\ufeffb", "invisible-character"),
    ],
)
def test_text_that_looks_like_other_text_is_refused(text: str, code: str) -> None:
    with pytest.raises(BadCell) as caught:
        check_text(text)
    assert caught.value.code == code


@pytest.mark.parametrize("text", ["Đảng ủy", "a\u00a0b", "Quận ủy, TP. Hải Phòng", "x"])
def test_other_text_passes(text: str) -> None:
    check_text(text)


CLEAN = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1).map(
    lambda text: unicodedata.normalize("NFC", text)
)


@given(st.lists(st.tuples(CLEAN, CLEAN), min_size=1, max_size=5))
def test_what_a_csv_writer_writes_is_read_back(rows: list[tuple[str, str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([("id", "note"), *rows])
    sheet = read(out.getvalue())
    assert not sheet.faults
    assert [(row.cells["id"], row.cells["note"]) for row in sheet.rows] == rows


@given(st.binary(max_size=300))
def test_any_bytes_give_a_sheet(data: bytes) -> None:
    sheet = read(data)
    assert sheet.rows or sheet.faults or sheet.header


@given(st.text(max_size=200))
def test_any_text_below_a_header_gives_a_sheet(text: str) -> None:
    sheet = read(("id,note\n" + text).encode(errors="replace"))
    assert sheet.header == ("id", "note")
