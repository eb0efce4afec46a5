"""Competency questions and their results over the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from kg.model.terms import BlankNode, Iri, Term

if TYPE_CHECKING:
    from kg.query.catalogue import Question
    from kg.store.base import Solutions


class QuestionSummary(BaseModel):
    """One line of the catalogue."""

    number: int
    slug: str
    text: dict[str, str]

    @classmethod
    def of(cls, question: Question) -> QuestionSummary:
        """Summarise a question of the catalogue."""
        text = {"vi": question.text_vi, "en": question.text_en}
        return cls(number=question.number, slug=question.slug, text=text)


class ParameterInfo(BaseModel):
    """One parameter of a question."""

    name: str
    type: str
    default: str | None
    description: str


class QuestionDetail(QuestionSummary):
    """A question with its query; `results` when it was run.

    `results` has the form of SPARQL 1.1 Query Results JSON: an unbound cell is absent, and means
    unknown.
    """

    parameters: list[ParameterInfo]
    columns: list[str]
    sparql: str
    results: dict[str, Any] | None = None

    @classmethod
    def of(cls, question: Question) -> QuestionDetail:
        """Describe a question of the catalogue."""
        parameters = [
            ParameterInfo(
                name=parameter.name,
                type=parameter.type,
                default=parameter.default,
                description=parameter.description,
            )
            for parameter in question.parameters
        ]
        return cls(
            **QuestionSummary.of(question).model_dump(),
            parameters=parameters,
            columns=[column.name for column in question.columns],
            sparql=question.sparql,
        )


def solutions_dict(solutions: Solutions) -> dict[str, Any]:
    """Return solutions in the form of SPARQL 1.1 Query Results JSON, section 3."""
    rows = [{name: _term(term) for name, term in row.items()} for row in solutions]
    return {"head": {"vars": list(solutions.variables)}, "results": {"bindings": rows}}


def _term(term: Term) -> dict[str, str]:
    if isinstance(term, Iri):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    shown = {"type": "literal", "value": term.value}
    if term.language:
        shown["xml:lang"] = term.language
    elif not term.datatype.endswith("#string"):
        shown["datatype"] = term.datatype
    return shown
