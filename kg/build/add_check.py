"""What would happen if a source were added: every fault, every new finding, where it stands.

The check is that of a build, over the sources that are read today and the new one. What was found
before is left out; a finding at a node that the new tables describe is shown at its row.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, cast

from kg.build.pipeline import check_change
from kg.build.progress import Progress, silent
from kg.build.result import Way
from kg.build.whole import tell_whole
from kg.errors import CellFault, TableError
from kg.ingest.discover import find_source_folders
from kg.ingest.fault_codes import FAULTS
from kg.ingest.fault_phrases import translate
from kg.ingest.fault_words import FAULTS_VI
from kg.ingest.references import Directory
from kg.ingest.schema import BY_NAME
from kg.ingest.source import parse_description
from kg.ingest.tables import FolderTables, collect_claims, collect_entities, load_tables
from kg.model.iri import NodeId

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from kg.build.add_candidate import Candidate
    from kg.build.result import BuildOptions
    from kg.publish import Generation, Generations
    from kg.shapes import Language, Report, Result

_BOUNDS = ("startEarliest", "startLatest", "endEarliest", "endLatest")


@dataclass(frozen=True, slots=True)
class Finding:
    """A result of validation that the source brings with it.

    Attributes:
        file: Table it stands in; "" when no row of the source is the focus.
        row: Row in the table, 0 when not known.
        column: Column the path names, when there is one.
    """

    result: Result
    file: str = ""
    row: int = 0
    column: str = ""

    def to_dict(self) -> dict[str, object]:
        """Return plain data, fit for JSON."""
        place = {"file": self.file, "row": self.row, "column": self.column}
        return {**place, **self.result.to_dict()}


@dataclass(slots=True)
class AddReport:
    """What was found before anything changed.

    Attributes:
        source: Slug of the source.
        rows: Rows by table.
        faults: Cells and files that cannot be read; with any, nothing else was looked at.
        findings: New results of validation, worst first.
        way: Whether they were worked out from the current generation, and if not, why.
    """

    source: str
    rows: dict[str, int] = field(default_factory=dict[str, int])
    faults: tuple[CellFault, ...] = ()
    findings: tuple[Finding, ...] = ()
    way: Way = field(default_factory=Way)

    @property
    def violations(self) -> int:
        """How many findings stop a publication."""
        return sum(finding.result.severity == "violation" for finding in self.findings)

    @property
    def ok(self) -> bool:
        """Whether the source could be added."""
        return not self.faults and not self.violations

    def to_dict(self, language: Language = "en") -> dict[str, object]:
        """Return plain data, fit for JSON; the words of faults are in one language."""
        return {
            "source": self.source,
            "ok": self.ok,
            "rows": self.rows,
            "faults": [_fault_data(fault, language) for fault in self.faults],
            "findings": [finding.to_dict() for finding in self.findings],
            "base": self.way.base,
            "whole": tell_whole(self.way.why, language) if self.way.why else "",
        }


def check_candidate(
    candidate: Candidate,
    folders: Sequence[Path],
    options: BuildOptions,
    generations: Generations,
    progress: Progress = silent,
) -> AddReport:
    """Check a source together with those that are read today; nothing is changed.

    Args:
        candidate: The source.
        folders: What a build reads today, without it.
        options: How a build validates.
        generations: The findings of the current one are known; without one all are new.
        progress: Who is told of the steps.

    Raises:
        SourceError: A folder is not as declared.
        StoreError: An engine failed.
    """
    report = AddReport(candidate.slug, _count_rows(candidate))
    try:
        data = (*folders, candidate.folder)
        found, report.way = check_change(data, generations, options, progress)
    except TableError as error:
        report.faults = _merge(candidate, error.faults)
        return report
    report.faults = candidate.faults
    new = list(_new_results(found, generations.find_current()))
    places = _find_places(candidate, folders) if new else {}
    report.findings = tuple(_locate(result, places, candidate) for result in new)
    return report


def format_fault(fault: CellFault, language: Language) -> str:
    """Format a fault as one line: file, row, column, value, what was expected."""
    row = {"vi": "dòng", "en": "row"}[language]
    column = {"vi": "cột", "en": "column"}[language]
    expected = {"vi": "cần", "en": "expected"}[language]
    place = fault.file + (f", {row} {fault.row}" if fault.row else "")
    # a parser counts columns where a table names them
    place += f", {column} {fault.column.removeprefix('column ')}" if fault.column else ""
    said = [(FAULTS_VI if language == "vi" else FAULTS)[fault.code]]
    said += [repr(fault.value)] if fault.value else []
    right = phrase_expected(fault, language)
    said += [f"{expected} {right}"] if right else []
    return f"{place}: {'; '.join(said)} ({fault.code})"


def phrase_expected(fault: CellFault, language: Language) -> str:
    """Return what would have been right; "" when there are no Vietnamese words for it."""
    return fault.expected if language == "en" else translate(fault.expected) or ""


def _fault_data(fault: CellFault, language: Language) -> dict[str, object]:
    expected, message = phrase_expected(fault, language), format_fault(fault, language)
    return {**asdict(fault), "expected": expected, "message": message}


def _count_rows(candidate: Candidate) -> dict[str, int]:
    counted: dict[str, int] = {}
    for path in sorted(candidate.folder.glob("*.csv")):
        if path.stem in BY_NAME:
            lines = path.read_bytes().splitlines()[1:]
            counted[path.stem] = sum(bool(line.strip(b",\r ")) for line in lines)
    return counted


def _merge(candidate: Candidate, faults: Sequence[CellFault]) -> tuple[CellFault, ...]:
    """Return all faults by file and row; what is said of a cell already is not said again."""
    said = {(fault.file, fault.row, fault.column) for fault in candidate.faults}
    shown = [candidate.show(fault) for fault in faults]
    rest = [fault for fault in shown if (fault.file, fault.row, fault.column) not in said]
    return tuple(sorted((*candidate.faults, *rest), key=lambda fault: (fault.file, fault.row)))


def _new_results(report: Report, base: Generation | None) -> Iterator[Result]:
    known: set[tuple[object, ...]] = set()
    if base is not None and base.report_path.is_file():
        data = cast("dict[str, Any]", json.loads(base.report_path.read_text(encoding="utf-8")))
        known = {_key(cast("dict[str, object]", row)) for row in data.get("results", ())}
    yield from (result for result in report.results if _key(result.to_dict()) not in known)


def _key(row: dict[str, object]) -> tuple[object, ...]:
    return tuple(row.get(name) for name in ("shape", "part", "focus", "path", "value"))


def _find_places(candidate: Candidate, folders: Sequence[Path]) -> dict[str, tuple[str, int]]:
    """Return the table and row that describe each node of the candidate, by IRI."""
    directory = Directory()
    mine: FolderTables | None = None
    read: list[FolderTables] = []
    for folder in find_source_folders((*folders, candidate.folder), []):
        try:
            data = (folder.path / "source.yml").read_bytes()
            source = parse_description(data).source
        except (TableError, OSError):
            continue
        tables = load_tables(folder.path, source)
        directory.add_node(NodeId("src", source.slug))
        collect_entities(tables, directory)
        read.append(tables)
        if folder.path.resolve() == candidate.folder.resolve():
            mine = tables
    for tables in read:
        collect_claims(tables, directory)
    if mine is None:
        return {}
    return {iri: (table, row) for (table, row), iri in mine.nodes.items()}


def _locate(result: Result, places: dict[str, tuple[str, int]], candidate: Candidate) -> Finding:
    node = result.focus.removesuffix(".validity")
    if node not in places:
        return Finding(result)
    table, row = places[node]
    name = f"{table}.csv"
    return Finding(result, candidate.names.get(name, name), row, _column(table, result.path))


def _column(table: str, path: str) -> str:
    """Return the column that a path ends at, when the table has one of that name."""
    parts: dict[str, list[str]] = defaultdict(list)
    for column in BY_NAME[table].columns:
        parts[column.name.partition("@")[0]].append(column.name)
    for word in reversed(path.replace("/", " ").replace(":", " ").split()):
        if word in parts:
            return parts[word][0]
    return next((name for name in _BOUNDS if path.endswith(name)), "")
