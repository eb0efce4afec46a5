"""A picture as the bytes of a file: SVG, PNG or PDF (decision 0090)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from kg.picture.fonts import find_faces
from kg.picture.pdf import to_pdf
from kg.picture.png import to_png

if TYPE_CHECKING:
    from kg.picture.picture import Picture

Format: TypeAlias = Literal["svg", "png", "pdf"]

MEDIA_TYPES: Final[dict[Format, str]] = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
}


def formats() -> tuple[Format, ...]:
    """Return the formats that can be made on this machine, SVG first."""
    return ("svg", "png", "pdf") if find_faces() else ("svg",)


def export(picture: Picture, wanted: Format) -> bytes:
    """Return a picture as the bytes of a file.

    Raises:
        ParameterError: The format needs fonts, and none that can write Vietnamese is installed.
    """
    if wanted == "svg":
        return picture.to_bytes()
    return to_png(picture) if wanted == "png" else to_pdf(picture)
