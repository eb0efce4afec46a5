"""`phoihop quality`: how good the data are, by source and in all."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.opening import opened
from kg.cli.options import Json, Lang, Var, new_app, output_of, settings_of
from kg.model.iri import ID
from kg.query.names import resolve
from kg.query.quality import MEASURES, find_measure, list_rows, summarise

app = new_app()

WORDS = {
    "vi": {"all": "tất cả", "measure": "số đo", "count": "số lượng", "source": "nguồn"},
    "en": {"all": "all", "measure": "measure", "count": "count", "source": "source"},
}


@app.command()
def quality(
    measure: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="A measure, to see the list behind it.")
    ] = None,
    source: Annotated[
        str | None,
        typer.Option("--source", help="With NAME: only what this source tells.", metavar="SOURCE"),
    ] = None,
    sources: Annotated[bool, typer.Option("--sources", help="Count by source too.")] = False,
    var: Var = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Count claims, evidence, conflicts, gaps; or list one."""
    settings = settings_of(var)
    output = output_of(as_json, lang, settings)
    words, english = WORDS[output.language], output.language == "en"
    with opened(settings) as current:
        if measure is not None:
            asked = source and resolve(current.view, source, ("src",), parameter="source")
            rows = list_rows(current.view, find_measure(measure), asked)
            if as_json:
                output.data({"measure": measure, "rows": rows})
            elif rows:
                cells = ([_cell(value) for value in row.values()] for row in rows)
                output.table([*rows[0]], cells)
            return
        found = summarise(current.view)
    if as_json:
        output.data({"generation": current.generation.id, **found.to_dict()})
    titles = {one.name: one.title_en if english else one.title_vi for one in MEASURES}
    output.table(
        ("", words["measure"], words["count"]),
        [(name, titles[name], str(count)) for name, count in found.total.items()],
    )
    if sources:
        table = (
            (iri.removeprefix(ID), *(str(counts.get(one.name, 0)) for one in MEASURES))
            for iri, counts in sorted(found.sources.items())
        )
        output.table((words["source"], *(one.name for one in MEASURES)), table)


def _cell(value: object) -> str:
    if isinstance(value, dict):
        value = value["iri"]  # pyright: ignore[reportUnknownVariableType]  # a node of a fact row
    return "" if value is None else str(value).removeprefix(ID)  # pyright: ignore[reportUnknownArgumentType]  # as above
