"""Sending a result while it is made: cut, never ended well, when it turns out not to be whole."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

import structlog
from fastapi.responses import Response

from api.spool import PIECE_BYTES, Spool
from kg.errors import KgError

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

PIECE_DEADLINE_S = 60.0
"""A client that does not take a piece of 64 KiB within this time is cut off."""

_log = structlog.get_logger(__name__)


class SpoolResponse(Response):
    """The bytes of a spool as a response; closes the spool, whatever happens."""

    def __init__(self, spool: Spool, headers: Mapping[str, str]) -> None:
        super().__init__(headers=dict(headers))
        self._spool = spool
        del self.headers["content-length"]
        # `fail` sets the error before the end: a length would let what is cut pass for whole
        if spool.ended and spool.error is None:
            self.headers["content-length"] = str(spool.size)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send until the end, an error, or the client has gone."""
        sending = asyncio.create_task(self._send(send))
        watching = asyncio.create_task(until_gone(receive))
        try:
            await asyncio.wait({sending, watching}, return_when=asyncio.FIRST_COMPLETED)
            if sending.done():
                sending.result()
        finally:
            for task in (sending, watching):
                task.cancel()
            await asyncio.gather(sending, watching, return_exceptions=True)
            self._spool.close()

    async def _send(self, send: Send) -> None:
        start = {"type": "http.response.start", "status": self.status_code}
        await send({**start, "headers": self.raw_headers})
        try:
            async for piece in self._spool.pieces():
                async with asyncio.timeout(PIECE_DEADLINE_S):
                    body = {"type": "http.response.body", "body": piece, "more_body": True}
                    await send(body)
        except KgError as error:
            # no last message: the server closes the connection in the middle of the body
            _log.warning("result cut", code=error.code, sent_bytes=self._spool.size)
            return
        except TimeoutError:
            _log.warning("result cut", code="slow-client", piece_bytes=PIECE_BYTES)
            return
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def until_gone(receive: Receive) -> None:
    """Return when the client has closed the connection; call it once the body has been read."""
    while (await receive())["type"] != "http.disconnect":
        pass
