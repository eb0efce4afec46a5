"""The least a Python server can do: one fixed answer, bare and through FastAPI."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.responses import Response

BODY = b'{"hello":"world"}'
_HEADERS = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(BODY))]

framework = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)


async def bare(scope: Any, _receive: Any, send: Any) -> None:
    """Answer every request of HTTP with the body above; other events are not expected."""
    if scope["type"] != "http":
        return
    await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
    await send({"type": "http.response.body", "body": BODY})


@framework.get("/")
async def hello() -> Response:
    """Answer with the body above."""
    return Response(BODY, media_type="application/json")


PAGE = b"<!doctype html><html lang=en><meta charset=utf-8><title>hello</title><p>hello</p></html>"


async def page(scope: Any, _receive: Any, send: Any) -> None:
    """Answer every request of HTTP with a page of one word: the least that can be painted."""
    if scope["type"] != "http":
        return
    headers = [(b"content-type", b"text/html"), (b"content-length", b"%d" % len(PAGE))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": PAGE})
