"""`phoihop build`: from source folders to a published generation."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.build.fingerprint import find_up_to_date
from kg.build.result import BuildOptions, BuildResult
from kg.build.retracted import active_folders
from kg.build.whole import tell_whole
from kg.cli.options import Json, Lang, Var, generations_of, new_app, output_of, settings_of
from kg.cli.output import write_error
from kg.cli.progress import showing
from kg.errors import ValidationFailed

if TYPE_CHECKING:
    from kg.cli.output import Output
    from kg.publish import Generations
    from kg.shapes import Language

app = new_app()

WORDS = {
    "vi": {
        "built": "Đã công bố thế hệ {id}: {quads} bộ tư, {warnings} cảnh báo ({seconds:.1f} giây)",
        "same": "Không có gì thay đổi: thế hệ {id}, {quads} bộ tư",
    },
    "en": {
        "built": "Published generation {id}: {quads} quads, {warnings} warnings ({seconds:.1f} s)",
        "same": "Up to date: generation {id}, {quads} quads",
    },
}

MOST_RESULTS = 50
"""Results of a failed validation that are shown; `phoihop validate` shows all."""

Data = Annotated[
    list[Path] | None,
    typer.Option(
        "--data",
        metavar="DIR",
        help="Folder with sources; may be given more than once (PHOIHOP_DATA; default data).",
        show_default=False,
    ),
]


@app.command()
def build(
    data: Data = None,
    force: Annotated[
        bool,
        typer.Option(
            "--force",
            help="Build even if nothing changed, and drop graphs that were written to the server.",
        ),
    ] = False,
    var: Var = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Read, check and index the sources; publish a generation."""
    settings = settings_of(var, data=tuple(data) if data else None)
    output = output_of(as_json, lang, settings)
    options = BuildOptions(force, settings.validation_engine, settings.chain_limit_triples)
    try:
        with showing(output.language, quiet=as_json) as progress:
            folders = active_folders(settings.data, settings.var)
            result = _build(folders, generations_of(settings), options, progress)
    except ValidationFailed as error:
        if not as_json:
            show: Callable[..., str] = import_module("kg.shapes").format_report
            write_error(show(error.report, output.language, limit=MOST_RESULTS).rstrip())
        raise
    if as_json:
        output.data(result.to_dict())
    _tell(output, result)


def _build(
    data: tuple[Path, ...], generations: Generations, options: BuildOptions, progress: object
) -> BuildResult:
    """Build, without importing the engines when there is nothing to do."""
    current = find_up_to_date(data, generations, options)
    if current is not None:
        return BuildResult(current, built=False)
    run: Callable[..., BuildResult] = import_module("kg.build.pipeline").build
    return run(data, generations, options, progress)


def _tell(output: Output, result: BuildResult) -> None:
    contents = result.generation.manifest.contents
    if result.whole and result.whole not in {"asked", "first"}:
        language: Language = "en" if output.language == "en" else "vi"
        output.line(tell_whole(result.whole, language))
    words = WORDS[output.language]["built" if result.built else "same"]
    output.line(
        words.format(
            id=result.generation.id,
            quads=contents.quads,
            warnings=contents.findings.get("warning", 0),
            seconds=sum(result.seconds.values()),
        )
    )
