"""The first page: the main question as a form; and, asked for, the page of its answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import ValidationError

from api.deps import Services, ServicesDep, SnapshotDep
from api.known_parameters import OnlyKnown
from api.pages.answers import list_collections, list_committees
from api.pages.both_page import show_both, units_as_rows
from api.pages.explorer_names import Names
from api.pages.explorer_route import PageRoute
from api.pages.home_page import show_contents
from api.pages.problem_page import describe_problem
from api.pages.render import language_of
from api.problems import status_of
from api.routers.explorer import csv_response
from api.schemas.under_both import UnderBothParameters
from kg.errors import DateError, KgError, ParameterError
from kg.query.under_both import UnderBothRequest, under_both

FIELDS = ("a", "b", "as_of", "certainty", "collection", "include", "limit", "after")
router = APIRouter(
    include_in_schema=False,
    route_class=PageRoute,
    dependencies=[Depends(OnlyKnown(also=(*FIELDS, "lang", "format")))],
)
Field = Annotated[str, Query(max_length=400)]


@router.get("/", response_model=None)
def home(request: Request, services: ServicesDep, snapshot: SnapshotDep) -> Response:
    """Show the form and what the graph holds; with two committees and a day, the answer."""
    names = Names(snapshot, language_of(request))
    form = {name: request.query_params.get(name, "").strip() for name in FIELDS}
    if form["a"] or form["b"]:
        return _answer(form, request, services, names)
    return _render("home.html", request, services, names, form=form, **show_contents(names))


def _answer(form: dict[str, str], request: Request, services: Services, names: Names) -> Response:
    """Answer the question, or show the form again with what is wrong with it."""
    asked = {name: value for name, value in form.items() if value}
    try:
        question = _read(asked, names)
        if request.query_params.get("format") == "csv":
            whole = under_both(
                names.snapshot.authority, names.snapshot.view, replace(question, limit=None)
            )
            shown = whole.to_dict(names.snapshot.id, names.snapshot.generation.content_hash)
            return csv_response(units_as_rows(shown))
        answer = under_both(names.snapshot.authority, names.snapshot.view, question)
    except _Misasked as error:
        problem, status = describe_problem(error, request, None, error.words), 400
    except KgError as error:
        problem, status = describe_problem(error, request, names.snapshot), status_of(error)
    else:
        shown = show_both(answer, asked, names)
        return _render("both.html", request, services, names, **shown)
    _lead_on(problem, asked, names)
    values = {"form": form, "problem": problem, **show_contents(names)}
    return _render("home.html", request, services, names, status, **values)


class _Misasked(ParameterError):
    """The question cannot be asked; `words` says which sentences of ours explain why."""

    def __init__(self, words: str, parameter: str, value: str, expected: str) -> None:
        self.words = words
        super().__init__(parameter, value, expected)


def _read(asked: dict[str, str], names: Names) -> UnderBothRequest:
    """Turn what was given into a question.

    Raises:
        ParameterError: Something is missing, or is not what it has to be.
        NotFoundError: A name is none; holds the nearest.
    """
    for name in ("a", "b"):
        if name not in asked:
            raise _Misasked("two-needed", name, "", "a committee")
    try:
        parameters = UnderBothParameters.model_validate(asked)
    except ValidationError as error:
        name = str(error.errors()[0]["loc"][0])
        given = asked.get(name, "")[:80]
        if name == "as_of" and not given:
            raise _Misasked("day-needed", name, "", "a day such as 2017-10-06") from None
        if name == "as_of":
            raise DateError(given) from None
        raise ParameterError(name, given, "a value") from None
    question = parameters.to_request(names.snapshot.view)
    if question.a == question.b:
        raise _Misasked("same-committee", "b", asked["b"], "another committee than a")
    return question


def _lead_on(problem: dict[str, Any], asked: dict[str, str], names: Names) -> None:
    """Let each name that is near ask the question again with it."""
    wrong = [name for name in ("a", "b") if asked.get(name) == problem["given"]]
    for node in problem["nearest"] if wrong else ():
        node["ask_url"] = "/?" + urlencode({**asked, wrong[0]: node["iri"], "lang": names.lang})


def _render(
    template: str,
    request: Request,
    services: Services,
    names: Names,
    status: int = 200,
    **values: Any,
) -> Response:
    shared: dict[str, Any] = {
        "t": names.words,
        "committees": list_committees(names.snapshot),
        "collections": [
            (name, names.words.get(f"collection_{name}", name))
            for name in list_collections(names.snapshot)
        ],
    }
    return services.renderer.page(
        template, request, names.snapshot, status, **{"problem": None, **shared, **values}
    )
