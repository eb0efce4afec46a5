from __future__ import annotations

from pathlib import Path

import pytest

from kg.ingest.faults import BadCell
from kg.ingest.places import parse_place, parse_range, read_hashes, sort_places
from kg.model.evidence import Locator, Source, Span

HELD = Source("bao-a", "x", "x", "x", "news", "vi", "x", sha256="a" * 64, characters=1000)
NOT_HELD = Source("bao-b", "x", "x", "x", "news", "vi", "x")
HASHES = {(304, 434): "b" * 64, (10, 1000): "c" * 64}


def test_a_range_gets_its_hash() -> None:
    assert parse_place("304-434", HELD, HASHES) == Span("bao-a", 304, 434, "b" * 64)
    assert parse_place("10-1000", HELD, HASHES) == Span("bao-a", 10, 1000, "c" * 64)


def test_words_are_a_place_where_no_text_is_held() -> None:
    assert parse_place("table 2, row 5", NOT_HELD, {}) == Locator("bao-b", "table 2, row 5")


@pytest.mark.parametrize(
    ("value", "source", "code"),
    [
        ("434-304", HELD, "bad-range"),
        ("304-304", HELD, "bad-range"),
        ("304-1001", HELD, "range-beyond-text"),
        ("305-434", HELD, "missing-hash"),
        ("304–434", HELD, "bad-evidence"),
        ("304-", HELD, "bad-evidence"),
        ("0304-434", HELD, "bad-evidence"),
        ("paragraph 3", HELD, "bad-evidence"),
        ("304-434", NOT_HELD, "bad-evidence"),
        ("304 – 434", NOT_HELD, "bad-evidence"),
        ("12", NOT_HELD, "bad-evidence"),
        ("x" * 201, NOT_HELD, "too-long"),
    ],
)
def test_another_place_is_refused(value: str, source: Source, code: str) -> None:
    with pytest.raises(BadCell) as caught:
        parse_place(value, source, HASHES)
    assert caught.value.code == code


def test_a_missing_hash_names_the_command() -> None:
    with pytest.raises(BadCell, match="phoihop evidence hash"):
        parse_place("1-2", HELD, {})


def test_a_range_is_parsed_in_whatever_order() -> None:
    assert parse_range("434-304") == (434, 304)
    assert parse_range("x") is None


def test_places_are_sorted_by_position_and_words_keep_their_order() -> None:
    late, early = Span("a", 20, 30, ""), Span("a", 3, 9, "")
    words = (Locator("a", "table 2"), Locator("a", "paragraph 1"))
    assert sort_places([late, words[0], early, words[1]]) == (early, late, *words)


def test_hashes_are_read_and_every_bad_row_is_a_fault(tmp_path: Path) -> None:
    rows = ["start,end,sha256", f"1,5,{'a' * 64}", "5,1,x", "7,9,abc", f"1,5,{'b' * 64}", "x,2,3"]
    (tmp_path / "spans.csv").write_text("\n".join(rows))
    hashes, faults = read_hashes(tmp_path, "a/spans.csv")
    assert hashes == {(1, 5): "a" * 64}
    assert [(fault.row, fault.code) for fault in faults] == [
        (3, "bad-range"),
        (4, "bad-hash"),
        (5, "duplicate-row"),
        (6, "bad-range"),
    ]
    assert {fault.file for fault in faults} == {"a/spans.csv"}


def test_a_folder_without_the_file_has_no_hashes(tmp_path: Path) -> None:
    assert read_hashes(tmp_path, "spans.csv") == ({}, [])
