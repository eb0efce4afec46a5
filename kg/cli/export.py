"""`phoihop export`: the data in the formats of others, and as tables that can be read again."""

from __future__ import annotations

import csv
import io
import sys
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.opening import opened
from kg.cli.options import Json, Lang, Var, new_app, output_of, settings_of
from kg.errors import ParameterError, SourceError
from kg.export.entities import collect_entities
from kg.export.followthemoney import iter_followthemoney
from kg.export.network import format_network
from kg.export.popolo import format_popolo
from kg.export.rdf import format_rdf, read_graphs
from kg.export.tables import Exported, export_tables
from kg.model.validity import parse_day
from kg.query.catalogue import load_catalogue, run_question
from kg.query.question import format_cell

if TYPE_CHECKING:
    from datetime import date

    from kg.store.base import GraphView

app = new_app()


class Format(StrEnum):
    """What to write."""

    TABLES = "tables"
    TURTLE = "turtle"
    TRIG = "trig"
    NQUADS = "nquads"
    JSONLD = "jsonld"
    GRAPHML = "graphml"
    GEXF = "gexf"
    CSV = "csv"
    FTM = "ftm"
    POPOLO = "popolo"


_RDF = (Format.TURTLE, Format.TRIG, Format.NQUADS, Format.JSONLD)


@app.command()
def export(  # noqa: PLR0913, PLR0917  (the parameters of a command are its options)
    format_: Annotated[
        Format,
        typer.Argument(
            metavar="FORMAT",
            help="tables, turtle, trig, nquads, jsonld, graphml, gexf, csv, ftm or popolo.",
        ),
    ],
    target: Annotated[
        Path | None,
        typer.Argument(metavar="[TARGET]", help="Folder for tables, else a file; - is the output."),
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="Only what can hold on this day (networks).")
    ] = None,
    question: Annotated[
        str | None, typer.Option(help="Number or slug of the question (csv).")
    ] = None,
    values: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Its parameters (csv).")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="With what is derived and the ontology (RDF).")
    ] = False,
    var: Var = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Write the data as tables, RDF or in other models."""
    settings = settings_of(var)
    output = output_of(as_json, lang, settings)
    with opened(settings) as current:
        if format_ is Format.TABLES:
            done = _tables(current.view, target)
            if as_json:
                output.data(asdict(done))
            output.line(f"{done.sources} sources, {sum(done.rows.values())} rows -> {target}")
            return
        if format_ is Format.CSV:
            text = _answer(current.view, question, values or [])
        elif format_ in _RDF:
            graphs = read_graphs(current.view, everything=everything)
            text = "".join(format_rdf(graphs, format_.value)).encode()
        else:
            text = _model(current.view, format_, parse_day(as_of) if as_of else None)
    _write(target, text)


def _model(view: GraphView, format_: Format, day: date | None) -> bytes:
    entities = collect_entities(read_graphs(view))
    if format_ is Format.FTM:
        return "".join(iter_followthemoney(entities, day)).encode()
    if format_ is Format.POPOLO:
        return format_popolo(entities, day).encode()
    return format_network(entities, format_.value, day)


def _tables(view: GraphView, target: Path | None) -> Exported:
    if target is None:
        raise typer.BadParameter("tables need a folder", param_hint="TARGET")
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise SourceError(f"{target.name!r} is not an empty folder; nothing was written")
    try:
        return export_tables(read_graphs(view), target)
    except OSError as error:
        raise SourceError(f"{target.name!r} cannot be written to: {error.strerror}") from error


def _answer(view: GraphView, question: str | None, values: list[str]) -> bytes:
    if question is None:
        raise typer.BadParameter("csv needs --question", param_hint="--question")
    pairs = [value.partition("=") for value in values]
    for name, equals, _ in pairs:
        if not equals:
            raise ParameterError("--set", name, "NAME=VALUE")
    asked = load_catalogue().get(question)
    found = run_question(view, asked, {name: value for name, _, value in pairs})
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(found.variables)
    writer.writerows([format_cell(term) for term in row] for row in found.rows)
    return text.getvalue().encode()


def _write(target: Path | None, data: bytes) -> None:
    if target is None or str(target) == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        target.write_bytes(data)
    except OSError:
        raise SourceError(f"{target.name!r} cannot be written") from None
