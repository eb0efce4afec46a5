"""The near end of a worker process: start it, send it a query, read its answer, end it.

References: `kg.store.frames` for what passes over the pipes, `kg.store.worker` for the far end.
"""

from __future__ import annotations

import select
import signal
import subprocess
import sys
from pathlib import Path

from kg.errors import KgError, QueryTimeout, QueryTooLarge, StoreError, StoreUnavailable
from kg.store.frames import FrameReader, Kind, Request, decode_error, write_frame

# The folder that holds the package `kg`, for the import path of the workers.
_IMPORT_ROOT = Path(__file__).resolve().parents[2]
# Far more than a start takes (0.1 s), for loaded machines.
_START_TIMEOUT_S = 20.0
# No variable of the server reaches a worker. glibc would reserve 64 MiB of address space for each
# thread's arena without the first of these.
_ENVIRONMENT = {"MALLOC_ARENA_MAX": "2", "PYTHONPATH": str(_IMPORT_ROOT), "LC_ALL": "C.UTF-8"}


class Worker:
    """One process. Lent to one caller at a time; everything but `kill` is that caller's."""

    def __init__(self, path: Path, memory_bytes: int) -> None:
        command = [sys.executable, "-s", "-m", "kg.store.worker", str(path), str(memory_bytes)]
        self._process = subprocess.Popen(  # noqa: S603  # our own module, no shell, no input
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_ENVIRONMENT,
            start_new_session=True,  # a Ctrl-C on the server's terminal is the server's to handle
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._streams = (self._process.stdin, self._process.stdout)
        self._requests, self._answers = (stream.fileno() for stream in self._streams)
        self._frames = FrameReader(self._answers)
        self._poll = select.poll()
        self._poll.register(self._answers, select.POLLIN)
        self._memory_bytes, self._ready = memory_bytes, False
        self.path, self.confinement = path, tuple[str, ...]()
        # The pool sets these, under its lock, for its keeper.
        self.deadline, self.deadline_s, self.overran, self.finished = 0.0, 0.0, False, True

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    def wait_ready(self) -> None:
        """Wait until the store is open.

        Raises:
            StoreUnavailable: It could not be opened, or the process did not start.
        """
        if self._ready:
            return
        frame = self._frames.read() if self.has_news(_START_TIMEOUT_S) else None
        if frame is None or frame[0] is not Kind.READY:
            self.kill()
            if frame is not None:
                raise decode_error(frame[1])
            raise StoreUnavailable("a worker process did not start")
        self.confinement = tuple(frame[1].decode().split(","))
        self._ready = True

    def send(self, request: Request) -> None:
        """Send a query; `receive` gives the answer.

        Raises:
            StoreError: The process is gone.
        """
        self.finished = False
        try:
            write_frame(self._requests, Kind.REQUEST, request.encode())
        except BrokenPipeError as error:
            raise self._death() from error

    def receive(self) -> bytes:
        """Return the next bytes of the result; none when it is complete.

        Raises:
            QuerySyntaxError: As the worker says.
            QueryTimeout: It was killed at its deadline.
            QueryTooLarge: The result or the memory went over its limit.
            StoreError: The worker failed or died.
        """
        frame = self._frames.read()
        if frame is None:
            raise self._death()
        kind, payload = frame
        if kind is Kind.DATA:
            return payload
        self.finished = True
        if kind is Kind.ERROR:
            raise decode_error(payload)
        return b""

    def has_news(self, timeout_s: float) -> bool:
        """Wait at most so long for `receive` to have something; tell whether it has."""
        return self._frames.has_ahead or bool(self._poll.poll(timeout_s * 1000))

    def stop(self) -> None:
        """Send the kill signal; whoever reads sees the pipe end."""
        self._process.kill()

    def kill(self) -> None:
        """End the process and reap it. Twice is allowed."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """Kill, and close the pipes: the last act of whoever has the worker."""
        self.kill()
        for stream in self._streams:
            stream.close()

    def _death(self) -> KgError:
        code = self._process.wait()
        if self.overran:
            return QueryTimeout(self.deadline_s)
        if code == -signal.SIGABRT:
            # Rust and C++ abort when an allocation fails.
            return QueryTooLarge("memory", self._memory_bytes)
        if code == -signal.SIGSEGV:
            return StoreError("the engine crashed on this query; it may be nested too deep")
        return StoreError("the worker process of this query ended before its answer")
