"""The key of a picture: only the lines and shapes that it shows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kg.picture.lines import TIES, draw_line
from kg.picture.nodes import draw, measure
from kg.picture.palette import LIGHT
from kg.picture.text import SMALL, width

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.picture.stage import Stage

_SAMPLE: Final = 30.0
_ROW: Final = 24.0
_SPACE: Final = 22.0


def draw_legend(stage: Stage, x: float, y: float, room: float) -> float:
    """Draw the key with its upper edge at `y`; return its lower edge."""
    here, row = x, y
    for text, sample in _entries(stage):
        needed = _SAMPLE + 8 + width(text, SMALL)
        if here > x and here + needed > x + room:
            here, row = x, row + _ROW
        sample(here, row + _ROW / 2)
        stage.boxes.text(
            here + _SAMPLE + 8,
            row + _ROW / 2 + 4,
            (text,),
            size=SMALL,
            fill=stage.palette.quiet,
        )
        here += needed + _SPACE
    return row + _ROW


def _entries(stage: Stage) -> list[tuple[str, Callable[[float, float], None]]]:
    entries: list[tuple[str, Callable[[float, float], None]]] = []
    for tie in TIES:
        if tie in stage.ties:

            def line(x: float, y: float, tie: str = tie) -> None:
                points = ((x, y), (x + _SAMPLE, y))
                draw_line(stage.boxes, points, tie, stage.palette)  # type: ignore[arg-type]  # a Tie

            entries.append((stage.words(f"tie_{tie}"), line))
    for kind in LIGHT.stroke:
        if kind in stage.kinds:

            def shape(x: float, y: float, kind: str = kind) -> None:
                box = measure("", kind, _SAMPLE, dashed=kind == "other")  # type: ignore[arg-type]  # a Kind
                draw(stage.boxes, replace(box, height=20, lines=()), x, y - 10, stage.palette)

            name = "group" if kind == "other" else f"kind_{kind}"
            entries.append((stage.words(name), shape))
    return entries
