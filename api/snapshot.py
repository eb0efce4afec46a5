"""The generation a request is answered from, and the swap to a newer one between requests.

A request takes a lease and keeps its generation to the end, so no answer mixes two. A newer
generation is opened while the old one is served; the old one closes when its last lease ends.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

import structlog

from kg.errors import KgError, StoreError, StoreUnavailable
from kg.index.authority_open import AuthorityIndex
from kg.index.search import SearchIndex
from kg.store.base import Solutions
from kg.store.oxigraph import OxigraphStore
from kg.store.pool import NOTHING_PUBLISHED

if TYPE_CHECKING:
    from kg.publish import Generation
    from kg.store.base import GraphView
    from kg.store.running import QueryEngine

Made = TypeVar("Made")

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Snapshot:
    """One open generation.

    Attributes:
        generation: Its id, hash and manifest.
        view: The store, read-only; for the named queries of the catalogue only.
        authority: The memory-mapped arrays behind under-both.
        search: The full-text index.
    """

    generation: Generation
    view: GraphView
    authority: AuthorityIndex
    search: SearchIndex
    _closing: ExitStack
    leases: int = 0
    retired: bool = False
    _memory: dict[str, Any] = field(default_factory=dict[str, Any])
    _locks: dict[str, threading.Lock] = field(default_factory=dict[str, threading.Lock])
    _making: threading.Lock = field(default_factory=threading.Lock)

    @property
    def id(self) -> str:
        """Id of the generation."""
        return self.generation.id

    def select(self, query: str) -> Solutions:
        """Run a named SELECT query of ours in this process.

        Raises:
            StoreError: It is not a SELECT, or the engine failed.
        """
        result = self.view.query(query)
        if not isinstance(result, Solutions):
            raise StoreError("a named query of a page has to be a SELECT")
        return result

    def remember(self, key: str, make: Callable[[], Made]) -> Made:
        """Return what `make` returned for this key; a generation never changes, so it is kept.

        It is made once: those who ask meanwhile wait, instead of making it too.
        """
        if key not in self._memory:
            with self._making:
                lock = self._locks.setdefault(key, threading.Lock())
            with lock:
                if key not in self._memory:
                    self._memory[key] = make()
        return cast("Made", self._memory[key])

    def close(self) -> None:
        """Release the files."""
        self._closing.close()


def open_snapshot(generation: Generation) -> Snapshot:
    """Open a generation read-only.

    Raises:
        StoreError: A part of it cannot be opened.
    """
    with ExitStack() as stack:
        view = OxigraphStore.open_read_only(generation.store_path)
        stack.callback(view.close)
        return open_indexes(generation, view, stack)


def open_indexes(generation: Generation, view: GraphView, stack: ExitStack) -> Snapshot:
    """Open the indexes of a generation beside a view of its graphs.

    Args:
        generation: Where the indexes are.
        view: The graphs.
        stack: What the snapshot is to close; handed over.

    Raises:
        StoreError: A part cannot be opened.
    """
    authority = AuthorityIndex.open(generation.authority_path)
    search = SearchIndex.open(generation.search_path)
    stack.callback(search.close)
    return Snapshot(generation, view, authority, search, stack.pop_all())


class Published(Protocol):
    """Says which generation is to be served: `Generations`, or whoever follows something else."""

    def current_id(self) -> str | None:
        """Return its id."""
        ...

    def current(self) -> Generation:
        """Return it.

        Raises:
            StoreUnavailable: There is none that can be served.
        """
        ...


@dataclass(slots=True)
class SnapshotHolder:
    """The current snapshot of a process, shared by its threads.

    Where the old generation may be served until the newer one is open, a thread of the holder's own
    looks for that and opens it, its workers too, so that no request waits for it.

    Args:
        generations: Where generations are published.
        sandbox: The workers to move along.
        check_every_s: How often `current` is read.
        open_generation: Opens the files of a generation.
        keeps_old: Whether to go on with the old generation while a newer one is being opened, or
            cannot be. If not, requests look for themselves, and wait.
    """

    generations: Published
    sandbox: QueryEngine
    check_every_s: float = 0.5
    open_generation: Callable[[Generation], Snapshot] = open_snapshot
    keeps_old: bool = True
    _current: Snapshot | None = None
    _checked: float = 0.0
    # Guards what stands above, and is held for moments only; the other is held by who follows.
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _following: threading.Lock = field(default_factory=threading.Lock)
    _ended: threading.Event = field(default_factory=threading.Event)
    _follower: threading.Thread | None = None

    def open(self, *, waits: bool = False) -> None:
        """Open the current generation, or wait for the first one.

        Args:
            waits: Nothing was published yet: leases fail until somebody publishes, when the
                generation is opened together with its workers.

        Raises:
            StoreUnavailable: There is none that can be served.
        """
        if waits:
            _log.warning(NOTHING_PUBLISHED)
        else:
            self._current = self.open_generation(self.generations.current())
        self._checked = time.monotonic()
        if self.keeps_old:
            name = "generation-follower"
            self._follower = threading.Thread(target=self._keep_following, name=name, daemon=True)
            self._follower.start()

    @property
    def served_id(self) -> str | None:
        """Id of the generation that a request would get now; None when only a lease can tell."""
        current = self._current
        return current.id if current is not None and self.keeps_old else None

    def refresh(self) -> None:
        """Look for a newer generation now; when this returns, it is served."""
        with self._following:
            self._follow()

    @contextmanager
    def lease(self) -> Generator[Snapshot]:
        """Keep a generation open for the length of a request.

        Raises:
            StoreUnavailable: Nothing was published yet, the server is closed, or the newer
                generation cannot be opened and the old one may not be served.
        """
        snapshot = self._take()
        try:
            yield snapshot
        finally:
            self._give_back(snapshot)

    def close(self) -> None:
        """Close for good; leases that are out still end well."""
        self._ended.set()
        if self._follower:
            self._follower.join()
        with self._lock:
            snapshot, self._current = self._current, None
            self._retire(snapshot)

    def _keep_following(self) -> None:
        while not self._ended.wait(self.check_every_s):
            try:
                self.refresh()
            except Exception as error:
                # the thread has to live as long as the server
                _log.error("looking for a newer generation failed", exc_info=error)

    def _take(self) -> Snapshot:
        if not self.keeps_old:
            with self._following:
                if time.monotonic() - self._checked >= self.check_every_s:
                    self._follow()
        with self._lock:
            if self._current is None:
                raise StoreUnavailable(
                    "the server is closed" if self._ended.is_set() else NOTHING_PUBLISHED
                )
            self._current.leases += 1
            return self._current

    def _give_back(self, snapshot: Snapshot) -> None:
        with self._lock:
            snapshot.leases -= 1
            if snapshot.retired and not snapshot.leases:
                snapshot.close()

    def _follow(self) -> None:
        """Swap when another generation is current (by one at a time)."""
        newest, now = self.generations.current_id(), time.monotonic()
        served = self._current.id if self._current else None
        if newest is not None and newest != served and not self._ended.is_set():
            try:
                fresh = self._open_with_workers()
            except KgError as error:
                _log.warning("generation not served", generation=newest, code=error.code)
                if not self.keeps_old:
                    raise
                return
            self._serve(fresh)
        self._checked = now

    def _open_with_workers(self) -> Snapshot:
        fresh = self.open_generation(self.generations.current())
        try:
            self.sandbox.swap(fresh.generation.store_path)
        except BaseException:
            fresh.close()
            raise
        return fresh

    def _serve(self, fresh: Snapshot) -> None:
        with self._lock:
            if self._ended.is_set():
                fresh.close()
                return
            old, self._current = self._current, fresh
            self._retire(old)
        _log.info("generation served", generation=fresh.id)

    def _retire(self, snapshot: Snapshot | None) -> None:
        if snapshot is None:
            return
        snapshot.retired = True
        if not snapshot.leases:
            snapshot.close()
