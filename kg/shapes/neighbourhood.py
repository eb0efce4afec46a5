"""Validation of what a change can have touched, and of nothing else.

The nodes about which a changed triple can decide are found by walking the shapes backwards from it,
in the data as they were and as they are; what can decide about those nodes, by walking forwards
(`kg.shapes.reach`). The triples met on the way are validated as a graph of their own. Findings at
the nodes in question are those of a validation of everything; findings at other nodes are thrown
away, because their own neighbourhood is not whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from kg.model.terms import RDFS, Iri, Literal, Term, Triple
from kg.shapes.reach import FOCUS, STAY, Reach, Step
from kg.shapes.report import Report, sort_key
from kg.store.base import TripleLookup

_SUBCLASS = Iri(RDFS + "subClassOf")


class TooFar(Exception):
    """A change touches so much that looking at everything is the shorter way."""


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Nodes in question, and every triple that can decide about them."""

    nodes: frozenset[Term]
    triples: frozenset[Triple]


def find_neighbourhood(
    changed: Iterable[Triple], before: TripleLookup, after: TripleLookup, reach: Reach, most: int
) -> Neighbourhood:
    """Return the nodes that changed triples can decide about, with what decides about them now.

    Args:
        changed: Triples that one of the two unions holds and the other does not.
        before: The data as they were.
        after: The data as they are.
        reach: What the shapes can see.
        most: Places on walks after which to give up.

    Raises:
        TooFar: There are more.
    """
    nodes = find_nodes(changed, (before, after), reach, most)
    triples: set[Triple] = set(after.iter_triples(None, _SUBCLASS))

    def forwards(node: Term, state: int) -> Iterator[tuple[Term, int]]:
        for step in reach.steps[state]:
            if step.predicate == STAY:
                yield node, step.end
                continue
            for triple in _along(after, node, step):
                triples.add(triple)
                yield (triple.subject if step.inverse else triple.object), step.end

    _walk(((node, FOCUS) for node in nodes), forwards, most)
    return Neighbourhood(frozenset(nodes), frozenset(triples))


def find_nodes(
    changed: Iterable[Triple], views: Iterable[TripleLookup], reach: Reach, most: int
) -> set[Term]:
    """Return the nodes about which changed triples can decide, in any of the views.

    Raises:
        TooFar: More than `most` places were met on the way.
    """
    starts: set[tuple[Term, int]] = set()
    for triple in changed:
        for step in reach.by_predicate[triple.predicate.value]:
            starts.add((triple.object if step.inverse else triple.subject, step.start))
    found: set[Term] = set()
    for view in views:

        def backwards(
            node: Term, state: int, view: TripleLookup = view
        ) -> Iterator[tuple[Term, int]]:
            for step in reach.into[state]:
                if step.predicate == STAY:
                    yield node, step.start
                    continue
                turned = Step(step.end, step.predicate, not step.inverse, step.start)
                for triple in _along(view, node, turned):
                    yield (triple.subject if turned.inverse else triple.object), step.start

        seen = _walk(starts, backwards, most)
        found |= {node for node, state in seen if state == FOCUS}
    return found


def keep_findings(old: Report, new: Report, nodes: Iterable[str]) -> Report:
    """Return the findings of before at other nodes, and those of now at these."""
    here = set(nodes)
    kept = [result for result in old.results if result.focus not in here]
    fresh = [result for result in new.results if result.focus in here]
    return Report(tuple(sorted({*kept, *fresh}, key=sort_key)))


def _along(view: TripleLookup, node: Term, step: Step) -> Iterator[Triple]:
    """Yield the triples of one step from a node; a literal has none of its own."""
    if step.inverse:
        return view.iter_triples(None, Iri(step.predicate), node)
    if isinstance(node, Literal):
        return iter(())
    return view.iter_triples(node, Iri(step.predicate))


def _walk(
    starts: Iterable[tuple[Term, int]],
    leave: Callable[[Term, int], Iterable[tuple[Term, int]]],
    most: int,
) -> set[tuple[Term, int]]:
    seen = set(starts)
    waiting = list(seen)
    while waiting:
        for place in leave(*waiting.pop()):
            if place not in seen:
                seen.add(place)
                waiting.append(place)
        if len(seen) > most:
            raise TooFar(f"more than {most} places to look at")
    return seen
