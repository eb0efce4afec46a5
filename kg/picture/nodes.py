"""Nodes: a box with a label, whose shape and glyph repeat its type.

Party: rectangle and star; enterprise: cut corners; state: hexagon; person: pill; agreement: sheet
with a folded corner; a counted group: dashed, since its members are not known.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from kg.picture.svg import number
from kg.picture.text import LEADING, SIZE, SMALL, wrap

if TYPE_CHECKING:
    from kg.picture.palette import Kind, Palette
    from kg.picture.svg import Canvas

Mark: TypeAlias = Literal["full", "hollow"]

PAD: Final = 10.0
"""Room between the edge of a box and its text."""
_GLYPH: Final = 20.0
_MARK: Final = 15.0
_MOST_LINES: Final = 5
_INSETS: Final[dict[str, float]] = {"state": 8.0, "person": 6.0}


@dataclass(frozen=True, slots=True)
class Box:
    """A node that has been measured.

    Attributes:
        label: What is said in its title.
        lines: The label as it is written.
        notes: Smaller lines under it.
        href: Where it leads.
        dashed: Whether it stands for something not known.
        mark: A sign before the first note: a full circle is certain, a hollow one possible.
    """

    label: str
    lines: tuple[str, ...]
    notes: tuple[str, ...]
    kind: Kind
    href: str
    width: float
    height: float
    bold: bool = False
    dashed: bool = False
    mark: Mark | None = None

    @property
    def text_x(self) -> float:
        """Where text begins, from the left edge."""
        return PAD + _inset(self.kind) + (_GLYPH if self.kind == "party" else 0)


def measure(
    label: str,
    kind: Kind,
    width: float,
    href: str = "",
    *,
    notes: tuple[str, ...] = (),
    bold: bool = False,
    dashed: bool = False,
    mark: Mark | None = None,
) -> Box:
    """Break a label into the lines of a box of a given width.

    Args:
        label: Text of the node.
        kind: Its type.
        width: Of the box.
        href: Where it leads; a box without stays plain.
        notes: Smaller text under the label, each broken on its own.
        bold: Write the label heavier.
        dashed: Draw the edge dashed.
        mark: A sign before the first note.
    """
    inset = 2 * PAD + 2 * _inset(kind)
    room = width - inset - (_GLYPH if kind == "party" else 0) - (8 if kind == "agreement" else 0)
    lines = wrap(label, room, SIZE, 600 if bold else 400, _MOST_LINES)
    indent = _MARK if mark else 0
    small = tuple(line for note in notes for line in wrap(note, room - indent, SMALL, 400, 3))
    height = len(lines) * SIZE * LEADING + len(small) * SMALL * LEADING + 13
    return Box(label, lines, small, kind, href, width, height, bold, dashed, mark)


def draw(canvas: Canvas, box: Box, x: float, y: float, palette: Palette) -> None:
    """Draw a box with its upper left corner at a point."""
    if not box.href:
        with canvas.group(box.label):
            _draw(canvas, box, x, y, palette)
        return
    with canvas.link(box.href, "; ".join((box.label, *box.notes))):
        _draw(canvas, box, x, y, palette)


def _draw(canvas: Canvas, box: Box, x: float, y: float, palette: Palette) -> None:
    stroke = palette.stroke[box.kind]
    canvas.path(
        _outline(box.kind, x, y, box.width, box.height),
        fill=palette.fill[box.kind],
        stroke=stroke,
        stroke_width=2 if box.bold else 1.4,
        stroke_dasharray="5 4" if box.dashed else None,
        stroke_linejoin="round",
    )
    if box.kind == "party":
        canvas.path(_star(x + PAD + 6, y + min(15.5, box.height / 2 + 0.5), 7), fill=stroke)
    if box.kind == "agreement":
        fold = f"M{number(x + box.width - 14)} {number(y)}v14h14"
        canvas.path(fold, fill=palette.paper, stroke=stroke, stroke_width=1.4)
    weight = 600 if box.bold else 400
    first = y + 6 + SIZE * LEADING * 0.73
    canvas.text(x + box.text_x, first, box.lines, weight=weight, fill=palette.ink)
    under = first + len(box.lines) * SIZE * LEADING - 0.5
    note_x = x + box.text_x
    if box.mark:
        inside = palette.ink if box.mark == "full" else "none"
        place = {"cx": note_x + 4.5, "cy": under - 4.2, "r": 4}
        canvas.add("circle", **place, fill=inside, stroke=palette.ink, stroke_width=1.4)
        note_x += _MARK
    canvas.text(note_x, under, box.notes, size=SMALL, fill=palette.quiet)


def _inset(kind: str) -> float:
    return _INSETS.get(kind, 0.0)


def _outline(kind: str, x: float, y: float, width: float, height: float) -> str:
    cut = {"enterprise": 8.0, "agreement": 14.0, "state": 12.0}.get(kind, 0.0)
    right, low = x + width, y + height
    if kind == "enterprise":
        points = (
            *((x + cut, y), (right - cut, y), (right, y + cut), (right, low - cut)),
            *((right - cut, low), (x + cut, low), (x, low - cut), (x, y + cut)),
        )
    elif kind == "agreement":
        points = ((x, y), (right - cut, y), (right, y + cut), (right, low), (x, low))
    elif kind == "state":
        middle = y + height / 2
        points = (
            *((x + cut, y), (right - cut, y), (right, middle)),
            *((right - cut, low), (x + cut, low), (x, middle)),
        )
    else:
        return _rounded(x, y, width, height, min(height / 2, 17) if kind == "person" else 3)
    return _polygon(points)


def _rounded(x: float, y: float, width: float, height: float, r: float) -> str:
    across, down = number(width - 2 * r), number(height - 2 * r)
    arc, back = f"a{number(r)} {number(r)} 0 0 1 ", number(-r)
    turn = number(r)
    return (
        f"M{number(x + r)} {number(y)}h{across}{arc}{turn} {turn}v{down}{arc}{back} {turn}"
        f"h-{across}{arc}{back} {back}v-{down}{arc}{turn} {back}z"
    )


def _star(x: float, y: float, r: float) -> str:
    """Return a five-pointed star around a point."""
    turns = ((r if i % 2 == 0 else r * 0.4, i * pi / 5) for i in range(10))
    return _polygon(tuple((x + one * sin(turn), y - one * cos(turn)) for one, turn in turns))


def _polygon(points: tuple[tuple[float, float], ...]) -> str:
    return "M" + "L".join(f"{number(px)} {number(py)}" for px, py in points) + "z"
