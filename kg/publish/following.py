"""The generation to serve when the graphs are in a remote engine: the one that it says it holds.

Indexes (authority, search) and the manifest still come from the local folder of that generation.
"""

from __future__ import annotations

import threading
import time

from kg.errors import NotFoundError, StoreBusy, StoreError, StoreUnavailable
from kg.publish.generations import Generation, Generations
from kg.publish.remote import find_recorded_id
from kg.store.base import GraphView

# A request waits for the engine to say what it holds; an engine that hangs must not hold it long.
_ASK_S = 3.0
# Until then others hear the same failure, instead of each waiting for the engine in turn.
_REMEMBER_S = 1.0


class RemoteGenerations:
    """Follows the record of an engine.

    Args:
        generations: The local folders.
        view: The engine; not owned.
    """

    def __init__(self, generations: Generations, view: GraphView) -> None:
        self._generations, self._view = generations, view
        self._failed: tuple[float, StoreUnavailable] | None = None
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
            if self._failed and time.monotonic() < self._failed[0]:
                raise StoreUnavailable(str(self._failed[1]))
            try:
                found = self._find()
            except StoreUnavailable as error:
                self._failed = (time.monotonic() + _REMEMBER_S, error)
                raise
            self._failed = None
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
