"""Links from an answer to the questions it lets one ask next.

References: OpenAPI 3.1, 4.8.20 (link object), 4.8.20.4 (runtime expressions).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

_API: Final = "/api/v1"


@dataclass(frozen=True, slots=True)
class _Link:
    """From one route to another; parameters are runtime expressions."""

    name: str
    start: str
    to: str
    parameters: tuple[tuple[str, str], ...]


_FIRST: Final = "$response.body#/items/0"
_DAY: Final = ("as_of", "$request.query.as_of")
_LINKS: Final = (
    _Link("answer", "/questions", "/questions/{number}", (("number", "$response.body#/0/number"),)),
    _Link(
        "details",
        "/agreements",
        "/agreements/{agreement}",
        (("agreement", f"{_FIRST}/agreement/iri"),),
    ),
    _Link(
        "evidence", "/agreements", "/evidence/{evidence}", (("evidence", f"{_FIRST}/evidence/0"),)
    ),
    _Link("details", "/sources", "/sources/{source}", (("source", f"{_FIRST}/source/iri"),)),
    _Link(
        "units",
        "/under-both/all",
        "/under-both",
        (("a", f"{_FIRST}/a/iri"), ("b", f"{_FIRST}/b/iri"), _DAY),
    ),
    _Link(
        "superiors",
        "/committees/{committee}/units",
        "/units/{unit}/superiors",
        (("unit", f"{_FIRST}/unit/iri"), _DAY),
    ),
    _Link(
        "units",
        "/units/{unit}/superiors",
        "/committees/{committee}/units",
        (("committee", f"{_FIRST}/committee/iri"), _DAY),
    ),
    _Link(
        "posts",
        "/concurrent-posts",
        "/people/{person}/posts",
        (("person", f"{_FIRST}/person/iri"),),
    ),
    _Link(
        "paths",
        "/search",
        "/paths",
        (("from", "$response.body#/hits/0/iri"), ("to", "$response.body#/hits/1/iri")),
    ),
    _Link(
        "entity",
        "/search",
        "/entities/{node_type}/{local}",
        (
            ("node_type", "$response.body#/hits/0/node_type"),
            ("local", "$response.body#/hits/0/local"),
        ),
    ),
    _Link(
        "changes",
        "/generations",
        "/changes",
        (("from", f"{_FIRST}/generation"), ("to", f"{_FIRST}/generation")),
    ),
)


# Where the next page begins: the parameter, and what an answer says it is (null on the last page).
_PAGED: Final = {"after": "$response.body#/next_after", "offset": "$response.body#/next_offset"}


def add_links(document: dict[str, Any]) -> None:
    """Add the links to the responses of a description, in place."""
    paths = document["paths"]
    for link in _LINKS:
        target = paths[_API + link.to]["get"]
        _add(paths[_API + link.start]["get"], link.name, target, dict(link.parameters))
    for path, methods in paths.items():
        if path.startswith(_API) and "get" in methods:
            _link_next_page(methods["get"])


def _link_next_page(operation: dict[str, Any]) -> None:
    """Link an answer that comes in pages to the page after it: the same question, further on."""
    asked = {
        one["name"]: f"$request.{one['in']}.{one['name']}"
        for one in operation.get("parameters", [])
        if one["in"] in {"path", "query"}
    }
    for name in _PAGED.keys() & asked.keys():
        _add(operation, "next", operation, {**asked, name: _PAGED[name]})


def _add(
    start: dict[str, Any], name: str, target: dict[str, Any], parameters: dict[str, str]
) -> None:
    links = start["responses"]["200"].setdefault("links", {})
    links[name] = {"operationId": target["operationId"], "parameters": parameters}
