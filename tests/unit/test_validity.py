"""The three-valued test of time, by table and by property."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import DateError, InputError
from kg.model.validity import (
    ALWAYS_POSSIBLE,
    Validity,
    Value,
    check_validity,
    parse_day,
    parse_partial,
)

D = date.fromisoformat
TERM = Validity(D("2015-01-01"), D("2015-12-31"), D("2020-01-01"), D("2020-12-31"))

days = st.dates(D("2010-01-01"), D("2013-12-31"))
maybe = st.none() | days


@st.composite
def validities(draw: st.DrawFn) -> Validity:
    """Any bounds that are in order."""
    validity = Validity(draw(maybe), draw(maybe), draw(maybe), draw(maybe))
    return validity if validity.check_order() is None else ALWAYS_POSSIBLE


@pytest.mark.parametrize(
    ("validity", "day", "value"),
    [
        (TERM, "2014-12-31", Value.NO),
        (TERM, "2015-01-01", Value.POSSIBLE),
        (TERM, "2015-12-31", Value.CERTAIN),
        (TERM, "2020-01-01", Value.CERTAIN),
        (TERM, "2020-06-01", Value.POSSIBLE),
        (TERM, "2021-01-01", Value.NO),
        (Validity.attested(D("2017-10-06")), "2017-10-06", Value.CERTAIN),
        (Validity.attested(D("2017-10-06")), "2017-10-05", Value.POSSIBLE),
        (Validity.attested(D("2017-10-06")), "2030-01-01", Value.POSSIBLE),
        (ALWAYS_POSSIBLE, "2017-10-06", Value.POSSIBLE),
        (Validity(start_latest=D("2016-12-31"), end_earliest=D("2016-01-01")), "2016-06-01", 1),
    ],
)
def test_value_at(validity, day, value):
    assert validity.value_at(D(day)) == value


@pytest.mark.parametrize(
    ("day", "bound"),
    [
        ("2014-01-01", None),
        ("2015-06-01", "startLatest"),
        ("2017-06-01", None),
        ("2020-06-01", "endEarliest"),
    ],
)
def test_missing_bound_names_what_would_make_it_certain(day, bound):
    assert TERM.missing_bound(D(day)) == bound


def test_without_bounds_the_beginning_is_missing_first():
    assert ALWAYS_POSSIBLE.missing_bound(D("2017-01-01")) == "startLatest"


@given(validities(), validities(), days)
def test_meet_holds_exactly_when_both_hold(left, right, day):
    both = min(left.value_at(day), right.value_at(day))
    assert left.meet(right).value_at(day) == both


@given(validities(), validities())
def test_meet_does_not_care_about_order(left, right):
    assert left.meet(right) == right.meet(left)


@given(validities(), days, days, days)
def test_between_two_certain_days_every_day_is_certain(validity, first, middle, last):
    first, middle, last = sorted((first, middle, last))
    if validity.value_at(first) is validity.value_at(last) is Value.CERTAIN:
        assert validity.value_at(middle) is Value.CERTAIN


@given(validities(), days, days)
def test_once_over_it_stays_over(validity, day, later):
    if validity.end_latest and day > validity.end_latest and later > day:
        assert validity.value_at(day) is validity.value_at(later) is Value.NO


@pytest.mark.parametrize(
    "bounds",
    [
        {"start_earliest": "2016-01-01", "start_latest": "2015-01-01"},
        {"end_earliest": "2016-01-01", "end_latest": "2015-01-01"},
        {"start_earliest": "2016-01-01", "end_latest": "2015-01-01"},
        {"start_earliest": "2016-01-01", "end_earliest": "2015-01-01"},
        {"start_latest": "2016-01-01", "end_latest": "2015-01-01"},
    ],
)
def test_bounds_out_of_order_are_refused_by_name(bounds):
    validity = Validity(**{name: D(day) for name, day in bounds.items()})
    with pytest.raises(InputError, match=next(iter(bounds))):
        check_validity(validity)


def test_a_term_inside_one_year_is_in_order():
    check_validity(Validity(start_latest=D("2016-12-31"), end_earliest=D("2016-01-01")))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2015", "2015-01-01", "2015-12-31"),
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("2017-10-06", "2017-10-06", "2017-10-06"),
    ],
)
def test_partial_dates_widen_to_their_first_and_last_day(text, first, last):
    assert parse_partial(text) == (D(first), D(last))


@pytest.mark.parametrize(
    "text",
    ["", "17", "2017-13", "2017-02-30", "06/10/2017", "2017-10-6", "0000", "٢٠١٧", "2017-10-06T00"],
)
def test_what_is_not_a_date_is_refused_with_its_text(text):
    with pytest.raises(DateError) as caught:
        parse_partial(text)
    assert caught.value.value == text


@pytest.mark.parametrize("text", ["2017", "2017-10"])
def test_a_day_must_be_a_whole_day(text):
    with pytest.raises(DateError, match="full day"):
        parse_day(text)


def test_values_have_words_and_none_of_them_is_no():
    assert [value.word for value in Value] == ["not shown", "possible", "certain"]
