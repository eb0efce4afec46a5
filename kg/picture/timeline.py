"""Timelines: a mark for each attested day, a drawn extent only where bounds are known.

A thick bar stands for days that are certain, a thin one for days that are possible between two
known bounds. Where a bound is not known nothing is drawn: an open end is no extent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Final, cast

from kg.model.iri import ID
from kg.model.validity import Validity, parse_day
from kg.picture.stage import MARGIN, Stage, Style
from kg.picture.svg import number
from kg.picture.text import LEADING, SIZE, SMALL, width, wrap
from kg.picture.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kg.picture.palette import Kind
    from kg.picture.picture import Picture
    from kg.query.facts import Json

MOST_ROWS: Final = 60
_LABELS: Final = 380.0
_WIDTH: Final = 976.0
_TOP: Final = 70.0
_BELOW: Final = 14.0
"""How far under the days of an event those of its reports stand: often it is the next day."""
_AXIS_STEPS: Final = (1, 2, 5, 10, 20, 50)
_MOST_TICKS: Final = 9


@dataclass(frozen=True, slots=True)
class Span:
    """A row of a timeline.

    Attributes:
        label: What is said to hold.
        note: Smaller text under it.
        href: Where it leads.
        kind: Colour of its marks.
        validity: The four bounds.
        published: Days on which sources told of it; marked apart, since they are no days of it.
    """

    label: str
    note: str
    href: str
    kind: Kind
    validity: Validity
    published: tuple[date, ...] = ()

    def known(self) -> tuple[date, ...]:
        """Return every day that is known of it, sorted."""
        found = self.validity
        bounds = found.start_earliest, found.start_latest, found.end_earliest, found.end_latest
        return tuple(sorted({day for day in bounds if day}))


def spans_of_posts(rows: Iterable[Json], style: Style, *, by_person: bool = False) -> list[Span]:
    """Return the spans of post holdings (rows of `facts-posts`), those of unknown time last.

    Args:
        rows: Rows of the query.
        style: Language and links.
        by_person: Lead each row with the person, for the posts of an organisation.
    """
    spans = [_post(row, style, by_person) for row in rows]
    return sorted(spans, key=lambda span: span.known() or (date.max,))


def spans_of_events(
    rows: Iterable[Json], style: Style, issued: Mapping[str, date] | None = None
) -> list[Span]:
    """Return the days of events (rows of `facts-events`); an event without a full day has none.

    Args:
        rows: Rows of the query.
        style: Language and links.
        issued: Day of publication by IRI of a source.
    """
    spans: list[Span] = []
    for row in rows:
        told = str(row["date"] or "")
        day = parse_day(told) if len(told) == len("2017-10-06") else None
        note = _name(row["place"], style) or str(row["placeStated"] or "")
        link = style.link(str(cast("Json", row["event"])["iri"]))
        name = _name(row["event"], style)
        said = " · ".join(part for part in (Words(style.language).partial(told), note) if part)
        published = _published(cast("list[str]", row.get("evidence") or []), issued or {})
        bounds = Validity(day, day, day, day)
        spans.append(Span(name, said, link, "agreement", bounds, published))
    return sorted(spans, key=lambda span: span.known() or (date.max,))


def _published(evidence: list[str], issued: Mapping[str, date]) -> tuple[date, ...]:
    """Return the days on which the sources of some places of evidence were published."""
    slugs = {place.removeprefix(f"{ID}ev/").rpartition(".")[0] for place in evidence}
    return tuple(sorted({day for slug in slugs if (day := issued.get(f"{ID}src/{slug}"))}))


def draw_timeline(
    spans: Sequence[Span],
    title: str,
    style: Style | None = None,
    as_of: date | None = None,
    *,
    published: bool = False,
) -> Picture:
    """Draw rows over a common axis of years.

    Args:
        spans: Rows from top to bottom.
        title: What the picture is of.
        style: Language and theme.
        as_of: A day to rule through the rows.
        published: Say in the key what a day of publication looks like.
    """
    stage = Stage.make(style or Style())
    shown = spans[:MOST_ROWS]
    days = [day for span in shown for day in (*span.known(), *span.published)]
    days += [as_of] if as_of else []
    axis = _Axis.over(days or [date(2000, 1, 1)])
    stage.say(title, MARGIN, 14, _WIDTH - 2 * MARGIN, bold=True)
    y = _TOP
    for span in shown:
        y = _draw_row(stage, axis, span, y)
    _draw_axis(stage, axis, y, as_of)
    left_out = len(spans) - len(shown)
    if left_out:
        text = stage.words("left_out", count=left_out)
        y = stage.say(text, MARGIN, y + 4, _LABELS, size=SMALL, quiet=True)
    y = _draw_key(stage, y + 20, shown[0].kind if shown else "person", published, as_of)
    return stage.finish(_WIDTH, y + 14, title, title, left_out)


@dataclass(frozen=True, slots=True)
class _Axis:
    first: int
    last: int
    step: int

    @classmethod
    def over(cls, days: Sequence[date]) -> _Axis:
        first, last = min(days).year, max(days).year + 1
        fitting = (step for step in _AXIS_STEPS if (last - first) / step <= _MOST_TICKS)
        step = next(fitting, 100)
        return cls(first - first % step, last + -last % step, step)

    def x(self, day: date) -> float:
        start, end = date(self.first, 1, 1).toordinal(), date(self.last, 1, 1).toordinal()
        room = _WIDTH - 2 * MARGIN - _LABELS - 20
        return MARGIN + _LABELS + 10 + room * (day.toordinal() - start) / (end - start)


def _draw_axis(stage: Stage, axis: _Axis, low: float, as_of: date | None) -> None:
    palette = stage.palette
    for year in range(axis.first, axis.last + 1, axis.step):
        x = axis.x(date(year, 1, 1))
        stage.lines.path(f"M{x:.1f} {_TOP - 8:g}V{low:.1f}", stroke=palette.line, fill="none")
        stage.boxes.text(
            x, _TOP - 14, (str(year),), size=SMALL, fill=palette.quiet, anchor="middle"
        )
    if as_of:
        x = axis.x(as_of)
        path = f"M{x:.1f} {_TOP - 8:g}V{low:.1f}"
        stage.lines.path(path, stroke=palette.ink, fill="none", stroke_dasharray="2 3")


def _draw_row(stage: Stage, axis: _Axis, span: Span, y: float) -> float:
    palette = stage.palette
    lines = wrap(span.label, _LABELS - 10, SIZE, 400, 3)
    notes = wrap(span.note, _LABELS - 10, SMALL, 400, 2) if span.note else ()
    height = len(lines) * SIZE * LEADING + len(notes) * SMALL * LEADING + 12
    with stage.boxes.link(span.href, f"{span.label}; {span.note}".rstrip("; ")):
        stage.boxes.text(MARGIN, y + 14, lines, fill=palette.ink)
        under = y + 14 + len(lines) * SIZE * LEADING
        stage.boxes.text(MARGIN, under, notes, size=SMALL, fill=palette.quiet)
        _draw_marks(stage, axis, span, y + 10)
    stage.lines.path(
        f"M{MARGIN:g} {y + height - 2:.1f}H{_WIDTH - MARGIN:g}", stroke=palette.line, fill="none"
    )
    return y + height


def _draw_marks(stage: Stage, axis: _Axis, span: Span, y: float) -> None:
    colour, found = stage.palette.stroke[span.kind], span.validity
    chain = (found.start_earliest, found.start_latest, found.end_earliest, found.end_latest)
    for place, (start, end) in enumerate(pairwise(chain)):
        if start and end and start < end:
            # between the inner bounds it holds for certain; on both sides it may
            thick = 6 if place == 1 else 1.6
            d = f"M{axis.x(start):.1f} {y:g}H{axis.x(end):.1f}"
            stage.boxes.path(d, stroke=colour, fill="none", stroke_width=thick)
    for day in span.published:
        _draw_published(stage, axis.x(day), y + _BELOW)
    for day in span.known():
        stage.boxes.add(
            "circle", cx=axis.x(day), cy=y, r=4.5, fill=colour, stroke=stage.palette.paper
        )
    if not span.known():
        x = MARGIN + _LABELS + 10
        text = (stage.words("no_day"),)
        stage.boxes.text(x, y + 4, text, size=SMALL, fill=stage.palette.quiet)


def _draw_published(stage: Stage, x: float, y: float) -> None:
    """Draw a square on its corner: a day on which something was told, not on which it was."""
    d = f"M{number(x)} {number(y - 5)}L{number(x + 5)} {number(y)}"
    stage.boxes.path(
        f"{d}L{number(x)} {number(y + 5)}L{number(x - 5)} {number(y)}z",
        fill=stage.palette.paper,
        stroke=stage.palette.ink,
        stroke_width=1.2,
    )


def _draw_key(stage: Stage, y: float, kind: Kind, published: bool, as_of: date | None) -> float:
    """Draw what dots, bars and rules mean, broken into rows; return the lower edge."""
    palette, x = stage.palette, MARGIN
    colour = palette.stroke[kind]
    keys = ["key_day", "key_published"] if published else ["key_day", "key_certain", "key_possible"]
    keys += ["key_as_of"] if as_of else []
    for key in keys:
        text = stage.words(key)
        needed = 34 + width(text, SMALL)
        if x > MARGIN and x + needed > _WIDTH - MARGIN:
            x, y = MARGIN, y + 22
        thick = {"key_certain": 6.0, "key_possible": 1.6}.get(key)
        if thick:
            stage.boxes.path(f"M{x:g} {y:g}h26", stroke=colour, fill="none", stroke_width=thick)
        elif key == "key_as_of":
            d = f"M{x + 13:g} {y - 7:g}v14"
            stage.boxes.path(d, stroke=palette.ink, fill="none", stroke_dasharray="2 3")
        elif key == "key_published":
            _draw_published(stage, x + 13, y)
        else:
            stage.boxes.add("circle", cx=x + 13, cy=y, r=4.5, fill=colour)
        stage.boxes.text(x + 34, y + 4, (text,), size=SMALL, fill=palette.quiet)
        x += needed + 24
    return y + 10


_SPHERES: Final[dict[str, Kind]] = {
    "party": "party",
    "enterprise": "enterprise",
    "state": "state",
    "mass": "other",
}


def _post(row: Json, style: Style, by_person: bool) -> Span:
    role, body = _name(row["role"], style), _name(row["organisation"], style)
    person = _name(row["person"], style)
    label, note = (person, role) if by_person else (role, body)
    bounds = cast("dict[str, str | None]", row["validity"])
    names = ("startEarliest", "startLatest", "endEarliest", "endLatest")
    days = [parse_day(text) if (text := bounds[name]) else None for name in names]
    sphere = str(row["sphere"] or "").rpartition("/")[2]
    kind = _SPHERES.get(sphere, "other")
    return Span(label, note, style.link(str(row["statement"])), kind, Validity(*days))


def _name(node: object, style: Style) -> str:
    if node is None:
        return ""
    told = cast("Json", node)
    label = cast("dict[str, str | None]", told["label"])
    other = "en" if style.language == "vi" else "vi"
    return label[style.language] or label[other] or str(told["iri"])
