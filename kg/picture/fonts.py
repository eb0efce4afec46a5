"""The font files that PNG and PDF are drawn with.

Be Vietnam Pro from `kg/picture/fonts`, where set-up copies it to from npm; else Noto Sans of the
machine. Both have every Vietnamese letter as one glyph, so no shaping is needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from kg.errors import ParameterError

FOLDER: Final = Path(__file__).parent / "fonts"
_NOTO: Final = Path("/usr/share/fonts/truetype/noto")
_WANTED: Final = "svg, unless fonts are installed: `make web`, or on Debian fonts-noto-core"


@dataclass(frozen=True, slots=True)
class Faces:
    """One family in two weights.

    Attributes:
        family: As the files name themselves.
        regular: File of weight 400.
        bold: File of weight 600, or of 700 where there is no other.
    """

    family: str
    regular: Path
    bold: Path


KNOWN: Final = (
    Faces(
        "Be Vietnam Pro",
        FOLDER / "BeVietnamPro_400Regular.ttf",
        FOLDER / "BeVietnamPro_600SemiBold.ttf",
    ),
    Faces("Noto Sans", _NOTO / "NotoSans-Regular.ttf", _NOTO / "NotoSans-SemiBold.ttf"),
    Faces("Noto Sans", _NOTO / "NotoSans-Regular.ttf", _NOTO / "NotoSans-Bold.ttf"),
)


@cache
def find_faces(known: tuple[Faces, ...] = KNOWN) -> Faces | None:
    """Return the first fonts whose files are there; looked for once in a process."""
    return next((one for one in known if one.regular.is_file() and one.bold.is_file()), None)


def get_faces(wanted: str, known: tuple[Faces, ...] = KNOWN) -> Faces:
    """Return the fonts of this machine.

    Args:
        wanted: The format that needs them, to be named in the error.
        known: Fonts that can write Vietnamese, the preferred first.

    Raises:
        ParameterError: No font that can write Vietnamese is installed.
    """
    faces = find_faces(known)
    if faces is None:
        raise ParameterError("format", wanted, _WANTED)
    return faces
