"""How two nodes are connected, and what differs between two days."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.deps import SnapshotDep
from api.routers.posts import TABLE
from api.schemas.facts import parse_certainty
from api.schemas.paths import ChangeParameters, PathParameters
from api.tables import describe_dataset, json_response, respond_table
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
    parameters: Annotated[ChangeParameters, Query()], request: Request, snapshot: SnapshotDep
) -> Response:
    """List statements whose value on one day differs from that on another.

    Raises:
        ParameterError: A certainty or page is none.
    """
    rows = find_changes(
        snapshot.view,
        parameters.first,
        parameters.to,
        certainty=parse_certainty(parameters.certainty),
        collection=parameters.collection,
    )
    return respond_table(request, snapshot, rows, ("statement", "object"), parameters.page())
