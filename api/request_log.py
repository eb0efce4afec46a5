"""One log line per request, with an id that the client gets too; nothing about the person.

A line holds method, route template, status, size, time and generation: no address, no query
string, no header of the client, since what somebody asks about is theirs.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import structlog
from starlette.datastructures import MutableHeaders

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from api.measures import Measures

HEADER = "X-Request-Id"
_METHODS = {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"}
# Asked every few seconds by machines; they are counted, not logged.
_SILENT = {"/healthz", "/readyz", "/metrics"}

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Sent:
    status: int = 500
    size_bytes: int = 0


class RequestLog:
    """Give each request an id, log it when it ended, count it.

    Args:
        app: What comes after.
        measures: Where requests are counted.
    """

    def __init__(self, app: ASGIApp, measures: Measures) -> None:
        self._app, self._measures = app, measures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and watch its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = request_id
        sent = _Sent()

        async def send_watched(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent.status = int(message["status"])
                MutableHeaders(scope=message)[HEADER] = request_id
            sent.size_bytes += len(message.get("body", b""))
            await send(message)

        began = time.perf_counter()
        self._measures.begin()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, send_watched)
            finally:
                self._end(scope, request_id, sent, time.perf_counter() - began)

    def _end(self, scope: Scope, request_id: str, sent: _Sent, seconds: float) -> None:
        # a client may send any word as a method; labels have to stay few
        method = scope["method"] if scope["method"] in _METHODS else "other"
        route = route_of(scope)
        self._measures.end(method, route, sent.status, seconds, sent.size_bytes)
        if route in _SILENT:
            return
        write = _log.warning if sent.status >= 500 else _log.info
        write(
            "request",
            request_id=request_id,
            method=method,
            route=route,
            status=sent.status,
            size_bytes=sent.size_bytes,
            milliseconds=round(seconds * 1000, 1),
            generation=scope["state"].get("generation"),
        )


def route_of(scope: Scope) -> str:
    """Return the template of the route that answered, such as `/id/{node_type}/{local}`.

    What no route answered is `unknown`: a path that does not exist may hold anything.
    """
    found = cast("Any", scope["state"].get("route") or scope.get("route"))
    return str(getattr(found, "path", "unknown"))
