"""The two-line picture: two committees, and the units between them.

The vertical or ownership side stands left, the territorial side right, agreements and shared units
in the middle, a unit and its enterprise as a pair. What both direct together, what is only counted
and what is a candidate stand apart, without a line to either committee.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kg.picture.chains import choose_ways
from kg.picture.context import Context
from kg.picture.foot import draw_foot
from kg.picture.lines import draw_line
from kg.picture.nodes import draw, measure
from kg.picture.stage import MARGIN, Stage, Style
from kg.picture.text import SMALL
from kg.picture.tree import COLUMN, GUTTER, INDENT, Branch, Side
from kg.picture.two_lines_column import Column

if TYPE_CHECKING:
    from kg.picture.chains import Way
    from kg.picture.nodes import Box, Mark
    from kg.picture.picture import Picture
    from kg.query.under_both_types import Node, UnderBothAnswer, UnderBothRow

MOST_UNITS: Final = 24
"""Units that are drawn; the picture says how many are left out, the table has them all."""
_MOST_AGREEMENTS: Final = 2
_MOST_JOINT: Final = 8

_MIDDLE: Final = 340.0
_SPACE: Final = 28.0
_MIDDLE_X: Final = MARGIN + COLUMN + _SPACE
_WIDTH: Final = 2 * (MARGIN + COLUMN + _SPACE) + _MIDDLE
_AGREEMENT_INSET: Final = 34.0
_BETWEEN: Final = 16.0


@dataclass(frozen=True, slots=True)
class _Pair:
    """A unit with its enterprise, measured, and its ways to the left and to the right."""

    unit: Box
    enterprise: Box | None
    ways: tuple[Way | None, Way | None]

    @property
    def height(self) -> float:
        return self.unit.height + (self.enterprise.height + 8 if self.enterprise else 0)

    def stub(self, way: Way, top: float) -> float:
        """Return the height at which a way leaves the pair."""
        if way.from_enterprise and self.enterprise:
            return top + self.unit.height + 8 + self.enterprise.height / 2
        return top + self.unit.height / 2


def draw_two_lines(
    answer: UnderBothAnswer,
    context: Context | None = None,
    style: Style | None = None,
    most: int = MOST_UNITS,
) -> Picture:
    """Draw an answer of under-both.

    Args:
        answer: The answer, with the units of one page.
        context: Agreements and the kinds of both committees (`find_context`).
        style: Language, theme and links.
        most: Most units to draw.
    """
    context = context or Context()
    stage = Stage.make(style or Style())
    if stage.style.narrow:
        return Column(stage, answer, context.a_is_left(answer)).draw(context.agreements, most)
    drawing = _TwoLines(stage, answer, context.a_is_left(answer))
    drawing.head(context.agreements)
    drawing.joint()
    drawing.units(most)
    return drawing.finish()


class _TwoLines:
    """Lays the picture out from top to bottom."""

    def __init__(self, stage: Stage, answer: UnderBothAnswer, a_is_left: bool) -> None:
        self._stage = stage
        self._answer = answer
        self._a_is_left = a_is_left
        left, right = (answer.a, answer.b) if a_is_left else (answer.b, answer.a)
        self._sides = (self._side(left, True), self._side(right, False))
        self._drawn = 0
        self._y = 0.0
        self._agreement_low = 0.0

    def _side(self, node: Node, is_left: bool) -> Side:
        root = Branch(self._stage.box(node, COLUMN, bold=True), "D", 0)
        return Side(root, MARGIN if is_left else _WIDTH - MARGIN, is_left)

    def head(self, agreements: tuple[Node, ...]) -> None:
        """Draw the day, and place the committees with their agreements between them."""
        stage, words = self._stage, self._stage.words
        day = f"{words('day')}: {words.day(self._answer.request.as_of)}"
        top = stage.say(day, MARGIN, 14, _WIDTH, bold=True) + 14
        self._y = top
        width = _MIDDLE - 2 * _AGREEMENT_INSET
        boxes = [stage.box(node, width) for node in agreements[:_MOST_AGREEMENTS]]
        if not boxes:
            note = words("no_agreement")
            self._y = stage.say(note, _MIDDLE_X, top, _MIDDLE, size=SMALL, quiet=True)
        for box in boxes:
            self._tie_agreement(box)
            self._agreement_low = stage.put(box, _MIDDLE_X + _AGREEMENT_INSET, self._y)
            self._y = self._agreement_low + 10
        self._left_out(len(agreements) - len(boxes))
        for side in self._sides:
            side.root.y = top
        lowest = max(top + side.root.box.height for side in self._sides)
        self._y = max(self._y, lowest) + _BETWEEN

    def _tie_agreement(self, box: Box) -> None:
        """Draw the thick line from both committees to an agreement."""
        shortest = min(side.root.box.height for side in self._sides)
        y = self._y + min(box.height, shortest) / 2
        self._stage.ties.add("agreement")
        ends = MARGIN + COLUMN, _WIDTH - MARGIN - COLUMN
        draw_line(self._stage.lines, ((ends[0], y), (ends[1], y)), "agreement", self._stage.palette)

    def joint(self) -> None:
        """Draw what both direct together: apart, bound to the agreement only."""
        duties = {duty.unit.iri: duty for duty in self._answer.jointly_directed}
        if not duties:
            return
        stage, words = self._stage, self._stage.words
        top = self._y
        self._y = stage.say(words("joint"), _MIDDLE_X + 12, top, _MIDDLE, bold=True)
        note = words("joint_note")
        self._y = stage.say(note, _MIDDLE_X + 12, self._y, _MIDDLE - 12, size=SMALL, quiet=True) + 8
        for duty in list(duties.values())[:_MOST_JOINT]:
            pair = self._pair(duty.unit, duty.enterprise, (None, None), _MIDDLE - 12)
            self._put_pair(pair, _MIDDLE_X + 12)
        self._left_out(len(duties) - _MOST_JOINT)
        stage.ties.add("L")
        x, from_x = _MIDDLE_X + 2, _MIDDLE_X + _AGREEMENT_INSET + 12
        low = self._y - _BETWEEN
        points = ((from_x, self._agreement_low), (from_x, top - 4), (x, top - 4), (x, low))
        bound = points if self._agreement_low else ((x, top), (x, low))
        draw_line(stage.lines, bound, "L", stage.palette)
        self._y += 6

    def units(self, most: int) -> None:
        """Draw the units under both, grouped by what stands above them."""
        answer, stage, words = self._answer, self._stage, self._stage.words
        rows = list(answer.nested or answer.units)
        title = words("nested" if answer.above else "units")
        self._y = stage.say(f"{title} ({answer.total})", _MIDDLE_X, self._y, _MIDDLE, bold=True) + 8
        if not answer.total:
            self._none()
        pairs = [self._pair_of(row) for row in rows[:most]]
        for pair in self._group(pairs):
            top = self._y
            self._attach(pair, top)
            self._put_pair(pair, _MIDDLE_X)
        self._drawn = len(pairs)
        self._left_out(answer.total - len(pairs))

    def _none(self) -> None:
        """Say that no unit is shown, which is not to say that there is none."""
        box = measure(self._stage.words("none"), "other", _MIDDLE, dashed=True)
        draw(self._stage.boxes, box, _MIDDLE_X, self._y, self._stage.palette)
        self._y += box.height + _BETWEEN

    def _pair_of(self, row: UnderBothRow) -> _Pair:
        a, b = choose_ways(row)
        ways = (a, b) if self._a_is_left else (b, a)
        used = next((way.enterprise for way in ways if way and way.enterprise), None)
        words = self._stage.words
        mark = "full" if row.value == "certain" else "hollow"
        note = f"{row.type} {words(row.type)} · {words(row.value)}"
        return self._pair(row.unit, used or row.enterprise, ways, _MIDDLE, (note,), mark)

    def _pair(
        self,
        unit: Node,
        enterprise: Node | None,
        ways: tuple[Way | None, Way | None],
        width: float,
        notes: tuple[str, ...] = (),
        mark: Mark | None = None,
    ) -> _Pair:
        box = self._stage.box(unit, width, notes=notes, mark=mark)
        body = self._stage.box(enterprise, width) if enterprise else None
        return _Pair(box, body, ways)

    def _put_pair(self, pair: _Pair, x: float) -> None:
        stage = self._stage
        low = stage.put(pair.unit, x, self._y)
        if pair.enterprise:
            middle = x + pair.unit.width / 2
            stage.ties.add("body")
            draw_line(stage.lines, ((middle, low), (middle, low + 8)), "body", stage.palette)
            low = stage.put(pair.enterprise, x, low + 8)
        self._y = low + _BETWEEN

    def _group(self, pairs: list[_Pair]) -> list[_Pair]:
        """Return the pairs with those beside each other that share what is above them."""
        first: dict[tuple[str, ...], int] = {}
        for place, pair in enumerate(pairs):
            first.setdefault(_above(pair), place)
        return sorted(pairs, key=lambda pair: first[_above(pair)])

    def _attach(self, pair: _Pair, top: float) -> None:
        """Remember at which height a pair hangs on which box of both sides."""
        for side, way in zip(self._sides, pair.ways, strict=True):
            if way is None or not way.steps:
                continue
            branch = self._branch(side.root, way)
            tie = way.steps[0].tie
            self._stage.ties.add(tie)
            branch.stubs.setdefault(tie, []).append(pair.stub(way, top))

    def _branch(self, root: Branch, way: Way) -> Branch:
        """Return the box a way is attached to, and make those between it and the committee."""
        branch = root
        for step, above in zip(way.steps[-2::-1], way.steps[:0:-1], strict=True):
            key = step.node.iri, above.tie
            if key not in branch.children:
                depth = branch.depth + 1
                width = COLUMN - GUTTER - INDENT * depth
                self._stage.ties.add(above.tie)
                child = Branch(self._stage.box(step.node, width), above.tie, depth)
                branch.children[key] = child
            branch = branch.children[key]
        return branch

    def _left_out(self, count: int) -> None:
        if count > 0:
            text = self._stage.words("left_out", count=count)
            low = self._stage.say(text, _MIDDLE_X, self._y, _MIDDLE, size=SMALL, quiet=True)
            self._y = low + 10

    def finish(self) -> Picture:
        """Draw the sides, what is only counted, and the key."""
        stage = self._stage
        lowest = self._y
        for side in self._sides:
            lowest = max(lowest, side.place(side.root.y) + _BETWEEN)
        middle = stage.boxes.take()
        for side in self._sides:
            side.draw_lines(stage.lines, stage.palette, COLUMN + _SPACE)
            side.draw_boxes(stage.boxes, stage.palette)
            stage.kinds.update(b.box.kind for b in (side.root, *side.root.iter_below()))
        stage.boxes.put(middle)
        low = draw_foot(stage, self._answer, MARGIN, lowest, _WIDTH - 2 * MARGIN)
        words = stage.words
        title = f"{stage.name(self._answer.a)} - {stage.name(self._answer.b)}"
        vietnamese = words.language == "vi"
        said = self._answer.summary_vi if vietnamese else self._answer.summary_en
        left_out = max(0, self._answer.total - self._drawn)
        return stage.finish(_WIDTH, low + 14, title, said, left_out)


def _above(pair: _Pair) -> tuple[str, ...]:
    """Return what tells apart where a pair is attached on both sides."""
    return tuple(
        f"{way.steps[0].tie} {way.steps[0].node.iri}" if way and way.steps else ""
        for way in pair.ways
    )
