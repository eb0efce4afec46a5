"""The data without what was derived from them, looked up by pattern."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.model.iri import GRAPH_DERIVED
from kg.model.terms import Triple
from kg.ontology.terms import PH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.model.terms import Iri, Subject, Term
    from kg.store.base import QuadLookup


class Said:
    """The union of all graphs as it is before inference: graph/derived gives search keys only."""

    def __init__(self, store: QuadLookup) -> None:
        self._store = store

    def iter_triples(
        self,
        subject: Subject | None = None,
        predicate: Iri | None = None,
        value: Term | None = None,
    ) -> Iterator[Triple]:
        """Yield the triples that match, each once; None matches everything."""
        seen: set[Triple] = set()
        for quad in self._store.iter_quads(subject, predicate, value):
            if quad.graph.value != GRAPH_DERIVED or quad.predicate.value == PH.searchKey:
                triple = Triple(quad.subject, quad.predicate, quad.object)
                if triple not in seen:
                    seen.add(triple)
                    yield triple

    def holds(self, triple: Triple) -> bool:
        """Tell whether a triple is said."""
        return any(self.iter_triples(triple.subject, triple.predicate, triple.object))
