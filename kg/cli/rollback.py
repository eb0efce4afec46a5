"""`phoihop rollback`: serve an older generation again."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.build.add_log import append_log
from kg.cli.add import By, user_name
from kg.cli.options import Json, Lang, Var, generations_of, new_app, output_of, settings_of

app = new_app()


@app.command()
def rollback(
    generation: Annotated[str, typer.Argument(metavar="ID", help="Generation to serve again.")],
    by: By = None,
    var: Var = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Serve an older generation again; nothing is rebuilt or deleted."""
    settings = settings_of(var)
    output = output_of(as_json, lang, settings)
    known = generations_of(settings)
    before = known.current_id()
    served = known.rollback(generation)
    append_log(settings.var, "rollback", by or user_name(), "", before, served)
    if as_json:
        output.data({"current": served.id, "content_hash": served.content_hash})
    output.line(f"current: {served.id}")
