"""Routes of pages: their errors are pages, whoever asks."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from api.pages.problem_page import show_problem, to_parameter_error
from kg.errors import KgError


class PageRoute(APIRoute):
    """A route whose errors are pages."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler with errors of ours turned into pages."""
        handle = super().get_route_handler()

        async def handle_page(request: Request) -> Response:
            try:
                return await handle(request)
            except RequestValidationError as error:
                problem: KgError = to_parameter_error(error)
            except KgError as error:
                problem = error
            return await run_in_threadpool(show_problem, problem, request)

        return handle_page
