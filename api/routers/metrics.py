"""Numbers of the running server for Prometheus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.deps import SnapshotDep

if TYPE_CHECKING:
    from api.measures import Measures

router = APIRouter(tags=["operations"])
MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"description": "Text format of Prometheus", "content": {"text/plain": {}}}
}


@router.get("/metrics", response_model=None, responses=_RESPONSES)
def get_metrics(request: Request, snapshot: SnapshotDep) -> Response:
    """Show counters of this process: requests by route and status, seconds, generation."""
    measures = cast("Measures", request.app.state.measures)
    measures.show_generation(snapshot.id, snapshot.generation.manifest.contents.quads)
    return Response(measures.format(), headers={"Content-Type": MEDIA_TYPE})
