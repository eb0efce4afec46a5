"""Search keys: what `fold` and `tidy` unify, and what `tidy` keeps apart."""

from __future__ import annotations

import doctest
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.index import fold as module
from kg.index.fold import fold, tidy, words

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Đảng ủy", "dang uy"),
        ("đảng uỷ", "dang uy"),
        ("DANG UY", "dang uy"),
        ("ĐẢNG ỦY", "dang uy"),
        ("\u00d0ảng ủy", "dang uy"),  # eth, from an old encoding
        (f"Tổng công ty{NBSP}Thép  Việt Nam\u2013CTCP", "tong cong ty thep viet nam ctcp"),
        ("Than \u2212 Khoáng sản", "than khoang san"),
        ("Hồng\u200bBàng\ufeff", "hongbang"),
        ("126-QĐ/TW", "126 qd/tw"),
        ("  \n\t ", ""),
        ("", ""),
        ("Phạm Thu Hiền", "pham thu hien"),
        ("Ươ Ăâ Êô", "uo aa eo"),
    ],
)
def test_fold_drops_marks_case_and_dashes(text: str, key: str) -> None:
    assert fold(text) == key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Đảng ủy", "Đảng uỷ"),
        ("Hòa Bình", "Hoà Bình"),
        ("khỏe", "khoẻ"),
        ("Thúy", "Thuý"),
        ("lũy", "luỹ"),
        ("tọa", "toạ"),
        ("hóa chất", "Hoá  chất"),
        ("ĐẢNG ỦY", "Đảng uỷ"),
        ("Than - Khoáng sản", f"Than{NBSP}\u2013 Khoáng sản"),
        (unicodedata.normalize("NFD", "Quận ủy"), "Quận ủy"),
    ],
)
def test_tidy_unifies_spellings_of_one_word(one: str, other: str) -> None:
    assert tidy(one) == tidy(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Thơ", "Thơm"), ("Hồng", "Hông"), ("Đảng", "Dảng"), ("bà", "bá"), ("mùa", "mua")],
)
def test_tidy_keeps_different_words_apart(one: str, other: str) -> None:
    assert tidy(one) != tidy(other)


def test_fold_covers_every_vietnamese_letter() -> None:
    vowels = "aăâeêioôơuưy"
    tones = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    bare = {"ă": "a", "â": "a", "ê": "e", "ô": "o", "ơ": "o", "ư": "u"}
    for vowel in vowels:
        for tone in tones:
            letter = unicodedata.normalize("NFC", vowel + tone)
            assert fold(letter) == fold(letter.upper()) == bare.get(vowel, vowel)


@given(st.text())
def test_keys_are_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert tidy(tidy(text)) == tidy(text)


@given(st.text())
def test_spelling_key_refines_the_search_key(text: str) -> None:
    assert fold(tidy(text)) == fold(text)


@given(st.text(), st.sampled_from(["NFC", "NFD"]))
def test_fold_does_not_see_the_normalisation_form(text: str, form: str) -> None:
    assert fold(unicodedata.normalize(form, text)) == fold(text)


@given(st.text())
def test_fold_keeps_no_mark_no_capital_no_double_space(text: str) -> None:
    key = fold(text)
    assert not any(unicodedata.combining(char) for char in key)
    assert key == " ".join(key.split())
    assert "đ" not in key


@given(st.text())
def test_words_hold_letters_and_digits_only(text: str) -> None:
    assert all(word and word.isalnum() for word in words(fold(text)))


def test_examples_of_the_docstrings_hold() -> None:
    assert doctest.testmod(module).failed == 0
