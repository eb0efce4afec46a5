"""Answers of other engines: whole ones are read, broken ones are errors."""

from __future__ import annotations

import json

import pytest

from kg.errors import StoreError
from kg.model.terms import BlankNode, Iri, Literal, Triple, text, typed
from kg.store.base import Solutions, Triples
from kg.store.results import iter_graph, iter_triples, parse_result, parse_solutions

CELLS = {
    "iri": ({"type": "uri", "value": "a:b"}, Iri("a:b")),
    "blank": ({"type": "bnode", "value": "b0"}, BlankNode("b0")),
    "plain": ({"type": "literal", "value": "đ"}, text("đ")),
    "language": ({"type": "literal", "value": "đ", "xml:lang": "vi"}, text("đ", "vi")),
    "typed": (
        {"type": "literal", "value": "1", "datatype": "http://www.w3.org/2001/XMLSchema#integer"},
        typed("1", "integer"),
    ),
    "old": ({"type": "typed-literal", "value": "1", "datatype": "a:b"}, Literal("1", "a:b")),
}


def body(*rows: object, names: tuple[str, ...] = ("x",)) -> bytes:
    return json.dumps({"head": {"vars": names}, "results": {"bindings": rows}}).encode()


@pytest.mark.parametrize(("cell", "term"), CELLS.values(), ids=CELLS)
def test_cells(cell: object, term: object) -> None:
    assert parse_solutions(body({"x": cell}, {})) == Solutions(("x",), ((term,), (None,)))


@pytest.mark.parametrize("value", [True, False])
def test_booleans(value: bool) -> None:
    assert parse_result(json.dumps({"head": {}, "boolean": value}).encode(), "solutions") is value


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"<html>",
        b'{"boolean": "true"}',
        body({"x": CELLS["iri"][0]})[:-3],
        b'{"head":{"vars":["x"]},"results":{"bindings":[The query did not finish in time',
        b'{"head":{"vars":["x"]},"results":{}}',
        body({"x": {"type": "triple", "value": {}}}),
        body({"x": {"type": "uri"}}),
        body({"x": "text"}),
        body("row"),
        "\ud800".encode("utf-8", "surrogatepass"),
    ],
)
def test_broken_solutions(broken: bytes) -> None:
    with pytest.raises(StoreError):
        parse_solutions(broken)


def test_triples_arrive_in_any_chunks() -> None:
    text_ = '<a:a> <a:b> "đ"@vi .\n_:x <a:b> <a:c> .\n'
    whole = [
        Triple(Iri("a:a"), Iri("a:b"), text("đ", "vi")),
        Triple(BlankNode("x"), Iri("a:b"), Iri("a:c")),
    ]
    chunks = [bytes([byte]) for byte in text_.encode()]
    assert [triple.object for triple in iter_triples([b"", *chunks, b""])] == [
        triple.object for triple in whole
    ]
    parsed = parse_result(text_.encode(), "graph")
    assert isinstance(parsed, Triples)
    assert len(parsed) == 2
    assert [quad.graph for quad in iter_graph(chunks, "a:g")] == [Iri("a:g")] * 2


@pytest.mark.parametrize("broken", [b"<a:a> <a:b> ", b"<a:a> <a:b> <a:c> .\nThe query timed out"])
def test_broken_triples(broken: bytes) -> None:
    with pytest.raises(StoreError):
        list(iter_triples([broken]))
