"""Formats by name and media type."""

from __future__ import annotations

import pytest

from kg.errors import ParameterError
from kg.store.formats import (
    GRAPH_FORMATS,
    SOLUTION_FORMATS,
    Kind,
    find_format,
    formats_of,
    get_format,
    kind_of,
)


@pytest.mark.parametrize("entry", [*SOLUTION_FORMATS, *GRAPH_FORMATS], ids=lambda entry: entry.name)
def test_every_key_finds_its_format(entry: object) -> None:
    for key in (entry.name, entry.media_type, entry.media_type.upper(), f" {entry.media_type};q=1"):
        assert find_format(key, entry.kind) is entry


@pytest.mark.parametrize(
    ("key", "kind", "name"),
    [
        ("application/json", "solutions", "json"),
        ("application/json", "graph", "jsonld"),
        ("application/xml", "solutions", "xml"),
        ("application/xml", "graph", "rdfxml"),
        ("text/plain", "graph", "ntriples"),
    ],
)
def test_general_types_mean_what_fits(key: str, kind: Kind, name: str) -> None:
    assert get_format(key, kind).name == name


@pytest.mark.parametrize(
    ("key", "kind"), [("turtle", "solutions"), ("csv", "graph"), ("", "graph")]
)
def test_unknown_formats(key: str, kind: Kind) -> None:
    assert find_format(key, kind) is None
    with pytest.raises(ParameterError) as caught:
        get_format(key, kind)
    assert caught.value.parameter == "format"


def test_defaults_come_first() -> None:
    assert [formats_of(kind)[0].name for kind in ("solutions", "graph")] == ["json", "turtle"]
    assert [kind_of(form) for form in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")] == [
        "solutions",
        "solutions",
        "graph",
        "graph",
    ]


def test_text_types_name_their_charset() -> None:
    assert get_format("csv", "solutions").content_type == "text/csv; charset=utf-8"
    assert get_format("json", "solutions").content_type == "application/sparql-results+json"
