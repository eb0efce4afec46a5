"""Time in words and the queries offered by pages, without a server."""

import pytest

from api.pages.explorer_links import sparql_url
from api.pages.explorer_names import load_explorer_words
from api.pages.explorer_time import describe_time, format_day, list_days
from kg.errors import IriError

BOUNDS = ("startEarliest", "startLatest", "endEarliest", "endLatest")
A, B, C, D = "2016-01-01", "2016-12-31", "2017-10-06", "2018-05-01"


@pytest.mark.parametrize(
    ("bounds", "phrase"),
    [
        ((None, None, None, None), "time unknown"),
        ((None, C, C, None), "attested on 2017-10-06"),
        ((A, A, None, None), "from 2016-01-01"),
        ((A, B, None, None), "began between 2016-01-01 and 2016-12-31"),
        ((A, None, None, None), "began not before 2016-01-01"),
        ((None, B, C, None), "since 2016-12-31 at the latest, until 2017-10-06 at least"),
        ((None, None, None, D), "until 2018-05-01 at the latest"),
        ((A, A, D, D), "from 2016-01-01, until 2018-05-01"),
        ((A, A, C, D), "from 2016-01-01, ended between 2017-10-06 and 2018-05-01"),
        ((None, C, C, D), "since 2017-10-06 at the latest, ended between 2017-10-06 and"),
    ],
)
def test_bounds_are_one_phrase(bounds, phrase):
    known = dict(zip(BOUNDS, bounds, strict=True))
    said = describe_time(known, load_explorer_words()["en"], "en")
    assert said.striptags().startswith(phrase)
    assert said.count("<time ") == len({day for day in bounds if day}) or bounds[1] == bounds[2]


@pytest.mark.parametrize(
    ("day", "vi", "en"),
    [
        ("2017-10-06", "06/10/2017", "2017-10-06"),
        ("2017-10-09T13:35", "09/10/2017", "2017-10-09"),
        ("2017-10", "10/2017", "2017-10"),
        ("2017", "2017", "2017"),
        (None, "", ""),
        ("about 2017", "about 2017", "about 2017"),
    ],
)
def test_days_are_written_as_people_write_them(day, vi, en):
    assert (format_day(day, "vi"), format_day(day, "en")) == (vi, en)


def test_too_many_days_keep_the_latest():
    rows = [{"validity": dict.fromkeys(BOUNDS, f"20{n:02}-01-01")} for n in range(20)]
    assert list_days(rows, 3) == ["2017-01-01", "2018-01-01", "2019-01-01"]


def test_a_query_is_offered_for_our_nodes_only():
    assert "VALUES+%3Fperson" in sparql_url("facts-posts", {"person": "per/a"})
    with pytest.raises(IriError):
        sparql_url("facts-posts", {"person": "x> } DROP ALL #"})
