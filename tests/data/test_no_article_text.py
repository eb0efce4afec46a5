"""No sentence of a seed article is in the repository: names are, sentences are not.

Eight syllables in a row that an article also has are a fault. Names that are longer, and titles,
are read as one word, in the articles and in our files alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

LENGTH = 8
FOLDERS = ("data", "docs", "kg", "api", "ontology", "tests")
SUFFIXES = {".csv", ".yml", ".ttl", ".md", ".py", ".rq", ".json", ".html", ".txt"}

# Longest first, so that a name inside a name does not hide it.
NAMES = sorted(
    (
        "Ban Thường vụ Đảng ủy Khối cơ sở Bộ Công Thương tại Thành phố Hồ Chí Minh",
        "Ban Thường vụ Đảng ủy Tập đoàn Hóa chất Việt Nam",
        "BCH Đảng bộ Khối Doanh nghiệp Trung ương",
        "Chủ tịch Hội đồng quản trị Tổng công ty",
        "Chi bộ Công ty liên doanh sản xuất thép Vinausteel",
        "Chi bộ Công ty TNHH Ống thép Việt Nam",
        "Công ty liên doanh sản xuất thép Vinausteel",
        "Đảng bộ Khối Doanh nghiệp Trung ương",
        "Đảng ủy Khối cơ sở Bộ Công Thương tại Thành phố Hồ Chí Minh",
        "Đảng ủy Khối Cơ sở Bộ Công Thương",
        "Đảng ủy TCT Thép Việt Nam-CTCP",
        "Đảng ủy Tập đoàn Hóa chất Việt Nam",
        "Đảng ủy Tổng công ty Thép Việt Nam-CTCP",
        "Đảng bộ Tập đoàn Hóa chất Việt Nam",
        "Hội nghị ký kết",
        "Hội nghị sơ kết",
        "Một số vấn đề về bảo vệ chính trị nội bộ Đảng",
        "Nghị quyết Đại hội Đảng bộ Tập đoàn",
        "Nghị quyết Đại hội Đảng bộ Than Quảng Ninh lần thứ IV",
        "Nghị quyết Đại hội Đảng toàn quốc lần thứ XII",
        "Phó Bí thư Thường trực Đảng ủy Khối",
        "Phó Bí thư Thường trực Đảng ủy Tập đoàn",
        "Phòng Tổ chức đảng và đảng viên, Ban Tổ chức Thành ủy Hải Phòng",
        "Quy chế phối hợp công tác",
        "Quy chế phối hợp lãnh đạo thực hiện nhiệm vụ",
        "Tổng công ty Thép Việt Nam-CTCP",
        "Trưởng Ban Tuyên giáo Đảng ủy Tổng công ty",
        "Quận ủy Hồng Bàng",
    ),
    key=len,
    reverse=True,
)
_WORD = re.compile(r"[^\W_]+")


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", text).lower())


_NAMES = [(" ".join(_words(name)), f"name{number}") for number, name in enumerate(NAMES)]


def _runs(text: str) -> Iterator[str]:
    flat = f" {' '.join(_words(text))} "
    for name, token in _NAMES:
        flat = flat.replace(f" {name} ", f" {token} ")
    words = flat.split()
    for start in range(len(words) - LENGTH + 1):
        yield " ".join(words[start : start + LENGTH])


@pytest.fixture(scope="module")
def article_runs(seeds_dir: Path) -> frozenset[str]:
    texts = [path.read_text(encoding="utf-8") for path in sorted(seeds_dir.glob("*.txt"))]
    assert len(texts) == 3
    return frozenset(run for text in texts for run in _runs(text))


def _files(root: Path) -> list[Path]:
    tops = (root / name for name in FOLDERS)
    found = [path for top in tops for path in top.rglob("*") if path.suffix in SUFFIXES]
    return sorted([*found, *root.glob("*.md")])


@pytest.mark.seeds
def test_no_file_repeats_a_sentence_of_an_article(root, article_runs):
    files = _files(root)
    assert len(files) > 50
    repeated = {
        str(path.relative_to(root)): sorted(found)[:3]
        for path in files
        if (found := article_runs.intersection(_runs(path.read_text(encoding="utf-8"))))
    }
    assert repeated == {}


@pytest.mark.seeds
def test_a_copied_sentence_would_be_found(seeds_dir, article_runs):
    for path in sorted(seeds_dir.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        middle = len(text) // 2
        copied = f"own words before, then: {text[middle : middle + 120].upper()}"
        assert article_runs.intersection(_runs(copied)), path.name
