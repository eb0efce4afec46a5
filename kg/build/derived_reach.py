"""How far an inference can see, as an automaton like that of the shapes (`kg.shapes.reach`).

A derived triple of a node follows from triples on walks from the node: its own types and labels,
the inverse of a property, the steps of a property chain. So the nodes whose derived triples a
change can touch are found by walking backwards, and what they follow from by walking forwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.infer.closure import TYPE, WANTED
from kg.shapes.reach import FOCUS, Reach

if TYPE_CHECKING:
    from kg.infer.axioms import Axioms


def is_local(axioms: Axioms) -> bool:
    """Tell whether every derived triple follows from walks that begin at its subject.

    A range does not (its type is of the object), nor does the domain of a derived property.
    """
    return not axioms.ranges and not any(prop in axioms.domains for prop in WANTED)


def read_derived_reach(axioms: Axioms) -> Reach:
    """Return the walks that the derived triples of a node rest on."""
    reader = _Reader(axioms)
    reach = reader.reach
    reach.follow(FOCUS, TYPE)
    for prop in axioms.domains:
        reach.follow(FOCUS, prop)
    for prop in WANTED:
        reach.join(FOCUS, reader.ends(prop)[0])
    return reach


class _Reader:
    """Gives each property one place where its walks begin and one where they end.

    Walks that share a property share its places, so that there may be more of them than there are
    inferences; a walk too many costs time and changes nothing.
    """

    def __init__(self, axioms: Axioms) -> None:
        self.reach = Reach()
        self._axioms = axioms
        self._ends: dict[str, tuple[int, int]] = {}

    def ends(self, prop: str) -> tuple[int, int]:
        """Return the states before and after a property, however it comes about."""
        if prop in self._ends:
            return self._ends[prop]
        reach, axioms = self.reach, self._axioms
        start, end = self._ends[prop] = reach.new_state(), reach.new_state()
        reach.join(reach.follow(start, prop), end)
        for inverse in axioms.inverses.get(prop, ()):
            for below in (inverse, *self._below(inverse)):
                reach.join(reach.follow(start, below, inverse=True), end)
        for below in self._below(prop):
            self._via((below,), start, end)
        for steps, conclusion in axioms.chains:
            if conclusion == prop:
                self._via(steps, start, end)
        if prop in axioms.transitive:
            reach.join(end, start)
        return start, end

    def _below(self, prop: str) -> tuple[str, ...]:
        ups = self._axioms.superproperties
        return tuple(below for below, above in ups.items() if prop in above)

    def _via(self, steps: tuple[str, ...], start: int, end: int) -> None:
        for step in steps:
            first, last = self.ends(step)
            self.reach.join(start, first)
            start = last
        self.reach.join(start, end)
