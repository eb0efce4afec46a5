"""Competency questions and their results over the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from kg.model.terms import BlankNode, Iri, Term

if TYPE_CHECKING:
    from kg.query.parameters import Parameter
    from kg.query.question import Column, Question
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


class Described(BaseModel):
    """A column of an answer: a variable and what it holds, by language."""

    name: str
    description: dict[str, str]


class ParameterInfo(Described):
    """One parameter of a question; without a default it has to be given."""

    type: str
    default: str | None


class QuestionDetail(QuestionSummary):
    """A question with its query; `results` and `unknown` when it was run.

    `results` has the form of SPARQL 1.1 Query Results JSON. In an answer column an unbound cell
    means unknown, never no; `unknown` names the answer columns that are unbound in every row.
    """

    note: dict[str, str]
    parameters: list[ParameterInfo]
    columns: list[Described]
    answer: list[str]
    sparql: str
    results: dict[str, Any] | None = None
    unknown: list[str] | None = None

    @classmethod
    def of(cls, question: Question) -> QuestionDetail:
        """Describe a question of the catalogue."""
        parameters = [
            ParameterInfo(
                name=one.name, type=one.type, default=one.default, description=_words(one)
            )
            for one in question.parameters
        ]
        return cls(
            **QuestionSummary.of(question).model_dump(),
            note={"vi": question.note_vi, "en": question.note_en},
            parameters=parameters,
            columns=[Described(name=c.name, description=_words(c)) for c in question.columns],
            answer=list(question.answer),
            sparql=question.sparql,
        )


def _words(described: Column | Parameter) -> dict[str, str]:
    return {"vi": described.description_vi, "en": described.description_en}


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
