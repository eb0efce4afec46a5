"""Queries that people write run here: in a worker process with limits, never in the server's own.

`Sandbox.run` gives the serialised result as it is made. Once bytes have been handed out, a limit
that is passed raises in the middle of the iteration, so that the server can cut the connection: a
short result that looks complete never leaves. `SandboxView` is the same as a `GraphView`.

References: architecture.md 4; service.md 3 (limits).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self

from kg.errors import StoreError
from kg.model.terms import Iri, Quad
from kg.store.base import UNION, Bindings, Dataset, QueryResult, Solutions
from kg.store.bindings import bind
from kg.store.formats import JSON, NTRIPLES, Format, QueryForm, get_format, kind_of
from kg.store.frames import Request
from kg.store.guard import DEFAULT_LIMITS, QueryLimits, check_dataset, check_query
from kg.store.lexer import query_form
from kg.store.pool import SandboxLimits, WorkerPool
from kg.store.process import Worker
from kg.store.results import iter_graph, parse_result

# A small result is complete within this time after its first bytes; then nothing can go wrong any
# more, and its worker is free before the first byte is sent.
_COMPLETION_WAIT_S = 0.005


class SandboxResult:
    """The bytes of one result, as chunks; holds a worker until it ends or is closed.

    Iterate it once, in one thread; `close` may come from any other.

    Attributes:
        form: Form of the query.
        format: Format of the bytes.
    """

    def __init__(self, pool: WorkerPool, worker: Worker, form: QueryForm, entry: Format) -> None:
        self.form, self.format = form, entry
        self._pool, self._worker, self._store_path = pool, worker, worker.path
        self._lock, self._reading = threading.Lock(), False
        self._released, self._ended, self._exhausted, self._given_up = False, False, False, False
        self._ahead = list[bytes]()

    @property
    def complete(self) -> bool:
        """Whether the worker has sent everything: what is left to iterate cannot fail."""
        return self._ended

    @property
    def store_path(self) -> Path:
        """The store that answers: it may be older than `Sandbox.path` just after a swap."""
        return self._store_path

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        """Return the next chunk.

        Raises:
            StoreError: A limit was passed, the worker died or the result was closed; what was
                returned before is not a whole result.
        """
        if self._given_up:
            # `close` may have found us reading and left the rest to us.
            self._finish(ended=False)
            raise StoreError("the result was closed before its end")
        chunk = self._ahead.pop(0) if self._ahead else self._read()
        if not chunk:
            self._exhausted = True
            raise StopIteration
        return chunk

    def start(self, request: Request) -> None:
        """Send the query and wait for the first bytes, the end or an error (for `Sandbox.run`)."""
        try:
            self._worker.send(request)
        except BaseException:
            self._finish(ended=False)
            raise
        first = self._read()
        if first:
            self._ahead.append(first)
            if self._worker.has_news(_COMPLETION_WAIT_S):
                self._ahead.append(self._read())

    def close(self) -> None:
        """Give the result up; a query that still runs is killed. Twice is allowed."""
        with self._lock:
            self._given_up = not self._exhausted
            if self._reading:
                self._worker.stop()  # the reader sees the end of the pipe, and releases
                return
            # In the same breath: a reader that came between would read a closed pipe.
            if self._released:
                return
            self._released = True
        self._pool.release(self._worker)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def __del__(self) -> None:
        # A response that was made and never iterated must not keep its worker.
        self.close()

    def _read(self) -> bytes:
        with self._lock:
            if self._ended:
                return b""
            if self._released:
                raise StoreError("the result was closed before its end")
            self._reading = True
        try:
            chunk = self._worker.receive()
        except BaseException:
            self._finish(ended=False)
            raise
        if chunk:
            with self._lock:
                self._reading = False
        else:
            self._finish(ended=True)
        return chunk

    def _finish(self, *, ended: bool) -> None:
        # The worker may be lent to somebody else as soon as it is released: touch it no more.
        with self._lock:
            self._reading = False
            if self._released:
                return
            self._released, self._ended = True, ended
        self._pool.release(self._worker)


class Sandbox:
    """A pool of worker processes over one read-only store; usable from many threads.

    Args:
        path: The folder of a store nobody writes to: a generation's, or a checkpoint. None when
            there is none yet: until the first `swap` queries get StoreUnavailable.
        limits: What one query may cost, and how many may wait.
        query_limits: How large and deep the text of a query may be.

    Raises:
        StoreUnavailable: The store cannot be opened.
    """

    def __init__(
        self,
        path: Path | str | None,
        limits: SandboxLimits | None = None,
        query_limits: QueryLimits = DEFAULT_LIMITS,
    ) -> None:
        self.limits, self.query_limits = limits or SandboxLimits(), query_limits
        self._pool = WorkerPool(None if path is None else Path(path), self.limits)

    @property
    def path(self) -> Path:
        """The store that new queries go to.

        Raises:
            StoreUnavailable: There is none yet.
        """
        return self._pool.path

    def run(
        self,
        text: str,
        media_type: str,
        *,
        dataset: Dataset = UNION,
        bindings: Bindings | None = None,
        deadline_s: float | None = None,
        watch: Callable[[SandboxResult], None] | None = None,
    ) -> SandboxResult:
        """Run a query; returns when its first bytes, its end or its failure is known.

        Args:
            text: SPARQL 1.1 query.
            media_type: Name or media type of a format that fits the form of the query
                (`lexer.query_form`, `formats.kind_of`).
            dataset: The dataset; the union of all graphs by default.
            bindings: Values for variables, as in `kg.store.bindings`.
            deadline_s: Seconds; never more than `limits.deadline_s`.
            watch: Called with the result before the query is sent, so that another thread can
                `close` it while this one waits for its first bytes.

        Raises:
            QuerySyntaxError: It does not parse, or is refused.
            ParameterError: The format does not fit, or a binding does not.
            QueryTimeout: The deadline passed before the first bytes.
            QueryTooLarge: The text, the result or the memory went over its limit.
            StoreBusy: The queue is full.
            StoreUnavailable: The sandbox is closed, or its store cannot be opened.
            StoreError: The engine crashed.
        """
        check_query(text, self.query_limits)
        check_dataset(dataset)
        form = query_form(text)
        entry = get_format(media_type, kind_of(form))
        request = Request(
            text=bind(text, bindings),
            format=entry.name,
            kind=entry.kind,
            default=dataset.default,
            named=dataset.named,
            result_bytes=self.limits.result_bytes,
        )
        limit_s = self.limits.deadline_s
        worker = self._pool.borrow(limit_s if deadline_s is None else min(deadline_s, limit_s))
        result = SandboxResult(self._pool, worker, form, entry)
        if watch:
            watch(result)
        result.start(request)
        return result

    def swap(self, path: Path | str) -> None:
        """Move to another generation; running queries end on the one they began on.

        Raises:
            StoreUnavailable: The new store cannot be opened; the old one stays.
        """
        self._pool.swap(Path(path))

    def load(self) -> tuple[int, int]:
        """Return how many queries run and how many wait."""
        return self._pool.load()

    def worker_pids(self) -> tuple[int, ...]:
        """Return the process ids of the workers."""
        return tuple(worker.pid for worker in self._pool.workers())

    def confinement(self) -> tuple[str, ...]:
        """Return what the first ready worker gave up (`kg.store.confine`), for the log."""
        return next((found for w in self._pool.workers() if (found := w.confinement)), ())

    def close(self) -> None:
        """End every worker; queries that run fail with StoreError. Twice is allowed."""
        self._pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


class SandboxView:
    """A `GraphView` over a sandbox: the same limits, results as our own types.

    Args:
        sandbox: Not owned; `close` leaves it open.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def query(
        self,
        text: str,
        *,
        bindings: Bindings | None = None,
        dataset: Dataset = UNION,
        deadline_s: float | None = None,
    ) -> QueryResult:
        """Run a query; see `Sandbox.run`."""
        check_query(text, self._sandbox.query_limits)
        kind = kind_of(query_form(text))
        wire = JSON if kind == "solutions" else NTRIPLES
        with self._sandbox.run(
            text, wire.name, dataset=dataset, bindings=bindings, deadline_s=deadline_s
        ) as result:
            return parse_result(b"".join(result), kind)

    def dump(self, graph: str) -> Iterator[Quad]:
        """Yield the quads of one named graph, while its worker sends them."""
        text = "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?graph { ?s ?p ?o } }"
        with self._sandbox.run(text, NTRIPLES.name, bindings={"graph": Iri(graph)}) as result:
            yield from iter_graph(result, graph)

    def graphs(self) -> tuple[str, ...]:
        """Return the IRIs of the named graphs that hold something, sorted."""
        text = "SELECT ?g { GRAPH ?g {} FILTER EXISTS { GRAPH ?g { ?s ?p ?o } } }"
        found = self.query(text)
        assert isinstance(found, Solutions)
        return tuple(sorted(str(name) for name in found.column("g")))

    def close(self) -> None:
        """Do nothing: the sandbox belongs to whoever opened it."""
