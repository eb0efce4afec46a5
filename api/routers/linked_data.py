"""Linked data: every IRI of the data answers here, as a page for people or as RDF.

References: Cool URIs for the Semantic Web, 4.2 (303 by content); RFC 9110, 12.5.1, 15.4.4.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.deps import ServicesDep, SnapshotDep
from api.linked import (
    FORMATS,
    HTML,
    Place,
    choose_data,
    choose_document,
    get_description,
    link_header,
    parse_place,
    serialise_node,
    split_suffix,
)
from api.negotiate import content_type, matches_etag
from api.open_access import CORS, refuse_accept
from api.pages.explorer_parts import NOT_TURNED, Turned
from api.pages.node_page import show_node, show_vocabulary
from api.schemas.explorer import TriplesPage
from kg.errors import NotFoundError
from kg.model.iri import BASE, GRAPH_ONTOLOGY, ONTOLOGY_IRI
from kg.model.terms import Triple
from kg.query.describe import Description

if TYPE_CHECKING:
    from api.deps import Services
    from api.snapshot import Snapshot
    from kg.store.formats import Format

router = APIRouter(tags=["linked data"])

_TYPES = [entry.media_type for entry in FORMATS]
_PROBLEM: dict[str, Any] = {"application/problem+json": {}}
_SEE: dict[int | str, dict[str, Any]] = {
    303: {"description": "The page or the data that describes the node, by `Accept`"},
    404: {"description": "Nothing is said of this node", "content": _PROBLEM},
    406: {"description": "None of the accepted types can be served", "content": _PROBLEM},
}
_DATA: dict[int | str, dict[str, Any]] = {
    200: {"description": "The description", "content": {name: {} for name in _TYPES}},
    304: {"description": "The description is the one the client has"},
    404: {"description": "Nothing is said of this node", "content": _PROBLEM},
    406: {"description": "None of the accepted types can be served", "content": _PROBLEM},
}
_BOTH: dict[int | str, dict[str, Any]] = {
    **_DATA,
    200: {"description": "The description", "content": {name: {} for name in (*_TYPES, HTML)}},
}


@router.get("/id/{node_type}/{local}", status_code=303, response_model=None, responses=_SEE)
def see_node(node_type: str, local: str, request: Request, snapshot: SnapshotDep) -> Response:
    """Say where a node is described: a thing is no document, so the answer is 303.

    Raises:
        NotFoundError: Nothing is said of this node.
    """
    return _see(parse_place(f"{node_type}/{local}"), request, snapshot)


@router.get("/.well-known/genid/{name}", status_code=303, response_model=None, responses=_SEE)
def see_genid(name: str, request: Request, snapshot: SnapshotDep) -> Response:
    """Say where a node that had no name in its source is described.

    Raises:
        NotFoundError: Nothing is said of this node.
    """
    return _see(parse_place(f".well-known/genid/{name}"), request, snapshot)


@router.get("/log/{name}", status_code=303, response_model=None, responses=_SEE)
def see_change(name: str, request: Request, snapshot: SnapshotDep) -> Response:
    """Say where a change made through the server is described: who, when, which graphs.

    Raises:
        NotFoundError: There was no such change.
    """
    return _see(parse_place(f"log/{name}"), request, snapshot)


@router.get("/agent/{name}", status_code=303, response_model=None, responses=_SEE)
def see_agent(name: str, request: Request, snapshot: SnapshotDep) -> Response:
    """Say where somebody who made changes is described.

    Raises:
        NotFoundError: Nobody of this name did.
    """
    return _see(parse_place(f"agent/{name}"), request, snapshot)


@router.get("/graph/{name:path}", status_code=303, response_model=None, responses=_SEE)
def see_graph(name: str, request: Request, snapshot: SnapshotDep) -> Response:
    """Say where the triples of a graph are (RDF), or the page about it (HTML).

    Raises:
        NotFoundError: There is no such graph.
    """
    place = parse_place(f"graph/{name}")
    chosen = choose_document(request.headers.get("accept"))
    if chosen is None:
        return refuse_accept((*_TYPES, HTML))
    if place.iri in snapshot.view.graphs():
        if chosen[1] == HTML:
            return _redirect(place.page, place)
        return _redirect(f"/graph-store?graph={quote(place.iri, safe='')}", place)
    return _see(place, request, snapshot)


@router.get("/ontology", response_model=None, responses=_BOTH)
def get_ontology(request: Request, services: ServicesDep, snapshot: SnapshotDep) -> Response:
    """Show the vocabulary: a page for people, or RDF by `Accept`."""
    chosen = choose_document(request.headers.get("accept"))
    if chosen is None:
        return refuse_accept((*_TYPES, HTML))
    entry, media_type = chosen
    if entry is None:
        return _as_page(show_vocabulary(request, services, snapshot), Place("ontology"))
    return _respond_data(Place("ontology"), entry, media_type, request, snapshot)


@router.get("/ontology.{suffix}", response_model=None, responses=_DATA)
def get_ontology_file(suffix: str, request: Request, snapshot: SnapshotDep) -> Response:
    """Show the vocabulary in one format: `ttl`, `jsonld`, `nt` or `rdf`.

    Raises:
        NotFoundError: There is no such format.
    """
    name, entry = split_suffix(f"ontology.{suffix}")
    if entry is None:
        raise NotFoundError("format", suffix[:80], tuple(found.extension for found in FORMATS))
    return _respond_data(Place(name), entry, entry.media_type, request, snapshot)


@router.get("/ontology/{name:path}", response_model=None, responses=_BOTH)
def get_ontology_part(
    name: str, request: Request, services: ServicesDep, snapshot: SnapshotDep
) -> Response:
    """Show a module or a code list of the vocabulary, or all of it by its version.

    Raises:
        NotFoundError: There is none of this name.
    """
    if name == snapshot.generation.manifest.contents.ontology_version:
        return get_ontology(request, services, snapshot)
    place = parse_place(f"ontology/{name}")
    chosen = choose_document(request.headers.get("accept"))
    if chosen is None:
        return refuse_accept((*_TYPES, HTML))
    entry, media_type = chosen
    if entry is None:
        return _page(place, request, services, snapshot)
    return _respond_data(place, entry, media_type, request, snapshot)


@router.get("/data/{path:path}", response_model=None, responses=_DATA)
def get_data(path: str, request: Request, snapshot: SnapshotDep) -> Response:
    """Describe a node in RDF: what is said of it and what points at it, at most 1 000 of those.

    The path may end in `.ttl`, `.jsonld`, `.nt` or `.rdf`; without, `Accept` decides.

    Raises:
        NotFoundError: Nothing is said of this node.
    """
    name, entry = split_suffix(path)
    if entry is not None:
        return _respond_data(parse_place(name), entry, entry.media_type, request, snapshot)
    chosen = choose_data(request.headers.get("accept"))
    if chosen is None:
        return refuse_accept(_TYPES)
    return _respond_data(parse_place(path), *chosen, request, snapshot)


@router.get("/page/{path:path}", response_model=None, include_in_schema=False)
def get_page(
    path: str,
    asked: Annotated[TriplesPage, Query()],
    request: Request,
    services: ServicesDep,
    snapshot: SnapshotDep,
) -> Response:
    """Show a node: names, class, what is said of it and of what, with evidence.

    Raises:
        NotFoundError: Nothing is said of this node.
    """
    return _page(parse_place(path), request, services, snapshot, asked.turned())


def _see(place: Place, request: Request, snapshot: Snapshot) -> Response:
    get_description(snapshot, place)
    chosen = choose_document(request.headers.get("accept"))
    if chosen is None:
        return refuse_accept((*_TYPES, HTML))
    entry, media_type = chosen
    # an alias (application/xml) is no document of its own, so its client asks /data again
    own = entry is not None and media_type == entry.media_type
    target = place.page if media_type == HTML else place.data(entry if own else None)
    return _redirect(target, place)


def _redirect(target: str, place: Place) -> Response:
    link = link_header(place, of_data=False)
    headers = {**CORS, "Location": target, "Vary": "Accept", "Link": link}
    return Response(status_code=HTTPStatus.SEE_OTHER, headers=headers)


def _page(
    place: Place,
    request: Request,
    services: Services,
    snapshot: Snapshot,
    turned: Turned = NOT_TURNED,
) -> Response:
    get_description(snapshot, place)
    return _as_page(show_node(place, request, services, snapshot, turned), place)


def _as_page(response: Response, place: Place) -> Response:
    response.headers["Link"] = link_header(place, of_data=False)
    response.headers["Vary"] = "Accept, Accept-Language"
    return response


def _respond_data(
    place: Place, entry: Format, media_type: str, request: Request, snapshot: Snapshot
) -> Response:
    etag = f'"{snapshot.id}.{entry.name}"'
    headers = {
        **CORS,
        "Content-Type": content_type(entry, media_type),
        "Content-Location": place.data(entry)
        if "/" in place.path
        else f"/ontology.{entry.extension}",
        "ETag": etag,
        "Cache-Control": "no-cache",
        "Vary": "Accept",
        "Link": link_header(place, of_data=True),
    }
    found = _describe(place, snapshot)
    if not found.is_complete:
        headers["Link"] += (
            f', </api/v1/entities/{place.path.removeprefix("id/")}>; rel="collection"'
        )
    if matches_etag(request.headers.get("if-none-match"), etag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(serialise_node(found, entry), headers=headers)


def _describe(place: Place, snapshot: Snapshot) -> Description:
    if BASE + place.path != ONTOLOGY_IRI:
        return get_description(snapshot, place)
    quads = snapshot.view.dump(GRAPH_ONTOLOGY)
    triples = tuple(Triple(q.subject, q.predicate, q.object) for q in quads)
    return Description(ONTOLOGY_IRI, triples, is_complete=True)
