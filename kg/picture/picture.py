"""A finished picture: SVG with its size, for a page, a file or a notebook."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Picture:
    """An SVG document.

    Attributes:
        svg: The document, without an XML declaration, so that a page can hold it.
        width: In pixels of CSS.
        height: Likewise.
        left_out: Nodes that the answer has and the picture does not show; the picture says so.
        boxes: Nodes that the picture shows as boxes; one alone is hardly worth a page's room.
    """

    svg: str = field(repr=False)
    width: float
    height: float
    left_out: int = 0
    boxes: int = 0

    def _repr_svg_(self) -> str:
        """Show the picture in a notebook."""
        return self.svg

    def to_bytes(self) -> bytes:
        """Return the document as a file of its own."""
        return b'<?xml version="1.0" encoding="UTF-8"?>\n' + self.svg.encode() + b"\n"
