"""Links a page has beside its facts: the data it shows, the query behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from kg.model.iri import ID, parse_iri
from kg.query.catalogue import named_query

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import Request

_OPENING = "WHERE {\n"


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


def csv_url(request: Request) -> str:
    """Return the address of the table of this page as CSV."""
    fields = [
        (name, value)
        for name, value in request.query_params.multi_items()
        if value and name not in {"format", "lang"}
    ]
    return f"{request.url.path}?{urlencode([*fields, ('format', 'csv')])}"


def rdf_links(iri: str) -> list[tuple[str, str]]:
    """Return name and address of the description of a node in each RDF format."""
    short = iri.removeprefix(ID)
    return [
        ("Turtle", f"/data/{short}.ttl"),
        ("JSON-LD", f"/data/{short}.jsonld"),
    ]


def _items(nodes: Mapping[str, str] | None) -> list[tuple[str, str]]:
    return sorted((nodes or {}).items())
