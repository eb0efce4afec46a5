"""The 200 longest real labels keep to their place in every kind of picture, wide and narrow."""

from __future__ import annotations

import runpy
from datetime import date
from pathlib import Path

import pytest

from kg.model.validity import Validity, Value
from kg.picture.authority_chart import draw_superiors
from kg.picture.comparison import draw_comparison
from kg.picture.context import Context
from kg.picture.neighbourhood import choose_neighbours, draw_neighbourhood, group_neighbours
from kg.picture.stage import NARROW, Style
from kg.picture.territory_grid import draw_territories
from kg.picture.timeline import Span, draw_timeline
from kg.picture.two_lines import draw_two_lines
from kg.picture.units_tree import draw_units
from kg.query.territories import Seated, Territories, provinces_on
from kg.query.ties import Tie
from kg.query.under_both_types import Node

here = Path(__file__).parent
drawn = runpy.run_path(str(here / "drawn.py"))
made = runpy.run_path(str(here / "conftest.py"))
ID, node, owned_row = made["ID"], made["node"], made["owned_row"]
DAY = date(2017, 10, 6)
STYLES = [Style(language, narrow=narrow) for language in ("vi", "en") for narrow in (False, True)]
PREFIXES = ("com", "unit", "ent", "per", "area", "agr", "grp")


def chunks(size):
    labels = drawn["longest_labels"]()
    return [labels[start : start + size] for start in range(0, 200, size)]


def told(prefix, number, label):
    classes = {"com": "PartyCommittee", "unit": "PartyUnit", "ent": "Enterprise"}
    iri = f"{ID}{prefix}/{number}"
    return {"iri": iri, "label": {"vi": label, "en": label}, "class": classes.get(prefix, "")}


def check(picture, style):
    assert drawn["overlaps"](picture.svg) == []
    assert drawn["outside"](picture.svg) == []
    assert picture.width <= NARROW or not style.narrow
    return picture.svg


def chain_rows(labels):
    """Rows of superiors: every label above the unit, in chains of three over two lines."""
    rows = []
    for number in range(0, len(labels) - 2, 3):
        nodes = [told("com", number + place, labels[number + place]) for place in range(3)]
        steps = [told("unit", "u", "Đảng bộ U"), *nodes]
        path = [
            {"from": low, "to": high, "kind": kind}
            for low, high, kind in zip(steps, steps[1:], "DLD", strict=False)
        ]
        rows.append({"path": path, "value": "certain", "kind": "subordination"})
    return rows


@pytest.mark.parametrize("style", STYLES, ids=str)
def test_two_lines(make, style):
    for labels in chunks(8):
        rows = [owned_row(n, label) for n, label in enumerate(labels)]
        answer = make(rows=rows, joint=2, groups=3, candidates=3, label=labels[0])
        long = tuple(node(f"agr/{n}", label, "Agreement") for n, label in enumerate(labels[:2]))
        check(draw_two_lines(answer, Context(long), style), style)


@pytest.mark.parametrize("style", STYLES, ids=str)
def test_superiors(style):
    for labels in chunks(20):
        focus = Node(f"{ID}unit/u", labels[0], labels[0], "PartyUnit")
        check(draw_superiors(chain_rows(labels), focus, DAY, style), style)
        # a picture of one or two boxes is narrower than such a heading in one line
        check(draw_superiors(chain_rows(labels[:2]), focus, DAY, style), style)


@pytest.mark.parametrize("style", STYLES, ids=str)
def test_units(style):
    for labels in chunks(40):
        focus = Node(f"{ID}com/a", labels[0], labels[0], "PartyCommittee")
        rows = []
        for number, label in enumerate(labels):
            above = told("com", "a", labels[0])
            if number % 2:  # every other one below the one before
                above = told("unit", number - 1, labels[number - 1])
            hop = {"from": told("unit", number, label), "to": above, "kind": "D"}
            path = [hop]
            if number % 2:
                path.append({"from": above, "to": told("com", "a", labels[0]), "kind": "D"})
            rows.append({"path": path, "value": "possible", "kind": "subordination"})
        check(draw_units(rows, focus, DAY, style), style)


@pytest.mark.parametrize("style", STYLES, ids=str)
def test_neighbourhood(style):
    for labels in chunks(40):
        nodes = [f"{ID}{PREFIXES[n % len(PREFIXES)]}/{n}" for n in range(len(labels))]
        ties = [
            Tie(
                via=f"https://w3id.org/phoihop/ontology#tie{number % 6}",
                neighbour=node,
                statement=f"{ID}stm/{number}",
                direction=("in", "out")[number % 2],
                certainty=None,
                line=None,
                bounds=(None, None, None, None),
            )
            for number, node in enumerate(nodes)
        ]
        groups = group_neighbours(ties, DAY)
        names = {group.via: labels[0] for group in groups}
        focus = Node(f"{ID}com/a", labels[0], labels[0], "PartyCommittee")
        called = {n: {"vi": label, "en": label} for n, label in zip(nodes, labels, strict=True)}
        chosen = choose_neighbours(groups)
        check(draw_neighbourhood(chosen, focus, names, called, DAY, style), style)


@pytest.mark.parametrize("style", STYLES, ids=str)
def test_timelines(style):
    bounds = Validity(date(2015, 1, 1), DAY, date(2019, 1, 1), date(2020, 1, 1))
    for labels in chunks(40):
        spans = [
            Span(label, label, f"{ID}stm/{n}", "party", (bounds, Validity())[n % 2], (DAY,))
            for n, label in enumerate(labels)
        ]
        check(draw_timeline(spans, labels[0], style, DAY, published=True), style)


@pytest.mark.parametrize("style", STYLES, ids=str)
def test_comparison(style):
    cells = [{"status": "agreed", "items": [1]}, {"status": "not-mentioned", "items": []}]
    for labels in chunks(20):
        agreements = [{"agreement": told("agr", n, label)} for n, label in enumerate(labels[:6])]
        topics = [{"topic": label, "cells": cells * 3} for label in labels]
        compared = {"agreements": agreements, "topics": topics}
        names = {label: label for label in labels}
        check(draw_comparison(compared, names, labels[0], style), style)


@pytest.mark.parametrize("style", STYLES, ids=str)
@pytest.mark.parametrize("day", [DAY, date(2025, 7, 1)], ids=str)
@pytest.mark.parametrize("count", [0, 1, 120, 1234])
def test_territories(style, day, count):
    provinces = provinces_on(day)
    lines = {"vertical": Value.CERTAIN, "territorial": Value.POSSIBLE, "ownership": Value.POSSIBLE}
    some = {
        str(number): Seated(f"{ID}unit/{number}", Value.CERTAIN, lines=lines)
        for number in range(count)
    }
    if count:
        some["none"] = Seated(f"{ID}unit/none", Value.CERTAIN)
    units = {one.iri: some for one in provinces} if count else {}
    check(draw_territories(Territories(day, provinces, {**units, "": some}), style), style)
