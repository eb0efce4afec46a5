"""The page of SPARQL, whole without a script: the form, examples, the result as a table.

A page shows the first rows; the whole result is a download away. An error keeps the query in the
form and says what is wrong with it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import urlencode

from api.pages.explorer_names import load_explorer_words
from api.pages.page_links import page_path
from api.pages.problem_page import describe_problem
from api.pages.render import language_of
from api.pages.sparql_graph import show_graph
from kg.model.iri import ID
from kg.ontology.reference import shorten
from kg.store.formats import formats_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import Request
    from fastapi.responses import HTMLResponse

    from api.deps import Services
    from api.pages.words import Language
    from kg.errors import KgError
    from kg.store.formats import Kind

MOST_ROWS: Final = 200
"""Rows a page shows; beyond, it says how many it leaves out."""
MOST_BYTES: Final = 4 * 1024 * 1024
"""Size of a result that is still read for a page; a larger one can only be downloaded."""
MOST_GRAPH: Final = 20_000
"""Characters of an RDF result that a page shows."""
_HIDDEN: Final = frozenset({"n3"})


@dataclass(frozen=True, slots=True)
class Shown:
    """What became of a query: a result as bytes, or an error.

    Attributes:
        query: The text in the form.
        kind: What the query gives: rows (or yes and no), or a graph.
        body: The result as SPARQL JSON or Turtle; None when there is none.
        error: Why there is none; None when the query was not run.
        status: HTTP status of the page.
    """

    query: str
    kind: Kind = "solutions"
    body: bytes | None = None
    error: KgError | None = None
    status: int = 200


def show_form(request: Request, services: Services, shown: Shown) -> HTMLResponse:
    """Render the page."""
    language = language_of(request)
    words = load_explorer_words()[language]
    questions = [
        {
            "number": question.number,
            "text": question.text_vi if language == "vi" else question.text_en,
        }
        for question in services.catalogue.questions
    ]
    values: dict[str, Any] = {
        "t": words,
        "query": shown.query,
        "questions": questions,
        "problem": describe_problem(shown.error, request) if shown.error else None,
        "result": None if shown.body is None else _result(shown, words),
        "graph": _graph(shown, services, language),
        "formats": [entry.name for entry in formats_of(shown.kind) if entry.name not in _HIDDEN],
        "share_url": "/sparql?" + urlencode({"query": shown.query, "format": "html"})
        if shown.body is not None
        else None,
        "generation": services.queries.generation,
    }
    page = services.renderer.page("sparql.html", request, None, shown.status, **values)
    page.headers["Vary"] = "Accept, Accept-Language"
    if values["problem"] and (seconds := values["problem"]["retry_after"]):
        page.headers["Retry-After"] = str(seconds)
    return page


def _graph(shown: Shown, services: Services, language: Language) -> dict[str, Any] | None:
    if shown.body is None or shown.kind != "graph" or len(shown.body) > MOST_BYTES:
        return None
    with services.holder.lease() as snapshot:
        return show_graph(shown.body, snapshot, language)


def _result(shown: Shown, words: Mapping[str, str]) -> dict[str, Any]:
    body = shown.body or b""
    empty: dict[str, Any] = {
        "columns": [],
        "rows": [],
        "left_out": 0,
        "text": "",
        "answer": "",
        "too_large": False,
    }
    if len(body) > MOST_BYTES:
        return {**empty, "total": None, "too_large": True}
    if shown.kind == "graph":
        text = body.decode()
        left_out = max(0, len(text) - MOST_GRAPH)
        return {**empty, "text": text[:MOST_GRAPH], "left_out": left_out, "total": None}
    found = cast("dict[str, Any]", json.loads(body))
    if "boolean" in found:
        return {
            **empty,
            "total": None,
            "answer": words["ask_yes" if found["boolean"] else "ask_no"],
        }
    columns = cast("list[str]", found["head"]["vars"])
    rows = cast("list[dict[str, Any]]", found["results"]["bindings"])
    return {
        **empty,
        "columns": columns,
        "rows": [[_cell(row.get(name)) for name in columns] for row in rows[:MOST_ROWS]],
        "left_out": max(0, len(rows) - MOST_ROWS),
        "total": len(rows),
    }


def _cell(term: Mapping[str, str] | None) -> dict[str, str | None] | None:
    """Return a cell as a page shows it: nodes of ours by short name and as links."""
    if term is None:
        return None
    value = term["value"]
    if term["type"] != "uri":
        return {"text": value, "iri": None, "lang": term.get("xml:lang")}
    short = value.removeprefix(ID) if value.startswith(ID) else shorten(value)
    return {"text": short, "iri": value if page_path(value) != value else None, "lang": None}
