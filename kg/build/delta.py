"""What is different between two generations, and a store seen with that difference.

A dry run looks at a published store as if it were changed: nothing is cloned, nothing is written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from kg.model.terms import Triple
from kg.store.base import QuadLookup
from kg.store.oxigraph import OxigraphStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kg.model.terms import Iri, Quad, Subject, Term


@dataclass(frozen=True, slots=True)
class Delta:
    """QuadLookup that one generation has and the other has not."""

    added: frozenset[Quad] = frozenset()
    removed: frozenset[Quad] = frozenset()

    def __or__(self, other: Delta) -> Delta:
        """Return both changes, one after the other."""
        added = (self.added - other.removed) | (other.added - self.removed)
        removed = (self.removed - other.added) | (other.removed - self.added)
        return Delta(frozenset(added), frozenset(removed))

    @property
    def triples(self) -> frozenset[Triple]:
        """Every triple that changes in some graph."""
        quads = self.added | self.removed
        return frozenset(Triple(one.subject, one.predicate, one.object) for one in quads)


@dataclass(frozen=True, slots=True)
class ChangedGraphs:
    """Graphs that are different.

    Attributes:
        graphs: New quads of each, as the store gives them back; none for one that goes.
        looked_at: Graphs whose letters and names a whole build would look at, changed or not; those
            of large files are not among them.
        written: How a triple was written, where the store keeps it otherwise: it stores
            `"04"^^xsd:nonNegativeInteger` as the integer 4, and shapes ask for what was written.
    """

    graphs: Mapping[str, tuple[Quad, ...]]
    looked_at: frozenset[str]
    written: Mapping[Triple, Triple] = field(default_factory=dict[Triple, Triple])


class Changing(QuadLookup, Protocol):
    """QuadLookup that can be changed."""

    def change(self, added: Iterable[Quad], removed: Iterable[Quad]) -> None:
        """Add and remove quads."""
        ...


class Overlay:
    """A store that stays as it is, and what would be different in it."""

    def __init__(self, store: QuadLookup) -> None:
        self._store = store
        self._added = OxigraphStore()
        self._removed: set[Quad] = set()

    def change(self, added: Iterable[Quad], removed: Iterable[Quad]) -> None:
        """Take note of quads that come, which the store has not, and of quads that go."""
        come, go = set(added), set(removed)
        here = {quad for quad in go if quad in self._added.iter_quads(quad.subject, quad.predicate)}
        self._added.change(come - self._removed, here)
        self._removed = (self._removed - come) | (go - here)

    def iter_quads(
        self,
        subject: Subject | None = None,
        predicate: Iri | None = None,
        value: Term | None = None,
    ) -> Iterator[Quad]:
        """Yield the quads of all named graphs that match, as they would be."""
        for quad in self._store.iter_quads(subject, predicate, value):
            if quad not in self._removed:
                yield quad
        yield from self._added.iter_quads(subject, predicate, value)

    def close(self) -> None:
        """Forget the difference."""
        self._added.close()

    def __enter__(self) -> Overlay:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
