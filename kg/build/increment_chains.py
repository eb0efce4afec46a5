"""Dated chains of a changed store: those of the units from which a change can be met on the way up.

A change far up touches the chains of everything below it; then all are derived again.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from kg.build.delta import Delta
from kg.build.near import gather_near, is_moved, open_near, read_collections
from kg.infer.chains import iter_chain_quads
from kg.infer.closure import TYPE
from kg.model.iri import GRAPH_DERIVED
from kg.model.terms import Iri
from kg.ontology.terms import PH
from kg.shapes.neighbourhood import TooFar, find_nodes
from kg.shapes.reach import FOCUS, Reach

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from kg.model.terms import Quad, Subject, Term, Triple
    from kg.store.oxigraph import OxigraphStore

MOST_PLACES: Final = 50_000
"""Places on walks after which all chains are derived again."""

_CHAIN: Final = Iri(PH.DatedChain)
_STATEMENTS: Final = frozenset(
    map(Iri, (PH.PartySubordination, PH.EnterpriseAffiliation, PH.LeadershipDirection))
)
_STRUCTURE: Final = frozenset({PH.executiveCommitteeOf, PH.organisedIn})
_BOUNDS: Final = (PH.startEarliest, PH.startLatest, PH.endEarliest, PH.endLatest)


def find_chain_delta(old: OxigraphStore, new: OxigraphStore, changed: Collection[Triple]) -> Delta:
    """Return the quads of chains that come and go; `new` still holds the chains of `old`.

    Args:
        old: The store before the change.
        new: The store after it.
        changed: Every triple that changed in some graph.

    Raises:
        StoreError: An engine failed.
    """
    try:
        return _find_near(old, new, changed)
    except TooFar:
        return _difference(set(iter_held_chains(new)), set(iter_chain_quads(new)))


def iter_held_chains(store: OxigraphStore) -> Iterator[Quad]:
    """Yield the quads of all chains that a store holds."""
    for chain in store.iter_triples(None, Iri(TYPE), _CHAIN):
        yield from _quads_of(store, chain.subject)


@cache
def chain_reach() -> Reach:
    """Return the walks on which the chains of a unit rest (`kg.infer.chain_facts`)."""
    reach = Reach()
    told = reach.follow(FOCUS, PH.subordinate, inverse=True)
    for name in (TYPE, PH.certainty, PH.line):
        reach.follow(told, name)
    basis = reach.follow(told, PH.basis)
    reach.follow(basis, TYPE)
    for of in (told, basis):
        bounds = reach.follow(of, PH.validity)
        for name in _BOUNDS:
            reach.follow(bounds, name)
    for one, other in (
        (PH.endsStatement, PH.startsStatement),
        (PH.startsStatement, PH.endsStatement),
    ):
        reach.follow(reach.follow(told, one, inverse=True), other)
    above = reach.follow(told, PH.superior)
    led = reach.follow(above, PH.executiveCommitteeOf)
    inside = reach.follow(FOCUS, PH.organisedIn)
    for further in (above, led, inside):  # the way goes on from there as it began
        reach.join(further, FOCUS)
    members = reach.follow(above, PH.organisedIn, inverse=True)
    reach.follow(members, PH.executiveCommitteeOf, inverse=True)
    reach.follow(FOCUS, PH.executiveCommitteeOf, inverse=True)
    reach.follow(FOCUS, TYPE)
    return reach


def _find_near(old: OxigraphStore, new: OxigraphStore, changed: Collection[Triple]) -> Delta:
    if is_moved(old, new):
        raise TooFar("a graph belongs to another collection")
    reach = chain_reach()
    telling = list(_iter_telling(old, new, changed))
    nodes = find_nodes(telling, (old, new), reach, MOST_PLACES)
    before = {
        quad
        for node in nodes
        for told in new.iter_quads(None, Iri(PH.chainUnit), node)
        for quad in _quads_of(new, told.subject)
    }
    with open_near(gather_near(new, nodes, reach, MOST_PLACES), new) as near:
        every = set(iter_chain_quads(near))
    unit = Iri(PH.chainUnit)
    chains = {quad.subject for quad in every if quad.predicate == unit and quad.object in nodes}
    return _difference(before, {quad for quad in every if quad.subject in chains})


def _iter_telling(
    old: OxigraphStore, new: OxigraphStore, changed: Collection[Triple]
) -> Iterator[Triple]:
    """Yield the triples that can change a chain.

    Every source describes the bodies of which it speaks. That a node is of a class counts once,
    whoever says it; that a committee leads a unit counts for the collections that say it.
    """
    before, after = read_collections(old), read_collections(new)
    for triple in changed:
        name = triple.predicate.value
        if name == TYPE and triple.object not in _STATEMENTS:
            counts = any(old.iter_triples(*_of(triple))) != any(new.iter_triples(*_of(triple)))
        elif name in _STRUCTURE:
            counts = _rests(old, triple, before) != _rests(new, triple, after)
        else:
            counts = True
        if counts:
            yield triple


def _of(triple: Triple) -> tuple[Subject, Iri, Term]:
    return triple.subject, triple.predicate, triple.object


def _rests(
    store: OxigraphStore, triple: Triple, collections: Mapping[str, frozenset[str]]
) -> set[frozenset[str] | None]:
    """Return the collections of the graphs that say a triple."""
    return {collections.get(quad.graph.value) for quad in store.iter_quads(*_of(triple))}


def _quads_of(store: OxigraphStore, chain: Subject) -> Iterator[Quad]:
    return (quad for quad in store.iter_quads(chain) if quad.graph.value == GRAPH_DERIVED)


def _difference(before: set[Quad], after: set[Quad]) -> Delta:
    return Delta(frozenset(after - before), frozenset(before - after))
