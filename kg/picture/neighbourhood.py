"""One node and what is tied to it on a day, by kind of tie, each arrow as the tie is told.

What is under the node by an authority stands left, what is above it right, all else where there is
room. A lane for each kind of line: the uppermost kind has the lane nearest to its boxes, so that no
line runs through another or through a box.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, cast

from kg.model.iri import ONTOLOGY
from kg.model.validity import Value
from kg.picture.legend import draw_legend
from kg.picture.lines import TIES, draw_head, draw_line
from kg.picture.palette import kind_of_iri
from kg.picture.rails import Rail, draw_rails, gutter
from kg.picture.stage import MARGIN, NARROW, NARROW_MARGIN, Stage, Style
from kg.picture.text import LEADING, SMALL, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from kg.picture.lines import Tie
    from kg.picture.nodes import Box
    from kg.picture.picture import Picture
    from kg.query.ties import Tie as NodeTie
    from kg.query.under_both_types import Node

Direction: TypeAlias = Literal["in", "out"]
Labels: TypeAlias = "Mapping[str, str | None]"
"""What a node is called, by language."""

MOST_OF_A_KIND: Final = 8
MOST_OF_OTHERS: Final = 4
"""Of ties that are neither authority nor agreement nor post: what was done and said at meetings."""
MOST_NODES: Final = 32
_BOX: Final = 256.0
_FOCUS: Final = 240.0
_GUTTER: Final = 76.0
_LANE: Final = 10.0
_LANES: Final = 4  # of the column
_GAP: Final = 9.0
_BETWEEN: Final = 14.0
_TIES: Final[dict[str, Tie]] = {
    f"{ONTOLOGY}PartySubordination": "D",
    f"{ONTOLOGY}EnterpriseAffiliation": "F",
    f"{ONTOLOGY}LeadershipDirection": "L",
    f"{ONTOLOGY}agreementParty": "agreement",
    f"{ONTOLOGY}organisedIn": "body",
}
_MAIN: Final = frozenset({*_TIES, f"{ONTOLOGY}PostHolding"})
# said by its inverse already
_HIDDEN: Final = frozenset({f"{ONTOLOGY}hasExecutiveCommittee"})


@dataclass(slots=True)
class Neighbour:
    """A node tied to the focus.

    Attributes:
        iri: The node.
        value: How sure the tie is on the day; None for a tie without time, or for all times.
        told: How many statements tell it.
    """

    iri: str
    value: Value | None = None
    told: int = 0


@dataclass(slots=True)
class Group:
    """Neighbours by one property or class of statement, in one direction."""

    via: str
    direction: Direction
    members: dict[str, Neighbour] = field(default_factory=dict[str, Neighbour])

    @property
    def tie(self) -> Tie:
        """How its lines are drawn."""
        return _TIES.get(self.via, "other")


@dataclass(frozen=True, slots=True)
class Chosen:
    """The members of a group that have a box, and how many have none."""

    group: Group
    shown: tuple[Neighbour, ...]
    left_out: int


def group_neighbours(ties: Iterable[NodeTie], day: date | None = None) -> list[Group]:
    """Return the ties of a node in groups: authority first, then by name of the tie."""
    found: dict[tuple[str, str], Group] = {}
    for tie in ties:
        value = tie.value_at(day) if day else None
        if tie.via in _HIDDEN or value is Value.NO:
            continue
        direction = cast("Direction", tie.direction)
        group = found.setdefault((tie.via, direction), Group(tie.via, direction))
        member = group.members.setdefault(tie.neighbour, Neighbour(tie.neighbour))
        member.told += 1
        if tie.statement and value:
            member.value = max(member.value or Value.NO, value)
    return sorted(found.values(), key=lambda group: (TIES.index(group.tie), group.via))


def choose_neighbours(groups: Iterable[Group]) -> list[Chosen]:
    """Return what has a box: some of each group, at most `MOST_NODES` and one of each group."""
    room, chosen = MOST_NODES, list[Chosen]()
    for group in groups:
        members = sorted(group.members.values(), key=_order)
        most = MOST_OF_A_KIND if group.via in _MAIN else MOST_OF_OTHERS
        shown = tuple(members[: min(most, max(room, 1))])
        room -= len(shown)
        chosen.append(Chosen(group, shown, len(members) - len(shown)))
    return chosen


def draw_neighbourhood(
    chosen: Sequence[Chosen],
    focus: Node,
    names: Mapping[str, str],
    labels: Mapping[str, Labels],
    day: date | None = None,
    style: Style | None = None,
) -> Picture:
    """Draw a node between what points at it and what it points at.

    Args:
        chosen: As `choose_neighbours` returns them.
        focus: The node.
        names: What each tie is called in the language of the picture, by IRI.
        labels: What each of the neighbours is called by language, by IRI.
        day: The day; None for all times.
        style: Language, theme and links.
    """
    stage = Stage.make(style or Style())
    return _Neighbourhood(stage, chosen, focus, names, labels).draw(day)


@dataclass(frozen=True, slots=True)
class _Hung:
    """A group with its measured boxes and how many members have none."""

    group: Group
    title: tuple[str, ...]
    boxes: tuple[Box, ...]
    left_out: int


class _Neighbourhood:
    def __init__(
        self,
        stage: Stage,
        chosen: Sequence[Chosen],
        focus: Node,
        names: Mapping[str, str],
        labels: Mapping[str, Labels],
    ) -> None:
        self._stage, self._names, self._labels = stage, names, labels
        self._narrow = stage.style.narrow
        self._x = NARROW_MARGIN + gutter(_LANES) if self._narrow else MARGIN
        self._width = NARROW - NARROW_MARGIN - self._x if self._narrow else _BOX
        self._focus = stage.box(focus, self._width if self._narrow else _FOCUS, bold=True)
        self._name = stage.name(focus)
        self._left_out = sum(one.left_out for one in chosen)
        self._sides = _to_sides([self._hang(one) for one in chosen])

    def _hang(self, chosen: Chosen) -> _Hung:
        stage, group = self._stage, chosen.group
        title = self._names.get(group.via) or group.via.rpartition("#")[2]
        boxes = tuple(
            stage.named_box(
                one.iri, self._labels.get(one.iri, {}), kind_of_iri(one.iri), self._width, one.value
            )
            for one in chosen.shown
        )
        lines = wrap(f"{title} ({len(group.members)})", self._width, SMALL, 400, 2)
        return _Hung(group, lines, boxes, chosen.left_out)

    def draw(self, day: date | None) -> Picture:
        """Draw the focus between both sides, or above all groups."""
        words = self._stage.words
        when = f"{words('day')}: {words.day(day)}" if day else words("all_times")
        said = f"{self._name} · {when}"
        return self._draw_column(said) if self._narrow else self._draw_wide(said)

    def _draw_column(self, said: str) -> Picture:
        stage, room = self._stage, NARROW - 2 * NARROW_MARGIN
        top = stage.say(said, NARROW_MARGIN, 8, room, bold=True) + 12
        low = stage.put(self._focus, self._x, top) + _BETWEEN
        hung = sorted([*self._sides[0], *self._sides[1]], key=_lane_of)
        ends, low = self._stack(hung, self._x, low)
        step = min(_LANE, (self._focus.height - 16) / max(len(ends), 1))
        rails = [
            Rail(tie, top + 8 + step * (place + 0.5), tuple(heights), direction == "out")
            for place, ((tie, direction), heights) in enumerate(ends.items())
        ]
        draw_rails(stage, rails, self._x, -1, _LANES)
        if not ends:
            low = stage.say(stage.words("no_ties"), self._x, low, self._width, size=SMALL)
        low = draw_legend(stage, NARROW_MARGIN, low + 14, room)
        return stage.finish(NARROW, low + 8, self._name, said, self._left_out)

    def _draw_wide(self, said: str) -> Picture:
        stage, words = self._stage, self._stage.words
        left, right = self._sides
        focus_x = MARGIN + (_BOX + _GUTTER if left else 0)
        width = focus_x + _FOCUS + (_GUTTER + _BOX if right else 0) + MARGIN
        width = max(width, 560.0)
        top = stage.say(said, MARGIN, 14, width - 2 * MARGIN, bold=True) + 16
        stage.put(self._focus, focus_x, top)
        low = top + self._focus.height
        if left:
            low = max(low, self._side(left, MARGIN, focus_x, top))
        if right:
            edge = focus_x + _FOCUS
            low = max(low, self._side(right, edge + _GUTTER, edge, top))
        if not (left or right):
            room = width - 2 * MARGIN
            low = stage.say(words("no_ties"), MARGIN, low + 10, room, size=SMALL, quiet=True)
        low = draw_legend(stage, MARGIN, low + 20, width - 2 * MARGIN)
        return stage.finish(width, low + 12, self._name, said, self._left_out)

    def _side(self, hung: Sequence[_Hung], x: float, edge: float, top: float) -> float:
        """Draw the groups of a side from `top` on, and their lanes; return the lowest edge."""
        ends, low = self._stack(hung, x, top)
        step = min(_LANE, (self._focus.height - 16) / max(len(ends), 1))
        for place, ((tie, direction), heights) in enumerate(ends.items()):
            self._stage.ties.add(tie)
            lane = _Lane(edge, x, top + 8 + step * (place + 0.5), place)
            lane.draw(self._stage, tie, direction, heights)
        return low

    def _stack(
        self, hung: Sequence[_Hung], x: float, y: float
    ) -> tuple[dict[tuple[Tie, Direction], list[float]], float]:
        """Draw groups below each other; return the middles of their boxes and the lowest edge."""
        stage = self._stage
        ends: dict[tuple[Tie, Direction], list[float]] = {}
        for one in hung:
            first = y + SMALL
            stage.boxes.text(x, first, one.title, size=SMALL, fill=stage.palette.quiet)
            y += len(one.title) * SMALL * LEADING + 4
            for box in one.boxes:
                ends.setdefault(_lane_of(one)[1:], []).append(y + box.height / 2)
                y = stage.put(box, x, y) + _GAP
            if one.left_out:
                text = stage.words("left_out_short", count=one.left_out)
                y = stage.say(text, x, y - 4, self._width, size=SMALL, quiet=True) + 4
            y += _BETWEEN - _GAP
        return ends, y - _BETWEEN


def _to_sides(hung: list[_Hung]) -> tuple[list[_Hung], list[_Hung]]:
    """Return what stands left and right: authority by its direction, all else where room is."""
    left: list[_Hung] = []
    right: list[_Hung] = []
    for one in hung:
        if one.group.tie in ("D", "F", "L"):
            (left if one.group.direction == "in" else right).append(one)
        else:
            (left if _height(left) <= _height(right) else right).append(one)
    for side in (left, right):  # one lane for each kind and direction, in one piece
        side.sort(key=_lane_of)
    return left, right


def _lane_of(one: _Hung) -> tuple[int, Tie, Direction]:
    """Return what decides the lane of a group, in the order of the lanes."""
    return TIES.index(one.group.tie), one.group.tie, one.group.direction


def _height(side: list[_Hung]) -> float:
    return sum(30 + sum(box.height + _GAP for box in one.boxes) for one in side)


@dataclass(frozen=True, slots=True)
class _Lane:
    """A lane between the focus and the boxes of a side.

    Attributes:
        focus: The edge of the focus that looks at the side.
        edge: Left edge of the boxes.
        start: Height at which it leaves the focus.
        place: 0 for the lane nearest to the boxes.
    """

    focus: float
    edge: float
    start: float
    place: int

    def draw(self, stage: Stage, tie: Tie, direction: Direction, heights: list[float]) -> None:
        """Draw the lane, a branch to each box, and heads where the ties point."""
        is_right = self.edge > self.focus
        inner = self.edge if is_right else self.edge + _BOX
        sign = 1 if is_right else -1
        lane = inner - sign * (_GUTTER / 3 + self.place * _LANE)
        outward = direction == "out"
        towards = "right" if is_right == outward else "left"
        palette, canvas = stage.palette, stage.lines
        # lines end short of a head, so that a dash never runs out of its point
        near = self.focus + (0 if outward else sign * 7)
        far = inner - (sign * 7 if outward else 0)
        draw_line(canvas, ((near, self.start), (lane, self.start)), tie, palette)
        reach = (*heights, self.start)
        draw_line(canvas, ((lane, min(reach)), (lane, max(reach))), tie, palette)
        for height in heights:
            draw_line(canvas, ((lane, height), (far, height)), tie, palette)
            if outward:
                draw_head(canvas, (inner - sign, height), towards, tie, palette)
        if not outward:
            draw_head(canvas, (self.focus + sign, self.start), towards, tie, palette)


def _order(one: Neighbour) -> tuple[int, str]:
    """Return certain ties first, those without time among them; then by name."""
    sure = 0 if one.value in (None, Value.CERTAIN) else 1
    return sure, one.iri
