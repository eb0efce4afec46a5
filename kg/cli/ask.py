"""`phoihop ask`: the questions that need more than a pattern, first of all under-both."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.ask_words import tell
from kg.cli.opening import opened
from kg.cli.options import (
    Certainties,
    Json,
    Lang,
    OfCollection,
    Var,
    new_app,
    output_of,
    settings_of,
)
from kg.index.authority_open import AuthorityIndex
from kg.model.validity import parse_day
from kg.query.names import resolve
from kg.query.under_both import UnderBothRequest, under_both

app = new_app()

Committee = "A committee: com/quan-uy-hong-bang, a full IRI, or its exact label."


@app.callback()
def _ask() -> None:  # pyright: ignore[reportUnusedFunction]  # makes `ask` a group of questions
    """Ask which units fall under both committees on a day."""


@app.command("under-both")
def ask_under_both(  # noqa: PLR0913, PLR0917  (the parameters of a command are its options)
    a: Annotated[str, typer.Option("--a", help=Committee)],
    b: Annotated[str, typer.Option("--b", help="The other committee.")],
    as_of: Annotated[str, typer.Option("--as-of", help="The day asked about, YYYY-MM-DD.")],
    collection: OfCollection = None,
    certainty: Certainties = "stated,implied",
    nested: Annotated[
        bool, typer.Option("--nested", help="List the units also if one committee is above.")
    ] = False,
    limit: Annotated[
        int, typer.Option(min=1, max=500, help="Most units to list; the rest is counted.")
    ] = 50,
    after: Annotated[
        str | None, typer.Option(help="Go on after this unit, the last of the list before.")
    ] = None,
    var: Var = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Which units fall under both committees on a day, with paths, evidence and completeness."""
    settings = settings_of(var)
    output = output_of(as_json, lang, settings)
    day = parse_day(as_of)
    with opened(settings) as current:
        request = UnderBothRequest(
            a=resolve(current.view, a, ("com",), parameter="a"),
            b=resolve(current.view, b, ("com",), parameter="b"),
            as_of=day,
            certainty=tuple(part.strip() for part in certainty.split(",") if part.strip()),
            collection=collection,
            include_nested=nested,
            limit=limit,
            after=after,
        )
        generation = current.generation
        index = AuthorityIndex.open(generation.authority_path)
        answer = under_both(index, current.view, request)
    if as_json:
        output.data(answer.to_dict(generation.id, generation.content_hash))
    tell(output, answer)
