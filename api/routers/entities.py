"""One node: what is asserted of it, what it is tied to; and finding nodes by name."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.deps import SnapshotDep
from api.routers.posts import TABLE
from api.schemas.facts import NeighbourParameters, PageParameters
from api.schemas.search import SearchModel, SearchParameters
from api.tables import describe_dataset, json_response, respond_table
from kg.errors import NotFoundError
from kg.model.iri import parse_short
from kg.model.terms import Iri
from kg.query.facts import select_facts
from kg.query.names import resolve
from kg.query.ties import Tie, read_ties, tell_ties

_KEY = ("via", "neighbour", "statement", "direction")

router = APIRouter(prefix="/api/v1", tags=["entities"])


@router.get("/entities/{node_type}/{local}", response_model=None, responses=TABLE)
def get_entity(
    node_type: str,
    local: str,
    parameters: Annotated[PageParameters, Query()],
    request: Request,
    snapshot: SnapshotDep,
) -> Response:
    """List every triple of a node, both directions, with the graphs that assert it.

    Raises:
        IriError: The path is not an id.
        NotFoundError: Nothing is said of this node.
    """
    node = parse_short(f"{node_type}/{local}")
    table = select_facts(snapshot.view, "facts-entity", {"node": Iri(node.iri)})
    if not table.rows:
        raise NotFoundError("node", str(node))
    key = ("inverse", "property", "valueIri", "value", "language", "datatype")
    return respond_table(request, snapshot, table.rows, key, parameters.page())


@router.get("/entities/{node_type}/{local}/neighbours", response_model=None, responses=TABLE)
def get_neighbours(
    node_type: str,
    local: str,
    parameters: Annotated[NeighbourParameters, Query()],
    request: Request,
    snapshot: SnapshotDep,
) -> Response:
    """List the nodes tied to a node by properties and by statements (query `facts-neighbours`).

    Raises:
        IriError: The path is not an id.
        NotFoundError: Nothing is said of this node; holds the nearest ids.
        ParameterError: A certainty or page is none.
    """
    node = parse_short(f"{node_type}/{local}")
    admitted = parameters.admitted()
    resolve(snapshot.view, str(node))
    found = read_ties(snapshot.view, node.iri, admitted)
    wanted = parameters.direction
    # what a page does not show is counted, not read whole: a node may have many thousand ties
    rows = [_keys_of(tie) for tie in found if wanted is None or tie.direction == wanted]
    return respond_table(
        request, snapshot, rows, _KEY, parameters.page(), admitted.as_of,
        tell=lambda shown: tell_ties(
            snapshot.view, node.iri, [row["tie"] for row in shown], admitted.as_of
        ),
    )  # fmt: skip


def _keys_of(tie: Tie) -> dict[str, Any]:
    return {
        "via": tie.via,
        "neighbour": tie.neighbour,
        "statement": tie.statement,
        "direction": tie.direction,
        "tie": tie,
    }


@router.get("/search", response_model=None, responses={200: {"model": SearchModel}})
def search(parameters: Annotated[SearchParameters, Query()], snapshot: SnapshotDep) -> Response:
    """Find nodes by name, folded; exact spelling first, with facets by type.

    Raises:
        ParameterError: A type is none.
    """
    found = snapshot.search.search(
        parameters.q, parameters.types(), limit=parameters.limit, offset=parameters.offset
    )
    hits = [{"id": hit.id, **_place(hit.id), **asdict(hit)} for hit in found.hits]
    body: dict[str, Any] = {"dataset": describe_dataset(snapshot, []), **asdict(found)}
    return json_response({**body, "hits": hits})


def _place(short: str) -> dict[str, str]:
    """Return the parts of an id under their names in the path of `/entities`."""
    node_type, _, local = short.partition("/")
    return {"node_type": node_type, "local": local}
