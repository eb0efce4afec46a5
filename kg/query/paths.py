"""How two nodes are connected: shortest first, every edge with its kind, time and evidence.

Two searches start at both ends and meet in the middle, so a path of length n needs the
neighbourhoods of half of it. Both are bounded: by nodes looked at, by edges of one node, by paths
returned. An answer says which bound it met; without one it is complete up to its length.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from kg.model.iri import mint
from kg.model.terms import Iri
from kg.model.validity import Validity, Value, parse_day
from kg.query.facts import Json, select_facts

if TYPE_CHECKING:
    from kg.store.base import GraphView

KINDS: Final = (
    "subordination",
    "affiliation",
    "direction",
    "post",
    "agreement-party",
    "organised-in",
    "executive-committee",
    "siting",
    "participation",
)
MOST_NODES: Final = 400
"""Nodes whose edges one search reads."""

MOST_EDGES: Final = 2000
"""Edges of one node that are read."""

MOST_STEPS: Final = 100_000
"""Steps of putting paths together."""

_EdgeKey: TypeAlias = "tuple[str, str, str, str]"
# Facts of structure have no certainty of their own and hold always.
_STRUCTURE = ("organised-in", "executive-committee")


@dataclass(frozen=True, slots=True)
class PathRequest:
    """What is asked.

    Attributes:
        start: IRI of one node.
        end: IRI of the other.
        as_of: Only edges that can hold on this day; None admits all.
        max_length: Edges of the longest path.
        kinds: Some of `KINDS`.
        certainty: Certainties admitted.
        limit: Paths returned.
    """

    start: str
    end: str
    as_of: date | None = None
    max_length: int = 4
    kinds: tuple[str, ...] = KINDS
    certainty: tuple[str, ...] = ("stated", "implied")
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Edge:
    """One relation, in its own direction.

    Attributes:
        kind: One of `KINDS`.
        source: IRI the relation starts from.
        target: IRI it leads to.
        statement: IRI of the claim; the node that states a fact without one.
        detail: Role, line, capacity or property, or None.
        certainty: Its word, or None for facts of structure.
        validity: Its bounds.
    """

    kind: str
    source: str
    target: str
    statement: str
    detail: str | None
    certainty: str | None
    validity: Json
    value: Value | None

    def other(self, node: str) -> str:
        """Return the end that is not `node`."""
        return self.target if node == self.source else self.source


@dataclass(slots=True)
class PathAnswer:
    """Paths and what stopped the search.

    Attributes:
        paths: Shortest first; each `{length, value, nodes, steps}`, a step holds parallel edges.
        stopped_at: Bounds that were met; empty means complete up to `max_length`.
    """

    paths: list[Json] = field(default_factory=list[Json])
    stopped_at: list[str] = field(default_factory=list[str])

    def stop(self, bound: str) -> None:
        """Note a bound that was met."""
        if bound not in self.stopped_at:
            self.stopped_at.append(bound)


def find_paths(view: GraphView, request: PathRequest) -> PathAnswer:
    """Return the simple paths between two nodes, shortest first, then by the names of nodes."""
    answer = PathAnswer()
    if request.start == request.end:
        return answer
    search = _Search(view, request, answer)
    ahead = (request.max_length + 1) // 2
    search.explore(request.start, ahead)
    search.explore(request.end, request.max_length - ahead)
    writer = _Writer(view, search)
    for nodes in search.iter_paths():
        if len(answer.paths) == request.limit:
            answer.stop("limit")
            break
        answer.paths.append(writer.path(nodes))
    return answer


class _Search:
    """The part of the graph that was looked at."""

    def __init__(self, view: GraphView, request: PathRequest, answer: PathAnswer) -> None:
        self._view, self._request, self._answer = view, request, answer
        self._read: dict[str, list[Edge]] = {}
        self.steps: dict[str, dict[str, dict[_EdgeKey, Edge]]] = {}

    def explore(self, start: str, depth: int) -> None:
        """Read the edges of nodes nearer than `depth`, level by level."""
        seen, level = {start}, [start]
        for _ in range(depth):
            following: set[str] = set()
            for node in level:
                following |= {edge.other(node) for edge in self._edges(node)}
            level = sorted(following - seen)
            seen |= following

    def iter_paths(self) -> Iterator[tuple[str, ...]]:
        """Yield node sequences of simple paths, shortest first."""
        request = self._request
        distances = self._distances(request.end)
        budget = _Budget(MOST_STEPS)
        for length in range(1, request.max_length + 1):
            yield from self._walk((request.start,), length, distances, budget)
            if budget.left <= 0:
                self._answer.stop("steps")
                return

    def _walk(
        self,
        path: tuple[str, ...],
        left: int,
        distances: Mapping[str, int],
        budget: _Budget,
    ) -> Iterator[tuple[str, ...]]:
        budget.left -= 1
        if budget.left <= 0:
            return
        if not left:
            if path[-1] == self._request.end:
                yield path
            return
        for node in sorted(self.steps.get(path[-1], {})):
            if node in path or distances.get(node, left) > left - 1:
                continue
            if node == self._request.end and left > 1:
                continue
            yield from self._walk((*path, node), left - 1, distances, budget)

    def _distances(self, start: str) -> dict[str, int]:
        distances, level = {start: 0}, [start]
        while level:
            following: list[str] = []
            for node in level:
                for other in self.steps.get(node, {}):
                    if other not in distances:
                        distances[other] = distances[node] + 1
                        following.append(other)
            level = following
        return distances

    def _edges(self, node: str) -> list[Edge]:
        if node in self._read:
            return self._read[node]
        if len(self._read) >= MOST_NODES:
            self._answer.stop("nodes")
            return []
        rows = select_facts(self._view, "paths-edges", {"node": Iri(node)}).rows
        if len(rows) > MOST_EDGES:
            self._answer.stop("edges")
        edges = [edge for row in rows[:MOST_EDGES] if (edge := self._edge(row))]
        self._read[node] = edges
        for edge in edges:
            key = (edge.kind, edge.statement, edge.source, edge.target)
            self.steps.setdefault(edge.source, {}).setdefault(edge.target, {})[key] = edge
            self.steps.setdefault(edge.target, {}).setdefault(edge.source, {})[key] = edge
        return edges

    def _edge(self, row: Json) -> Edge | None:
        request = self._request
        kind, certainty = str(row["kind"]), cast("str | None", row["certainty"])
        admitted = _certainties(request.certainty)
        if kind not in request.kinds or (certainty is not None and certainty not in admitted):
            return None
        bounds = cast("dict[str, str | None]", row["validity"])
        value = _value(kind, bounds, request.as_of)
        if value is Value.NO or row["from"] == row["to"]:
            return None
        detail = row["detail"]
        return Edge(
            kind,
            str(row["from"]),
            str(row["to"]),
            str(row["statement"]),
            None if detail is None else str(detail),
            certainty.rpartition("/")[2] if certainty else None,
            cast("Json", bounds),
            value,
        )


@dataclass(slots=True)
class _Budget:
    left: int


class _Writer:
    """Writes paths with the labels and evidence of what is on them."""

    def __init__(self, view: GraphView, search: _Search) -> None:
        self._view, self._search = view, search
        self._labels: dict[str, Json] = {}
        self._evidence: dict[str, list[str]] = {}

    def path(self, nodes: tuple[str, ...]) -> Json:
        steps = [self._step(a, b) for a, b in pairwise(nodes)]
        return {
            "length": len(steps),
            "nodes": [self._node(node) for node in nodes],
            "steps": steps,
        }

    def _step(self, start: str, end: str) -> Json:
        edges = self._search.steps[start][end]
        return {
            "from": start,
            "to": end,
            "edges": [self._edge(edges[key], start) for key in sorted(edges)],
        }

    def _edge(self, edge: Edge, start: str) -> Json:
        return {
            "kind": edge.kind,
            "statement": edge.statement,
            "forward": edge.source == start,
            "detail": edge.detail,
            "certainty": edge.certainty,
            "validity": edge.validity,
            "value": edge.value.word if edge.value is not None else None,
            "evidence": self._places(edge.statement),
        }

    def _places(self, statement: str) -> list[str]:
        if statement not in self._evidence:
            table = select_facts(self._view, "paths-evidence", {"statement": Iri(statement)})
            self._evidence[statement] = [str(row["place"]) for row in table.rows]
        return self._evidence[statement]

    def _node(self, iri: str) -> Json:
        if iri not in self._labels:
            (row,) = select_facts(self._view, "paths-label", {"node": Iri(iri)}).rows
            self._labels[iri] = {"iri": iri, "label": {"vi": row["vi"], "en": row["en"]}}
        return self._labels[iri]


def _certainties(words: Collection[str]) -> set[str]:
    return {mint("cert", word) for word in words}


def _value(kind: str, bounds: Mapping[str, str | None], as_of: date | None) -> Value | None:
    if as_of is None:
        return None
    if kind in _STRUCTURE:
        return Value.CERTAIN
    names = ("startEarliest", "startLatest", "endEarliest", "endLatest")
    days = (bounds[name] for name in names)
    return Validity(*(parse_day(day) if day else None for day in days)).value_at(as_of)
