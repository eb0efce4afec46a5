"""What changed between two generations: graphs, facts, and the answers that rest on them.

Answers are those of under-both and, when asked for, of the questions of the catalogue.

An answer changes when, for some pair of committees with an agreement and some day, a unit comes,
goes, or becomes more or less sure. The cause is looked for among the documents that its paths cite
and whose graphs differ; where the change is of another kind (a transfer that forbids a pair), all
graphs that differ are named.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from kg.build.diff_questions import QuestionChange, compare_questions
from kg.errors import KgError
from kg.index.authority_open import AuthorityIndex
from kg.model.iri import GRAPH_DERIVED, ID, ONTOLOGY, is_node
from kg.model.records import TYPE
from kg.model.terms import RDFS, Literal, format_term
from kg.query.under_both import UnderBothRequest, under_both
from kg.query.under_both_all import under_both_all
from kg.store.oxigraph import OxigraphStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kg.model.terms import Quad
    from kg.publish import Generation
    from kg.query.under_both_types import UnderBothRow

MOST_DAYS: Final = 12
"""Days that are asked about when none is given: bounds that changed, the latest first."""

_SOURCE = "graph/source/"


@dataclass(frozen=True, slots=True)
class GraphChange:
    """One graph that differs; numbers are of quads."""

    graph: str
    added: int
    removed: int


@dataclass(frozen=True, slots=True)
class FactChange:
    """One node of a source that a graph describes now, or not any more, or otherwise."""

    change: str
    node: str
    cls: str
    label: str
    graph: str


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """One unit of one under-both answer.

    Attributes:
        change: `gained`, `lost` or `changed`.
        before: `type value`, such as `T1 certain`; "" when it was not in the answer.
        after: The same, afterwards.
        causes: Graphs that differ and that the paths rest on.
    """

    change: str
    a: str
    b: str
    day: str
    unit: str
    before: str
    after: str
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """All that differs from one generation to another."""

    before: str
    after: str
    graphs: tuple[GraphChange, ...]
    facts: tuple[FactChange, ...]
    answers: tuple[AnswerChange, ...]
    days: tuple[str, ...]
    questions: tuple[QuestionChange, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """Return plain data, fit for JSON."""
        return asdict(self)


class _Side:
    """One generation, opened."""

    def __init__(self, generation: Generation) -> None:
        self.generation = generation
        self.view = OxigraphStore.open_read_only(generation.store_path)
        self.index = AuthorityIndex.open(generation.authority_path)

    def pairs(self, day: date) -> set[tuple[str, str]]:
        """Return the pairs of committees with an agreement."""
        return {(pair.a.iri, pair.b.iri) for pair in under_both_all(self.index, day)}

    def rows(self, a: str, b: str, day: date) -> dict[str, UnderBothRow]:
        """Return the rows of an answer by unit; none when a committee is not known."""
        request = UnderBothRequest(a, b, day, include_nested=True)
        try:
            answer = under_both(self.index, self.view, request)
        except KgError:
            return {}
        return {row.unit.iri: row for row in (*answer.units, *answer.nested)}


def compare(
    before: Generation,
    after: Generation,
    days: Sequence[date] = (),
    today: date | None = None,
    *,
    questions: bool = False,
) -> Difference:
    """Compare two generations.

    Args:
        before: The one to begin with.
        after: The one to end with.
        days: Days to ask about; empty takes the bounds that changed, and today.
        today: A day that is asked about too when `days` is empty.
        questions: Ask the questions of the catalogue of both as well.

    Raises:
        StoreError: One of them cannot be opened.
    """
    old, new = _Side(before), _Side(after)
    try:
        changed = _changed_graphs(before, after)
        quads = {graph: _compare_graph(old, new, graph) for graph in changed}
        asked = tuple(days) or _find_days(quads, today)
        return Difference(
            before.id,
            after.id,
            tuple(
                GraphChange(graph, len(added), len(removed))
                for graph, (added, removed) in quads.items()
            ),
            tuple(_iter_facts(quads)),
            tuple(_iter_answers(old, new, asked, changed)),
            tuple(day.isoformat() for day in asked),
            compare_questions(old.view, new.view, quads) if questions and quads else (),
        )
    finally:
        old.view.close()
        new.view.close()


def _changed_graphs(before: Generation, after: Generation) -> list[str]:
    """Return the graphs whose hashes differ; what is derived follows from the others."""
    old, new = before.manifest.contents.graphs, after.manifest.contents.graphs
    graphs = sorted((old.keys() | new.keys()) - {GRAPH_DERIVED})
    return [graph for graph in graphs if old.get(graph) != new.get(graph)]


def _compare_graph(old: _Side, new: _Side, graph: str) -> tuple[list[Quad], list[Quad]]:
    was, is_now = set(old.view.dump(graph)), set(new.view.dump(graph))
    return sorted(is_now - was, key=_order), sorted(was - is_now, key=_order)


def _order(quad: Quad) -> tuple[str, str, str]:
    return str(quad.subject), quad.predicate.value, format_term(quad.object)


def _find_days(
    quads: Mapping[str, tuple[list[Quad], list[Quad]]], today: date | None
) -> tuple[date, ...]:
    found: set[date] = {today} if today else set()
    bounds = {f"{ONTOLOGY}{name}" for name in ("startLatest", "endEarliest", "eventDate")}
    for added, removed in quads.values():
        for quad in (*added, *removed):
            if quad.predicate.value in bounds and len(str(quad.object)) == 10:
                found.add(date.fromisoformat(str(quad.object)))
    return tuple(sorted(sorted(found, reverse=True)[:MOST_DAYS]))


def _iter_facts(quads: Mapping[str, tuple[list[Quad], list[Quad]]]) -> Iterator[FactChange]:
    for graph, (added, removed) in quads.items():
        now, was = _described(added), _described(removed)
        touched = {_node(quad) for quad in (*added, *removed)}
        for node in sorted(touched):
            cls, label = now.get(node) or was.get(node) or ("", "")
            change = "changed"
            if node in now and node not in was:
                change = "added"
            elif node in was and node not in now:
                change = "removed"
            if is_node(node) and not node.startswith(f"{ID}ev/"):
                yield FactChange(change, node, cls, label, graph)


def _node(quad: Quad) -> str:
    return str(quad.subject).removesuffix(".validity").removesuffix(".selector")


def _described(quads: Iterable[Quad]) -> dict[str, tuple[str, str]]:
    """Return class and Vietnamese label of the nodes that these quads give a class."""
    classes: dict[str, str] = {}
    labels: dict[str, str] = defaultdict(str)
    for quad in quads:
        subject, value = str(quad.subject), quad.object
        if quad.predicate == TYPE:
            classes[subject] = str(value).removeprefix(ONTOLOGY)
        elif quad.predicate.value == RDFS + "label" and isinstance(value, Literal):
            if value.language == "vi" or not labels[subject]:
                labels[subject] = value.value
    return {node: (cls, labels[node]) for node, cls in classes.items()}


def _iter_answers(
    old: _Side, new: _Side, days: Sequence[date], changed: Sequence[str]
) -> Iterator[AnswerChange]:
    for day in days:
        for a, b in sorted(old.pairs(day) | new.pairs(day)):
            was, is_now = old.rows(a, b, day), new.rows(a, b, day)
            for unit in sorted(was.keys() | is_now.keys()):
                before, after = _standing(was.get(unit)), _standing(is_now.get(unit))
                if before == after:
                    continue
                change = "gained" if not before else "lost" if not after else "changed"
                rows = [row for row in (was.get(unit), is_now.get(unit)) if row]
                causes = _find_causes(rows, changed)
                yield AnswerChange(change, a, b, day.isoformat(), unit, before, after, causes)


def _standing(row: UnderBothRow | None) -> str:
    return f"{row.type} {row.value}" if row else ""


def _find_causes(rows: Sequence[UnderBothRow], changed: Sequence[str]) -> tuple[str, ...]:
    cited = {
        place.source
        for row in rows
        for path in (*row.paths_a, *row.paths_b)
        for edge in path
        for place in edge.evidence
    }
    slugs = {source.rpartition("/")[2] for source in cited}
    sources = [graph for graph in changed if _SOURCE in graph]
    found = tuple(graph for graph in sources if graph.rpartition("/")[2] in slugs)
    return found or tuple(sources)
