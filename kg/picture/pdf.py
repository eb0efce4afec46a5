"""From SVG to PDF, in the process: real text in embedded fonts, and nodes that are links.

Reads only what `kg.picture.svg` writes: rectangles, circles, paths of M L H V h v a z, text and
links. Anything else in a picture is a defect of ours and raises.

References: ISO 32000-1 (PDF 1.7), 12.5.6.5 (link annotations); SVG 1.1, 8.3 (path data).
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from kg.picture.fonts import Faces, get_faces

if TYPE_CHECKING:
    from kg.picture.picture import Picture

_SVG: Final = "{http://www.w3.org/2000/svg}"
_POINTS: Final = 0.75
"""Points by CSS pixel (CSS Values 3, 6.2)."""
_TOKENS: Final = re.compile(r"[MLHVhvaz]|-?[\d.]+")
_TAKES: Final = {"M": 2, "L": 2, "H": 1, "V": 1, "h": 1, "v": 1, "a": 7, "z": 0}
_QUARTER: Final = 0.5523  # how far the handles of a curve stand that is close to a quarter circle


def to_pdf(picture: Picture) -> bytes:
    """Return a picture as PDF of one page.

    Raises:
        ParameterError: No font that can write Vietnamese is installed.
    """
    return _Page(picture, get_faces("pdf")).draw()


class _Page:
    def __init__(self, picture: Picture, faces: Faces) -> None:
        self._names = {weight: _register(faces, weight) for weight in (400, 600)}
        self._height = picture.height
        # our own text a moment ago, so that no entity and no other document can be in it
        self._root = ElementTree.fromstring(picture.svg)  # noqa: S314  (our own SVG)
        self._out = BytesIO()
        size = picture.width * _POINTS, picture.height * _POINTS
        # invariant: the same picture makes the same bytes, on which its entity tag rests
        make: Any = Canvas  # its types are wrong: a font's name is said to be a number
        self._canvas: Any = make(
            self._out, size, invariant=1, pageCompression=1, initialFontName=self._names[400]
        )

    def draw(self) -> bytes:
        canvas, root = self._canvas, self._root
        canvas.setTitle(root.findtext(f"{_SVG}title") or "")
        canvas.setSubject(root.findtext(f"{_SVG}desc") or "")
        canvas.setCreator("Phối Hợp")
        canvas.scale(_POINTS, _POINTS)
        self._children(root)
        canvas.showPage()
        canvas.save()
        return self._out.getvalue()

    def _children(self, parent: ElementTree.Element) -> None:
        for element in parent:
            name = element.tag.removeprefix(_SVG)
            if name in {"g", "a"}:
                self._children(element)
            elif name == "text":
                self._text(element)
            elif name not in {"title", "desc"}:
                self._shape(name, element)
            if name == "a":
                self._link(element)

    def _shape(self, name: str, element: ElementTree.Element) -> None:
        path: Any = self._canvas.beginPath()
        if name == "rect":
            x, y, width, height = (_length(element, key) for key in ("x", "y", "width", "height"))
            path.rect(x, self._height - y - height, width, height)
        elif name == "circle":
            x, y, r = (_length(element, key) for key in ("cx", "cy", "r"))
            path.circle(x, self._height - y, r)
        elif name == "path":
            self._trace(path, element.attrib["d"])
        else:
            raise ValueError(name)
        self._paint(path, element)

    def _paint(self, path: Any, element: ElementTree.Element) -> None:
        canvas = self._canvas
        fill, stroke = element.get("fill", "#000000"), element.get("stroke", "none")
        canvas.saveState()
        if fill != "none":
            canvas.setFillColor(fill)
        if stroke != "none":
            canvas.setStrokeColor(stroke)
            canvas.setLineWidth(float(element.get("stroke-width", "1")))
            canvas.setLineJoin(1 if element.get("stroke-linejoin") == "round" else 0)
            canvas.setLineCap(1 if element.get("stroke-linecap") == "round" else 0)
            dashes = element.get("stroke-dasharray")
            if dashes:
                canvas.setDash([float(part) for part in dashes.split()])
        canvas.drawPath(path, stroke=int(stroke != "none"), fill=int(fill != "none"))
        canvas.restoreState()

    def _trace(self, path: Any, d: str) -> None:
        """Add path data, turned upside down: PDF counts from the lower edge."""
        tokens = _TOKENS.findall(d)
        x = y = 0.0
        place = 0
        while place < len(tokens):
            command = tokens[place]
            end = place + 1 + _TAKES[command]
            given = [float(part) for part in tokens[place + 1 : end]]
            place = end
            if command == "z":
                path.close()
                continue
            if command == "a":
                _quarter(path, (x, self._height - y), given[5], -given[6])
            x, y = _move(command, given, x, y)
            if command != "a":
                (path.moveTo if command == "M" else path.lineTo)(x, self._height - y)

    def _text(self, element: ElementTree.Element) -> None:
        text = element.text or ""
        size = _length(element, "font-size")
        font = self._names[int(element.get("font-weight", "400"))]
        taken = pdfmetrics.stringWidth(text, font, size)  # pyright: ignore[reportUnknownMemberType]  # untyped
        shift = {"middle": taken / 2, "end": taken}.get(element.get("text-anchor", ""), 0.0)
        self._canvas.setFont(font, size)
        self._canvas.setFillColor(element.get("fill", "#000000"))
        x, y = _length(element, "x"), _length(element, "y")
        self._canvas.drawString(x - shift, self._height - y, text)

    def _link(self, element: ElementTree.Element) -> None:
        """Make a link of the ground its shapes and texts cover."""
        xs: list[float] = []
        ys: list[float] = []
        for part in element.iter():
            if part.tag == f"{_SVG}path":
                points = _corners(part.attrib["d"])
                xs += [x for x, _ in points]
                ys += [y for _, y in points]
            elif part.tag == f"{_SVG}text":
                x, y, size = (_length(part, key) for key in ("x", "y", "font-size"))
                taken = pdfmetrics.stringWidth(part.text or "", self._names[400], size)  # pyright: ignore[reportUnknownMemberType]  # untyped
                xs += [x, x + taken]
                ys += [y - size, y + size * 0.3]
        if xs:
            rect = min(xs), self._height - max(ys), max(xs), self._height - min(ys)
            self._canvas.linkURL(element.attrib["href"], rect, relative=1)


def _register(faces: Faces, weight: int) -> str:
    """Make a font known to the library under a name of ours; return the name."""
    name = f"{faces.family} {weight}"
    if name not in pdfmetrics.getRegisteredFontNames():
        path = faces.regular if weight == 400 else faces.bold
        pdfmetrics.registerFont(TTFont(name, str(path)))  # pyright: ignore[reportUnknownMemberType]  # untyped
    return name


def _length(element: ElementTree.Element, name: str) -> float:
    return float(element.get(name, "0"))


def _move(command: str, given: list[float], x: float, y: float) -> tuple[float, float]:
    """Return where a command of path data ends."""
    match command:
        case "H":
            return given[0], y
        case "V":
            return x, given[0]
        case "h":
            return x + given[0], y
        case "v":
            return x, y + given[0]
        case "a":
            return x + given[5], y + given[6]
        case _:
            return given[0], given[1]


def _quarter(path: Any, start: tuple[float, float], dx: float, dy: float) -> None:
    """Add a quarter circle, clockwise as seen, as the corners of our boxes are."""
    x, y = start
    end_x, end_y = x + dx, y + dy
    # clockwise with y upwards: across first in the upper right and lower left corner
    if dx * dy < 0:
        path.curveTo(
            x + dx * _QUARTER, y, end_x, end_y - dy * _QUARTER, end_x, end_y
        )  # fmt: skip
    else:
        path.curveTo(
            x, y + dy * _QUARTER, end_x - dx * _QUARTER, end_y, end_x, end_y
        )  # fmt: skip


def _corners(d: str) -> list[tuple[float, float]]:
    """Return the points that path data goes through."""
    tokens = _TOKENS.findall(d)
    found: list[tuple[float, float]] = []
    x = y = 0.0
    place = 0
    while place < len(tokens):
        end = place + 1 + _TAKES[tokens[place]]
        if tokens[place] != "z":
            x, y = _move(tokens[place], [float(part) for part in tokens[place + 1 : end]], x, y)
            found.append((x, y))
        place = end
    return found
