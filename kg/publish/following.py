"""The generation to serve when the graphs are in a remote engine: the one that it says it holds.

Indexes (authority, search) and the manifest still come from the local folder of that generation.

An engine holds one generation at a time, so an answer that is read while another is loaded could be
of both. Who publishes takes the id away and waits `SETTLE_S` before the first graph changes; an
answer is given out only when the id was seen less than `_FRESH_S` before its end, or after it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

from kg.errors import NotFoundError, StoreBusy, StoreError, StoreUnavailable
from kg.model.terms import Quad
from kg.publish.generations import Generation, Generations
from kg.publish.remote import SETTLE_S, find_recorded_id
from kg.store.base import UNION, Bindings, Dataset, GraphView, QueryResult

# A request waits for the engine to say what it holds; an engine that hangs must not hold it long.
_ASK_S = 3.0
# Until then others hear the same failure, instead of each waiting for the engine in turn.
_REMEMBER_S = 1.0
_FRESH_S = SETTLE_S / 2


class RemoteGenerations:
    """Follows the record of an engine.

    Args:
        generations: The local folders.
        view: The engine; not owned.
    """

    def __init__(self, generations: Generations, view: GraphView) -> None:
        self._generations, self._view = generations, view
        self._failed: tuple[float, StoreUnavailable] | None = None
        self._seen: tuple[float, str] = (float("-inf"), "")
        self._lock = threading.Lock()

    def current_id(self) -> str:
        """Return the id of the generation that both the engine and a local folder hold.

        Raises:
            StoreUnavailable: The engine does not answer, holds no whole generation, or one that
                has no local folder with the same content.
        """
        return self.current().id

    def current(self) -> Generation:
        """Return the local generation that the engine holds; raises as `current_id`."""
        with self._lock:
            return self._ask()

    def confirm(self, generation: str) -> None:
        """Make sure, after an answer was read, that it is of this generation and of no other.

        Raises:
            StoreUnavailable: The engine holds another by now, or none, or does not say.
        """
        with self._lock:
            if time.monotonic() - self._seen[0] >= _FRESH_S:
                self._ask()
            if self._seen[1] != generation:
                raise StoreUnavailable("the engine moved to another generation; ask again")

    def _ask(self) -> Generation:
        if self._failed and time.monotonic() < self._failed[0]:
            raise StoreUnavailable(str(self._failed[1]))
        asked = time.monotonic()
        try:
            found = self._find()
        except StoreUnavailable as error:
            self._failed = (time.monotonic() + _REMEMBER_S, error)
            raise
        self._failed, self._seen = None, (asked, found.id)
        return found

    def _find(self) -> Generation:
        try:
            recorded = find_recorded_id(self._view, _ASK_S)
        except (StoreUnavailable, StoreBusy):
            raise
        except StoreError as error:
            raise StoreUnavailable("the engine did not say which generation it holds") from error
        if recorded is None:
            raise StoreUnavailable(
                "the engine holds no whole generation: none was published to it, or one is being "
                "loaded; run `phoihop publish`"
            )
        name, content_hash = recorded
        try:
            generation = self._generations.get(name)
        except NotFoundError:
            local = self._generations.current_id() or "none"
            raise StoreUnavailable(
                f"the engine holds generation {name}, and there is no index of it here (current: "
                f"{local}); publish the one to the other, or copy the folder of the generation"
            ) from None
        if generation.content_hash != content_hash:
            raise StoreUnavailable(
                f"the engine holds another generation {name}: its content hash is {content_hash}"
            )
        return generation


class ConfirmedView:
    """The graphs of an engine, as those of one generation.

    Args:
        view: The engine; not owned.
        following: Knows what it holds.
        generation: Id of the generation that is wanted.
    """

    def __init__(self, view: GraphView, following: RemoteGenerations, generation: str) -> None:
        self._view, self._following, self._generation = view, following, generation

    def query(
        self,
        text: str,
        *,
        bindings: Bindings | None = None,
        dataset: Dataset = UNION,
        deadline_s: float | None = None,
    ) -> QueryResult:
        """Run a query; see `GraphView.query`.

        Raises:
            StoreUnavailable: The engine holds another generation.
        """
        found = self._view.query(text, bindings=bindings, dataset=dataset, deadline_s=deadline_s)
        self._following.confirm(self._generation)
        return found

    def dump(self, graph: str) -> Iterator[Quad]:
        """Yield the quads of a graph; raises at the end if they are not of one generation."""
        yield from self._view.dump(graph)
        self._following.confirm(self._generation)

    def graphs(self) -> tuple[str, ...]:
        """Return the IRIs of the named graphs, sorted."""
        found = self._view.graphs()
        self._following.confirm(self._generation)
        return found

    def close(self) -> None:
        """Do nothing: the engine belongs to whoever opened it."""


def generation_of(store_path: Path) -> str:
    """Return the id of the generation that a store belongs to, from its path."""
    return store_path.parent.name
