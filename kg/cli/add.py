"""`phoihop add`: a source of one's own, checked before anything changes."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.build.add import AddRequest, AddResult, add_source
from kg.build.add_check import AddReport
from kg.build.result import BuildOptions
from kg.cli.add_words import tell_report
from kg.cli.build import Data
from kg.cli.exits import INPUT, INVALID
from kg.cli.options import Json, Lang, Var, generations_of, new_app, output_of, settings_of
from kg.cli.progress import showing
from kg.errors import TableError

if TYPE_CHECKING:
    from kg.settings import Settings

app = new_app()

By = Annotated[
    str | None,
    typer.Option(
        "--by", help="Who does it, for the log (default the user's name).", metavar="NAME"
    ),
]


@app.command()
def add(  # noqa: PLR0913, PLR0917  (the parameters of a command are its options)
    path: Annotated[
        Path, typer.Argument(metavar="PATH", help="Folder of tables, .xlsx, .ttl, .trig, .nt, .nq.")
    ],
    apply: Annotated[
        bool, typer.Option("--apply", help="Publish if nothing is wrong; otherwise only look.")
    ] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Take the place of an added source of this slug.")
    ] = False,
    slug: Annotated[str, typer.Option(help="Name of the source (default as described).")] = "",
    title_vi: Annotated[str, typer.Option(help="Title in Vietnamese.")] = "",
    title_en: Annotated[str, typer.Option(help="Title in English.")] = "",
    publisher: Annotated[str, typer.Option(help="Publisher of the document.")] = "",
    published: Annotated[str, typer.Option(help="Day, month or year of publication.")] = "",
    language: Annotated[str, typer.Option(help="Language of the document, such as vi.")] = "",
    collection: Annotated[str, typer.Option(help="Collection it belongs to.")] = "",
    licence: Annotated[str, typer.Option(help="Note on its licence.")] = "",
    by: By = None,
    data: Data = None,
    var: Var = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Check a source of one's own; publish it with --apply."""
    settings = settings_of(var, data=tuple(data) if data else None)
    output = output_of(as_json, lang, settings)
    given = {
        "slug": slug,
        "title.vi": title_vi,
        "title.en": title_en,
        "publisher": publisher,
        "published": published,
        "language": language,
        "collection": collection,
        "licence_note": licence,
    }
    given = {key: value for key, value in given.items() if value}
    request = AddRequest(path, given, apply, replace, by or user_name())
    with showing(output.language, quiet=as_json) as progress:
        try:
            result = add_source(
                request, settings.data, generations_of(settings), options_of(settings), progress
            )
        except TableError as error:
            # a file that is no workbook at all, a description that is none
            result = AddResult(AddReport(slug or path.stem, faults=error.faults))
    if as_json:
        output.data(result.to_dict("en" if output.language == "en" else "vi"))
    tell_report(output, result)
    if not result.report.ok:
        raise typer.Exit(INPUT if result.report.faults else INVALID)


def options_of(settings: Settings) -> BuildOptions:
    """Return how a build is made by these settings."""
    return BuildOptions(engine=settings.validation_engine, chain_limit=settings.chain_limit_triples)


def user_name() -> str:
    """Return the name of the user of the system, `unknown` where there is none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
