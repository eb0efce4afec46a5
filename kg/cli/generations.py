"""`phoihop generations`: what was published, and the way back."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.options import Json, Lang, Var, generations_of, new_app, output_of, settings_of

if TYPE_CHECKING:
    from kg.publish import Listed

app = new_app()

COLUMNS = {
    "vi": ("thế hệ", "đang dùng", "tạo lúc", "số bộ tư", "mã băm", "lỗi"),
    "en": ("generation", "current", "created", "quads", "content hash", "fault"),
}


class Action(StrEnum):
    """What to do with the generations."""

    LIST = "list"
    ROLLBACK = "rollback"


@app.command()
def generations(
    action: Annotated[Action, typer.Argument(help="list or rollback.")] = Action.LIST,
    generation: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="Generation to serve again (rollback).")
    ] = None,
    var: Var = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """List the published generations, or roll back to one."""
    settings = settings_of(var)
    known = generations_of(settings)
    output = output_of(as_json, lang, settings)
    if action is Action.ROLLBACK:
        if not generation:
            raise typer.BadParameter("rollback needs the id of a generation", param_hint="ID")
        served = known.rollback(generation)
        if as_json:
            output.data({"current": served.id, "content_hash": served.content_hash})
        output.line(f"current: {served.id}")
        return
    rows = known.list()
    if as_json:
        output.data([_to_dict(row) for row in rows])
    output.table(COLUMNS[output.language], [_to_row(row) for row in rows])


def _to_dict(row: Listed) -> dict[str, object]:
    data: dict[str, object] = {"id": row.id, "current": row.current, "fault": row.fault or None}
    if row.generation:
        manifest = row.generation.manifest
        data |= {
            "created": manifest.created,
            "quads": manifest.contents.quads,
            "content_hash": manifest.contents.content_hash,
        }
    return data


def _to_row(row: Listed) -> tuple[str, ...]:
    current = "*" if row.current else ""
    if row.generation is None:
        return (row.id, current, "", "", "", row.fault)
    manifest = row.generation.manifest
    quads = str(manifest.contents.quads)
    return (row.id, current, manifest.created, quads, manifest.contents.content_hash, "")
