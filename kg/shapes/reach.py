"""How far a shape can see: a walk over the data from the focus node, read off the shape.

Every triple that a shape reads is met by some walk from the focus node along properties that the
shape names: its paths, the classes it asks of values, the patterns of its queries. All walks of all
shapes make one automaton: its states are places in a shape, its steps are properties followed
forwards or backwards. Walking it forwards from a node gives every triple that can decide about the
node; walking it backwards from a changed triple gives every node about which the triple can decide.

A pattern of a query may be met by several walks; one is enough, because every match of the query
matches all patterns on the way. `rdf:type` is never followed from a class to its members.

References: SHACL, sections 2.3.1, 4 and 5; SPARQL 1.1 Query, section 18.2 (algebra).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, cast

from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.paths import AlternativePath, InvPath, MulPath, Path, SequencePath

from kg.errors import OntologyError
from kg.shapes.reach_queries import iter_blocks, read_query

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib.term import Node

SH = Namespace("http://www.w3.org/ns/shacl#")
FOCUS: Final = 0
"""The state of the focus node."""
STAY: Final = ""
"""In place of a property: the walk goes on from the same node."""

_TARGETS = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode)
_COMPARED = (SH.equals, SH.disjoint, SH.lessThan, SH.lessThanOrEquals)
_LISTS = (SH["and"], SH["or"], SH.xone)
_SHAPES = (SH.node, SH.property, SH["not"], SH.qualifiedValueShape)
_REFUSED = (SH.closed, SH.target, SH.js, SH.rule, SH.expression)


@dataclass(frozen=True, slots=True)
class Step:
    """One property, followed from one state to another; backwards when `inverse`."""

    start: int
    predicate: str
    inverse: bool
    end: int


@dataclass(slots=True)
class Reach:
    """The automaton of some shapes.

    Attributes:
        steps: Every step, by the state it leaves.
        into: Every step, by the state it enters.
        by_predicate: Every step, by its property.
    """

    steps: defaultdict[int, list[Step]] = field(
        default_factory=lambda: defaultdict[int, list[Step]](list)
    )
    into: defaultdict[int, list[Step]] = field(
        default_factory=lambda: defaultdict[int, list[Step]](list)
    )
    by_predicate: defaultdict[str, list[Step]] = field(
        default_factory=lambda: defaultdict[str, list[Step]](list)
    )
    _known: dict[tuple[int, str, bool], int] = field(
        default_factory=dict[tuple[int, str, bool], int]
    )
    _states: int = 1

    def new_state(self) -> int:
        """Return a state of its own."""
        self._states += 1
        return self._states - 1

    def follow(self, start: int, predicate: str, *, inverse: bool = False) -> int:
        """Return the state that a step leads to; the same step from the same state is one step.

        The state that steps share on their way out of the focus node stays one, so that hundreds of
        paths are walked once.
        """
        key = start, predicate, inverse
        if key not in self._known:
            self._known[key] = self.new_state()
            self.link(Step(start, predicate, inverse, self._known[key]))
        return self._known[key]

    def link(self, step: Step) -> None:
        """Add a step between two states."""
        self.steps[step.start].append(step)
        self.into[step.end].append(step)
        self.by_predicate[step.predicate].append(step)

    def add_path(self, start: int, path: object) -> int:
        """Add a property path and return the state at its end.

        Raises:
            OntologyError: The path says which properties it does not follow.
        """
        if isinstance(path, URIRef):
            return self.follow(start, str(path))
        if isinstance(path, InvPath):
            return self._add_inverse(start, path)
        if isinstance(path, SequencePath):
            for part in path.args:
                start = self.add_path(start, part)
            return start
        if isinstance(path, AlternativePath):
            end = self.new_state()
            for part in path.args:
                self.join(self.add_path(start, part), end)
            return end
        if isinstance(path, MulPath):
            return self._add_repeated(start, path)
        raise OntologyError(f"a path that cannot be followed: {path}")

    def join(self, start: int, end: int) -> None:
        """Let a walk at `start` go on as one at `end`."""
        self.link(Step(start, STAY, False, end))

    def _add_inverse(self, start: int, path: InvPath) -> int:
        if not isinstance(path.arg, URIRef):
            raise OntologyError(f"a path that cannot be followed: {path}")
        return self.follow(start, str(path.arg), inverse=True)

    def _add_repeated(self, start: int, path: MulPath) -> int:
        """Add a loop, and the way past it when none is enough."""
        loop, end = self.new_state(), self.new_state()
        self.join(start, loop)
        after = self.add_path(loop, path.path)
        self.join(after, loop)
        self.join(loop if path.zero else after, end)
        return end


@lru_cache(maxsize=4)
def read_reach(shapes: str) -> Reach:
    """Read the reach of all shapes of a Turtle text.

    Raises:
        OntologyError: A shape reads triples that no walk from its focus node meets.
    """
    graph = Graph().parse(data=shapes, format="turtle")
    reach = Reach()
    roots = {node for target in _TARGETS for node in graph.subjects(target)}
    if any((None, refused, None) in graph for refused in _REFUSED):
        raise OntologyError("a kind of constraint whose reach is not known")
    reader = _Reader(graph, reach)
    for root in sorted(roots, key=str):
        reader.add_target(root)
        reader.add_shape(root, FOCUS)
    return reach


class _Reader:
    """Adds shapes to a reach, each place in a shape once for each state it is met at."""

    def __init__(self, graph: Graph, reach: Reach) -> None:
        self._graph, self._reach = graph, reach
        self._seen: set[tuple[Node, int]] = set()
        self._prefixes = {
            str(graph.value(node, SH.prefix)): str(graph.value(node, SH.namespace))
            for node in graph.objects(None, SH.declare)
        }

    def add_target(self, root: Node) -> None:
        """Add what decides whether a node is a focus at all."""
        self._reach.follow(FOCUS, str(RDF.type))
        for predicate in self._graph.objects(root, SH.targetSubjectsOf):
            self._reach.follow(FOCUS, str(predicate))
        for predicate in self._graph.objects(root, SH.targetObjectsOf):
            self._reach.follow(FOCUS, str(predicate), inverse=True)

    def add_shape(self, shape: Node, focus: int) -> None:
        """Add what a shape reads about a node at the state `focus`."""
        if (shape, focus) in self._seen:
            return
        self._seen.add((shape, focus))
        graph, reach = self._graph, self._reach
        path = graph.value(shape, SH.path)
        here = focus if path is None else reach.add_path(focus, self._path(path))
        for other in self._all(shape, _COMPARED):
            reach.add_path(focus, other)
        if (shape, SH["class"], None) in graph:
            reach.follow(here, str(RDF.type))
        for inner in self._all(shape, _SHAPES):
            self.add_shape(inner, here)
        for head in self._all(shape, _LISTS):
            for inner in Collection(graph, head):
                self.add_shape(inner, here)
        for query in graph.objects(shape, SH.sparql):
            for text in self._all(query, (SH.select, SH.ask)):
                self._add_query(str(text), focus)

    def _all(self, node: Node, predicates: tuple[Node, ...]) -> Iterator[Node]:
        for predicate in predicates:
            yield from self._graph.objects(node, predicate)

    def _path(self, node: Node) -> Any:
        """Return a SHACL path as one of rdflib's."""
        graph = self._graph
        if isinstance(node, URIRef):
            return node
        if graph.value(node, RDF.first) is not None:
            return SequencePath(*(self._path(part) for part in Collection(graph, node)))
        choices = graph.value(node, SH.alternativePath)
        if choices is not None:
            return AlternativePath(*(self._path(part) for part in Collection(graph, choices)))
        inverse = graph.value(node, SH.inversePath)
        if inverse is not None:
            return InvPath(self._path(inverse))
        for predicate, sign in ((SH.zeroOrMorePath, "*"), (SH.oneOrMorePath, "+")):
            inner = graph.value(node, predicate)
            if inner is not None:
                return MulPath(self._path(inner), cast("Any", sign))
        raise OntologyError("a kind of path whose reach is not known")

    def _add_query(self, text: str, focus: int) -> None:
        for block in iter_blocks(read_query(text, self._prefixes)):
            self._add_block(block.patterns, focus)

    def _add_block(self, patterns: tuple[tuple[Any, Any, Any], ...], focus: int) -> None:
        """Give each variable of a conjunction a state, walking from `$this`."""
        states = {"this": focus}
        waiting = list(patterns)
        while waiting:
            left = [one for one in waiting if not self._add_pattern(one, states)]
            if len(left) == len(waiting):
                raise OntologyError(f"a query asks for what no walk from $this meets: {left[0]}")
            waiting = left

    def _add_pattern(self, pattern: tuple[Any, Any, Any], states: dict[str, int]) -> bool:
        subject, path, value = pattern
        if not isinstance(path, URIRef | Path):
            raise OntologyError("a query asks for any property")
        if str(subject) in states:
            end = self._reach.add_path(states[str(subject)], path)
            states.setdefault(str(value), end)
            return True
        if str(value) not in states or path == RDF.type:
            return False
        states[str(subject)] = self._reach.add_path(states[str(value)], _turned(path))
        return True


def _turned(path: Any) -> Any:
    """Return a path in the other direction."""
    if isinstance(path, InvPath):
        return path.arg
    if isinstance(path, SequencePath):
        return SequencePath(*(_turned(part) for part in reversed(path.args)))
    if isinstance(path, AlternativePath):
        return AlternativePath(*(_turned(part) for part in path.args))
    if isinstance(path, MulPath):
        return MulPath(_turned(path.path), cast("Any", path.mod))
    return InvPath(path)
