"""The part of a store that can be seen from some nodes, as a small store of its own.

What an index or an inference says of a node rests on quads that are met on walks from it
(`kg.shapes.reach`). The same code that reads the whole store reads these quads, graph by graph, and
what it says of other nodes is thrown away, because what those rest on is not all there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.model.terms import Iri, Literal
from kg.ontology.terms import PH
from kg.shapes.code_checks import DERIVED_FROM
from kg.shapes.neighbourhood import TooFar
from kg.shapes.reach import FOCUS, STAY
from kg.store.oxigraph import OxigraphStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kg.model.terms import Quad, Term
    from kg.shapes.reach import Reach, Step


def gather_near(store: OxigraphStore, nodes: Iterable[Term], reach: Reach, most: int) -> set[Quad]:
    """Return every quad on the walks from some nodes.

    Raises:
        TooFar: More than `most` places were met.
    """
    found: set[Quad] = set()
    seen = {(node, FOCUS) for node in nodes}
    waiting = list(seen)
    while waiting:
        node, state = waiting.pop()
        for step in reach.steps[state]:
            quads = () if step.predicate == STAY else _along(store, node, step)
            places = [(node, step.end)] if step.predicate == STAY else []
            for quad in quads:
                found.add(quad)
                places.append((quad.subject if step.inverse else quad.object, step.end))
            waiting += (new := [place for place in places if place not in seen])
            seen.update(new)
        if len(seen) > most:
            raise TooFar(f"more than {most} places to look at")
    return found


def open_near(quads: Iterable[Quad], store: OxigraphStore) -> OxigraphStore:
    """Return a store in memory of some quads, and of what says of which collection graphs are."""
    near = OxigraphStore()
    near.change(set(quads), ())
    for predicate in (DERIVED_FROM, PH.collection):
        near.change(set(store.iter_quads(None, Iri(predicate))), ())
    return near


def read_collections(store: OxigraphStore) -> Mapping[str, frozenset[str]]:
    """Return the collections of each graph that is described, by IRI."""
    known = {quad.subject: str(quad.object) for quad in store.iter_quads(None, Iri(PH.collection))}
    found: dict[str, frozenset[str]] = {}
    for quad in store.iter_quads(None, Iri(DERIVED_FROM)):
        name = known.get(quad.object) if isinstance(quad.object, Iri) else None
        told = found.get(str(quad.subject), frozenset())
        found[str(quad.subject)] = told | {name} if name else told
    return found


def is_moved(old: OxigraphStore, new: OxigraphStore) -> bool:
    """Tell whether a graph that was and is belongs to other collections now.

    That is a change to all that it says, of which no quad tells.
    """
    before, after = read_collections(old), read_collections(new)
    moved = {one for one in {*before, *after} if before.get(one) != after.get(one)}
    return bool(moved) and bool(moved & set(old.graphs()) & set(new.graphs()))


def _along(store: OxigraphStore, node: Term, step: Step) -> Iterable[Quad]:
    if step.inverse:
        return store.iter_quads(None, Iri(step.predicate), node)
    return () if isinstance(node, Literal) else store.iter_quads(node, Iri(step.predicate))
