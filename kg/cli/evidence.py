"""`phoihop evidence`: hashes of the places in the texts, checked and written."""

from __future__ import annotations

import sys
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.build import Data
from kg.cli.exits import INVALID
from kg.cli.options import Json, Lang, Var, new_app, output_of, settings_of
from kg.ingest.discover import find_source_folders
from kg.ingest.evidence import check_texts, write_spans
from kg.ingest.folder import read_folders
from kg.ingest.source import read_source_description

if TYPE_CHECKING:
    from kg.cli.output import Output
    from kg.settings import Settings

app = new_app()

WORDS = {
    "vi": {
        "ok": "{spans} đoạn chứng cứ của {sources} nguồn đều khớp với văn bản",
        "bad": "{count} chỗ không khớp",
        "written": "đã ghi {path}",
        "columns": ("nguồn", "lỗi", "đầu", "cuối", "phải là", "gặp"),
    },
    "en": {
        "ok": "{spans} evidence spans of {sources} sources all match the texts",
        "bad": "{count} mismatches",
        "written": "wrote {path}",
        "columns": ("source", "fault", "start", "end", "expected", "found"),
    },
}


class Action(StrEnum):
    """What to do with the evidence."""

    CHECK = "check"
    HASH = "hash"


@app.command()
def evidence(
    action: Annotated[Action, typer.Argument(help="check or hash.")],
    texts: Annotated[
        Path | None,
        typer.Option(help="Folder with the texts of the sources (PHOIHOP_TEXTS).", file_okay=False),
    ] = None,
    data: Data = None,
    var: Var = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Check or write the hashes of evidence in the texts."""
    settings = settings_of(var, data=tuple(data) if data else None, texts=texts)
    if settings.texts is None:
        raise typer.BadParameter("name the folder of the texts", param_hint="--texts")
    output = output_of(as_json, lang, settings)
    if action is Action.HASH:
        _write(output, settings, settings.texts)
    else:
        _check(output, settings, settings.texts)


def _check(output: Output, settings: Settings, texts: Path) -> None:
    # Every range has to be known, those of large files too.
    read = read_folders(settings.data, bulk_bytes=sys.maxsize)
    mismatches = check_texts(read.sources, read.spans, texts)
    words = WORDS[output.language]
    if output.as_json:
        output.data(
            {
                "sources": len(read.sources),
                "spans": len(read.spans),
                "mismatches": [asdict(mismatch) for mismatch in mismatches],
            }
        )
    if not mismatches:
        output.line(str(words["ok"]).format(spans=len(read.spans), sources=len(read.sources)))
        return
    rows = ([_cell(value) for value in asdict(mismatch).values()] for mismatch in mismatches)
    output.table(words["columns"], rows)
    output.line(str(words["bad"]).format(count=len(mismatches)))
    raise typer.Exit(INVALID)


def _write(output: Output, settings: Settings, texts: Path) -> None:
    """Write `spans.csv` of every source whose text is named."""
    folders = [folder.path for folder in find_source_folders(settings.data, [])]
    held = [folder for folder in folders if read_source_description(folder).sha256]
    written = [write_spans(folder, texts) for folder in held]
    if output.as_json:
        output.data({"written": [path.as_posix() for path in written]})
    for path in written:
        output.line(str(WORDS[output.language]["written"]).format(path=path))


def _cell(value: object) -> str:
    return "" if value is None else str(value)
