"""The package of a workbook, before a library opens it: what it is, how large, what is in it.

A workbook is a zip of XML parts. One with a password is no zip; one with macros carries a program;
a small one may unpack to more than a machine has. Merged cells stand in the XML behind the rows,
which the library passes over when it reads a sheet as a stream.

References: ECMA-376 Part 1, 18.3.1.55 (mergeCell); Part 2 (packages); MS-OFFCRYPTO 2.3 (passwords).
"""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING, Final, TypeAlias

from kg.errors import TableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kg.ingest.faults import FaultLog

MAX_BYTES: Final = 1 << 29
"""Largest workbook once unpacked: 100 000 rows of the widest table have about 200 MiB."""

MAX_RATIO: Final = 400
"""How many times its packed size a large part may have; rows that repeat themselves reach 60."""

_LARGE = 16 << 20
_PIECE = 1 << 20
_COMPOUND = bytes.fromhex("D0CF11E0A1B11AE1")  # a compound file: a password, or the format of 1997
_MACROS = "vbaproject.bin"
_ENCRYPTED = 0x1
_MERGED = re.compile(rb'<(?:[a-z]+:)?mergeCell ref="([A-Z]{1,3})([0-9]+):')

MergedCells: TypeAlias = "dict[str, list[tuple[str, int]]]"
"""Column letters and row of the upper left cell of each range, by part of the package."""


def check_package(path: Path, log: FaultLog) -> MergedCells:
    """Refuse what is no plain workbook; return the merged cells of one that is.

    Raises:
        TableError: It has a password or macros, or is too large once unpacked.
        zipfile.BadZipFile: It is no zip.
        OSError: It cannot be read.
    """
    with path.open("rb") as file:
        if file.read(len(_COMPOUND)) == _COMPOUND:
            log.add(0, "", path.name, "a workbook without a password", "not-a-workbook")
            raise TableError(log.faults)
    with zipfile.ZipFile(path) as package:
        _check_parts(package, path.name, log)
        if log.faults:
            raise TableError(log.faults)
        merged: MergedCells = {}
        for part in package.namelist():
            if part.startswith("xl/worksheets/") and part.endswith(".xml"):
                cells = list(_iter_merged(package, part))
                if cells:
                    merged[part] = cells
        return merged


def _check_parts(package: zipfile.ZipFile, name: str, log: FaultLog) -> None:
    parts = package.infolist()
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        log.add(0, "", name, "a workbook without a password", "not-a-workbook")
    if any(part.filename.lower().endswith(_MACROS) for part in parts):
        log.add(0, "", name, "a workbook without macros: save as .xlsx", "macros")
    # No part unpacks to more than it declares: reading stops there.
    swollen = (
        part.file_size > _LARGE and part.file_size > MAX_RATIO * max(part.compress_size, 1)
        for part in parts
    )
    if sum(part.file_size for part in parts) > MAX_BYTES or any(swollen):
        log.add(0, "", name, f"at most {MAX_BYTES} bytes when unpacked", "too-long")


def _iter_merged(package: zipfile.ZipFile, part: str) -> Iterator[tuple[str, int]]:
    kept = b""
    with package.open(part) as stream:
        while piece := stream.read(_PIECE):
            text = kept + piece
            end = 0
            for match in _MERGED.finditer(text):
                yield match[1].decode(), int(match[2])
                end = match.end()
            # a reference may lie across two pieces
            kept = text[max(end, len(text) - 80) :]
