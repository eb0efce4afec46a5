from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import SourceError, TableError
from kg.ingest.faults import BadCell
from kg.ingest.source import (
    KEYS,
    REQUIRED,
    parse_description,
    parse_moment,
    read_source_description,
)

FULL = """\
# a comment
slug: ff155d59015d49ce
kind: source
title:
  vi: Hội nghị sơ kết
  en: Review conference
publisher: bao-a.example
published: 2017-10-09T13:35
accessed: 2026-01-15
language: vi
collection: seeds
url: https://bao-a.example/tin?id=1#top
file:
  name: a.txt
  sha256: ff155d59015d49ce3cfe3d7d71605c7b0607e2760762ba84c620873d686da2e7
  characters: 4177
licence_note: "Facts only: no text"
reach: whole page
"""


def faults(text: str | bytes) -> list[tuple[int, str, str]]:
    data = text.encode() if isinstance(text, str) else text
    with pytest.raises(TableError) as caught:
        parse_description(data, "a/source.yml")
    assert {fault.file for fault in caught.value.faults} == {"a/source.yml"}
    return [(fault.row, fault.column, fault.code) for fault in caught.value.faults]


def test_every_key_is_read_as_written() -> None:
    found = parse_description(FULL.encode())
    source = found.source
    assert found.kind == "source"
    assert found.graph == "https://w3id.org/phoihop/graph/source/ff155d59015d49ce"
    assert (source.title_vi, source.title_en) == ("Hội nghị sơ kết", "Review conference")
    assert source.published == "2017-10-09T13:35:00"
    assert source.accessed == date(2026, 1, 15)
    assert source.url == "https://bao-a.example/tin?id=1#top"
    assert (source.file_name, source.characters) == ("a.txt", 4177)
    assert source.licence_note == "Facts only: no text"
    assert (source.collection, source.language, source.reach) == ("seeds", "vi", "whole page")


def test_optional_keys_may_be_absent_or_empty(description: str) -> None:
    source = parse_description(f"{description}url:\nreach: ~\n".encode()).source
    assert (source.url, source.reach, source.sha256, source.published) == (None,) * 4


def test_a_slug_of_digits_stays_text(description: str) -> None:
    text = description.replace("slug: bao-a", "slug: 0123456789012345")
    assert parse_description(text.encode()).source.slug == "0123456789012345"


def test_a_curated_source_goes_to_the_curated_graph(description: str) -> None:
    text = description.replace("collection: news\n", "kind: curated\n")
    found = parse_description(text.encode())
    assert found.graph == "https://w3id.org/phoihop/graph/curated"
    assert found.source.collection == "curated"


def test_every_missing_key_is_a_fault() -> None:
    assert faults("kind: source\n") == [(0, key, "missing-value") for key in REQUIRED]
    assert set(REQUIRED) < set(KEYS)


def test_a_file_is_described_whole(description: str) -> None:
    assert faults(f"{description}file:\n  name: a.txt\n") == [
        (0, "file.sha256", "missing-value"),
        (0, "file.characters", "missing-value"),
    ]


def test_unknown_and_repeated_keys_are_refused_with_their_line(description: str) -> None:
    lines = description.count("\n")
    text = f"{description}licence: x\nslug: bao-b\ntitle.vi: x\n? [a]\n: b\n"
    assert faults(text) == [
        (lines + 1, "licence", "unknown-key"),
        (lines + 2, "slug", "duplicate-key"),
        (lines + 3, "title/vi", "unknown-key"),
        (lines + 4, "?", "unknown-key"),
    ]


def test_an_unknown_key_gets_a_suggestion(description: str) -> None:
    with pytest.raises(TableError, match="nearest: licence_note"):
        parse_description(f"{description}licence-note: x\n".encode())


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("slug: bao-a", "slug: Báo A", (1, "slug", "bad-slug")),
        ("slug: bao-a", "slug: [a]", (1, "slug", "bad-nesting")),
        ("language: vi", "language: Vietnamese", (6, "language", "bad-language")),
        ("collection: news", "collection: a/b", (7, "collection", "bad-slug")),
        ("licence_note: Facts only", "licence_note: " + "x" * 201, (8, "licence_note", "too-long")),
        ("publisher: bao-a.example", "publisher: ' x'", (5, "publisher", "padded")),
        ("  vi: Hội nghị sơ kết", "  vi: 'Ho\u0323\u0302i'", (3, "title.vi", "not-nfc")),
    ],
)
def test_a_bad_value_is_a_fault_of_its_line(
    description: str, old: str, new: str, expected: tuple[int, str, str]
) -> None:
    assert old in description
    assert expected in faults(description.replace(old, new))


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("kind: article", "bad-code"),
        ("published: 9/10/2017", "bad-date"),
        ("published: 2017-10-09T13:35+07:00", "bad-date"),
        ("published: 2017-02-30T13:35", "bad-date"),
        ("accessed: 2026-01", "bad-date"),
        ("url: bao-a.example/x", "bad-url"),
        ("url: https://", "bad-url"),
        ("url: 'https://bao-a.example/a b'", "bad-url"),
        ("url: 'https://user@bao-a.example/'", "bad-url"),
        ("url: ftp://bao-a.example/", "bad-url"),
        ("title: x", "duplicate-key"),
        ("file: a.txt", "bad-nesting"),
    ],
)
def test_a_bad_optional_value_is_a_fault(description: str, line: str, code: str) -> None:
    last = description.count("\n") + 1
    assert code in {found for row, _, found in faults(description + line) if row == last}


@pytest.mark.parametrize(
    ("old", "new", "column", "code"),
    [
        ("name: a.txt", "name: x/a.txt", "file.name", "bad-name"),
        ("characters: 2000", "characters: 2,000", "file.characters", "bad-integer"),
        ("sha256: aaaa", "sha256: AAAA", "file.sha256", "bad-hash"),
    ],
)
def test_a_bad_file_is_a_fault(
    held_description: str, old: str, new: str, column: str, code: str
) -> None:
    assert (column, code) in {
        (found, kind) for _, found, kind in faults(held_description.replace(old, new))
    }


def test_a_slug_that_is_a_hash_belongs_to_the_file(held_description: str) -> None:
    text = held_description.replace("slug: bao-a", "slug: bbbbbbbbbbbbbbbb")
    assert faults(text) == [(1, "slug", "bad-slug")]
    assert parse_description(text.replace("b" * 16, "a" * 16).encode())


@pytest.mark.parametrize(
    "text",
    [
        "slug: [a",
        "slug: 'a",
        "a: b: c",
        "slug: \x01",
        "--- a\n--- b\n",
        "slug: *nowhere",
        "[" * 5000,
    ],
)
def test_broken_yaml_is_one_fault(text: str) -> None:
    assert [code for _, _, code in faults(text)] == ["yaml-syntax"]


def test_broken_yaml_names_its_line(description: str) -> None:
    ((row, _, _),) = faults(f"{description}reach: [a\nx: b\n")
    assert row >= description.count("\n") + 1


@pytest.mark.parametrize("text", ["", "# nothing\n", "- a\n- b\n", "just words"])
def test_a_file_without_keys_is_one_fault(text: str) -> None:
    assert [code for _, _, code in faults(text)] == ["empty-file"]


def test_a_latin_1_file_and_a_huge_file_are_one_fault_each() -> None:
    assert faults("slug: é\n".encode("latin-1")) == [(1, "", "not-utf8")]
    assert faults("# " + "x" * 70_000) == [(0, "", "too-long")]


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2017", "2017"),
        ("2017-10", "2017-10"),
        ("2017-10-09", "2017-10-09"),
        ("2017-10-09T13:35", "2017-10-09T13:35:00"),
        ("2017-10-09T13:35:59", "2017-10-09T13:35:59"),
    ],
)
def test_a_moment_keeps_its_precision(value: str, moment: str) -> None:
    assert parse_moment(value) == moment


@pytest.mark.parametrize("value", ["2017-10-09T25:00", "2017-10-09 13:35", "2017-10-09T13:35Z"])
def test_other_moments_are_refused(value: str) -> None:
    with pytest.raises(BadCell):
        parse_moment(value)


def test_a_folder_is_read_and_one_without_a_description_refused(
    make_source: Callable[..., Path], tmp_path: Path
) -> None:
    assert read_source_description(make_source()).slug == "bao-a"
    with pytest.raises(SourceError, match=r"source\.yml"):
        read_source_description(tmp_path)


@given(st.text(max_size=200))
def test_any_text_is_a_table_error_or_a_source(text: str) -> None:
    with pytest.raises(TableError):
        parse_description(text.encode(errors="replace"))


@given(st.sampled_from(KEYS), st.text(max_size=40))
def test_any_value_is_a_table_error_or_a_source(key: str, value: str) -> None:
    quoted = "'" + value.replace("'", "''") + "'"
    head, _, tail = key.partition(".")
    line = f"{head}: {{{tail}: {quoted}}}" if tail else f"{head}: {quoted}"
    with pytest.raises(TableError):
        parse_description(line.encode(errors="replace"))
