"""A bound on what a client may send, whether it declares the length or not."""

from __future__ import annotations

from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import respond
from kg.errors import QueryTooLarge


class BodyLimit:
    """Refuse request bodies over a limit with 413, before or while they are read.

    Args:
        app: What comes after.
        limit_bytes: The limit for everybody.
        upload_bytes: The limit for those who may write.
        may_write: Tells from a request whether it is one of those; asked only about bodies that
            are over the first limit.
    """

    def __init__(
        self,
        app: ASGIApp,
        limit_bytes: int,
        upload_bytes: int = 0,
        may_write: Callable[[Scope], bool] = lambda _scope: False,
    ) -> None:
        self._app = app
        self._limit_bytes, self._upload_bytes = limit_bytes, upload_bytes
        self._may_write = may_write

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a counted `receive`."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._limit_bytes
        if _declared_bytes(scope) > limit and self._may_write(scope):
            limit = self._upload_bytes
        if _declared_bytes(scope) > limit:
            refusal = respond(QueryTooLarge("body", limit))
            await refusal(scope, receive, send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen, limit
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit and self._may_write(scope):
                limit = max(limit, self._upload_bytes)
            if seen > limit:
                # raised inside the route that reads; the error handlers answer it
                raise QueryTooLarge("body", limit)
            return message

        await self._app(scope, counted, send)


def _declared_bytes(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0
