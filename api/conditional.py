"""Answers of the relational API that a client may keep: strong entity tags, 304, gzip.

An answer is made of a generation and a request, and so is its tag. When the client shows the tag
of the current generation, nothing is computed at all.

References: RFC 9110, 8.8.3 (ETag), 13.1.2 (If-None-Match), 8.4 (content codings); 8.8.3.3: the
compressed answer has a tag of its own.
"""

from __future__ import annotations

import hashlib
from http import HTTPStatus
from typing import TYPE_CHECKING, cast

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response

from api.open_access import CORS
from kg import __version__
from kg.errors import KgError

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from api.snapshot import SnapshotHolder

PREFIX = "/api/v1/"
# What is not listed streams, or is packed already: results, pictures, fonts.
PLAIN = ("/sparql", "/graph-store", "/picture", "/assets/fonts", "/metrics", "/healthz", "/readyz")
MINIMUM_BYTES = 1024
# Level 6 is zlib's own choice; 9 takes three times as long for 1 % of size.
_LEVEL = 6
_GZIP = "-gzip"


class Compressed:
    """Compress pages, data and scripts; results of SPARQL stream and stay as they are."""

    def __init__(self, app: ASGIApp) -> None:
        self._plain = app
        self._gzip = GZipMiddleware(app, minimum_size=MINIMUM_BYTES, compresslevel=_LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, compressed where it pays."""
        wanted = scope["type"] == "http" and not scope["path"].startswith(PLAIN)
        await (self._gzip if wanted else self._plain)(scope, receive, send)


class Conditional:
    """Give reads of `/api/v1` their entity tag and answer 304 to those who show it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 304, or pass the request on and tag its answer."""
        reads = scope["type"] == "http" and scope["method"] == "GET"
        if not (reads and scope["path"].startswith(PREFIX)):
            await self._app(scope, receive, send)
            return
        asked = Headers(scope=scope).get("if-none-match")
        if asked is not None and (known := await self._find_known(scope, asked)):
            await known(scope, receive, send)
            return

        async def send_tagged(message: Message) -> None:
            if message["type"] == "http.response.start":
                _tag(scope, message)
            await send(message)

        await self._app(scope, receive, send_tagged)

    async def _find_known(self, scope: Scope, asked: str) -> Response | None:
        """Return 304 when a tag that is shown is the one the current generation would give.

        `*` is not looked at: it asks whether there is an answer at all, and only the route knows.
        """
        holder = cast("SnapshotHolder", scope["app"].state.services.holder)
        try:
            generation = await run_in_threadpool(_current_id, holder)
        except KgError:
            return None  # the route says what is wrong
        plain = make_etag(scope, generation)
        shown = [tag.strip().removeprefix("W/") for tag in asked.split(",")]
        for etag in (plain, _with_suffix(plain)):
            if etag in shown:
                headers = {**CORS, **_headers(etag, generation), "Vary": "Accept, Accept-Encoding"}
                return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        return None


def make_etag(scope: Scope, generation: str) -> str:
    """Return the strong entity tag of an answer: generation, version, address, `Accept`."""
    accept = Headers(scope=scope).get("accept", "")
    parts = (
        generation,
        __version__,
        scope["path"],
        scope["query_string"].decode("latin-1"),
        accept,
    )
    return f'"{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:32]}"'


def _tag(scope: Scope, message: Message) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in CORS.items():
        headers.setdefault(name, value)
    headers.add_vary_header("Accept")
    headers.add_vary_header("Accept-Encoding")
    generation = scope.get("state", {}).get("generation")
    if message["status"] != HTTPStatus.OK or generation is None:
        return
    etag = make_etag(scope, generation)
    if headers.get("content-encoding") == "gzip":
        etag = _with_suffix(etag)
    headers.update(_headers(etag, generation))


def _headers(etag: str, generation: str) -> dict[str, str]:
    return {"ETag": etag, "Cache-Control": "no-cache", "Phoihop-Generation": generation}


def _with_suffix(etag: str) -> str:
    return f'{etag[:-1]}{_GZIP}"'


def _current_id(holder: SnapshotHolder) -> str:
    with holder.lease() as snapshot:
        return snapshot.id
