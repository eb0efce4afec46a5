"""`phoihop questions`: the catalogue of competency questions, listed and answered."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.opening import opened
from kg.cli.options import Json, Lang, Var, new_app, output_of, settings_of
from kg.cli.question_words import answer_dict, summary_dict, tell_answer, tell_list
from kg.errors import ParameterError
from kg.query.catalogue import load_catalogue, run_question

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kg.cli.output import Output
    from kg.query.catalogue import Question
    from kg.settings import Settings

app = new_app()


class Action(StrEnum):
    """What to do with the questions."""

    LIST = "list"
    RUN = "run"


@app.command()
def questions(
    action: Annotated[Action, typer.Argument(help="list or run.")] = Action.LIST,
    number: Annotated[
        str | None,
        typer.Argument(metavar="[N]", help="Number or slug of a question; run answers all without"),
    ] = None,
    values: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="A parameter of the question."),
    ] = None,
    var: Var = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """List the competency questions, or answer them."""
    settings = settings_of(var)
    output = output_of(as_json, lang, settings)
    catalogue = load_catalogue()
    chosen = catalogue.questions if number is None else (catalogue.get(number),)
    if action is Action.RUN:
        _run(output, settings, chosen, _parse(values or []))
    elif as_json:
        output.data([summary_dict(question) for question in chosen])
    else:
        tell_list(output, chosen)


def _run(
    output: Output, settings: Settings, chosen: Sequence[Question], values: Mapping[str, str]
) -> None:
    answers: list[dict[str, object]] = []
    with opened(settings) as current:
        for question in chosen:
            solutions = run_question(current.view, question, values)
            answers.append(answer_dict(question, solutions))
            tell_answer(output, question, solutions)
    if output.as_json:
        output.data(answers if len(answers) > 1 else answers[0])


def _parse(values: Sequence[str]) -> dict[str, str]:
    """Parse `name=value` pairs.

    Raises:
        ParameterError: One has no equals sign.
    """
    pairs = [value.partition("=") for value in values]
    for name, equals, _ in pairs:
        if not equals:
            raise ParameterError("--set", name, "NAME=VALUE")
    return {name: value for name, _, value in pairs}
