"""A bound on requests of one client, off unless it is set.

A bucket per address holds as many requests as the minute allows and fills evenly. Addresses are
kept in memory only, the longest unseen are forgotten first. Behind a proxy the server has to be
told to trust it (`--forwarded-allow-ips` of uvicorn), else all clients are one.

References: RFC 6585, section 4 (429).
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING

from fastapi import Request

from api.lanes import ClientBusy
from api.pages.problem_page import refuse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

MOST_CLIENTS = 10_000
# Whoever watches the server must see it also when a client floods it from the same address.
_FREE = {"/healthz", "/readyz", "/metrics"}
# One page asks for several of these files, and the page of a refusal has to look like one, too.
_FILES = ("/assets/", "/static/")


class Buckets:
    """Token buckets by client.

    Args:
        per_minute: Requests a minute; also how many may come at once.
        now: Clock in seconds, for tests.
    """

    def __init__(self, per_minute: int, now: Callable[[], float] = time.monotonic) -> None:
        self._capacity, self._per_second, self._now = float(per_minute), per_minute / 60, now
        self._filled: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._filled)

    def take(self, client: str) -> float:
        """Take one request; return 0, or the seconds to wait when there is none."""
        now = self._now()
        level, seen = self._filled.pop(client, (self._capacity, now))
        level = min(self._capacity, level + (now - seen) * self._per_second)
        wait_s = 0.0 if level >= 1 else (1 - level) / self._per_second
        self._filled[client] = (level if wait_s else level - 1, now)
        if len(self._filled) > MOST_CLIENTS:
            self._filled.popitem(last=False)
        return wait_s


class RateLimit:
    """Answer 429 to a client that asks more often than allowed.

    Args:
        app: What comes after.
        per_minute: Requests of one client a minute.
    """

    def __init__(self, app: ASGIApp, per_minute: int) -> None:
        self._app, self._buckets = app, Buckets(per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] != "http" or _is_free(scope["path"]):
            await self._app(scope, receive, send)
            return
        client = scope.get("client")
        wait_s = self._buckets.take(client[0] if client else "")
        if not wait_s:
            await self._app(scope, receive, send)
            return
        reason = "this client has asked too often; ask again later"
        error = ClientBusy(reason, retry_after_s=math.ceil(wait_s))
        # at once: who is refused must not wait for a thread as well
        refusal = refuse(error, Request(scope))
        await refusal(scope, receive, send)


def _is_free(path: str) -> bool:
    return path in _FREE or path.startswith(_FILES)
