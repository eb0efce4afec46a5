"""The report of `phoihop add` in words: what is wrong, by file, row and column."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from kg.build.add_check import format_fault
from kg.build.whole import tell_whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.build.add import AddResult
    from kg.build.add_check import Finding
    from kg.cli.output import Output
    from kg.errors import CellFault
    from kg.shapes import Language

MOST_LINES: Final = 100
"""Faults or findings that are shown one by one; `--json` has all of them."""

_WORDS: Final = {
    "vi": {
        "rows": "Nguồn {slug}: {rows}",
        "faults": "{count} lỗi trong tệp; chưa có gì thay đổi:",
        "findings": "{violations} vi phạm, {others} cảnh báo hoặc lưu ý do nguồn này gây ra:",
        "clean": "không có lỗi và không có cảnh báo mới",
        "dry": "Có thể thêm. Chưa có gì thay đổi; thêm --apply để công bố.",
        "no": "Chưa có gì thay đổi.",
        "done": "Đã công bố thế hệ {id}",
        "more": "... và {count} dòng nữa (--json cho tất cả)",
        "row": "dòng",
        "column": "cột",
    },
    "en": {
        "rows": "Source {slug}: {rows}",
        "faults": "{count} faults in the files; nothing was changed:",
        "findings": "{violations} violations, {others} warnings or infos come with this source:",
        "clean": "no faults and no new warnings",
        "dry": "It can be added. Nothing was changed; --apply publishes it.",
        "no": "Nothing was changed.",
        "done": "Published generation {id}",
        "more": "... and {count} more lines (--json has all)",
        "row": "row",
        "column": "column",
    },
}


def tell_report(output: Output, result: AddResult) -> None:
    """Write what was found, and what was done."""
    report = result.report
    language: Language = "en" if output.language == "en" else "vi"
    words = _WORDS[language]
    rows = ", ".join(f"{name} {count}" for name, count in report.rows.items()) or "RDF"
    output.line(words["rows"].format(slug=report.source, rows=rows))
    if report.faults:
        output.heading(words["faults"].format(count=len(report.faults)))
        tell_faults(output, report.faults)
    if report.findings:
        severities = Counter(finding.result.severity for finding in report.findings)
        others = severities["warning"] + severities["info"]
        output.heading(words["findings"].format(violations=severities["violation"], others=others))
        _lines(output, [_finding(finding, language) for finding in report.findings])
    if not report.faults and not report.findings:
        output.line(words["clean"])
    why = (result.built.whole if result.built else None) or report.way.why
    if why:
        output.line(tell_whole(why, language))
    if result.built:
        output.line(words["done"].format(id=result.built.generation.id))
    else:
        output.line(words["dry" if report.ok else "no"])


def tell_faults(output: Output, faults: Sequence[CellFault]) -> None:
    """Write faults line by line, the first `MOST_LINES` of them."""
    language: Language = "en" if output.language == "en" else "vi"
    _lines(output, [format_fault(fault, language) for fault in faults])


def _lines(output: Output, lines: list[str]) -> None:
    for line in lines[:MOST_LINES]:
        output.line(f"  {line}")
    if len(lines) > MOST_LINES:
        more = _WORDS[output.language]["more"].format(count=len(lines) - MOST_LINES)
        output.line(f"  {more}")


def _finding(finding: Finding, language: Language) -> str:
    words, result = _WORDS[language], finding.result
    place = ""
    if finding.file:
        place = f"{finding.file}, {words['row']} {finding.row}"
        place += f", {words['column']} {finding.column}" if finding.column else ""
        place += ": "
    severities = {
        "vi": {"violation": "vi phạm", "warning": "cảnh báo", "info": "lưu ý"},
        "en": {"violation": "violation", "warning": "warning", "info": "info"},
    }
    severity = severities[language][result.severity]
    return f"{place}[{result.shape_id}] {severity}: {result.message(language)}"
