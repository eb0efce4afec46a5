"""SPARQL 1.1 Protocol, update operation: there is none without a writer's token.

References: SPARQL 1.1 Protocol 2.2; SPARQL 1.1 Update.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.auth import check_scope
from api.deps import ServicesDep
from api.open_access import refuse_method
from api.protocol import FORM, UPDATE, read_update
from api.writing import PROBLEMS, ChangeRequest
from kg.errors import NotFoundError, QueryTooLarge

router = APIRouter(tags=["sparql"])

PATH = "/update"
_PARAMETERS: list[dict[str, Any]] = [
    {
        "name": name,
        "in": "query",
        "description": words,
        "schema": {"type": "array", "items": {"type": "string"}},
    }
    for name, words in (
        ("using-graph-uri", "Graphs whose merge is the default graph of WHERE"),
        ("using-named-graph-uri", "Named graphs that WHERE sees"),
    )
]
_BODIES = {
    FORM: {"schema": {"type": "object", "properties": {"update": {"type": "string"}}}},
    UPDATE: {"schema": {"type": "string"}},
}


@router.post(
    PATH,
    status_code=HTTPStatus.NO_CONTENT,
    response_model=None,
    responses=PROBLEMS,
    openapi_extra={"parameters": _PARAMETERS, "requestBody": {"content": _BODIES}},
)
async def post_update(request: Request, services: ServicesDep) -> Response:
    """Run an update and publish what it gives as a new generation, or change nothing.

    Raises:
        NotFoundError: No token is configured: this address does not exist.
        Unauthorised: The request has no token that is known.
        Forbidden: Its scope is not enough.
        KgError: As `Writer.write`.
    """
    if services.writer is None:
        raise NotFoundError("page", PATH)
    identity = services.tokens.identify(request.headers.get("authorization"))
    check_scope(identity, "writer")
    kind = request.headers.get("content-type", "")
    asked = read_update(kind, request.scope["query_string"], await request.body())
    payload = asked.update.encode()
    if len(payload) > services.writer.update_bytes:
        raise QueryTooLarge("query", services.writer.update_bytes)
    change = ChangeRequest(
        "update", using_default=asked.using.default, using_named=asked.using.named
    )
    written = await services.writer.write(change, identity, payload)
    headers = {"Phoihop-Generation": written.generation}
    return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers)


@router.api_route(
    PATH,
    methods=["GET", "PUT", "DELETE", "PATCH", "OPTIONS"],
    response_model=None,
    include_in_schema=False,
)
def refuse_update(request: Request, services: ServicesDep) -> Response:
    """Say that there is POST only, if there is anything.

    Raises:
        NotFoundError: No token is configured.
    """
    if services.writer is None:
        raise NotFoundError("page", PATH)
    if request.method == "OPTIONS":
        return Response(status_code=HTTPStatus.NO_CONTENT, headers={"Allow": "OPTIONS, POST"})
    return refuse_method(request.method, "OPTIONS, POST")
