"""The network around a node: as data, and as the explorer's page."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import Field

from api.deps import ServicesDep, SnapshotDep
from api.network_facts import list_facts
from api.pages.explorer_network import list_examples, name_kinds, show_network
from api.pages.explorer_route import PageRoute
from api.routers.explorer import csv_response, names_of, render
from api.schemas.explorer import DayPage
from api.schemas.network import NetworkModel, NetworkParameters, VocabularyModel, parse_kinds
from api.schemas.network_facts import NetworkFactsModel, NetworkFactsParameters
from api.tables import describe_dataset, json_response
from kg.picture.network_names import describe_names
from kg.query.names import resolve
from kg.query.network import MOST_EXPANDED, MOST_NODES, NetworkRequest, find_network
from kg.query.paths import KINDS
from kg.query.vocabulary import list_vocabulary

router = APIRouter(prefix="/api/v1", tags=["connections"])
pages = APIRouter(include_in_schema=False, route_class=PageRoute)


class NetworkPage(DayPage):
    """What the explorer's page takes; all of it is text of a form."""

    start: str = Field("", max_length=300)
    expand: list[str] = Field(default=[], max_length=MOST_EXPANDED - 1)
    kinds: list[str] = Field(default=[], max_length=20)
    limit: Literal["", "30", "60", "100", "150", "300"] = ""


@router.get("/network", response_model=None, responses={200: {"model": NetworkModel}})
def get_network(
    parameters: Annotated[NetworkParameters, Query()], snapshot: SnapshotDep
) -> Response:
    """Show the network around a node: neighbours by kind, places to draw them, what is left out.

    Raises:
        NotFoundError: A node does not exist.
        ParameterError: A kind or certainty is none, or too many nodes are opened.
    """
    asked = parameters.to_request(snapshot.view)
    network = find_network(snapshot.view, asked)
    body: dict[str, Any] = {
        "dataset": describe_dataset(snapshot, [], asked.as_of),
        "start": asked.start,
        "nodes": describe_names(network),
        "edges": network.edges,
        "kinds": name_kinds(network),
        "limit": asked.limit,
    }
    return json_response(body)


@router.get("/network/facts", response_model=None, responses={200: {"model": NetworkFactsModel}})
def get_network_facts(
    parameters: Annotated[NetworkFactsParameters, Query()], snapshot: SnapshotDep
) -> Response:
    """List the facts of a node, or of a pair: time in words and as bounds, certainty, evidence.

    Raises:
        NotFoundError: A node does not exist.
        ParameterError: A certainty is none.
    """
    node = resolve(snapshot.view, parameters.node, (), parameter="node")
    other = parameters.other and resolve(snapshot.view, parameters.other, (), parameter="other")
    admitted = parameters.admitted()
    shown, total = list_facts(snapshot, node, other, admitted, parameters.limit)
    body: dict[str, Any] = {
        "dataset": describe_dataset(snapshot, shown, admitted.as_of),
        "node": node,
        "other": other,
        "facts": shown,
        "total": total,
        "left_out": total - len(shown),
    }
    return json_response(body)


@router.get("/vocabulary", response_model=None, responses={200: {"model": VocabularyModel}})
def get_vocabulary(snapshot: SnapshotDep) -> Response:
    """List prefixes, classes, properties and entries of code lists, as editors complete them."""
    found = snapshot.remember("vocabulary", partial(list_vocabulary, snapshot.view))
    return json_response({"dataset": describe_dataset(snapshot, []), **found})


@pages.get("/explorer", response_model=None)
def explorer_page(
    asked: Annotated[NetworkPage, Query()],
    request: Request,
    services: ServicesDep,
    snapshot: SnapshotDep,
) -> Response:
    """Show the network around a node as a picture with a script, as a table without.

    Raises:
        NotFoundError: A node does not exist.
        DateError: The day is none.
    """
    names = names_of(request, snapshot)
    day, kinds = asked.day(), parse_kinds(",".join(asked.kinds))
    values: dict[str, Any] = {"form": asked, "chosen": kinds, "network": None}
    values |= {"json_url": None, "all_kinds": KINDS}
    if asked.start.strip():
        start = resolve(snapshot.view, asked.start.strip(), (), parameter="start")
        opened = tuple(resolve(snapshot.view, one, (), parameter="expand") for one in asked.expand)
        limit = min(int(asked.limit or "60"), MOST_NODES)
        wanted = NetworkRequest(start, opened, day, kinds, asked.admitted().certainty, limit)
        network = find_network(snapshot.view, wanted)
        values["network"] = show_network(network, wanted, names)
        if asked.format == "csv":
            return csv_response(values["network"]["raw"])
        values["json_url"] = "/api/v1/network?" + urlencode(_api_fields(wanted))
    else:
        values["examples"] = list_examples(names)
    return render("explorer.html", request, services, names, asked, **values)


def _api_fields(wanted: NetworkRequest) -> dict[str, str]:
    fields = {"start": wanted.start, "limit": str(wanted.limit), "kinds": ",".join(wanted.kinds)}
    if wanted.expand:
        fields["expand"] = ",".join(wanted.expand)
    if wanted.as_of:
        fields["as_of"] = wanted.as_of.isoformat()
    return fields | {"certainty": ",".join(wanted.certainty)}
