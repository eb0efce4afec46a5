"""The generations of this installation, and what differs between two of them.

References: `kg.build.diff`, which the command `phoihop diff` asks too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kg.build.diff import compare
from kg.errors import ParameterError
from kg.model.iri import GRAPH_DERIVED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from kg.build.diff import Difference
    from kg.publish import Generation, Generations

Row = dict[str, object]

MOST_QUADS: Final = 500_000
"""Quads of the graphs that differ, in both generations together; more is for `phoihop diff`."""

# Every row has all of these, so that a table has the same columns whatever changed.
_COLUMNS: Final = (
    "what",
    "change",
    "node",
    "class",
    "label",
    "graph",
    "added",
    "removed",
    "a",
    "b",
    "day",
    "before",
    "after",
    "causes",
)
KEY: Final = ("what", "node", "graph", "a", "b", "day")
"""Columns that identify a row."""


def list_generations(generations: Generations) -> list[Row]:
    """Return the generations that are kept, newest first, with what is wrong with a damaged one."""
    return [
        {
            "generation": one.id,
            "current": one.current,
            "created": one.generation.manifest.created if one.generation else None,
            "content_hash": one.generation.content_hash if one.generation else None,
            "quads": one.generation.manifest.contents.quads if one.generation else None,
            "fault": one.fault or None,
        }
        for one in generations.iter_listed()
    ]


def find_generation_changes(
    generations: Generations, first: str, last: str, days: Sequence[date] = ()
) -> list[Row]:
    """Return what differs: graphs, then facts, then answers to the main question.

    Args:
        generations: Where they are kept.
        first: Id of the generation to begin with.
        last: Id of the one to end with.
        days: Days to compare answers on; empty takes the bounds that changed.

    Raises:
        NotFoundError: One of them is not kept; holds the ids of those that are.
        ParameterError: The graphs that differ are too large to compare while somebody waits.
    """
    before, after = generations.get(first), generations.get(last)
    if _size(before, after) > MOST_QUADS:
        expected = f"one whose differing graphs hold {MOST_QUADS} quads at most; see phoihop diff"
        raise ParameterError("to", last, expected)
    return [_row(one) for one in _iter_rows(compare(before, after, days))]


def _size(before: Generation, after: Generation) -> int:
    old, new = before.manifest.contents.graphs, after.manifest.contents.graphs
    differ = [name for name in old.keys() | new.keys() if old.get(name) != new.get(name)]
    return sum(
        side[name].quads
        for name in differ
        if name != GRAPH_DERIVED
        for side in (old, new)
        if name in side
    )


def _iter_rows(found: Difference) -> Iterator[Row]:
    for graph in found.graphs:
        change = "added" if not graph.removed else "removed" if not graph.added else "changed"
        yield {
            "what": "graph",
            "change": change,
            "graph": graph.graph,
            "added": graph.added,
            "removed": graph.removed,
        }
    for fact in found.facts:
        yield {
            "what": "fact",
            "change": fact.change,
            "node": fact.node,
            "class": fact.cls or None,
            "label": fact.label or None,
            "graph": fact.graph,
        }
    for answer in found.answers:
        yield {
            "what": "answer",
            "change": answer.change,
            "node": answer.unit,
            "a": answer.a,
            "b": answer.b,
            "day": answer.day,
            "before": answer.before or None,
            "after": answer.after or None,
            "causes": list(answer.causes),
        }


def _row(given: Row) -> Row:
    return {name: given.get(name, [] if name == "causes" else None) for name in _COLUMNS}
