"""PNG and PDF: what is written in them, read back without our own writers."""

from __future__ import annotations

import re
import zlib
from base64 import a85decode
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from reportlab.pdfbase.ttfonts import TTFont

from kg.errors import ParameterError
from kg.picture.export import export, formats
from kg.picture.fonts import KNOWN, Faces, find_faces, get_faces
from kg.picture.picture import Picture
from kg.picture.stage import Stage, Style
from kg.picture.text import width
from kg.query.under_both_types import Node

NODE = Node("https://w3id.org/phoihop/id/com/a", "Đảng ủy Ổ Ệ Ữ", "Committee", "PartyCommittee")


def picture(theme="light"):
    stage = Stage.make(Style(theme=theme))
    stage.say("Ngày hỏi: 06/10/2017", 10, 4, 300, bold=True)
    for place, cls in enumerate(("PartyCommittee", "Person", "Enterprise", "StateBody")):
        stage.put(stage.box(Node(NODE.iri, NODE.name_vi, "", cls), 220), 10, 30 + place * 50)
    return stage.finish(320, 240, "Tên", "Mô tả")


def letter(text):
    """Return the pixels of a text written alone in black on white."""
    stage = Stage.make(Style())
    stage.boxes.text(4, 30, (text,), size=20, fill="#000000")
    made = Image.open(BytesIO(export(Picture(stage.finish(60, 48, "", "").svg, 60, 48), "png")))
    return made.convert("L").tobytes()


def ink(text):
    return sum(255 - value for value in letter(text))


def streams(pdf):
    """Return the decoded streams of a PDF, in order."""
    found = re.findall(rb"/Filter \[ (.*?) \].*?>>\nstream\n(.*?)endstream", pdf, re.DOTALL)
    return [
        zlib.decompress(a85decode(data.removesuffix(b"~>")) if b"ASCII85" in head else data)
        for head, data in found
    ]


def test_every_format_can_be_made_here():
    assert formats() == ("svg", "png", "pdf")


@pytest.mark.parametrize(("theme", "corner"), [("light", (255, 255, 255)), ("dark", (20, 23, 28))])
def test_a_png_has_twice_the_pixels_and_the_ground_of_its_theme(theme, corner):
    made = Image.open(BytesIO(export(picture(theme), "png")))
    assert made.size == (640, 480)
    assert made.convert("RGB").getpixel((0, 0)) == corner


@pytest.mark.parametrize(
    ("marked", "bare"), ["ỆE", "ỔO", "ẤA", "ữu", "ợo", "đd", "Ăa", "ỹy", "ịi"], ids=lambda v: v
)
def test_vietnamese_marks_are_drawn(marked, bare):
    missing = "\ue000"  # of the private use area: no font has it
    assert ink(marked) > ink(bare.upper() if marked.isupper() else bare) > 0
    assert letter(marked) != letter(missing)


def test_letters_are_not_boxes():
    letters = "ỆỔẤữợđĂỹịẰ"
    assert len({letter(one) for one in letters}) == len(letters)


def test_a_pdf_holds_its_text_in_embedded_fonts():
    pdf = export(picture(), "pdf")
    assert pdf.startswith(b"%PDF-")
    assert b"/Helvetica" not in pdf
    assert pdf.count(b"/FontFile2") == 2
    # the maps from glyphs to letters: without them nothing could be searched or copied
    maps = b"".join(one for one in streams(pdf) if b"beginbfchar" in one or b"beginbfrange" in one)
    for one in "ĐảủỔỆỮ":
        assert f"{ord(one):04X}".encode() in maps.upper()


def test_each_node_of_a_pdf_is_a_link():
    pdf = export(picture(), "pdf")
    assert pdf.count(b"/URI (https://w3id.org/phoihop/id/com/a)") == 4
    boxes = re.findall(rb"/Rect \[ ([\d. ]+) \]", pdf)
    left, low, right, high = (float(part) for part in boxes[0].split())
    # the first box: 10 to 230 across, its upper edge 30 below the top of 240, in 0.75 points
    assert (left, right, high) == pytest.approx((7.5, 172.5, 157.5))
    assert low < high


def test_the_same_picture_is_the_same_bytes():
    for wanted in formats():
        assert export(picture(), wanted) == export(picture(), wanted)


def test_without_fonts_the_error_says_what_to_install():
    gone = (Faces("A", Path("gone.ttf"), Path("gone.ttf")),)
    assert find_faces(gone) is None
    with pytest.raises(ParameterError, match="fonts-noto-core"):
        get_faces("png", gone)


@pytest.mark.parametrize("faces", [one for one in KNOWN if find_faces((one,))])
def test_the_widths_that_are_measured_hold_for_the_fonts(faces):
    letters = "".join(chr(code) for code in range(0x1EA0, 0x1EFA)) + "ĂÂĐÊÔƠƯăâđêôơưAWMmi01–…"
    for path, weight in ((faces.regular, 400), (faces.bold, 600)):
        if weight == 600 and "Bold" in path.name and "SemiBold" not in path.name:
            continue  # 700 stands in for 600 and is a little wider
        face = TTFont(f"test {path.name}", str(path)).face
        for one in letters:
            # widths in thousandths, rounded in the table
            assert face.charWidths[ord(one)] <= width(one, 1000, weight) + 1
