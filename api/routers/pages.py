"""The first page: the main question as a form, and its answer."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import ValidationError

from api.deps import ServicesDep, SnapshotDep
from api.pages.answers import cite, list_agreement_pairs, list_collections, list_committees
from api.pages.pictures import figure_of_answer
from api.pages.render import language_of
from api.pages.words import Language
from api.problems import status_of
from api.routers.under_both import answer_under_both
from api.schemas.under_both import UnderBothParameters
from kg.errors import KgError, NotFoundError, ParameterError

router = APIRouter(include_in_schema=False)

FIELDS = ("a", "b", "as_of", "certainty", "collection", "include", "limit", "after")
Field = Annotated[str, Query(max_length=400)]


@router.get("/")
def home(request: Request, services: ServicesDep, snapshot: SnapshotDep) -> HTMLResponse:
    """Show the form; with both committees and a day, also the answer."""
    form = {name: request.query_params.get(name, "") for name in FIELDS}
    values: dict[str, Any] = {
        "form": form,
        "committees": list_committees(snapshot),
        "collections": list_collections(snapshot),
        "examples": [
            {
                **pair,
                "url": "/?" + urlencode({**pair, "lang": request.query_params.get("lang", "")}),
            }
            for pair in list_agreement_pairs(snapshot)
        ],
        "answer": None,
        "problem": None,
        "next_url": None,
        "json_url": None,
        "figure": None,
    }
    status = 200
    if form["a"] or form["b"]:
        status = _answer(form, snapshot, values, language_of(request))
    return services.renderer.page("home.html", request, snapshot, status, **values)


def _answer(
    form: dict[str, str], snapshot: SnapshotDep, values: dict[str, Any], language: Language
) -> int:
    """Put the answer or the problem into the values of the page; return the status."""
    asked = {name: value.strip() for name, value in form.items() if value.strip()}
    try:
        parameters = _parameters(asked)
        answer = answer_under_both(parameters, snapshot)
    except KgError as error:
        nearest = error.nearest if isinstance(error, NotFoundError) else ()
        values["problem"] = {"text": str(error), "nearest": nearest}
        return status_of(error)
    shown = answer.to_dict(snapshot.id, snapshot.generation.content_hash)
    values["answer"] = cite(shown, snapshot)
    values["figure"] = figure_of_answer(answer, snapshot, language, asked)
    values["json_url"] = "/api/v1/under-both?" + urlencode(asked)
    if answer.next_after:
        values["next_url"] = "/?" + urlencode({**asked, "after": answer.next_after})
    return 200


def _parameters(asked: dict[str, str]) -> UnderBothParameters:
    try:
        return UnderBothParameters.model_validate(asked)
    except ValidationError as error:
        fault = error.errors()[0]
        name = str(fault["loc"][0])
        expected = "a day such as 2017-10-06" if name == "as_of" else "a value"
        raise ParameterError(name, asked.get(name, "")[:80], expected) from None
