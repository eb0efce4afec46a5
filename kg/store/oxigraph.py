"""The embedded engine: Oxigraph in this process, in memory or in a folder.

It is the writer a build uses, and a reader for trusted queries. It cannot interrupt the engine:
`deadline_s` is looked at between rows only, and a hostile query can end the process. Queries that
people write belong in `kg.store.sandbox`.

A folder is never opened by two processes for writing, nor read while another one writes it: take a
`checkpoint` (1-7 ms, hard links) and open that with `open_read_only`. Oxigraph does not sync on
commit; call `flush` before a publication is acknowledged.
"""

from __future__ import annotations

import io
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Self, TypeVar

import pyoxigraph as ox

from kg.errors import QueryTimeout, StoreError, StoreUnavailable
from kg.model.terms import BlankNode, Iri, Quad, format_term
from kg.store.base import UNION, Bindings, Dataset, QueryResult, Solutions, Triples
from kg.store.bindings import bind
from kg.store.engine import (
    EngineResult,
    engine_rdf_format,
    from_engine,
    from_engine_triple,
    query_errors,
    rdf_errors,
    run_query,
    storage_errors,
    to_engine_graph,
    to_engine_quad,
    write_result,
)
from kg.store.formats import get_format, kind_of
from kg.store.guard import check_dataset, check_nesting, check_query
from kg.store.lexer import names_its_dataset, query_form, refuse_forbidden

# Looking at the clock costs about as much as reading a row; once in 256 rows it is free.
_ROWS_PER_CHECK = 256
_Row = TypeVar("_Row")


class OxigraphStore:
    """A `GraphStore` over an embedded Oxigraph; in memory when `path` is None.

    Usable from several threads. The default graph of every query is the union of all graphs,
    unless the query or the caller says otherwise.

    Raises:
        StoreUnavailable: The folder is locked by another process or cannot be made or read.
    """

    def __init__(self, path: Path | str | None = None) -> None:
        try:
            self._store: ox.Store | None = ox.Store(None if path is None else str(path))
        except OSError as error:
            raise StoreUnavailable(f"the store at {str(path)!r} cannot be opened") from error
        self._read_only = False

    @classmethod
    def open_read_only(cls, path: Path | str) -> Self:
        """Open a checkpoint for reading; several processes may at once.

        Raises:
            StoreUnavailable: There is no store, or its format is not known.
        """
        self = cls.__new__(cls)
        try:
            self._store = ox.Store.read_only(str(path))
        except OSError as error:
            raise StoreUnavailable(f"there is no readable store at {str(path)!r}") from error
        self._read_only = True
        return self

    def query(
        self,
        text: str,
        *,
        bindings: Bindings | None = None,
        dataset: Dataset = UNION,
        deadline_s: float | None = None,
    ) -> QueryResult:
        """Run a query; see `GraphView.query`. The deadline is looked at between rows only."""
        started = time.monotonic()
        result, bound = self._evaluate(text, bindings, dataset)
        with query_errors(bound):
            if isinstance(result, ox.QueryBoolean):
                return bool(result)
            rows = _iter_until(result, started, deadline_s)
            if isinstance(result, ox.QueryTriples):
                return Triples(tuple(from_engine_triple(row) for row in rows))
            return _solutions(result, rows)

    def query_serialised(
        self,
        text: str,
        media_type: str,
        output: IO[bytes] | None = None,
        *,
        bindings: Bindings | None = None,
        dataset: Dataset = UNION,
    ) -> bytes:
        """Run a query and let the engine serialise the result, 8 times faster than rows.

        Args:
            text: The query.
            media_type: A media type or name of `kg.store.formats`, of the kind the query answers.
            output: Where to write; when given, what is returned is empty.
            bindings: As in `query`.
            dataset: As in `query`.

        Raises:
            ParameterError: The format does not fit the form of the query.
            QuerySyntaxError: As in `query`.
        """
        entry = get_format(media_type, kind_of(query_form(text)))
        result, bound = self._evaluate(text, bindings, dataset)
        sink = output or io.BytesIO()
        with query_errors(bound):
            write_result(result, entry, sink)
        return sink.getvalue() if isinstance(sink, io.BytesIO) and output is None else b""

    def dump(self, graph: str) -> Iterator[Quad]:
        """Yield the quads of one named graph; nothing for a graph that does not exist."""
        name = Iri(graph)
        for found in self._engine.quads_for_pattern(None, None, None, to_engine_graph(graph)):
            triple = from_engine_triple(found.triple)
            yield Quad(triple.subject, triple.predicate, triple.object, name)

    def graphs(self) -> tuple[str, ...]:
        """Return the IRIs of the named graphs that hold something, sorted."""
        engine = self._engine
        names = (name for name in engine.named_graphs() if isinstance(name, ox.NamedNode))
        return tuple(sorted(name.value for name in names if self._holds(name)))

    def __len__(self) -> int:
        return len(self._engine)

    def load(self, graph: str, quads: Iterable[Quad]) -> None:
        """Replace one named graph, all or nothing; see `GraphStore.load`.

        An empty graph is filled in one transaction (40 000 quads a second). For a graph with
        contents the difference is written in one update, so reading a source again costs nothing;
        a large new text costs a tenth of that speed. For millions of quads see `bulk_load_file`.
        """
        engine = self._writable()
        wanted = dict.fromkeys(quads)
        stray = next((quad for quad in wanted if quad.graph.value != graph), None)
        if stray:
            raise StoreError(f"a quad belongs to {stray.graph.value!r}, not to {graph!r}")
        converted = [to_engine_quad(quad) for quad in wanted]
        held = dict.fromkeys(self.dump(graph))
        with storage_errors(f"graph {graph!r} could not be replaced"):
            if not held:
                engine.extend(converted)
            else:
                _replace(engine, graph, held, wanted)

    def update(self, text: str) -> None:
        """Run a SPARQL 1.1 Update request; see `GraphStore.update`."""
        engine = self._writable()
        refuse_forbidden(text)
        check_nesting(text)
        with query_errors(text):
            engine.update(text)

    def bulk_load_file(
        self, path: Path, media_type: str = "nquads", graph: str | None = None
    ) -> None:
        """Add a file of any size (30 s for 10 million N-Quads). Not all or nothing.

        Args:
            path: The file.
            media_type: A name or media type of a graph format.
            graph: Where the triples of a format without graphs go.

        Raises:
            RdfSyntaxError: The file does not parse; what came before may be in the store.
            StoreError: The file cannot be read, or the store not be written.
        """
        engine = self._writable()
        entry = get_format(media_type, "graph")
        target = None if graph is None else to_engine_graph(graph)
        with rdf_errors(path.name), storage_errors(f"{path.name!r} could not be stored"):
            engine.bulk_load(path=str(path), format=engine_rdf_format(entry), to_graph=target)

    def serialise_graph(
        self, graph: str | None, media_type: str, output: IO[bytes] | None = None
    ) -> bytes:
        """Serialise one named graph, or the whole dataset when `graph` is None.

        Formats without graphs need one. Returns nothing when `output` is given.

        Raises:
            ParameterError: The format is unknown, or cannot hold a dataset and `graph` is None.
        """
        entry = get_format(media_type, "graph")
        if graph is None and entry.name not in {"nquads", "trig", "jsonld"}:
            entry = get_format(f"{entry.name} (a whole dataset)", "graph")
        source = None if graph is None else to_engine_graph(graph)
        sink = output or io.BytesIO()
        with storage_errors("the graph could not be written"):
            self._engine.dump(sink, engine_rdf_format(entry), from_graph=source)
        return sink.getvalue() if isinstance(sink, io.BytesIO) and output is None else b""

    def checkpoint(self, path: Path) -> None:
        """Copy the store as it is now into a new folder, by hard links where they work.

        Raises:
            StoreError: The store is in memory, or `path` exists.
        """
        with storage_errors(f"no checkpoint could be made at {str(path)!r}"):
            self._writable().backup(str(path))

    def flush(self) -> None:
        """Sync to disk (5 ms); returns when it is done."""
        with storage_errors("the store could not be synced"):
            self._writable().flush()

    def optimise(self) -> None:
        """Compact the files; worth it once, after a bulk load."""
        with storage_errors("the store could not be compacted"):
            self._writable().optimize()

    def close(self) -> None:
        """Release the files; iterators that are still open keep them until they end."""
        self._store = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    @property
    def _engine(self) -> ox.Store:
        if self._store is None:
            raise StoreUnavailable("the store is closed")
        return self._store

    def _writable(self) -> ox.Store:
        engine = self._engine
        if self._read_only:
            raise StoreError("the store is open for reading only")
        return engine

    def _holds(self, name: ox.NamedNode) -> bool:
        return next(iter(self._engine.quads_for_pattern(None, None, None, name)), None) is not None

    def _evaluate(
        self, text: str, bindings: Bindings | None, dataset: Dataset
    ) -> tuple[EngineResult, str]:
        engine = self._engine
        check_query(text)
        check_dataset(dataset)
        bound = bind(text, bindings)
        return run_query(engine, bound, dataset, names_its_dataset(text)), bound


def _replace(
    engine: ox.Store, graph: str, held: dict[Quad, None], wanted: dict[Quad, None]
) -> None:
    """Bring a graph from `held` to `wanted` in one transaction."""
    removed, added = held.keys() - wanted.keys(), wanted.keys() - held.keys()
    if not removed:
        engine.extend(to_engine_quad(quad) for quad in added)
        return
    name = format_term(Iri(graph))
    if any(_has_blank_node(quad) for quad in removed):
        # DELETE DATA cannot name a blank node.
        start, added = f"DROP SILENT GRAPH {name}", wanted.keys()
    else:
        start = f"DELETE DATA {{ GRAPH {name} {{\n{_statements(removed)}}}}}"
    # A lone update is the only transaction of pyoxigraph that removes and adds. The terms come from
    # `to_engine_quad`, which refused every IRI that is none.
    engine.update(f"{start};\nINSERT DATA {{ GRAPH {name} {{\n{_statements(added)}}}}}")
    if not wanted:
        engine.remove_graph(to_engine_graph(graph))


def _statements(quads: Iterable[Quad]) -> str:
    return "".join(
        " ".join(format_term(part) for part in (quad.subject, quad.predicate, quad.object)) + " .\n"
        for quad in quads
    )


def _has_blank_node(quad: Quad) -> bool:
    return isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)


def _iter_until(rows: Iterable[_Row], started: float, deadline_s: float | None) -> Iterator[_Row]:
    for number, row in enumerate(rows):
        if deadline_s is not None and number % _ROWS_PER_CHECK == 0:
            if time.monotonic() - started > deadline_s:
                raise QueryTimeout(deadline_s)
        yield row


def _solutions(result: ox.QuerySolutions, rows: Iterable[ox.QuerySolution]) -> Solutions:
    names = tuple(variable.value for variable in result.variables)
    cells = (
        tuple(None if (term := row[name]) is None else from_engine(term) for name in names)
        for row in rows
    )
    return Solutions(names, tuple(cells))
