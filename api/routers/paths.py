"""How two nodes are connected, and what differs between two days."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.deps import ServicesDep, SnapshotDep
from api.generation_changes import KEY, find_generation_changes, list_generations
from api.routers.posts import TABLE
from api.schemas.facts import PageParameters, parse_certainty
from api.schemas.paths import ChangeParameters, PathParameters
from api.tables import describe_dataset, json_response, respond_table
from kg.errors import NotFoundError
from kg.query.changes import find_changes
from kg.query.names import resolve
from kg.query.paths import find_paths

router = APIRouter(prefix="/api/v1", tags=["connections"])


@router.get("/paths", response_model=None)
def get_paths(parameters: Annotated[PathParameters, Query()], snapshot: SnapshotDep) -> Response:
    """Tell how two nodes are connected, shortest first, by relations of every kind.

    `stopped_at` names the bounds the search met; when it is empty, these are all paths of at most
    `max_length` edges.

    Raises:
        NotFoundError: A node does not exist.
        ParameterError: A kind or certainty is none.
    """
    start = resolve(snapshot.view, parameters.start, (), parameter="from")
    end = resolve(snapshot.view, parameters.to, (), parameter="to")
    answer = find_paths(snapshot.view, parameters.to_request(start, end))
    body = {
        "dataset": describe_dataset(snapshot, answer.paths, parameters.as_of),
        "from": start,
        "to": end,
        "max_length": parameters.max_length,
        "total": len(answer.paths),
        "paths": answer.paths,
        "is_complete": not answer.stopped_at,
        "stopped_at": answer.stopped_at,
    }
    return json_response(body)


@router.get("/changes", response_model=None, responses=TABLE)
def get_changes(
    parameters: Annotated[ChangeParameters, Query()],
    request: Request,
    services: ServicesDep,
    snapshot: SnapshotDep,
) -> Response:
    """List statements whose value on one day differs from that on another.

    With the ids of two generations: what they say differently, in rows of three kinds (`what`):
    graphs, facts, and answers to the main question with the graphs that caused it.

    Raises:
        NotFoundError: A generation is not kept.
        ParameterError: A day, certainty or page is none, or generations differ by too much.
    """
    days = parameters.days()
    if days is None:
        return _generation_changes(parameters, request, services, snapshot)
    rows = find_changes(
        snapshot.view,
        *days,
        certainty=parse_certainty(parameters.certainty),
        collection=parameters.collection,
    )
    return respond_table(request, snapshot, rows, ("statement", "object"), parameters.page())


@router.get("/generations", response_model=None, responses=TABLE)
def get_generations(
    page: Annotated[PageParameters, Query()],
    request: Request,
    services: ServicesDep,
    snapshot: SnapshotDep,
) -> Response:
    """List the generations that are kept, newest first; `current` is the one that is served."""
    rows = list_generations(services.generations) if services.generations else []
    return respond_table(request, snapshot, rows, ("generation",), page.page())


def _generation_changes(
    parameters: ChangeParameters, request: Request, services: ServicesDep, snapshot: SnapshotDep
) -> Response:
    if services.generations is None:
        raise NotFoundError("generation", parameters.first)
    first, last, days = parameters.first, parameters.to, tuple(parameters.as_of)
    make = partial(find_generation_changes, services.generations, first, last, days)
    # what is kept may not grow with what is asked: days are free, pairs of generations are few
    rows = make() if days else snapshot.remember(f"changes {first} {last}", make)
    return respond_table(request, snapshot, rows, KEY, parameters.page())
