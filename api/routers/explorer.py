"""Pages for people who look before they query: search, bodies, persons.

Each page is complete without a script, in two languages, and shows one day or all times; the day
is a parameter, so that what is seen can be shared and cited.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.deps import Services, ServicesDep, SnapshotDep
from api.pages.explorer_links import csv_url, part_url
from api.pages.explorer_names import Names
from api.pages.explorer_organisation import list_facts_of_body, show_organisation
from api.pages.explorer_person import show_person
from api.pages.explorer_route import PageRoute
from api.pages.explorer_search import EXAMPLES, show_search
from api.pages.explorer_time import add_values
from api.pages.render import language_of
from api.routers.posts import BODIES
from api.schemas.explorer import DayPage, NodePage, SearchPageQuery, TablePage
from api.snapshot import Snapshot
from api.tables import format_csv
from kg.errors import NotFoundError
from kg.model.terms import Iri
from kg.query.facts import select_facts
from kg.query.names import resolve

router = APIRouter(include_in_schema=False, route_class=PageRoute)

_SEARCH_FIELDS = ("q", "type", "offset")  # those of the page that the API has, too


@router.get("/search", response_model=None)
def search_page(
    asked: Annotated[SearchPageQuery, Query()],
    request: Request,
    services: ServicesDep,
    snapshot: SnapshotDep,
) -> Response:
    """Show the names that were found, with their classes.

    Raises:
        ParameterError: There is no such class.
    """
    names = names_of(request, snapshot)
    shown = show_search(asked.q, asked.type, asked.offset, names)
    if asked.format == "csv":
        return csv_response(shown["raw"])
    fields = [item for item in request.query_params.multi_items() if item[0] in _SEARCH_FIELDS]
    json_url = f"/api/v1/search?{urlencode(fields)}" if shown["q"] else None
    return render(
        "search.html", request, services, names, asked,
        **shown, examples=EXAMPLES, json_url=json_url,
    )  # fmt: skip


@router.get("/organisations/{node_type}/{local}", response_model=None)
def organisation_page(
    node_type: str,
    local: str,
    asked: Annotated[NodePage, Query()],
    request: Request,
    services: ServicesDep,
    snapshot: SnapshotDep,
) -> Response:
    """Show a body: superiors, units, posts, agreements, changes; at a day or at all times.

    Raises:
        NotFoundError: There is no such body.
        DateError: The day is none.
    """
    day = asked.day()
    given = f"{node_type}/{local}"
    if node_type not in BODIES:
        raise NotFoundError("organisation", given)
    node = resolve(snapshot.view, given, BODIES, parameter="organisation")
    names = names_of(request, snapshot)
    if asked.format == "csv":
        return csv_response(list_facts_of_body(node, snapshot.view, asked.admitted(), day))
    shown = show_organisation(node, names, asked.admitted(), day, asked.turned())
    json_url = with_day(f"/api/v1/entities/{given}/neighbours", day)
    return render("organisation.html", request, services, names, asked, **shown, json_url=json_url)


@router.get("/people/{local}", response_model=None)
def person_page(
    local: str,
    asked: Annotated[NodePage, Query()],
    request: Request,
    services: ServicesDep,
    snapshot: SnapshotDep,
) -> Response:
    """Show a person: posts and the days they are attested.

    Raises:
        NotFoundError: There is no such person.
        DateError: The day is none.
    """
    day = asked.day()
    node = resolve(snapshot.view, f"per/{local}", ("per",), parameter="person")
    names = names_of(request, snapshot)
    if asked.format == "csv":
        found = select_facts(snapshot.view, "facts-posts", {"person": Iri(node)}, asked.admitted())
        rows = [dict(row) for row in found.rows]
        add_values(rows, day)
        return csv_response(rows)
    shown = show_person(node, names, asked.admitted(), day, asked.turned())
    json_url = with_day(f"/api/v1/people/{local}/posts", day)
    return render("person.html", request, services, names, asked, **shown, json_url=json_url)


def names_of(request: Request, snapshot: Snapshot) -> Names:
    """Return names in the language of the reader."""
    return Names(snapshot, language_of(request))


def with_day(url: str, day: date | None) -> str:
    """Return an address of the API with the day of the page."""
    return f"{url}?as_of={day}" if day else url


def csv_response(rows: Sequence[Mapping[str, Any]]) -> Response:
    """Return rows as CSV."""
    return Response(format_csv(rows), media_type="text/csv; charset=utf-8")


def render(
    template: str,
    request: Request,
    services: Services,
    names: Names,
    asked: TablePage,
    **values: Any,
) -> Response:
    """Render a page with what all of them show: words, the day, the links to the data."""
    day = asked.day() if isinstance(asked, DayPage) else None
    shared: dict[str, Any] = {
        "t": names.words,
        "as_of": day.isoformat() if day else "",
        "as_of_text": names.day(day.isoformat()) if day else "",
        "inferred": isinstance(asked, DayPage) and asked.inferred == "1",
        "csv_url": csv_url(request),
        "part_url": partial(part_url, request),
    }
    return services.renderer.page(template, request, names.snapshot, **shared, **values)
