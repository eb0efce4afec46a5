"""One side of the two-line picture: a committee, and below it what stands between it and units.

A tree of boxes like a list of files, the committee on top. Units are attached to a node of the tree
by a lane in the gutter between the tree and the units; lanes never run through a box.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from kg.picture.lines import draw_head, draw_line
from kg.picture.nodes import draw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.picture.lines import Tie
    from kg.picture.nodes import Box
    from kg.picture.palette import Palette
    from kg.picture.svg import Canvas

COLUMN: Final = 270.0
"""Width of a side, the committee on top of it."""
GUTTER: Final = 46.0
"""Room of the lanes under the committee, between the tree and the units."""
INDENT: Final = 18.0
_GAP: Final = 22.0
_LANES: Final = 4
_LANE: Final = 9.0
_MOST_ON_TOP: Final = 3
"""Boxes that may stand under the committee, each with a lane of its own; more go to their units."""


@dataclass(slots=True)
class Branch:
    """A node of the tree.

    Attributes:
        box: How it is drawn.
        tie: What binds it to its parent.
        depth: 0 for the committee.
        children: By IRI, in the order of their first unit.
        stubs: Heights at which units are attached, by kind of tie.
        y: Its upper edge, once placed.
    """

    box: Box
    tie: Tie
    depth: int
    children: dict[tuple[str, str], Branch] = field(default_factory=dict[tuple[str, str], "Branch"])
    stubs: dict[Tie, list[float]] = field(default_factory=dict["Tie", list[float]])
    y: float = 0.0

    def iter_below(self) -> Iterator[Branch]:
        """Yield all branches below, parents before children."""
        for child in self.children.values():
            yield child
            yield from child.iter_below()


@dataclass(slots=True)
class Side:
    """A side: its tree, and whether it stands left or right of the units."""

    root: Branch
    outer_x: float
    is_left: bool

    def x(self, distance: float) -> float:
        """Return an x by its distance from the outer edge of the side."""
        return self.outer_x + distance if self.is_left else self.outer_x - distance

    def place(self, top: float) -> float:
        """Place the tree, each branch near the units attached to it; return the lowest edge."""
        self.root.y = top
        cursor = top + self.root.box.height + _GAP
        near = sum(bool(branch.stubs) for branch in self.root.iter_below()) > _MOST_ON_TOP
        for branch in self.root.iter_below():
            wanted = _middle(branch) - branch.box.height / 2
            branch.y = max(cursor, wanted) if near else cursor
            cursor = branch.y + branch.box.height + _GAP
        return cursor - _GAP

    def draw_lines(self, canvas: Canvas, palette: Palette, inner_edge: float) -> None:
        """Draw the lines of the tree and of the units attached to it.

        Args:
            canvas: Where.
            palette: Colours.
            inner_edge: Distance from the outer edge to the edge of the units.
        """
        for branch in (self.root, *self.root.iter_below()):
            self._draw_children(canvas, palette, branch)
        lane = 0
        for tie, heights in self.root.stubs.items():
            self._draw_stubs(canvas, palette, tie, heights, lane, inner_edge)
            lane += 1
        spare = max(1, _LANES - lane)
        for count, branch in enumerate(b for b in self.root.iter_below() if b.stubs):
            for tie, heights in branch.stubs.items():
                place = lane + count % spare
                self._draw_attached(canvas, palette, branch, tie, heights, place, inner_edge)

    def draw_boxes(self, canvas: Canvas, palette: Palette) -> None:
        """Draw the boxes of the tree, parents before children."""
        for branch in (self.root, *self.root.iter_below()):
            start = INDENT * branch.depth
            end = start + branch.box.width
            draw(canvas, branch.box, min(self.x(start), self.x(end)), branch.y, palette)

    def _draw_children(self, canvas: Canvas, palette: Palette, parent: Branch) -> None:
        """Draw one line per kind up to the parent: dashes drawn twice would look solid."""
        x = self.x(INDENT * parent.depth + INDENT / 2)
        low = parent.y + parent.box.height
        lowest: dict[Tie, float] = {}
        for child in parent.children.values():
            middle = child.y + child.box.height / 2
            draw_line(
                canvas, ((self.x(INDENT * child.depth), middle), (x, middle)), child.tie, palette
            )
            lowest[child.tie] = middle
        for tie, y in lowest.items():
            is_body = tie == "body"
            draw_line(canvas, ((x, y), (x, low + (0 if is_body else 6))), tie, palette)
            if not is_body:
                draw_head(canvas, (x, low + 1), "up", tie, palette)

    def _draw_stubs(
        self,
        canvas: Canvas,
        palette: Palette,
        tie: Tie,
        heights: list[float],
        lane: int,
        inner_edge: float,
    ) -> None:
        """Draw units that are directly under the committee: up a lane into its lower edge."""
        x, edge = self._lane(lane), self.x(inner_edge)
        low = self.root.y + self.root.box.height
        for y in heights:
            draw_line(canvas, ((edge, y), (x, y)), tie, palette)
        draw_line(canvas, ((x, max(heights)), (x, low + 6)), tie, palette)
        draw_head(canvas, (x, low + 1), "up", tie, palette)

    def _draw_attached(
        self,
        canvas: Canvas,
        palette: Palette,
        branch: Branch,
        tie: Tie,
        heights: list[float],
        lane: int,
        inner_edge: float,
    ) -> None:
        """Draw units that are under a box of the tree: along a lane into its inner edge."""
        x, edge = self._lane(lane), self.x(inner_edge)
        middle = branch.y + branch.box.height / 2
        box_edge = self.x(INDENT * branch.depth + branch.box.width)
        for y in heights:
            draw_line(canvas, ((edge, y), (x, y)), tie, palette)
        reach = (*heights, middle)
        draw_line(canvas, ((x, min(reach)), (x, max(reach))), tie, palette)
        towards = "left" if self.is_left else "right"
        back = 6 if self.is_left else -6
        draw_line(canvas, ((x, middle), (box_edge + back, middle)), tie, palette)
        draw_head(canvas, (box_edge + back / 6, middle), towards, tie, palette)

    def _lane(self, lane: int) -> float:
        return self.x(COLUMN - _LANE - min(lane, _LANES - 1) * _LANE)


def _middle(branch: Branch) -> float:
    heights = [y for some in branch.stubs.values() for y in some]
    return (min(heights) + max(heights)) / 2 if heights else 0.0
