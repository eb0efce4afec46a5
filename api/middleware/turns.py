"""Turns for requests that are worked for in the serving process itself.

The threads of a process share one interpreter: forty that compute at once make each of them, and
the loop that reads and sends, forty times slower. So few run at a time, and clients take turns,
however many requests each of them has sent: a cheap request waits for what runs, not for the queue
of another client. Routes that may compute for seconds share two of the places. A turn ends when the
answer begins to be sent, so that a slow reader holds none.

Queries of people have processes and lanes of their own (`api.lanes`), and so has writing.
"""

from __future__ import annotations

from contextlib import AsyncExitStack
from http import HTTPMethod
from typing import TYPE_CHECKING, Final

from fastapi import Request

from api.lanes import LaneLimits, Lanes
from api.pages.problem_page import refuse
from kg.errors import StoreBusy

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEAVY: Final = (
    "/api/v1/paths",
    "/api/v1/changes",
    "/api/v1/concurrent-posts",
    "/api/v1/quality/",
)
"""Over a third of a second each, at worst, on 100 000 triples; beginnings of paths."""

AT_ONCE: Final = 4
"""Requests that are worked for at the same time."""

HEAVY_AT_ONCE: Final = 2
"""How many of them may be heavy."""

QUEUE: Final = 1024
"""Requests that may wait, half of them of one client."""

_READING = frozenset({HTTPMethod.GET, HTTPMethod.HEAD})
_FREE = ("/sparql", "/graph-store", "/update", "/healthz", "/readyz", "/metrics", "/assets/")


class Turns:
    """Let requests wait for their turn.

    Args:
        app: What comes after.
        heavy_queue: How many requests to heavy routes may wait, half of them of one client.
    """

    def __init__(self, app: ASGIApp, heavy_queue: int) -> None:
        self._app = app
        self._all = Lanes(LaneLimits(workers=AT_ONCE, queue=QUEUE))
        self._heavy = Lanes(LaneLimits(workers=HEAVY_AT_ONCE, queue=heavy_queue))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, at once or in its turn; refuse it when too many wait."""
        if scope["type"] != "http" or not _takes_turn(scope["method"], scope["path"]):
            await self._app(scope, receive, send)
            return
        found = scope.get("client")
        client = found[0] if found else ""
        async with AsyncExitStack() as turn:
            try:
                if scope["path"].startswith(HEAVY):
                    turn.callback(self._heavy.leave, await self._heavy.enter(client))
                turn.callback(self._all.leave, await self._all.enter(client))
            except StoreBusy as error:
                # at once: who is refused must not wait for a thread as well
                refusal = refuse(error, Request(scope))
                await refusal(scope, receive, send)
                return

            async def send_and_leave(message: Message) -> None:
                if message["type"] == "http.response.start":
                    await turn.aclose()
                await send(message)

            await self._app(scope, receive, send_and_leave)


def _takes_turn(method: str, path: str) -> bool:
    if path.startswith("/reconcile"):
        return True
    return method in _READING and not path.startswith(_FREE)
