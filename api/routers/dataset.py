"""What is served: counts, sources, the validation report."""

from __future__ import annotations

import json
from typing import Any, cast

from fastapi import APIRouter
from fastapi.responses import Response

from api.deps import SnapshotDep
from api.tables import json_response

router = APIRouter(prefix="/api/v1", tags=["dataset"])


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
    }
    return json_response(body)


@router.get("/validation", response_model=None)
def get_validation(snapshot: SnapshotDep) -> Response:
    """Return the SHACL report of the build that made this generation."""
    report = cast(
        "dict[str, Any]",
        json.loads(snapshot.generation.report_path.read_text(encoding="utf-8")),
    )
    return json_response({"generation": snapshot.id, **report})
