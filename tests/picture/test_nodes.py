"""Boxes hold their text; text is measured and broken by font metrics."""

from __future__ import annotations

import pytest

from kg.picture.nodes import PAD, measure
from kg.picture.palette import DARK, LIGHT, kind_of
from kg.picture.text import SIZE, SMALL, clean, width, wrap

KINDS = ("party", "enterprise", "state", "person", "agreement", "other")
LONG = "Đảng ủy Khối Doanh nghiệp Công nghiệp Trung ương tại Thành phố Hồ Chí Minh"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("bold", [True, False])
@pytest.mark.parametrize("room", [150, 206, 270, 340])
@pytest.mark.parametrize("label", [LONG, "W" * 90, "Ộ" * 90, LONG * 5, ""])
def test_text_never_leaves_its_box(kind, bold, room, label):
    box = measure(label, kind, room, notes=(label, "T2"), bold=bold, mark="full")
    weight = 600 if bold else 400
    widest = max(width(line, SIZE, weight) for line in box.lines)
    noted = max(width(line, SMALL) for line in box.notes) + 15
    assert box.text_x + max(widest, noted) <= room - PAD
    assert len(box.lines) * SIZE * 1.4 + len(box.notes) * SMALL * 1.4 <= box.height - 8


def test_metrics_know_every_vietnamese_letter():
    letters = "".join(chr(code) for code in range(0x1EA0, 0x1EFA)) + "ĂÂĐÊÔƠƯăâđêôơư"
    assert all(200 < width(letter, 1000) < 1000 for letter in letters)


def test_bold_is_wider():
    assert width(LONG, SIZE, 600) > width(LONG)


def test_wrapping_loses_no_word_and_breaks_no_date():
    lines = wrap("Hội nghị ngày 06/10/2017 tại phường B", 100, most=9)
    assert " ".join(lines) == "Hội nghị ngày 06/10/2017 tại phường B"
    assert any("06/10/2017" in line for line in lines)


def test_what_does_not_fit_ends_in_an_ellipsis():
    lines = wrap(LONG, 100, most=2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")


def test_control_characters_and_forms_are_cleaned():
    assert clean("e\N{COMBINING CIRCUMFLEX ACCENT}\x00 \n b\ud800") == "ê b"


@pytest.mark.parametrize(
    ("cls", "kind"),
    [
        ("PartyCommittee", "party"),
        ("EnterpriseGroup", "enterprise"),
        ("Person", "person"),
        ("StateBody", "state"),
        ("Agreement", "agreement"),
        ("", "other"),
    ],
)
def test_classes_have_shapes(cls, kind):
    assert kind_of(cls) == kind


def test_the_style_sheet_turns_every_light_colour_into_its_dark_one(root):
    sheet = (root / "api" / "pages" / "assets" / "style.css").read_text(encoding="utf-8")
    for light, dark in zip(LIGHT.colours(), DARK.colours(), strict=True):
        for name in ("fill", "stroke"):
            assert f'.picture [{name}="{light}"] {{ {name}: {dark}; }}' in sheet


def test_no_colour_stands_for_two_others():
    pairs = set(zip(LIGHT.colours(), DARK.colours(), strict=True))
    assert len({light for light, _ in pairs}) == len(pairs)
