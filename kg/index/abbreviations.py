"""Abbreviations of the field, written out for search keys.

Alternative labels carry the abbreviations of named bodies (`TCT Thép`); this table carries the
general ones, so that a name is found by an abbreviation its sources never used. Only unambiguous
ones stand here: `QĐ` may be quyết định or quy định, `HĐ` hội đồng or hợp đồng, and both are left
out. Keys and values are search keys (`kg.index.fold.fold`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kg.index.fold import fold, tidy, words

EXPANSIONS: Final[Mapping[str, str]] = {
    "bch": "ban chap hanh",
    "btctw": "ban to chuc trung uong",
    "btv": "ban thuong vu",
    "ctcp": "cong ty co phan",
    "dntw": "doanh nghiep trung uong",
    "hcm": "ho chi minh",
    "hdnd": "hoi dong nhan dan",
    "hdqt": "hoi dong quan tri",
    "hdtv": "hoi dong thanh vien",
    "kcn": "khu cong nghiep",
    "kcx": "khu che xuat",
    "mttq": "mat tran to quoc",
    "mtv": "mot thanh vien",
    "ptgd": "pho tong giam doc",
    "sxkd": "san xuat kinh doanh",
    "tct": "tong cong ty",
    "tgd": "tong giam doc",
    "tkv": "tap doan cong nghiep than khoang san viet nam",
    "tnhh": "trach nhiem huu han",
    "tp": "thanh pho",
    "tphcm": "thanh pho ho chi minh",
    "tw": "trung uong",
    "ubkt": "uy ban kiem tra",
    "ubnd": "uy ban nhan dan",
}


def search_key(text: str) -> str:
    """Return the words of `text`, folded, one space between them.

    >>> search_key("TP.HCM")
    'tp hcm'
    """
    return " ".join(words(fold(text)))


def spelling_key(text: str) -> str:
    """Return the words of `text` with their marks, one space between them.

    >>> spelling_key("Đảng uỷ TP.HCM")
    'đảng ủy tp hcm'
    """
    return " ".join(words(tidy(text)))


def expand(key: str) -> str:
    """Write the abbreviations in a search key out.

    >>> expand("tct thep")
    'tong cong ty thep'
    """
    return " ".join(EXPANSIONS.get(word, word) for word in key.split())
