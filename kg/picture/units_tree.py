"""What is under a committee on a day: the committee on top, units below it as a list with depth.

A unit stands once, under the first of its ways up; how it is reached is told by its line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from kg.picture.authority_chart import climb
from kg.picture.legend import draw_legend
from kg.picture.stage import MARGIN, NARROW, NARROW_MARGIN, Stage, Style
from kg.picture.text import SMALL
from kg.picture.tree import INDENT, Branch, Side

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from kg.picture.lines import Tie
    from kg.picture.picture import Picture
    from kg.query.facts import Json
    from kg.query.under_both_types import Node

MOST_UNITS: Final = 60
_BOX: Final = 440.0
_WIDTH: Final = 640.0


def draw_units(
    rows: Iterable[Json], committee: Node, day: date, style: Style | None = None
) -> Picture:
    """Draw rows of `find_units`.

    Args:
        rows: Rows with `path`, `kind` and `value`.
        committee: The committee they are under.
        day: The day.
        style: Language, theme and links.
    """
    stage = Stage.make(style or Style())
    margin = NARROW_MARGIN if stage.style.narrow else MARGIN
    whole = NARROW if stage.style.narrow else _WIDTH
    widest = whole - 2 * margin if stage.style.narrow else _BOX
    root = Branch(stage.box(committee, widest, bold=True), "D", 0)
    drawn: dict[str, Branch] = {committee.iri: root}
    left_out = 0
    for row in rows:
        if len(drawn) > MOST_UNITS:
            left_out += 1
            continue
        value = str(row["value"])
        for lower, upper, tie in reversed(climb(cast("list[Json]", row["path"]))):
            if lower.iri not in drawn and upper.iri in drawn:
                depth = drawn[upper.iri].depth + 1
                branch = _branch(stage, lower, tie, value, depth, widest)
                drawn[upper.iri].children[lower.iri, tie] = branch
                drawn[lower.iri] = branch
    said = f"{stage.name(committee)} · {stage.words('day')}: {stage.words.day(day)}"
    top = stage.say(said, margin, 14, whole - 2 * margin, bold=True) + 14
    side = Side(root, margin, is_left=True)
    low = max(side.place(top), top + root.box.height)
    side.draw_lines(stage.lines, stage.palette, widest)
    side.draw_boxes(stage.boxes, stage.palette)
    stage.kinds.update(branch.box.kind for branch in drawn.values())
    stage.drawn += len(drawn)
    if len(drawn) == 1:
        low = stage.say(stage.words("no_units"), margin, low + 10, whole - 2 * margin, size=SMALL)
    if left_out:
        text = stage.words("left_out", count=left_out)
        low = stage.say(text, margin, low + 10, whole - 2 * margin, size=SMALL, quiet=True)
    low = draw_legend(stage, margin, low + 16, whole - 2 * margin)
    return stage.finish(whole, low + 12, stage.name(committee), said, left_out)


def _branch(stage: Stage, node: Node, tie: Tie, value: str, depth: int, widest: float) -> Branch:
    mark = "full" if value == "certain" else "hollow"
    stage.ties.add(tie)
    width = max(widest - INDENT * depth, widest / 2)
    notes = (stage.words(value),) if value in ("certain", "possible") else ()
    box = stage.box(node, width, notes=notes, mark=mark if notes else None)
    return Branch(box, tie, depth)
