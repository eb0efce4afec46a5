"""Where the source folders are: every folder with a `source.yml`, at any depth.

What is found does not depend on the order in which a file system lists things.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.errors import SourceError
from kg.ingest.faults import FaultLog
from kg.ingest.source import SOURCE_FILE
from kg.ingest.suffixes import RDF_SUFFIXES

_DATA_SUFFIXES = frozenset(
    {
        ".tsv",
        ".xls",
        ".xlsx",
        ".ods",
        ".json",
        ".rdf",
        ".owl",
        ".xml",
        ".n3",
        ".yaml",
        ".gz",
        ".zip",
    }
)
"""Suffixes of files that look like data and are not read: refused, so that nothing is missed."""


@dataclass(frozen=True, slots=True)
class SourceFolder:
    """A folder that holds one source.

    Attributes:
        path: The folder.
        shown: How faults name it, ending in `/`: relative to what was read; "" for that itself.
        rdf: Its RDF files, sorted by name.
    """

    path: Path
    shown: str
    rdf: tuple[Path, ...]


def find_source_folders(paths: Sequence[Path], log: list[FaultLog]) -> list[SourceFolder]:
    """Return the source folders under `paths`, sorted by how they are shown; none twice.

    Args:
        paths: Folders to search.
        log: Gets the faults: data files outside any source folder, data of a kind not read.

    Raises:
        SourceError: A path is no folder, or there is no source folder at all.
    """
    found: dict[Path, SourceFolder] = {}
    for root in paths:
        if not root.is_dir():
            raise SourceError(f"no folder {str(root)!r} to read sources from")
        prefix = f"{root.resolve().name}/" if len(paths) > 1 else ""
        for folder, files in _walk(root):
            inner = folder.relative_to(root).as_posix()
            shown = prefix + ("" if inner == "." else f"{inner}/")
            _check_files(files, shown, log)
            if SOURCE_FILE in files:
                rdf = tuple(folder / name for name in files if Path(name).suffix in RDF_SUFFIXES)
                found.setdefault(folder.resolve(), SourceFolder(folder, shown, rdf))
    if not found and not log:
        raise SourceError(f"no {SOURCE_FILE} in {', '.join(repr(str(path)) for path in paths)}")
    return sorted(found.values(), key=lambda folder: folder.shown)


def list_input_files(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Return every file that a reading of `paths` depends on, sorted: what a build hashes.

    Raises:
        SourceError: A path is no folder, or there is no source folder at all.
    """
    files: set[Path] = set()
    for folder in find_source_folders(paths, []):
        read = (".csv", *RDF_SUFFIXES)
        files.update(path for path in folder.path.iterdir() if path.suffix.lower() in read)
        files.add(folder.path / SOURCE_FILE)
    return tuple(sorted(files))


def _walk(root: Path) -> list[tuple[Path, list[str]]]:
    """Return each folder with its visible files, both sorted; links to folders are not followed."""
    walked: list[tuple[Path, list[str]]] = []
    for folder, inner, files in os.walk(root):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        walked.append((Path(folder), sorted(name for name in files if not name.startswith("."))))
    return walked


def _check_files(files: list[str], shown: str, log: list[FaultLog]) -> None:
    """Note data that would be passed over: outside a source folder, or of a kind not read."""
    is_source = SOURCE_FILE in files
    for name in files:
        suffix = Path(name).suffix.lower()
        if not is_source and (suffix == ".csv" or suffix in RDF_SUFFIXES):
            expected, code = f"a {SOURCE_FILE} beside it", "no-description"
        elif is_source and suffix in _DATA_SUFFIXES:
            expected, code = f"a table (.csv) or RDF ({', '.join(RDF_SUFFIXES)})", "unknown-file"
        else:
            continue
        entry = FaultLog(f"{shown}{name}")
        entry.add(0, "", name, expected, code)
        log.append(entry)
