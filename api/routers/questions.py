"""The catalogue of competency questions, as data and as pages."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.deps import ServicesDep, SnapshotDep
from api.known_parameters import OnlyKnown, check_names
from api.pages.explorer_links import question_url
from api.pages.explorer_route import PageRoute
from api.pages.question_page import rows_of, show_question
from api.pages.render import language_of
from api.routers.explorer import csv_response, names_of
from api.schemas.questions import QuestionDetail, QuestionSummary, solutions_dict
from kg.query.catalogue import run_question
from kg.query.question import Question, find_unknown

router = APIRouter()
pages = APIRouter(include_in_schema=False, route_class=PageRoute)
_PAGE = ("lang", "format", "run")


@router.get("/api/v1/questions", tags=["questions"], dependencies=[Depends(OnlyKnown())])
def list_questions(services: ServicesDep) -> list[QuestionSummary]:
    """List the competency questions."""
    return [QuestionSummary.of(question) for question in services.catalogue.questions]


@router.get("/api/v1/questions/{number}", tags=["questions"])
def get_question(
    number: str,
    request: Request,
    services: ServicesDep,
    snapshot: SnapshotDep,
    run: Annotated[Literal["0", "1"], Query(description="1 answers the question.")] = "0",
) -> QuestionDetail:
    """Show one question; `run=1` answers it, other parameters are those of the question.

    Raises:
        NotFoundError: There is no such question.
        ParameterError: A parameter is unknown or of the wrong kind.
    """
    question = services.catalogue.get(number)
    _check(request, question, ("run",))
    detail = QuestionDetail.of(question)
    if run == "1":
        solutions = run_question(snapshot.view, question, _given(request))
        detail.results = solutions_dict(solutions)
        detail.unknown = list(find_unknown(question, solutions))
    return detail


@pages.get("/questions", dependencies=[Depends(OnlyKnown(also=("lang",)))])
def questions_page(request: Request, services: ServicesDep, snapshot: SnapshotDep) -> HTMLResponse:
    """Show the list of questions."""
    questions = services.catalogue.questions
    return services.renderer.page("questions.html", request, snapshot, questions=questions)


@pages.get("/questions/{number}", response_model=None)
def question_page(
    number: str, request: Request, services: ServicesDep, snapshot: SnapshotDep
) -> Response:
    """Show one question with its parameters and its answer.

    Raises:
        NotFoundError: There is no such question, or a node does not exist.
        ParameterError: A parameter is unknown or of the wrong kind.
    """
    question = services.catalogue.get(number)
    _check(request, question, _PAGE)
    given = {name: value for name, value in _given(request).items() if value.strip()}
    solutions = run_question(snapshot.view, question, given)
    if request.query_params.get("format") == "csv":
        return csv_response(rows_of(solutions))
    names = names_of(request, snapshot)
    shown = show_question(question, given, solutions, names)
    return services.renderer.page("question.html", request, snapshot, t=names.words, **shown)


@pages.get(
    "/questions/{number}/query",
    response_model=None,
    dependencies=[Depends(OnlyKnown(also=("lang",)))],
)
def question_query(number: str, request: Request, services: ServicesDep) -> Response:
    """Lead to the query form with the question in it.

    Raises:
        NotFoundError: There is no such question.
    """
    url = question_url(services.catalogue.get(number), {}, language_of(request))
    return RedirectResponse(url, status_code=303)


def _check(request: Request, question: Question, also: tuple[str, ...]) -> None:
    names = (*also, *(parameter.name for parameter in question.parameters))
    check_names(request, dict.fromkeys(names, False))


def _given(request: Request) -> dict[str, str]:
    return {name: value for name, value in request.query_params.items() if name not in _PAGE}
