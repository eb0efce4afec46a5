"""Who held which post, and who held two at once."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.deps import SnapshotDep
from api.schemas.facts import ConcurrentParameters, FactParameters, FactTableModel
from api.tables import respond_table
from kg.errors import ParameterError
from kg.model.iri import mint
from kg.model.terms import Iri
from kg.ontology.terms import CODES
from kg.query.facts import select_facts
from kg.query.names import resolve

router = APIRouter(prefix="/api/v1", tags=["posts"])
TABLE: dict[int | str, dict[str, Any]] = {
    200: {"model": FactTableModel, "content": {"text/csv": {}}}
}
BODIES = ("com", "std", "adv", "unit", "ent", "egr", "ebd", "state", "mass")


@router.get("/people/{person:path}/posts", response_model=None, responses=TABLE)
def get_person_posts(
    person: str,
    parameters: Annotated[FactParameters, Query()],
    request: Request,
    snapshot: SnapshotDep,
) -> Response:
    """List the posts a person held, earliest attested first (query `facts-posts`).

    Raises:
        NotFoundError: Nobody has this id or name.
        ParameterError: A certainty or page is none.
    """
    node = resolve(snapshot.view, _full(person, "per"), ("per",), parameter="person")
    return _posts("person", node, parameters, request, snapshot)


@router.get("/organisations/{organisation:path}/posts", response_model=None, responses=TABLE)
def get_organisation_posts(
    organisation: str,
    parameters: Annotated[FactParameters, Query()],
    request: Request,
    snapshot: SnapshotDep,
) -> Response:
    """List who held posts in a body, earliest attested first (query `facts-posts`).

    Raises:
        NotFoundError: No body has this id or name.
        ParameterError: A certainty or page is none.
    """
    node = resolve(snapshot.view, organisation, BODIES, parameter="organisation")
    return _posts("organisation", node, parameters, request, snapshot)


@router.get("/concurrent-posts", response_model=None, responses=TABLE)
def get_concurrent_posts(
    parameters: Annotated[ConcurrentParameters, Query()], request: Request, snapshot: SnapshotDep
) -> Response:
    """List people who held posts in two spheres at once (query `facts-concurrent-posts`).

    Raises:
        ParameterError: `spheres` is not two different spheres.
    """
    spheres = [part.strip() for part in parameters.spheres.split(",")]
    known = CODES["sphere"]
    if len(set(spheres)) != 2 or len(spheres) != 2 or not set(spheres) <= known:
        raise ParameterError(
            "spheres", parameters.spheres[:80], f"two different ones of {', '.join(sorted(known))}"
        )
    first, second = (Iri(mint("sphere", sphere)) for sphere in spheres)
    admitted = parameters.admitted()
    bindings = {"first": first, "second": second}
    table = select_facts(snapshot.view, "facts-concurrent-posts", bindings, admitted)
    key = ("statement", "otherStatement")
    return respond_table(request, snapshot, table.rows, key, parameters.page(), admitted.as_of)


def _posts(
    side: str, node: str, parameters: FactParameters, request: Request, snapshot: SnapshotDep
) -> Response:
    admitted = parameters.admitted()
    table = select_facts(snapshot.view, "facts-posts", {side: Iri(node)}, admitted)
    key = ("statement",)
    return respond_table(request, snapshot, table.rows, key, parameters.page(), admitted.as_of)


def _full(given: str, node_type: str) -> str:
    """Take a bare local name as an id of the one type that fits."""
    return given if "/" in given or not given.isascii() else f"{node_type}/{given}"
