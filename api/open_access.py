"""What scripts of other origins may do here: read, and see why something was refused.

No cookie or stored credential is ever used for reading, so every origin may. Writing takes part in
none of this: its routes send no such header.

References: Fetch standard, CORS protocol.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi.responses import Response

from api.problems import problem_response, respond

if TYPE_CHECKING:
    from kg.errors import KgError

CORS: Mapping[str, str] = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Retry-After, Phoihop-Generation",
}
READING = "GET, HEAD, OPTIONS"
QUERYING = "GET, HEAD, OPTIONS, POST"


def refuse(error: KgError) -> Response:
    """Return the problem document of an error."""
    response = respond(error)
    response.headers.update(CORS)
    return response


def refuse_accept(types: Iterable[str]) -> Response:
    """Return 406 with the media types there are."""
    detail = f"None of the accepted types can be served; there are {', '.join(types)}."
    headers = {**CORS, "Vary": "Accept"}
    return problem_response(HTTPStatus.NOT_ACCEPTABLE, "not-acceptable", detail, None, headers)


def refuse_method(method: str, allowed: str) -> Response:
    """Return 405 with the methods there are."""
    detail = f"{method} is not possible here; there are {allowed}."
    headers = {**CORS, "Allow": allowed}
    return problem_response(
        HTTPStatus.METHOD_NOT_ALLOWED, "method-not-allowed", detail, None, headers
    )


def preflight(allowed: str, readable: str) -> Response:
    """Answer OPTIONS.

    Args:
        allowed: The methods there are.
        readable: Those that scripts of other origins may use.
    """
    headers = {
        "Allow": allowed,
        "Access-Control-Allow-Methods": readable,
        "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
        "Access-Control-Max-Age": "86400",
    }
    return Response(status_code=HTTPStatus.NO_CONTENT, headers={**CORS, **headers})
