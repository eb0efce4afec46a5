"""`phoihop retract`: leave a source out, or bring it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from kg.build.add_check import AddReport
from kg.build.referrers import SourceReferenced
from kg.build.retract import restore_source, retract_source
from kg.cli.add import By, options_of, user_name
from kg.cli.add_words import tell_faults
from kg.cli.build import Data
from kg.cli.exits import INPUT
from kg.cli.options import Json, Lang, Var, generations_of, new_app, output_of, settings_of
from kg.cli.progress import showing

if TYPE_CHECKING:
    from kg.cli.output import Output
    from kg.shapes import Language

app = new_app()

WORDS = {
    "vi": {
        "out": "đã rút nguồn {slug}",
        "back": "đã đưa lại nguồn {slug}",
        "now": "thế hệ",
        "kept": "Chưa rút {slug}, chưa có gì thay đổi: {count} chỗ nhắc tới điều chỉ nguồn này"
        " mô tả.",
    },
    "en": {
        "out": "retracted {slug}",
        "back": "brought back {slug}",
        "now": "generation",
        "kept": "{slug} is not retracted and nothing was changed. Places that refer to what this"
        " source alone describes: {count}.",
    },
}


@app.command()
def retract(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="Slug of a source.")],
    undo: Annotated[bool, typer.Option("--undo", help="Bring it back.")] = False,
    reason: Annotated[str, typer.Option(help="Why, for the record.")] = "",
    by: By = None,
    data: Data = None,
    var: Var = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Leave a source out and publish without it; reversible."""
    settings = settings_of(var, data=tuple(data) if data else None)
    output = output_of(as_json, lang, settings)
    slug = source.removeprefix("src/")
    who, generations, options = by or user_name(), generations_of(settings), options_of(settings)
    with showing(output.language, quiet=as_json) as progress:
        if undo:
            result = restore_source(slug, settings.data, generations, options, who, progress)
        else:
            try:
                result = retract_source(
                    slug, settings.data, generations, options, who, reason, progress
                )
            except SourceReferenced as error:
                _tell_referrers(output, error)
                raise typer.Exit(INPUT) from None
    if as_json:
        output.data({"source": slug, "retracted": not undo, **result.to_dict()})
    words = WORDS[output.language]
    done = words["back" if undo else "out"].format(slug=slug)
    output.line(f"{done}; {words['now']} {result.generation.id}")


def _tell_referrers(output: Output, error: SourceReferenced) -> None:
    language: Language = "en" if output.language == "en" else "vi"
    if output.as_json:
        output.data(AddReport(error.slug, faults=error.faults).to_dict(language))
    words = WORDS[language]
    output.heading(words["kept"].format(slug=error.slug, count=len(error.faults)))
    tell_faults(output, error.faults)
