"""The bytes of one result, between the worker that makes them and the client that reads them.

A worker is never held by a slow reader: its result is taken at full speed into memory, and into an
unnamed file beyond that, and sent from there. One thread writes, the event loop reads.
"""

from __future__ import annotations

import asyncio
import tempfile
import threading
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from kg.errors import KgError, StoreBusy, StoreError

if TYPE_CHECKING:
    from pathlib import Path

    from kg.store.running import RunningResult

MEMORY_BYTES = 4 * 1024 * 1024
"""What one result may take of memory; a larger one goes to a file."""

PIECE_BYTES = 64 * 1024


class SpoolBudget:
    """Bytes that all results together may take while they wait to be read.

    Args:
        limit_bytes: In memory and in files.
        memory_bytes: Once so many are taken, results grow in files only.
    """

    def __init__(
        self, limit_bytes: int = 256 * 1024 * 1024, memory_bytes: int = 64 * 1024 * 1024
    ) -> None:
        self.limit_bytes, self.used_bytes, self.memory_bytes = limit_bytes, 0, memory_bytes
        self._lock = threading.Lock()

    def take(self, size: int) -> None:
        """Count bytes in.

        Raises:
            StoreBusy: They would be too many.
        """
        with self._lock:
            if self.used_bytes + size > self.limit_bytes:
                raise StoreBusy("too many results wait to be read", retry_after_s=10.0)
            self.used_bytes += size

    def give_back(self, size: int) -> None:
        """Count bytes out."""
        with self._lock:
            self.used_bytes -= size


class Spool:
    """One result; make it on the event loop, fill it in a thread, read and close it on the loop.

    Attributes:
        store_path: The store that answers; None until the query has begun to.
        error: Why the result is not whole.
        ended: Nothing will be added.
        size: Bytes so far.
        closed: The bytes are gone.
    """

    def __init__(self, budget: SpoolBudget) -> None:
        self.store_path: Path | None = None
        self.error: KgError | None = None
        self.ended = False
        self.size = 0
        self._budget, self._loop = budget, asyncio.get_running_loop()
        self._file = tempfile.SpooledTemporaryFile(max_size=MEMORY_BYTES)  # noqa: SIM115  # closed by `close`
        self._lock, self._news = threading.Lock(), asyncio.Event()
        self._result: RunningResult | None = None
        self.closed = False

    def attach(self, result: RunningResult) -> None:
        """Take note of whom to stop when nobody wants the result any more (any thread)."""
        with self._lock:
            self._result = result
            closed = self.closed
        if closed:
            result.close()

    def fill(self, result: RunningResult) -> None:
        """Take everything a worker sends (in a thread).

        Raises:
            KgError: The result is not whole; call `fail` with it.
        """
        self.store_path = result.store_path
        if result.complete:
            self._append(b"".join(result))
        else:
            for chunk in result:
                self._append(chunk)
                self._tell()
        self.ended = True
        self._tell()

    def fail(self, error: KgError) -> None:
        """End with an error (any thread)."""
        self.error, self.ended = error, True
        self._tell()

    async def wait(self, *, whole: bool = False) -> None:
        """Wait for the first bytes, or for the end when `whole`."""
        while not self.ended and (whole or not self.size):
            self._news.clear()
            if not self.ended and (whole or not self.size):
                await self._news.wait()

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the bytes as they come.

        Raises:
            KgError: The result is not whole; what was yielded must not pass for it.
        """
        offset = 0
        while True:
            self._news.clear()
            ended, piece = self.ended, self._read(offset)
            offset += len(piece)
            if piece:
                yield piece
            elif ended:
                break
            else:
                await self._news.wait()
        if self.error:
            raise self.error

    def getvalue(self) -> bytes | None:
        """Return all bytes so far; None when they are gone."""
        with self._lock:
            if self.closed:
                return None
            self._file.seek(0)
            return self._file.read()

    def close(self) -> None:
        """Free the bytes, and stop a query that still runs. Twice is allowed."""
        with self._lock:
            if self.closed:
                return
            self.closed, result = True, self._result
            self._file.close()
        self._budget.give_back(self.size)
        if result and not self.ended:
            result.close()

    def _append(self, chunk: bytes) -> None:
        with self._lock:
            if self.closed:
                raise StoreError("nobody reads the result any more")
            self._budget.take(len(chunk))
            if self._budget.used_bytes > self._budget.memory_bytes:
                self._file.rollover()  # does nothing when it is a file already
            self._file.seek(0, 2)
            self._file.write(chunk)
            self.size += len(chunk)

    def _read(self, offset: int) -> bytes:
        with self._lock:
            self._file.seek(offset)
            return self._file.read(PIECE_BYTES)

    def _tell(self) -> None:
        try:
            self._loop.call_soon_threadsafe(self._news.set)
        except RuntimeError:  # the server has ended
            self.close()
