"""Pages of what is missing: the list behind each number of quality, the validation report."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.deps import ServicesDep, SnapshotDep
from api.pages.explorer_route import PageRoute
from api.pages.quality_page import show_measure, show_validation
from api.routers.explorer import csv_response, names_of, render
from api.schemas.explorer import ListPage, TablePage

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/quality", response_model=None)
def quality_page(asked: Annotated[TablePage, Query()]) -> Response:
    """Lead to the numbers, which stand with the sources."""
    fields = f"?lang={asked.lang}" if asked.lang in {"vi", "en"} else ""
    return Response(status_code=303, headers={"Location": f"/sources{fields}#quality"})


@router.get("/quality/{name}", response_model=None)
def measure_page(
    name: str,
    asked: Annotated[ListPage, Query()],
    request: Request,
    services: ServicesDep,
    snapshot: SnapshotDep,
) -> Response:
    """Show the list behind a number.

    Raises:
        NotFoundError: There is no such number.
    """
    names = names_of(request, snapshot)
    shown = show_measure(name, asked.offset, names)
    if asked.format == "csv":
        return csv_response(shown["raw"])
    url = f"/api/v1/quality/{name}"
    return render("measure.html", request, services, names, asked, **shown, json_url=url)


@router.get("/validation", response_model=None)
def validation_page(
    asked: Annotated[TablePage, Query()],
    request: Request,
    services: ServicesDep,
    snapshot: SnapshotDep,
) -> Response:
    """Show what the shapes found in this generation."""
    names = names_of(request, snapshot)
    shown = show_validation(names)
    if asked.format == "csv":
        return csv_response(shown["raw"])
    url = "/api/v1/validation"
    return render("validation.html", request, services, names, asked, **shown, json_url=url)
