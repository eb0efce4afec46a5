"""The page of territories."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.deps import ServicesDep, SnapshotDep
from api.pages.explorer_route import PageRoute
from api.pages.explorer_territories import DEFAULT_DAY, show_territories
from api.routers.explorer import csv_response, names_of, render
from api.schemas.explorer import DayPage

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/territories", response_model=None)
def territories_page(
    asked: Annotated[DayPage, Query()],
    request: Request,
    services: ServicesDep,
    snapshot: SnapshotDep,
) -> Response:
    """Show the provinces of a day (63, or 34 from 2025-07-01) with counts of units by line.

    Raises:
        DateError: The day is none.
    """
    day = asked.day() or DEFAULT_DAY
    names = names_of(request, snapshot)
    shown = show_territories(names, asked.admitted(), day)
    if asked.format == "csv":
        return csv_response(shown["raw"]())
    told = asked.model_copy(update={"as_of": day.isoformat()})
    return render("territories.html", request, services, names, told, **shown)
