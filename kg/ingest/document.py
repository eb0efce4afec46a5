"""Writes `docs/reference/tables.md` from the schema, or tells whether it has drifted.

`python -m kg.ingest.document` writes the page; with `--check` it writes nothing and exits with 1
when the page is not as it would be written.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from kg.ingest.examples import EXAMPLES
from kg.ingest.fault_codes import FAULTS
from kg.ingest.schema import MAX_LABEL, TABLES, Column, Kind, Table
from kg.ingest.source import KEYS, REQUIRED

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = "docs/reference/tables.md"

_HOLDS = {
    Kind.ID: "the node's id",
    Kind.TYPE: "class of the row; empty means the first one above",
    Kind.TEXT: "text",
    Kind.NUMBER: "document number, such as 126-QĐ/TW",
    Kind.DAY: "day, `YYYY-MM-DD`",
    Kind.PARTIAL: "date as precise as it is known: `YYYY`, `YYYY-MM`, `YYYY-MM-DD`",
    Kind.BOUND: "bound of the validity, a date as precise as it is known",
    Kind.YEAR: "year, `YYYY`",
    Kind.DURATION: "duration, such as `P4Y` or `P6M`",
    Kind.INTEGER: "whole number",
    Kind.DECIMAL: "decimal number with a point",
    Kind.BOOLEAN: "`true` or `false`",
    Kind.CERTAINTY: "`stated`, `implied` or `inferred`",
    Kind.EVIDENCE: "places in the source",
    Kind.KEY: "short name that tells two claims of one key apart",
    Kind.CLASS: "name of a class of the ontology",
}

_INTRODUCTION = f"""# Tables of a source folder

The tables a source folder may hold, their columns, and what a cell may say. Generated from
`kg/ingest/schema.py` by `python -m kg.ingest.document`; do not edit.

## Rules for every table

* The file is CSV (RFC 4180) in UTF-8, named after the table, with a header row. Columns may stand
  in any order; columns that are not required may be left out. An unknown column is refused.
* An empty cell means *unknown*. Nothing is filled in.
* Text is in Unicode form NFC, without space around it and without invisible characters, at most
  {MAX_LABEL} characters. Nothing is repaired in silence.
* `;` separates the values of a cell that may hold several.
* **Codes** are local names of a code list (`bi-thu`, `vertical`); case and marks matter.
* **References** are a short id (`com/quan-uy-hong-bang`), a full IRI, or an exact label. They
  resolve over all sources that are read together. A claim is named by its key:
  `sub: unit/chi-bo-p > com/dang-uy-a > vertical`, with ` > key` behind it when it has one, and
  ` @ source-slug` at the end when the claim of that source is meant and no other.
* **Bounds** are widened: `startEarliest` 2015 is 2015-01-01, `startLatest` 2015 is 2015-12-31.
  They stand in order; only `startLatest` may be after `endEarliest` ("within 2016").
* **Evidence** is one or more character ranges, `304-434;742-872`: code points of the text as UTF-8
  in NFC, the end excluded. Their hashes stand in `spans.csv` (`start,end,sha256`), which
  `phoihop evidence hash --texts DIR` writes. A source whose text is not held has places in words
  instead: `paragraph 3;table 2, row 5`.
* An id stands once in a table. A claim has no id: its IRI is made from its class, its key columns
  and its source. Two claims of one key, such as two terms of office, differ in the column `key`.
* Every bad cell is reported, with file, row, column, value and what was expected.
"""


def format_page() -> str:
    """Return the text of the page."""
    parts = [_INTRODUCTION, _format_source_keys()]
    parts.extend(_format_table(table) for table in TABLES)
    parts.append(_format_faults())
    return "\n".join(parts)


def main(arguments: Sequence[str] | None = None, *, root: Path = ROOT) -> int:
    """Write the page, or check it; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m kg.ingest.document", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 on drift")
    options = parser.parse_args(arguments)
    path, text = root / PAGE, format_page()
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return 0
    if options.check:
        sys.stderr.write(f"{PAGE}: differs from the schema\n")
        return 1
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    sys.stderr.write(f"{PAGE}: written\n")
    return 0


def _format_source_keys() -> str:
    lines = [
        "## source.yml",
        "",
        "A folder with a `source.yml` is a source. `file` describes the text that evidence points",
        "into, and is left out when no text is held. `kind: curated` is for what reviewers say; it",
        "needs no `collection`.",
        "",
        *_rows("key", "required"),
    ]
    for key in KEYS:
        needed = "with `file`" if key.startswith("file.") else "yes" if key in REQUIRED else ""
        lines.append(f"| `{key}` | {needed} |")
    return "\n".join([*lines, ""])


def _format_table(table: Table) -> str:
    classes = ", ".join(f"`{name}`" for name in table.classes)
    identity = (
        f"A claim; its key: {', '.join(f'`{name}`' for name in table.key)}."
        if table.is_claim
        else f"Ids begin with `{table.node}/`."
    )
    lines = [
        f"## {table.name}.csv",
        "",
        f"Classes: {classes}. {identity}",
        "",
        *_rows("column", "holds", "required", "several"),
    ]
    for column in table.columns:
        marks = " | ".join("yes" if flag else "" for flag in (column.required, column.many))
        lines.append(f"| `{column.name}` | {_describe(column)} | {marks} |")
    return "\n".join([*lines, "", "```csv", *_example(table), "```", ""])


def _describe(column: Column) -> str:
    match column.kind:
        case Kind.REF:
            return "reference to " + ", ".join(f"`{target}`" for target in column.targets)
        case Kind.CODE:
            only = ", ".join(f"`{name}`" for name in column.allowed)
            return f"code of `{column.targets[0]}`" + (f": {only}" if only else "")
        case Kind.TEXT if column.limit != MAX_LABEL:
            return f"text, at most {column.limit} characters"
        case kind:
            return _HOLDS[kind]


def _example(table: Table) -> Iterator[str]:
    """Yield the table's example as CSV, with the columns it fills."""
    rows = EXAMPLES[table.name]
    out = io.StringIO()
    writer = csv.DictWriter(out, tuple(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    yield from out.getvalue().splitlines()


def _format_faults() -> str:
    lines = ["## Faults", "", "The code stands at the end of each message.", ""]
    lines.extend(_rows("code", "what is wrong"))
    lines.extend(f"| `{code}` | {meaning} |" for code, meaning in FAULTS.items())
    return "\n".join([*lines, ""])


def _rows(*headings: str) -> tuple[str, str]:
    return f"| {' | '.join(headings)} |", f"|{'---|' * len(headings)}"


if __name__ == "__main__":
    sys.exit(main())
