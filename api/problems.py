"""Errors as HTTP: the only module that knows which error is which status.

Every error leaves as one shape, an RFC 9457 problem document with the stable `code` of
`kg.errors`, pinned by a test. Text of a third party is never sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, cast

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from api.auth import CHALLENGE, Forbidden, Unauthorised
from api.lanes import ClientBusy
from api.middleware.security import HEADERS as SECURITY
from api.negotiate import NotAcceptable
from api.protocol import UnsupportedMediaType
from api.request_log import HEADER as REQUEST_ID
from kg import errors
from kg.build.change_request import NotWritable, PreconditionFailed

PROBLEM_TYPE = "application/problem+json"
ERROR_BASE = "https://w3id.org/phoihop/error/"

STATUS: tuple[tuple[type[errors.KgError], int], ...] = (
    # the first class that fits decides, so special cases stand before their parents
    (errors.NotFoundError, HTTPStatus.NOT_FOUND),
    (errors.ValidationFailed, HTTPStatus.UNPROCESSABLE_ENTITY),
    (Unauthorised, HTTPStatus.UNAUTHORIZED),
    (Forbidden, HTTPStatus.FORBIDDEN),
    (NotWritable, HTTPStatus.FORBIDDEN),
    (PreconditionFailed, HTTPStatus.PRECONDITION_FAILED),
    (ClientBusy, HTTPStatus.TOO_MANY_REQUESTS),
    (NotAcceptable, HTTPStatus.NOT_ACCEPTABLE),
    (UnsupportedMediaType, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
    (errors.InputError, HTTPStatus.BAD_REQUEST),
    (errors.QueryTimeout, HTTPStatus.SERVICE_UNAVAILABLE),
    (errors.StoreBusy, HTTPStatus.SERVICE_UNAVAILABLE),
    (errors.StoreUnavailable, HTTPStatus.SERVICE_UNAVAILABLE),
    (errors.QueryTooLarge, HTTPStatus.SERVICE_UNAVAILABLE),
    (errors.KgError, HTTPStatus.INTERNAL_SERVER_ERROR),
)

_log = structlog.get_logger(__name__)


def status_of(error: errors.KgError) -> int:
    """Return the HTTP status of an error; a query or body over its size limit is 413."""
    if isinstance(error, errors.QueryTooLarge) and error.what in {"query", "body"}:
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return next(int(status) for kind, status in STATUS if isinstance(error, kind))


def build_problem(
    status: int, code: str, detail: str, extra: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Build the body of a problem document (RFC 9457, section 3.1).

    Args:
        status: HTTP status, repeated in the body.
        code: Stable kebab-case code; `type` is an IRI made of it.
        detail: One sentence with the offending value.
        extra: Typed attributes, such as `parameter`, `value`, `expected`, `nearest`.
    """
    return {
        "type": ERROR_BASE + code,
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        **(extra or {}),
    }


def problem_response(
    status: int,
    code: str,
    detail: str,
    extra: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a problem document as a response."""
    body = build_problem(status, code, detail, extra)
    return JSONResponse(body, status, dict(headers or {}), PROBLEM_TYPE)


_ATTRIBUTES = ("parameter", "value", "expected", "nearest", "kind", "line", "column", "what")


def respond(error: errors.KgError) -> Response:
    """Turn an error of ours into its response, typed attributes included."""
    extra = {
        name: value for name in _ATTRIBUTES if (value := getattr(error, name, None)) is not None
    }
    report = getattr(error, "report", None)
    if isinstance(report, dict):
        extra["report"] = cast("object", report)
    headers: dict[str, str] = {}
    if isinstance(error, errors.StoreBusy):
        headers["Retry-After"] = str(max(1, round(error.retry_after_s)))
    if isinstance(error, Unauthorised):
        headers["WWW-Authenticate"] = CHALLENGE
    return problem_response(status_of(error), error.code, str(error), extra, headers)


async def _on_kg_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, errors.KgError)
    return respond(error)


async def _on_invalid_request(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = [
        {
            "parameter": ".".join(str(part) for part in fault["loc"][1:]) or str(fault["loc"][0]),
            "value": _shown(fault.get("input")),
            "expected": _expected(fault),
        }
        for fault in error.errors()
    ]
    first = faults[0]
    detail = f"parameter {first['parameter']!r} is {first['value']!r}; expected {first['expected']}"
    extra = {**first, "faults": faults}
    return problem_response(HTTPStatus.BAD_REQUEST, "parameter-error", detail, extra)


def _expected(fault: Mapping[str, Any]) -> str:
    """Say what would have been right; the sentence of the library stays inside."""
    words = {
        "missing": "a value; the parameter is required",
        "extra_forbidden": "only known parameters; this one is unknown here",
        "date_from_datetime_parsing": "a date such as 2017-10-06",
        "date_parsing": "a date such as 2017-10-06",
        "bool_parsing": "true or false",
        "int_parsing": "a whole number",
    }
    return words.get(fault["type"], f"a value that passes {fault['type'].replace('_', ' ')}")


def _shown(value: object) -> str:
    text = "" if value is None or isinstance(value, dict) else str(value)
    return text[:80]


async def _on_http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    phrase = HTTPStatus(error.status_code).phrase
    code = phrase.lower().replace(" ", "-")
    headers = dict(error.headers or {})
    return problem_response(error.status_code, code, f"{phrase}.", headers=headers)


async def _on_unexpected(request: Request, error: Exception) -> Response:
    # the text of the exception stays in the log: it may hold paths or data
    _log.error("unexpected error", path=request.url.path, exc_info=error)
    detail = "The server met an error that it did not expect."
    # This answer is made outside all middleware of ours, which would have added these.
    request_id = str(request.scope.get("state", {}).get("request_id", ""))
    headers = {**SECURITY, REQUEST_ID: request_id}
    return problem_response(
        HTTPStatus.INTERNAL_SERVER_ERROR, "internal-error", detail, headers=headers
    )


def install(app: FastAPI) -> None:
    """Register the handlers on an application."""
    app.add_exception_handler(errors.KgError, _on_kg_error)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(Exception, _on_unexpected)
