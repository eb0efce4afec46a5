"""Agreements side by side: a row per topic, a column per agreement.

A cell is full where the agreement is told to speak of the topic, else it says "not mentioned",
never "no": the silence of an article is no absence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from kg.picture.nodes import measure
from kg.picture.stage import MARGIN, NARROW, NARROW_MARGIN, Stage, Style
from kg.picture.text import LEADING, SMALL, wrap

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kg.picture.picture import Picture

MOST_AGREEMENTS: Final = 6
_TOPIC: Final = 250.0
_CELL: Final = 176.0


def draw_comparison(
    compared: Mapping[str, Any], labels: Mapping[str, str], title: str, style: Style | None = None
) -> Picture:
    """Draw what `compare_agreements` returns.

    Args:
        compared: `agreements` and `topics`.
        labels: What topics are called, by IRI; one that is missing keeps its IRI.
        title: Of the picture.
        style: Language, theme and links.
    """
    stage = Stage.make(style or Style())
    agreements = compared["agreements"][:MOST_AGREEMENTS]
    left_out = len(compared["agreements"]) - len(agreements)
    if stage.style.narrow:
        return _draw_stacked(stage, compared["topics"], agreements, labels, title, left_out)
    width = 2 * MARGIN + _TOPIC + len(agreements) * _CELL
    y = stage.say(title, MARGIN, 14, width - 2 * MARGIN, bold=True) + 12
    boxes = [
        measure(_label(stage, row["agreement"]), "agreement", _CELL - 12, _link(stage, row))
        for row in agreements
    ]
    for place, box in enumerate(boxes):
        stage.put(box, MARGIN + _TOPIC + place * _CELL, y)
    y += max((box.height for box in boxes), default=0.0) + 12
    for row in compared["topics"]:
        y = _draw_topic(stage, row, labels, y, width)
    if left_out:
        y = stage.say(stage.words("left_out", count=left_out), MARGIN, y + 8, width, quiet=True)
    return stage.finish(width, y + 14, title, title, left_out)


def _draw_stacked(
    stage: Stage,
    topics: Sequence[Mapping[str, Any]],
    agreements: Sequence[Mapping[str, Any]],
    labels: Mapping[str, str],
    title: str,
    left_out: int,
) -> Picture:
    """Draw the agreements with a number each, then each topic with a line for each number."""
    room, x = NARROW - 2 * NARROW_MARGIN, NARROW_MARGIN
    y = stage.say(title, x, 8, room, bold=True) + 10
    for place, row in enumerate(agreements, 1):
        label = f"{place}. {_label(stage, row['agreement'])}"
        y = stage.put(measure(label, "agreement", room, _link(stage, row)), x, y) + 8
    for row in topics:
        stage.lines.path(f"M{x:g} {y:.1f}H{NARROW - x:g}", stroke=stage.palette.line, fill="none")
        y = stage.say(labels.get(row["topic"], row["topic"]), x, y + 5, room, bold=True) + 2
        for place, cell in enumerate(row["cells"][:MOST_AGREEMENTS], 1):
            text, fill = _cell(stage, cell)
            if cell["status"] == "agreed":
                dot = stage.palette.stroke["agreement"]
                stage.boxes.add("circle", cx=x + 8, cy=y + 10, r=5, fill=dot)
            stage.boxes.text(x + 20, y + 14, (f"{place}. {text}",), size=SMALL, fill=fill)
            y += SMALL * LEADING
        y += 7
    if left_out:
        y = stage.say(stage.words("left_out", count=left_out), x, y, room, size=SMALL, quiet=True)
    return stage.finish(NARROW, y + 8, title, title, left_out)


def _cell(stage: Stage, cell: Mapping[str, Any]) -> tuple[str, str]:
    """Return what a cell says, and its colour."""
    if cell["status"] == "agreed":
        return stage.words("agreed", count=len(cell["items"])), stage.palette.ink
    return stage.words("not_mentioned"), stage.palette.quiet


def _draw_topic(
    stage: Stage, row: Mapping[str, Any], labels: Mapping[str, str], y: float, width: float
) -> float:
    palette = stage.palette
    lines = wrap(labels.get(row["topic"], row["topic"]), _TOPIC - 12, SMALL, 400, 3)
    height = max(len(lines) * SMALL * LEADING, SMALL * LEADING) + 12
    stage.lines.path(f"M{MARGIN:g} {y:.1f}H{width - MARGIN:g}", stroke=palette.line, fill="none")
    stage.boxes.text(MARGIN, y + 19, lines, size=SMALL, fill=palette.ink)
    for place, cell in enumerate(row["cells"][:MOST_AGREEMENTS]):
        x = MARGIN + _TOPIC + place * _CELL
        if cell["status"] == "agreed":
            stage.boxes.add("circle", cx=x + 8, cy=y + 15, r=5, fill=palette.stroke["agreement"])
        text, fill = _cell(stage, cell)
        stage.boxes.text(x + 20, y + 19, (text,), size=SMALL, fill=fill)
    return y + height


def _label(stage: Stage, node: Mapping[str, Any]) -> str:
    label = node["label"]
    first, other = ("vi", "en") if stage.style.language == "vi" else ("en", "vi")
    return label[first] or label[other] or node["iri"]


def _link(stage: Stage, row: Mapping[str, Any]) -> str:
    return stage.style.link(row["agreement"]["iri"])
