"""The one door to a SPARQL engine: two protocols and the small types that pass through it.

`GraphView` reads, `GraphStore` also writes. Every adapter (embedded, remote, sandbox) passes one
contract test. No engine type crosses: solutions hold the terms of `kg.model.terms`.

References: SPARQL 1.1 Query, section 16 (result forms); SPARQL 1.1 Protocol, 2.1.4 (dataset).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeAlias, runtime_checkable

from kg.model.terms import Iri, Quad, Subject, Term, Triple

Bindings: TypeAlias = Mapping[str, Term]
"""Values for variables of a query, by name without `?`; see `kg.store.bindings`."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """The RDF dataset of a query: graph IRIs. Both empty means the store's own dataset.

    The store's own default graph is the union of all named graphs.
    """

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


UNION = Dataset()


@dataclass(frozen=True, slots=True)
class Solutions:
    """Rows of a SELECT, in the order of the engine; a cell is None where it is unbound."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]

    def __iter__(self) -> Iterator[dict[str, Term]]:
        """Yield one dict per row, holding bound variables only."""
        for row in self.rows:
            cells = zip(self.variables, row, strict=True)
            yield {name: term for name, term in cells if term is not None}

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, variable: str) -> list[Term | None]:
        """Return one variable's cells in row order.

        Raises:
            ValueError: The query has no such variable.
        """
        index = self.variables.index(variable)
        return [row[index] for row in self.rows]


@dataclass(frozen=True, slots=True)
class Triples:
    """Result of a CONSTRUCT or DESCRIBE, without order."""

    triples: tuple[Triple, ...]

    def __len__(self) -> int:
        return len(self.triples)


QueryResult: TypeAlias = Solutions | bool | Triples


@runtime_checkable
class TripleLookup(Protocol):
    """Triples of a union looked up by pattern."""

    def iter_triples(
        self,
        subject: Subject | None = None,
        predicate: Iri | None = None,
        value: Term | None = None,
    ) -> Iterator[Triple]:
        """Yield the triples that match; None matches everything."""
        ...


class QuadLookup(Protocol):
    """Quads of named graphs looked up by pattern."""

    def iter_quads(
        self,
        subject: Subject | None = None,
        predicate: Iri | None = None,
        value: Term | None = None,
    ) -> Iterator[Quad]:
        """Yield the quads that match; None matches everything."""
        ...


@runtime_checkable
class GraphView(Protocol):
    """A read-only dataset."""

    def query(
        self,
        text: str,
        *,
        bindings: Bindings | None = None,
        dataset: Dataset = UNION,
        deadline_s: float | None = None,
    ) -> QueryResult:
        """Run a SPARQL 1.1 query.

        Raises:
            QuerySyntaxError: It does not parse.
            QueryTimeout: It ran past `deadline_s` (adapters that cannot interrupt say so).
            QueryTooLarge: A limit of the adapter was passed.
            StoreError: The engine failed.
        """
        ...

    def dump(self, graph: str) -> Iterator[Quad]:
        """Yield the quads of one named graph; nothing for a graph that does not exist."""
        ...

    def graphs(self) -> tuple[str, ...]:
        """Return the IRIs of the named graphs, sorted."""
        ...

    def close(self) -> None:
        """Release files, sockets and processes. Twice is allowed."""
        ...


@runtime_checkable
class SerialisingView(Protocol):
    """A view whose engine serialises the result of a query itself."""

    def query_serialised(
        self, text: str, media_type: str, *, bindings: Bindings | None = None
    ) -> bytes:
        """Return the result in a format of `kg.store.formats`.

        Raises:
            QuerySyntaxError: The query does not parse.
            StoreError: The engine failed.
        """
        ...


@runtime_checkable
class GraphStore(GraphView, Protocol):
    """A dataset that can be written."""

    def load(self, graph: str, quads: Iterable[Quad]) -> None:
        """Replace the contents of one named graph, all or nothing; no quads empties it.

        Raises:
            StoreError: A quad belongs to another graph, or the engine failed; nothing changed.
        """
        ...

    def update(self, text: str) -> None:
        """Run a SPARQL 1.1 Update request.

        Raises:
            QuerySyntaxError: It does not parse.
            QueryRefused: It contains LOAD or SERVICE.
            StoreError: The engine failed; nothing changed.
        """
        ...
