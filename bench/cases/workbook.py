"""A workbook of 1 000, 10 000 and 100 000 rows: read, checked, validated, published.

Each size runs in a process of its own, over a base of two committees, so that time and peak memory
are those of the rows. They do not depend on the size of the graph that other cases measure, so the
case runs once and has lines of its own in the table.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

import openpyxl

from bench.measure import peak_rss_bytes
from bench.workspace import Workspace
from kg.build.add import AddRequest, add_source
from kg.build.pipeline import build
from kg.build.result import BuildOptions
from kg.ingest.workbook import read_workbook
from kg.publish import Generations

ROWS: Final = (1_000, 10_000, 100_000)
_OF_TEN: Final = ("units", "units", "people", "people", "post-holdings", "post-holdings")
"""Tables of every ten rows, the other four are subordinations."""

_BASE: Final = {
    "units": "id,type,label@vi,evidence\nunit/goc-a,PartyOrganisation,Đảng bộ Gốc A,bảng 1\n",
    "committees": "id,label@vi,executiveCommitteeOf,evidence\n"
    "com/goc-a,Đảng ủy Gốc A,unit/goc-a,bảng 1\n",
}
_DESCRIPTION: Final = {
    "title.vi": "Sổ đo",
    "title.en": "Measured workbook",
    "publisher": "bench",
    "language": "vi",
    "collection": "bench",
    "licence_note": "none",
}
_HEADERS: Final = {
    "units": ("id", "type", "label@vi", "evidence"),
    "people": ("id", "label@vi", "evidence"),
    "post-holdings": (
        "member", "role", "organization", "key", "startLatest", "certainty", "evidence",
    ),
    "subordinations": (
        "subordinate", "superior", "line", "key", "startLatest", "endEarliest", "certainty",
        "evidence",
    ),
}  # fmt: skip


def run(space: Workspace, times: int) -> dict[str, object]:
    """Measure every number of rows once; at the smallest size of the graph only."""
    if space.size != "100k":
        return {"skipped": "does not depend on the size of the graph"}
    del times
    return {f"{rows}": _apart(space.scratch(f"workbook-{rows}"), rows) for rows in ROWS}


def write_workbook(path: Path, rows: int) -> None:
    """Write a workbook of so many rows; every claim refers to rows of the same workbook."""
    book: Any = openpyxl.Workbook(write_only=True)
    source: Any = book.create_sheet("source")
    source.append(["key", "value"])
    for key, value in {"slug": "so-do", **_DESCRIPTION}.items():
        source.append([key, value])
    tens = rows // 10
    for table, header in _HEADERS.items():
        sheet: Any = book.create_sheet(table)
        sheet.append(header)
        each = _OF_TEN.count(table) or 10 - len(_OF_TEN)
        for number in range(tens * each):
            sheet.append(_row(table, number, tens * 2))
    book.save(path)


def publish_workbook(folder: Path, rows: int) -> None:
    """Publish a workbook of so many rows over the base, in `folder / "var"`.

    Raises:
        RuntimeError: It is refused.
    """
    request = AddRequest(_prepare(folder, rows), {}, apply=True)
    done = add_source(request, [folder / "data"], Generations(folder / "var"), BuildOptions())
    if not done.report.ok:
        raise RuntimeError(f"the workbook of {rows} rows is refused")


def measure(folder: Path, rows: int) -> dict[str, object]:
    """Read, look (dry run) and publish a workbook in this process."""
    path = _prepare(folder, rows)
    data, generations = folder / "data", Generations(folder / "var")
    phases: dict[str, dict[str, float]] = {}

    def timed(name: str, work: Any) -> Any:
        begin, cpu = time.perf_counter(), time.process_time()
        result = work()
        wall, spent = time.perf_counter() - begin, time.process_time() - cpu
        phases[name] = {"wall_s": wall, "cpu_s": spent, "peak_rss_bytes": peak_rss_bytes()}
        return result

    timed("read", lambda: read_workbook(path))
    for name, apply in (("look", False), ("publish", True)):
        request = AddRequest(path, {}, apply)
        result = timed(name, lambda: add_source(request, [data], generations, BuildOptions()))  # noqa: B023  (called before the loop goes on)
        if not result.report.ok:
            raise RuntimeError(f"the workbook of {rows} rows is refused")
    return {"rows": rows, "bytes": path.stat().st_size, **phases}


def _prepare(folder: Path, rows: int) -> Path:
    """Write a workbook and publish the base below it."""
    path = folder / "rows.xlsx"
    _write_base(folder / "data" / "base")
    write_workbook(path, rows)
    build([folder / "data"], Generations(folder / "var"))
    return path


def _apart(folder: Path, rows: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.cases.workbook", str(folder), str(rows)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def _row(table: str, number: int, units: int) -> list[str]:
    if table == "units":
        return [f"unit/chi-bo-{number}", "PartyCell", f"Chi bộ số {number}", f"bảng 1, {number}"]
    if table == "people":
        return [f"per/nguoi-{number}", f"Người số {number}", f"bảng 2, {number}"]
    place = f"bảng 3, {number}"
    if table == "post-holdings":
        return [
            f"per/nguoi-{number}", "uy-vien-bch", "com/goc-a", "k", "2018-01-01", "stated", place
        ]  # fmt: skip
    turn, unit = divmod(number, units)
    begin, end = (f"{2010 + 4 * turn}-01-01", f"{2012 + 4 * turn}-12-31")
    return [
        f"unit/chi-bo-{unit}", "Đảng ủy Gốc A", "territorial", f"{turn}", begin, end, "stated",
        place,
    ]  # fmt: skip


def _write_base(folder: Path) -> None:
    folder.mkdir(parents=True)
    lines = ['slug: base\ntitle:\n  vi: "Gốc"\n  en: "Base"\n']
    lines += [f'{key}: "{value}"\n' for key, value in _DESCRIPTION.items() if "." not in key]
    (folder / "source.yml").write_text("".join(lines), encoding="utf-8")
    for name, text in _BASE.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]), int(sys.argv[2]))))
