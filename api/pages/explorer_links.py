"""Links a page has beside its facts: the data it shows, the query behind it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from kg.model.iri import ID, parse_iri
from kg.model.terms import format_term
from kg.query.catalogue import named_query

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import Request

    from kg.model.terms import Term
    from kg.query.question import Question

_OPENING = "WHERE {\n"
_TURNING = ("part", "offset")  # a list of the page, not its facts


def sparql_url(name: str, nodes: Mapping[str, str] | None = None) -> str:
    """Return the address of the query form with a named query in it.

    The nodes asked about stand in the text as `VALUES`, so that a reader sees and changes them.
    The text is for a form; answers are made with bindings.

    Args:
        name: A query of `kg/query/sparql`.
        nodes: IRIs by variable.

    Raises:
        IriError: A value is not one of our IRIs.
    """
    lines = [f"  VALUES ?{name} {{ <{parse_iri(iri).iri}> }}\n" for name, iri in _items(nodes)]
    head, opening, rest = named_query(name).partition(_OPENING)
    return "/sparql?" + urlencode({"query": f"{head}{opening}{''.join(lines)}{rest}"})


def question_url(question: Question, terms: Mapping[str, Term], lang: str = "") -> str:
    """Return the address of the query form with a competency question in it.

    Where the question falls back on its default, `COALESCE(?day, ...)`, the value asked for is put
    in the place of the variable, so that a reader sees and changes it. The text is for a form;
    answers are made with bindings.

    Args:
        question: One of the catalogue.
        terms: Values by parameter; the others keep their defaults.
        lang: Language of the form; empty for the reader's own.
    """
    text = question.sparql
    for name, term in terms.items():
        written = f"COALESCE({format_term(term)},"
        text = re.sub(rf"COALESCE\(\?{re.escape(name)}\s*,", lambda _, new=written: new, text)
    return "/sparql?" + urlencode({"query": text, **({"lang": lang} if lang else {})})


def csv_url(request: Request) -> str:
    """Return the address of the table of this page as CSV."""
    fields = [
        (name, value)
        for name, value in request.query_params.multi_items()
        if value and name not in {"format", "lang", *_TURNING}
    ]
    return f"{request.url.path}?{urlencode([*fields, ('format', 'csv')])}"


def part_url(request: Request, part: str, offset: int) -> str:
    """Return the address of this page with one of its lists turned over, at its anchor."""
    fields = [
        (name, value)
        for name, value in request.query_params.multi_items()
        if value and name not in _TURNING
    ]
    turned = [("part", part), ("offset", str(offset))] if offset else []
    return f"{request.url.path}?{urlencode([*fields, *turned])}#{part}"


def rdf_links(iri: str) -> list[tuple[str, str]]:
    """Return name and address of the description of a node in each RDF format."""
    short = iri.removeprefix(ID)
    return [
        ("Turtle", f"/data/{short}.ttl"),
        ("JSON-LD", f"/data/{short}.jsonld"),
    ]


def _items(nodes: Mapping[str, str] | None) -> list[tuple[str, str]]:
    return sorted((nodes or {}).items())
