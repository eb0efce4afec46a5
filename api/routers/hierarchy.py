"""What is under a committee and who is above a unit, on a day."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.deps import SnapshotDep
from api.routers.posts import TABLE
from api.schemas.hierarchy import AllPairsParameters, HierarchyParameters
from api.tables import respond_table
from kg.query.hierarchy import find_succession, find_superiors, find_units
from kg.query.names import resolve
from kg.query.under_both_all import under_both_all

router = APIRouter(prefix="/api/v1", tags=["authority"])


@router.get("/committees/{committee:path}/units", response_model=None, responses=TABLE)
def get_units(
    committee: str,
    parameters: Annotated[HierarchyParameters, Query()],
    request: Request,
    snapshot: SnapshotDep,
) -> Response:
    """List what is under a committee on a day, with kind, depth, value and chain.

    A committee that ended before the day is answered with its end in `succession`.

    Raises:
        NotFoundError: There is no such committee.
        ParameterError: A line, certainty or collection does not exist.
    """
    node = resolve(snapshot.view, committee, ("com",), parameter="committee")
    rows = find_units(snapshot.authority, node, parameters.to_request())
    return _respond(rows, "unit", node, parameters, request, snapshot)


@router.get("/units/{unit:path}/superiors", response_model=None, responses=TABLE)
def get_superiors(
    unit: str,
    parameters: Annotated[HierarchyParameters, Query()],
    request: Request,
    snapshot: SnapshotDep,
) -> Response:
    """List who is above a unit on a day, on every line; an empty list means unknown.

    Raises:
        NotFoundError: There is no such unit.
        ParameterError: A line, certainty or collection does not exist.
    """
    node = resolve(snapshot.view, unit, ("unit",), parameter="unit")
    rows = find_superiors(snapshot.authority, node, parameters.to_request())
    return _respond(rows, "committee", node, parameters, request, snapshot)


@router.get("/under-both/all", response_model=None, responses=TABLE)
def get_all_pairs(
    parameters: Annotated[AllPairsParameters, Query()], request: Request, snapshot: SnapshotDep
) -> Response:
    """Count the units under both parties of every agreement, by type and value, on a day.

    Raises:
        ParameterError: A certainty or collection does not exist.
    """
    counted = under_both_all(
        snapshot.authority,
        parameters.as_of,
        certainty=parameters.certainties(),
        collection=parameters.collection,
    )
    rows = [pair.to_dict() for pair in counted]
    key = ("agreement", "a", "b")
    return respond_table(request, snapshot, rows, key, parameters.page(), parameters.as_of)


def _respond(
    rows: list[dict[str, object]],
    side: str,
    node: str,
    parameters: HierarchyParameters,
    request: Request,
    snapshot: SnapshotDep,
) -> Response:
    extra = {
        "asked": node,
        "succession": find_succession(snapshot.view, node, parameters.as_of),
    }
    key, page = ("kind", side), parameters.page()
    return respond_table(request, snapshot, rows, key, page, parameters.as_of, extra)
