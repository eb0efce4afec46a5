"""From SVG to PNG and PDF by a converter of the machine (decision 0040).

`rsvg-convert` (Debian: `librsvg2-bin`) makes both; the Python package `resvg_py`, if it is
installed, makes PNG. Neither is needed for SVG.
"""

from __future__ import annotations

import shutil
import subprocess
from importlib import import_module, util
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from kg.errors import ParameterError

if TYPE_CHECKING:
    from kg.picture.picture import Picture

Format: TypeAlias = Literal["svg", "png", "pdf"]

MEDIA_TYPES: Final[dict[Format, str]] = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
}
SCALE: Final = 2.0
"""Pixels of a PNG by CSS pixel: legible on paper at 190 dots per inch."""
_CONVERTER: Final = "rsvg-convert"
_MODULE: Final = "resvg_py"
_DEADLINE_S: Final = 30.0


def formats() -> tuple[Format, ...]:
    """Return the formats that can be made on this machine, SVG first."""
    if shutil.which(_CONVERTER):
        return ("svg", "png", "pdf")
    return ("svg", "png") if util.find_spec(_MODULE) else ("svg",)


def export(picture: Picture, wanted: Format) -> bytes:
    """Return a picture as the bytes of a file.

    Raises:
        ParameterError: No converter for this format is installed.
    """
    if wanted == "svg":
        return picture.to_bytes()
    converter = shutil.which(_CONVERTER)
    if converter:
        return _convert(converter, picture, wanted)
    if wanted == "png" and util.find_spec(_MODULE):
        resvg: Any = import_module(_MODULE)
        return bytes(resvg.svg_to_bytes(svg_string=picture.svg, zoom=int(SCALE)))
    raise ParameterError(
        "format", wanted, f"one of {', '.join(formats())}; others need rsvg-convert (librsvg2-bin)"
    )


def _convert(converter: str, picture: Picture, wanted: Format) -> bytes:
    zoom = SCALE if wanted == "png" else 1.0
    command = [converter, "--format", wanted, "--zoom", f"{zoom:g}"]
    done = subprocess.run(  # noqa: S603  (our own SVG on standard input, no shell)
        command, input=picture.to_bytes(), capture_output=True, timeout=_DEADLINE_S, check=False
    )
    if done.returncode != 0:
        raise ParameterError("format", wanted, "a format that rsvg-convert can make of the picture")
    return done.stdout
