"""The words of pictures, Vietnamese first."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

Language: TypeAlias = Literal["vi", "en"]

_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "day": ("Ngày hỏi", "As of"),
    "units": ("Đơn vị thuộc cả hai", "Units under both"),
    "nested": (
        "Dưới cả hai vì một cấp ủy ở trên cấp ủy kia; không phải song trùng",
        "Below both since one committee is above the other; not dual leadership",
    ),
    "none": (
        "Không nguồn nào cho thấy đơn vị nào thuộc cả hai. "
        "Như thế là chưa rõ, không phải là không có.",
        "No source shows a unit under both. That is unknown, not none.",
    ),
    "joint": ("Hai cấp ủy cùng chỉ đạo", "Jointly directed by both"),
    "joint_note": (
        "Cùng chịu trách nhiệm một việc; không suy ra trực thuộc.",
        "A duty both share; it does not follow that a unit is under either.",
    ),
    "groups": ("Nguồn đếm", "Counted by sources"),
    "counts": ("nêu {reported}, biết {known}", "{reported} reported, {known} known"),
    "counts_unknown": ("không nêu số, biết {known}", "number not stated, {known} known"),
    "scope": ("phạm vi quy chế", "scope of the agreement"),
    "candidates": ("Có thể là; không được tính", "Candidates; never counted"),
    "no_agreement": (
        "Không thấy quy chế phối hợp vào ngày này",
        "No coordination agreement shown on this day",
    ),
    "left_out": ("Còn {count} chưa vẽ; xem bảng", "{count} left out; see the table"),
    "left_out_short": ("còn {count} chưa vẽ", "{count} left out"),
    "all_times": ("mọi thời điểm", "all times"),
    "no_ties": (
        "Không nguồn nào cho thấy quan hệ nào vào ngày này.",
        "No source shows a tie on this day.",
    ),
    "no_superiors": (
        "Không nguồn nào cho thấy cấp trên vào ngày này. Như thế là chưa rõ.",
        "No source shows a superior on this day. That is unknown.",
    ),
    "no_units": (
        "Không nguồn nào cho thấy đơn vị nào bên dưới vào ngày này. Như thế là chưa rõ.",
        "No source shows a unit below on this day. That is unknown.",
    ),
    "certain": ("chắc chắn", "certain"),
    "possible": ("có thể", "possible"),
    "T1": ("trực thuộc cả hai", "subordinate to both"),
    "T2": ("ngành đảng và sở hữu", "party line and ownership line"),
    "T3": ("trực thuộc và được chỉ đạo", "subordination and direction"),
    "T4": ("không trực thuộc bên nào", "subordinate to neither"),
    "tie_D": ("trực thuộc đảng", "party subordination"),
    "tie_F": ("sở hữu", "ownership"),
    "tie_L": ("lãnh đạo, chỉ đạo", "direction"),
    "tie_agreement": ("quy chế phối hợp", "agreement"),
    "tie_body": ("tổ chức đảng trong doanh nghiệp", "party body of an enterprise"),
    "tie_other": ("quan hệ khác, ghi ở đầu nhóm", "other tie, named above its group"),
    "territories": (
        "{count} tỉnh, thành phố vào ngày {day}",
        "{count} provinces and cities on {day}",
    ),
    "territories_note": (
        "Số tổ chức đảng mà nguồn cho biết ở tại đó, theo tuyến. "
        "Ô gạch chéo: chưa rõ, không phải là không có.",
        "Party units that sources place there, by line. A hatched tile is unknown, not none.",
    ),
    "before_2008": (
        "Trước ngày 01/08/2008 ranh giới tỉnh khác; hình vẽ các tỉnh của ngày đó.",
        "Before 2008-08-01 there were other provinces; those of that day are drawn.",
    ),
    "nowhere": (
        "{count} tổ chức đảng chưa xếp được vào tỉnh nào của ngày này; xem bảng.",
        "{count} units cannot be placed in a province of this day; see the table.",
    ),
    "nothing_known": ("chưa rõ có đơn vị nào", "no unit known"),
    "units_count": ("{count} đơn vị", "{count} units"),
    "line_vertical": ("trực thuộc theo ngành dọc", "under the vertical line"),
    "line_territorial": ("trực thuộc theo địa phương", "under the territorial line"),
    "line_ownership": ("doanh nghiệp có chủ sở hữu", "enterprise with an owner"),
    "line_none": ("chưa rõ cấp trên", "superior not known"),
    "line_vertical_count": ("{count} theo ngành dọc", "{count} vertical"),
    "line_territorial_count": ("{count} theo địa phương", "{count} territorial"),
    "line_ownership_count": ("{count} theo sở hữu", "{count} by ownership"),
    "line_none_count": ("{count} chưa rõ cấp trên", "{count} with no superior known"),
    "tiles_note": (
        "Một đơn vị có thể ở nhiều tuyến. Vị trí ô chỉ để dễ tìm.",
        "A unit may be on several lines. Tiles stand roughly where provinces lie.",
    ),
    "kind_party": ("tổ chức đảng", "party body"),
    "kind_enterprise": ("doanh nghiệp", "enterprise"),
    "kind_state": ("cơ quan nhà nước", "state body"),
    "kind_person": ("người", "person"),
    "kind_agreement": ("quy chế", "agreement"),
    "group": ("nhóm nguồn đếm, chưa biết đủ tên", "counted group, members not all known"),
    "agreed": ("có nêu ({count})", "agreed ({count})"),
    "not_mentioned": ("chưa thấy nêu", "not mentioned"),
    "no_day": ("chưa rõ ngày nào", "no day known"),
    "key_day": ("ngày được nguồn nêu", "a day that a source tells"),
    "key_certain": ("chắc chắn giữa hai ngày biết rõ", "certain between known days"),
    "key_possible": ("có thể, giữa hai ngày biết rõ", "possible between known days"),
    "key_published": ("ngày nguồn đăng tin", "day a source was published"),
    "key_as_of": ("ngày hỏi", "day asked about"),
    "conferences": ("Hội nghị và lễ ký", "Conferences and signings"),
    "comparison": ("So sánh quy chế phối hợp", "Agreements side by side"),
    "unknown": ("chưa rõ", "unknown"),
}


class Words:
    """The words of one language."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self._place = 0 if language == "vi" else 1

    def __call__(self, key: str, **values: object) -> str:
        """Return a word or sentence, with values put in.

        Raises:
            KeyError: There is no such word.
        """
        return _WORDS[key][self._place].format(**values)

    def day(self, day: date) -> str:
        """Return a day as the language writes it: 06/10/2017, 2017-10-06."""
        return self.partial(day.isoformat())

    def partial(self, day: str) -> str:
        """Return a partial date likewise: 2017, 10/2017 or 06/10/2017 in Vietnamese."""
        return "/".join(reversed(day.split("-"))) if self.language == "vi" else day
