"""Who is above a unit, on every line, on a day: a chart in layers.

A unit may have several superiors, so this is no tree: each node stands once, in the layer of its
longest way to the focus, and every line keeps the kind of its statement.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, cast

from kg.picture.legend import draw_legend
from kg.picture.lines import draw_head, draw_line
from kg.picture.rails import Rail, draw_rails, gutter
from kg.picture.stage import MARGIN, NARROW, NARROW_MARGIN, Stage, Style
from kg.picture.text import SMALL
from kg.query.under_both_types import Node

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from kg.picture.lines import Tie
    from kg.picture.nodes import Box
    from kg.picture.picture import Picture
    from kg.query.facts import Json

MOST_NODES: Final = 40
_BOX: Final = 216.0
_GAP: Final = 22.0
_BETWEEN: Final = 62.0
_LANE: Final = 12.0
_PER_ROW: Final = 6
_LANES: Final = 4
_STACKED: Final = 14.0
_COMMITTEE: Final = "executiveCommitteeOf"


@dataclass(slots=True)
class _Place:
    node: Node
    box: Box
    layer: int = 0
    x: float = 0.0
    y: float = 0.0


@dataclass(slots=True)
class Ties:
    """Nodes and the ties between them, the lower node first.

    Attributes:
        nodes: By IRI, in the order in which they were met.
        ties: Kinds of tie by (lower, upper) IRI.
    """

    nodes: dict[str, Node] = field(default_factory=dict[str, Node])
    ties: dict[tuple[str, str, Tie], None] = field(
        default_factory=dict["tuple[str, str, Tie]", None]
    )

    def add_path(self, path: Sequence[Json]) -> None:
        """Add the hops of a path of `find_superiors`.

        A committee and the organisation it leads become one node, the committee, except for the
        unit the path starts from.
        """
        for lower, upper, tie in climb(path):
            for one in (lower, upper):
                self.nodes.setdefault(one.iri, one)
            self.ties[lower.iri, upper.iri, tie] = None

    def layers(self) -> dict[str, int]:
        """Return for each node how many ties are at most below it; a circle ends the count."""
        found = dict.fromkeys(self.nodes, 0)
        for _ in self.nodes:
            changed = False
            for lower, upper, _tie in self.ties:
                if found[upper] <= found[lower] < len(self.nodes):
                    found[upper], changed = found[lower] + 1, True
            if not changed:
                break
        return found


def climb(path: Sequence[Json]) -> list[tuple[Node, Node, Tie]]:
    """Return (lower, upper, tie) of each hop that a picture shows, lowest first."""
    hops = [(_node(edge["from"]), _node(edge["to"]), str(edge["kind"])) for edge in path]
    shown: list[tuple[Node, Node, Tie]] = []
    for place, (start, end, kind) in enumerate(hops):
        if kind == _COMMITTEE:
            continue
        lower = shown[-1][1] if shown else start
        after = hops[place + 1 : place + 2]
        leads = bool(after) and after[0][2] == _COMMITTEE and "Committee" not in end.cls
        tie: Tie = {"D": "D", "F": "F", "L": "L"}.get(kind, "body")  # type: ignore[assignment]  # a Tie
        shown.append((lower, after[0][1] if leads else end, tie))
    return shown


def draw_superiors(
    rows: Iterable[Json], focus: Node, day: date, style: Style | None = None
) -> Picture:
    """Draw rows of `find_superiors`: the unit lowest, those above it in layers.

    Args:
        rows: Rows with `path`; only the kinds of relation that were asked for are drawn.
        focus: The unit asked about.
        day: The day.
        style: Language, theme and links.
    """
    stage = Stage.make(style or Style())
    ties, left_out = _collect(rows, focus)
    draw = _draw_column if stage.style.narrow else _draw_layers
    return draw(stage, ties, focus, day, left_out)


def _collect(rows: Iterable[Json], focus: Node) -> tuple[Ties, int]:
    """Return what is drawn of some rows, and how many rows are left out."""
    ties = Ties({focus.iri: focus})
    left_out = 0
    for row in rows:
        if len(ties.nodes) >= MOST_NODES:
            left_out += 1
        else:
            ties.add_path(cast("list[Json]", row["path"]))
    return ties, left_out


def _draw_layers(stage: Stage, ties: Ties, focus: Node, day: date, left_out: int) -> Picture:
    """Draw each layer as a row, the highest on top."""
    places = {
        iri: _Place(node, stage.box(node, _BOX, bold=iri == focus.iri), layer)
        for (iri, node), layer in zip(ties.nodes.items(), ties.layers().values(), strict=True)
    }
    name = stage.name(focus)
    said = f"{name} · {stage.words('day')}: {stage.words.day(day)}"
    rows_of = _rows(list(places.values()), ties)
    width = max(_row_width(row) for row in rows_of) + 2 * MARGIN
    width = max(width, 560.0)
    top = stage.say(said, MARGIN, 14, width - 2 * MARGIN, bold=True) + 16
    skips = sum(places[u].layer - places[low].layer > 1 for low, u, _ in ties.ties)
    low = _arrange(rows_of, width, top)
    width += skips * _LANE
    _draw_ties(stage, ties, places, width - MARGIN)
    for row in rows_of:
        for place in row:
            stage.put(place.box, place.x, place.y)
    if not ties.ties:
        low = stage.say(stage.words("no_superiors"), MARGIN, low + 10, width, size=SMALL)
    if left_out:
        text = stage.words("left_out", count=left_out)
        low = stage.say(text, MARGIN, low + 10, width, size=SMALL, quiet=True)
    low = draw_legend(stage, MARGIN, low + 18, width - 2 * MARGIN)
    return stage.finish(width, low + 12, name, said, left_out)


def _draw_column(stage: Stage, ties: Ties, focus: Node, day: date, left_out: int) -> Picture:
    """Draw all nodes below each other, the highest layer on top, with the ties at their left."""
    x = NARROW_MARGIN + gutter(_LANES)
    room = NARROW - NARROW_MARGIN - x
    name, layers = stage.name(focus), ties.layers()
    said = f"{name} · {stage.words('day')}: {stage.words.day(day)}"
    y = stage.say(said, NARROW_MARGIN, 8, NARROW - 2 * NARROW_MARGIN, bold=True) + 12
    middles: dict[str, float] = {}
    for iri in sorted(ties.nodes, key=lambda one: -layers[one]):
        box = stage.box(ties.nodes[iri], room, bold=iri == focus.iri)
        middles[iri] = y + box.height / 2
        y = stage.put(box, x, y) + _STACKED
    ends: dict[tuple[str, Tie], list[float]] = {}
    for lower, upper, tie in ties.ties:
        ends.setdefault((upper, tie), []).append(middles[lower])
    rails = [
        Rail(tie, middles[upper] + _turn(ends, upper, tie), tuple(heights), headed=tie != "body")
        for (upper, tie), heights in ends.items()
    ]
    draw_rails(stage, rails, x, -1, _LANES)
    low = y - _STACKED
    if not ties.ties:
        whole = NARROW - 2 * NARROW_MARGIN
        low = stage.say(stage.words("no_superiors"), NARROW_MARGIN, low + 8, whole, size=SMALL)
    if left_out:
        text = stage.words("left_out", count=left_out)
        low = stage.say(text, NARROW_MARGIN, low + 8, room, size=SMALL, quiet=True)
    low = draw_legend(stage, NARROW_MARGIN, low + 14, NARROW - 2 * NARROW_MARGIN)
    return stage.finish(NARROW, low + 8, name, said, left_out)


def _turn(ends: dict[tuple[str, Tie], list[float]], upper: str, tie: Tie) -> float:
    """Return how far from its middle a rail meets a box: those of one box meet it apart."""
    kinds = [kind for iri, kind in ends if iri == upper]
    return (kinds.index(tie) - (len(kinds) - 1) / 2) * 8


def _rows(places: list[_Place], ties: Ties) -> list[list[_Place]]:
    """Return the rows from the top: highest layer first, each near what it is tied to."""
    layers: dict[int, list[_Place]] = {}
    for place in places:
        layers.setdefault(place.layer, []).append(place)
    order = {place.node.iri: 0.0 for place in places}
    rows: list[list[_Place]] = []
    for layer in sorted(layers):
        row = layers[layer]
        row.sort(key=lambda place: _mean(place.node.iri, ties, order))
        for number, place in enumerate(row):
            order[place.node.iri] = (number + 0.5) / len(row)
        parts = [row[start : start + _PER_ROW] for start in range(0, len(row), _PER_ROW)]
        rows = [*parts, *rows]
    return rows


def _mean(iri: str, ties: Ties, order: dict[str, float]) -> float:
    below = [order[lower] for lower, upper, _ in ties.ties if upper == iri]
    return sum(below) / len(below) if below else 0.5


def _row_width(row: list[_Place]) -> float:
    return len(row) * (_BOX + _GAP) - _GAP


def _arrange(rows: list[list[_Place]], width: float, top: float) -> float:
    y = top
    for row in rows:
        x = (width - _row_width(row)) / 2
        for place in row:
            place.x, place.y = x, y
            x += _BOX + _GAP
        y += max(place.box.height for place in row) + _BETWEEN
    return y - _BETWEEN


def _draw_ties(stage: Stage, ties: Ties, places: dict[str, _Place], right: float) -> None:
    """Draw each tie from the upper edge of the lower node to the lower edge of the upper one."""
    outer = 0
    for number, (lower, upper, tie) in enumerate(ties.ties):
        start, end = places[lower], places[upper]
        spread = ((number * 37) % 7 - 3) * 9.0
        x1, y1 = start.x + _BOX / 2 + spread, start.y
        x2, y2 = end.x + _BOX / 2 + spread, end.y + end.box.height
        bend = y1 - 16 - (number % 4) * 8
        is_body = tie == "body"
        tip = y2 + (0 if is_body else 6)
        points = ((x1, y1), (x1, bend), (x2, bend), (x2, tip))
        if end.layer - start.layer > 1:  # around the boxes between, never behind them
            x, turn = right - _LANE * outer, y2 + 16 + (number % 4) * 8
            outer += 1
            points = (*points[:2], (x, bend), (x, turn), (x2, turn), (x2, tip))
        stage.ties.add(tie)
        draw_line(stage.lines, points, tie, stage.palette)
        if not is_body:
            draw_head(stage.lines, (x2, y2 + 1), "up", tie, stage.palette)


def _node(told: object) -> Node:
    node = cast("Json", told)
    label = cast("dict[str, str | None]", node["label"])
    return Node(str(node["iri"]), label["vi"] or "", label["en"] or "", str(node["class"] or ""))
