"""The foot of the two-line picture: counted groups, candidates, and the key.

Nothing here has a line to a committee: a number is not a unit, a candidate is not a member.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kg.picture.legend import draw_legend
from kg.picture.nodes import measure
from kg.picture.text import SMALL

if TYPE_CHECKING:
    from kg.picture.nodes import Box
    from kg.picture.stage import Stage
    from kg.query.under_both_types import GroupReport, UnderBothAnswer

_COLUMNS: Final = 3
_LEAST: Final = 200.0
_GAP: Final = 14.0
_MOST: Final = 6


def draw_foot(stage: Stage, answer: UnderBothAnswer, x: float, y: float, room: float) -> float:
    """Draw groups, candidates and the key from `y` on; return the lowest edge."""
    columns = _COLUMNS if room > _COLUMNS * _LEAST else 1
    width = (room - (columns - 1) * _GAP) / columns
    found = answer.completeness
    groups = sorted(found.statements, key=lambda report: not report.scoped)
    boxes = [_group(stage, report, width) for report in groups[:_MOST]]
    y = _grid(stage, stage.words("groups"), boxes, len(groups), x, y, room)
    named = [stage.box(node, width, dashed=True) for node in found.candidates[:_MOST]]
    y = _grid(stage, stage.words("candidates"), named, len(found.candidates), x, y, room)
    rule = ((x, y + 4), (x + room, y + 4))
    stage.lines.path(
        f"M{rule[0][0]:g} {rule[0][1]:g}H{rule[1][0]:g}", stroke=stage.palette.line, fill="none"
    )
    return draw_legend(stage, x, y + 12, room)


def _group(stage: Stage, report: GroupReport, width: float) -> Box:
    known = len(report.known)
    if report.reported is None:
        notes = [stage.words("counts_unknown", known=known)]
    else:
        notes = [stage.words("counts", reported=report.reported, known=known)]
    if report.day:
        notes[0] += f" ({stage.words.partial(report.day)})"
    if report.scoped:
        notes.append(stage.words("scope"))
    label, href = stage.name(report.group), stage.style.link(report.group.iri)
    return measure(label, "other", width, href, notes=tuple(notes), dashed=True)


def _grid(
    stage: Stage, title: str, boxes: list[Box], total: int, x: float, y: float, room: float
) -> float:
    """Draw boxes in rows under a title; nothing at all if there are none."""
    if not boxes:
        return y
    y = stage.say(title, x, y, room, bold=True) + 8
    columns = round((room + _GAP) / (boxes[0].width + _GAP))
    for start in range(0, len(boxes), columns):
        row = boxes[start : start + columns]
        for place, box in enumerate(row):
            stage.put(box, x + place * (box.width + _GAP), y)
        y += max(box.height for box in row) + _GAP
    if total > len(boxes):
        text = stage.words("left_out", count=total - len(boxes))
        y = stage.say(text, x, y, room, size=SMALL, quiet=True) + 6
    return y + 4
