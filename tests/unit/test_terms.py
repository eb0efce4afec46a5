"""Canonical N-Quads, checked against a parser that is not ours."""

import pyoxigraph
from hypothesis import given
from hypothesis import strategies as st

from kg.model.terms import (
    BlankNode,
    Iri,
    Literal,
    Quad,
    Triple,
    format_quad,
    format_term,
    text,
    typed,
)

NODE = Iri("https://w3id.org/phoihop/id/com/a")
# surrogates cannot be encoded, and the engine folds nothing else
strings = st.text(st.characters(exclude_categories=["Cs"]))


def parse(line: str) -> pyoxigraph.Quad:
    (quad,) = pyoxigraph.parse(line, format=pyoxigraph.RdfFormat.N_QUADS)
    return quad


@given(strings, st.sampled_from(["", "vi", "en"]))
def test_any_literal_survives_the_line(value, language):
    line = format_quad(Quad(NODE, NODE, text(value, language), NODE))
    assert "\n" not in line
    literal = parse(line).object
    assert (literal.value, literal.language or "") == (value, language)


def test_datatypes_are_written_out_and_plain_strings_are_not():
    assert format_term(typed("2017-10-06", "date")).endswith("XMLSchema#date>")
    assert format_term(Literal("a")) == '"a"'
    assert format_term(BlankNode("b1")) == "_:b1"


def test_terms_print_as_what_they_hold():
    assert [str(term) for term in (NODE, BlankNode("x"), text("Đa"))] == [NODE.value, "_:x", "Đa"]
    assert Triple(NODE, NODE, NODE).object is NODE
