"""How wide text is, and how it is broken into lines, without a font engine.

`advances.json` holds for each weight the wider of Be Vietnam Pro 5.3.0 (fontsource) and Noto Sans
of Debian, in thousandths of the font size; so text fits in a box whichever of both is found.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final, Literal, TypeAlias

Weight: TypeAlias = Literal[400, 600]

FONT_FAMILY: Final = "'Be Vietnam Pro', 'Noto Sans', sans-serif"
SIZE: Final = 13.0
SMALL: Final = 12.0
"""The smallest size in a picture."""
LEADING: Final = 1.4
"""Line height by font size: capitals with two marks (Ấ, Ổ) must not touch the line above."""

_FILE = Path(__file__).parent / "advances.json"
# wider than any letter of the tables but W and M with marks: what is not known is never too narrow
_UNKNOWN: Final = 1000
_ELLIPSIS: Final = "…"
_BREAKS: Final = re.compile(r"(?<=[^\d\s][-–/])(?=[^\W\d])|\s+")


def width(text: str, size: float = SIZE, weight: Weight = 400) -> float:
    """Return the most that a line of text takes, in the units of `size`.

    >>> width("iii") < width("WWW")
    True
    """
    table = _advances()[weight]
    return sum(table.get(letter, _UNKNOWN) for letter in text) * size / 1000


def wrap(
    text: str, room: float, size: float = SIZE, weight: Weight = 400, most: int = 4
) -> tuple[str, ...]:
    """Break text into lines no wider than `room`; what does not fit ends in an ellipsis.

    A word wider than the room is cut. There is always at least one line.
    """
    lines: list[str] = []
    line = ""
    for word in _words(clean(text), room, size, weight):
        if line and width(line + word.rstrip(), size, weight) > room:
            lines.append(line.rstrip())
            line = ""
        line += word
    lines.append(line.rstrip())
    if len(lines) <= most:
        return tuple(lines)
    last = _shorten(" ".join(lines[most - 1 :]), room, size, weight)
    return (*lines[: most - 1], last)


def clean(text: str) -> str:
    """Return text in NFC, white space as single spaces, without characters XML cannot hold."""
    composed = unicodedata.normalize("NFC", text)
    if not composed.isprintable():
        composed = "".join(c for c in composed if c.isprintable() or c.isspace())
    return " ".join(composed.split())


def _words(text: str, room: float, size: float, weight: Weight) -> list[str]:
    """Return the pieces between which a line may break, with the space that follows each."""
    pieces: list[str] = []
    start = 0
    for found in _BREAKS.finditer(text):
        pieces += _cut(text[start : found.end()], room, size, weight)
        start = found.end()
    return [*pieces, *_cut(text[start:], room, size, weight)]


def _cut(word: str, room: float, size: float, weight: Weight) -> list[str]:
    if width(word.rstrip(), size, weight) <= room:
        return [word]
    parts = [""]
    for letter in word:
        if parts[-1] and letter != " " and width(parts[-1] + letter, size, weight) > room:
            parts.append("")
        parts[-1] += letter
    return parts


def _shorten(text: str, room: float, size: float, weight: Weight) -> str:
    while text and width(text + _ELLIPSIS, size, weight) > room:
        text = text[:-1]
    return text.rstrip(" -–,/") + _ELLIPSIS


@cache
def _advances() -> dict[Weight, dict[str, int]]:
    read: dict[str, dict[str, str]] = json.loads(_FILE.read_text(encoding="utf-8"))
    weights: tuple[Weight, ...] = (400, 600)
    return {
        weight: {
            letter: int(advance)
            for advance, letters in read[str(weight)].items()
            for letter in letters
        }
        for weight in weights
    }
