"""From SVG to PNG, in the process, by resvg.

References: resvg's support of SVG 2; our pictures use paths, circles, rectangles and text only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import resvg_py

from kg.picture.fonts import get_faces

if TYPE_CHECKING:
    from kg.picture.picture import Picture

SCALE: Final = 2.0
"""Pixels of a PNG by CSS pixel: legible on paper at 190 dots per inch."""

MOST_PIXELS: Final = 12_000_000
"""A PNG that would have more is made at the size of the screen: a long one takes seconds else."""


def to_png(picture: Picture) -> bytes:
    """Return a picture as PNG.

    Raises:
        ParameterError: No font that can write Vietnamese is installed.
    """
    faces = get_faces("png")
    scale = SCALE if picture.width * picture.height * SCALE**2 <= MOST_PIXELS else 1.0
    return resvg_py.svg_to_bytes(
        svg_string=picture.svg,
        zoom=scale,
        skip_system_fonts=True,  # the same picture on every machine
        font_files=[str(faces.regular), str(faces.bold)],
        font_family=faces.family,
        sans_serif_family=faces.family,
    )
