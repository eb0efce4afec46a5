"""Sources and places of evidence."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.deps import SnapshotDep
from api.routers.posts import TABLE
from api.schemas.facts import TimelessParameters
from api.tables import describe_dataset, json_response, respond_table
from kg.errors import NotFoundError
from kg.model.iri import ID
from kg.model.terms import Iri
from kg.query.facts import select_facts
from kg.query.names import resolve

router = APIRouter(prefix="/api/v1", tags=["sources"])


@router.get("/sources", response_model=None, responses=TABLE)
def list_sources(
    parameters: Annotated[TimelessParameters, Query()], request: Request, snapshot: SnapshotDep
) -> Response:
    """List the documents that facts are taken from (query `facts-sources`)."""
    table = select_facts(snapshot.view, "facts-sources", {}, parameters.admitted())
    return respond_table(request, snapshot, table.rows, ("source",), parameters.page())


@router.get("/sources/{source:path}", response_model=None)
def get_source(source: str, snapshot: SnapshotDep) -> Response:
    """Show one document and how many facts of each class rest on it.

    Raises:
        NotFoundError: There is no such document.
    """
    node = Iri(resolve(snapshot.view, f"src/{source.removeprefix('src/')}", ("src",)))
    found = select_facts(snapshot.view, "facts-sources", {"source": node}).rows
    if not found:
        raise NotFoundError("source", source)
    facts = select_facts(
        snapshot.view, "facts-source-counts", {"graph": Iri(str(found[0]["graph"]))}
    )
    body = {"source": found[0], "facts": facts.rows}
    return json_response({"dataset": describe_dataset(snapshot, body), **body})


@router.get("/evidence/{evidence:path}", response_model=None)
def get_evidence(evidence: str, snapshot: SnapshotDep) -> Response:
    """Say where a place of evidence is, its hash, and which facts rest on it.

    Raises:
        NotFoundError: There is no such place.
    """
    node = f"{ID}ev/{evidence.removeprefix(ID).removeprefix('ev/')}"
    found = select_facts(snapshot.view, "facts-evidence", {"evidence": Iri(node)}).rows
    if not found or not found[0]["source"]:
        raise NotFoundError("evidence", evidence[:200])
    body = {"evidence": node, **found[0]}
    return json_response({"dataset": describe_dataset(snapshot, [node]), **body})
