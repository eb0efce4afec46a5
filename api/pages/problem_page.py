"""Errors as pages for people: what was wrong, what is near, where to go; in two languages.

Programs get the problem document as ever; a page is for those who ask for `text/html` outside the
API. The words are chosen by the stable code of the error, never taken from its English sentence.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from api.middleware.security import HEADERS as SECURITY
from api.pages.explorer_names import Names, load_explorer_words
from api.pages.render import language_of, with_parameter
from api.pages.syntax_words import tell_reason
from api.problems import respond, status_of
from kg.errors import (
    DateError,
    KgError,
    NotFoundError,
    ParameterError,
    QuerySyntaxError,
    StoreBusy,
    StoreUnavailable,
)
from kg.model.iri import ID

if TYPE_CHECKING:
    from api.deps import Services
    from api.snapshot import Snapshot

_MOST_ECHOED = 120
_COMMANDS = ("make build", "phoihop build")
_FOR_PROGRAMS = (
    "/api/", "/data/", "/graph-store", "/update", "/openapi.json", "/reconcile",
    "/healthz", "/readyz", "/metrics",
)  # fmt: skip
_WORDS_FOR = {HTTPStatus.NOT_FOUND: "no-page", HTTPStatus.METHOD_NOT_ALLOWED: "no-method"}
Handler = Callable[[Request, Exception], Awaitable[Response]]


def describe_problem(
    error: KgError, request: Request, snapshot: Snapshot | None = None, code: str = ""
) -> dict[str, Any]:
    """Return what a page says of an error, in the language of the reader.

    Args:
        error: What went wrong.
        request: Its language decides the words.
        snapshot: Where names of what is near are read; without it there are none.
        code: Words to use instead of those of the error's own code.

    Returns:
        `title`, `hint`, `parameter`, `given`, `place` (line and column, or None) and `nearest`
        (nodes, or for questions their numbers as text).
    """
    language = language_of(request)
    words = load_explorer_words()[language]
    near = error.nearest if isinstance(error, NotFoundError) else ()
    names = Names(snapshot, language) if snapshot else None
    place = (error.line, error.column) if isinstance(error, QuerySyntaxError) else None
    told = error.reason if isinstance(error, QuerySyntaxError) else ""
    reason, reason_lang = tell_reason(told, language)
    return {
        **_sentences(code or error.code, words),
        "parameter": getattr(error, "parameter", "")[:_MOST_ECHOED],
        "given": str(getattr(error, "value", ""))[:_MOST_ECHOED],
        "place": place if place and place[0] else None,
        "reason": reason,
        "reason_lang": reason_lang,
        "nearest": [names.node(ID + name) for name in near if "/" in name] if names else [],
        "near_numbers": [name for name in near if name.isdigit()],
        "is_date": isinstance(error, DateError),
        "commands": _COMMANDS if isinstance(error, StoreUnavailable) else (),
        "retry_after": _retry_after(error),
    }


def show_problem(error: KgError, request: Request, code: str = "") -> Response:
    """Render the page of an error; the names of what is near come from the current generation."""
    services = cast("Services", request.app.state.services)
    if isinstance(error, NotFoundError) and error.nearest:
        with services.holder.lease() as snapshot:
            described = describe_problem(error, request, snapshot, code)
    else:
        described = describe_problem(error, request, None, code)
    response = _render(described, status_of(error), request)
    if seconds := _retry_after(error):
        response.headers["Retry-After"] = str(seconds)
    return response


def refuse(error: KgError, request: Request) -> Response:
    """Answer with a page where a person asks, else with the problem document."""
    return show_problem(error, request) if wants_page(request) else respond(error)


def _retry_after(error: KgError) -> int | None:
    return max(1, round(error.retry_after_s)) if isinstance(error, StoreBusy) else None


def to_parameter_error(error: RequestValidationError) -> ParameterError:
    """Name the first parameter at fault; the sentence of the library stays inside."""
    fault = error.errors()[0]
    place = [str(part) for part in fault["loc"]]
    name = place[1] if len(place) > 1 else place[0]
    given = fault.get("input")
    shown = "" if given is None or isinstance(given, dict) else str(cast("object", given))
    return ParameterError(name, shown[:80], str(fault["type"]).replace("_", " "))


def wants_page(request: Request) -> bool:
    """Tell whether a person is asking: a browser, outside the API."""
    is_page = not request.url.path.startswith(_FOR_PROGRAMS)
    return is_page and "text/html" in request.headers.get("accept", "")


def install(app: FastAPI) -> None:
    """Put pages in front of the problem documents of an application, for those who want them."""
    handlers = cast("Mapping[Any, Handler]", app.exception_handlers)
    for kind in (KgError, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(kind, _page_or(handlers[kind]))


def _page_or(machine: Handler) -> Handler:
    async def answer(request: Request, error: Exception) -> Response:
        if not wants_page(request):
            return await machine(request, error)
        document = await machine(request, error)  # logs what nobody expected
        page = await run_in_threadpool(_page_of, error, request)
        page.headers.update(
            {
                name: value
                for name, value in document.headers.items()
                if name not in {"content-type", "content-length"}
            }
        )
        return page

    return answer


def _page_of(error: Exception, request: Request) -> Response:
    if isinstance(error, RequestValidationError):
        error = to_parameter_error(error)
    if isinstance(error, KgError):
        return show_problem(error, request)
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    if isinstance(error, HTTPException):
        status = HTTPStatus(error.status_code)
    words = load_explorer_words()[language_of(request)]
    described: dict[str, Any] = {
        **_sentences(_WORDS_FOR.get(status, "internal-error"), words),
        "parameter": "", "given": request.url.path[:_MOST_ECHOED], "place": None,
        "reason": "", "reason_lang": "",
        "nearest": [], "near_numbers": [], "is_date": False, "commands": (), "retry_after": None,
    }  # fmt: skip
    response = _render(described, status, request)
    for name, value in SECURITY.items():  # the last handler answers outside our middleware
        response.headers.setdefault(name, value)
    return response


def _render(described: Mapping[str, Any], status: int, request: Request) -> Response:
    services = cast("Services", request.app.state.services)
    values = {
        "t": load_explorer_words()[language_of(request)],
        "problem": described,
        "path": request.url.path,
        "again_url": with_parameter(request, "lang", language_of(request)),
    }
    return services.renderer.page("problem.html", request, None, status, **values)


def _sentences(code: str, words: Mapping[str, str]) -> dict[str, str]:
    known = code if f"problem_{code}" in words else "kg-error"
    return {"title": words[f"problem_{known}"], "hint": words[f"hint_{known}"]}
