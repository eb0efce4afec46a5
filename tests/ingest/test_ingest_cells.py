from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ingest.cells import (
    parse_bound,
    parse_certainty,
    parse_class,
    parse_key,
    parse_value,
    split_values,
)
from kg.ingest.faults import BadCell
from kg.ingest.schema import Column, Kind, get_table
from kg.model.terms import XSD, Iri, Literal


def column(kind: Kind, **more: object) -> Column:
    return Column("c", kind, "https://e.example/c", **more)


GOOD = [
    (Kind.DAY, "2017-10-06", "date"),
    (Kind.PARTIAL, "2017", "gYear"),
    (Kind.PARTIAL, "2017-10", "gYearMonth"),
    (Kind.PARTIAL, "2017-10-06", "date"),
    (Kind.YEAR, "2016", "gYear"),
    (Kind.DURATION, "P4Y", "duration"),
    (Kind.DURATION, "P1Y6M", "duration"),
    (Kind.DURATION, "PT12H", "duration"),
    (Kind.INTEGER, "0", "nonNegativeInteger"),
    (Kind.INTEGER, "18605", "nonNegativeInteger"),
    (Kind.DECIMAL, "42.11", "decimal"),
    (Kind.DECIMAL, "65", "decimal"),
    (Kind.BOOLEAN, "true", "boolean"),
    (Kind.BOOLEAN, "false", "boolean"),
]
BAD = [
    (Kind.DAY, "2017-10", "bad-date"),
    (Kind.DAY, "06/10/2017", "bad-date"),
    (Kind.DAY, "2017-02-29", "bad-date"),
    (Kind.PARTIAL, "2017-13", "bad-date"),
    (Kind.PARTIAL, "0000", "bad-date"),
    (Kind.PARTIAL, "١٩٩٠", "bad-date"),
    (Kind.YEAR, "2016-01", "bad-date"),
    (Kind.YEAR, "0000", "bad-date"),
    (Kind.DURATION, "4 years", "bad-duration"),
    (Kind.DURATION, "P", "bad-duration"),
    (Kind.DURATION, "PT", "bad-duration"),
    (Kind.DURATION, "P1YT", "bad-duration"),
    (Kind.INTEGER, "04", "bad-integer"),
    (Kind.INTEGER, "0x", "bad-integer"),
    (Kind.INTEGER, "-1", "bad-integer"),
    (Kind.INTEGER, "4\n", "bad-integer"),
    (Kind.DECIMAL, "42,11", "bad-decimal"),
    (Kind.DECIMAL, "1e3", "bad-decimal"),
    (Kind.DECIMAL, "NaN", "bad-decimal"),
    (Kind.BOOLEAN, "True", "bad-boolean"),
    (Kind.NUMBER, "126 QĐ/TW", "bad-number"),
    (Kind.NUMBER, "quyết-định", "bad-number"),
    (Kind.NUMBER, "1" * 61, "bad-number"),
    (Kind.TEXT, "x" * 201, "too-long"),
    (Kind.CLASS, "partyUnit", "bad-class"),
]


@pytest.mark.parametrize(("kind", "value", "datatype"), GOOD)
def test_a_value_becomes_a_literal_as_written(kind: Kind, value: str, datatype: str) -> None:
    assert parse_value(column(kind), value) == Literal(value, XSD + datatype)


@pytest.mark.parametrize(("kind", "value", "code"), BAD)
def test_a_value_of_another_form_is_refused(kind: Kind, value: str, code: str) -> None:
    with pytest.raises(BadCell) as caught:
        parse_value(column(kind), value)
    assert caught.value.code == code


def test_text_has_the_language_and_the_limit_of_its_column() -> None:
    assert parse_value(column(Kind.TEXT, language="vi"), "Đảng ủy") == Literal(
        "Đảng ủy", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString", "vi"
    )
    with pytest.raises(BadCell, match="at most 60 characters, not 61"):
        parse_value(column(Kind.TEXT, limit=60), "x" * 61)


def test_a_document_number_is_plain_text() -> None:
    assert parse_value(column(Kind.NUMBER), "126-QĐ/TW") == Literal("126-QĐ/TW")


def test_a_class_and_a_code_are_iris() -> None:
    assert parse_value(column(Kind.CLASS), "PartyUnit") == Iri(
        "https://w3id.org/phoihop/ontology#PartyUnit"
    )
    assert parse_value(column(Kind.CODE, targets=("line",)), "vertical") == Iri(
        "https://w3id.org/phoihop/id/line/vertical"
    )


@pytest.mark.parametrize(
    ("scheme", "value", "nearest"),
    [
        ("role", "bi thu", "nearest: bi-thu"),
        ("role", "Bí thư", "nearest: bi-thu"),
        ("role", "uy vien bch", "nearest: uy-vien-bch"),
        ("line", "Vertical", "nearest: vertical"),
    ],
)
def test_a_code_without_marks_or_in_capitals_is_refused_with_the_nearest(
    scheme: str, value: str, nearest: str
) -> None:
    with pytest.raises(BadCell) as caught:
        parse_value(column(Kind.CODE, targets=(scheme,)), value)
    assert caught.value.code == "bad-code"
    assert nearest in caught.value.expected


def test_a_code_far_from_all_others_gets_no_suggestion() -> None:
    with pytest.raises(BadCell) as caught:
        parse_value(column(Kind.CODE, targets=("role",)), "0123456789")
    assert "nearest" not in caught.value.expected


def test_a_column_may_admit_only_part_of_its_scheme() -> None:
    groups = get_table("completeness")
    assert groups is not None
    status = groups.column("completenessStatus")
    assert status is not None
    assert parse_value(status, "incomplete")
    with pytest.raises(BadCell, match="complete, incomplete, unknown"):
        parse_value(status, "planned")


def test_certainty_is_case_sensitive() -> None:
    assert parse_certainty("implied") == "implied"
    with pytest.raises(BadCell, match="nearest: stated"):
        parse_certainty("Stated")


def test_a_class_outside_the_table_is_refused_with_the_nearest() -> None:
    assert parse_class("Event", ("Event",)) == "https://w3id.org/phoihop/ontology#Event"
    with pytest.raises(BadCell, match="nearest: Event"):
        parse_class("event", ("Event", "Transfer"))


@pytest.mark.parametrize("value", ["2015-2020", "a", "2.1"])
def test_a_key_is_a_short_name(value: str) -> None:
    assert parse_key(value) == value


@pytest.mark.parametrize("value", ["Nhiệm kỳ 1", "-a", "a" * 61, "a>b"])
def test_other_keys_are_refused(value: str) -> None:
    with pytest.raises(BadCell):
        parse_key(value)


@pytest.mark.parametrize(
    ("name", "value", "day"),
    [
        ("startEarliest", "2015", date(2015, 1, 1)),
        ("startLatest", "2015", date(2015, 12, 31)),
        ("endEarliest", "2020", date(2020, 1, 1)),
        ("endLatest", "2016-02", date(2016, 2, 29)),
        ("endLatest", "2016-02-03", date(2016, 2, 3)),
    ],
)
def test_a_bound_is_widened(name: str, value: str, day: date) -> None:
    assert parse_bound(name, value) == day


def test_a_bound_that_is_no_date_is_refused() -> None:
    with pytest.raises(BadCell, match="a date such as"):
        parse_bound("startLatest", "đầu 2015")


def test_values_are_split_at_semicolons_and_spaces_around_them_are_layout() -> None:
    many, one = column(Kind.TEXT, many=True), column(Kind.TEXT)
    assert split_values(many, "TCT Thép; TCT Thép Việt Nam") == ["TCT Thép", "TCT Thép Việt Nam"]
    assert split_values(one, "a;b") == ["a;b"]


@pytest.mark.parametrize(
    ("cell", "code"), [("a;;b", "empty-value"), ("a;", "empty-value"), ("a; a", "repeated-value")]
)
def test_empty_and_repeated_values_are_refused(cell: str, code: str) -> None:
    with pytest.raises(BadCell) as caught:
        split_values(column(Kind.TEXT, many=True), cell)
    assert caught.value.code == code


DAYS = st.dates(date(1000, 1, 1), date(9998, 12, 31))


@given(DAYS)
def test_days_round_trip(day: date) -> None:
    term = parse_value(column(Kind.DAY), day.isoformat())
    assert date.fromisoformat(str(term)) == day


@given(DAYS, st.sampled_from([4, 7, 10]))
def test_a_widened_bound_holds_the_day_it_was_cut_from(day: date, length: int) -> None:
    cut = day.isoformat()[:length]
    first, last = parse_bound("startEarliest", cut), parse_bound("startLatest", cut)
    assert first <= day <= last
    assert first.isoformat()[:length] == last.isoformat()[:length] == cut
    assert (last + timedelta(days=1)).isoformat()[:length] != cut


@given(st.integers(0, 10**18 - 1))
def test_whole_numbers_round_trip(number: int) -> None:
    assert int(str(parse_value(column(Kind.INTEGER), str(number)))) == number


@given(
    st.lists(st.text("abcđủ ,", min_size=1).map(str.strip).filter(bool), unique=True, min_size=1)
)
def test_joined_values_split_into_the_same_values(values: list[str]) -> None:
    assert split_values(column(Kind.TEXT, many=True), ";".join(values)) == values


@given(st.sampled_from(sorted(set(Kind) - {Kind.CODE}, key=str)), st.text())
def test_a_parser_of_values_raises_nothing_but_a_bad_cell(kind: Kind, value: str) -> None:
    if kind in {Kind.ID, Kind.TYPE, Kind.REF, Kind.BOUND, Kind.CERTAINTY, Kind.EVIDENCE, Kind.KEY}:
        return
    try:
        parse_value(column(kind), value)
    except BadCell as bad:
        assert bad.code
