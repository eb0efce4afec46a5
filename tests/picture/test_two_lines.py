"""The two-line picture: what stands where, what has a line, and that text keeps to its place."""

from __future__ import annotations

import runpy
from pathlib import Path
from xml.etree import ElementTree

import pytest

from kg.picture.context import Context
from kg.picture.stage import Style
from kg.picture.two_lines import draw_two_lines

made = runpy.run_path(str(Path(__file__).parent / "conftest.py"))
read = runpy.run_path(str(Path(__file__).parent / "drawn.py"))
overlaps, outside, texts = (read[name] for name in ("overlaps", "outside", "texts"))
A, B, ID, node, owned_row = (made[name] for name in ("A", "B", "ID", "node", "owned_row"))
AGREEMENT = node("agr/1", "Quy chế phối hợp A và B", "CoordinationRegulation")

SVG = "{http://www.w3.org/2000/svg}"


def parse(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def drawn(answer, agreements=(AGREEMENT,), **style):
    picture = draw_two_lines(answer, Context(tuple(agreements)), Style(**style))
    assert overlaps(picture.svg) == []
    assert outside(picture.svg) == []
    return picture


def links(svg):
    return [element.attrib["href"].removeprefix(ID) for element in parse(svg).iter(f"{SVG}a")]


def said(svg):
    return " ".join(one.text for one in texts(svg))


def place_of(svg, text):
    return next(one for one in texts(svg) if one.text == text)


def dashes(svg):
    strokes = [e for e in parse(svg).iter(f"{SVG}path") if e.get("fill") == "none"]
    return {element.get("stroke-dasharray") for element in strokes}


@pytest.fixture
def full(make):
    rows = [owned_row(n) for n in range(3)]
    return make(rows=rows, joint=2, groups=2, candidates=2, total=3)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nodes_are_links_in_reading_order(full, language, theme):
    svg = drawn(full, language=language, theme=theme).svg
    found = links(svg)
    assert found[:2] == ["com/a", "ent/group"]
    between = ["com/c", "agr/1", "unit/j0", "ent/j0"]
    places = [found.index(one) for one in (*between, "unit/0", "ent/0", "grp/0", "ent/k0")]
    assert places == sorted(places)
    assert found.index("com/b") < found.index("agr/1")


def test_every_link_has_a_title_first(full):
    for element in parse(drawn(full).svg).iter(f"{SVG}a"):
        assert element[0].tag == f"{SVG}title"
        assert element[0].text


def test_there_is_no_style_sheet_and_no_class(full):
    svg = drawn(full).svg
    assert "style" not in svg and "class=" not in svg


def test_the_territorial_side_stands_right_whichever_is_asked_first(make):
    rows = [owned_row(1)]
    svg = drawn(make(rows=rows)).svg
    assert place_of(svg, B.label_vi).left > place_of(svg, A.label_vi).left
    answer = make(rows=[])
    kinds = (frozenset({"territorial"}), frozenset({"enterprise"}))
    turned = draw_two_lines(answer, Context((), kinds)).svg
    assert place_of(turned, A.label_vi).left > place_of(turned, B.label_vi).left


def test_ownership_is_dashed_and_leaves_from_the_enterprise(make):
    svg = drawn(make(rows=[owned_row(1)])).svg
    assert "7 4" in dashes(svg)
    assert "sở hữu" in said(svg) and "T2" in said(svg)


@pytest.mark.parametrize(("value", "word"), [("certain", "chắc chắn"), ("possible", "có thể")])
def test_the_value_is_said_and_marked(make, value, word):
    svg = drawn(make(rows=[owned_row(1, value=value)])).svg
    assert word in said(svg)
    (mark,) = parse(svg).iter(f"{SVG}circle")
    assert (mark.attrib["fill"] == "none") == (value == "possible")


def test_an_empty_answer_has_both_committees_the_agreement_and_the_counted_group(make):
    svg = drawn(make(joint=2, groups=1, candidates=2)).svg
    assert {"com/a", "com/b", "agr/1", "unit/j0", "unit/j1", "grp/0"} <= set(links(svg))
    assert "nêu 4, biết 0" in said(svg)
    assert "không phải là không có" in said(svg)
    assert "Có thể là; không được tính" in said(svg)
    # nothing is shown to be subordinate: no solid red line, no ownership
    assert "7 4" not in dashes(svg)


def test_what_is_not_counted_is_said_so(make):
    assert "không nêu số, biết 0" in said(drawn(make(groups=1, reported=None)).svg)


def test_no_agreement_is_said(make):
    assert "Không thấy quy chế" in said(drawn(make(), agreements=()).svg)


def test_units_beyond_the_cap_are_counted(make):
    rows = [owned_row(n) for n in range(30)]
    picture = drawn(make(rows=rows, total=57))
    assert picture.left_out == 33
    assert "Còn 33 chưa vẽ" in said(picture.svg)
    assert sum(one.startswith("unit/") for one in links(picture.svg)) == 24


def test_a_nested_answer_is_not_called_dual(make):
    svg = drawn(make(rows=[owned_row(1)], nested=True)).svg
    assert "không phải song trùng" in said(svg)
    assert "Đơn vị thuộc cả hai" not in said(svg)


def test_units_with_the_same_way_up_share_its_boxes(make):
    found = links(drawn(make(rows=[owned_row(n) for n in range(5)])).svg)
    assert found.count("ent/group") == found.count("com/c") == 1


def test_what_is_drawn_is_escaped(make):
    row = owned_row(1, label='<script>&"\x00')
    assert "<script" not in drawn(make(rows=[row])).svg
