"""Writing: every change happens in a process of its own that publishes a generation, or refuses.

The serving process neither parses what is sent nor opens a store for writing. The process that does
has a deadline and a limit of memory, and works on its own folder until its last step; if it dies,
readers keep the generation they have.
"""

from __future__ import annotations

import asyncio
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
from starlette.concurrency import run_in_threadpool

from api.change_process import ChangeProcess
from kg.build.change_errors import decode_error
from kg.build.change_request import (
    SOURCE_GRAPHS,
    WRITTEN,
    ChangeKind,
    ChangeRequest,
    check_writable,
)
from kg.errors import StoreBusy

if TYPE_CHECKING:
    from api.auth import Identity
    from api.snapshot import SnapshotHolder

__all__ = ["PROBLEMS", "SOURCE_GRAPHS", "WRITTEN", "ChangeKind", "ChangeRequest", "Writer"]

# What a change may allocate beyond what its libraries map when they are loaded.
MEMORY_BYTES = 4 * 1024**3
# Those who wait while one change is made; each takes seconds.
_QUEUE = 8

PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": words, "content": {"application/problem+json": {}}}
    for status, words in (
        (400, "The request, its body or its parameters are wrong"),
        (401, "There is no token, or it is not known"),
        (403, "The token or the server does not allow this"),
        (404, "There is no such graph, or nothing is written here"),
        (405, "The method is not possible here"),
        (406, "None of the accepted types can be served"),
        (412, "The graph is not what the condition says"),
        (413, "The body is too large"),
        (415, "The body is of a type that is not read"),
        (422, "The data would break shapes; `report` says which"),
        (429, "This client has too many queries waiting"),
        (503, "A build is running, a limit was passed, or too many wait"),
    )
}
"""What routes of graphs and updates answer when they refuse, for their descriptions."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Written:
    """What a change did.

    Attributes:
        generation: Id of the generation that holds it.
        changed: IRIs of the graphs that are different now; empty when there was nothing to do.
        created: Whether the graph it named did not exist before.
    """

    generation: str
    changed: tuple[str, ...]
    created: bool


class Writer:
    """The door for changes; one at a time.

    Args:
        var: The folder of the generations.
        holder: Told to serve the new generation before the answer is given.
        deadline_s: Seconds one change may take.
        keep: Generations that stay.
        engine: SHACL engine.
        chain_limit: As in a build.
        update_bytes: Longest SPARQL update.
    """

    def __init__(
        self,
        var: Path,
        holder: SnapshotHolder,
        *,
        deadline_s: float,
        keep: int,
        engine: str,
        chain_limit: int,
        update_bytes: int,
    ) -> None:
        self.deadline_s, self.update_bytes = deadline_s, update_bytes
        self._holder, self._lock, self._waiting = holder, asyncio.Lock(), 0
        self._process = ChangeProcess()
        self._settings = {
            "var": str(var.resolve()),
            "keep": keep,
            "engine": engine,
            "chain_limit": chain_limit,
            "memory_bytes": MEMORY_BYTES,
        }

    async def write(self, request: ChangeRequest, identity: Identity, payload: bytes) -> Written:
        """Make a change; returns when the new generation is served.

        Raises:
            NotWritable: The graph is none that may be written.
            ValidationFailed: The data with the change would break shapes.
            PreconditionFailed: The graph is not as the client thinks.
            RdfSyntaxError: The body does not parse.
            QuerySyntaxError: The update does not parse, or asks for what may not be written.
            QueryTimeout: It took too long.
            StoreBusy: A build is running, or too many changes wait.
        """
        if request.graph:
            check_writable(request.graph, identity.scope)
        if self._waiting >= _QUEUE:
            raise StoreBusy("too many changes are waiting", retry_after_s=10.0)
        self._waiting += 1
        try:
            async with self._lock:
                written = await self._run(request, identity, payload)
        finally:
            self._waiting -= 1
        if written.changed:
            await run_in_threadpool(self._holder.refresh)
        return written

    def close(self) -> None:
        """End the process that makes changes, and a change that it is making."""
        self._process.close()

    async def _run(self, request: ChangeRequest, identity: Identity, payload: bytes) -> Written:
        head = {
            **self._settings,
            "request": asdict(request),
            "agent": identity.name,
            "scope": identity.scope,
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        answer = await run_in_threadpool(self._process.call, head, payload, self.deadline_s)
        if "error" in answer:
            raise decode_error(answer["error"])
        _log.info("written", generation=answer["generation"], agent=identity.name)
        return Written(answer["generation"], tuple(answer["changed"]), answer["created"])
