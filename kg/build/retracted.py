"""Which sources a build reads: the data folders, what analysts added, less what was retracted.

```
var/
├─ sources/<slug>/     sources added with `phoihop add`, as source folders
├─ retracted.json      sources that builds leave out, with who, when and why
├─ sources.lock        held while one is added, retracted or restored
└─ log.jsonl           who did what and when
```
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from kg.errors import SourceError, TableError
from kg.ingest.discover import find_source_folders
from kg.ingest.source import read_source_description

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SOURCES_FOLDER: Final = "sources"
RETRACTED_FILE: Final = "retracted.json"
Place = Literal["data", "added"]


@dataclass(frozen=True, slots=True)
class Retraction:
    """Why a source is left out.

    Attributes:
        place: `data` for a source of a data folder, `added` for one under `var/sources`.
        who: Name of who retracted it.
        when: UTC time, ISO 8601.
        reason: In words; may be empty.
    """

    place: Place
    who: str
    when: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A source folder that a build reads or has been told to leave out."""

    slug: str
    place: Place
    folder: Path


def read_retracted(var: Path) -> dict[str, Retraction]:
    """Return what is retracted, by slug.

    Raises:
        SourceError: The record cannot be read.
    """
    path = var / RETRACTED_FILE
    if not path.is_file():
        return {}
    try:
        data = cast("dict[str, dict[str, Any]]", json.loads(path.read_text(encoding="utf-8")))
        return {slug: Retraction(**entry) for slug, entry in data.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        raise SourceError(f"{RETRACTED_FILE} in {str(var)!r} cannot be read") from None


def iter_known(data: Sequence[Path], var: Path) -> tuple[Known, ...]:
    """Return every source folder with a readable description, retracted or not, by slug."""
    found: list[Known] = []
    roots: list[tuple[Place, Path]] = [("data", root) for root in data]
    if (var / SOURCES_FOLDER).is_dir():
        roots.append(("added", var / SOURCES_FOLDER))
    for place, root in roots:
        for folder in _folders_in(root):
            slug = _slug_of(folder)
            if slug:
                found.append(Known(slug, place, folder))
    return tuple(sorted(found, key=lambda known: (known.slug, known.place)))


def active_folders(
    data: Sequence[Path], var: Path, *, without: str | None = None
) -> tuple[Path, ...]:
    """Return the folders that a build reads.

    Data folders are returned as they are as long as nothing of them is retracted, so that faults
    and hashes keep their names.

    Args:
        data: Data folders of the settings.
        var: The folder of the generations.
        without: Slug of an added source to leave out as well.
    """
    return choose_folders(data, var, read_retracted(var), without=without)


def choose_folders(
    data: Sequence[Path],
    var: Path,
    retracted: Mapping[str, Retraction],
    *,
    without: str | None = None,
) -> tuple[Path, ...]:
    """Return the folders that a build would read if this were retracted; see `active_folders`."""
    gone: dict[Place, set[str]] = {"data": set(), "added": set()}
    for slug, retraction in retracted.items():
        gone[retraction.place].add(slug)
    if without:
        gone["added"].add(without)
    folders: list[Path] = []
    for root in data:
        folders.extend(_without(root, gone["data"]))
    added = var / SOURCES_FOLDER
    if _folders_in(added):
        folders.extend(_without(added, gone["added"]))
    return tuple(folders)


def _without(root: Path, gone: set[str]) -> list[Path]:
    """Return the root, or its source folders without those that are gone."""
    folders = _folders_in(root)
    slugs = {folder: _slug_of(folder) for folder in folders}
    if gone.isdisjoint(slugs.values()):
        return [root]
    return [folder for folder in folders if slugs[folder] not in gone]


def _folders_in(root: Path) -> list[Path]:
    try:
        return [folder.path for folder in find_source_folders([root], [])]
    except SourceError:
        return []


def _slug_of(folder: Path) -> str:
    """Return the slug of a folder, "" when its description is at fault (a build will say so)."""
    try:
        return read_source_description(folder).slug
    except (SourceError, TableError):
        return ""
