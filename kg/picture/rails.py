"""Lines beside a column of boxes: from each lower box to a lane at the side, up to the upper box.

Rails that overlap in height get lanes of their own, the short ones near the boxes, so that two
lines are never drawn over each other while there are lanes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kg.picture.lines import draw_head, draw_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.picture.lines import Tie
    from kg.picture.stage import Stage

LANE: Final = 8.0
_NEAR: Final = 11.0  # from the boxes to the first lane: room for a head
_APART: Final = 7.0


@dataclass(frozen=True, slots=True)
class Rail:
    """A line along a column.

    Attributes:
        tie: How it is drawn.
        top: Height at which it meets the box that all its ends are tied to.
        ends: Heights of those boxes.
        outward: The heads are at the ends, not at the top; `body` and `agreement` may have none.
        headed: Whether there are heads at all.
    """

    tie: Tie
    top: float
    ends: tuple[float, ...]
    outward: bool = False
    headed: bool = True

    @property
    def reach(self) -> tuple[float, float]:
        """The upper and lower end of its lane."""
        return min(self.top, *self.ends), max(self.top, *self.ends)


def gutter(lanes: int) -> float:
    """Return the room that some lanes need beside a column."""
    return _NEAR + LANE * max(lanes - 1, 0) + 5


def draw_rails(stage: Stage, rails: Iterable[Rail], edge: float, side: int, lanes: int) -> None:
    """Draw rails beside a column.

    Args:
        stage: Where.
        rails: What to draw.
        edge: The edge of the boxes.
        side: -1 for rails on the left of the column, 1 for the right.
        lanes: How many there is room for; more rails than that share the last.
    """
    taken: list[list[tuple[float, float]]] = []
    for rail in sorted(rails, key=lambda one: one.reach[1] - one.reach[0]):
        low, high = rail.reach[0] - _APART, rail.reach[1] + _APART
        free = (
            place
            for place, spans in enumerate(taken)
            if all(high < start or end < low for start, end in spans)
        )
        lane = next(free, len(taken))
        if lane == len(taken):
            taken.append([])
        taken[lane].append((low, high))
        _draw(stage, rail, edge, side, min(lane, lanes - 1))


def _draw(stage: Stage, rail: Rail, edge: float, side: int, lane: int) -> None:
    canvas, palette = stage.lines, stage.palette
    stage.ties.add(rail.tie)
    x = edge + side * (_NEAR + lane * LANE)
    towards = "right" if side < 0 else "left"
    head_at_top, head_at_ends = rail.headed and not rail.outward, rail.headed and rail.outward
    start = edge + side * (7 if head_at_top else 0)
    draw_line(canvas, ((start, rail.top), (x, rail.top)), rail.tie, palette)
    draw_line(canvas, ((x, rail.reach[0]), (x, rail.reach[1])), rail.tie, palette)
    for height in rail.ends:
        end = edge + side * (7 if head_at_ends else 0)
        draw_line(canvas, ((x, height), (end, height)), rail.tie, palette)
        if head_at_ends:
            draw_head(canvas, (edge + side, height), towards, rail.tie, palette)
    if head_at_top:
        draw_head(canvas, (edge + side, rail.top), towards, rail.tie, palette)
