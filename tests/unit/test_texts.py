"""Texts of sources on a page: found by hash, shown only while they are what the data say."""

import hashlib
import unicodedata

import pytest

from api.texts import MOST, Texts
from kg.errors import SourceError

WORDS = "Hai cấp ủy họp.\r\nBa đơn vị dự.\nHết."
START, END = 17, 26
SELECTED = "Ba đơn vị"  # code points 17 to 26: 15 letters and CRLF stand before it


def sha256(text):
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def write(folder, data):
    folder.mkdir(exist_ok=True)
    (folder / "a.txt").write_bytes(data)
    return hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_span_is_counted_in_composed_letters_and_keeps_line_ends(tmp_path, form):
    data = unicodedata.normalize(form, WORDS).encode("utf-8")
    document = write(tmp_path / "texts", data)
    found = Texts.open(tmp_path / "texts").passage(document, START, END, sha256(SELECTED))
    assert found is not None
    assert (found.before, found.selected) == ("Hai cấp ủy họp.\r\n", SELECTED)
    assert found.before + found.selected + found.after == WORDS


@pytest.mark.parametrize(
    ("start", "end", "selected"),
    [
        (START, END, "Ba đơn v"),  # another hash
        (START + 1, END + 1, SELECTED),  # another place
        (START, 10_000, SELECTED),  # beyond the end
        (None, None, SELECTED),
    ],
)
def test_a_span_whose_hash_is_another_is_not_shown(tmp_path, start, end, selected):
    document = write(tmp_path / "texts", WORDS.encode())
    assert Texts.open(tmp_path / "texts").passage(document, start, end, sha256(selected)) is None


def test_a_document_of_another_hash_is_not_held(tmp_path):
    write(tmp_path / "texts", WORDS.encode())
    texts = Texts.open(tmp_path / "texts")
    assert texts.passage(sha256("another"), START, END, sha256(SELECTED)) is None
    assert Texts.open(None).passage(sha256(WORDS), START, END, sha256(SELECTED)) is None


def test_a_text_that_changed_since_the_start_is_not_shown_though_the_span_is_the_same(tmp_path):
    document = write(tmp_path / "texts", WORDS.encode())
    texts = Texts.open(tmp_path / "texts")
    write(tmp_path / "texts", (WORDS + " Thêm một câu.").encode())
    assert texts.passage(document, START, END, sha256(SELECTED)) is None
    write(tmp_path / "texts", WORDS.encode())
    assert texts.passage(document, START, END, sha256(SELECTED)) is not None


def test_a_text_that_went_away_or_is_no_utf_8_is_not_shown(tmp_path):
    document = write(tmp_path / "texts", WORDS.encode("utf-16"))
    texts = Texts.open(tmp_path / "texts")
    assert texts.passage(document, START, END, sha256(SELECTED)) is None
    (tmp_path / "texts" / "a.txt").unlink()
    assert texts.passage(document, START, END, sha256(SELECTED)) is None


def test_a_folder_that_is_missing_is_named(tmp_path):
    with pytest.raises(SourceError, match=r"no folder .*nowhere"):
        Texts.open(tmp_path / "nowhere")


def test_a_very_long_document_is_cut_around_the_span_and_says_by_how_much(tmp_path):
    lead = "một hai ba " * 20_000  # 220 000 letters
    text = lead + SELECTED + " bốn" * 3
    document = write(tmp_path / "texts", text.encode())
    found = Texts.open(tmp_path / "texts").passage(
        document, len(lead), len(lead) + len(SELECTED), sha256(SELECTED)
    )
    assert found is not None and found.selected == SELECTED
    assert (len(found.opening), found.closing) == (MOST, " bốn bốn bốn")
    assert found.cut == (220_000 - MOST, 0)
    assert found.lead_in.startswith("… ") and found.lead_out == " bốn bốn bốn"
