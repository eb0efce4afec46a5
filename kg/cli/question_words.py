"""Questions and their answers as text and as plain data.

An empty cell of an answer column is written as unknown, never left to be read as no.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kg.model.terms import XSD_STRING, BlankNode, Iri
from kg.query.question import find_unknown, format_cell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.cli.output import Output
    from kg.model.terms import Term
    from kg.query.question import Column, Parameter, Question
    from kg.store.base import Solutions

UNKNOWN: Final = {"vi": "chưa rõ", "en": "unknown"}
_COLUMNS: Final = {
    "vi": ("số", "câu hỏi", "tham số"),
    "en": ("number", "question", "parameters"),
}
_NONE: Final = {"vi": "(không có dòng nào)", "en": "(no rows)"}


def tell_list(output: Output, questions: Sequence[Question]) -> None:
    """Write the catalogue, one question a line."""
    rows = [
        (
            str(question.number),
            _text(question, output.language),
            ", ".join(parameter.name for parameter in question.parameters),
        )
        for question in questions
    ]
    output.table(_COLUMNS[output.language], rows)


def tell_answer(output: Output, question: Question, solutions: Solutions) -> None:
    """Write a question and its rows."""
    if output.as_json:
        return
    language = output.language
    output.heading(f"{question.number}. {_text(question, language)}")
    rows = [_row(question, solutions.variables, row, language) for row in solutions.rows]
    descriptions = {
        column.name: column.description_vi if language == "vi" else column.description_en
        for column in question.columns
    }
    output.table([descriptions.get(name, name) for name in solutions.variables], rows)
    if not rows:
        output.line(_NONE[language])
    note = question.note_vi if language == "vi" else question.note_en
    if note:
        output.line(note)
    output.line()


def summary_dict(question: Question) -> dict[str, object]:
    """Return number, slug and text, as `GET /api/v1/questions` does."""
    text = {"vi": question.text_vi, "en": question.text_en}
    return {"number": question.number, "slug": question.slug, "text": text}


def answer_dict(question: Question, solutions: Solutions) -> dict[str, object]:
    """Return a question with its results, as `GET /api/v1/questions/{n}?run=1` does.

    References: SPARQL 1.1 Query Results JSON, section 3.
    """
    bindings = [{name: _term_dict(term) for name, term in row.items()} for row in solutions]
    return {
        **summary_dict(question),
        "note": {"vi": question.note_vi, "en": question.note_en},
        "parameters": [
            {**_described(one), "type": one.type, "default": one.default}
            for one in question.parameters
        ],
        "columns": [_described(column) for column in question.columns],
        "answer": list(question.answer),
        "sparql": question.sparql,
        "results": {"head": {"vars": list(solutions.variables)}, "results": {"bindings": bindings}},
        "unknown": list(find_unknown(question, solutions)),
    }


def _text(question: Question, language: str) -> str:
    return question.text_vi if language == "vi" else question.text_en


def _row(
    question: Question, names: Sequence[str], row: Sequence[Term | None], language: str
) -> list[str]:
    cells = zip(names, row, strict=True)
    return [
        UNKNOWN[language] if cell is None and name in question.answer else format_cell(cell)
        for name, cell in cells
    ]


def _described(described: Column | Parameter) -> dict[str, object]:
    words = {"vi": described.description_vi, "en": described.description_en}
    return {"name": described.name, "description": words}


def _term_dict(term: Term) -> dict[str, str]:
    if isinstance(term, Iri):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    shown = {"type": "literal", "value": term.value}
    if term.language:
        shown["xml:lang"] = term.language
    elif term.datatype != XSD_STRING:
        shown["datatype"] = term.datatype
    return shown
