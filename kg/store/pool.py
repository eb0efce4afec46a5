"""A pool of worker processes over one generation: started, lent, killed, replaced.

One keeper thread per pool starts every process and kills those past their deadline. It lives as
long as the pool, which matters: the kernel sends the death signal of a worker when the *thread*
that started it ends. Readiness is awaited by whoever first uses a worker, not by the keeper.

Callers wait in order of arrival. A worker is handed from one to the next under the lock, so nobody
overtakes; who would be beyond the length of the queue, or waits too long, gets StoreBusy.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import StoreBusy, StoreUnavailable
from kg.store.process import Worker

# A store that cannot be opened must not become a loop of starting processes.
_RETRY_AFTER_FAILED_START_S = 1.0
NOTHING_PUBLISHED = "nothing has been published yet; run `phoihop build`"
"""What whoever asks is told before the first generation."""


@dataclass(frozen=True, slots=True)
class SandboxLimits:
    """What queries may cost.

    Attributes:
        workers: Processes; as many queries run at once.
        deadline_s: Wall-clock seconds for one query, sending included.
        memory_bytes: Address space a query may take, beyond what the open store needs.
        result_bytes: Size of one serialised result.
        queue: How many queries may wait for a worker.
        queue_wait_s: How long one may wait.
    """

    workers: int = 2
    deadline_s: float = 20.0
    memory_bytes: int = 1024**3
    result_bytes: int = 256 * 1024**2
    queue: int = 32
    queue_wait_s: float = 10.0


@dataclass(slots=True)
class _Waiter:
    """One caller in the queue; `worker` is set before `event`."""

    event: threading.Event = field(default_factory=threading.Event)
    worker: Worker | None = None


@dataclass(slots=True)
class _Order:
    """Processes the keeper is to start; the rest is set before `done`."""

    path: Path
    count: int
    done: threading.Event = field(default_factory=threading.Event)
    workers: list[Worker] = field(default_factory=list[Worker])
    failed: bool = False


class WorkerPool:
    """Worker processes over one store at a time; see the module.

    Without a path there are none until the first `swap`, and whoever asks gets StoreUnavailable.

    Raises:
        StoreUnavailable: The store cannot be opened.
    """

    def __init__(self, path: Path | None, limits: SandboxLimits) -> None:
        self._limits, self._path = limits, path
        self._wake = threading.Condition()  # its lock guards everything below
        self._idle: deque[Worker] = deque()
        self._busy: set[Worker] = set()
        self._waiters: deque[_Waiter] = deque()
        self._orders: deque[_Order] = deque()
        self._started, self._closed = False, False
        self._no_start_before = float("-inf")
        # Until when the keeper sleeps: it is woken for deadlines before that, not for each query.
        self._sleeps_until = float("-inf")
        self._keeper = threading.Thread(target=self._keep, name="sandbox-keeper", daemon=True)
        self._keeper.start()
        if path is None:
            return
        try:
            self.swap(path)
        except BaseException:
            self.close()
            raise

    @property
    def path(self) -> Path:
        """The store that new queries go to.

        Raises:
            StoreUnavailable: There is none yet.
        """
        if self._path is None:
            raise StoreUnavailable(NOTHING_PUBLISHED)
        return self._path

    def workers(self) -> tuple[Worker, ...]:
        """Return the processes there are, idle ones first."""
        with self._wake:
            return (*self._idle, *self._busy)

    def load(self) -> tuple[int, int]:
        """Return how many queries run and how many wait."""
        with self._wake:
            return len(self._busy), len(self._waiters)

    def swap(self, path: Path) -> None:
        """Move to another store; running queries end on the old one.

        Raises:
            StoreUnavailable: The new store cannot be opened; the old one stays.
        """
        fresh = self._start(path, self._limits.workers)
        try:
            for worker in fresh:
                worker.wait_ready()
            with self._wake:
                self._check_open()
                retired, self._idle = self._idle, deque[Worker]()
                self._path, self._started = path, True
                for worker in fresh:
                    self._hand_over(worker)
        except BaseException:
            for worker in fresh:
                worker.close()
            raise
        for worker in retired:
            worker.close()

    def borrow(self, deadline_s: float) -> Worker:
        """Return a ready worker whose deadline runs from now; give it back with `release`.

        Raises:
            StoreBusy: The queue is full, or the wait was too long.
            StoreUnavailable: The pool is closed, or its store cannot be opened.
        """
        worker = self._take()
        try:
            worker.wait_ready()
        except BaseException:
            with self._wake:
                self._no_start_before = time.monotonic() + _RETRY_AFTER_FAILED_START_S
            self.release(worker)
            raise
        with self._wake:
            worker.deadline_s, worker.deadline = deadline_s, time.monotonic() + deadline_s
            if worker.deadline < self._sleeps_until:
                self._wake.notify()
        return worker

    def release(self, worker: Worker) -> None:
        """Take a worker back; one that has not finished its answer is killed and replaced."""
        with self._wake:
            if worker not in self._busy:
                return
            self._busy.remove(worker)
            worker.deadline = 0.0
            sound = worker.finished and not worker.overran and worker.alive
            if sound and worker.path == self._path and not self._closed:
                self._hand_over(worker)
                return
            self._wake.notify()
        worker.close()

    def close(self) -> None:
        """End every process and everybody's wait. Twice is allowed."""
        with self._wake:
            self._closed = True
            idle, busy = [*self._idle], [*self._busy]
            self._idle.clear()
            for waiter in self._waiters:
                waiter.event.set()
            self._wake.notify()
        for worker in idle:
            worker.close()
        for worker in busy:
            worker.kill()  # its pipes belong to the caller who reads them
        self._keeper.join()

    def _take(self) -> Worker:
        with self._wake:
            self._check_open()
            self._check_store()
            while self._idle:
                worker = self._idle.popleft()
                self._busy.add(worker)
                if worker.alive:
                    return worker
                # Killed from outside while idle, so nobody else holds its pipes.
                self._busy.remove(worker)
                worker.close()
                self._wake.notify()
            if len(self._waiters) >= self._limits.queue:
                raise StoreBusy("too many queries are waiting", retry_after_s=self._pause())
            waiter = _Waiter()
            self._waiters.append(waiter)
        waiter.event.wait(self._limits.queue_wait_s)
        with self._wake:
            if waiter.worker is not None:
                return waiter.worker
            self._waiters.remove(waiter)
            self._check_open()
            raise StoreBusy("no worker became free in time", retry_after_s=self._pause())

    def _check_open(self) -> None:
        if self._closed:
            raise StoreUnavailable("the sandbox is closed")

    def _check_store(self) -> None:
        if self._path is None:
            raise StoreUnavailable(NOTHING_PUBLISHED)

    def _pause(self) -> float:
        # By then about half of what runs now has passed its deadline.
        return max(1.0, self._limits.deadline_s / 2)

    def _hand_over(self, worker: Worker) -> None:
        if self._waiters:
            waiter = self._waiters.popleft()
            self._busy.add(worker)
            waiter.worker = worker
            waiter.event.set()
        else:
            self._idle.append(worker)

    def _start(self, path: Path, count: int) -> list[Worker]:
        """Have the keeper start processes; they are not ready yet."""
        order = _Order(path, count)
        with self._wake:
            self._check_open()
            self._orders.append(order)
            self._wake.notify()
        order.done.wait()
        if order.failed:
            raise StoreUnavailable("the worker processes could not be started")
        return order.workers

    def _keep(self) -> None:
        """Run the keeper: start what is ordered or missing, kill what overran, sleep till next."""
        while True:
            with self._wake:
                order = self._orders.popleft() if self._orders else None
                if order is None and self._closed:
                    return
                count = 0 if order else self._missing()
                if order is None and not count:
                    if not self._kill_overrun():
                        self._sleep()
                    continue
            if order:
                self._fill(order)
            else:
                self._replace(count)

    def _sleep(self) -> None:
        pause_s = self._next_event_s()
        self._sleeps_until = time.monotonic() + (float("inf") if pause_s is None else pause_s)
        self._wake.wait(pause_s)
        self._sleeps_until = float("-inf")

    def _fill(self, order: _Order) -> None:
        try:
            for _ in range(order.count):
                order.workers.append(Worker(order.path, self._limits.memory_bytes))
        except OSError:  # no process or no memory to be had
            order.failed = True
            for worker in order.workers:
                worker.close()
        order.done.set()

    def _replace(self, count: int) -> None:
        order = _Order(self.path, count)
        self._fill(order)
        with self._wake:
            if order.failed:
                self._no_start_before = time.monotonic() + _RETRY_AFTER_FAILED_START_S
                return
            current = order.path == self._path and not self._closed
            for worker in order.workers if current else ():
                self._hand_over(worker)
        for worker in () if current else order.workers:
            worker.close()

    def _missing(self) -> int:
        if not self._started or time.monotonic() < self._no_start_before:
            return 0
        usable = (
            worker
            for worker in (*self._idle, *self._busy)
            if worker.path == self._path and not worker.overran
        )
        return max(0, self._limits.workers - sum(1 for _ in usable))

    def _kill_overrun(self) -> bool:
        """Kill what is past its deadline; tell whether something was: its replacement is due."""
        now = time.monotonic()
        overrun = [w for w in self._busy if w.deadline and now >= w.deadline and not w.overran]
        for worker in overrun:
            worker.overran = True
            worker.stop()
        return bool(overrun)

    def _next_event_s(self) -> float | None:
        moments = [
            worker.deadline for worker in self._busy if worker.deadline and not worker.overran
        ]
        now = time.monotonic()
        if self._no_start_before > now:
            moments.append(self._no_start_before)
        return max(0.0, min(moments) - now) if moments else None
