"""Which questions of the catalogue are answered otherwise in another generation.

Every question is asked with its own defaults, of both generations, and the rows are compared as a
bag. A row does not say which statement it came from; its sources are looked for among the graphs
that differ, by whether what changed in them names a node of the row. Where none does (a count, a
row that another one pushed out) all of them are named.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kg.errors import QueryTimeout
from kg.model.iri import is_node
from kg.model.terms import Iri
from kg.query.catalogue import load_catalogue, run_question

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kg.model.terms import Quad, Term
    from kg.query.question import Question
    from kg.store.base import GraphView

MOST_ROWS: Final = 20
"""Rows of a question that are told one by one, gained and lost each; the numbers count all."""

DEADLINE_S: Final = 10.0
"""Seconds one question may take of one generation; over that it is said to be not compared."""

_SOURCE: Final = "graph/source/"
_Row = tuple["Term | None", ...]


@dataclass(frozen=True, slots=True)
class QuestionChange:
    """One question whose answer differs.

    Attributes:
        number: Number of the question.
        slug: Its name.
        text_vi: The question, in Vietnamese.
        text_en: The same in English.
        columns: Names of the cells of a row.
        gained: Rows only the later answer has, at most `MOST_ROWS`; None is an unknown cell.
        lost: Rows only the earlier answer has.
        gained_count: How many there are.
        lost_count: How many there are.
        causes: Graphs of sources that differ and name a node of these rows.
        compared: False when one of the answers took too long; then nothing else is known.
    """

    number: int
    slug: str
    text_vi: str
    text_en: str
    columns: tuple[str, ...]
    gained: tuple[tuple[str | None, ...], ...] = ()
    lost: tuple[tuple[str | None, ...], ...] = ()
    gained_count: int = 0
    lost_count: int = 0
    causes: tuple[str, ...] = ()
    compared: bool = True


def compare_questions(
    old: GraphView,
    new: GraphView,
    changed: Mapping[str, tuple[Sequence[Quad], Sequence[Quad]]],
    deadline_s: float = DEADLINE_S,
) -> tuple[QuestionChange, ...]:
    """Ask every question of both; return those whose answers differ, by number.

    Args:
        old: The generation to begin with.
        new: The one to end with.
        changed: Quads added and removed, by graph.
        deadline_s: Seconds that one answer may take.

    Raises:
        StoreError: One of them cannot be read.
    """
    named = {graph: _names(quads) for graph, quads in sorted(changed.items()) if _SOURCE in graph}
    found = (_compare(old, new, question, named, deadline_s) for question in load_catalogue())
    return tuple(change for change in found if change)


def _compare(
    old: GraphView,
    new: GraphView,
    question: Question,
    named: Mapping[str, frozenset[str]],
    deadline_s: float,
) -> QuestionChange | None:
    columns = tuple(column.name for column in question.columns)
    about = (question.number, question.slug, question.text_vi, question.text_en, columns)
    try:
        was, is_now = (_rows(view, question, columns, deadline_s) for view in (old, new))
    except QueryTimeout:
        return QuestionChange(*about, compared=False)
    gained, lost = is_now - was, was - is_now
    if not gained and not lost:
        return None
    return QuestionChange(
        *about,
        tuple(_iter_shown(gained)),
        tuple(_iter_shown(lost)),
        gained.total(),
        lost.total(),
        _find_causes((*gained, *lost), named),
    )


def _rows(
    view: GraphView, question: Question, columns: tuple[str, ...], deadline_s: float
) -> Counter[_Row]:
    found = run_question(view, question, deadline_s=deadline_s)
    return Counter(tuple(row.get(name) for name in columns) for row in found)


def _iter_shown(rows: Counter[_Row]) -> Iterator[tuple[str | None, ...]]:
    texts = [tuple(None if term is None else str(term) for term in row) for row in rows.elements()]
    texts.sort(key=lambda row: tuple(cell or "" for cell in row))
    yield from texts[:MOST_ROWS]


def _names(quads: tuple[Sequence[Quad], Sequence[Quad]]) -> frozenset[str]:
    """Return the nodes of ours that changed quads are about, or say something with."""
    terms = (term for side in quads for quad in side for term in (quad.subject, quad.object))
    return frozenset(str(term) for term in terms if is_node(str(term)))


def _find_causes(rows: Sequence[_Row], named: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    nodes = {str(term) for row in rows for term in row if isinstance(term, Iri)}
    found = tuple(graph for graph, names in named.items() if not names.isdisjoint(nodes))
    return found or tuple(named)
