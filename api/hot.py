"""Answers that were given before, sent again before anything else looks at the request.

A generation never changes, so the answer to the same request does not either. What is kept is a
whole response, with its headers, under everything of the request that it may depend on; it is sent
only while its generation is the one being served, and only when it names that generation itself.
Requests with conditions, ranges, credentials or bodies go the ordinary way.

This stands outside FastAPI and all other middleware and does by itself what they would have done:
request id, count, line of the log.

References: RFC 9111, 4 (what a stored response may answer), 4.1 (keys by Vary).
"""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Final

import structlog

from api.request_log import HEADER, route_of

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

Headers = list[tuple[bytes, bytes]]
Key = tuple[bytes, bytes, bytes, bytes, bytes]

PREFIXES: Final = ("/api/v1/", "/sparql", "/data/")
_REQUEST_ID: Final = HEADER.lower().encode()
# What an answer may depend on, in the order of the key; anything else goes the ordinary way.
_VARYING: Final = {b"accept": 2, b"accept-encoding": 3, b"accept-language": 4}
_ORDINARY: Final = frozenset(
    {b"authorization", b"if-none-match", b"if-match", b"if-modified-since", b"range", b"cookie"}
)
_STATUS: Final = 200

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Kept:
    generation: str
    headers: Headers
    body: bytes
    route: str


class HotAnswers:
    """Keep whole answers of one application within a byte budget.

    Args:
        app: The application.
        limit_bytes: Bytes of answers and keys that are kept.
        logs: Whether each request gets its line in the log.
    """

    def __init__(self, app: FastAPI, *, limit_bytes: int, logs: bool) -> None:
        self.app = app
        self.limit_bytes, self.used_bytes = limit_bytes, 0
        self._logs = logs
        self._kept: OrderedDict[Key, _Kept] = OrderedDict()
        self._ids = (f"{secrets.token_hex(4)}{number & 0xFFFFFFFF:08x}" for number in count())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send what is kept, or pass the request on and keep its answer."""
        key = _key(scope)
        if key is None:
            await self.app(scope, receive, send)
            return
        kept = self._kept.get(key)
        if kept is not None and kept.generation == self._served():
            self._kept.move_to_end(key)
            await self._send(kept, send)
            return
        await self._pass(key, self.app, (scope, receive, send))

    def _served(self) -> str | None:
        """Return the id of the generation that is served now; None when there is none."""
        services = getattr(self.app.state, "services", None)
        return None if services is None else services.holder.served_id

    async def _send(self, kept: _Kept, send: Send) -> None:
        began = time.perf_counter()
        measures = self.app.state.measures
        measures.begin()
        request_id = next(self._ids)
        headers = [*kept.headers, (_REQUEST_ID, request_id.encode())]
        try:
            await send({"type": "http.response.start", "status": _STATUS, "headers": headers})
            await send({"type": "http.response.body", "body": kept.body})
        finally:
            seconds, size = time.perf_counter() - began, len(kept.body)
            measures.end("GET", kept.route, _STATUS, seconds, size)
            if self._logs:
                _log.info(
                    "request",
                    request_id=request_id,
                    method="GET",
                    route=kept.route,
                    status=_STATUS,
                    size_bytes=size,
                    milliseconds=round(seconds * 1000, 1),
                    generation=kept.generation,
                )

    async def _pass(self, key: Key, app: ASGIApp, request: tuple[Scope, Receive, Send]) -> None:
        scope, receive, send = request
        start: Message | None = None
        parts: list[bytes] = []
        size = 0

        async def send_noted(message: Message) -> None:
            nonlocal start, size
            if message["type"] == "http.response.start":
                start = message if _may_keep(message) else None
            elif start is not None and message["type"] == "http.response.body":
                body = message.get("body", b"")
                size += len(body)
                if size > self.limit_bytes // 8:
                    start = None
                    parts.clear()
                else:
                    parts.append(body)
                    if not message.get("more_body"):
                        self._keep(key, scope, start["headers"], b"".join(parts))
            await send(message)

        await app(scope, receive, send_noted)

    def _keep(self, key: Key, scope: Scope, headers: Headers, body: bytes) -> None:
        own = [(name, value) for name, value in headers if name.lower() != _REQUEST_ID]
        generation = dict(own).get(b"phoihop-generation", b"").decode()
        if not generation or generation != self._served():
            return
        if (old := self._kept.pop(key, None)) is not None:
            self.used_bytes -= _cost(key, old)
        kept = _Kept(generation, own, body, route_of(scope))
        self._kept[key] = kept
        self.used_bytes += _cost(key, kept)
        while self.used_bytes > self.limit_bytes:
            self.used_bytes -= _cost(*self._kept.popitem(last=False))


def _key(scope: Scope) -> Key | None:
    """Return what an answer to this request depends on; None when it goes the ordinary way."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return None
    if not scope["path"].startswith(PREFIXES):
        return None
    key: list[bytes] = [scope["raw_path"], scope["query_string"], b"", b"", b""]
    for name, value in scope["headers"]:
        if name in _ORDINARY:
            return None
        if (place := _VARYING.get(name)) is not None:
            key[place] = key[place] + b"," + value if key[place] else value
    return (key[0], key[1], key[2], key[3], key[4])


def _may_keep(start: Message) -> bool:
    """Tell whether an answer is whole, names its generation, and may be given again."""
    headers: dict[bytes, bytes] = {name.lower(): value for name, value in start["headers"]}
    if start["status"] != _STATUS or b"phoihop-generation" not in headers:
        return False
    return b"etag" in headers and b"no-store" not in headers.get(b"cache-control", b"")


def _cost(key: Key, kept: _Kept) -> int:
    # 2000 bytes for the headers and the objects around them
    return len(kept.body) + sum(map(len, key)) + 2000
