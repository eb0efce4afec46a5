"""Turns for the few routes that compute for long in the serving process itself.

Their work is bounded, but a client that sends many at once would hold every thread, and the cheap
requests of others would wait behind it. So two run at a time, clients take turns, and a client may
have half of the queue: the same rule as for SPARQL queries. A turn ends when the answer begins to
be sent, so that a slow reader holds none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.lanes import LaneLimits, Lanes
from api.problems import respond
from kg.errors import StoreBusy

if TYPE_CHECKING:
    from collections.abc import Collection

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from api.lanes import Lane

HEAVY = frozenset({"/api/v1/paths", "/api/v1/changes", "/api/v1/concurrent-posts"})
"""Over a third of a second each, at worst, on 100 000 triples."""

AT_ONCE = 2


class HeavyRoutes:
    """Let requests to some paths wait for their turn.

    Args:
        app: What comes after.
        queue: How many may wait; half of them of one client.
        paths: Which paths these are.
    """

    def __init__(self, app: ASGIApp, queue: int, paths: Collection[str] = HEAVY) -> None:
        self._app, self._paths = app, paths
        self._lanes = Lanes(LaneLimits(workers=AT_ONCE, queue=queue))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, at once or in its turn; refuse it when too many wait."""
        if scope["type"] != "http" or scope["path"] not in self._paths:
            await self._app(scope, receive, send)
            return
        client = scope.get("client")
        try:
            lane: Lane | None = await self._lanes.enter(client[0] if client else "")
        except StoreBusy as error:
            await respond(error)(scope, receive, send)
            return

        def leave() -> None:
            nonlocal lane
            if lane:
                self._lanes.leave(lane)
                lane = None

        async def send_and_leave(message: Message) -> None:
            if message["type"] == "http.response.start":
                leave()
            await send(message)

        try:
            await self._app(scope, receive, send_and_leave)
        finally:
            leave()
