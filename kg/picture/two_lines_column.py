"""The two-line picture for a small screen: one column, the lines of each side at its own edge.

The same boxes as the wide picture: both committees with their agreements between them, then what
stands between them and the units, then the units. Lines to the left committee run at the left edge,
those to the other at the right one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from kg.picture.chains import choose_ways
from kg.picture.foot import draw_foot
from kg.picture.lines import draw_line
from kg.picture.nodes import measure
from kg.picture.rails import Rail, draw_rails, gutter
from kg.picture.stage import NARROW, NARROW_MARGIN
from kg.picture.text import SMALL

if TYPE_CHECKING:
    from kg.picture.chains import Way
    from kg.picture.lines import Tie
    from kg.picture.picture import Picture
    from kg.picture.stage import Stage
    from kg.query.under_both_types import Node, UnderBothAnswer, UnderBothRow

    Key: TypeAlias = "tuple[str, ...]"

_LANES: Final = 3
_GAP: Final = 12.0
_MOST_AGREEMENTS: Final = 2
_MOST_JOINT: Final = 8


@dataclass(slots=True)
class _Edge:
    """One side: where its boxes are, and the ends of its lines by (upper box, tie)."""

    root: Node
    middles: dict[Key, float] = field(default_factory=dict["Key", float])
    nodes: dict[Key, Node] = field(default_factory=dict["Key", "Node"])
    ends: dict[tuple[Key, Tie], list[float]] = field(
        default_factory=dict["tuple[Key, Tie]", list[float]]
    )
    above: dict[Key, tuple[Key, Tie]] = field(default_factory=dict["Key", "tuple[Key, Tie]"])

    def climb(self, way: Way) -> Key:
        """Remember the boxes of a way; return the one that the unit is tied to."""
        key: Key = ()
        for step, above in zip(way.steps[-2::-1], way.steps[:0:-1], strict=True):
            upper, key = key, (*key, step.node.iri)
            self.nodes.setdefault(key, step.node)
            self.above.setdefault(key, (upper, above.tie))
        return key


class Column:
    """Lays the picture out in one column."""

    def __init__(self, stage: Stage, answer: UnderBothAnswer, a_is_left: bool) -> None:
        self._stage, self._answer, self._a_is_left = stage, answer, a_is_left
        left, right = (answer.a, answer.b) if a_is_left else (answer.b, answer.a)
        self._edges = (_Edge(left), _Edge(right))
        self._x = NARROW_MARGIN + gutter(_LANES)
        self._room = NARROW - 2 * self._x
        self._y = 0.0

    def draw(self, agreements: tuple[Node, ...], most: int) -> Picture:
        """Draw all of it from top to bottom."""
        stage, words, answer = self._stage, self._stage.words, self._answer
        whole = NARROW - 2 * NARROW_MARGIN
        day = f"{words('day')}: {words.day(answer.request.as_of)}"
        self._y = stage.say(day, NARROW_MARGIN, 8, whole, bold=True) + 10
        self._head(agreements)
        rows = list(answer.nested or answer.units)[:most]
        ways = [self._ways(row) for row in rows]
        keys = [
            tuple(
                edge.climb(way) if way and way.steps else None
                for edge, way in zip(self._edges, pair, strict=True)
            )
            for pair in ways
        ]
        self._between()
        self._joint()
        self._units(rows, ways, keys)
        self._rails()
        title = f"{stage.name(answer.a)} - {stage.name(answer.b)}"
        said = answer.summary_vi if words.language == "vi" else answer.summary_en
        low = draw_foot(stage, answer, NARROW_MARGIN, self._y + 8, whole)
        return stage.finish(NARROW, low + 10, title, said, max(0, answer.total - len(rows)))

    def _put(self, node: Node, *, bold: bool = False) -> float:
        """Draw a box at the end of the column; return its middle."""
        box = self._stage.box(node, self._room, bold=bold)
        middle = self._y + box.height / 2
        self._y = self._stage.put(box, self._x, self._y) + _GAP
        return middle

    def _head(self, agreements: tuple[Node, ...]) -> None:
        """Draw the committees, what they agreed between them."""
        stage, left = self._stage, len(agreements) - _MOST_AGREEMENTS
        self._edges[0].middles[()] = self._put(self._edges[0].root, bold=True)
        middles = [self._put(node) for node in agreements[:_MOST_AGREEMENTS]]
        if left > 0:
            self._say(stage.words("left_out", count=left))
        if not agreements:
            self._say(stage.words("no_agreement"))
        self._edges[1].middles[()] = self._put(self._edges[1].root, bold=True)
        if middles:
            stage.ties.add("agreement")
            x, ends = self._x + self._room / 2, [edge.middles[()] for edge in self._edges]
            draw_line(stage.lines, ((x, ends[0]), (x, ends[1])), "agreement", stage.palette)

    def _say(self, text: str, *, bold: bool = False) -> None:
        self._y = 6 + self._stage.say(
            text,
            self._x,
            self._y,
            self._room,
            size=13 if bold else SMALL,
            bold=bold,
            quiet=not bold,
        )

    def _between(self) -> None:
        """Draw what stands between the committees and the units, each side in turn."""
        for edge in self._edges:
            for key, node in edge.nodes.items():
                edge.middles[key] = self._put(node)
                edge.ends.setdefault(edge.above[key], []).append(edge.middles[key])

    def _joint(self) -> None:
        """Draw what both direct together, apart and without a line to either."""
        duties = {duty.unit.iri: duty for duty in self._answer.jointly_directed}
        if not duties:
            return
        words = self._stage.words
        self._say(words("joint"), bold=True)
        self._say(words("joint_note"))
        top = self._y
        for duty in list(duties.values())[:_MOST_JOINT]:
            self._pair(duty.unit, duty.enterprise)
        self._left_out(len(duties) - _MOST_JOINT)
        x = self._x - 5
        self._stage.ties.add("L")
        draw_line(self._stage.lines, ((x, top), (x, self._y - _GAP)), "L", self._stage.palette)

    def _pair(
        self, unit: Node, enterprise: Node | None, note: str = "", value: str = ""
    ) -> tuple[float, float]:
        """Draw a unit and its enterprise; return the middles of both."""
        stage, mark = self._stage, "full" if value == "certain" else "hollow"
        notes = (note,) if note else ()
        box = stage.box(unit, self._room, notes=notes, mark=mark if note else None)
        middle = self._y + box.height / 2
        low = stage.put(box, self._x, self._y)
        if enterprise is None:
            self._y = low + _GAP
            return middle, middle
        x = self._x + self._room / 2
        stage.ties.add("body")
        draw_line(stage.lines, ((x, low), (x, low + 6)), "body", stage.palette)
        body = stage.box(enterprise, self._room)
        self._y = stage.put(body, self._x, low + 6) + _GAP
        return middle, low + 6 + body.height / 2

    def _units(
        self,
        rows: list[UnderBothRow],
        ways: list[tuple[Way | None, Way | None]],
        keys: list[tuple[Key | None, ...]],
    ) -> None:
        answer, words = self._answer, self._stage.words
        title = words("nested" if answer.above else "units")
        self._say(f"{title} ({answer.total})", bold=True)
        if not answer.total:
            box = measure(words("none"), "other", self._room, dashed=True)
            self._y = self._stage.put(box, self._x, self._y) + _GAP
        for row, pair, above in zip(rows, ways, keys, strict=True):
            used = next((way.enterprise for way in pair if way and way.enterprise), None)
            note = f"{row.type} {words(row.type)} · {words(row.value)}"
            unit, body = self._pair(row.unit, used or row.enterprise, note, row.value)
            for edge, way, key in zip(self._edges, pair, above, strict=True):
                if way and key is not None:
                    height = body if way.from_enterprise else unit
                    edge.ends.setdefault((key, way.steps[0].tie), []).append(height)
        self._left_out(answer.total - len(rows))

    def _ways(self, row: UnderBothRow) -> tuple[Way | None, Way | None]:
        a, b = choose_ways(row)
        return (a, b) if self._a_is_left else (b, a)

    def _left_out(self, count: int) -> None:
        if count > 0:
            self._say(self._stage.words("left_out", count=count))

    def _rails(self) -> None:
        for place, edge in enumerate(self._edges):
            rails = [
                Rail(tie, edge.middles[key], tuple(heights), headed=tie != "body")
                for (key, tie), heights in edge.ends.items()
            ]
            side = -1 if place == 0 else 1
            x = self._x if place == 0 else self._x + self._room
            draw_rails(self._stage, rails, x, side, _LANES)
