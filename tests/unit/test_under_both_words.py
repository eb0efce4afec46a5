"""The sentence that a person reads first, in both languages, for one, many and no units."""

from __future__ import annotations

from datetime import date

import pytest

from kg.model.validity import Value
from kg.query.under_both_types import Above, Completeness, GroupReport, JointDuty, Node
from kg.query.under_both_words import (
    completeness_en,
    completeness_vi,
    summary_en,
    summary_vi,
)

A = Node("https://example.org/a", "Đảng ủy A", "Committee A", "PartyCommittee")
B = Node("https://example.org/b", "Quận ủy B", "", "PartyCommittee")
DAY = date(2017, 10, 6)
APART = Above(Value.NO, Value.NO)


def unit(number: int) -> Node:
    return Node(f"https://example.org/u{number}", f"Chi bộ {number}", f"Cell {number}", "PartyCell")


def counted(reported: int | None, known: int = 0, candidates: int = 0) -> Completeness:
    nodes = tuple(unit(number) for number in range(known + candidates))
    group = GroupReport(
        unit(0), reported, nodes[:known], nodes[known:], "Enterprise", "", "", "2017-10-06",
        False, "incomplete", True, (),
    )  # fmt: skip
    return Completeness(
        "incomplete",
        reported,
        nodes[:known],
        nodes[known:],
        (group,),
        completeness_vi([group], group),
        completeness_en([group], group),
    )


NOTHING = Completeness(
    "unknown", None, (), (), (), completeness_vi([], None), completeness_en([], None)
)


def duties(number: int) -> list[JointDuty]:
    made = [
        JointDuty(unit(place), None, unit(99), None, "certain", "stated", ())
        for place in range(number)
    ]
    return made + made[:1]  # one unit by two tasks is one unit


class Row:
    """A row as the sentence reads it."""

    def __init__(self, number: int) -> None:
        self.unit = unit(number)


def say(rows=0, counts=(0, 0), above=APART, joint=0, completeness=NOTHING) -> tuple[str, str]:
    shown = [Row(number) for number in range(rows)]
    arguments = (A, B, DAY, shown, counts, above, duties(joint), completeness)
    return summary_vi(*arguments), summary_en(*arguments)


def test_steel_corporation_and_district() -> None:
    vi, en = say(joint=2, completeness=counted(4, 0, 2))
    assert vi == (
        "Ngày 06/10/2017, Đảng ủy A và Quận ủy B: 2 tổ chức đảng được cả hai cấp ủy cùng chỉ đạo "
        "(Chi bộ 0 và Chi bộ 1); chưa thấy tổ chức đảng nào được chứng minh thuộc cả hai; nguồn "
        "nêu 4 đơn vị, không nêu tên, 2 đơn vị là ứng viên chưa chứng minh."
    )
    assert en == (
        "On 2017-10-06, for Committee A and Quận ủy B: two party units are jointly directed by "
        "both committees (Cell 0 and Cell 1); no party unit is shown to be under both; the source "
        "reports 4 units and names none of them, 2 are candidates, not proven."
    )


@pytest.mark.parametrize(
    ("rows", "counts", "vi", "en"),
    [
        (0, (0, 0), "chưa thấy tổ chức đảng nào", "no party unit is shown to be under both"),
        (1, (1, 0), "1 tổ chức đảng thuộc cả hai, 1 chắc chắn (Chi bộ 0)",
         "one party unit is under both, certainly (Cell 0)"),
        (1, (0, 1), "1 có thể (Chi bộ 0)", "one party unit is under both, possibly (Cell 0)"),
        (2, (1, 1), "1 chắc chắn, 1 có thể (Chi bộ 0 và Chi bộ 1)",
         "two party units are under both, one certainly and one possibly (Cell 0 and Cell 1)"),
        (7, (12, 0), "Chi bộ 4 và 7 tổ chức đảng khác)",
         "12 party units are under both, certainly (Cell 0, Cell 1, Cell 2, Cell 3, Cell 4 and 7"
         " other party units)"),
    ],
)  # fmt: skip
def test_units_are_counted_and_named(rows, counts, vi, en) -> None:
    said = say(rows, counts)
    assert vi in said[0]
    assert en in said[1]


@pytest.mark.parametrize(
    ("above", "vi", "en"),
    [
        (Above(Value.CERTAIN, Value.NO), "Đảng ủy A là cấp trên của Quận ủy B",
         "Committee A is above Quận ủy B"),
        (Above(Value.NO, Value.POSSIBLE), "Quận ủy B có thể là cấp trên của Đảng ủy A",
         "Quận ủy B may be above Committee A"),
        (Above(Value.POSSIBLE, Value.POSSIBLE), "mỗi cấp ủy có thể là cấp trên của cấp ủy kia",
         "either committee may be above the other"),
    ],
)  # fmt: skip
def test_nesting_is_said_and_is_not_dual(above, vi, en) -> None:
    said = say(0, (3, 0), above)
    assert vi in said[0] and "3 tổ chức đảng như vậy" in said[0]
    assert en in said[1] and "3 such party units" in said[1]


@pytest.mark.parametrize(
    ("completeness", "vi", "en"),
    [
        (NOTHING, "không nguồn nào nêu số lượng, danh sách có thể chưa đủ.",
         "no count reported, the list may be incomplete."),
        (counted(8), "nguồn nêu 8 đơn vị, không nêu tên.",
         "the source reports 8 units and names none of them."),
        (counted(1), "nguồn nêu 1 đơn vị, không nêu tên.",
         "the source reports 1 unit and does not name it."),
        (counted(1, 0, 1), "1 đơn vị là ứng viên chưa chứng minh.",
         "1 is a candidate, not proven."),
        (counted(3, 1), "nguồn nêu 3 đơn vị, biết tên 1.",
         "the source reports 3 units, 1 of them is known by name."),
        (counted(3, 2), "biết tên 2.", "2 of them are known by name."),
        (counted(3, 3), "biết tên đủ cả.", "all are known by name."),
        (counted(0), "nguồn nêu 0 đơn vị", "the source reports 0 units."),
    ],
)  # fmt: skip
def test_counts_are_said_in_every_number(completeness, vi, en) -> None:
    said = say(completeness=completeness)
    assert said[0].endswith(vi) or vi in said[0]
    assert said[1].endswith(en)


def test_one_jointly_directed_unit_is_singular() -> None:
    assert "one party unit is jointly directed by both committees (Cell 0);" in say(joint=1)[1]


def test_no_sentence_ever_says_that_a_unit_is_not_under_a_committee() -> None:
    for said in (say(), say(joint=2, completeness=counted(4))):
        assert "không thuộc" not in said[0]
        assert "not under" not in said[1]
