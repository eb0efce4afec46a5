"""`phoihop validate`: what a build would say of the data, without publishing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from kg.build.pipeline import check
from kg.build.result import BuildOptions
from kg.build.retracted import active_folders
from kg.cli.build import Data
from kg.cli.exits import INVALID
from kg.cli.options import Json, Lang, Var, new_app, output_of, settings_of
from kg.shapes import format_report

if TYPE_CHECKING:
    from kg.shapes import Language

app = new_app()


@app.command()
def validate(
    data: Data = None,
    var: Var = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Check the sources against the shapes; publish nothing."""
    settings = settings_of(var, data=tuple(data) if data else None)
    output = output_of(as_json, lang, settings)
    options = BuildOptions(engine=settings.validation_engine)
    report = check(active_folders(settings.data, settings.var), options)
    language: Language = "en" if output.language == "en" else "vi"
    if as_json:
        output.data(report.to_dict())
    output.line(format_report(report, language).rstrip("\n"))
    if report.violations:
        raise typer.Exit(INVALID)
