"""Chains of authority one by one, shortest first: what an answer is explained with.

A chain is simple: no unit, committee or enterprise twice (ontology.md 4.2, 3).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from kg.index.authority_arrays import AFFILIATION, DIRECTION, SUBORDINATION
from kg.index.authority_lens import CERTAIN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.index.authority_arrays import Pairs
    from kg.index.authority_lens import Lens

COMMITTEE_FACT, ORGANISED_FACT = 3, 4
"""Kinds of hops beside the kinds of edges: `executiveCommitteeOf` and `organisedIn`."""


class Hop(NamedTuple):
    """One step of a chain, in its direction.

    Attributes:
        kind: Kind of edge, COMMITTEE_FACT or ORGANISED_FACT.
        place: Position of the edge or of the fact in its table.
        start: Node the step leaves.
        end: Node the step reaches.
    """

    kind: int
    place: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Chain:
    """How a unit falls under a committee.

    Attributes:
        kind: SUBORDINATION, AFFILIATION or DIRECTION.
        hops: From the unit to the committee.
        statements: The statements used, in order.
        value: The lowest value of them: 1 possible, 2 certain.
    """

    kind: int
    hops: tuple[Hop, ...]
    statements: tuple[int, ...]
    value: int

    @property
    def length(self) -> int:
        """Number of statements; facts of structure do not count."""
        return len(self.statements)


@dataclass(frozen=True, slots=True)
class Found:
    """Chains, shortest first; `truncated` when there were more than asked for."""

    chains: tuple[Chain, ...]
    truncated: bool


class Walker:
    """Walks up from units through one lens; remembers what it has looked up."""

    def __init__(self, lens: Lens) -> None:
        self.lens = lens
        self._ups: dict[tuple[int, int], tuple[tuple[Hop, int], ...]] = {}
        self._facts: dict[tuple[int, bool, int], tuple[Hop, ...]] = {}

    def find_chains(self, unit: int, committee: int, *, most: int) -> Found:
        """Return the chains from a unit to a committee, at most `most` of each kind."""
        if committee in self._own_committees(unit):
            return Found((), truncated=False)
        kinds = (self._party(unit, committee), self._ownership(unit, committee))
        found: list[Chain] = list(self._direction(unit, committee))
        truncated = False
        for chains in kinds:
            for count, chain in enumerate(chains):
                if count == most:
                    truncated = True
                    break
                found.append(chain)
        found.sort(key=lambda chain: (chain.length, chain.kind, -chain.value, chain.statements))
        return Found(tuple(found), truncated)

    def iter_superiors(self, unit: int, *, most: int) -> Iterator[Chain]:
        """Yield the chains from a unit to every committee, at most `most` of each kind."""
        own = self._own_committees(unit)
        for chains in (
            self._party(unit, None),
            self._ownership(unit, None),
            self._direction(unit, None),
        ):
            others = (chain for chain in chains if chain.hops[-1].end not in own)
            yield from islice(others, most)

    def bodies(self, unit: int) -> tuple[int, ...]:
        """Return the bodies that a unit is organised in, in IRI order."""
        return tuple(hop.end for hop in self._bodies(unit))

    def _party(self, unit: int, committee: int | None) -> Iterator[Chain]:
        queue: deque[tuple[int, tuple[Hop, ...], frozenset[int], int]] = deque()
        queue.append((unit, (), frozenset((unit,)), CERTAIN))
        while queue:
            here, hops, seen, value = queue.popleft()
            for hop, of_hop in self._up(here, SUBORDINATION):
                if hop.end in seen:
                    continue
                lowest, longer = min(value, of_hop), (*hops, hop)
                if committee is None or hop.end == committee:
                    yield self._chain(SUBORDINATION, longer, lowest)
                if hop.end == committee:
                    continue
                for led in self._led_units(hop.end):
                    if led.end not in seen:
                        known = seen | {hop.end, led.end}
                        queue.append((led.end, (*longer, led), known, lowest))

    def _ownership(self, unit: int, committee: int | None) -> Iterator[Chain]:
        ends = None if committee is None else self._ownership_ends(committee)
        queue: deque[tuple[int, tuple[Hop, ...], frozenset[int], int]] = deque(
            (hop.end, (hop,), frozenset((hop.end,)), CERTAIN) for hop in self._bodies(unit)
        )
        while ends != {} and queue:
            here, hops, seen, value = queue.popleft()
            for hop, of_hop in self._up(here, AFFILIATION):
                if hop.end in seen:
                    continue
                lowest, longer = min(value, of_hop), (*hops, hop)
                for end in self._ends_at(hop.end) if ends is None else ends.get(hop.end, ()):
                    yield self._chain(AFFILIATION, (*longer, *end), lowest)
                queue.append((hop.end, longer, seen | {hop.end}, lowest))

    def _ownership_ends(self, committee: int) -> dict[int, list[tuple[Hop, Hop]]]:
        """Return, by enterprise, the last two hops of a chain to the committee."""
        ends: dict[int, list[tuple[Hop, Hop]]] = {}
        for led in self._led_units(committee):
            for body in self._bodies(led.end):
                back = (_turn(body), _turn(led))
                ends.setdefault(body.end, []).append(back)
        return ends

    def _own_committees(self, unit: int) -> list[int]:
        """Return the committees of a unit, whoever tells of them: they are never above it."""
        facts = self.lens.index.committees
        places = facts.right_order[facts.by_right[unit] : facts.by_right[unit + 1]]
        return facts.left[places].tolist()

    def _ends_at(self, body: int) -> Iterator[tuple[Hop, Hop]]:
        """Yield the last two hops of a chain from an enterprise to any committee."""
        for inside in self._turned(ORGANISED_FACT, self.lens.index.organised, body):
            for led in self._turned(COMMITTEE_FACT, self.lens.index.committees, inside.end):
                yield inside, led

    def _direction(self, unit: int, committee: int | None) -> Iterator[Chain]:
        starts: list[tuple[int, tuple[Hop, ...]]] = [(unit, ())]
        starts += [(hop.end, (hop,)) for hop in self._bodies(unit)]
        for start, hops in starts:
            for hop, value in self._up(start, DIRECTION):
                if committee is None or hop.end == committee:
                    yield self._chain(DIRECTION, (*hops, hop), value)

    def _chain(self, kind: int, hops: tuple[Hop, ...], value: int) -> Chain:
        of_edge = self.lens.index.edges.statement
        statements = tuple(int(of_edge[hop.place]) for hop in hops if hop.kind <= DIRECTION)
        return Chain(kind, hops, statements, value)

    def _up(self, node: int, kind: int) -> tuple[tuple[Hop, int], ...]:
        known = self._ups.get((node, kind))
        if known is None:
            edges, offsets = self.lens.index.edges, self.lens.index.edges.up[kind]
            places = edges.up_edges[offsets[node] : offsets[node + 1]].tolist()
            valued = ((place, self.lens.value(place)) for place in places)
            known = tuple(
                (Hop(kind, place, node, int(edges.target[place])), value)
                for place, value in valued
                if value
            )
            self._ups[node, kind] = known
        return known

    def _led_units(self, committee: int) -> tuple[Hop, ...]:
        return self._follow(COMMITTEE_FACT, self.lens.index.committees, committee)

    def _bodies(self, unit: int) -> tuple[Hop, ...]:
        return self._follow(ORGANISED_FACT, self.lens.index.organised, unit)

    def _turned(self, kind: int, facts: Pairs, node: int) -> tuple[Hop, ...]:
        """Return the hops against the direction of a fact."""
        known = self._facts.get((kind, False, node))
        if known is None:
            start, end = int(facts.by_right[node]), int(facts.by_right[node + 1])
            known = tuple(
                Hop(kind, place, node, int(facts.left[place]))
                for place in facts.right_order[start:end].tolist()
                if facts.mask[place] & self.lens.bit
            )
            self._facts[kind, False, node] = known
        return known

    def _follow(self, kind: int, facts: Pairs, node: int) -> tuple[Hop, ...]:
        known = self._facts.get((kind, True, node))
        if known is None:
            places = range(int(facts.by_left[node]), int(facts.by_left[node + 1]))
            known = tuple(
                Hop(kind, place, node, int(facts.right[place]))
                for place in places
                if facts.mask[place] & self.lens.bit
            )
            self._facts[kind, True, node] = known
        return known


def _turn(hop: Hop) -> Hop:
    return Hop(hop.kind, hop.place, hop.end, hop.start)
