"""Reports: order, counts, data and text."""

import json

import pytest

from kg.shapes import Report, Result, format_report, merge_reports
from kg.shapes.report import sort_key
from kg.shapes.words import cut, fill_message, shorten_iri

COM = "https://w3id.org/phoihop/id/com/quan-uy-hong-bang"


def result(shape_id="S09", severity="violation", focus=COM, value=None, path=""):
    return Result(
        shape_id=shape_id,
        shape=f"https://w3id.org/phoihop/shapes#{shape_id}-part",
        focus=focus,
        path=path,
        value=value,
        severity=severity,
        message_vi=f"{shape_id} sai",
        message_en=f"{shape_id} is wrong",
    )


def test_the_worst_comes_first():
    results = [
        result("S03", "info"),
        result("S40", "warning"),
        result("S42", path="ph:status"),
        result("S42", value="b"),
        result("S42", value="a"),
        result("S42", focus="http://example.org/a"),
    ]
    ordered = sorted(results, key=sort_key)
    assert ordered == [results[5], results[4], results[3], results[2], results[1], results[0]]


def test_only_violations_stop():
    report = Report((result(severity="warning"), result(severity="info")))
    assert report.conforms
    assert (len(report.violations), len(report.warnings), len(report.infos)) == (0, 1, 1)
    assert not Report((result(),)).conforms


def test_a_report_is_plain_data():
    report = Report((result(value="x", path="rdfs:label"), result("S12", "warning")))
    data = json.loads(json.dumps(report.to_dict()))
    assert data["conforms"] is False
    assert data["counts"] == {"violation": 1, "warning": 1, "info": 0}
    assert data["shapes"] == {"S09": 1, "S12": 1}
    assert data["results"][0] == {
        "shape": "S09",
        "part": "phs:S09-part",
        "severity": "violation",
        "focus": COM,
        "path": "rdfs:label",
        "value": "x",
        "message": {"vi": "S09 sai", "en": "S09 is wrong"},
    }


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "vi",
            "Dữ liệu không hợp lệ: 1 vi phạm, 1 cảnh báo, 0 lưu ý\n"
            "[S09] vi phạm: S09 sai\n[S12] cảnh báo: S12 sai\n",
        ),
        (
            "en",
            "The data do not conform: 1 violation(s), 1 warning(s), 0 info(s)\n"
            "[S09] violation: S09 is wrong\n[S12] warning: S12 is wrong\n",
        ),
    ],
)
def test_a_report_is_told_in_two_languages(language, text):
    report = Report((result(), result("S12", "warning")))
    assert format_report(report, language) == text


def test_an_empty_report_says_so():
    assert format_report(Report(), "vi") == "Dữ liệu hợp lệ: 0 vi phạm, 0 cảnh báo, 0 lưu ý\n"
    assert format_report(Report(), "en").startswith("The data conform: 0")


def test_a_cut_list_says_what_it_leaves_out():
    report = Report(tuple(result(value=str(number)) for number in range(5)))
    lines = format_report(report, "en", limit=2).splitlines()
    assert len(lines) == 4
    assert lines[-1] == "... and 3 more result(s)"


def test_reports_are_merged_in_order_and_without_repeats():
    one, two = Report((result("S12", "warning"),)), Report((result("S09"), result("S01")))
    merged = merge_reports(one, two, one)
    assert [entry.shape_id for entry in merged.results] == ["S01", "S09", "S12"]


@pytest.mark.parametrize(
    ("value", "short"),
    [
        (COM, "com/quan-uy-hong-bang"),
        ("https://w3id.org/phoihop/ontology#Person", "ph:Person"),
        ("http://www.w3.org/ns/org#member", "org:member"),
        ("Đảng ủy A", "Đảng ủy A"),
    ],
)
def test_iris_are_shortened_and_words_are_not(value, short):
    assert shorten_iri(value) == short


@pytest.mark.parametrize(
    ("template", "value", "text"),
    [
        ("{$this} has {?value}", "x", "com/quan-uy-hong-bang has x"),
        ("{$this} has {?value}", None, "com/quan-uy-hong-bang has -"),
        ("{$this} is wrong", "x", "com/quan-uy-hong-bang is wrong [value: x]"),
        ("{$this} is wrong", None, "com/quan-uy-hong-bang is wrong"),
        ("{$this} is wrong", COM, "com/quan-uy-hong-bang is wrong"),
        ("{$this} has {?value}", "{$this}", "com/quan-uy-hong-bang has {$this}"),
    ],
)
def test_a_message_names_node_and_value(template, value, text):
    assert fill_message(template, "en", COM, value) == text


@pytest.mark.parametrize(("length", "kept"), [(80, 80), (81, 80), (500, 80)])
def test_long_values_are_cut(length, kept):
    assert len(cut("a" * length)) == kept
