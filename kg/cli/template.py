"""`phoihop template`: empty tables to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.options import Json, Lang, new_app, output_of, settings_of
from kg.errors import SourceError
from kg.ingest.template import write_template

app = new_app()

WORDS = {
    "vi": "đã ghi {count} tệp vào {folder}: điền phoihop.xlsx, hoặc các bảng trong tables/",
    "en": "wrote {count} files to {folder}: fill in phoihop.xlsx, or the tables in tables/",
}


@app.command()
def template(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write; may not exist.")],
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Write empty tables as CSV files and as a workbook."""
    output = output_of(as_json, lang, settings_of())
    try:
        written = write_template(folder)
    except FileExistsError as error:
        name = Path(str(error.filename or error.args[0])).name
        raise SourceError(f"{name!r} exists in {str(folder)!r}; nothing was written") from None
    except OSError:
        raise SourceError(f"the template cannot be written to {str(folder)!r}") from None
    if as_json:
        output.data({"written": [path.relative_to(folder).as_posix() for path in written]})
    output.line(WORDS[output.language].format(count=len(written), folder=folder))
