"""`phoihop query`: SPARQL from a file or standard input, in a worker process with limits."""

from __future__ import annotations

import sys
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.options import Json, Lang, Var, generations_of, new_app, output_of, settings_of
from kg.errors import QuerySyntaxError, SourceError
from kg.model.iri import ID
from kg.store.base import Solutions
from kg.store.guard import QueryLimits
from kg.store.lexer import query_form
from kg.store.sandbox import Sandbox, SandboxLimits, SandboxView

if TYPE_CHECKING:
    from kg.cli.output import Output
    from kg.settings import Settings
    from kg.store.base import QueryResult

app = new_app()


class Format(StrEnum):
    """How a result is written: solutions in the first five, graphs in the others."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    TSV = "tsv"
    XML = "xml"
    TURTLE = "turtle"
    NTRIPLES = "ntriples"
    JSONLD = "jsonld"


@app.command()
def query(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="File with a SPARQL query; - is standard input.")
    ],
    format_: Annotated[
        Format | None,
        typer.Option("--format", help="Format of the result (default table, or turtle)."),
    ] = None,
    var: Var = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Run a SPARQL query, within the limits of the settings."""
    settings = settings_of(var)
    text = _read(file)
    form = query_form(text)
    usual = Format.TABLE if form in ("SELECT", "ASK") else Format.TURTLE
    chosen = (Format.JSON if as_json else None) or format_ or usual
    if as_json and usual is Format.TURTLE:
        chosen = Format.JSONLD
    with _sandbox(settings) as sandbox:
        if chosen is Format.TABLE:
            _show(output_of(False, lang, settings), SandboxView(sandbox).query(text))
            return
        with sandbox.run(text, chosen.value) as result:
            for chunk in result:
                sys.stdout.buffer.write(chunk)
    if sys.stdout.isatty():
        sys.stdout.buffer.write(b"\n")  # the prompt goes on a line of its own
    sys.stdout.buffer.flush()


def _sandbox(settings: Settings) -> Sandbox:
    generation = generations_of(settings).current()
    limits = SandboxLimits(
        workers=1,
        deadline_s=settings.deadline_s,
        memory_bytes=settings.worker_memory_bytes,
        result_bytes=settings.result_bytes,
        queue=0,
    )
    return Sandbox(generation.store_path, limits, QueryLimits(size_bytes=settings.query_bytes))


def _read(file: str) -> str:
    """Read a query; a byte order mark of an editor is not part of it."""
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError:
        raise SourceError(f"the query file {file!r} cannot be read") from None
    with suppress(UnicodeDecodeError):
        return data.decode("utf-8-sig")
    raise QuerySyntaxError("the query is not UTF-8")


def _show(output: Output, result: QueryResult) -> None:
    if isinstance(result, bool):
        output.line("true" if result else "false")
        return
    # A table holds solutions: graphs have formats of their own.
    assert isinstance(result, Solutions)
    rows = [[_cell(term) for term in row] for row in result.rows]
    output.table([f"?{name}" for name in result.variables], rows)


def _cell(term: object) -> str:
    """Show a node of ours by its short id; an unbound cell stays empty."""
    return "" if term is None else str(term).removeprefix(ID)
