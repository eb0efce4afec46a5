"""Words one slip apart."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.index import abbreviations, near
from kg.index.abbreviations import EXPANSIONS, expand, search_key
from kg.index.near import MAX_LENGTH, deletions, is_near

WORD = st.text("abcdeghiklmnopqrstuvxy", min_size=3, max_size=12)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("bang", "bang", True),
        ("bang", "bnag", True),
        ("bang", "ban", True),
        ("bang", "bang" + "g", True),
        ("bang", "bung", True),
        ("ab", "ba", True),
        ("bang", "bgna", False),
        ("bang", "nabg", False),
        ("bang", "ba", False),
        ("bang", "banggg", False),
        ("abcd", "badc", False),
    ],
)
def test_is_near(one: str, other: str, expected: bool) -> None:
    assert is_near(one, other) is expected
    assert is_near(other, one) is expected


@given(WORD, st.data())
def test_a_slip_is_near_and_shares_a_deletion_form(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(word) - 2))
    slips = (
        word[:place] + word[place + 1] + word[place] + word[place + 2 :],
        word[:place] + "z" + word[place + 1 :],
        word[:place] + "z" + word[place:],
    )
    for slip in slips:
        assert is_near(word, slip)
        assert deletions(word) & deletions(slip)


@pytest.mark.parametrize("word", ["", "ty", "126", "a1b2", "x" * (MAX_LENGTH + 1)])
def test_codes_numbers_and_short_syllables_have_no_slips(word: str) -> None:
    assert deletions(word) == frozenset()


def test_abbreviations_are_keys_and_expand_to_keys() -> None:
    for short, long in EXPANSIONS.items():
        assert search_key(short) == short
        assert search_key(long) == long
        assert expand(long) == long, "an expansion holds no further abbreviation"


@pytest.mark.parametrize("module", [near, abbreviations])
def test_examples_of_the_docstrings_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0
