"""Every reason for which a query is refused is said in Vietnamese, too."""

from __future__ import annotations

import pytest

from api.pages.syntax_words import tell_reason
from kg.errors import QuerySyntaxError
from kg.store.lexer import query_form
from kg.store.oxigraph import OxigraphStore


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ("SELECT * { ?s ?p }", "đứt quãng"),
        ("SELECT * WHERE { ?s FROB ?o }", "không hiểu đoạn"),
        ("SELECT ?a (COUNT(*) AS ?n) { ?a ?b ?c }", "GROUP BY"),
        ("SELECT (1 AS ?a) { ?a ?b ?c }", "đã có giá trị"),
        ("SELECT * { ?s ?p ?o } } ", "đứt quãng"),
        ("SELECT * { x:a ?p ?o }", "'x:'"),
        ("SELECT (<urn:f>(1) AS ?x) {}", "hàm không tồn tại"),
    ],
)
def test_a_refused_query_is_told_why(query: str, part: str) -> None:
    with OxigraphStore() as store, pytest.raises(QuerySyntaxError) as caught:
        store.query(query)
    told, language = tell_reason(caught.value.reason, "vi")
    assert language == "vi"
    assert part in told
    assert tell_reason(caught.value.reason, "en") == (caught.value.reason, "en")


@pytest.mark.parametrize(("query", "part"), [("", "đã hết"), ("INSERT DATA {}", "'INSERT'")])
def test_what_is_no_query_is_told_so(query: str, part: str) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        query_form(query)
    assert part in tell_reason(caught.value.reason, "vi")[0]


def test_words_of_others_stay_as_they_are() -> None:
    assert tell_reason("the engine says: x", "vi") == ("the engine says: x", "en")
