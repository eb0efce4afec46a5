"""Lines between nodes: what they mean is told by dash and weight, not by colour alone.

Solid: party subordination; dashed: ownership; thick: agreement; dotted: direction; thin and grey:
an enterprise and its own party body, or any other tie: no authority.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from kg.picture.svg import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.picture.palette import Palette
    from kg.picture.svg import Canvas

Tie: TypeAlias = Literal["D", "F", "L", "agreement", "body", "other"]
Point: TypeAlias = "tuple[float, float]"

TIES: Final[tuple[Tie, ...]] = ("D", "F", "L", "agreement", "body", "other")
_DASHES: Final[dict[Tie, str]] = {"F": "7 4", "L": "1.5 4.5"}
_WIDTHS: Final[dict[Tie, float]] = {"agreement": 4.5, "L": 2.2, "body": 1.2, "other": 1.2}


def colour_of(tie: Tie, palette: Palette) -> str:
    """Return the colour of a kind of line."""
    if tie in ("body", "other"):
        return palette.quiet
    kind = {"D": "party", "F": "enterprise", "L": "party", "agreement": "agreement"}[tie]
    return palette.stroke[kind]  # type: ignore[index]  # the values above are kinds


def draw_line(canvas: Canvas, points: Sequence[Point], tie: Tie, palette: Palette) -> None:
    """Draw a line through points."""
    canvas.path(
        "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points),
        fill="none",
        stroke=colour_of(tie, palette),
        stroke_width=_WIDTHS.get(tie, 1.7),
        stroke_dasharray=_DASHES.get(tie),
        stroke_linecap="round" if tie == "L" else None,
        stroke_linejoin="round",
    )


def draw_head(canvas: Canvas, tip: Point, towards: str, tie: Tie, palette: Palette) -> None:
    """Draw an arrow head with its tip at a point; `towards` is `up`, `left` or `right`."""
    x, y = tip
    back = {"up": ((-4, 8), (4, 8)), "left": ((8, -4), (8, 4)), "right": ((-8, -4), (-8, 4))}
    (ax, ay), (bx, by) = back[towards]
    d = f"M{number(x)} {number(y)}L{number(x + ax)} {number(y + ay)}"
    canvas.path(f"{d}L{number(x + bx)} {number(y + by)}z", fill=colour_of(tie, palette))
