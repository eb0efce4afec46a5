"""The closed catalogue of competency questions, and the named queries of this package.

Questions are data: `ontology/questions/NN-slug.rq` with the rows that the seeds must give beside
it. Who asks gives a number and typed values, never text of a query; what the catalogue does not
hold cannot be asked this way.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from kg.errors import NotFoundError, OntologyError, ParameterError
from kg.model.terms import Iri, Term
from kg.ontology.files import question_files
from kg.query.names import resolve
from kg.query.parameters import Parameter
from kg.query.question import Question, parse_question
from kg.store.base import GraphView, Solutions

__all__ = [
    "Catalogue",
    "Question",
    "build_catalogue",
    "load_catalogue",
    "named_query",
    "run_question",
]

_QUERIES: Final = Path(__file__).resolve().parent / "sparql"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All questions, by number."""

    questions: tuple[Question, ...]

    def __iter__(self) -> Iterator[Question]:
        return iter(self.questions)

    def __len__(self) -> int:
        return len(self.questions)

    def get(self, name: int | str) -> Question:
        """Return a question by number, slug, or both (`1`, `"01"`, `"01-slug"`, `"slug"`).

        Raises:
            NotFoundError: There is none; holds the nearest names.
        """
        given = str(name)
        number = int(given) if given.isascii() and given.isdigit() and len(given) < 9 else None
        for question in self.questions:
            if question.number == number or given in {question.slug, question.name}:
                return question
        raise NotFoundError("question", given, self._nearest(given, number))

    def _nearest(self, given: str, number: int | None) -> tuple[str, ...]:
        if number is not None:
            ordered = sorted(self.questions, key=lambda found: abs(found.number - number))
            return tuple(str(found.number) for found in ordered[:3])
        return _close(given, [found.slug for found in self.questions])


def build_catalogue(files: Iterable[Path]) -> Catalogue:
    """Read question files and order them by number.

    Raises:
        OntologyError: There is none, a header is faulty, or two have one number.
    """
    questions = sorted(map(parse_question, files), key=lambda found: found.number)
    if not questions:
        raise OntologyError("the vocabulary has no questions")
    for question, other in pairwise(questions):
        if question.number == other.number:
            raise OntologyError(f"{question.name} and {other.name} have one number")
    return Catalogue(tuple(questions))


@cache
def load_catalogue() -> Catalogue:
    """Return the catalogue of the vocabulary, read once.

    Raises:
        OntologyError: As `build_catalogue`.
    """
    return build_catalogue(question_files())


def run_question(
    view: GraphView,
    question: Question,
    parameters: Mapping[str, str] | None = None,
    *,
    deadline_s: float | None = None,
) -> Solutions:
    """Answer a question.

    Args:
        view: The data.
        question: One of the catalogue.
        parameters: Values by name, as text; what is not given has the question's default. A node
            may be given as id, IRI or exact label, and must exist: a question about a node that
            does not exist would have no answer, and that looks like an answer.
        deadline_s: As in `GraphView.query`.

    Returns:
        Rows in the order of the question. An empty cell in an answer column means unknown.

    Raises:
        ParameterError: A parameter is unknown, missing, or of the wrong type.
        NotFoundError: A node does not exist; holds the nearest ids.
        StoreError: The view failed.
    """
    bindings = bind_parameters(view, question, parameters or {})
    result = view.query(question.sparql, bindings=bindings, deadline_s=deadline_s)
    if not isinstance(result, Solutions):
        raise OntologyError(f"{question.name} is not a SELECT query")
    return result


def bind_parameters(
    view: GraphView, question: Question, parameters: Mapping[str, str]
) -> dict[str, Term]:
    """Return the terms of given values by variable; defaults are the query's own.

    Raises:
        ParameterError: A parameter is unknown, missing, or of the wrong type.
        NotFoundError: A node does not exist.
    """
    names = [parameter.name for parameter in question.parameters]
    for name in parameters:
        if name not in names:
            hint = ", ".join(_close(name, names) or tuple(names)) or "no parameters"
            raise ParameterError(name, parameters[name], f"a parameter of the question: {hint}")
    for parameter in question.parameters:
        if parameter.default is None and parameter.name not in parameters:
            raise ParameterError(parameter.name, "", f"a value of type {parameter.type}")
    return {
        parameter.name: _term(view, parameter, parameters[parameter.name])
        for parameter in question.parameters
        if parameter.name in parameters
    }


def _term(view: GraphView, parameter: Parameter, value: str) -> Term:
    if parameter.kind != "id":
        return parameter.parse(value)
    types = (parameter.target,) if parameter.target else ()
    return Iri(resolve(view, value, types, parameter=parameter.name))


@cache
def named_query(name: str) -> str:
    """Return the text of `kg/query/sparql/{name}.rq`.

    Raises:
        NotFoundError: There is none; holds the nearest names.
    """
    names = sorted(path.stem for path in _QUERIES.glob("*.rq"))
    if name not in names:
        raise NotFoundError("query", name, _close(name, names))
    return (_QUERIES / f"{name}.rq").read_text(encoding="utf-8")


def _close(given: str, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(difflib.get_close_matches(given, names, n=3, cutoff=0.4))
