"""Typed parameters of questions."""

from __future__ import annotations

import pytest

from kg.errors import OntologyError, ParameterError
from kg.model.iri import ID
from kg.model.terms import Iri, Term, text, typed
from kg.query.parameters import MAX_STRING, Parameter, check_type


def _parameter(type_: str) -> Parameter:
    return Parameter("x", type_, None, "tham số", "the parameter")


@pytest.mark.parametrize(
    ("type_", "value", "term"),
    [
        ("id", "per/vu-anh-tuan", Iri(ID + "per/vu-anh-tuan")),
        ("id:com", "com/quan-uy-hong-bang", Iri(ID + "com/quan-uy-hong-bang")),
        ("id:com", f"{ID}com/quan-uy-hong-bang", Iri(ID + "com/quan-uy-hong-bang")),
        ("code:role", "role/bi-thu", Iri(ID + "role/bi-thu")),
        ("code:role", "bi-thu", Iri(ID + "role/bi-thu")),
        ("code:role", f"{ID}role/bi-thu", Iri(ID + "role/bi-thu")),
        ("iri", "https://example.org/a?b=c%20d", Iri("https://example.org/a?b=c%20d")),
        ("date", "2017-10-06", typed("2017-10-06", "date")),
        ("year", "2017", typed("2017", "gYear")),
        ("integer", "-04", typed("-4", "integer")),
        ("string", 'a "quoted" \\ text', text('a "quoted" \\ text')),
    ],
)
def test_values_become_terms(type_: str, value: str, term: Term) -> None:
    assert _parameter(type_).parse(value) == term


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("id:com", "unit/chi-bo-vinausteel"),
        ("id", "Quận ủy Hồng Bàng"),
        ("id", ""),
        ("code:role", "role/khong-co"),
        ("code:role", "line/vertical"),
        ("iri", "com/quan-uy"),
        ("iri", "https://a.b/> } #"),
        ("date", "2017-10"),
        ("date", "2017-02-30"),
        ("date", "06/10/2017"),
        ("year", "17"),
        ("year", "2017-10"),
        ("year", "\u0662\u0660\u0661\u0667"),
        ("integer", "4.0"),
        ("integer", "9" * 30),
        ("string", "x" * (MAX_STRING + 1)),
    ],
)
def test_values_of_another_type_are_refused(type_: str, value: str) -> None:
    with pytest.raises(ParameterError) as caught:
        _parameter(type_).parse(value)
    assert caught.value.parameter == "x"
    assert len(caught.value.value) <= 80


@pytest.mark.parametrize("type_", ["id", "id:com", "code:role", "iri", "date", "year", "string"])
def test_types_that_exist(type_: str) -> None:
    check_type(type_, "a.rq")


@pytest.mark.parametrize("type_", ["", "node", "id:committee", "code", "code:roles", "date:com"])
def test_types_that_do_not_exist_are_refused(type_: str) -> None:
    with pytest.raises(OntologyError, match=r"a\.rq"):
        check_type(type_, "a.rq")


def test_parts_of_a_type() -> None:
    parameter = _parameter("code:role")
    assert (parameter.kind, parameter.target) == ("code", "role")
    assert parameter.description == "tham số | the parameter"
