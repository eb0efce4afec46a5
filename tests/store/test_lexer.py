"""The lexer, and what it refuses. Every bypass here was accepted by Oxigraph 0.5.13."""

from __future__ import annotations

import pytest

from kg.errors import QueryRefused, QuerySyntaxError
from kg.store.lexer import (
    decode_escapes,
    iter_tokens,
    names_its_dataset,
    place,
    query_form,
    refuse_forbidden,
    tokenise,
)

U = "<http://127.0.0.1:1/>"
P = f"PREFIX a: {U} PREFIX service: {U} PREFIX : {U} "

FORBIDDEN = [
    f"ASK {{ SERVICE {U} {{}} }}",
    f"ASK {{ service {U} {{}} }}",
    f"ASK {{ SeRvIcE SILENT {U} {{}} }}",
    f"ASK {{ SERVICESILENT{U}{{}} }}",
    f"ASK {{ SERVICE#comment\n{U} {{}} }}",
    "ASK { SERVICE ?where { ?s ?p ?o } }",
    P + "ASK { SERVICEa:x {?s ?p ?o} }",
    P + "ASK { SERVICE:x {?s ?p ?o} }",
    P + "ASK { ?s ?p trueSERVICEa:x {?s ?p ?o} }",
    P + "ASK { ?s ?p 1SERVICEa:x {?s ?p ?o} }",
    P + "ASK { ?s ?p a:.SERVICE ?x {?s ?p ?o} }",
    f"ASK {{ \\u0053ERVICE {U} {{}} }}",
    f"ASK {{ SERV\\U00000049CE {U} {{}} }}",
    P + 'ASK { FILTER(1<2)#>"""\nSERVICE a:x {?s ?p ?o}\n#"""\n}',
    P + "ASK { FILTER(1<2)#>'''\nSERVICE a:x {?s ?p ?o}\n#'''\n}",
    P + "ASK { FILTER(1<2)SERVICE?x#>\n{?s ?p ?o}\n}",
    P + 'ASK { FILTER(?a<?b#>"""\n)SERVICE a:x {?a ?b ?c} #"""\n}',
    P + "ASK { FILTER(?a<<a:b#>)SERVICE a:x {?a ?b ?c}\n }",
    P + 'ASK { ?s ?p "\\u0022 " SERVICE a:x {?s ?p ?o} }',
    f"ASK {{{{ #\r SERVICE {U} {{?a ?b ?c}} }}\n}}",
    f"ASK {{ ?s ?p 'it' . SERVICE {U} {{}} }}",
    f"LOAD {U}",
    f"load silent {U}",
    f"LOADSILENT{U}",
    P + "LOADa:x",
    P + "INSERT DATA { <a:a> <a:b> <a:c> } ;LOADa:x",
    f"INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE {U} {{ ?s ?p ?o }} }}",
    "ASK FROM <file:///etc/passwd> {}",
    "ASK FROM NAMED <FILE:///etc/passwd> {}",
    "ASK FROM<ftp://127.0.0.1/x> {}",
    "PREFIX f: <file:///etc/> ASK FROM f:passwd {}",
    "BASE <file:///etc/> ASK FROM <passwd> {}",
]

ALLOWED = [
    "ASK { ?service ?load ?SERVICE }",
    'ASK { ?s ?p "SERVICE <x> {}" }',
    "ASK { ?s ?p 'LOAD it', \"\"\"SERVICE\n\"x\" {\"\"\", '''LOAD''' }",
    "ASK { ?s ?p <http://example.org/service/LOAD#service> }",
    "ASK { ?s <http://example.org/a(b)service#c> ?o }",
    'ASK { ?s <http://example.org/ns#label> """two\nlines""" }',
    "ASK { # SERVICE <x> {}\n ?s ?p ?o }",
    "PREFIX service: <http://example.org/> ASK { ?s service:load service:x }",
    "PREFIX sd: <http://example.org/> ASK { ?s a sd:Service ; sd:service ?o }",
    'ASK { ?s ?p "x"@en-service }',
    "ASK { ?s ?p _:service }",
    "ASK { ?s ?p 'đảng ủy \\u0111 \\t' FILTER(?a<?b&&?c>1) }",
    "ASK FROM <http://example.org/file:x> { ?s ?p <file:///tmp/x> }",
    "ASK { FILTER(?a < ?b) #>\n }",
    "PREFIX ex: <http://example.org/> ASK { ?s ex:a\\#b%C4%91.c ex:Đảng }",
    'VERSION "1.2" ASK { ?s ?p <<( <a:a> <a:b> 1 )>> }',
]


@pytest.mark.parametrize("query", FORBIDDEN)
def test_what_reaches_out_is_refused(query: str) -> None:
    with pytest.raises(QueryRefused):
        refuse_forbidden(query)


@pytest.mark.parametrize("query", ALLOWED)
def test_names_strings_iris_and_comments_are_not_keywords(query: str) -> None:
    refuse_forbidden(query)


@pytest.mark.parametrize(
    ("query", "reason", "line", "column"),
    [
        ("ASK {\n ?s ?p 'x }", "a string is not closed", 2, 8),
        ('ASK { ?s ?p "x\n" }', "a string is not closed", 1, 13),
        ("ASK { ?s ?p \\q }", "unexpected character '\\\\'", 1, 13),
        # A long string with a wrong escape falls apart into short ones, and SERVICE is outside.
        (
            'ASK { VALUES ?v { """abc" } SERVICE <a:x> {?a ?b ?c} #\\q"""\n}',
            "SERVICE is not allowed here",
            1,
            29,
        ),
    ],
)
def test_what_begins_no_token_is_an_error(query: str, reason: str, line: int, column: int) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        refuse_forbidden(query)
    assert (caught.value.reason, caught.value.line, caught.value.column) == (reason, line, column)


@pytest.mark.parametrize("query", [*FORBIDDEN, *ALLOWED, "'unclosed \\ \x00 €", ""])
def test_tokens_join_to_the_text(query: str) -> None:
    tokens = list(iter_tokens(query))
    assert "".join(token.text for token in tokens) == query
    assert [token.start for token in tokens] == [
        sum(len(token.text) for token in tokens[:index]) for index in range(len(tokens))
    ]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("SELECT ?a $b", "word variable variable"),
        ("<http://a#b> <a b>", "iri operator word word operator"),
        ("ex:a.b. ex: :x", "name operator name name"),
        ("1 .5 1e5 1.2E-3 x", "number number number number word"),
        ('\'a\' "b" \'\'\'c\'c\'\'\' """d""d"""', "string string string string"),
        ("'x'@en-GB ^^<a:b>", "string langtag operator iri"),
        ("_:b1 [] ?a<?b", "bnode operator operator variable operator variable"),
        ("|| && ^^ <= >= != ! ~", " ".join(["operator"] * 8)),
    ],
)
def test_kinds(text: str, kinds: str) -> None:
    assert [token.kind for token in tokenise(text)] == kinds.split()


def test_large_texts_have_the_same_tokens() -> None:
    text = "ASK { " + "?s ?p ?o . " * 2000 + "}"
    assert len(tokenise(text)) == 3 + 4 * 2000


def test_place_counts_from_one() -> None:
    assert [place("ab\ncd", offset) for offset in (0, 2, 3, 4)] == [(1, 1), (1, 3), (2, 1), (2, 2)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\\u0053\\U00000041", "SA"),
        ("\\u005", "\\u005"),
        ("\\UFFFFFFFF", "\\UFFFFFFFF"),
        ("plain", "plain"),
    ],
)
def test_decode_escapes(text: str, expected: str) -> None:
    assert decode_escapes(text) == expected


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("SELECT * {}", "SELECT"),
        ("selectdistinct*{}", "SELECT"),
        ("# c\nBASE <a:b> PREFIX x: <a:c> ask {}", "ASK"),
        ("PREFIX select: <a:b> CONSTRUCT WHERE { ?s ?p ?o }", "CONSTRUCT"),
        ('VERSION "1.2" DESCRIBE <a:b>', "DESCRIBE"),
    ],
)
def test_query_form(query: str, form: str) -> None:
    assert query_form(query) == form


@pytest.mark.parametrize("query", ["", "# c", "PREFIX a: <a:b>", "INSERT DATA {}", "{ SELECT }"])
def test_query_form_of_what_is_no_query(query: str) -> None:
    with pytest.raises(QuerySyntaxError):
        query_form(query)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT * {}", False),
        ("SELECT ?from { ?s ?p 'FROM' }", False),
        ("SELECT * FROM <a:b> {}", True),
        ("SELECT * from named <a:b> {}", True),
        ("CONSTRUCT { ?s ?p ?o } FROM <a:b> WHERE {}", True),
        ("PREFIX a: <a:b> SELECT *FROMa:b{}", True),
    ],
)
def test_names_its_dataset(query: str, expected: bool) -> None:
    assert names_its_dataset(query) is expected
