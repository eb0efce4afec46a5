"""Results of SPARQL and of competency questions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from kg.client.call import read_json
from kg.client.frames import Frame, build_frame
from kg.client.shapes import Words
from kg.errors import StoreError
from kg.model.terms import XSD, Literal, Term
from kg.store.base import Solutions, Triples
from kg.store.results import iter_triples, parse_solutions

if TYPE_CHECKING:
    import httpx

_INTEGERS = frozenset(
    XSD + name
    for name in ("integer", "int", "long", "short", "nonNegativeInteger", "positiveInteger")
)
_REALS = frozenset(XSD + name for name in ("decimal", "double", "float"))


def to_python(term: Term) -> str | int | float | bool:
    """Return a term as a value: numbers and booleans as such, all else as its text.

    >>> to_python(Literal("4", XSD + "integer"))
    4
    """
    if isinstance(term, Literal):
        try:
            if term.datatype in _INTEGERS:
                return int(term.value)
            if term.datatype in _REALS:
                return float(term.value)
        except ValueError:
            return term.value  # an ill-typed literal is shown as it is written
        if term.datatype == XSD + "boolean":
            return term.value in {"true", "1"}
    return str(term)


@dataclass(frozen=True, slots=True)
class QueryRows:
    """Rows of a SELECT.

    Attributes:
        solutions: Variables and rows, in the order of the engine.
        generation: Id of the generation that answered; empty when the server did not say.
    """

    solutions: Solutions
    generation: str = ""

    def __iter__(self) -> Iterator[dict[str, Term]]:
        return iter(self.solutions)

    def __len__(self) -> int:
        return len(self.solutions)

    def to_frame(self) -> Frame:
        """Return the rows as a frame with a column for each variable."""
        rows = [{name: to_python(term) for name, term in row.items()} for row in self.solutions]
        return build_frame(rows, self.solutions.variables)


@dataclass(frozen=True, slots=True)
class QuestionAnswer(QueryRows):
    """The answer to a competency question.

    Attributes:
        number: Number of the question.
        text: The question in words.
        unknown: Columns of the answer that are unbound in every row: unknown, never "no".
    """

    number: int = 0
    text: Words | None = None
    unknown: tuple[str, ...] = ()


def read_select(response: httpx.Response) -> QueryRows:
    """Read the rows of a SELECT.

    Raises:
        StoreError: They are not whole, or the query was none.
    """
    found = parse_solutions(response.content)
    if isinstance(found, bool):
        raise StoreError("the query was an ASK, not a SELECT")
    return QueryRows(found, response.headers.get("Phoihop-Generation", ""))


def read_ask(response: httpx.Response) -> bool:
    """Read the answer of an ASK.

    Raises:
        StoreError: It is not whole, or the query was none.
    """
    found = parse_solutions(response.content)
    if not isinstance(found, bool):
        raise StoreError("the query was a SELECT, not an ASK")
    return found


def read_triples(response: httpx.Response) -> Triples:
    """Read the triples of a CONSTRUCT or DESCRIBE.

    Raises:
        StoreError: They are not whole.
    """
    return Triples(tuple(iter_triples([response.content])))


def read_answer(response: httpx.Response) -> QuestionAnswer:
    """Read a question that was run.

    Raises:
        StoreError: It is none.
    """
    body = cast("dict[str, Any]", read_json(response))
    try:
        found = parse_solutions(json.dumps(body["results"]).encode())
        assert not isinstance(found, bool)
        return QuestionAnswer(found, "", body["number"], body["text"], tuple(body["unknown"]))
    except (KeyError, TypeError, AssertionError):
        raise StoreError(f"{response.url.path} did not answer a question") from None
