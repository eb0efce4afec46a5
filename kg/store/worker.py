"""A worker process: one read-only store, one query at a time, results over a pipe.

Started by `kg.store.pool` as `python -m kg.store.worker STORE MEMORY_BYTES`. Reads requests from
standard input, writes frames to standard output, and ends when its input ends. It imports little,
so that it is ready within a tenth of a second. What runs in the confined process only, which may
not write files, cannot leave coverage data; `tests/store/test_sandbox.py` looks at what it does.
"""

from __future__ import annotations

import io
import os
import select
import sys
import threading
import time
from typing import IO, cast

import pyoxigraph as ox

from kg.errors import KgError, QueryTooLarge, StoreError, StoreUnavailable
from kg.store.confine import confine, confine_early
from kg.store.engine import query_errors, release_results, run_query, write_result
from kg.store.formats import get_format
from kg.store.frames import FrameReader, Kind, Request, encode_error, write_frame, write_frames

_CHUNK_BYTES = 64 * 1024
# A result that comes slowly is passed on at least this often.
_FLUSH_S = 0.05


class FrameWriter(io.RawIOBase):
    """The file an engine serialises into: gathers bytes and sends them as DATA frames.

    Bytes go in chunks of 64 KiB or after 50 ms, the last ones together with END: a small result is
    one call of the system. Writing past `limit_bytes` raises QueryTooLarge, which stops the engine.

    Attributes:
        overrun: What `write` raised, if it did.
    """

    def __init__(self, fd: int, limit_bytes: int) -> None:
        super().__init__()
        self._fd, self._limit = fd, limit_bytes
        self._gathered, self._sent, self._flushed = bytearray(), 0, time.monotonic()
        self.overrun: QueryTooLarge | None = None

    def writable(self) -> bool:
        """Always true."""
        return True

    def write(self, payload: bytes, /) -> int:  # type: ignore[override]  # the engine passes bytes
        """Take bytes; send when there are enough."""
        if self._sent + len(self._gathered) + len(payload) > self._limit:
            self.overrun = QueryTooLarge("result", self._limit)
            raise self.overrun
        self._gathered += payload
        full = len(self._gathered) >= _CHUNK_BYTES
        if full or time.monotonic() - self._flushed > _FLUSH_S:
            write_frame(self._fd, Kind.DATA, bytes(self._gathered))
            self._sent += len(self._gathered)
            self._gathered.clear()
            self._flushed = time.monotonic()
        return len(payload)

    def finish(self) -> None:
        """Send what is left, and END."""
        last = [(Kind.DATA, bytes(self._gathered))] if self._gathered else []
        write_frames(self._fd, [*last, (Kind.END, b"")])


def serve(requests: int, answers: int, store: ox.Store, memory_bytes: int) -> None:
    """Answer requests until the pipe of requests ends.

    Args:
        requests: File descriptor to read from.
        answers: File descriptor to write to.
        store: The engine's store.
        memory_bytes: The limit to name when memory runs out.
    """
    frames = FrameReader(requests)
    while frame := frames.read():
        request = Request.decode(frame[1])
        try:
            _answer(request, answers, store)
        except MemoryError:
            write_frame(answers, Kind.ERROR, encode_error(QueryTooLarge("memory", memory_bytes)))
        except KgError as error:
            release_results(error)
            write_frame(answers, Kind.ERROR, encode_error(error))


def _answer(request: Request, answers: int, store: ox.Store) -> None:
    entry = get_format(request.format, request.kind)
    writer = FrameWriter(answers, request.result_bytes)
    try:
        with query_errors(request.text):
            result = run_query(store, request.text, request.dataset)
            write_result(result, entry, cast("IO[bytes]", writer))
    except StoreError:
        # What `write` raised may come back as it was or as a failure of the engine.
        if writer.overrun:
            raise writer.overrun from None
        raise
    writer.finish()


def _end_with_parent(requests: int) -> None:  # pragma: no cover  # see the module
    """End the process when the other end of its input closes, also in the middle of a query."""
    poll = select.poll()
    poll.register(requests, 0)  # nothing but POLLHUP, which is always reported
    poll.poll()
    os._exit(0)


def main(arguments: list[str]) -> int:  # pragma: no cover  # see the module
    """Run a worker; `arguments` are the store's folder and the memory limit in bytes."""
    path, memory_bytes = arguments[0], int(arguments[1])
    answers = os.dup(1)
    os.dup2(2, 1)  # what a library prints must not fall between frames
    held = confine_early()
    threading.Thread(target=_end_with_parent, args=(0,), daemon=True).start()
    try:
        store = ox.Store.read_only(path)
    except (OSError, RuntimeError):
        reason = f"there is no readable store at {path!r}"
        write_frame(answers, Kind.ERROR, encode_error(StoreUnavailable(reason)))
        return 1
    held += confine(memory_bytes)
    write_frame(answers, Kind.READY, ",".join(held).encode())
    serve(0, answers, store, memory_bytes)
    return 0


if __name__ == "__main__":  # pragma: no cover  # see the module
    sys.exit(main(sys.argv[1:]))
