"""Why a build or a check looked at everything: the reasons, and the words for them.

A command that finds nothing to do reads this; so nothing here imports an engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.shapes import Language

Why: TypeAlias = Literal[
    "asked",
    "first",
    "program",
    "most-files",
    "vocabulary",
    "large-file",
    "mixed-graph",
    "large-change",
    "far-reaching",
]

WORDS: Final[Mapping[Language, Mapping[Why, str]]] = {
    "vi": {
        "asked": "được yêu cầu làm lại từ đầu",
        "first": "chưa có thế hệ nào mở được",
        "program": "thế hệ hiện tại do phiên bản chương trình, từ vựng hoặc thư viện khác tạo ra",
        "most-files": "quá nửa số tệp không phải của thế hệ hiện tại",
        "vocabulary": "từ vựng có suy luận không bắt đầu từ chủ thể",
        "large-file": "một tệp N-Quads lớn đã thay đổi",
        "mixed-graph": "một nguồn vừa có tệp N-Quads lớn vừa có dữ liệu khác",
        "large-change": "có hơn 100 000 bộ tư thay đổi",
        "far-reaching": "thay đổi liên quan tới quá nhiều nút",
    },
    "en": {
        "asked": "it was asked for",
        "first": "there is no generation that opens yet",
        "program": "another version of program, vocabulary or libraries made the current one",
        "most-files": "more than half of the files are not those of the current generation",
        "vocabulary": "the vocabulary has inferences that do not begin at their subject",
        "large-file": "a large N-Quads file changed",
        "mixed-graph": "a source is a large N-Quads file and something else",
        "large-change": "more than 100 000 quads change",
        "far-reaching": "the change touches too many nodes",
    },
}

SENTENCES: Final[Mapping[Language, str]] = {
    "vi": "Toàn bộ đồ thị được kiểm tra lại: {why}",
    "en": "The whole graph was looked at: {why}",
}


def tell_whole(why: Why, language: Language) -> str:
    """Return the sentence that says why everything was looked at."""
    return SENTENCES[language].format(why=WORDS[language][why])
