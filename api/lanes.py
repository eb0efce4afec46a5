"""Whose query runs now: a short lane for all, a long one for the heavy, turns between clients.

Nobody can tell from its text how long a query will run. So one worker is kept for short ones: a
query that takes its slot is stopped after `slice_s` and begins again in the long lane, where it
waits for a worker that may be busy for a whole deadline. While heavy queries fill the long lane, a
cheap one waits for one slice at most for each client that came before it. Clients that wait are
served in turn, however many queries each of them has sent. With one worker there is no short lane.

Everything here runs on the event loop: those who wait hold no thread.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from kg.errors import StoreBusy

Lane: TypeAlias = Literal["short", "long"]
Place: TypeAlias = "asyncio.Future[Lane]"


class ClientBusy(StoreBusy):
    """One client has more queries waiting than its share of the queue (HTTP 429)."""

    code: ClassVar[str] = "too-many-requests"


@dataclass(frozen=True, slots=True)
class LaneLimits:
    """How queries share the workers.

    Attributes:
        workers: Queries that run at the same time.
        queue: Queries that may wait; one client may have half of it.
        wait_s: How long a query may wait for its first turn.
        long_wait_s: How long one that was too heavy for the short lane may wait for the other.
        slice_s: How long a query may run in the short lane.
    """

    workers: int = 2
    queue: int = 64
    wait_s: float = 10.0
    long_wait_s: float = 20.0
    slice_s: float = 1.0

    @property
    def client_share(self) -> int:
        """Places of the queue that one client may take."""
        return max(1, self.queue // 2)


class _Turns:
    """Those who wait, by client; the client that was served goes to the end."""

    def __init__(self) -> None:
        self._clients: OrderedDict[str, deque[Place]] = OrderedDict()

    def count(self, client: str) -> int:
        return len(self._clients.get(client, ()))

    def add(self, client: str, place: Place) -> None:
        self._clients.setdefault(client, deque()).append(place)

    def discard(self, client: str, place: Place) -> None:
        places = self._clients.get(client)
        if places and place in places:
            places.remove(place)
            if not places:
                del self._clients[client]

    def call_next(self, lane: Lane) -> bool:
        """Give the lane to whoever is next; tell whether there was somebody."""
        while self._clients:
            client, places = self._clients.popitem(last=False)
            place = places.popleft()
            if places:
                self._clients[client] = places
            if not place.done():
                place.set_result(lane)
                return True
        return False


class Lanes:
    """The right to use a worker; whoever enters has to leave."""

    def __init__(self, limits: LaneLimits) -> None:
        self.limits = limits
        # With two workers or more, all but one may be busy for long.
        long = max(1, limits.workers - 1)
        self._free: dict[Lane, int] = {"short": limits.workers - long, "long": long}
        self._fresh, self._heavy = _Turns(), _Turns()
        self._waiting = 0

    @property
    def waiting(self) -> int:
        """How many queries wait."""
        return self._waiting

    async def enter(self, client: str) -> Lane:
        """Wait for a turn in either lane.

        Raises:
            ClientBusy: The client has too many waiting already.
            StoreBusy: Too many wait, or the wait was too long.
        """
        # Where somebody waits for a first turn, neither lane is free.
        if lane := self._take():
            return lane
        if self._waiting >= self.limits.queue:
            raise StoreBusy("too many queries are waiting", retry_after_s=self.limits.wait_s)
        if self._fresh.count(client) + self._heavy.count(client) >= self.limits.client_share:
            raise ClientBusy(
                f"this client has {self.limits.client_share} queries waiting already",
                retry_after_s=self.limits.wait_s,
            )
        return await self._wait(self._fresh, client, self.limits.wait_s)

    async def enter_long(self, client: str) -> Lane:
        """Wait for a turn in the long lane, after the short one was too short.

        Raises:
            StoreBusy: The wait was too long.
        """
        if self._free["long"]:
            self._free["long"] -= 1
            return "long"
        return await self._wait(self._heavy, client, self.limits.long_wait_s)

    def leave(self, lane: Lane) -> None:
        """Give the place to the next who waits for it."""
        self._free[lane] += 1
        # Queries that are known to be heavy have no other place to go.
        queues = (self._heavy, self._fresh) if lane == "long" else (self._fresh,)
        for turns in queues:
            if turns.call_next(lane):
                self._free[lane] -= 1
                return

    def _take(self) -> Lane | None:
        for lane in ("long", "short"):
            if self._free[lane]:
                self._free[lane] -= 1
                return lane
        return None

    async def _wait(self, turns: _Turns, client: str, wait_s: float) -> Lane:
        place: Place = asyncio.get_running_loop().create_future()
        turns.add(client, place)
        self._waiting += 1
        try:
            async with asyncio.timeout(wait_s):
                return await place
        except BaseException as error:
            turns.discard(client, place)
            if place.done() and not place.cancelled():
                self.leave(place.result())  # called in the very moment it gave up
            if isinstance(error, TimeoutError):
                reason = "no worker became free in time"
                raise StoreBusy(reason, retry_after_s=wait_s) from None
            raise
        finally:
            self._waiting -= 1
