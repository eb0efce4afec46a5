"""What is served: counts, sources, the validation report."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, cast

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from api.deps import SnapshotDep
from api.routers.posts import TABLE
from api.tables import Page, json_response, respond_table
from kg.query.names import resolve
from kg.query.quality import find_measure, list_rows, summarise

if TYPE_CHECKING:
    from api.snapshot import Snapshot

router = APIRouter(prefix="/api/v1", tags=["dataset"])

# Counting reads every claim: a second for 35 000 quads, nine for 204 000. The first who asks waits
# for it, so beyond this it is left to `phoihop quality`.
COUNTED_QUADS = 100_000


class QualityParameters(BaseModel, extra="forbid"):
    """Which part of a list of quality is asked for."""

    limit: int = Field(default=100, ge=1, le=1000, description="Rows of a page")
    source: str | None = Field(default=None, description="Only what this source tells, by id")
    after: str | None = Field(default=None, description="Key of the last row of the page before")


@router.get("/dataset", response_model=None)
def get_dataset(snapshot: SnapshotDep) -> Response:
    """Describe the generation: id, hash, counts per graph and class, findings of validation."""
    manifest = snapshot.generation.manifest
    contents = manifest.contents
    body = {
        "generation": manifest.id,
        "content_hash": contents.content_hash,
        "created": manifest.created,
        "ontology_version": contents.ontology_version,
        "quads": contents.quads,
        "graphs": {iri: summary.quads for iri, summary in sorted(contents.graphs.items())},
        "classes": dict(sorted(contents.classes.items())),
        "findings": dict(contents.findings),
        "tools": dict(contents.tools),
        "quality": _quality(snapshot),
    }
    return json_response(body)


@router.get("/quality/{name}", response_model=None, responses=TABLE)
def get_quality(
    name: str,
    page: Annotated[QualityParameters, Query()],
    request: Request,
    snapshot: SnapshotDep,
) -> Response:
    """List what is behind a number of `quality` (query `quality-{name}`).

    Raises:
        NotFoundError: There is no such number, or no such source.
    """
    measure = find_measure(name)
    # checked before it is remembered under its name
    source = page.source and resolve(snapshot.view, page.source, ("src",), parameter="source")
    key = f"quality-{name}-{source or ''}"
    rows = snapshot.remember(key, partial(list_rows, snapshot.view, measure, source))
    return respond_table(request, snapshot, rows, measure.key, Page(page.limit, page.after))


@router.get("/validation", response_model=None)
def get_validation(snapshot: SnapshotDep) -> Response:
    """Return the SHACL report of the build that made this generation."""
    report = cast(
        "dict[str, Any]",
        json.loads(snapshot.generation.report_path.read_text(encoding="utf-8")),
    )
    return json_response({"generation": snapshot.id, **report})


def _quality(snapshot: Snapshot) -> dict[str, object] | None:
    """Return the numbers of quality; None for a graph too large to count on demand."""
    if snapshot.generation.manifest.contents.quads > COUNTED_QUADS:
        return None
    found = snapshot.remember("quality", partial(summarise, snapshot.view))
    return found.to_dict()
