"""The main question over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.deps import SnapshotDep
from api.schemas.under_both import UnderBothParameters
from api.tables import json_response
from kg.query.under_both import UnderBothAnswer, under_both

router = APIRouter(prefix="/api/v1", tags=["answers"])


@router.get("/under-both", response_model=None)
def get_under_both(
    parameters: Annotated[UnderBothParameters, Query()], snapshot: SnapshotDep
) -> Response:
    """Tell which units fall under both committees on a day, and how we know.

    Raises:
        ParameterError: A committee is named twice, or something is not a committee.
        NotFoundError: Nothing has this id or label.
    """
    answer = answer_under_both(parameters, snapshot)
    return json_response(answer.to_dict(snapshot.id, snapshot.generation.content_hash))


def answer_under_both(parameters: UnderBothParameters, snapshot: SnapshotDep) -> UnderBothAnswer:
    """Resolve the names of a request and answer it."""
    request = parameters.to_request(snapshot.view)
    return under_both(snapshot.authority, snapshot.view, request)
