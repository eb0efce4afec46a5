"""The embedded engine: Oxigraph in this process, in memory or in a folder.

It is the writer a build uses, and a reader for trusted queries. It cannot interrupt the engine:
`deadline_s` is looked at between rows only, and a hostile query can end the process. Queries that
people write belong in `kg.store.sandbox`.

A folder is never opened by two processes for writing, nor read while another one writes it: take a
`checkpoint` (1-7 ms, hard links) and open that with `open_read_only`. Oxigraph does not sync on
commit; call `flush` before a publication is acknowledged.

The default graph is kept as the union of the named graphs, triple by triple. Oxigraph can form a
union per query, but then a triple that two sources state comes twice, and COUNT counts it twice.
This costs half as much space again, and makes queries over the union faster.
"""

from __future__ import annotations

import io
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Self, TypeVar

import pyoxigraph as ox

from kg.errors import QueryTimeout, StoreError, StoreUnavailable
from kg.model.terms import BlankNode, Iri, Quad, Subject, Term, Triple, format_term
from kg.store.base import UNION, Bindings, Dataset, QueryResult, Solutions, Triples
from kg.store.bindings import bind
from kg.store.engine import (
    EngineResult,
    EngineTerm,
    engine_rdf_format,
    from_engine,
    from_engine_triple,
    iter_rdf,
    query_errors,
    rdf_errors,
    release_results,
    run_query,
    storage_errors,
    to_engine,
    to_engine_graph,
    to_engine_quad,
    write_result,
)
from kg.store.formats import Format, get_format, kind_of
from kg.store.guard import check_dataset, check_nesting, check_query
from kg.store.lexer import query_form, refuse_forbidden, tokenise

# Looking at the clock costs about as much as reading a row; once in 256 rows it is free.
_ROWS_PER_CHECK = 256
_Row = TypeVar("_Row")
_RENEW_UNION = """
DELETE { ?s ?p ?o } WHERE { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } } } ;
INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } FILTER NOT EXISTS { ?s ?p ?o } }
"""


class OxigraphStore:
    """A `GraphStore` over an embedded Oxigraph; in memory when `path` is None.

    Usable from several threads. The default graph of every query is the union of all graphs,
    unless the query or the caller says otherwise. Nothing else can be kept in the default graph.

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
        try:
            return self._query(text, bindings, dataset, deadline_s)
        except Exception as error:
            release_results(error)
            raise

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
        sink = output or io.BytesIO()
        try:
            self._write(text, entry, sink, bindings, dataset)
        except Exception as error:
            release_results(error)
            raise
        return sink.getvalue() if isinstance(sink, io.BytesIO) and output is None else b""

    def dump(self, graph: str) -> Iterator[Quad]:
        """Yield the quads of one named graph; nothing for a graph that does not exist."""
        name = Iri(graph)
        for found in self._engine.quads_for_pattern(None, None, None, to_engine_graph(graph)):
            triple = from_engine_triple(found.triple)
            yield Quad(triple.subject, triple.predicate, triple.object, name)

    def iter_triples(
        self,
        subject: Subject | None = None,
        predicate: Iri | None = None,
        value: Term | None = None,
    ) -> Iterator[Triple]:
        """Yield the triples of the union that match; None matches everything. Microseconds each."""
        home = ox.DefaultGraph()
        for found in self._engine.quads_for_pattern(*_pattern(subject, predicate, value), home):
            yield from_engine_triple(found.triple)

    def iter_quads(
        self,
        subject: Subject | None = None,
        predicate: Iri | None = None,
        value: Term | None = None,
        graph: str | None = None,
    ) -> Iterator[Quad]:
        """Yield the quads of one named graph or of all that match; None matches everything."""
        wanted = None if graph is None else ox.NamedNode(graph)
        for found in self._engine.quads_for_pattern(*_pattern(subject, predicate, value), wanted):
            if isinstance(found.graph_name, ox.NamedNode):
                triple = from_engine_triple(found.triple)
                home = Iri(found.graph_name.value)
                yield Quad(triple.subject, triple.predicate, triple.object, home)

    def graphs(self) -> tuple[str, ...]:
        """Return the IRIs of the named graphs that hold something, sorted."""
        engine = self._engine
        names = (name for name in engine.named_graphs() if isinstance(name, ox.NamedNode))
        return tuple(sorted(name.value for name in names if self._holds(name)))

    def count_statements(self) -> int:
        """Return how many statements the engine holds, those of the default graph included."""
        return len(self._engine)

    def load(self, graph: str, quads: Iterable[Quad]) -> None:
        """Replace one named graph, all or nothing; see `GraphStore.load`.

        An empty graph is filled in one transaction, 100 000 quads in a folder in 2.6 s of processor
        time. For a graph with contents the difference is written in one update: reading a source
        again writes nothing, replacing all of those 100 000 took 14 s. For millions of quads see
        `bulk_load_dataset`.
        """
        engine = self._writable()
        wanted = dict.fromkeys(quads)
        stray = next((quad for quad in wanted if quad.graph.value != graph), None)
        if stray:
            raise StoreError(f"a quad belongs to {stray.graph.value!r}, not to {graph!r}")
        converted = {quad: to_engine_quad(quad) for quad in wanted}
        held = set(self.dump(graph))
        removed = held - converted.keys()
        with storage_errors(f"graph {graph!r} could not be replaced"):
            if removed:
                self._rewrite(graph, removed, wanted, held)
            else:
                added = [quad for key, quad in converted.items() if key not in held]
                engine.extend([*added, *map(_in_union, added)])

    def change(self, added: Iterable[Quad], removed: Iterable[Quad]) -> None:
        """Add and remove quads of any named graphs, and keep the union. Not all or nothing.

        What is written is what changes, so that a few quads cost the same in a large store. Nobody
        else may read the store meanwhile.
        """
        engine = self._writable()
        with storage_errors("the store could not be changed"):
            new = [to_engine_quad(quad) for quad in added]
            engine.extend([*new, *map(_in_union, new)])
            touched: set[str] = set()
            for quad in removed:
                old = to_engine_quad(quad)
                engine.remove(old)
                touched.add(quad.graph.value)
                if not any(self.iter_quads(quad.subject, quad.predicate, quad.object)):
                    engine.remove(_in_union(old))
            for graph in touched:
                if not self._holds(to_engine_graph(graph)):
                    engine.remove_graph(to_engine_graph(graph))

    def update(self, text: str) -> None:
        """Run a SPARQL 1.1 Update request; see `GraphStore.update`.

        Its WHERE clauses see the union of all graphs; what it writes outside GRAPH is dropped. The
        union is brought up to date in the same transaction, which reads the whole store (3.6 s of
        processor time for 300 000 quads).
        """
        engine = self._writable()
        refuse_forbidden(text)
        check_nesting(text)
        tokens = tokenise(text)
        open_end = not tokens or tokens[-1].text == ";"
        with query_errors(text):
            engine.update(f"{text}\n{'' if open_end else ';'}{_RENEW_UNION}")

    def bulk_load_file(
        self, path: Path, media_type: str = "nquads", graph: str | None = None
    ) -> None:
        """Add a file, 60 000 quads for a second of processor time. Not all or nothing.

        For millions of quads see `bulk_load_dataset`.

        Args:
            path: The file.
            media_type: A name or media type of a graph format.
            graph: Where the triples of a format without graphs go.

        Raises:
            RdfSyntaxError: The file does not parse; what came before may be in the store.
            StoreError: The file cannot be read, or the store not be written.
        """
        entry = get_format(media_type, "graph")
        self._bulk_load(path, entry, graph)
        with storage_errors(f"{path.name!r} could not be stored"), path.open("rb") as stream:
            self._writable().bulk_extend(map(_in_union, iter_rdf(stream, entry, path.name)))

    def bulk_load_dataset(self, quads: Iterable[Path], union: Path) -> None:
        """Add N-Quads files and their union, at the speed of the engine. Not all or nothing.

        No quad becomes a Python object: the engine reads the union from a file of its own.

        Args:
            quads: N-Quads files, every quad of them in a named graph.
            union: N-Triples file of the same triples without their graphs; the caller answers for
                that, nothing compares the two.

        Raises:
            RdfSyntaxError: A file does not parse; what came before may be in the store.
            StoreError: A file cannot be read, or the store not be written.
        """
        for path in quads:
            self._bulk_load(path, get_format("nquads", "graph"))
        self._bulk_load(union, get_format("ntriples", "graph"))

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
        sink = output or io.BytesIO()
        with storage_errors("the graph could not be written"):
            if graph is None:
                quads = self._engine.quads_for_pattern(None, None, None, None)
                named = (quad for quad in quads if isinstance(quad.graph_name, ox.NamedNode))
                ox.serialize(named, sink, engine_rdf_format(entry))
            else:
                name = to_engine_graph(graph)
                self._engine.dump(sink, engine_rdf_format(entry), from_graph=name)
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

    def _bulk_load(self, path: Path, entry: Format, graph: str | None = None) -> None:
        engine = self._writable()
        target = None if graph is None else to_engine_graph(graph)
        with rdf_errors(path.name), storage_errors(f"{path.name!r} could not be stored"):
            engine.bulk_load(path=str(path), format=engine_rdf_format(entry), to_graph=target)

    def _holds(self, name: ox.NamedNode) -> bool:
        return next(iter(self._engine.quads_for_pattern(None, None, None, name)), None) is not None

    def _rewrite(
        self, graph: str, removed: set[Quad], wanted: Iterable[Quad], held: set[Quad]
    ) -> None:
        """Bring a graph from `held` to `wanted`, and the union with it, in one transaction."""
        engine, name = self._engine, format_term(Iri(graph))
        if any(_has_blank_node(quad) for quad in removed):
            # DELETE DATA cannot name a blank node, so the union cannot be told what to lose.
            start, added, end = f"DROP SILENT GRAPH {name}", list(wanted), f";{_RENEW_UNION}"
        else:
            orphans = _statements(quad for quad in removed if self._stands_once(quad))
            start = f"DELETE DATA {{ {orphans} GRAPH {name} {{ {_statements(removed)} }} }}"
            added, end = [quad for quad in wanted if quad not in held], ""
        statements = _statements(added)
        # A lone update is the only transaction of pyoxigraph that removes and adds. The terms were
        # all accepted by `to_engine_quad` or come from the engine.
        engine.update(
            f"{start};\nINSERT DATA {{ {statements} GRAPH {name} {{ {statements} }} }}{end}"
        )
        if not self._holds(to_engine_graph(graph)):
            engine.remove_graph(to_engine_graph(graph))

    def _stands_once(self, quad: Quad) -> bool:
        """Tell whether one named graph alone holds the triple."""
        triple = to_engine_quad(quad)
        found = self._engine.quads_for_pattern(triple.subject, triple.predicate, triple.object)
        return sum(isinstance(other.graph_name, ox.NamedNode) for other in found) == 1

    def _query(
        self, text: str, bindings: Bindings | None, dataset: Dataset, deadline_s: float | None
    ) -> QueryResult:
        started = time.monotonic()
        result, bound = self._evaluate(text, bindings, dataset)
        with query_errors(bound):
            if isinstance(result, ox.QueryBoolean):
                return bool(result)
            rows = _iter_until(result, started, deadline_s)
            if isinstance(result, ox.QueryTriples):
                return Triples(tuple(from_engine_triple(row) for row in rows))
            return _solutions(result, rows)

    def _write(
        self,
        text: str,
        entry: Format,
        sink: IO[bytes],
        bindings: Bindings | None,
        dataset: Dataset,
    ) -> None:
        result, bound = self._evaluate(text, bindings, dataset)
        with query_errors(bound):
            write_result(result, entry, sink)

    def _evaluate(
        self, text: str, bindings: Bindings | None, dataset: Dataset
    ) -> tuple[EngineResult, str]:
        engine = self._engine
        check_query(text)
        check_dataset(dataset)
        bound = bind(text, bindings)
        return run_query(engine, bound, dataset), bound


def _in_union(quad: ox.Quad) -> ox.Quad:
    return ox.Quad(quad.subject, quad.predicate, quad.object, ox.DefaultGraph())


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


def _pattern(
    subject: Subject | None, predicate: Iri | None, value: Term | None
) -> tuple[ox.NamedNode | ox.BlankNode | None, ox.NamedNode | None, EngineTerm | None]:
    start = None if subject is None else to_engine(subject)
    step = None if predicate is None else to_engine(predicate)
    assert not isinstance(start, ox.Literal)
    assert step is None or isinstance(step, ox.NamedNode)
    return start, step, None if value is None else to_engine(value)


def _solutions(result: ox.QuerySolutions, rows: Iterable[ox.QuerySolution]) -> Solutions:
    names = tuple(variable.value for variable in result.variables)
    cells = (
        tuple(None if (term := row[name]) is None else from_engine(term) for name in names)
        for row in rows
    )
    return Solutions(names, tuple(cells))
