"""The command `phoihop`: one module per command, imported when it is called.

Importing everything takes over a second (polars, rdflib, the validator); a command that answers
"up to date" or a version should not wait for it. So the commands are a table of names, and
`importlib` loads the module of the one that is asked for.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any, NoReturn, cast

import typer
from typer.core import TyperGroup
from typer.main import get_command, get_group

from kg.cli.exits import exit_code
from kg.cli.output import write_error
from kg.errors import CellFault, KgError

SUMMARIES: Mapping[str, str] = {
    "build": "Read, check and index the sources; publish a generation.",
    "validate": "Check the sources against the shapes; publish nothing.",
    "serve": "Serve pages, API and SPARQL until Ctrl-C.",
    "ask": "Ask which units fall under both committees on a day.",
    "picture": "Draw an answer as SVG, PNG or PDF.",
    "questions": "List the competency questions, or answer them.",
    "query": "Run a SPARQL query, within the limits of the settings.",
    "sources": "List the source documents and their share of the graph.",
    "evidence": "Check or write the hashes of evidence in the texts.",
    "template": "Write empty tables as CSV files and as a workbook.",
    "add": "Check a source of one's own; publish it with --apply.",
    "retract": "Leave a source out and publish without it; reversible.",
    "rollback": "Serve an older generation again; nothing is rebuilt or deleted.",
    "diff": "Show which facts and answers changed, and why.",
    "export": "Write the data as tables, RDF or in other models.",
    "quality": "Count claims, evidence, conflicts, gaps; or list one.",
    "generations": "List the published generations, or roll back to one.",
    "publish": "Load a generation into a remote engine and record its id there.",
    "version": "Show the versions of the program and its engines.",
}
"""The commands in the order of the help; each is the module of its name, and its first line."""


class _Group(TyperGroup):
    """Lists the commands without importing them."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(SUMMARIES.items()))


app = typer.Typer(
    name="phoihop",
    cls=_Group,
    help="Phối Hợp: party committees, enterprises and coordination agreements, with evidence.",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.callback()
def _program() -> None:  # pyright: ignore[reportUnusedFunction]  # makes `app` a group of commands
    """Phối Hợp: party committees, enterprises and coordination agreements, with evidence."""


class _Commands(Mapping[str, Any]):
    """The commands by name; looking one up imports its module."""

    def __getitem__(self, name: str) -> Any:
        if name not in SUMMARIES:
            raise KeyError(name)
        command = get_command(import_module(f"kg.cli.{name}").app)
        command.name = name
        return command

    def __iter__(self) -> Iterator[str]:
        return iter(SUMMARIES)

    def __len__(self) -> int:
        return len(SUMMARIES)


def program() -> TyperGroup:
    """Return the command line as one group of lazily loaded commands."""
    group = get_group(app)
    group.commands = cast("dict[str, Any]", _Commands())
    return group


def run(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave the process with an exit code (`kg.cli.exits`)."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        program().main(given, prog_name="phoihop")
    except KgError as error:
        _report(error, as_json="--json" in given)
        sys.exit(exit_code(error))
    sys.exit(0)


def _report(error: KgError, *, as_json: bool) -> None:
    """Write one error to standard error, as a sentence or as a problem object."""
    if as_json:
        write_error(json.dumps(problem(error), ensure_ascii=False))
    else:
        write_error(f"phoihop: {error} [{error.code}]")


def problem(error: KgError) -> dict[str, object]:
    """Return an error as data: code, message, and the public attributes that are plain values."""
    data: dict[str, object] = {"code": error.code, "message": str(error)}
    faults = getattr(error, "faults", ())
    if faults:
        names = CellFault.__slots__
        data["faults"] = [{name: getattr(fault, name) for name in names} for fault in faults]
    report = getattr(error, "report", None)
    if report is not None:
        data["report"] = report.to_dict()
    for name in ("parameter", "value", "expected", "line", "column", "kind", "nearest", "file"):
        if hasattr(error, name):
            data[name] = getattr(error, name)
    return data
