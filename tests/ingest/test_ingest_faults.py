from __future__ import annotations

import pytest

from kg.errors import CellFault
from kg.ingest import faults
from kg.ingest.faults import FaultLog, Suggester, cut, find_nearest, phrase_choice, sort_faults


def test_a_long_value_is_cut_to_80_characters() -> None:
    log = FaultLog("units.csv")
    log.add(2, "label@vi", "x" * 300, "less", "too-long")
    assert len(log.faults[0].value) == 80
    assert cut("x" * 80) == "x" * 80


def test_a_fault_has_a_documented_code() -> None:
    with pytest.raises(AssertionError, match="undocumented"):
        FaultLog("units.csv").add(2, "id", "", "something", "no-such-code")


def test_faults_are_sorted_by_file_and_row_and_stay_in_order_within_a_row() -> None:
    made = [
        CellFault("b.csv", 2, "z", "", "", "bad-date"),
        CellFault("a.csv", 10, "x", "", "", "bad-date"),
        CellFault("a.csv", 9, "z", "", "", "bad-date"),
        CellFault("a.csv", 9, "a", "", "", "bad-date"),
    ]
    assert [(f.file, f.row, f.column) for f in sort_faults(made)] == [
        ("a.csv", 9, "z"),
        ("a.csv", 9, "a"),
        ("a.csv", 10, "x"),
        ("b.csv", 2, "z"),
    ]


@pytest.mark.parametrize(
    ("value", "nearest"),
    [
        ("thanh uy vien", "thanh-uy-vien"),
        ("Thành ủy viên", "thanh-uy-vien"),
        ("thanh-uy-vein", "thanh-uy-vien"),
        ("xyz", None),
        ("???", None),
    ],
)
def test_the_nearest_name_ignores_marks_case_and_punctuation(
    value: str, nearest: str | None
) -> None:
    assert find_nearest(value, {"thanh-uy-vien", "bi-thu"}) == nearest


def test_a_choice_of_many_names_only_the_nearest() -> None:
    many = [f"name-{letter}" for letter in "abcdefghijklmn"]
    assert phrase_choice("Name A", many, "a name") == "a name; nearest: name-a"
    assert phrase_choice("zzz", ["b", "a"], "a name") == "a name (a, b)"


def test_suggestions_stop_after_enough_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "_SUGGESTIONS", 2)
    suggester = Suggester()
    asked: list[str] = []

    def names() -> list[str]:
        asked.append("once")
        return ["name-a"]

    found = [suggester.suggest(value, ("x",), names) for value in ("nameA", "nameA", "zz", "nameB")]
    assert found == ["name-a", "name-a", None, None]
    assert asked == ["once"]


def test_of_very_many_names_those_that_begin_or_end_alike_are_compared() -> None:
    many = [f"com/dang-uy-{number}" for number in range(3_000)]
    assert find_nearest("com/dang-uyy-7", [*many, "unit/chi-bo-vinausteel"]) == "com/dang-uy-7"
    assert find_nearest("unit/chi-bo-vinasteel", [*many, "unit/chi-bo-vinausteel"]) == (
        "unit/chi-bo-vinausteel"
    )
    assert find_nearest("ent/xyz", many) is None
