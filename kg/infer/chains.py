"""Dated chains: how each unit falls under each committee, with the days of the whole chain.

They make the question "who was under whom on this day" a plain SPARQL pattern, on any engine and
without property paths. The days of a chain are the conjunction of its statements
(`Validity.meet`), so its value on a day is the lowest of them. One chain is one way: no unit,
committee or enterprise twice. A chain that can hold on no day is left out, and so is one that needs
both of what a single transfer ends and starts.

`ph:inCollection`: a chain that one collection tells from end to end names that collection alone (a
chain that two collections tell, each alone, is two nodes). Any other names every collection it
rests on, `curated` standing for facts of graphs without one. So a chain belongs to a collection iff
it names it and no other.

References: ontology.md 4.2, 2 to 5; a chain of kind "subordination" is D and T there,
"affiliation" F, "direction" L.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.infer.chain_facts import CERTAINTIES, NO_COLLECTION, Edge, Facts, read_facts
from kg.model.iri import GRAPH_DERIVED, mint_statement
from kg.model.terms import RDF, Iri, Literal, Quad, text, typed
from kg.model.validity import Validity
from kg.ontology.terms import PH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from kg.infer.chain_facts import Rests
    from kg.model.terms import Term
    from kg.store.base import GraphView


@dataclass(frozen=True, slots=True)
class DatedChain:
    """One way in which a unit falls under a committee.

    Attributes:
        kind: `subordination`, `affiliation` or `direction`.
        edges: From the unit up.
        collections: As `ph:inCollection` in this module's docstring, sorted.
    """

    unit: str
    committee: str
    kind: str
    edges: tuple[Edge, ...]
    validity: Validity
    collections: tuple[str, ...]

    @property
    def iri(self) -> str:
        """The chain's IRI: of what it says, so the same facts give the same chain."""
        bounds = (day.isoformat() if day else "" for day in _bounds(self.validity))
        statements = (edge.statement for edge in self.edges)
        key = (self.unit, self.committee, self.kind, *statements, *bounds, *self.collections)
        return mint_statement("chain", *key, _lowest(self.edges), *_lines(self.edges))


@dataclass(frozen=True, slots=True)
class _Way:
    """A way up so far: the edges, what was passed, its days, the facts of structure it used."""

    edges: tuple[Edge, ...]
    rests: tuple[Rests, ...]
    validity: Validity
    seen: frozenset[str]


def iter_chain_quads(view: GraphView) -> Iterator[Quad]:
    """Yield the dated chains of a store as quads of graph/derived, each once.

    Raises:
        StoreError: The engine failed.
    """
    done: set[str] = set()
    for chain in iter_chains(read_facts(view)):
        if chain.iri not in done:
            done.add(chain.iri)
            yield from _quads(chain)


def iter_chains(facts: Facts) -> Iterator[DatedChain]:
    """Yield all chains; one that differs from another in its structure only is yielded again."""
    for unit in sorted(facts.edges[PH.PartySubordination]):
        yield from _subordination(facts, unit)
    for unit in sorted({*facts.bodies, *facts.edges[PH.LeadershipDirection]}):
        yield from _affiliation(facts, unit)
        yield from _direction(facts, unit)


def _subordination(facts: Facts, unit: str) -> Iterator[DatedChain]:
    ways = [(unit, _Way((), (), Validity(), frozenset((unit,))))]
    own = facts.committees.get(unit, {})
    while ways:
        here, way = ways.pop()
        for longer in _steps(facts, PH.PartySubordination, here, way):
            committee = longer.edges[-1].superior
            if committee not in own:
                yield from _chains(unit, committee, "subordination", longer)
            for led, rests in facts.units.get(committee, {}).items():
                if led not in longer.seen:
                    seen = longer.seen | {led}
                    kept = (*longer.rests, rests)
                    ways.append((led, _Way(longer.edges, kept, longer.validity, seen)))


def _affiliation(facts: Facts, unit: str) -> Iterator[DatedChain]:
    own = facts.committees.get(unit, {})
    for body, inside in facts.bodies.get(unit, {}).items():
        ways = [(body, _Way((), (inside,), Validity(), frozenset((body,))))]
        while ways:
            here, way = ways.pop()
            for longer in _steps(facts, PH.EnterpriseAffiliation, here, way):
                top = longer.edges[-1].superior
                ways.append((top, longer))
                for committee, ends in _committees_in(facts, top):
                    if committee not in own:
                        rests = (*longer.rests, *ends)
                        ended = _Way(longer.edges, rests, longer.validity, longer.seen)
                        yield from _chains(unit, committee, "affiliation", ended)


def _direction(facts: Facts, unit: str) -> Iterator[DatedChain]:
    own = facts.committees.get(unit, {})
    starts: list[tuple[str, tuple[Rests, ...]]] = [(unit, ())] if _is_unit(facts, unit) else []
    starts += [(body, (rests,)) for body, rests in facts.bodies.get(unit, {}).items()]
    for start, rests in starts:
        begun = _Way((), rests, Validity(), frozenset((start,)))
        for way in _steps(facts, PH.LeadershipDirection, start, begun):
            if way.edges[-1].superior not in own:
                yield from _chains(unit, way.edges[-1].superior, "direction", way)


def _is_unit(facts: Facts, node: str) -> bool:
    return (
        node in facts.committees
        or node in facts.bodies
        or node in facts.edges[PH.PartySubordination]
        or node in facts.described
    )


def _committees_in(facts: Facts, body: str) -> Iterator[tuple[str, tuple[Rests, Rests]]]:
    for unit, inside in facts.members.get(body, {}).items():
        for committee, leads in facts.committees.get(unit, {}).items():
            yield committee, (inside, leads)


def _steps(facts: Facts, cls: str, here: str, way: _Way) -> Iterator[_Way]:
    """Yield a way with one more statement, where it leads to something new on some day."""
    for edge, rests in facts.edges[cls].get(here, {}).items():
        validity = way.validity.meet(edge.validity) if way.edges else edge.validity
        if edge.superior in way.seen or not _is_possible(validity):
            continue
        if not any((edge.statement, used.statement) in facts.ties for used in way.edges):
            seen = way.seen | {edge.superior}
            yield _Way((*way.edges, edge), (*way.rests, rests), validity, seen)


def _is_possible(validity: Validity) -> bool:
    start, end = validity.start_earliest, validity.end_latest
    return not start or not end or start <= end


def _chains(unit: str, committee: str, kind: str, way: _Way) -> Iterator[DatedChain]:
    every, some = set(way.rests[0]), set(way.rests[0])
    for rests in way.rests[1:]:
        every &= rests
        some |= rests
    told = [(name,) for name in sorted(every - {NO_COLLECTION})] or [tuple(sorted(some))]
    for collections in told:
        yield DatedChain(unit, committee, kind, way.edges, way.validity, collections)


def _quads(chain: DatedChain) -> Iterator[Quad]:
    node, home = Iri(chain.iri), Iri(GRAPH_DERIVED)
    for predicate, value in _values(chain):
        yield Quad(node, Iri(predicate), value, home)


def _values(chain: DatedChain) -> Iterator[tuple[str, Term]]:
    yield RDF + "type", Iri(PH.DatedChain)
    yield PH.chainUnit, Iri(chain.unit)
    yield PH.chainCommittee, Iri(chain.committee)
    yield PH.chainKind, text(chain.kind)
    yield PH.depth, typed(str(len(chain.edges)), "integer")
    yield PH.certainty, Iri(_lowest(chain.edges))
    names = (PH.startEarliest, PH.startLatest, PH.endEarliest, PH.endLatest)
    for name, day in zip(names, _bounds(chain.validity), strict=True):
        if day:
            yield name, typed(day.isoformat(), "date")
    yield from ((PH.via, Iri(edge.statement)) for edge in chain.edges)
    yield from ((PH.line, Iri(line)) for line in _lines(chain.edges))
    yield from ((PH.inCollection, Literal(name)) for name in chain.collections)


def _bounds(validity: Validity) -> tuple[date | None, ...]:
    return (
        validity.start_earliest,
        validity.start_latest,
        validity.end_earliest,
        validity.end_latest,
    )


def _lowest(edges: Sequence[Edge]) -> str:
    return max((edge.certainty for edge in edges), key=CERTAINTIES.index)


def _lines(edges: Iterable[Edge]) -> list[str]:
    return sorted({edge.line for edge in edges if edge.line})
