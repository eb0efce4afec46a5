"""Limits on the text of a query."""

from __future__ import annotations

import pytest

from kg.errors import QueryRefused, QuerySyntaxError, QueryTooLarge
from kg.store.base import Dataset
from kg.store.guard import QueryLimits, check_dataset, check_nesting, check_query

DEEP = 3_000


def nested(opening: str, closing: str, depth: int) -> str:
    return "ASK { " + opening * depth + "?s ?p ?o" + closing * depth + " }"


@pytest.mark.parametrize(
    "query",
    [
        "ASK { FILTER(" + "(" * DEEP + "1" + ")" * DEEP + ") }",
        "ASK { FILTER(" + "STR(" * DEEP + "1" + ")" * DEEP + "='1') }",
        nested("FILTER NOT EXISTS { ", "}", DEEP),
        nested("OPTIONAL { ", "}", DEEP),
        nested("GRAPH ?g { ", "}", DEEP),
        nested("{", "}", DEEP),
        nested("{SELECT * {", "}}", DEEP),
        "ASK { ?s ?p " + "(" * DEEP + ")" * DEEP + " }",
        "ASK { ?s ?p " + "[ <a:p> " * DEEP + "]" * DEEP + " }",
        "ASK { ?s " + "(" * DEEP + "<a:p>" + ")*" * DEEP + " ?o }",
        "ASK { FILTER(" + "!" * DEEP + "true) }",
        "ASK { FILTER(true" + " || true" * DEEP + ") }",
        "ASK { FILTER(true" + " && true" * DEEP + ") }",
        "ASK { FILTER(1 = 1" + " + 1" * DEEP + ") }",
        "ASK { FILTER(1 = 1" + " * 1" * DEEP + ") }",
        "ASK { ?s <a:p>" + "/<a:p>" * DEEP + " ?o }",
        "ASK { ?s <a:p>" + "|<a:p>" * DEEP + " ?o }",
        "ASK { {}" + " UNION {}" * DEEP + " }",
        "ASK { ?s ?p ?o " + "MINUS { ?s ?p 5 } " * DEEP + "}",
        "ASK { ?s ?p ?o " + "OPTIONAL { ?s ?p 5 } " * DEEP + "}",
        "ASK { ?s ?p ?o " + "FILTER(?o = 1) " * DEEP + "}",
        "ASK { " + "".join(f"BIND(1 AS ?x{i}) " for i in range(DEEP)) + "}",
        "SELECT " + "".join(f"(1 AS ?x{i}) " for i in range(DEEP)) + "{}",
    ],
    ids=lambda query: query[:40],
)
def test_deep_and_long_queries_are_refused(query: str) -> None:
    with pytest.raises(QueryRefused) as caught:
        check_query(query, QueryLimits(size_bytes=10_000_000))
    assert caught.value.line == 1


def test_limits_are_exact() -> None:
    limits = QueryLimits(nesting=3, operators=2, size_bytes=100)
    check_query("ASK {{{ ?s ?p 1 }}}", limits)
    with pytest.raises(QueryRefused, match="deeper than 3"):
        check_query("ASK {{{{ ?s ?p 1 }}}}", limits)
    check_query("ASK { ?s <a:b>/<a:c>/<a:d> 1 }", limits)
    with pytest.raises(QueryRefused, match="more than 2 operators"):
        check_query("ASK { ?s <a:b>/<a:c>/<a:d>/<a:e> 1 }", limits)
    with pytest.raises(QueryTooLarge) as caught:
        check_query("ASK { ?s ?p '" + "đ" * 50 + "' }", limits)
    assert (caught.value.what, caught.value.limit_bytes) == ("query", 100)


def test_long_lists_of_values_are_allowed() -> None:
    check_query("ASK { VALUES ?x {" + " -1" * 5000 + " } }")
    check_query("ASK { FILTER(?x IN (" + "-1," * 5000 + "1)) }")
    check_query("ASK { VALUES ?x {" + " <http://example.org/x>" * 5000 + " } }")


def test_minus_between_numbers_is_an_operator() -> None:
    with pytest.raises(QueryRefused):
        check_query("ASK { FILTER(?x = 1" + " - 1" * 1001 + ") }")


def test_stray_characters_are_syntax_errors() -> None:
    with pytest.raises(QuerySyntaxError):
        check_query("ASK { ?s ?p ` }")


def test_nesting_of_updates() -> None:
    check_nesting("INSERT DATA { <a:a> <a:b> 1 }")
    with pytest.raises(QueryRefused):
        check_nesting("DELETE WHERE " + "{" * 500)


@pytest.mark.parametrize(
    "dataset", [Dataset(default=("file:///etc/passwd",)), Dataset(named=("FTP://x/y",))]
)
def test_files_are_no_graphs(dataset: Dataset) -> None:
    with pytest.raises(QueryRefused):
        check_dataset(dataset)


def test_names_are_graphs() -> None:
    check_dataset(Dataset(default=("http://example.org/file:x",), named=("urn:x",)))
