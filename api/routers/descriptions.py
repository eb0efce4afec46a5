"""Descriptions of the data: VoID at its well-known address, DCAT beside it.

References: RFC 5785 and VoID, 7.2 (`/.well-known/void`); DCAT 3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.base_url import base_url_of
from api.dataset_description import iter_dcat, iter_void
from api.deps import ServicesDep, SnapshotDep
from api.negotiate import choose_format, content_type, matches_etag
from api.open_access import CORS, refuse_accept
from api.vocabularies import PREFIXES
from kg.store.formats import GRAPH_FORMATS
from kg.store.serialise import serialise

if TYPE_CHECKING:
    from api.deps import Services
    from api.snapshot import Snapshot
    from kg.model.terms import Triple

router = APIRouter(tags=["descriptions"])

Describe: TypeAlias = "Callable[..., Iterator[Triple]]"
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"description": "The description", "content": {e.media_type: {} for e in GRAPH_FORMATS}},
    304: {"description": "The description is the one the client has"},
    406: {
        "description": "None of the accepted types can be served",
        "content": {"application/problem+json": {}},
    },
}


@router.get("/.well-known/void", response_model=None, responses=_RESPONSES)
def get_void(request: Request, services: ServicesDep, snapshot: SnapshotDep) -> Response:
    """Describe the data in VoID: sizes, classes, graphs, where to ask."""
    return _answer(iter_void, request, services, snapshot)


@router.get("/dcat", response_model=None, responses=_RESPONSES)
def get_dcat(request: Request, services: ServicesDep, snapshot: SnapshotDep) -> Response:
    """Describe the data in DCAT: licence, distributions, service, checksums."""
    return _answer(iter_dcat, request, services, snapshot)


def _answer(
    describe: Describe, request: Request, services: Services, snapshot: Snapshot
) -> Response:
    chosen = choose_format(request.headers.get("accept"), GRAPH_FORMATS)
    if chosen is None or chosen[0] is None:
        return refuse_accept(entry.media_type for entry in GRAPH_FORMATS)
    entry, media_type = chosen[0], chosen[1]
    base = base_url_of(request, services.public_url)
    etag = f'"{snapshot.id}.{entry.name}"'
    headers = {
        **CORS,
        "Vary": "Accept, Host",
        "Content-Type": content_type(entry, media_type),
        "ETag": etag,
        "Cache-Control": "no-cache",
    }
    if matches_etag(request.headers.get("if-none-match"), etag):
        return Response(status_code=304, headers=headers)
    body = serialise(describe(snapshot.generation, base), entry, PREFIXES)
    return Response(body, headers=headers)
