"""Running the queries of people: cache, lanes, worker, spool; everything but HTTP.

The event loop decides and sends; a thread per worker waits for the engine. A query that is too
heavy for the short lane is run again in the long one, before any byte of it has been sent.
"""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

import structlog

from api.lanes import LaneLimits, Lanes
from api.result_cache import Question, ResultCache
from api.spool import Spool, SpoolBudget
from kg.errors import KgError, QueryTimeout, StoreError, StoreUnavailable

if TYPE_CHECKING:
    from pathlib import Path

    from api.lanes import Lane
    from api.snapshot import SnapshotHolder
    from kg.store.running import QueryEngine

# Cached answers need no thread; somebody has to look for a new generation all the same.
_FOLLOW_EVERY_S = 0.5

_log = structlog.get_logger(__name__)


class QueryRunner:
    """The queries of one process.

    Args:
        sandbox: The workers; not owned.
        holder: Moves the workers along when a generation is published.
        queue: How many queries may wait.
        cache_bytes: What results may be kept.
    """

    def __init__(
        self, sandbox: QueryEngine, holder: SnapshotHolder, *, queue: int, cache_bytes: int
    ) -> None:
        limits = sandbox.limits
        self._sandbox, self._holder = sandbox, holder
        self.lanes = Lanes(
            LaneLimits(workers=limits.workers, queue=queue, long_wait_s=limits.deadline_s)
        )
        self.cache = ResultCache(cache_bytes)
        self.budget = SpoolBudget(max(256 * 1024 * 1024, 2 * limits.result_bytes))
        self._threads = ThreadPoolExecutor(limits.workers + 1, thread_name_prefix="query")
        self._followed = 0.0

    @property
    def generation(self) -> str:
        """Id of the generation that a new query goes to.

        Raises:
            StoreUnavailable: There is none yet.
        """
        return _generation_of(self._sandbox.path)

    @property
    def has_data(self) -> bool:
        """Whether there is a generation to ask."""
        try:
            return bool(self.generation)
        except StoreUnavailable:
            return False

    def find_cached(self, question: Question) -> bytes | None:
        """Return the answer of the current generation, if it is kept."""
        if time.monotonic() - self._followed > _FOLLOW_EVERY_S:
            self._followed = time.monotonic()
            self._threads.submit(self._follow)
        return self.cache.find(self.generation, question)

    async def run(self, question: Question, client: str) -> Spool:
        """Run a query; returns when its first bytes or its end are there.

        Cancel it, or close the spool, and the query is stopped.

        Args:
            question: What to ask.
            client: Who asks: queries of one client wait for each other.

        Raises:
            StoreBusy: Too many queries wait.
            KgError: As `Sandbox.run`; no byte of the result exists then.
        """
        limits = self.lanes.limits
        lane = await self.lanes.enter(client)
        if lane == "short":
            spool = await self._attempt(question, lane, limits.slice_s)
            too_short = limits.slice_s < self._sandbox.limits.deadline_s
            if not (too_short and isinstance(spool.error, QueryTimeout)):
                return _checked(spool)
            spool.close()
            lane = await self.lanes.enter_long(client)
        return _checked(await self._attempt(question, lane, None))

    def close(self) -> None:
        """End the threads; the sandbox has to be closed before, so that none of them waits."""
        self._threads.shutdown(cancel_futures=True)

    async def _attempt(self, question: Question, lane: Lane, deadline_s: float | None) -> Spool:
        """Run a query in a lane; in the short one until its end, since it may have to go back."""
        spool = Spool(self.budget)
        try:
            job = self._threads.submit(self._work, question, spool, deadline_s)
        except BaseException:
            self.lanes.leave(lane)
            raise
        loop = asyncio.get_running_loop()
        job.add_done_callback(lambda job: self._on_done(loop, job, lane, question, spool))
        try:
            await spool.wait(whole=lane == "short")
        except BaseException:
            spool.close()
            raise
        return spool

    def _work(self, question: Question, spool: Spool, deadline_s: float | None) -> bytes | None:
        """Run a query to its end (in a thread); return the result if it may be kept."""
        try:
            self._follow()
            with self._sandbox.run(
                question.text,
                question.format,
                dataset=question.dataset,
                deadline_s=deadline_s,
                watch=spool.attach,
            ) as result:
                spool.fill(result)
            keep = spool.size <= self.cache.entry_bytes and question.repeats
            return spool.getvalue() if keep else None
        except KgError as error:
            spool.fail(error)
        except Exception as error:
            # whoever waits for the spool has to hear of it
            _log.error("a query failed unexpectedly", exc_info=error)
            spool.fail(StoreError("the query failed for a reason that was not expected"))
        return None

    def _on_done(
        self,
        loop: asyncio.AbstractEventLoop,
        job: Future[bytes | None],
        lane: Lane,
        question: Question,
        spool: Spool,
    ) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(self._settle, job, lane, question, spool)

    def _settle(
        self, job: Future[bytes | None], lane: Lane, question: Question, spool: Spool
    ) -> None:
        """Free the lane and keep the result (on the loop, when the worker is free again)."""
        self.lanes.leave(lane)
        result = None if job.cancelled() else job.result()
        if result is not None and spool.store_path is not None:
            self.cache.put(_generation_of(spool.store_path), question, result)

    def _follow(self) -> None:
        """Move to a newer generation if there is one (in a thread: it may take a while)."""
        with self._holder.lease():
            self._followed = time.monotonic()


def generation_of(spool: Spool, default: str) -> str:
    """Return the id of the generation that a result comes from."""
    return _generation_of(spool.store_path) if spool.store_path else default


def _generation_of(store_path: Path) -> str:
    return store_path.parent.name


def _checked(spool: Spool) -> Spool:
    """Raise the error of a result of which nothing has been sent yet."""
    if spool.error:
        spool.close()
        raise spool.error
    return spool
