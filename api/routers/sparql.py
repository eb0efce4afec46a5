"""SPARQL 1.1 Protocol over the sandbox (service.md section 3)."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from api.deps import ServicesDep
from api.negotiate import choose
from api.problems import problem_response
from api.protocol import UPDATE, QueryRequest, read_get, read_post
from kg.store.formats import Format, formats_of, get_format, kind_of
from kg.store.lexer import query_form

if TYPE_CHECKING:
    from api.deps import Services
    from kg.store.sandbox import SandboxResult

router = APIRouter(tags=["sparql"])

# Reading is for everybody; no cookie or token is ever needed for it.
CORS = {"Access-Control-Allow-Origin": "*"}
HTML = "text/html"
EXAMPLE = """PREFIX ph: <https://w3id.org/phoihop/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?agreement ?party WHERE {
  ?a a ph:CoordinationRegulation ; rdfs:label ?agreement ; ph:agreementParty/rdfs:label ?party .
  FILTER(LANG(?agreement) = "vi" && LANG(?party) = "vi")
}
ORDER BY ?agreement ?party
"""


@router.get("/sparql", response_model=None)
def get_sparql(request: Request, services: ServicesDep) -> Response:
    """Run a query by GET; without a query, a browser gets the form.

    Raises:
        QuerySyntaxError: The query does not parse.
        QueryTimeout: It ran past its deadline.
        QueryTooLarge: It, its result or its memory went over a limit.
        StoreBusy: Too many queries are waiting.
    """
    asked = read_get(request.scope["query_string"])
    if asked.query is None:
        return _form(request, services)
    return answer(asked, request, services)


@router.post("/sparql", response_model=None)
async def post_sparql(request: Request, services: ServicesDep) -> Response:
    """Run a query by form or direct POST; raises as GET does."""
    content_type = request.headers.get("content-type", "")
    if content_type.partition(";")[0].strip().lower() == UPDATE:
        detail = "Updates are not offered at this address."
        return problem_response(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", detail)
    body = await request.body()
    asked = read_post(content_type, request.scope["query_string"], body)
    return await run_in_threadpool(answer, asked, request, services)


@router.options("/sparql", response_model=None)
def options_sparql() -> Response:
    """Answer the preflight of a browser: anybody may read."""
    allowed = {
        "Allow": "GET, HEAD, POST, OPTIONS",
        "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
        "Access-Control-Allow-Headers": "Accept, Content-Type",
        "Access-Control-Max-Age": "86400",
    }
    return Response(status_code=HTTPStatus.NO_CONTENT, headers={**CORS, **allowed})


def answer(asked: QueryRequest, request: Request, services: Services) -> Response:
    """Run a query in the sandbox and stream its result."""
    assert asked.query is not None
    offers = formats_of(kind_of(query_form(asked.query)))
    entry = _format(asked, request.headers.get("accept"), offers)
    if entry is None:
        accepted = ", ".join(offer.media_type for offer in offers)
        detail = f"None of the accepted types can be served; there are {accepted}."
        return problem_response(HTTPStatus.NOT_ACCEPTABLE, "not-acceptable", detail)
    result = services.sandbox.run(asked.query, entry.name, dataset=asked.dataset)
    headers = {**CORS, "Vary": "Accept", "Content-Type": entry.content_type}
    if result.complete:
        return Response(b"".join(result), headers=headers)
    return StreamingResponse(_iter_closing(result), headers=headers)


def _iter_closing(result: SandboxResult) -> Iterator[bytes]:
    """Yield the bytes; free the worker also when the client has gone."""
    with result:
        yield from result


def _format(asked: QueryRequest, accept: str | None, offers: tuple[Format, ...]) -> Format | None:
    if asked.format:
        return get_format(asked.format, offers[0].kind)
    by_type: dict[str, Format] = {}
    for offer in offers:
        by_type.setdefault(offer.media_type, offer)
    for offer in offers:
        for alias in offer.aliases:
            if "/" in alias:
                by_type.setdefault(alias, offer)
    chosen = choose(accept, tuple(by_type))
    return by_type[chosen] if chosen else None


def _form(request: Request, services: Services) -> Response:
    if choose(request.headers.get("accept"), ("application/json", HTML)) != HTML:
        detail = "parameter 'query' is missing; expected a SPARQL query"
        extra = {"parameter": "query", "value": "", "expected": "a SPARQL query"}
        return problem_response(HTTPStatus.BAD_REQUEST, "parameter-error", detail, extra)
    formats = [entry.name for entry in formats_of("solutions")]
    return services.renderer.page("sparql.html", request, None, query=EXAMPLE, formats=formats)
