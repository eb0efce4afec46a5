"""Answers as frames: unknown stays unknown, numbers stay numbers."""

from __future__ import annotations

import sys

import pandas as pd
import pytest

from kg.client import Client, FrameUnavailable, QueryRows
from kg.client.frames import build_frame
from kg.client.results import to_python
from kg.model.terms import XSD, Iri, Literal, typed
from kg.store.base import Solutions


def test_nested_objects_become_columns() -> None:
    rows = [
        {"unit": {"iri": "u", "label": {"vi": "ư", "en": None}}, "n": 1, "on": ["x", "y"]},
        {"unit": None, "n": None, "on": []},
    ]
    frame = build_frame(rows)
    assert list(frame.columns) == ["unit.iri", "unit.label.vi", "unit.label.en", "n", "on"]
    assert frame["n"].tolist()[0] == 1
    assert frame["on"].tolist() == [["x", "y"], []]
    assert frame.isna()["unit.label.en"].tolist() == [True, True]
    assert bool(frame.isna()["unit.iri"][1])


def test_no_rows_have_no_columns_unless_told() -> None:
    assert build_frame([]).empty
    assert list(build_frame([], ["a", "b"]).columns) == ["a", "b"]


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (typed("4", "integer"), 4),
        (typed("4.5", "decimal"), 4.5),
        (typed("true", "boolean"), True),
        (typed("0", "boolean"), False),
        (typed("four", "integer"), "four"),
        (typed("2017-10-06", "date"), "2017-10-06"),
        (Literal("đ", language="vi"), "đ"),
        (Iri(XSD), XSD),
    ],
)
def test_terms_become_values(term, value) -> None:
    assert to_python(term) == value
    assert type(to_python(term)) is type(value)


def test_solutions_keep_their_variables() -> None:
    frame = QueryRows(Solutions(("a", "n"), ((Iri("x:y"), None), (None, typed("3", "integer")))))
    assert list(frame.to_frame().columns) == ["a", "n"]
    assert frame.to_frame()["n"].tolist()[1] == 3
    assert QueryRows(Solutions(("a", "n"), ())).to_frame().shape == (0, 2)


def test_frames_of_a_server(phoihop: Client) -> None:
    frame = phoihop.concurrent_posts(as_of="2017-10-06", page_size=2).to_frame()
    assert isinstance(frame, pd.DataFrame)
    assert len(frame) == phoihop.concurrent_posts(as_of="2017-10-06").page().total
    assert "person.label.vi" in frame
    assert frame["validity.startEarliest"].isna().any()
    first = phoihop.events(page_size=3).page().to_frame()
    assert len(first) == 3
    assert set(phoihop.answer(40).to_frame()["value"]) <= {"possible", "certain"}
    counts = phoihop.under_both_all("2020-10-01").to_frame()
    assert counts["counts.T1.certain"].dtype.kind == "i"


def test_without_pandas_the_error_says_what_to_install(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(FrameUnavailable, match="phoihop\\[notebook\\]"):
        build_frame([])
