"""Provinces on a day as tiles, roughly where they lie, with the units that sources place in each.

A tile of which nothing is known is hatched and says so: it is not a province without units.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kg.picture.lines import draw_line
from kg.picture.stage import MARGIN, NARROW, NARROW_MARGIN, Stage, Style
from kg.picture.svg import number
from kg.picture.text import SMALL, width, wrap
from kg.query.territories import FIRST_DAY, LINES

if TYPE_CHECKING:
    from kg.picture.lines import Tie
    from kg.picture.picture import Picture
    from kg.query.territories import Province, Territories

_TILE: Final = 102.0
_HEIGHT: Final = 62.0
_GAP: Final = 4.0
_PAD: Final = 6.0
_COLUMNS: Final = 2  # of the list for a small screen
_WIDE_GAP: Final = 30.0
_HATCH: Final = 11.0
_MARK: Final = 12.0
_SPACE: Final = 4.0
_MARKS: Final = (*LINES, "")


def draw_territories(found: Territories, style: Style | None = None) -> Picture:
    """Draw the provinces of a day with the counts of units on each line.

    Args:
        found: Provinces and their units.
        style: Language, theme and links.
    """
    stage = Stage.make(style or Style())
    words = stage.words
    columns = max(one.column for one in found.provinces) + 1
    room = NARROW - 2 * NARROW_MARGIN if stage.style.narrow else columns * (_TILE + _GAP) - _GAP
    x = NARROW_MARGIN if stage.style.narrow else MARGIN
    said = words("territories", count=len(found.provinces), day=words.day(found.day))
    top = stage.say(said, x, 14, room, bold=True)
    top = stage.say(words("territories_note"), x, top + 2, room, size=SMALL, quiet=True)
    if found.day.isoformat() < FIRST_DAY:
        top = stage.say(words("before_2008"), x, top + 2, room, size=SMALL, quiet=True)
    low = (_list if stage.style.narrow else _grid)(stage, found, top + 14)
    nowhere = len(found.seated(""))
    if nowhere:
        low = stage.say(words("nowhere", count=nowhere), x, low + 8, room, size=SMALL)
    low = _draw_key(stage, x, low + 14, room)
    return stage.finish(room + 2 * x, low + 12, said, words("territories_note"))


def _grid(stage: Stage, found: Territories, top: float) -> float:
    for one in found.provinces:
        x = MARGIN + one.column * (_TILE + _GAP)
        _tile(stage, found, one, x, top + one.row * (_HEIGHT + _GAP))
    return top + (max(one.row for one in found.provinces) + 1) * (_HEIGHT + _GAP)


def _list(stage: Stage, found: Territories, top: float) -> float:
    """Draw the tiles of which something is known two by two; name the others."""
    x, y, words = NARROW_MARGIN, top, stage.words
    known = [one for one in found.provinces if found.seated(one.iri)]
    for place, one in enumerate(known):
        column = place % _COLUMNS
        _tile(stage, found, one, x + column * (_TILE + _WIDE_GAP), y)
        y += _HEIGHT + _GAP if column == _COLUMNS - 1 or one is known[-1] else 0
    names = [one.label(words.language) for one in found.provinces if one not in known]
    said = f"{words('nothing_known')} ({len(names)}): {', '.join(names)}"
    return stage.say(said, x, y + 6, NARROW - 2 * x, size=SMALL, quiet=True, most=20)


def _tile(stage: Stage, found: Territories, one: Province, x: float, y: float) -> None:
    """Draw a tile: a link with a title that says in words what its marks say."""
    palette, words = stage.palette, stage.words
    label = one.label(words.language)
    total = len(found.seated(one.iri))
    if not total:
        with stage.boxes.group(f"{label}: {words('nothing_known')}"):
            _ground(stage, x, y, is_known=False)
            _name(stage, label, x, y)
            text = (words("unknown"),)
            stage.boxes.text(x + _PAD, y + _HEIGHT - 9, text, size=SMALL, fill=palette.quiet)
        return
    counts = [found.count(one.iri, line) for line in _MARKS]
    told = [
        words(f"line_{line or 'none'}_count", count=count)
        for line, count in zip(_MARKS, counts, strict=True)
        if count
    ]
    title = f"{label}: {words('units_count', count=total)}; {', '.join(told)}"
    with stage.boxes.link(stage.style.link(one.iri), title):
        _ground(stage, x, y, is_known=True)
        _name(stage, label, x, y)
        _counts(stage, counts, total, x + _PAD, y + _HEIGHT - 13)


def _ground(stage: Stage, x: float, y: float, *, is_known: bool) -> None:
    palette = stage.palette
    kind = "state" if is_known else "other"
    square = f"M{number(x)} {number(y)}h{_TILE:g}v{_HEIGHT:g}h-{_TILE:g}z"
    stage.boxes.path(
        square,
        fill=palette.fill["state"] if is_known else palette.paper,
        stroke=palette.stroke[kind] if is_known else palette.line,
        stroke_width=1.4 if is_known else 1,
    )
    if is_known:
        return
    lines = (place * _HATCH for place in range(1, int((_TILE + _HEIGHT) / _HATCH) + 1))
    stage.boxes.path(
        "".join(_slant(x, y, reach) for reach in lines), stroke=palette.line, fill="none"
    )


def _slant(x: float, y: float, reach: float) -> str:
    """Return the part of a falling line inside a tile; `reach` is where it meets its upper edge."""
    right, over = min(reach, _TILE), max(reach - _TILE, 0.0)
    low, left = min(reach, _HEIGHT), max(reach - _HEIGHT, 0.0)
    return f"M{number(x + right)} {number(y + over)}L{number(x + left)} {number(y + low)}"


def _name(stage: Stage, label: str, x: float, y: float) -> None:
    lines = wrap(label, _TILE - 2 * _PAD, SMALL, 600, 2)
    fill = stage.palette.ink
    stage.boxes.text(x + _PAD, y + 16, lines, size=SMALL, weight=600, fill=fill)


def _counts(stage: Stage, counts: list[int], total: int, x: float, y: float) -> None:
    """Draw a mark and a count for each line; if they have no room, the count of units alone."""
    shown = [(line, str(count)) for line, count in zip(_MARKS, counts, strict=True) if count]
    taken = sum(_MARK + width(count, SMALL) for _, count in shown) + _SPACE * (len(shown) - 1)
    if taken > _TILE - 2 * _PAD:
        text = (stage.words("units_count", count=total),)
        stage.boxes.text(x, y + 4, text, size=SMALL, fill=stage.palette.ink)
        return
    for line, count in shown:
        draw_mark(stage, line, x, y)
        stage.boxes.text(x + _MARK, y + 4, (count,), size=SMALL, fill=stage.palette.ink)
        x += _MARK + width(count, SMALL) + _SPACE


def draw_mark(stage: Stage, line: str, x: float, y: float) -> None:
    """Draw the mark of a line 9 wide: upright, level, dashed; a hollow circle for none known."""
    ties: dict[str, Tie] = {"vertical": "D", "territorial": "D", "ownership": "F"}
    if line == "":
        stage.boxes.add(
            "circle",
            cx=x + 4.5,
            cy=y,
            r=3.6,
            fill="none",
            stroke=stage.palette.quiet,
            stroke_width=1.4,
        )
        return
    points = ((x + 4.5, y - 6), (x + 4.5, y + 6)) if line == "vertical" else ((x, y), (x + 9, y))
    draw_line(stage.boxes, points, ties[line], stage.palette)


def _draw_key(stage: Stage, x: float, y: float, room: float) -> float:
    """Draw what the marks mean, broken into rows; return the lower edge."""
    here = x
    for line in _MARKS:
        text = stage.words(f"line_{line or 'none'}")
        needed = 16 + width(text, SMALL)
        if here > x and here + needed > x + room:
            here, y = x, y + 22
        draw_mark(stage, line, here, y + 6)
        stage.boxes.text(here + 16, y + 10, (text,), size=SMALL, fill=stage.palette.quiet)
        here += needed + 20
    return stage.say(stage.words("tiles_note"), x, y + 20, room, size=SMALL, quiet=True)
