"""SPARQL 1.1 Graph Store HTTP Protocol: reading for everybody, writing with a token.

A graph is named by `?graph=IRI` or, directly, by its path: `/graph-store/source/x` is
`https://w3id.org/phoihop/graph/source/x`. `?default` is the union of all graphs; it is read only.

References: SPARQL 1.1 Graph Store HTTP Protocol 4 and 5; RFC 9110, 13 (conditions).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from api.answering import send_answer
from api.auth import check_scope
from api.deps import ServicesDep
from api.negotiate import choose_format, content_type
from api.open_access import READING, preflight, refuse, refuse_accept, refuse_method
from api.protocol import UnsupportedMediaType, check_graph_iri, read_fields, read_media_type
from api.result_cache import Question
from api.writing import PROBLEMS, SOURCE_GRAPHS, WRITTEN, ChangeKind, ChangeRequest
from kg.errors import KgError, NotFoundError, ParameterError
from kg.model.iri import GRAPH
from kg.store.base import UNION, Dataset
from kg.store.formats import GRAPH_FORMATS, Format, get_format

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.deps import Services

router = APIRouter(tags=["graph store"])

PATH = "/graph-store"
WRITING = "DELETE, GET, HEAD, OPTIONS, POST, PUT"
_ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_METHODS = ["PUT", "POST", "DELETE", "PATCH"]
_KINDS: Mapping[str, ChangeKind] = {"PUT": "replace", "POST": "add", "DELETE": "delete"}
# Every type a body may have, aliases included; a graph is written in the formats it is read in.
_TYPES = {
    name: entry
    for entry in GRAPH_FORMATS
    for name in (entry.media_type, *entry.aliases)
    if "/" in name and name not in {"application/json", "application/xml", "text/xml"}
}
_MULTIPART = "multipart/form-data"
_MAX_PARTS = 16
_PARAMETERS: list[dict[str, Any]] = [
    {"name": "graph", "in": "query", "description": "IRI of a graph", "schema": {"type": "string"}},
    {
        "name": "default",
        "in": "query",
        "description": "The union of all graphs",
        "schema": {"type": "string", "enum": [""]},
        "allowEmptyValue": True,
    },
    {
        "name": "format",
        "in": "query",
        "description": "Beats `Accept`",
        "schema": {"type": "string"},
    },
]
_OK: dict[int | str, dict[str, Any]] = {
    200: {"description": "The graph", "content": {e.media_type: {} for e in GRAPH_FORMATS}},
    304: {"description": "The graph is the one the client has"},
}


@dataclass(frozen=True, slots=True)
class Target:
    """What a request is about: a graph, the union (`default`), or the store itself (neither)."""

    graph: str = ""
    default: bool = False
    format: str = ""


@router.get(
    PATH,
    response_model=None,
    responses={**_OK, **PROBLEMS},
    openapi_extra={"parameters": _PARAMETERS},
)
async def get_graph(request: Request, services: ServicesDep) -> Response:
    """Read a graph, or the union of all."""
    return await _read(request, services, "")


@router.get(PATH + "/{path:path}", response_model=None, responses={**_OK, **PROBLEMS})
async def get_graph_by_path(request: Request, services: ServicesDep, path: str) -> Response:
    """Read a graph of ours by the end of its IRI."""
    return await _read(request, services, path)


@router.api_route(PATH, methods=_METHODS, response_model=None, include_in_schema=False)
async def write_graph(request: Request, services: ServicesDep) -> Response:
    """Replace, add to or delete a graph; raises as `Writer.write`."""
    return await _write(request, services, "")


@router.api_route(
    PATH + "/{path:path}", methods=_METHODS, response_model=None, include_in_schema=False
)
async def write_graph_by_path(request: Request, services: ServicesDep, path: str) -> Response:
    """Replace, add to or delete a graph; raises as `Writer.write`."""
    return await _write(request, services, path)


@router.options(PATH, response_model=None, include_in_schema=False)
@router.options(PATH + "/{path:path}", response_model=None, include_in_schema=False)
def options_graph(services: ServicesDep) -> Response:
    """Say which methods there are; scripts of other origins may read."""
    return preflight(WRITING if services.writer else READING, READING)


async def _read(request: Request, services: Services, path: str) -> Response:
    try:
        target = _target(request, path)
        if not target.graph and not target.default:
            raise ParameterError("graph", "", "graph=IRI or default")
        chosen = _choose(target, request.headers.get("accept"))
        if chosen is None:
            return refuse_accept(entry.media_type for entry in GRAPH_FORMATS)
        entry, media_type = chosen
        found = await run_in_threadpool(_find_hash, services, target)
        dataset = UNION if target.default else Dataset((target.graph,), ())
        question = Question(_ALL, dataset, entry.name)
        kind = content_type(entry, media_type)
        etag = f'"{found[:40]}.{entry.name}"'
        return await send_answer(question, kind, request, services.queries, etag)
    except KgError as error:
        return refuse(error)


async def _write(request: Request, services: Services, path: str) -> Response:
    if services.writer is None or request.method not in _KINDS:
        return refuse_method(request.method, WRITING if services.writer else READING)
    identity = services.tokens.identify(request.headers.get("authorization"))
    check_scope(identity, "writer")
    target = _target(request, path)
    if target.default:
        return refuse_method(request.method, READING)
    kind = _KINDS[request.method]
    parts, payload = ((), b"") if kind == "delete" else await _read_body(request, kind)
    graph = target.graph or _mint(kind, payload)
    change = ChangeRequest(
        kind,
        graph,
        parts,
        if_match=_if_match(request),
        if_none_match=request.headers.get("if-none-match", "").strip() == "*",
    )
    written = await services.writer.write(change, identity, payload)
    headers = {"Phoihop-Generation": written.generation}
    if not written.created:
        return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers)
    headers["Location"] = f"{PATH}/{graph.removeprefix(GRAPH)}"
    return Response(status_code=HTTPStatus.CREATED, headers=headers)


def _target(request: Request, path: str) -> Target:
    """Read which graph a request is about.

    Raises:
        ParameterError: It names two, or not one.
    """
    fields = read_fields(request.scope["query_string"], ("graph", "default", "format"))
    format_name = fields.pop("format", "")
    if len(fields) + bool(path) > 1:
        raise ParameterError("graph", "two graphs", "one of graph, default or a path")
    if path:
        check_graph_iri("path", GRAPH + path)
        return Target(GRAPH + path, format=format_name)
    if "default" in fields:
        if fields["default"]:
            raise ParameterError("default", fields["default"][:80], "no value")
        return Target(default=True, format=format_name)
    if "graph" in fields:
        check_graph_iri("graph", fields["graph"])
    return Target(fields.get("graph", ""), format=format_name)


def _choose(target: Target, accept: str | None) -> tuple[Format, str] | None:
    if target.format:
        entry = get_format(target.format, "graph")
        return entry, entry.media_type
    chosen = choose_format(accept, GRAPH_FORMATS)
    return (chosen[0], chosen[1]) if chosen and chosen[0] else None


def _find_hash(services: Services, target: Target) -> str:
    """Return the hash of what a request reads.

    Raises:
        NotFoundError: There is no such graph.
    """
    with services.holder.lease() as snapshot:
        contents = snapshot.generation.manifest.contents
    if target.default:
        return contents.content_hash
    summary = contents.graphs.get(target.graph)
    if summary:
        return summary.sha256
    if WRITTEN + target.graph in contents.inputs:
        return contents.inputs[WRITTEN + target.graph]  # it was written and is empty
    raise NotFoundError("graph", target.graph[:200])


async def _read_body(
    request: Request, kind: ChangeKind
) -> tuple[tuple[tuple[str, int], ...], bytes]:
    """Return the format and length of each document of a body, and their bytes.

    Raises:
        UnsupportedMediaType: It is no RDF.
    """
    declared = request.headers.get("content-type", "")
    if kind == "add" and declared.lower().startswith(_MULTIPART):
        return await _read_parts(request)
    body = await request.body()
    media_type = read_media_type(declared, tuple(_TYPES), "a graph")
    return ((_TYPES[media_type].name, len(body)),), body


async def _read_parts(request: Request) -> tuple[tuple[tuple[str, int], ...], bytes]:
    parts: list[tuple[str, int]] = []
    documents: list[bytes] = []
    async with request.form(max_files=_MAX_PARTS, max_fields=0) as form:
        for _, part in form.multi_items():
            if not isinstance(part, UploadFile):
                raise UnsupportedMediaType("a part of the form is no file")
            media_type = read_media_type(part.content_type or "", tuple(_TYPES), "a graph")
            documents.append(await part.read())
            parts.append((_TYPES[media_type].name, len(documents[-1])))
    return tuple(parts), b"".join(documents)


def _mint(kind: ChangeKind, payload: bytes) -> str:
    """Return the IRI of a new graph made of what is in it.

    Raises:
        ParameterError: Only a POST to the store makes one.
    """
    if kind != "add":
        raise ParameterError("graph", "", "graph=IRI or a path")
    return f"{SOURCE_GRAPHS}{hashlib.sha256(payload).hexdigest()[:16]}"


def _if_match(request: Request) -> str:
    tag = request.headers.get("if-match", "").strip()
    return "" if tag in {"", "*"} else tag.strip('"').partition(".")[0]
