"""The pages of the competency questions: a form for their parameters, the answer, the query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from api.pages.explorer_links import question_url
from kg.errors import IriError, NotFoundError
from kg.model.iri import BASE, ID, parse_short
from kg.model.terms import Iri, Literal
from kg.query.catalogue import bind_parameters
from kg.query.question import find_unknown, format_cell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.pages.explorer_names import Names
    from kg.model.terms import Term
    from kg.query.question import Question
    from kg.store.base import Solutions

MOST_ROWS = 200
"""Rows of an answer that a page shows; beyond, it says how many it leaves out."""


def show_question(
    question: Question, given: Mapping[str, str], solutions: Solutions, names: Names
) -> dict[str, Any]:
    """Return what the page of a question shows.

    Args:
        question: One of the catalogue.
        given: Parameters as they were asked, empty ones left out.
        solutions: Its answer.
        names: Words and names in the reader's language.
    """
    vi = names.lang == "vi"
    unknown = find_unknown(question, solutions)
    here = urlencode({"run": "1", **given})
    # a node is shown by its name, so that the column of names beside it would say it twice
    own = {f"{one.name}Label" for one in question.columns}
    shown = [at for at, one in enumerate(question.columns) if one.name not in own]
    return {
        "question": question,
        "text": question.text_vi if vi else question.text_en,
        "note": question.note_vi if vi else question.note_en,
        "parameters": [
            {
                "name": one.name,
                "text": _capital(one.description_vi if vi else one.description_en),
                "is_date": one.kind == "date",
                "is_collection": one.name == "collection",
                "value": (value := given.get(one.name, one.default or "")),
                "means": _meaning(value, names),
            }
            for one in question.parameters
        ],
        "columns": [
            _capital(one.description_vi if vi else one.description_en)
            for one in (question.columns[at] for at in shown)
        ],
        "rows": [[_cell(row[at], names) for at in shown] for row in solutions.rows[:MOST_ROWS]],
        "total": len(solutions.rows),
        "left_out": max(0, len(solutions.rows) - MOST_ROWS),
        "unknown": [
            _capital(one.description_vi if vi else one.description_en)
            for one in question.columns
            if one.name in unknown
        ],
        "json_url": f"/api/v1/questions/{question.number}?{here}",
        "csv_url": f"/questions/{question.number}?" + urlencode({**given, "format": "csv"}),
        "query_url": question_url(
            question, bind_parameters(names.snapshot.view, question, given), names.lang
        ),
    }


def rows_of(solutions: Solutions) -> list[dict[str, Any]]:
    """Return an answer as rows for CSV; nodes by their short ids."""
    return [
        {name: format_cell(cell) for name, cell in zip(solutions.variables, row, strict=True)}
        for row in solutions.rows
    ]


def _cell(term: Term | None, names: Names) -> dict[str, Any] | None:
    """Return a cell as a page shows it: nodes by name, codes and values in words, days as such."""
    if term is None:
        return None
    value = str(term)
    if isinstance(term, Iri) and value.startswith(ID):
        return {"node": _node(value, names), "text": value.removeprefix(ID)}
    if isinstance(term, Iri) and value.startswith(BASE):
        return {"node": None, "text": names.term(value)}
    if isinstance(term, Literal) and term.datatype.endswith("#date"):
        return {"node": None, "text": names.day(value)}
    if isinstance(term, Literal) and value in _VALUES:
        return {"node": None, "text": names.words[value]}
    return {"node": None, "text": value}


_VALUES = frozenset({"certain", "possible", "not shown", "complete", "incomplete", "unknown"})


def _node(iri: str, names: Names) -> dict[str, Any]:
    try:
        return names.node(iri)
    except NotFoundError:
        return {"iri": iri, "label": {"vi": None, "en": None}}


def _meaning(value: str, names: Names) -> str:
    """Return the name of the node that a field holds by its id; empty for anything else."""
    try:
        label = _node(parse_short(value).iri, names)["label"]
    except IriError:
        return ""
    return str(label.get(names.lang) or label.get("vi") or "")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
