"""From one format to another, strictly: what is not whole is no answer."""

from __future__ import annotations

import json

import pytest
from rdflib import Graph

from kg.errors import StoreError
from kg.store.formats import CSV, GRAPH_FORMATS, JSON, NTRIPLES, SOLUTION_FORMATS, Format
from kg.store.rewrite import rewrite

ROWS = json.dumps(
    {
        "head": {"vars": ["s", "n"]},
        "results": {
            "bindings": [
                {"s": {"type": "uri", "value": "http://example.org/đ"}},
                {"n": {"type": "literal", "value": "a,b\n", "xml:lang": "vi"}},
            ]
        },
    }
).encode()
YES = b'{"head":{},"boolean":true}'
TRIPLES = '<http://example.org/a> <http://example.org/p> "đ"@vi .\n'.encode()


@pytest.mark.parametrize("entry", SOLUTION_FORMATS, ids=lambda entry: entry.name)
def test_rows_in_every_format(entry: Format) -> None:
    written = rewrite(ROWS, entry, "SELECT").decode()
    assert "http://example.org/đ" in (json.dumps(json.loads(written), ensure_ascii=False)
                                      if entry is JSON else written)  # fmt: skip
    assert rewrite(YES, entry, "ASK").strip() in {YES, b"true"} or b"true" in rewrite(
        YES, entry, "ASK"
    )


def test_the_format_it_is_in_is_kept() -> None:
    assert rewrite(ROWS, JSON, "SELECT") is ROWS
    assert rewrite(TRIPLES, NTRIPLES, "CONSTRUCT") is TRIPLES
    assert rewrite(ROWS, CSV, "SELECT").splitlines()[0] == b"s,n"


@pytest.mark.parametrize("entry", GRAPH_FORMATS, ids=lambda entry: entry.name)
def test_triples_in_every_format(entry: Format) -> None:
    written = rewrite(TRIPLES, entry, "CONSTRUCT")
    kind = {"rdfxml": "xml", "jsonld": "json-ld", "ntriples": "nt"}.get(entry.name, entry.name)
    if kind not in {"nquads", "trig", "json-ld"}:  # the last warns of its own classes
        assert len(Graph().parse(data=written, format=kind)) == 1
    assert b"example.org" in written


@pytest.mark.parametrize(
    ("body", "entry", "form"),
    [
        (ROWS[:-2], JSON, "SELECT"),
        (ROWS[:-2], CSV, "SELECT"),
        (ROWS + b"The query did not finish in time", JSON, "SELECT"),
        (b"", CSV, "SELECT"),
        (b"{}", CSV, "SELECT"),
        (b'{"head":{"vars":["s"]}}', CSV, "SELECT"),
        (b"Error: too many rows", CSV, "SELECT"),
        (YES, CSV, "SELECT"),
        (ROWS, CSV, "ASK"),
        (TRIPLES[:-4], NTRIPLES, "CONSTRUCT"),
        (TRIPLES + b"Error: timeout", NTRIPLES, "DESCRIBE"),
        (b"<html>", GRAPH_FORMATS[0], "CONSTRUCT"),
    ],
)
def test_what_is_not_whole_is_an_error(body: bytes, entry: Format, form: str) -> None:
    with pytest.raises(StoreError, match="not a complete result"):
        rewrite(body, entry, form)
