"""Superiors in layers, units as a tree, posts over time: what is drawn and what is not."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree

import pytest

from kg.picture.authority_chart import draw_superiors
from kg.picture.comparison import draw_comparison
from kg.picture.neighbourhood import choose_neighbours, draw_neighbourhood, group_neighbours
from kg.picture.stage import Style
from kg.picture.territory_grid import draw_territories
from kg.picture.timeline import draw_timeline, spans_of_events, spans_of_posts
from kg.picture.units_tree import draw_units
from kg.query.territories import Territories, provinces_on
from kg.query.ties import Tie
from kg.query.under_both_types import Node

ID = "https://w3id.org/phoihop/id/"
SVG = "{http://www.w3.org/2000/svg}"
DAY = date(2017, 10, 6)
UNIT = Node(f"{ID}unit/u", "Đảng bộ U", "", "PartyUnit")


def told(local, cls):
    return {"iri": ID + local, "label": {"vi": local, "en": None}, "class": cls}


def hop(start, end, kind):
    classes = {"com": "PartyCommittee", "unit": "PartyUnit", "ent": "Enterprise"}
    nodes = [told(one, classes[one.partition("/")[0]]) for one in (start, end)]
    return {"from": nodes[0], "to": nodes[1], "kind": kind}


def row(*hops, value="certain"):
    return {"path": [hop(*one) for one in hops], "value": value, "kind": "subordination"}


BOTH = [
    row(("unit/u", "com/a", "D")),
    row(
        ("unit/u", "com/a", "D"),
        ("com/a", "unit/a", "executiveCommitteeOf"),
        ("unit/a", "com/b", "D"),
    ),
    row(
        ("unit/u", "ent/u", "organisedIn"),
        ("ent/u", "ent/g", "F"),
        ("ent/g", "unit/g", "organisedIn"),
        ("unit/g", "com/g", "executiveCommitteeOf"),
    ),
]


def links(svg):
    root = ElementTree.fromstring(svg)
    return [one.attrib["href"].removeprefix(ID) for one in root.iter(f"{SVG}a")]


def boxes_at(svg):
    root = ElementTree.fromstring(svg)
    return {
        one.attrib["href"].removeprefix(ID): float(next(one.iter(f"{SVG}text")).attrib["y"])
        for one in root.iter(f"{SVG}a")
    }


def test_each_superior_stands_once_above_what_it_leads():
    svg = draw_superiors(BOTH, UNIT, DAY).svg
    assert sorted(links(svg)) == ["com/a", "com/b", "com/g", "ent/g", "ent/u", "unit/u"]
    y = boxes_at(svg)
    assert y["unit/u"] > y["com/a"] > y["com/b"]
    assert y["unit/u"] > y["ent/u"] > y["ent/g"] > y["com/g"]


def test_only_the_relations_asked_for_are_drawn():
    svg = draw_superiors(BOTH[:2], UNIT, DAY).svg
    assert "ent/u" not in links(svg)
    assert 'stroke-dasharray="7 4"' not in svg


def test_a_circle_of_authority_is_drawn_and_ends():
    rows = [
        row(("unit/u", "com/a", "D")),
        row(("com/a", "com/b", "D")),
        row(("com/b", "com/a", "D")),
    ]
    assert set(links(draw_superiors(rows, UNIT, DAY).svg)) == {"unit/u", "com/a", "com/b"}


def test_a_unit_without_known_superior_stands_alone():
    for style in (Style(), Style(narrow=True)):
        svg = draw_superiors([], UNIT, DAY, style).svg
        assert links(svg) == ["unit/u"]
        assert "Như thế là" in svg and "chưa rõ." in svg


def test_no_unit_below_is_said_to_be_unknown():
    focus = Node(f"{ID}com/a", "com/a", "", "PartyCommittee")
    assert "That is unknown." in draw_units([], focus, DAY, Style("en")).svg


def test_units_are_listed_below_their_committee():
    focus = Node(f"{ID}com/a", "com/a", "", "PartyCommittee")
    rows = [row((f"unit/{n}", "com/a", "D"), value="possible") for n in range(70)]
    picture = draw_units(rows, focus, DAY, Style("en"))
    found = links(picture.svg)
    assert found[0] == "com/a"
    assert len(found) == 61
    assert picture.left_out == 10
    assert "10 left out" in picture.svg


def post(**bounds):
    names = ("startEarliest", "startLatest", "endEarliest", "endLatest")
    return {
        "person": told("per/p", "Person"),
        "role": told("role/bi-thu", ""),
        "organisation": told("com/a", ""),
        "sphere": f"{ID}sphere/party",
        "statement": f"{ID}stm/1",
        "validity": {name: bounds.get(name) for name in names},
    }


@pytest.mark.parametrize(
    ("bounds", "dots", "bars"),
    [
        ({}, 0, 0),
        ({"startLatest": "2017-10-06", "endEarliest": "2017-10-06"}, 1, 0),
        ({"startLatest": "2017-10-06", "endEarliest": "2019-01-01"}, 2, 1),
        ({"startLatest": "2017-10-06"}, 1, 0),
        (
            {
                "startEarliest": "2015-01-01",
                "startLatest": "2015-06-01",
                "endEarliest": "2016-01-01",
                "endLatest": "2017-01-01",
            },
            4,
            3,
        ),
    ],
)
def test_extent_is_drawn_only_between_known_bounds(bounds, dots, bars):
    style = Style()
    picture = draw_timeline(spans_of_posts([post(**bounds)], style), "P", style, DAY)
    (link,) = ElementTree.fromstring(picture.svg).iter(f"{SVG}a")
    assert len(list(link.iter(f"{SVG}circle"))) == dots
    assert len(list(link.iter(f"{SVG}path"))) == bars
    assert ("chưa rõ ngày nào" in picture.svg) == (dots == 0)


def test_an_event_known_by_its_month_has_no_day():
    event = {"event": told("evt/1", ""), "date": "2017-10", "place": None, "placeStated": "B"}
    (span,) = spans_of_events([event], Style())
    assert span.known() == ()
    assert span.note == "10/2017 · B"


def test_rows_of_one_person_say_where_and_those_of_a_body_who():
    style = Style()
    assert spans_of_posts([post()], style)[0].note == "com/a"
    assert spans_of_posts([post()], style, by_person=True)[0].label == "per/p"


def test_a_topic_that_is_not_mentioned_is_never_no():
    agreements = [{"agreement": told(f"agr/{n}", "")} for n in range(8)]
    cells = [{"status": "agreed", "items": [1, 2]}, {"status": "not-mentioned", "items": []}]
    compared = {"agreements": agreements, "topics": [{"topic": "t", "cells": cells}]}
    picture = draw_comparison(compared, {"t": "an ninh"}, "So sánh")
    for part in ("an ninh", "có nêu (2)", "chưa thấy nêu", "Còn 2 chưa vẽ"):
        assert part in picture.svg
    assert picture.left_out == 2


BOUNDS = {
    "certain": (None, DAY.isoformat(), DAY.isoformat(), None),
    "possible": (None, None, None, None),
    "not shown": (None, None, None, "1990-01-01"),
}


def told_tie(number, via, direction, value=None, node_type="com"):
    return Tie(
        via=f"https://w3id.org/phoihop/ontology#{via}",
        neighbour=f"{ID}{node_type}/{number}",
        statement=f"{ID}stm/{number}" if value else None,
        direction=direction,
        certainty=None,
        line=None,
        bounds=BOUNDS[value or "possible"],
    )


def drawn(ties, style=None):
    chosen = choose_neighbours(group_neighbours(ties, DAY))
    return draw_neighbourhood(chosen, FOCUS, {}, {}, DAY, style)


FOCUS = Node(f"{ID}com/f", "com/f", "", "PartyCommittee")


@pytest.mark.parametrize("narrow", [False, True])
def test_a_neighbourhood_is_capped_and_says_how_many_are_left_out(narrow):
    rows = [told_tie(n, "PostHolding", "in", "possible", "per") for n in range(12)]
    picture = drawn(rows, Style(narrow=narrow))
    assert links(picture.svg)[0] == "com/f"
    assert len(links(picture.svg)) == 1 + 8
    assert picture.left_out == 4
    assert "PostHolding (12)" in picture.svg and "còn 4 chưa vẽ" in picture.svg


def test_what_cannot_hold_is_no_neighbour_and_what_two_sources_tell_is_one():
    rows = [
        told_tie(1, "Siting", "out", "not shown", "area"),
        told_tie(2, "Siting", "out", "possible", "area"),
        told_tie(2, "Siting", "out", "certain", "area"),
    ]
    (group,) = group_neighbours(rows, DAY)
    (member,) = group.members.values()
    assert (member.iri, member.told, member.value.word) == (f"{ID}area/2", 2, "certain")


def test_authority_stands_first_and_by_its_direction():
    rows = [
        told_tie(1, "Siting", "out", "certain", "area"),
        told_tie(2, "PartySubordination", "in", "certain", "unit"),
        told_tie(3, "PartySubordination", "out", "certain", "com"),
    ]
    groups = group_neighbours(rows, DAY)
    assert [group.tie for group in groups] == ["D", "D", "other"]
    root = ElementTree.fromstring(drawn(rows).svg)
    x = {
        one.attrib["href"].removeprefix(ID): float(next(one.iter(f"{SVG}text")).attrib["x"])
        for one in root.iter(f"{SVG}a")
    }
    assert x["unit/2"] < x["com/f"] < x["com/3"]


def test_a_node_without_ties_says_so():
    for style in (Style("en"), Style("en", narrow=True)):
        assert "No source shows a tie" in drawn([], style).svg


def test_the_day_of_a_report_is_no_day_of_the_event():
    event = {
        "event": told("evt/1", ""),
        "date": "2017-10-06",
        "place": None,
        "placeStated": "",
        "evidence": [f"{ID}ev/abc.1-2", f"{ID}ev/none.3-4"],
    }
    (span,) = spans_of_events([event], Style(), {f"{ID}src/abc": date(2017, 10, 9)})
    assert span.known() == (date(2017, 10, 6),)
    assert span.published == (date(2017, 10, 9),)
    svg = draw_timeline([span], "T", Style(), published=True).svg
    assert "ngày nguồn đăng tin" in svg
    (link,) = ElementTree.fromstring(svg).iter(f"{SVG}a")
    assert len(list(link.iter(f"{SVG}circle"))) == len(list(link.iter(f"{SVG}path"))) == 1


@pytest.mark.parametrize(
    ("day", "count"), [("2010-01-01", 63), ("2025-03-01", 63), ("2025-07-01", 34)]
)
def test_provinces_of_a_day_stand_on_tiles_of_their_own(day, count):
    provinces = provinces_on(date.fromisoformat(day))
    assert len(provinces) == count
    assert len({(one.row, one.column) for one in provinces}) == count
    assert len({one.iri for one in provinces}) == count


def test_every_province_of_before_goes_on_or_became_part_of_another():
    after = {one.iri for one in provinces_on(date(2025, 7, 1))}
    for one in provinces_on(date(2025, 6, 30)):
        assert (one.iri in after) != bool(one.into)
        assert not one.into or one.into in after


def test_early_days_are_drawn_with_the_provinces_of_2008():
    found = Territories(date(2000, 1, 1), provinces_on(date(2000, 1, 1)), {})
    assert "Before 2008-08-01" in draw_territories(found, Style("en")).svg
