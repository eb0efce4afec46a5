"""What is wrong with a query, in Vietnamese: the reasons that this package gives in English."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from api.pages.words import Language

_REASONS: Final[Sequence[tuple[re.Pattern[str], str]]] = [
    (re.compile(pattern), words)
    for pattern, words in (
        (r"the text breaks off, or ends wrongly", "truy vấn bị đứt quãng hoặc kết thúc sai"),
        (r"unexpected character (.+)", "có ký tự không dùng được: {}"),
        (r"unexpected (.+)", "không hiểu đoạn {}"),
        (r"a string is not closed", "có chuỗi chưa đóng ngoặc kép"),
        (
            r"expected SELECT, ASK, CONSTRUCT or DESCRIBE, found ('.*'|\".*\")",
            "cần SELECT, ASK, CONSTRUCT hoặc DESCRIBE, nhưng gặp {}",
        ),
        (
            r"SELECT has a variable that is neither grouped nor aggregated",
            "SELECT có biến không nằm trong GROUP BY và không được gộp",
        ),
        (
            r"SELECT assigns a variable that has a value already",
            "SELECT gán cho một biến đã có giá trị",
        ),
        (
            r"an IRI is relative without BASE, or has a character it may not have",
            "có IRI tương đối mà không có BASE, hoặc IRI chứa ký tự không được phép",
        ),
        (r"a prefix is not declared", "có tiền tố chưa khai báo"),
        (r"prefix (.+) is not declared", "tiền tố {} chưa khai báo"),
        (
            r"the query calls a function that does not exist",
            "truy vấn gọi một hàm không tồn tại",
        ),
        (
            r"expected SELECT, ASK, CONSTRUCT or DESCRIBE, found the end",
            "cần SELECT, ASK, CONSTRUCT hoặc DESCRIBE, nhưng truy vấn đã hết",
        ),
        (
            r"a graph of the dataset is not an absolute IRI",
            "có đồ thị của tập dữ liệu không phải là IRI tuyệt đối",
        ),
    )
]


def tell_reason(reason: str, language: Language) -> tuple[str, Language]:
    """Return a reason in a language, and the language it is in: English where we have no words.

    >>> tell_reason("unexpected 'FILTER'", "vi")
    ("không hiểu đoạn 'FILTER'", 'vi')
    """
    for pattern, words in _REASONS if language == "vi" else ():
        found = pattern.fullmatch(reason)
        if found:
            return words.format(*found.groups()), "vi"
    return reason, "en"
