"""Search keys of Vietnamese text: `fold` drops marks, `tidy` keeps them.

Both are keys for finding, never identities: two people whose names differ by a mark are two people
(architecture.md, decision 10). Index and question go through the same functions.

NFD does not take `đ` apart, and neither does SQLite's `unicode61` tokeniser; both need the table
below. With the marks gone it no longer matters on which vowel a tone stood (`ủy`, `uỷ`); `tidy`
keeps marks and therefore unifies the place of the tone itself.

References: Unicode Standard Annex 15 (normalisation); service.md, section 5.
"""

from __future__ import annotations

import re
import unicodedata

_LETTERS = {"đ": "d", "ð": "d", "ɖ": "d"}
# Ð (eth) and Ɖ (African D) look like Đ and stand for it in text that passed through old encodings.
_MINUS = "\u2212"  # category Sm, written where a dash is meant
_WORD = re.compile(r"[^\W_]+")


class _Table(dict[int, str]):
    """Map of code points for `str.translate`, filled as characters are met."""

    def __missing__(self, point: int) -> str:
        value = self[point] = self._map(chr(point))
        return value

    def _map(self, char: str) -> str:
        category = unicodedata.category(char)
        if category == "Pd" or char == _MINUS or category == "Cc" or char.isspace():
            return " "
        # Cf: zero-width spaces, joiners, soft hyphens, byte order marks
        return "" if category in {"Cf", "Cs"} else self._letter(char)

    def _letter(self, char: str) -> str:
        return char


class _FoldTable(_Table):
    def _letter(self, char: str) -> str:
        if unicodedata.combining(char):
            return ""
        lower = unicodedata.normalize("NFD", char.lower())
        bare = "".join(part for part in lower if not unicodedata.combining(part))
        return _LETTERS.get(bare, bare)


def _tone_places() -> dict[str, str]:
    """Return the new place of a tone mapped to the old one: `oà` to `òa`, `uỷ` to `ủy`."""
    tones = "\u0300\u0301\u0303\u0309\u0323"  # huyền, sắc, ngã, hỏi, nặng
    return {
        unicodedata.normalize("NFC", first + second + tone): unicodedata.normalize(
            "NFC", first + tone + second
        )
        for first, second in ("oa", "oe", "uy")
        for tone in tones
    }


_TONES = _tone_places()
_TONE = re.compile("|".join(_TONES))
_FOLDED = _FoldTable()
_KEPT = _Table()


def fold(text: str) -> str:
    """Return the search key of `text`: lower case, no marks, đ as d, dashes as spaces.

    Idempotent. Punctuation stays; `words` splits on it.

    >>> fold("Tập đoàn  Than - Khoáng sản")
    'tap doan than khoang san'
    """
    return " ".join(unicodedata.normalize("NFD", text).translate(_FOLDED).split())


def tidy(text: str) -> str:
    """Return the spelling key of `text`: as `fold`, but marks stay and a tone has one place.

    Two texts with one spelling key are written alike; it ranks exact spelling first.

    >>> tidy("Đảng uỷ") == tidy("đảng  ủy") != tidy("dang uy")
    True
    """
    plain = unicodedata.normalize("NFC", text.translate(_KEPT).lower())
    return " ".join(_TONE.sub(lambda match: _TONES[match.group()], plain).split())


def words(key: str) -> tuple[str, ...]:
    """Split a key into its words: runs of letters and digits.

    >>> words(fold("126-QĐ/TW"))
    ('126', 'qd', 'tw')
    """
    return tuple(_WORD.findall(key))
