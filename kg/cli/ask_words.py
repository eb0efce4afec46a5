"""An under-both answer as text: the sentence first, then rows, duties, completeness, paths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kg.model.iri import ID

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from kg.cli.output import Output
    from kg.model.validity import Validity
    from kg.query.under_both_types import (
        Completeness,
        JointDuty,
        Node,
        PathEdge,
        Place,
        UnderBothAnswer,
        UnderBothRow,
    )

WORDS: Final = {
    "vi": {
        "units": "Đơn vị thuộc cả hai cấp ủy",
        "none": "Không thấy đơn vị nào (không có nghĩa là không có)",
        "nested": "Đơn vị dưới cả hai, vì một cấp ủy ở trên cấp ủy kia",
        "joint": "Được hai cấp ủy cùng phối hợp chỉ đạo",
        "completeness": "Mức đầy đủ",
        "paths": "Đường dẫn và chứng cứ",
        "unit columns": ("đơn vị", "doanh nghiệp", "loại", "mức", "còn thiếu", "tuyến", "cảnh báo"),
        "joint columns": ("đơn vị", "nhiệm vụ", "quy chế", "mức", "chứng cứ"),
        "count columns": ("nhóm", "ngày", "nêu", "biết tên", "có thể là", "mức", "chứng cứ"),
        "certain": "chắc chắn",
        "possible": "có thể",
        "not shown": "không thấy",
        "complete": "đầy đủ",
        "incomplete": "chưa đầy đủ",
        "unknown": "chưa rõ",
        "more": "còn nữa: đường dẫn đã cắt bớt",
        "next": "Mới liệt kê {shown} trong {total}; xem tiếp bằng --after {after}",
    },
    "en": {
        "units": "Units under both committees",
        "none": "None shown (which is not to say there are none)",
        "nested": "Units below both, because one committee is above the other",
        "joint": "Jointly directed by both committees",
        "completeness": "Completeness",
        "paths": "Paths and evidence",
        "unit columns": (
            "unit",
            "enterprise",
            "type",
            "value",
            "missing",
            "lines",
            "warnings",
        ),
        "joint columns": ("unit", "task", "agreement", "value", "evidence"),
        "count columns": ("group", "day", "reported", "known", "candidates", "status", "evidence"),
        "certain": "certain",
        "possible": "possible",
        "not shown": "not shown",
        "complete": "complete",
        "incomplete": "incomplete",
        "unknown": "unknown",
        "more": "more: paths were cut short",
        "next": "{shown} of {total} listed; go on with --after {after}",
    },
}


def tell(output: Output, answer: UnderBothAnswer) -> None:
    """Write an answer for people; nothing under `--json`."""
    if output.as_json:
        return
    teller = _Teller(output)
    output.heading(answer.summary_vi if output.language == "vi" else answer.summary_en)
    if answer.nested:
        teller.rows("nested", answer.nested)
    else:
        teller.rows("units", answer.units)
    teller.next_page(answer)
    teller.joint(answer.jointly_directed)
    teller.completeness(answer.completeness)
    teller.paths((*answer.units, *answer.nested))


class _Teller:
    """Writes the parts of an answer in one language."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._vi = output.language == "vi"

    def rows(self, title: str, rows: tuple[UnderBothRow, ...]) -> None:
        """Write the units, or that none is shown."""
        self._title(title)
        if not rows:
            self._output.line(self._word("none"))
            return
        self._table("unit columns", [self._row(row) for row in rows])

    def next_page(self, answer: UnderBothAnswer) -> None:
        """Say that the list was cut, and how to go on."""
        if answer.next_after:
            shown = len(answer.units) + len(answer.nested)
            after = _short(answer.next_after)
            text = self._word("next").format(shown=shown, total=answer.total, after=after)
            self._output.line(text)

    def joint(self, duties: tuple[JointDuty, ...]) -> None:
        """Write what both direct together; it never proves authority."""
        if not duties:
            return
        self._title("joint")
        rows = [
            (
                self._name(duty.unit),
                self._name(duty.task),
                self._name(duty.agreement),
                self._word(duty.value),
                _places(duty.evidence),
            )
            for duty in duties
        ]
        self._table("joint columns", rows)

    def completeness(self, found: Completeness) -> None:
        """Write how complete the answer can be, always."""
        self._title("completeness")
        self._output.line(found.text_vi if self._vi else found.text_en)
        rows = [
            (
                self._name(report.group),
                report.day or self._word("unknown"),
                self._word("unknown") if report.reported is None else str(report.reported),
                str(len(report.known)),
                ", ".join(self._name(node) for node in report.candidates),
                self._word(report.status),
                _places(report.evidence),
            )
            for report in found.statements
        ]
        if rows:
            self._table("count columns", rows)

    def paths(self, rows: tuple[UnderBothRow, ...]) -> None:
        """Write every path, one line a hop."""
        if rows:
            self._title("paths")
        for row in rows:
            self._output.line(self._name(row.unit))
            for side, paths in (("A", row.paths_a), ("B", row.paths_b)):
                for number, path in enumerate(paths, 1):
                    self._output.line(f"  {side}{number}")
                    for edge in path:
                        self._output.line(f"    {self._edge(edge)}")
            if row.paths_truncated:
                self._output.line(f"  {self._word('more')}")

    def _row(self, row: UnderBothRow) -> tuple[str, ...]:
        missing = ", ".join(f"{one.bound} ({_short(one.statement)})" for one in row.missing)
        return (
            self._name(row.unit),
            self._name(row.enterprise),
            row.type,
            self._word(row.value),
            missing,
            " / ".join(row.lines),
            ", ".join(row.warnings),
        )

    def _edge(self, edge: PathEdge) -> str:
        said = [edge.rule]
        said += [edge.line] if edge.line else []
        said += [format_validity(edge.validity)] if edge.validity else []
        said += [self._word(edge.value)] if edge.value else []
        said += [edge.certainty] if edge.certainty else []
        hop = f"{self._name(edge.start)} -> {self._name(edge.end)} [{', '.join(said)}]"
        return f"{hop} {_short(edge.statement)} {_places(edge.evidence)}".rstrip()

    def _name(self, node: Node | None) -> str:
        if node is None:
            return ""
        return node.name_vi if self._vi else node.name_en

    def _title(self, name: str) -> None:
        self._output.line()
        self._output.heading(self._word(name))

    def _word(self, name: str) -> str:
        return str(WORDS[self._output.language].get(name, name))

    def _table(self, columns: str, rows: list[tuple[str, ...]]) -> None:
        self._output.table(WORDS[self._output.language][columns], rows)


def format_validity(validity: Validity) -> str:
    """Format four bounds as two intervals; `?` stands for a bound that is not known.

    >>> from datetime import date
    >>> from kg.model.validity import Validity
    >>> format_validity(Validity(start_latest=date(2017, 10, 6), end_earliest=date(2017, 10, 6)))
    '?..2017-10-06 / 2017-10-06..?'
    """
    start = _interval(validity.start_earliest, validity.start_latest)
    return f"{start} / {_interval(validity.end_earliest, validity.end_latest)}"


def _interval(first: date | None, last: date | None) -> str:
    if first and first == last:
        return first.isoformat()
    return "..".join(day.isoformat() if day else "?" for day in (first, last))


def _places(places: tuple[Place, ...]) -> str:
    return " ".join(_iter_places(places))


def _iter_places(places: tuple[Place, ...]) -> Iterator[str]:
    for place in places:
        yield _short(place.iri) if place.locator is None else f"{_short(place.iri)} {place.locator}"


def _short(iri: str) -> str:
    return iri.removeprefix(ID)
