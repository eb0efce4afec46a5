"""The results as a table: every line a number that somebody might have promised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

BEGIN, END = "<!-- results -->", "<!-- end of results -->"
Results = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""By size, then by case."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table.

    Attributes:
        words: What it says.
        case: Whose result.
        path: Keys into the result.
        unit: `s`, `ms`, `MiB`, `x` or `` for a plain number.
        target: The most (in the unit) it should be; None where nothing was promised.
        sizes: Sizes for which the target holds.
    """

    words: str
    case: str
    path: str
    unit: str
    target: float | None = None
    sizes: tuple[str, ...] = ("10M",)


_PHASES: Final = (("read", "read"), ("look", "dry run"), ("publish", "checked and published"))
_WORKBOOKS: Final = tuple(
    line
    for rows in ("1000", "10000", "100000")
    for phase, words in _PHASES
    for line in (
        Line(f"workbook of {rows} rows: {words}", "workbook", f"{rows}.{phase}.wall_s", "s"),
        Line(f"the same, processor, {rows} rows", "workbook", f"{rows}.{phase}.cpu_s", "s"),
        Line(f"the same, memory, {rows} rows", "workbook", f"{rows}.{phase}.peak_rss_bytes", "MiB"),
    )
)

_ADDED: Final = tuple(
    line
    for kind, words in (("people", "two people"), ("units", "a unit below a committee"))
    for line in (
        Line(f"small source, {words}: dry run", "add", f"{kind}.look.wall_s", "s"),
        Line(f"the same, {kind}, processor", "add", f"{kind}.look.cpu_s", "s"),
        Line(f"the same, {kind}, published", "add", f"{kind}.publish.wall_s", "s", 10),
        Line(f"the same, {kind}, published, processor", "add", f"{kind}.publish.cpu_s", "s"),
    )
)

_HUBS: Final = tuple(
    Line(f"committee of 5 000 units: {words}", "hub", f"{name}.hub.wall_s", "ms")
    for name, words in (
        ("organisation", "page"),
        ("on_a_day", "page on a day"),
        ("turned_over", "last rows of the list"),
        ("triples", "page of triples"),
        ("facts", "facts beside the network"),
        ("neighbours", "neighbours over the API"),
        ("picture", "picture of its neighbourhood"),
        ("explorer", "explorer"),
    )
)

_ALL = ("100k", "1M", "10M")
LINES: Final = (
    Line("quads of the sources", "load", "quads", ""),
    Line("raw bulk load of the quads", "load", "raw.wall_s", "s"),
    Line("our load (quads and union)", "load", "ours.wall_s", "s"),
    Line("our load / raw, wall", "load", "ratio", "x", 1.5),
    Line("our load / raw, processor", "load", "ratio_cpu", "x", 1.5),
    Line("our load / raw of quads and union, processor", "load", "ratio_union_cpu", "x"),
    Line("validation, pyshifty", "validate-shifty", "validate.wall_s", "s", 15, ("1M",)),
    Line("validation, pyshifty, processor", "validate-shifty", "validate.cpu_s", "s"),
    Line("validation, pyshifty, peak memory", "validate-shifty", "peak_rss_bytes", "MiB"),
    Line("validation, pySHACL", "validate-pyshacl", "validate.wall_s", "s"),
    Line("build, whole", "build", "phases.total.wall_s", "s"),
    Line("build, whole, processor", "build", "phases.total.cpu_s", "s"),
    Line("build: fingerprint", "build", "phases.fingerprint.wall_s", "s"),
    Line("build: ingest", "build", "phases.ingest.wall_s", "s"),
    Line("build: validate", "build", "phases.validate.wall_s", "s"),
    Line("build: load", "build", "phases.load.wall_s", "s"),
    Line("build: closure", "build", "phases.closure.wall_s", "s"),
    Line("build: clashes", "build", "phases.clashes.wall_s", "s"),
    Line("build: chains", "build", "phases.chains.wall_s", "s"),
    Line("build: hash", "build", "phases.hash.wall_s", "s"),
    Line("build: search", "build", "phases.search.wall_s", "s"),
    Line("build: authority", "build", "phases.authority.wall_s", "s"),
    Line("build: publish", "build", "phases.publish.wall_s", "s"),
    Line("build: quads in the end", "build", "quads", ""),
    Line("build: of these derived", "build", "derived", ""),
    Line("build, peak memory", "build", "peak_rss_bytes", "MiB", 8192),
    Line("store on disk", "build", "store_bytes", "MiB"),
    Line("authority index, built", "index-authority", "build.wall_s", "s", 3),
    Line("authority index, processor", "index-authority", "build.cpu_s", "s"),
    Line("authority index, size", "index-authority", "size_bytes", "MiB"),
    Line("search index, built", "index-search", "build.wall_s", "s"),
    Line("search index, size", "index-search", "size_bytes", "MiB"),
    Line("publish a copy (sync, rename)", "publish", "publish.wall_s", "s"),
    Line("open a generation", "open", "open.wall_s", "ms"),
    Line("roll back", "open", "rollback.wall_s", "ms"),
    Line("under-both, one pair, page of 50", "under-both", "median_s", "ms", 5, _ALL),
    Line("under-both, worst of the pairs", "under-both", "worst_s", "ms"),
    Line("under-both, units of the largest", "under-both", "units_largest", ""),
    Line("the same in SPARQL", "under-both", "sparql_s", "ms"),
    Line("SPARQL / ours", "under-both", "ratio_sparql", "x"),
    Line("two-line picture of 50 units", "picture", "two_lines_s", "ms", 50, _ALL),
    Line("the same in one column", "picture", "column_s", "ms", 50, _ALL),
    Line("units drawn", "picture", "units", ""),
    Line("its PNG", "picture", "png_s", "ms"),
    Line("its PDF", "picture", "pdf_s", "ms"),
    Line("neighbourhood of the largest node, query included", "picture", "neighbourhood_s", "ms"),
    Line("neighbours of the largest node", "picture", "neighbours", ""),
    Line("under-both, all agreement pairs", "under-both-all", "all.wall_s", "ms", 100, _ALL),
    Line("pairs", "under-both-all", "pairs", ""),
    Line("the same in SPARQL, scaled from 20 pairs", "under-both-all", "sparql_s", "ms"),
    Line("SPARQL / ours, all pairs", "under-both-all", "ratio_sparql", "x"),
    Line("search, median of the queries", "search", "median_s", "ms", 5, _ALL),
    Line("search, worst query", "search", "worst_s", "ms", 5, _ALL),
    Line("server: start to first answer", "serve", "start.wall_s", "s", 1, _ALL),
    Line("server: of this interpreter and imports", "serve", "imports.wall_s", "s"),
    Line("server: one pair over HTTP", "serve", "under_both_http_s", "ms"),
    Line("server: memory of the process", "serve", "serving_rss_bytes", "MiB", 1024, _ALL),
    *_ADDED,
    Line("small source, everything looked at", "add", "whole_look.wall_s", "s"),
    *_WORKBOOKS,
    *_HUBS,
)

_SCALE = {"s": 1.0, "ms": 1000.0, "MiB": 1 / (1024 * 1024), "x": 1.0, "": 1.0}


def format_table(results: Results) -> str:
    """Return the table as Markdown, a column per size; a missed target is bold."""
    sizes = [size for size in _ALL if size in results]
    rows = [
        f"| | unit | {' | '.join(sizes)} | target |",
        f"|---|---|{'---:|' * len(sizes)}---|",
        *_iter_rows(results, sizes),
    ]
    return "\n".join(rows)


def _iter_rows(results: Results, sizes: list[str]) -> Iterator[str]:
    for line in LINES:
        cells = [_cell(line, size, results[size].get(line.case, {})) for size in sizes]
        if any(cells):
            yield f"| {line.words} | {line.unit} | {' | '.join(cells)} | {_target(line)} |"


def _cell(line: Line, size: str, result: Mapping[str, Any]) -> str:
    value: Any = result
    for key in line.path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    if value is None:
        return ""
    number = value * _SCALE[line.unit]
    missed = line.target is not None and size in line.sizes and number > line.target
    shown = _number(round(number) if line.unit == "" else number)
    return f"**{shown}**" if missed else shown


def _number(value: float) -> str:
    if isinstance(value, int) or value >= 100:
        return f"{value:,.0f}".replace(",", " ")
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _target(line: Line) -> str:
    if line.target is None:
        return ""
    return f"≤ {line.target:g} ({', '.join(line.sizes)})"


def update_readme(path: Path, table: str, machine: Mapping[str, Any]) -> None:
    """Write the table between the markers of a README."""
    text = path.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    versions = ", ".join(f"{name} {version}" for name, version in machine["libraries"].items())
    about = (
        f"{machine['cpu']}, {machine['cores']} cores, {machine['memory_gib']} GiB, "
        f"{machine['system']}, Python {machine['python']}, {versions}; "
        f"load average at the start {machine['load_average']}."
    )
    path.write_text(f"{head}{BEGIN}\n\n{about}\n\n{table}\n\n{END}{tail}", encoding="utf-8")
