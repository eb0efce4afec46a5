"""OpenRefine's reconciliation: a column of names against the nodes of the graph.

Only an exact label of one single candidate is a match by itself; everything else is for a person
to decide, since near names are often two bodies.

References: Reconciliation Service API 0.2 (W3C Entity Reconciliation Community Group).
"""

from __future__ import annotations

import json
from typing import Annotated, Any, cast

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import ValidationError

from api.base_url import base_url_of
from api.deps import ServicesDep, SnapshotDep
from api.open_access import CORS
from api.reconciliation import (
    extend,
    make_manifest,
    preview_words,
    reconcile,
    suggest_entities,
    suggest_properties,
    suggest_types,
)
from api.schemas.reconcile import ExtendRequest, Queries
from api.tables import json_response
from kg.errors import ParameterError
from kg.model.iri import parse_iri

router = APIRouter(tags=["reconciliation"])
Prefix = Annotated[str, Query(max_length=200, description="What was typed so far.")]


@router.get("/reconcile", response_model=None)
def get_reconcile(
    request: Request,
    services: ServicesDep,
    snapshot: SnapshotDep,
    queries: Annotated[str | None, Query(description="A batch of queries as JSON.")] = None,
    extension: Annotated[
        str | None, Query(alias="extend", description="Ids and properties as JSON.")
    ] = None,
) -> Response:
    """Show the manifest of the service, or answer a batch of queries.

    Raises:
        ParameterError: `queries` or `extend` is not what the specification says.
    """
    if queries is None and extension is None:
        manifest = make_manifest(base_url_of(request, services.public_url))
        return json_response(manifest, CORS)
    return _answer(queries, extension, snapshot)


@router.post("/reconcile", response_model=None)
def post_reconcile(
    snapshot: SnapshotDep,
    queries: Annotated[str | None, Form(description="A batch of queries as JSON.")] = None,
    extension: Annotated[
        str | None, Form(alias="extend", description="Ids and properties as JSON.")
    ] = None,
) -> Response:
    """Answer a batch of queries, or give properties of nodes (`extend`).

    Raises:
        ParameterError: `queries` or `extend` is not what the specification says.
    """
    return _answer(queries, extension, snapshot)


@router.get("/reconcile/suggest/entity", response_model=None)
def get_entities(snapshot: SnapshotDep, prefix: Prefix) -> Response:
    """Suggest nodes as a person types."""
    return json_response({"result": suggest_entities(snapshot, prefix)}, CORS)


@router.get("/reconcile/suggest/type", response_model=None)
def get_types(snapshot: SnapshotDep, prefix: Prefix) -> Response:
    """Suggest classes as a person types."""
    return json_response({"result": suggest_types(snapshot, prefix)}, CORS)


@router.get("/reconcile/suggest/property", response_model=None)
def get_properties(snapshot: SnapshotDep, prefix: Prefix) -> Response:
    """Suggest properties as a person types."""
    return json_response({"result": suggest_properties(snapshot, prefix)}, CORS)


@router.get("/reconcile/properties", response_model=None)
def propose_properties(
    snapshot: SnapshotDep,
    node_type: Annotated[str, Query(alias="type", max_length=300)] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Response:
    """Propose properties to add to a table of nodes of a class."""
    properties = suggest_properties(snapshot, "")[:limit]
    found = [{"id": entry["id"], "name": entry["name"]} for entry in properties]
    return json_response({"type": node_type, "properties": found, "limit": limit}, CORS)


@router.get("/reconcile/preview", response_class=HTMLResponse)
def get_preview(
    request: Request,
    services: ServicesDep,
    snapshot: SnapshotDep,
    node: Annotated[str, Query(alias="id", max_length=300)],
) -> HTMLResponse:
    """Show a node in a small frame.

    Raises:
        IriError: The id is none.
        NotFoundError: Nothing is said of this node.
    """
    words = preview_words(snapshot, parse_iri(node))
    page = services.renderer.page("preview.html", request, snapshot, **words)
    page.headers.update(CORS)
    # OpenRefine shows it in a frame of its own; it holds neither a script nor a form
    page.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'self'"
    return page


def _answer(queries: str | None, extension: str | None, snapshot: SnapshotDep) -> Response:
    if queries is None and extension is None:
        raise ParameterError("queries", "", "a JSON object of queries, or `extend`")
    if queries is not None:
        batch = _parse("queries", queries, Queries)
        found = {key: {"result": reconcile(snapshot, one)} for key, one in batch.root.items()}
        return json_response(found, CORS)
    wanted = _parse("extend", extension or "", ExtendRequest)
    return json_response(extend(snapshot, wanted), CORS)


def _parse(name: str, value: str, model: type[Any]) -> Any:
    try:
        return model.model_validate(cast("object", json.loads(value)))
    except (ValueError, RecursionError, ValidationError):
        raise ParameterError(name, value[:80], "JSON as in Reconciliation API 0.2") from None
