"""Adding and retracting sources over HTTP: every change is made by a process of its own.

What is sent is written to a folder and handed over by name; the serving process parses nothing of
it but JSON. The process has a deadline and a limit of memory; if it dies, nothing was published.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from starlette.concurrency import run_in_threadpool

from kg.build.add_log import read_log
from kg.build.change_errors import decode_error
from kg.build.change_request import NotWritable
from kg.errors import InputError, ParameterError, QueryTimeout, StoreError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.settings import Settings

MEMORY_BYTES: Final = 4 * 1024**3
_ROOT = Path(__file__).resolve().parent.parent
_COMMAND = (sys.executable, "-s", "-m", "kg.build.add_job")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\Z")
_SUFFIXES: Final = (".csv", ".xlsx", ".ttl", ".trig", ".nt", ".nq", ".jsonld", ".yml")
_MAX_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class Contributor:
    """The door for sources.

    Attributes:
        var: Folder of the generations.
        head: Settings of the process that makes the change.
        deadline_s: Seconds it may take.
    """

    var: Path
    head: Mapping[str, Any]
    deadline_s: float

    async def run(self, **request: object) -> dict[str, Any]:
        """Make a change, or look what it would do; return its report.

        Raises:
            QueryTimeout: It took too long, and was killed.
            StoreError: The process died.
            KgError: What the change itself met.
        """
        return await run_in_threadpool(self._run, {**self.head, **request})

    def read_log(self) -> list[dict[str, Any]]:
        """Return who did what, newest first."""
        return read_log(self.var)[::-1]

    def _run(self, head: Mapping[str, Any]) -> dict[str, Any]:
        environment = {"PYTHONPATH": str(_ROOT), "LC_ALL": "C.UTF-8", "PATH": os.defpath}
        try:
            done = subprocess.run(  # noqa: S603  # our own module, no shell
                _COMMAND,
                input=json.dumps(head).encode(),
                capture_output=True,
                env=environment,
                timeout=self.deadline_s,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise QueryTimeout(self.deadline_s) from None
        if done.returncode or not done.stdout:
            raise StoreError("the process that makes changes ended; nothing was published")
        answer = cast("dict[str, Any]", json.loads(done.stdout))
        if "error" not in answer:
            return answer["report"]
        if answer["error"]["code"] == "written-graphs":
            raise NotWritable(answer["error"]["text"])
        raise decode_error(answer["error"])


def open_contributor(settings: Settings) -> Contributor:
    """Open the door for sources by the settings of a server."""
    head = {
        "var": str(settings.var.resolve()),
        "data": [str(folder.resolve()) for folder in settings.data],
        "keep": settings.keep_generations,
        "engine": settings.validation_engine,
        "chain_limit": settings.chain_limit_triples,
        "memory_bytes": MEMORY_BYTES,
        "slug": "",
        "reason": "",
        "language": "en",
    }
    return Contributor(settings.var, head, settings.write_deadline_s)


def check_name(name: str) -> str:
    """Return the name of a file that was sent, if it is one that is read.

    Raises:
        ParameterError: It has a folder in it, or a kind that is not read.
    """
    if not _NAME.match(name) or Path(name).suffix not in _SUFFIXES:
        expected = f"a plain file name ending in {', '.join(_SUFFIXES)}"
        raise ParameterError("file", name[:80], expected)
    return name


def write_json_tables(document: object, folder: Path) -> dict[str, str]:
    """Write `{"source": {...}, "tables": {"units": [{...}]}}` as tables; return the description.

    Cells are text, numbers, booleans, null, or lists of them; rows get the numbers they would have
    in a sheet, so the first is row 2.

    Raises:
        InputError: The document has another shape.
    """
    if not isinstance(document, dict):
        raise InputError("the body is no object with `source` and `tables`")
    found = cast("dict[str, Any]", document)
    tables, source = found.get("tables"), found.get("source", {})
    if not isinstance(tables, dict) or not isinstance(source, dict):
        raise InputError("`tables` has to be an object of lists, `source` an object")
    for name, rows in cast("dict[str, Any]", tables).items():
        text = _format_rows(name, rows)
        (folder / check_name(f"{name}.csv")).write_text(text, encoding="utf-8")
    return {key: str(value) for key, value in cast("dict[str, Any]", source).items()}


def _format_rows(name: str, rows: object) -> str:
    if not isinstance(rows, list) or not all(
        isinstance(row, dict) for row in cast("list[object]", rows)
    ):
        raise InputError(f"`tables.{name[:80]}` has to be a list of objects")
    records = cast("list[dict[str, Any]]", rows)
    header = list(dict.fromkeys(key for row in records for key in row))
    if len(header) > _MAX_COLUMNS:
        raise InputError(f"`tables.{name[:80]}` has over {_MAX_COLUMNS} columns")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_cell(row.get(key)) for key in header] for row in records)
    return text.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ";".join(_cell(item) for item in cast("list[object]", value))
    return str(value)
