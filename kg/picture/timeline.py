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
from kg.picture.stage import MARGIN, NARROW, NARROW_MARGIN, Stage, Style
from kg.picture.svg import number
from kg.picture.text import LEADING, SIZE, SMALL, width, wrap
from kg.picture.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kg.picture.palette import Kind
    from kg.picture.picture import Picture
    from kg.query.facts import Json

MOST_ROWS: Final = 60
_BELOW: Final = 14.0
"""How far under the days of an event those of its reports stand: often it is the next day."""
_AXIS_STEPS: Final = (1, 2, 5, 10, 20, 50)


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
    frame = _NARROW_FRAME if stage.style.narrow else _WIDE_FRAME
    shown = spans[:MOST_ROWS]
    days = [day for span in shown for day in (*span.known(), *span.published)]
    days += [as_of] if as_of else []
    axis = _Axis.over(days or [date(2000, 1, 1)], frame)
    margin, room = frame.margin, frame.width - 2 * frame.margin
    top = stage.say(title, margin, 14, room, bold=True) + 38
    y = top
    for span in shown:
        y = _draw_row(stage, axis, span, y)
    _draw_axis(stage, axis, top, y, as_of)
    left_out = len(spans) - len(shown)
    if left_out:
        text = stage.words("left_out", count=left_out)
        y = stage.say(text, margin, y + 4, room, size=SMALL, quiet=True)
    y = _draw_key(stage, frame, y + 20, shown[0].kind if shown else "person", published, as_of)
    return stage.finish(frame.width, y + 14, title, title, left_out)


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where labels and marks stand: side by side, or marks under their label."""

    width: float
    margin: float
    labels: float
    start: float
    most_ticks: int
    is_stacked: bool = False


_WIDE_FRAME: Final = _Frame(976.0, MARGIN, 370.0, MARGIN + 390.0, 9)
_NARROW_FRAME: Final = _Frame(
    NARROW, NARROW_MARGIN, NARROW - 2 * NARROW_MARGIN, NARROW_MARGIN + 14, 4, is_stacked=True
)


@dataclass(frozen=True, slots=True)
class _Axis:
    first: int
    last: int
    step: int
    frame: _Frame

    @classmethod
    def over(cls, days: Sequence[date], frame: _Frame) -> _Axis:
        first, last = min(days).year, max(days).year + 1
        fitting = (step for step in _AXIS_STEPS if (last - first) / step <= frame.most_ticks)
        step = next(fitting, 100)
        return cls(first - first % step, last + -last % step, step, frame)

    def x(self, day: date) -> float:
        start, end = date(self.first, 1, 1).toordinal(), date(self.last, 1, 1).toordinal()
        # half the last year's figures stand right of the axis
        room = self.frame.width - self.frame.margin - 16 - self.frame.start
        return self.frame.start + room * (day.toordinal() - start) / (end - start)


def _draw_axis(stage: Stage, axis: _Axis, top: float, low: float, as_of: date | None) -> None:
    palette = stage.palette
    for year in range(axis.first, axis.last + 1, axis.step):
        x = axis.x(date(year, 1, 1))
        if not axis.frame.is_stacked:  # rules would run through the labels
            stage.lines.path(f"M{x:.1f} {top - 8:.1f}V{low:.1f}", stroke=palette.line, fill="none")
        stage.boxes.text(x, top - 14, (str(year),), size=SMALL, fill=palette.quiet, anchor="middle")
    if as_of and not axis.frame.is_stacked:
        x = axis.x(as_of)
        path = f"M{x:.1f} {top - 8:.1f}V{low:.1f}"
        stage.lines.path(path, stroke=palette.ink, fill="none", stroke_dasharray="2 3")


def _draw_row(stage: Stage, axis: _Axis, span: Span, y: float) -> float:
    palette, frame = stage.palette, axis.frame
    lines = wrap(span.label, frame.labels, SIZE, 400, 3)
    notes = wrap(span.note, frame.labels, SMALL, 400, 2) if span.note else ()
    height = len(lines) * SIZE * LEADING + len(notes) * SMALL * LEADING + 12
    with stage.boxes.link(span.href, f"{span.label}; {span.note}".rstrip("; ")):
        stage.boxes.text(frame.margin, y + 14, lines, fill=palette.ink)
        under = y + 14 + len(lines) * SIZE * LEADING
        stage.boxes.text(frame.margin, under, notes, size=SMALL, fill=palette.quiet)
        if frame.is_stacked:
            _draw_strip(stage, axis, y + height)
            _draw_marks(stage, axis, span, y + height)
            height += 26 if span.published else 14
        else:
            _draw_marks(stage, axis, span, y + 10)
    right = frame.width - frame.margin
    stage.lines.path(
        f"M{frame.margin:g} {y + height - 2:.1f}H{right:g}", stroke=palette.line, fill="none"
    )
    return y + height


def _draw_strip(stage: Stage, axis: _Axis, y: float) -> None:
    """Draw the axis of one row with a tick at each year that is named above."""
    years = range(axis.first, axis.last + 1, axis.step)
    ticks = [axis.x(date(year, 1, 1)) for year in years]
    d = f"M{ticks[0]:.1f} {y:.1f}H{ticks[-1]:.1f}"
    d += "".join(f"M{x:.1f} {y - 5:.1f}v10" for x in ticks)
    stage.lines.path(d, stroke=stage.palette.line, fill="none")


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
        text = (stage.words("no_day"),)
        stage.boxes.text(axis.frame.start, y + 4, text, size=SMALL, fill=stage.palette.quiet)


def _draw_published(stage: Stage, x: float, y: float) -> None:
    """Draw a square on its corner: a day on which something was told, not on which it was."""
    d = f"M{number(x)} {number(y - 5)}L{number(x + 5)} {number(y)}"
    stage.boxes.path(
        f"{d}L{number(x)} {number(y + 5)}L{number(x - 5)} {number(y)}z",
        fill=stage.palette.paper,
        stroke=stage.palette.ink,
        stroke_width=1.2,
    )


def _draw_key(
    stage: Stage, frame: _Frame, y: float, kind: Kind, published: bool, as_of: date | None
) -> float:
    """Draw what dots, bars and rules mean, broken into rows; return the lower edge."""
    x = frame.margin
    keys = ["key_day", "key_published"] if published else ["key_day", "key_certain", "key_possible"]
    keys += ["key_as_of"] if as_of and not frame.is_stacked else []
    for key in keys:
        text = stage.words(key)
        needed = 34 + width(text, SMALL)
        if x > frame.margin and x + needed > frame.width - frame.margin:
            x, y = frame.margin, y + 22
        _draw_sign(stage, key, x, y, stage.palette.stroke[kind])
        stage.boxes.text(x + 34, y + 4, (text,), size=SMALL, fill=stage.palette.quiet)
        x += needed + 24
    return y + 10


def _draw_sign(stage: Stage, key: str, x: float, y: float, colour: str) -> None:
    """Draw one sign of the key, 26 wide."""
    thick = {"key_certain": 6.0, "key_possible": 1.6}.get(key)
    if thick:
        stage.boxes.path(f"M{x:g} {y:g}h26", stroke=colour, fill="none", stroke_width=thick)
    elif key == "key_as_of":
        d, ink = f"M{x + 13:g} {y - 7:g}v14", stage.palette.ink
        stage.boxes.path(d, stroke=ink, fill="none", stroke_dasharray="2 3")
    elif key == "key_published":
        _draw_published(stage, x + 13, y)
    else:
        stage.boxes.add("circle", cx=x + 13, cy=y, r=4.5, fill=colour)


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
