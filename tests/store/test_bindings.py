"""Pre-binding by tokens."""

from __future__ import annotations

import pytest

from kg.errors import ParameterError
from kg.model.terms import BlankNode, Iri, Literal, Term, text, typed
from kg.store.bindings import bind
from kg.store.oxigraph import OxigraphStore

A = Iri("https://example.org/a")
IRI = "<https://example.org/a>"
COLUMN = f"({IRI} AS ?x)"


def squeeze(query: str) -> str:
    return " ".join(query.split())


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT ?y { ?x ?p ?y }", f"SELECT ?y {{ {IRI} ?p ?y }}"),
        ("SELECT ?x { ?x ?p ?y }", f"SELECT {COLUMN} {{ {IRI} ?p ?y }}"),
        ("SELECT REDUCED $x { $x ?p 1 }", f"SELECT REDUCED ({IRI} AS $x) {{ {IRI} ?p 1 }}"),
        ("SELECT (STR(?x) AS ?y) {}", f"SELECT (STR( {IRI} ) AS ?y) {{}}"),
        (
            "SELECT * { ?y ?p 1 } ORDER BY ?x DESC(?x)",
            f"SELECT * {{ ?y ?p 1 }} ORDER BY ({IRI}) DESC( {IRI} )",
        ),
        (
            "SELECT ?x (COUNT(*) AS ?n) {} GROUP BY ?x HAVING (?x != 1) LIMIT 2",
            f"SELECT {COLUMN} (COUNT(*) AS ?n) {{}} GROUP BY ({IRI}) HAVING ( {IRI} != 1) LIMIT 2",
        ),
        ("ASK { FILTER(BOUND(?x) && BOUND ( ?y )) }", "ASK { FILTER( true && BOUND ( ?y )) }"),
        ("ASK { { SELECT ?x { ?x ?p 1 } } }", f"ASK {{ {{ SELECT {COLUMN} {{ {IRI} ?p 1 }} }} }}"),
        ("DESCRIBE ?x", f"DESCRIBE {IRI}"),
        ("ASK { GRAPH ?x { ?s ?p '?x' } # ?x\n}", f"ASK {{ GRAPH {IRI} {{ ?s ?p '?x' }} # ?x }}"),
        ("ASK { ?x ?xx ?x1 }", f"ASK {{ {IRI} ?xx ?x1 }}"),
        ("ASK { VALUES ?y { 1 } ?x ?p ?y }", f"ASK {{ VALUES ?y {{ 1 }} {IRI} ?p ?y }}"),
        (
            "SELECT ?y { ?y ?p ?x } VALUES (?y) { (1) }",
            f"SELECT ?y {{ ?y ?p {IRI} }} VALUES (?y) {{ (1) }}",
        ),
    ],
)  # fmt: skip
def test_tokens_become_terms(query: str, expected: str) -> None:
    assert squeeze(bind(query, {"x": A})) == expected
    with OxigraphStore() as store:
        store.query(query, bindings={"x": A})


@pytest.mark.parametrize("bindings", [None, {}])
def test_nothing_to_bind(bindings: dict[str, Term] | None) -> None:
    assert bind("ASK { ?x ?p 'x' }", bindings) == "ASK { ?x ?p 'x' }"


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("ASK { ?s ?p ?o }", "x"),
        ("ASK { ?s ?p '?x' }", "x"),
        ("SELECT (1 AS ?x) {}", "x"),
        ("ASK { BIND(1 AS ?x) }", "x"),
        ("ASK { VALUES ?x { 1 } }", "x"),
        ("ASK { VALUES (?y ?x) { (1 2) } }", "x"),
    ],
)
def test_variables_that_cannot_be_bound(query: str, name: str) -> None:
    with pytest.raises(ParameterError) as caught:
        bind(query, {name: A})
    assert caught.value.parameter == name


@pytest.mark.parametrize(
    "term",
    [
        BlankNode("x"),
        Iri("a> } #"),
        Iri("relative"),
        Iri("http://example.org/a b"),
        Literal("x", "no datatype"),
        Literal("x", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString", 'en" .'),
    ],
)
def test_values_that_are_no_terms(term: Term) -> None:
    with pytest.raises(ParameterError):
        bind("ASK { ?s ?p ?x }", {"x": term})


@pytest.mark.parametrize(
    "term",
    [
        text('" } # \\ \\u0041 \n \r \t ?x'),
        text("đảng ủy", "vi"),
        typed("2017-10-06", "date"),
        Iri("https://example.org/đ?q='x'#y"),
    ],
)
def test_values_come_back(term: Term) -> None:
    with OxigraphStore() as store:
        found = store.query("SELECT ?x (?x AS ?y) {}", bindings={"x": term})
    assert found.rows == ((term, term),)
