"""The routes for people: one page made from the OpenAPI description; no script, nothing remote."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from api.deps import ServicesDep, SnapshotDep
from api.known_parameters import OnlyKnown
from api.openapi import iter_operations, load_examples
from api.pages.node_page import load_node_words
from api.pages.render import language_of

router = APIRouter(include_in_schema=False, dependencies=[Depends(OnlyKnown(also=("lang",)))])


@router.get("/docs")
def show_docs(request: Request, services: ServicesDep, snapshot: SnapshotDep) -> HTMLResponse:
    """Show every route with its parameters, answers and an example."""
    document = request.app.openapi()
    operations = [
        _shape(path, method, operation) for path, method, operation in iter_operations(document)
    ]
    groups: dict[str, list[dict[str, Any]]] = {}
    for operation in operations:
        groups.setdefault(operation["tag"], []).append(operation)
    words = load_node_words()[language_of(request)]
    return services.renderer.page("docs.html", request, snapshot, t=words, groups=groups)


def _shape(path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    first, _, rest = operation.get("description", "").partition("\n")
    rest = rest.partition("Raises:")[0]
    return {
        "id": operation["operationId"],
        "tag": (operation.get("tags") or [""])[0],
        "method": method.upper(),
        "path": path,
        "first": first,
        "rest": rest.strip(),
        "parameters": [
            {
                "name": parameter["name"],
                "required": parameter.get("required", False),
                "text": parameter.get("description", ""),
            }
            for parameter in operation.get("parameters", [])
        ],
        "responses": operation["responses"],
        "example": _example_url(path) if method == "get" else None,
    }


def _example_url(path: str) -> str | None:
    """Return an address to try: the example of the route, or the route when it needs nothing."""
    example = load_examples().get(path)
    if example is None:
        return None
    for name, value in example["path"].items():
        path = path.replace(f"{{{name}}}", quote(str(value)))
    return f"{path}?{urlencode(example['query'])}" if example["query"] else path
