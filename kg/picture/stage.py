"""What is being drawn: boxes that have a place, and the words, colours and links in use."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from kg.model.validity import Value
from kg.picture.nodes import draw, measure
from kg.picture.palette import PALETTES, kind_of
from kg.picture.picture import Picture
from kg.picture.svg import Canvas, document
from kg.picture.text import LEADING, SIZE, wrap
from kg.picture.words import Language, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kg.picture.lines import Tie
    from kg.picture.nodes import Box, Mark
    from kg.picture.palette import Kind, Palette, Theme
    from kg.query.under_both_types import Node

    Link: TypeAlias = Callable[[str], str]

MARGIN: Final = 20.0
NARROW: Final = 288.0
"""Width of a picture for a small screen: 320 pixels less the margins of a page."""
NARROW_MARGIN: Final = 6.0


def to_itself(iri: str) -> str:
    """Return the IRI: where a node of a picture leads outside the pages."""
    return iri


@dataclass(frozen=True, slots=True)
class Style:
    """How to draw: language, theme, and where nodes lead.

    Attributes:
        language: `vi` or `en`.
        theme: `light` or `dark`.
        link: Makes an address of an IRI.
        narrow: Stack the picture in one column for a small screen.
    """

    language: Language = "vi"
    theme: Theme = "light"
    link: Link = to_itself
    narrow: bool = False


@dataclass(slots=True)
class Stage:
    """A picture in the making; lines are drawn under boxes, boxes in reading order."""

    style: Style
    words: Words
    palette: Palette
    lines: Canvas = field(default_factory=Canvas)
    boxes: Canvas = field(default_factory=Canvas)
    ties: set[Tie] = field(default_factory=set["Tie"])
    kinds: set[Kind] = field(default_factory=set["Kind"])
    drawn: int = 0  # boxes

    @classmethod
    def make(cls, style: Style) -> Stage:
        """Return an empty stage."""
        return cls(style, Words(style.language), PALETTES[style.theme])

    def name(self, node: Node) -> str:
        """Return what a node is called in the language of the picture."""
        return node.name_vi if self.style.language == "vi" else node.name_en

    def box(
        self,
        node: Node,
        width: float,
        *,
        notes: tuple[str, ...] = (),
        bold: bool = False,
        dashed: bool = False,
        mark: Mark | None = None,
    ) -> Box:
        """Measure the box of a node."""
        kind = kind_of(node.cls)
        href = self.style.link(node.iri)
        return measure(
            self.name(node), kind, width, href, notes=notes, bold=bold, dashed=dashed, mark=mark
        )

    def named_box(
        self,
        iri: str,
        label: Mapping[str, str | None],
        kind: Kind,
        width: float,
        value: Value | None = None,
    ) -> Box:
        """Measure the box of a node of an answer `{iri, label}`, with how sure its tie is."""
        other = "en" if self.style.language == "vi" else "vi"
        text = label.get(self.style.language) or label.get(other) or iri.rpartition("/")[2]
        notes = (self.words(value.word),) if value else ()
        mark: Mark | None = None if not value else "full" if value is Value.CERTAIN else "hollow"
        return measure(text, kind, width, self.style.link(iri), notes=notes, mark=mark)

    def put(self, box: Box, x: float, y: float) -> float:
        """Draw a box; return its lower edge."""
        if box.kind != "other" or box.dashed:  # the key has no entry for any other node
            self.kinds.add(box.kind)
        draw(self.boxes, box, x, y, self.palette)
        self.drawn += 1
        return y + box.height

    def say(
        self,
        text: str,
        x: float,
        y: float,
        room: float,
        *,
        size: float = SIZE,
        bold: bool = False,
        quiet: bool = False,
        most: int = 4,
    ) -> float:
        """Write text with its upper edge at `y`, in `most` lines at most; return its lower edge."""
        weight = 600 if bold else 400
        lines = wrap(text, room, size, weight, most)
        fill = self.palette.quiet if quiet else self.palette.ink
        self.boxes.text(x, y + size, lines, size=size, weight=weight, fill=fill)
        return y + len(lines) * size * LEADING

    def finish(
        self, width: float, height: float, title: str, description: str, left_out: int = 0
    ) -> Picture:
        """Return the picture."""
        markup = self.lines.take() + self.boxes.take()
        paper = self.palette.paper
        svg = document(markup, width, height, paper, title, description)
        return Picture(svg, width, height, left_out, self.drawn)
