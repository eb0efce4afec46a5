"""Pages of the documents facts are taken from, and of the places in them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.deps import ServicesDep, SnapshotDep
from api.pages.explorer_route import PageRoute
from api.pages.explorer_sources import read_all_claims, show_evidence, show_source, show_sources
from api.routers.explorer import csv_response, names_of, render
from api.schemas.explorer import ListPage, TablePage
from kg.query.names import resolve

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/sources", response_model=None)
def sources_page(
    asked: Annotated[TablePage, Query()],
    request: Request,
    services: ServicesDep,
    snapshot: SnapshotDep,
) -> Response:
    """Show all documents by collection."""
    names = names_of(request, snapshot)
    shown = show_sources(names)
    if asked.format == "csv":
        return csv_response(shown["raw"])
    url = "/api/v1/sources"
    return render("sources.html", request, services, names, asked, **shown, json_url=url)


@router.get("/sources/{slug}", response_model=None)
def source_page(
    slug: str,
    asked: Annotated[ListPage, Query()],
    request: Request,
    services: ServicesDep,
    snapshot: SnapshotDep,
) -> Response:
    """Show a document and everything that rests on it, by position.

    Raises:
        NotFoundError: There is no such document.
    """
    node = resolve(snapshot.view, f"src/{slug}", ("src",), parameter="source")
    names = names_of(request, snapshot)
    if asked.format == "csv":
        return csv_response(read_all_claims(node, names))
    shown = show_source(node, names, asked.offset)
    url = f"/api/v1/sources/{slug}"
    return render("source.html", request, services, names, asked, **shown, json_url=url)


@router.get("/evidence/{local}", response_model=None)
def evidence_page(
    local: str,
    asked: Annotated[TablePage, Query()],
    request: Request,
    services: ServicesDep,
    snapshot: SnapshotDep,
) -> Response:
    """Show a place in a document: the words there if we hold the text, else where to look.

    Raises:
        NotFoundError: There is no such place.
    """
    node = resolve(snapshot.view, f"ev/{local}", ("ev",), parameter="evidence")
    names = names_of(request, snapshot)
    shown = show_evidence(node, names, services.texts)
    if asked.format == "csv":
        return csv_response(read_all_claims(shown["source"]["node"]["iri"], names))
    url = f"/api/v1/evidence/ev/{local}"
    return render("evidence.html", request, services, names, asked, **shown, json_url=url)
