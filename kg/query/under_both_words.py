"""The answer of under-both in one plain sentence, Vietnamese and English.

"Not shown" is never said as "no": nothing here claims that a unit is not under a committee.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kg.errors import DateError
from kg.model.validity import Value, parse_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.query.under_both_types import (
        Above,
        Completeness,
        GroupReport,
        JointDuty,
        Node,
        UnderBothRow,
    )

NAMED_IN_SENTENCE = 5
"""A sentence names so many units; of the others it says how many there are."""

_NUMBERS_EN = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
)  # fmt: skip


def completeness_vi(reports: Sequence[GroupReport], speaker: GroupReport | None) -> str:
    """Say how complete the list is, as a Vietnamese phrase without a full stop."""
    if not reports:
        return "không nguồn nào nêu số lượng; danh sách có thể chưa đủ"
    if speaker is None:
        return f"có {len(reports)} nhóm được đếm khác nhau, xem từng nhóm; danh sách có thể chưa đủ"
    candidates = f"{len(speaker.candidates)} ứng viên chưa chứng minh"
    known, day = len(speaker.known), _on_vi(speaker.day)
    if speaker.reported is None:
        parts = f"nguồn không nêu số lượng, chỉ kể ra một phần{day}, biết tên {known}"
        return f"{parts}, {candidates}" if speaker.candidates else parts
    return f"nguồn nêu {speaker.reported}{day}, biết tên {known}, {candidates}"


def completeness_en(reports: Sequence[GroupReport], speaker: GroupReport | None) -> str:
    """Say how complete the list is, as an English phrase without a full stop."""
    if not reports:
        return "no count reported; the list may be incomplete"
    if speaker is None:
        return f"{len(reports)} different groups counted, see each; the list may be incomplete"
    number = len(speaker.candidates)
    candidates = f"{number} {_plural(number, 'candidate')} not proven"
    known, day = len(speaker.known), f" on {speaker.day}" if speaker.day else ""
    if speaker.reported is None:
        parts = f"no count reported, only an open list{day}, {known} known by name"
        return f"{parts}, {candidates}" if number else parts
    return f"{speaker.reported} reported{day}, {known} known by name, {candidates}"


def summary_vi(
    a: Node,
    b: Node,
    day: date,
    rows: Sequence[UnderBothRow],
    counts: tuple[int, int],
    above: Above,
    duties: Sequence[JointDuty],
    completeness: Completeness,
) -> str:
    """Say the whole answer in one Vietnamese sentence.

    Args:
        a: First committee.
        b: Second committee.
        day: The day asked about.
        rows: The units that may be named.
        counts: How many units are certainly and how many possibly under both.
        above: As in `UnderBothAnswer`.
        duties: Units jointly directed.
        completeness: What sources count.
    """
    parts: list[str] = []
    directed = _units_of(duties)
    if directed:
        names = _list([node.name_vi for node in directed], "và", "tổ chức đảng khác")
        parts.append(f"{len(directed)} tổ chức đảng được cả hai cấp ủy cùng chỉ đạo ({names})")
    parts.append(_units_vi(a, b, rows, counts, above))
    parts.append(_count_vi(completeness))
    return f"Ngày {_day_vi(day)}, {a.name_vi} và {b.name_vi}: {'; '.join(parts)}."


def summary_en(
    a: Node,
    b: Node,
    day: date,
    rows: Sequence[UnderBothRow],
    counts: tuple[int, int],
    above: Above,
    duties: Sequence[JointDuty],
    completeness: Completeness,
) -> str:
    """Say the whole answer in one English sentence; arguments as in `summary_vi`."""
    parts: list[str] = []
    directed = _units_of(duties)
    if directed:
        number, many = len(directed), len(directed) > 1
        names = _list([node.name_en for node in directed], "and", "other party units")
        unit = f"{_number_en(number)} party {_plural(number, 'unit')} {'are' if many else 'is'}"
        parts.append(f"{unit} jointly directed by both committees ({names})")
    parts.append(_units_en(a, b, rows, counts, above))
    parts.append(_count_en(completeness))
    day_text = day.isoformat()
    return f"On {day_text}, for {a.name_en} and {b.name_en}: {'; '.join(parts)}."


def _units_vi(
    a: Node, b: Node, rows: Sequence[UnderBothRow], counts: tuple[int, int], above: Above
) -> str:
    certain, possible = counts
    total = certain + possible
    if above.side == "both":
        return (
            "mỗi cấp ủy có thể là cấp trên của cấp ủy kia, nên thuộc cả hai không nói lên điều gì "
            f"({total} tổ chức đảng như vậy)"
        )
    if above:
        upper, lower = (a, b) if above.side == "a" else (b, a)
        is_above = "là cấp trên" if above.value is Value.CERTAIN else "có thể là cấp trên"
        return (
            f"{upper.name_vi} {is_above} của {lower.name_vi}, nên thuộc cả hai chỉ là lồng nhau, "
            f"không phải song trùng ({total} tổ chức đảng như vậy)"
        )
    if not total:
        return "chưa thấy tổ chức đảng nào được chứng minh thuộc cả hai"
    words = ", ".join(
        f"{number} {word}"
        for number, word in ((certain, "chắc chắn"), (possible, "có thể"))
        if number
    )
    names = _list([row.unit.name_vi for row in rows], "và", "tổ chức đảng khác", total)
    return f"{total} tổ chức đảng thuộc cả hai, {words} ({names})"


def _units_en(
    a: Node, b: Node, rows: Sequence[UnderBothRow], counts: tuple[int, int], above: Above
) -> str:
    certain, possible = counts
    total = certain + possible
    such = f"{total} such party {_plural(total, 'unit')}"
    if above.side == "both":
        return (
            f"either committee may be above the other, so being under both shows nothing ({such})"
        )
    if above:
        upper, lower = (a, b) if above.side == "a" else (b, a)
        is_above = "is above" if above.value is Value.CERTAIN else "may be above"
        return (
            f"{upper.name_en} {is_above} {lower.name_en}, so being under both is nesting and not "
            f"dual authority ({such})"
        )
    if not total:
        return "no party unit is shown to be under both"
    if possible and certain:
        words = f"{_number_en(certain)} certainly and {_number_en(possible)} possibly"
    else:
        words = "certainly" if certain else "possibly"
    names = _list([row.unit.name_en for row in rows], "and", "other party units", total)
    are = "is" if total == 1 else "are"
    return f"{_number_en(total)} party {_plural(total, 'unit')} {are} under both, {words} ({names})"


def _count_vi(completeness: Completeness) -> str:
    reported, known = completeness.reported, len(completeness.known)
    if reported is None:
        return _speaker_text(completeness.text_vi)
    named = "không nêu tên" if not known else f"biết tên {known}"
    if known and known == reported:
        named = "biết tên đủ cả"
    return f"nguồn nêu {reported} đơn vị, {named}{_candidates_vi(len(completeness.candidates))}"


def _count_en(completeness: Completeness) -> str:
    reported, known = completeness.reported, len(completeness.known)
    if reported is None:
        return _speaker_text(completeness.text_en)
    units = f"{reported} {_plural(reported, 'unit')}"
    verb = "names none of them" if reported > 1 else "does not name it"
    if known:
        verb = f"{known} of them {'is' if known == 1 else 'are'} known by name"
        verb = "all are known by name" if known == reported else verb
        return f"the source reports {units}, {verb}{_candidates_en(len(completeness.candidates))}"
    extra = _candidates_en(len(completeness.candidates))
    if not reported:
        return f"the source reports {units}{extra}"
    return f"the source reports {units} and {verb}{extra}"


def _candidates_vi(number: int) -> str:
    return f", {number} đơn vị là ứng viên chưa chứng minh" if number else ""


def _candidates_en(number: int) -> str:
    if not number:
        return ""
    return f", {number} {'is a candidate' if number == 1 else 'are candidates'}, not proven"


def _speaker_text(text: str) -> str:
    return text.replace("; ", ", ")


def _units_of(duties: Sequence[JointDuty]) -> list[Node]:
    return list(dict.fromkeys(duty.unit for duty in duties))


def _list(names: Sequence[str], conjunction: str, others: str, total: int | None = None) -> str:
    """Join names; beyond a few, say how many more there are."""
    total = len(names) if total is None else total
    shown = list(names[:NAMED_IN_SENTENCE])
    if total > len(shown):
        shown.append(f"{total - len(shown)} {others}")
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} {conjunction} {shown[-1]}"


def _number_en(number: int) -> str:
    return _NUMBERS_EN[number] if number < len(_NUMBERS_EN) else str(number)


def _plural(number: int, word: str) -> str:
    return word if number == 1 else f"{word}s"


def _day_vi(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _on_vi(day: str | None) -> str:
    if not day:
        return ""
    try:
        return f" vào ngày {_day_vi(parse_day(day))}"
    except DateError:
        return f" vào {day}"
