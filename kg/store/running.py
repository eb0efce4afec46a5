"""What the server needs of whatever runs the queries of people: workers here, an engine elsewhere.

`Sandbox` and `RemoteRunner` both fit; the lanes, the cache and the spool know no more than this.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from kg.store.base import UNION, Bindings, Dataset
from kg.store.guard import QueryLimits
from kg.store.pool import SandboxLimits


class RunningResult(Protocol):
    """The bytes of one result, as chunks; iterate it once. `close` may come from any thread."""

    @property
    def complete(self) -> bool:
        """Whether what is left to iterate cannot fail."""
        ...

    @property
    def store_path(self) -> Path:
        """Folder of the generation that answers."""
        ...

    def __iter__(self) -> Iterator[bytes]: ...

    def close(self) -> None:
        """Give the result up. Twice is allowed."""
        ...

    def __enter__(self) -> RunningResult: ...

    def __exit__(self, *error: object) -> None: ...


class QueryEngine(Protocol):
    """Runs queries within limits; usable from many threads."""

    @property
    def limits(self) -> SandboxLimits:
        """What one query may cost, and how many may run and wait."""
        ...

    @property
    def query_limits(self) -> QueryLimits:
        """How large and deep the text of a query may be."""
        ...

    @property
    def path(self) -> Path:
        """Folder of the generation that new queries go to."""
        ...

    def run(
        self,
        text: str,
        media_type: str,
        *,
        dataset: Dataset = UNION,
        bindings: Bindings | None = None,
        deadline_s: float | None = None,
        watch: Callable[[RunningResult], None] | None = None,
    ) -> RunningResult:
        """Run a query; see `Sandbox.run`."""
        ...

    def swap(self, path: Path | str) -> None:
        """Move to another generation."""
        ...

    def close(self) -> None:
        """End what runs. Twice is allowed."""
        ...
