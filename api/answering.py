"""From a question to a response: cache, validators, worker, and a client that may go away."""

from __future__ import annotations

import asyncio
import ipaddress
from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi.responses import Response

from api.negotiate import matches_etag
from api.open_access import CORS
from api.query_runner import generation_of
from api.spool import MEMORY_BYTES
from api.spool_response import SpoolResponse, until_gone

if TYPE_CHECKING:
    from fastapi import Request

    from api.query_runner import QueryRunner
    from api.result_cache import Question
    from api.spool import Spool


async def send_answer(
    question: Question,
    content_type: str,
    request: Request,
    queries: QueryRunner,
    etag: str | None = None,
) -> Response:
    """Answer a question from the cache or a worker, or say that the client has the answer.

    Args:
        question: What to ask.
        content_type: How to call the answer.
        request: For its conditions and its client.
        queries: Runs the query.
        etag: Entity tag of the answer, when something better than the generation is known.

    Raises:
        QuerySyntaxError: The query does not parse.
        QueryTimeout: It ran past its deadline.
        QueryTooLarge: It, its result or its memory went over a limit.
        StoreBusy: Too many queries are waiting.
    """
    cached = queries.find_cached(question)
    generation = queries.generation
    headers = _headers(question, generation, content_type, etag)
    tag = headers.get("ETag")
    if tag and matches_etag(request.headers.get("if-none-match"), tag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    if cached is not None:
        return Response(cached, headers=headers)
    spool = await _run(question, request, queries)
    if spool is None:
        # nobody is there to read what is returned here
        return Response(status_code=HTTPStatus.SERVICE_UNAVAILABLE)
    if spool.error:  # since the first bytes came; none has been sent
        spool.close()
        raise spool.error
    headers = _headers(question, generation_of(spool, generation), content_type, etag)
    if spool.ended and spool.error is None and spool.size <= MEMORY_BYTES:
        body = spool.getvalue()
        spool.close()
        return Response(body, headers=headers)
    return SpoolResponse(spool, headers)


async def _run(question: Question, request: Request, queries: QueryRunner) -> Spool | None:
    """Run a query while the client is there; None when it went away."""
    running = asyncio.create_task(queries.run(question, client_of(request)))
    watching = asyncio.create_task(until_gone(request.receive))
    try:
        await asyncio.wait({running, watching}, return_when=asyncio.FIRST_COMPLETED)
        return running.result() if running.done() else None
    finally:
        for task in (running, watching):
            task.cancel()
        await asyncio.gather(running, watching, return_exceptions=True)


def client_of(request: Request) -> str:
    """Return what stands for a client: its address, or its network of 64 bits in IPv6."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.version == 4:
        return host
    return str(ipaddress.IPv6Network((int(address) >> 64 << 64, 64)))


def _headers(
    question: Question, generation: str, content_type: str, etag: str | None
) -> dict[str, str]:
    headers = {
        **CORS,
        "Vary": "Accept",
        "Content-Type": content_type,
        "Phoihop-Generation": generation,
    }
    if not question.repeats:
        return {**headers, "Cache-Control": "no-store"}
    tag = etag or question.etag(generation)
    return {**headers, "ETag": tag, "Cache-Control": "no-cache"}
