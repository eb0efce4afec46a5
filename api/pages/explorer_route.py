"""Pages that answer a person's mistake with a page: what was wrong, what is near, where to go."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, cast

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from api.pages.explorer_names import Names, load_explorer_words
from api.pages.render import language_of
from api.problems import status_of
from kg.errors import DateError, KgError, NotFoundError, ParameterError, StoreError
from kg.model.iri import ID

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.deps import Services

_MOST_ECHOED = 120


class PageRoute(APIRoute):
    """A route whose errors are pages."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler with errors of ours turned into pages."""
        handle = super().get_route_handler()

        async def handle_page(request: Request) -> Response:
            try:
                return await handle(request)
            except RequestValidationError as error:
                problem: KgError = _to_parameter_error(error)
            except KgError as error:
                problem = error
            return await run_in_threadpool(show_problem, problem, request)

        return handle_page


def show_problem(error: KgError, request: Request) -> Response:
    """Render the page of an error in the language of the reader."""
    services = cast("Services", request.app.state.services)
    words = load_explorer_words()[language_of(request)]
    values: dict[str, Any] = {
        "t": words,
        "title": words[f"problem_{_kind(error)}"],
        "hint": words[f"hint_{_kind(error)}"],
        "given": str(getattr(error, "value", "") or getattr(error, "name", ""))[:_MOST_ECHOED],
        "parameter": getattr(error, "parameter", ""),
        "expected": getattr(error, "expected", ""),
        "nearest": _nearest(error, services, request),
        "is_date": isinstance(error, DateError),
        "path": request.url.path,
    }
    status = status_of(error)
    return services.renderer.page("explorer_problem.html", request, None, status, **values)


def _kind(error: KgError) -> str:
    if isinstance(error, NotFoundError):
        return "not_found"
    if isinstance(error, DateError):
        return "date"
    if isinstance(error, ParameterError):
        return "parameter"
    return "store" if isinstance(error, StoreError) else "input"


def _nearest(error: KgError, services: Services, request: Request) -> list[Mapping[str, Any]]:
    if not isinstance(error, NotFoundError) or not error.nearest:
        return []
    with services.holder.lease() as snapshot:
        names = Names(snapshot, language_of(request))
        return [names.node(ID + name) for name in error.nearest if "/" in name]


def _to_parameter_error(error: RequestValidationError) -> ParameterError:
    """Name the first parameter at fault; the sentence of the library stays inside."""
    fault = error.errors()[0]
    place = [str(part) for part in fault["loc"]]
    name = place[1] if len(place) > 1 else place[0]
    given = fault.get("input")
    shown = "" if given is None or isinstance(given, dict) else str(cast("object", given))
    return ParameterError(name, shown[:80], str(fault["type"]).replace("_", " "))
