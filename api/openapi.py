"""The OpenAPI description: what FastAPI knows, our problems, and real examples.

FastAPI documents 422 for bad parameters; this server answers 400 with a problem document. The
examples are answers of the server over the seeds, each list cut to its first item; a test asks for
them again and compares.

References: OpenAPI 3.1, 4.8.17 (response), 4.8.19 (example); RFC 9457.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from fastapi.openapi.utils import get_openapi

from api.openapi_links import add_links
from api.problems import PROBLEM_TYPE

if TYPE_CHECKING:
    from fastapi import FastAPI

EXAMPLES = Path(__file__).parent / "openapi_examples.json"
_API = "/api/v1/"
_OTHERS = (
    "/id/",
    "/graph/",
    "/log/",
    "/agent/",
    "/data/",
    "/ontology",
    "/.well-known/",
    "/dcat",
    "/reconcile",
    "/picture/",
)
_REF = {"$ref": "#/components/schemas/Problem"}
_CONTENT = {PROBLEM_TYPE: {"schema": _REF}}
PROBLEM_SCHEMA: dict[str, Any] = {
    "title": "Problem",
    "description": "A problem document (RFC 9457); `code` is stable.",
    "type": "object",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "parameter": {"type": "string"},
        "value": {"type": "string"},
        "expected": {"type": "string"},
        "nearest": {"type": "array", "items": {"type": "string"}},
    },
}
_WORDS = {
    "304": "The answer is the one the client has",
    "400": "A parameter is unknown, missing or wrong",
    "404": "Something that is named does not exist; the nearest names are given",
    "406": "None of the accepted types can be served",
    "413": "The body is too large",
    "429": "This client asks too often",
    "503": "There is nothing to serve, or no time for it",
}


def install(app: FastAPI) -> None:
    """Let an application describe itself with `build_description`."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = build_description(app)
        return app.openapi_schema

    app.openapi = openapi


def build_description(app: FastAPI) -> dict[str, Any]:
    """Build the description of an application's routes."""
    document = get_openapi(
        title=app.title,
        version=app.version,
        openapi_version=app.openapi_version,
        summary=app.summary,
        license_info=app.license_info,
        routes=app.routes,
    )
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
    schemas["Problem"] = PROBLEM_SCHEMA
    examples = load_examples()
    for path, _, operation in iter_operations(document):
        _document_problems(path, operation)
        _give_problems_their_schema(operation)
        if path in examples:
            _add_example(operation, examples[path])
    add_links(document)
    return document


@cache
def load_examples() -> dict[str, dict[str, Any]]:
    """Return the examples by path: `path` and `query` values, `answer`."""
    return cast("dict[str, dict[str, Any]]", json.loads(EXAMPLES.read_text(encoding="utf-8")))


def iter_operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield path, method and operation of each route."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def shorten(value: object) -> object:
    """Return an answer with each list cut to its first item."""
    if isinstance(value, dict):
        return {key: shorten(part) for key, part in cast("dict[str, object]", value).items()}
    if isinstance(value, list):
        return [shorten(part) for part in cast("list[object]", value)[:1]]
    return value


def _document_problems(path: str, operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    if "HTTPValidationError" in str(responses.get("422")):
        del responses["422"]
    statuses = ["413", "429", "503"]
    if path.startswith(_API):
        statuses += ["304", "400", "404"]
    elif path.startswith(_OTHERS):
        statuses += ["400", "404"]
    if "text/csv" in responses.get("200", {}).get("content", {}):
        statuses.append("406")
    for status in statuses:
        if status not in responses:
            content = {} if status == "304" else {"content": _CONTENT}
            responses[status] = {"description": _WORDS[status], **content}
    operation["responses"] = dict(sorted(responses.items()))


def _give_problems_their_schema(operation: dict[str, Any]) -> None:
    for status, response in operation["responses"].items():
        if int(status) >= 400:
            response["content"] = {**response.get("content", {}), **_CONTENT}


def _add_example(operation: dict[str, Any], example: dict[str, Any]) -> None:
    values = {**example["path"], **example["query"]}
    for parameter in operation.get("parameters", []):
        if parameter["name"] in values:
            parameter["example"] = values[parameter["name"]]
    content = operation["responses"]["200"].setdefault("content", {})
    content.setdefault("application/json", {})["example"] = example["answer"]
