"""Options that several commands share, declared once."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from kg.cli.output import Output
from kg.errors import ParameterError
from kg.publish import Generations
from kg.settings import Settings


class Language(StrEnum):
    """Language of an answer."""

    VI = "vi"
    EN = "en"


Var = Annotated[
    Path | None,
    typer.Option(
        "--var",
        help="Folder of the published generations (PHOIHOP_VAR; default var).",
        file_okay=False,
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Answer as JSON, errors too.")]
OfCollection = Annotated[
    str | None,
    typer.Option(
        "--collection", help="Use only sources of this collection, such as seeds (default all)."
    ),
]
Certainties = Annotated[
    str, typer.Option("--certainty", help="Certainties to use, separated by commas.")
]
Lang = Annotated[
    Language | None,
    typer.Option("--lang", help="Language of the answer (default vi).", show_default=False),
]


def new_app() -> typer.Typer:
    """Return the app of one command: plain help, no options for shell completion."""
    return typer.Typer(add_completion=False, rich_markup_mode=None)


def settings_of(var: Path | None = None, **given: object) -> Settings:
    """Read the settings; values given on the command line win over the environment.

    Raises:
        ParameterError: A value is not one the setting can have.
    """
    known = {"var": var, **given}
    try:
        given_only = {name: value for name, value in known.items() if value is not None}
        return Settings(**given_only)  # type: ignore[arg-type]  # pydantic checks the values
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise ParameterError(name, str(first["input"]), first["msg"].lower()) from None


def generations_of(settings: Settings) -> Generations:
    """Return the generations of the `var` folder of the settings."""
    return Generations(settings.var, keep=settings.keep_generations)


def output_of(as_json: bool, language: Language | None, settings: Settings) -> Output:
    """Return where a command answers."""
    return Output(as_json, language or settings.language)
