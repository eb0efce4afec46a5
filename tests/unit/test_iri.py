"""Minting and parsing identifiers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import IriError
from kg.model import iri

local_names = st.from_regex(r"[a-z0-9]([a-z0-9.-]{0,20}[a-z0-9])?", fullmatch=True)


@given(st.sampled_from(iri.NODE_TYPES), local_names)
def test_what_is_minted_parses_back(node_type, local):
    minted = iri.mint(node_type, local)
    node = iri.parse_iri(minted)
    assert (node.type, node.local, node.iri) == (node_type, local, minted)
    assert iri.parse_iri(str(node)) == node
    assert iri.is_node(minted)


@pytest.mark.parametrize(
    "value",
    [
        "", "com", "com/", "/x", "xyz/quan-uy", "com/Quận-ủy", "com/QUAN-UY", "com/a/b", "com/-a",
        "com/a-", "com/a b", "com/a%20b", "https://example.org/id/com/a", "com/a\n",
    ],
)  # fmt: skip
def test_what_is_not_an_id_is_refused_with_its_text(value):
    with pytest.raises(IriError) as caught:
        iri.parse_iri(value)
    assert caught.value.value == value
    assert not iri.is_node(iri.ID + value)
    assert not iri.is_node(value)


@pytest.mark.parametrize(
    ("label", "slug"),
    [
        ("Quận ủy Hồng Bàng", "quan-uy-hong-bang"),
        ("Quận uỷ Hồng Bàng", "quan-uy-hong-bang"),
        ("Đảng ủy Tổng công ty Thép Việt Nam - CTCP", "dang-uy-tong-cong-ty-thep-viet-nam-ctcp"),
        ("  ĐOÀN  ", "doan"),
        ("TP.HCM", "tp-hcm"),
    ],
)
def test_slugs_drop_marks_and_turn_d_bar_into_d(label, slug):
    assert iri.slugify(label) == slug


@given(st.text())
def test_a_slug_is_a_local_name_or_is_refused(label):
    try:
        slug = iri.slugify(label)
    except IriError:
        return
    assert iri.mint("per", slug).endswith(slug)


def test_a_label_with_nothing_to_spell_has_no_slug():
    with pytest.raises(IriError):
        iri.slugify("—")


def test_statements_are_named_by_what_identifies_them():
    key = ("https://w3id.org/phoihop/ontology#PostHolding", "a", "b", "c", "src")
    same = iri.mint_statement("hold", *key)
    assert same == iri.mint_statement("hold", *key)
    assert same != iri.mint_statement("hold", *key[:-1], "other")
    # the parts are kept apart: moving a letter over a boundary is another key
    assert iri.mint_statement("hold", "ab", "c") != iri.mint_statement("hold", "a", "bc")


@pytest.mark.parametrize("source", ["ff155d59015d49ce", "bao-hai-phong.2023-03"])
def test_spans_parse_back(source):
    assert iri.parse_span(iri.mint_span(source, 304, 434)) == (source, 304, 434)


@pytest.mark.parametrize("value", ["ev/ff155d59015d49ce.at-0123abcd", "com/a.1-2", "ev/x"])
def test_what_is_not_a_span_is_refused(value):
    with pytest.raises(IriError):
        iri.parse_span(value)


def test_source_graphs_refuse_what_is_not_a_slug():
    assert iri.source_graph("abc").endswith("/graph/source/abc")
    with pytest.raises(IriError):
        iri.source_graph("../x")
