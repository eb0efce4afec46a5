"""Clashes: nodes that are at once what excludes itself, such as a plan that is an event.

Run after the closure, over the union of all graphs: most clashes show only up the tree.

References: OWL 2 Profiles, section 4.3, rule cax-dw.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.model.terms import Iri
from kg.store.base import GraphView, Solutions

if TYPE_CHECKING:
    from kg.infer.axioms import Axioms

_BOTH = "SELECT DISTINCT ?node WHERE { ?node a ?left . ?node a ?right }"


@dataclass(frozen=True, slots=True, order=True)
class Clash:
    """A node that has two classes which share no member; `left` sorts before `right`."""

    node: str
    left: str
    right: str


def find_clashes(view: GraphView, axioms: Axioms) -> tuple[Clash, ...]:
    """Return every clash of disjoint classes, sorted.

    A node below two disjoint classes clashes once for each declared pair.

    Raises:
        StoreError: The view failed.
    """
    found: list[Clash] = []
    for left, right in axioms.disjoint:
        solutions = view.query(_BOTH, bindings={"left": Iri(left), "right": Iri(right)})
        assert isinstance(solutions, Solutions)
        found += [Clash(str(row[0]), left, right) for row in solutions.rows]
    return tuple(sorted(found))
