"""SPARQL 1.1 Protocol, query operation, over the sandbox (service.md section 3).

References: SPARQL 1.1 Protocol 2.1; RFC 9110; Fetch standard (CORS).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from api.answering import client_of, send_answer
from api.base_url import base_url_of
from api.deps import ServicesDep
from api.negotiate import choose_format, content_type
from api.open_access import CORS, QUERYING, preflight, refuse, refuse_accept, refuse_method
from api.pages.problem_page import show_problem, wants_page
from api.pages.sparql_page import Shown, show_form
from api.problems import status_of
from api.protocol import (
    DIRECT,
    FORM,
    UPDATE,
    QueryRequest,
    UnsupportedMediaType,
    read_get,
    read_post,
)
from api.result_cache import Question
from api.service_description import describe_service
from kg.errors import KgError, ParameterError, QuerySyntaxError
from kg.store.formats import GRAPH_FORMATS, Format, find_format, formats_of, get_format, kind_of
from kg.store.lexer import query_form, tokenise

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.types import Receive, Scope, Send

    from api.deps import Services

router = APIRouter(tags=["sparql"])

HTML = "text/html"
_PAGE = "html"  # what `format` says when the result is to be shown on the page
BASE = "https://w3id.org/phoihop/"
"""What relative IRIs of a query without BASE are relative to (RFC 3986, 5.1.4)."""

EXAMPLE = """PREFIX ph: <https://w3id.org/phoihop/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?agreement ?party WHERE {
  ?a a ph:CoordinationRegulation ; rdfs:label ?agreement ; ph:agreementParty/rdfs:label ?party .
  FILTER(LANG(?agreement) = "vi" && LANG(?party) = "vi")
}
ORDER BY ?agreement ?party
"""
# What clients call a format beside our names (SPARQLWrapper among others).
_FORMAT_ALIASES = {"rdf+xml": "rdfxml", "n3": "turtle", "json": "jsonld", "text": "ntriples"}
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": words, "content": {"application/problem+json": {}}}
    for status, words in (
        (400, "The request or its query is wrong; `line` and `column` say where"),
        (406, "None of the accepted types can be served"),
        (413, "The query is too long"),
        (415, "The body is neither a form nor a query"),
        (429, "This client has too many queries waiting; `Retry-After` says when to come back"),
        (503, "Past the deadline or a limit, or too many queries wait"),
    )
}
_RESULT: dict[str, Any] = {
    entry.media_type: {} for kind in ("solutions", "graph") for entry in formats_of(kind)
}
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"description": "The result, the service description or the form", "content": _RESULT},
    304: {"description": "The result is the one the client has"},
    **_PROBLEMS,
}


def _parameter(name: str, words: str, *, repeat: bool = False) -> dict[str, Any]:
    text = {"type": "string"}
    schema = {"type": "array", "items": text} if repeat else text
    return {"name": name, "in": "query", "description": words, "schema": schema}


_DATASET = [
    _parameter("default-graph-uri", "Graphs whose merge is the default graph", repeat=True),
    _parameter("named-graph-uri", "Named graphs of the dataset", repeat=True),
    _parameter("format", "Name or media type of the answer; beats `Accept`"),
]
_QUERY = [_parameter("query", "SPARQL 1.1 query; without it the service describes itself")]
_BODIES = {
    FORM: {"schema": {"type": "object", "properties": {"query": {"type": "string"}}}},
    DIRECT: {"schema": {"type": "string"}},
}


@router.get(
    "/sparql",
    response_model=None,
    responses=_RESPONSES,
    openapi_extra={"parameters": [*_QUERY, *_DATASET]},
)
async def get_sparql(request: Request, services: ServicesDep) -> Response:
    """Run a query; without one, describe the service (RDF) or show the form (browsers)."""
    asked = None
    try:
        asked = read_get(request.scope["query_string"])
        if asked.query is None:
            return _describe(asked, request, services)
        return await answer(asked, request, services)
    except KgError as error:
        if wants_page(request) and not services.queries.has_data:
            return show_problem(error, request)
        if asked and asked.query is not None and _is_for_page(asked, request):
            shown = Shown(asked.query, error=error, status=status_of(error))
            return show_form(request, services, shown)
        return refuse(error)


@router.post(
    "/sparql",
    response_model=None,
    responses=_RESPONSES,
    openapi_extra={"parameters": _DATASET, "requestBody": {"content": _BODIES}},
)
async def post_sparql(request: Request, services: ServicesDep) -> Response:
    """Run a query that comes as a form or as the body itself."""
    kind = request.headers.get("content-type", "")
    try:
        if kind.partition(";")[0].strip().lower() == UPDATE:
            raise UnsupportedMediaType("updates are not taken at this address; see /update")
        body = await request.body()
        asked = read_post(kind, request.scope["query_string"], body)
        return await answer(asked, request, services)
    except KgError as error:
        return refuse(error)


@router.options("/sparql", response_model=None, include_in_schema=False)
def options_sparql() -> Response:
    """Answer the preflight of a browser: anybody may read."""
    return preflight(QUERYING, QUERYING)


@router.api_route(
    "/sparql",
    methods=["PUT", "DELETE", "PATCH", "TRACE", "CONNECT"],
    response_model=None,
    include_in_schema=False,
)
def refuse_sparql(request: Request) -> Response:
    """Say which methods there are."""
    return refuse_method(request.method, QUERYING)


class QuickRoute:
    """`GET /sparql` without what FastAPI does for a route that has parameters and dependencies.

    It takes longer than a cheap query does; the route above stays for the description.

    Args:
        app: The application, whose services are used.
    """

    path = "/sparql"

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        scope.setdefault("state", {})["route"] = self  # its path stands in log and counters
        response = await get_sparql(Request(scope, receive), self._app.state.services)
        await response(scope, receive, send)


async def answer(asked: QueryRequest, request: Request, services: Services) -> Response:
    """Run a query and send its result, or say that the client has it already.

    Raises:
        QuerySyntaxError: The query does not parse.
        QueryTimeout: It ran past its deadline.
        QueryTooLarge: It, its result or its memory went over a limit.
        StoreBusy: Too many queries are waiting.
    """
    assert asked.query is not None
    offers = formats_of(kind_of(query_form(asked.query)))
    chosen = _choose(asked, request.headers.get("accept"), offers)
    if chosen is None:
        return refuse_accept(entry.media_type for entry in offers)
    entry, media_type = chosen
    if entry is None and asked.format != _PAGE:
        return show_form(request, services, Shown(asked.query, offers[0].kind))
    text, added_lines = _with_base(asked.query)
    try:
        if entry is None:
            return await _show_result(text, asked, request, services)
        question = Question(text, asked.dataset, entry.name)
        kind = content_type(entry, media_type)
        return await send_answer(question, kind, request, services.queries)
    except QuerySyntaxError as error:
        if added_lines and error.line > added_lines:
            raise type(error)(
                error.reason, line=error.line - added_lines, column=error.column
            ) from None
        raise


async def _show_result(
    text: str, asked: QueryRequest, request: Request, services: Services
) -> Response:
    """Run a query for the page and show its first rows there."""
    assert asked.query is not None
    kind = kind_of(query_form(text))
    question = Question(text, asked.dataset, "turtle" if kind == "graph" else "json")
    body = services.queries.find_cached(question)
    if body is None:
        spool = await services.queries.run(question, client_of(request))
        try:
            await spool.wait(whole=True)
            if spool.error:
                raise spool.error
            body = spool.getvalue() or b""
        finally:
            spool.close()
    shown = Shown(asked.query, kind, body)
    return await run_in_threadpool(show_form, request, services, shown)


def _is_for_page(asked: QueryRequest, request: Request) -> bool:
    if asked.format:
        return asked.format == _PAGE
    return HTML in request.headers.get("accept", "")


def _choose(
    asked: QueryRequest, accept: str | None, offers: tuple[Format, ...]
) -> tuple[Format | None, str] | None:
    if not asked.format:
        return choose_format(accept, offers, (HTML,))
    if asked.format == _PAGE:
        return None, HTML
    name = asked.format.strip().lower()
    kind = offers[0].kind
    entry = find_format(name, kind) or get_format(_FORMAT_ALIASES.get(name, asked.format), kind)
    return entry, entry.media_type


def _with_base(query: str) -> tuple[str, int]:
    """Give a query that has relative IRIs a base to resolve them; return the lines added."""
    for token in tokenise(query):
        if token.kind == "iri" and ":" not in token.text:
            return f"BASE <{BASE}>\n{query}", 1
    return query, 0


def _describe(asked: QueryRequest, request: Request, services: Services) -> Response:
    if asked.dataset.default or asked.dataset.named:
        raise ParameterError("query", "", "a SPARQL query beside its dataset")
    chosen = _choose(asked, request.headers.get("accept"), GRAPH_FORMATS)
    if chosen is None:
        return refuse_accept([*(entry.media_type for entry in GRAPH_FORMATS), HTML])
    entry, media_type = chosen
    if entry is None:
        return show_form(request, services, Shown(EXAMPLE))
    body = describe_service(services, base_url_of(request, services.public_url), entry)
    headers = {**CORS, "Vary": "Accept", "Content-Type": content_type(entry, media_type)}
    return Response(body, headers=headers)
