"""The catalogue of competency questions, as data and as pages."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.deps import ServicesDep, SnapshotDep
from api.schemas.questions import QuestionDetail, QuestionSummary, solutions_dict
from kg.errors import ParameterError
from kg.model.terms import Term
from kg.query.catalogue import run_question
from kg.query.question import find_unknown, format_cell

router = APIRouter()
_RESERVED = ("run", "lang")


@router.get("/api/v1/questions", tags=["questions"])
def list_questions(services: ServicesDep) -> list[QuestionSummary]:
    """List the competency questions."""
    return [QuestionSummary.of(question) for question in services.catalogue.questions]


@router.get("/api/v1/questions/{number}", tags=["questions"])
def get_question(
    number: str, request: Request, services: ServicesDep, snapshot: SnapshotDep
) -> QuestionDetail:
    """Show one question; `run=1` answers it, other parameters are those of the question.

    Raises:
        NotFoundError: There is no such question.
        ParameterError: A parameter is unknown or of the wrong kind.
    """
    question = services.catalogue.get(number)
    detail = QuestionDetail.of(question)
    run = request.query_params.get("run", "0")
    if run not in {"0", "1"}:
        raise ParameterError("run", run, "0 or 1")
    if run == "1":
        solutions = run_question(snapshot.view, question, _given(request))
        detail.results = solutions_dict(solutions)
        detail.unknown = list(find_unknown(question, solutions))
    return detail


@router.get("/questions", include_in_schema=False)
def questions_page(request: Request, services: ServicesDep, snapshot: SnapshotDep) -> HTMLResponse:
    """Show the list of questions."""
    questions = services.catalogue.questions
    return services.renderer.page("questions.html", request, snapshot, questions=questions)


@router.get("/questions/{number}", include_in_schema=False)
def question_page(
    number: str, request: Request, services: ServicesDep, snapshot: SnapshotDep
) -> HTMLResponse:
    """Show one question with its answer."""
    question = services.catalogue.get(number)
    solutions = run_question(snapshot.view, question, _given(request))
    values: dict[str, Any] = {
        "question": question,
        "columns": question.columns,
        "rows": [[_shown(cell) for cell in row] for row in solutions.rows],
        "json_url": f"/api/v1/questions/{number}?run=1",
    }
    return services.renderer.page("question.html", request, snapshot, **values)


def _shown(cell: Term | None) -> str | None:
    return None if cell is None else format_cell(cell)


def _given(request: Request) -> dict[str, str]:
    return {name: value for name, value in request.query_params.items() if name not in _RESERVED}
