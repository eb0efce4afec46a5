"""Pages of agreements: all, one, side by side; and of the conferences that review them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.deps import ServicesDep, SnapshotDep
from api.pages.explorer_agreement import show_agreement, show_agreements
from api.pages.explorer_compare import resolve_compared, show_compared
from api.pages.explorer_conferences import show_conferences
from api.pages.explorer_route import PageRoute
from api.routers.explorer import csv_response, names_of, render, with_day
from api.schemas.explorer import ComparePage, DayPage
from kg.model.iri import ID
from kg.query.names import resolve

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/agreements", response_model=None)
def agreements_page(
    asked: Annotated[DayPage, Query()],
    request: Request,
    services: ServicesDep,
    snapshot: SnapshotDep,
) -> Response:
    """Show all agreements; boxes choose those to lay side by side.

    Raises:
        DateError: The day is none.
    """
    names = names_of(request, snapshot)
    shown = show_agreements(names, asked.admitted(), asked.day())
    if asked.format == "csv":
        return csv_response(shown["raw"])
    url = with_day("/api/v1/agreements", asked.day())
    return render("agreements.html", request, services, names, asked, **shown, json_url=url)


@router.get("/agreements/compare", response_model=None)
def compare_page(
    asked: Annotated[ComparePage, Query()],
    request: Request,
    services: ServicesDep,
    snapshot: SnapshotDep,
) -> Response:
    """Show agreements side by side by topic; silence is "not mentioned", never "no".

    Raises:
        ParameterError: Fewer than 2 or more than 10 agreements, or one twice.
        NotFoundError: One does not exist.
    """
    names = names_of(request, snapshot)
    nodes = resolve_compared(asked.names(), names)
    shown = show_compared(nodes, names)
    if asked.format == "csv":
        return csv_response(shown["raw"])
    ids = ",".join(node.removeprefix(ID) for node in nodes)
    url = f"/api/v1/agreements/compare?ids={ids}"
    return render("compare.html", request, services, names, asked, **shown, json_url=url)


@router.get("/agreements/{local}", response_model=None)
def agreement_page(
    local: str,
    asked: Annotated[DayPage, Query()],
    request: Request,
    services: ServicesDep,
    snapshot: SnapshotDep,
) -> Response:
    """Show one agreement: parties, term, clauses, duties by obligor, events, cited norms.

    Raises:
        NotFoundError: There is no such agreement.
        DateError: The day is none.
    """
    day = asked.day()
    node = resolve(snapshot.view, f"agr/{local}", ("agr",), parameter="agreement")
    names = names_of(request, snapshot)
    shown = show_agreement(node, names, asked.admitted(), day)
    if asked.format == "csv":
        return csv_response(shown["raw"])
    url = with_day(f"/api/v1/agreements/agr/{local}", day)
    return render("agreement.html", request, services, names, asked, **shown, json_url=url)


@router.get("/conferences", response_model=None)
def conferences_page(
    asked: Annotated[DayPage, Query()],
    request: Request,
    services: ServicesDep,
    snapshot: SnapshotDep,
) -> Response:
    """Show conferences and signings, the day of the event apart from the day of the report.

    Raises:
        DateError: The day is none.
    """
    names = names_of(request, snapshot)
    shown = show_conferences(names, asked.admitted(), asked.day())
    if asked.format == "csv":
        return csv_response(shown["raw"])
    url = "/api/v1/events"
    return render("conferences.html", request, services, names, asked, **shown, json_url=url)
