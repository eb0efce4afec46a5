"""What an analyst gives, as a source folder: a folder of tables, a workbook, or an RDF file.

Nothing is changed where it lies; everything is copied into a work folder named by the slug.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from kg.errors import (
    CellFault,
    IriError,
    ParameterError,
    RdfSyntaxError,
    SourceError,
    TableError,
)
from kg.ingest.discover import find_source_folders
from kg.ingest.faults import FaultLog
from kg.ingest.rdf import FORMATS, check_size
from kg.ingest.source import KEYS, SOURCE_FILE, parse_description
from kg.ingest.template import format_description
from kg.ingest.workbook import Workbook, read_workbook, sheet_name
from kg.ingest.yaml_lines import read_entries
from kg.model.iri import slugify, source_graph

if TYPE_CHECKING:
    from pathlib import Path

DEFAULTS: Final[Mapping[str, str]] = {
    "publisher": "not stated",
    "language": "und",
    "collection": "contributed",
    "licence_note": "not stated",
}
"""What a source is said to be when it comes without a description."""

WORKBOOK_SUFFIXES: Final = (".xlsx", ".xlsm")
"""A workbook with macros is opened far enough to say that it has them."""


@dataclass(slots=True)
class Candidate:
    """A source on its way in.

    Attributes:
        slug: Its name.
        folder: A source folder of its own.
        names: How its files are called where they came from, by name in the folder.
        lines: Rows of the keys of its description, where that stood on a sheet.
        faults: What is wrong already.
    """

    slug: str
    folder: Path
    names: dict[str, str] = field(default_factory=dict[str, str])
    lines: Mapping[str, int] = field(default_factory=dict[str, int])
    faults: tuple[CellFault, ...] = ()

    def show(self, fault: CellFault) -> CellFault:
        """Return a fault as one of the file that was given, with the row it has there."""
        prefix = f"{self.folder.name}/"
        if not fault.file.startswith(prefix):
            return fault
        name = fault.file.removeprefix(prefix)
        row = fault.row
        if name == SOURCE_FILE and self.lines:
            row = self.lines.get(fault.column, 0)
        shown = self.names.get(name, name)
        return CellFault(shown, row, fault.column, fault.value, fault.expected, fault.code)


def prepare(path: Path, work: Path, given: Mapping[str, str]) -> Candidate:
    """Copy what is at `path` into a source folder under `work`.

    Args:
        path: A folder with tables, or a file: `.xlsx`, `.ttl`, `.trig`, `.nt`, `.nq`, `.jsonld`.
        work: An empty folder.
        given: Keys of the description that win over what is found (`slug`, `title.vi`, ...).

    Raises:
        SourceError: There is nothing there, or several sources, or a kind of file not read.
        TableError: The workbook or the description cannot be read at all.
        ParameterError: The slug is none.
    """
    inner = work / "reading"
    inner.mkdir()
    if path.is_dir():
        candidate = _prepare_folder(path, inner)
    elif path.suffix.lower() in WORKBOOK_SUFFIXES and path.is_file():
        candidate = _prepare_workbook(path, inner)
    elif path.suffix in FORMATS and path.is_file():
        _copy(path, inner)
        candidate = Candidate("", inner)
    else:
        kinds = ", ".join((*WORKBOOK_SUFFIXES, *FORMATS))
        raise SourceError(f"{path.name!r} is no folder and no file of {kinds}")
    values = _describe(candidate, path, given)
    home = work / values["slug"]
    inner.rename(home)
    candidate.slug, candidate.folder = values["slug"], home
    return candidate


def _prepare_folder(path: Path, inner: Path) -> Candidate:
    if (path / SOURCE_FILE).is_file():
        found = find_source_folders([path], [])
        if len(found) != 1:
            raise SourceError(f"{path.name!r} holds {len(found)} sources; add them one by one")
    suffixes = (".csv", *FORMATS)
    taken = [p for p in sorted(path.iterdir()) if p.is_file() and not p.name.startswith(".")]
    wanted = [p for p in taken if p.suffix.lower() in suffixes or p.name == SOURCE_FILE]
    if not any(p.name != SOURCE_FILE for p in wanted):
        raise SourceError(f"{path.name!r} holds no table and no RDF file")
    filled = [p for p in wanted if p.suffix.lower() != ".csv" or not _is_header_only(p)]
    if not any(p.name != SOURCE_FILE for p in filled):
        raise SourceError(f"{path.name!r} holds no row in any table")
    for file in filled:
        _copy(file, inner)
    unread = [p.name for p in taken if p not in wanted and p.suffix.lower() != ".md"]
    return Candidate("", inner, faults=tuple(_unread(unread)))


def _copy(path: Path, inner: Path) -> None:
    """Copy a file, unless it is RDF that is too large to be read.

    Raises:
        TableError: It is.
    """
    if path.suffix in FORMATS:
        try:
            check_size(path)
        except RdfSyntaxError as error:
            log = FaultLog(path.name)
            log.add(0, "", "", f"a file that reads: {error.reason}", error.code)
            raise TableError(log.faults) from None
    shutil.copyfile(path, inner / path.name)


def _unread(names: list[str]) -> list[CellFault]:
    faults: list[CellFault] = []
    for name in names:
        log = FaultLog(name)
        log.add(0, "", name, "a table (.csv) or RDF; add a workbook by itself", "unknown-file")
        faults.extend(log.faults)
    return faults


def _is_header_only(path: Path) -> bool:
    """Tell whether a table of a template was left empty."""
    with path.open("rb") as file:
        file.readline()
        return not file.read(4096).strip()


def _prepare_workbook(path: Path, inner: Path) -> Candidate:
    book: Workbook = read_workbook(path)
    if not book.tables and not book.faults:
        raise SourceError(f"{path.name!r} has no rows in any sheet named like a table")
    book.write(inner)
    names = {f"{name}.csv": sheet_name(path.name, name) for name in book.tables}
    names[SOURCE_FILE] = sheet_name(path.name, "source")
    return Candidate("", inner, names, book.lines or {"slug": 2}, tuple(book.faults))


def _describe(candidate: Candidate, path: Path, given: Mapping[str, str]) -> dict[str, str]:
    """Complete the description of a candidate and write it; return its values."""
    file = candidate.folder / SOURCE_FILE
    found: dict[str, str] = {}
    if file.is_file() and file.stat().st_size:
        data = file.read_bytes()
        log = FaultLog(candidate.names.get(SOURCE_FILE, SOURCE_FILE))
        entries = read_entries(data.decode("utf-8-sig", "replace"), KEYS, log)
        if log.faults:
            raise TableError(log.faults)
        found = {key: entry.value for key, entry in entries.items()}
        if not given and "slug" in found:
            _check_slug(found["slug"])
            return found  # as it is: a fault keeps its line
    stem = path.stem if path.is_file() else path.resolve().name
    title = {"title.vi": f"Nguồn {stem}", "title.en": f"Source {stem}"}
    plain = {} if found else {**DEFAULTS, **title}
    values = {**plain, **found, **{key: value for key, value in given.items() if value}}
    values.setdefault("slug", _slug_from(stem))
    _check_slug(values["slug"])
    text = format_description(values)
    file.write_text(text, encoding="utf-8")
    if not found:
        parse_description(text.encode())
    return values


def _slug_from(stem: str) -> str:
    try:
        return slugify(stem)
    except IriError:
        raise ParameterError("slug", stem, "a name of [a-z0-9.-] for the source") from None


def _check_slug(slug: str) -> None:
    try:
        source_graph(slug)
    except IriError:
        raise ParameterError("slug", slug, "a name of [a-z0-9.-] for the source") from None
