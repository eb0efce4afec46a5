"""Reports are in one language: every phrase of a fault has Vietnamese words, and no others."""

from __future__ import annotations

import ast
import doctest
import re

import pytest

from kg.build.add_check import AddReport, format_fault
from kg.errors import CellFault
from kg.ingest import fault_phrases
from kg.ingest.fault_codes import FAULTS
from kg.ingest.fault_phrases import PHRASES, READING, translate
from kg.ingest.fault_words import FAULTS_VI

ENGLISH = re.compile(
    r"\b(?:the|an|of|is|are|was|has|have|not|no|with|without|and|or|such|as|each|once|already|row"
    r"|column|expected|value|text|file|cell|cells|sheet|table|nearest|known|name|bytes|than|that"
    r"|this|where|which|date|year|month|label|digits|characters|space|range|source|claim)\b"
)
VIETNAMESE = re.compile(
    r"[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.I
)
NAMES = re.compile(
    r"`[^`]*`|\[[^\]]*\]|\([a-z0-9-]+\)\Z|\S*source\.yml\S*|file\.sha256|126-QĐ/TW"
    r"|source hoặc curated|\S+\.csv|--texts DIR"
)
"""What is the same in every language: names of columns, keys, files, codes, and given examples."""


def fill(node):
    """Return a text of the source code with a word in each place that is filled when it runs."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "X7" for part in node.values
        )
    if isinstance(node, ast.BinOp):
        left, right = fill(node.left), fill(node.right)
        return left + right if left and right else None
    return None


def find_phrases(root):
    """Yield every text that `kg.ingest` can put into `expected`, as its source code has it."""
    files = [*(root / "kg" / "ingest").glob("*.py"), root / "kg" / "build" / "add_candidate.py"]
    for path in sorted(files):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                if node.targets[0].id == "expected":
                    yield path.name, fill(node.value)
            if not isinstance(node, ast.Call):
                continue
            name = ast.unparse(node.func)
            if name == "BadCell":
                yield path.name, fill(node.args[0])
            elif name.endswith(".add") and len(node.args) == 5:
                yield path.name, fill(node.args[3])
            elif name == "phrase_choice":
                yield path.name, fill(node.args[2])
            elif name == "_matching":
                yield path.name, fill(node.args[1])


def find_reasons(root):
    for name in ("rdf", "bulk", "jsonld"):
        path = root / "kg" / "ingest" / f"{name}.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "RdfSyntaxError":
                yield fill(node.args[1])
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                if node.targets[0].id == "reason":
                    yield fill(node.value)


def test_every_phrase_has_vietnamese_words(root):
    found = {text for _, text in find_phrases(root) if text}
    assert len(found) > 60
    built = {"X7 in `X7`", "a file that reads: X7", "X7, such as X7"}
    for text in found - built:
        hinted = text.removesuffix("X7") + "; nearest: Y"
        assert translate(text) or translate(hinted), text


def test_every_reason_of_a_parser_has_vietnamese_words(root):
    found = {text for text in find_reasons(root) if text}
    parts = {"X7; give them IRIs", "X7 blank nodes are not all told apart by what is said of them"}
    for text in found - parts:
        for told in (text, f"{text} near 'một dòng'"):
            assert translate(f"a file that reads: {told}"), told
    assert translate(f"a file that reads: {max(parts, key=len)}; give them IRIs")


@pytest.mark.parametrize("code", FAULTS)
def test_a_report_is_in_one_language(code, root):
    """Every code with every phrase, since any code may come with any of several."""
    phrases = [english.replace("{}", "x1") for english, _ in PHRASES]
    phrases += [f"a file that reads: {english.replace('{}', 'x1')}" for english, _ in READING]
    for phrase in (*phrases, "one text"):
        fault = CellFault("a.csv", 2, "c1", "v1", phrase, code)
        vietnamese = NAMES.sub("", format_fault(fault, "vi"))
        assert not ENGLISH.search(vietnamese), vietnamese
        assert VIETNAMESE.search(vietnamese)
        english = NAMES.sub("", format_fault(fault, "en"))
        assert not VIETNAMESE.search(english), english
        assert "expected" in english


def test_words_in_place_of_a_name_come_along():
    told = translate("the id or label of a described com or unit; nearest: com/a")
    assert told == "mã hoặc nhãn của một nút đã mô tả, loại com hoặc unit; gần nhất: com/a"
    assert translate("3 cells as in the header, not 2") == "3 ô như dòng tiêu đề, không phải 2"
    assert translate("what nobody wrote") is None
    assert doctest.testmod(fault_phrases).failed == 0


def test_data_for_a_machine_are_in_the_language_asked_for():
    fault = CellFault(
        "x.ttl", 3, "column 5", "", "a file that reads: undeclared prefix", "rdf-syntax-error"
    )
    report = AddReport("mine", faults=(fault,))
    (english,), (vietnamese,) = (report.to_dict(word)["faults"] for word in ("en", "vi"))
    assert english["expected"] == "a file that reads: undeclared prefix"
    assert vietnamese["expected"] == "một tệp đọc được; tiền tố chưa khai báo"
    assert vietnamese["message"].startswith("x.ttl, dòng 3, cột 5: ")
    assert english["code"] == vietnamese["code"]
    assert set(FAULTS_VI) == set(FAULTS)
