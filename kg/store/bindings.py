"""Pre-binding: give variables of a query their values, on any engine, by tokens.

Engines differ here. Oxigraph substitutes only variables that a SELECT projects, SPARQL 1.1
Protocol has no parameters at all, and a VALUES block at the end of a query does not reach into
FILTER NOT EXISTS or a sub-select. So every adapter does the same thing before its engine sees the
query: each token `?name` becomes the term. Where the grammar wants a variable, this stands in:

* in a projection `?name` becomes `(term AS ?name)`, so the column stays;
* in GROUP BY and ORDER BY it becomes `(term)`;
* `BOUND(?name)` becomes `true`;
* where the query assigns `?name` itself (`AS ?name`, VALUES) the binding is refused.

All occurrences are bound, also those inside a sub-select that does not project the variable (as
SHACL's pre-binding asks for). `SELECT *` has no column for a bound variable. Values never become
text by hand: they are formatted terms, and an IRI that is none is refused.

References: SHACL, 5.3.1 (pre-bound variables); SPARQL 1.1 Query, 19.8 (grammar).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import cast

from kg.errors import ParameterError
from kg.model.terms import BlankNode, Iri, Literal, Term, format_term
from kg.store.base import Bindings
from kg.store.lexer import Token, iter_tokens

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^<>\"{}|^`\\\x00-\x20]*\Z")
_LANGUAGE = re.compile(r"[A-Za-z]+(?:-+[A-Za-z0-9]+)*\Z")
_MOST_TEXTS = 256
"""Texts that are kept with their gaps: more than there are named queries and shapes."""
_CLAUSES = {
    "SELECT": "projection",
    "DESCRIBE": "terms",
    "WHERE": "",
    "FROM": "",
    "GROUP": "condition",
    "ORDER": "condition",
    "HAVING": "",
    "LIMIT": "",
    "OFFSET": "",
    "VALUES": "values",
}


@dataclass(slots=True)
class _State:
    """What the tokens so far say about the place we are at."""

    clauses: list[str] = field(default_factory=lambda: [""])
    before: list[Token] = field(default_factory=list[Token])

    def advance(self, token: Token) -> None:
        if token.text in {"{", "("}:
            # `VALUES (?a ?b)` and its rows stay values; any other bracket starts afresh.
            inside = "values" if self.clauses[-1] == "values" and token.text == "(" else ""
            if token.text == "{":
                self.clauses[-1] = ""
            self.clauses.append(inside)
        elif token.text in {"}", ")"} and len(self.clauses) > 1:
            self.clauses.pop()
        elif token.keyword in _CLAUSES:
            self.clauses[-1] = _CLAUSES[token.keyword]
        self.before = [*self.before[-1:], token]


def bind(text: str, bindings: Bindings | None) -> str:
    """Return the query with the variables of `bindings` replaced by their terms.

    Line numbers stay; columns move on lines where a variable was replaced.

    Raises:
        ParameterError: A variable does not occur, or is assigned by the query itself; a value is a
            blank node (a variable, to SPARQL) or no valid term.

    >>> bind("SELECT ?s { ?s ?p ?o FILTER(?o > ?x) }", {"x": Literal("a")})
    'SELECT ?s { ?s ?p ?o FILTER(?o >  "a" ) }'
    """
    if not bindings:
        return text
    terms = {name: _format(name, term) for name, term in bindings.items()}
    try:
        pieces = _compile(text, frozenset(terms))
    except _RefusedError as refused:
        name, expected = refused.args
        raise ParameterError(name, terms[name], expected) from None
    return "".join([piece if isinstance(piece, str) else piece.fill(terms) for piece in pieces])


@dataclass(frozen=True, slots=True)
class _Gap:
    """Where a term goes, and what stands around it."""

    before: str
    name: str
    after: str

    def fill(self, terms: Mapping[str, str]) -> str:
        return f"{self.before}{terms[self.name]}{self.after}"


class _RefusedError(Exception):
    """A variable cannot be bound: its name, and what was expected."""


@lru_cache(maxsize=_MOST_TEXTS)
def _compile(text: str, names: frozenset[str]) -> tuple[str | _Gap, ...]:
    """Return the text with gaps for the terms: reading tokens costs more than most queries."""
    pieces, state, unused, skip_bracket = list["str | _Gap"](), _State(), set(names), False
    for token in iter_tokens(text):
        name = token.text[1:] if token.kind == "variable" else ""
        if token.kind in {"space", "comment"}:
            pieces.append(token.text)
            continue
        if name in names:
            unused.discard(name)
            skip_bracket = _is_bound_call(state)
            pieces.append("true" if skip_bracket else _gap(token, state))
            if skip_bracket:
                _blank_bound_call(pieces)
        elif skip_bracket and token.text == ")":
            skip_bracket = False
        else:
            pieces.append(token.text)
        state.advance(token)
    if unused:
        raise _RefusedError(min(unused), "a variable that occurs in the query")
    runs = groupby(pieces, key=lambda piece: isinstance(piece, str))
    return tuple(
        piece
        for is_text, run in runs
        for piece in (["".join(cast("Iterable[str]", run))] if is_text else run)
    )


def _is_bound_call(state: _State) -> bool:
    return [token.text.upper() for token in state.before] == ["BOUND", "("]


def _blank_bound_call(pieces: list[str | _Gap]) -> None:
    # Drop `BOUND` and `(`, which stand before the `true` just written; spaces may lie between.
    for index in range(len(pieces) - 2, -1, -1):
        if pieces[index] == "(":
            pieces[index] = ""
        elif str(pieces[index]).upper() == "BOUND":
            pieces[index] = " "
            return


def _gap(token: Token, state: _State) -> _Gap:
    name, clause = token.text[1:], state.clauses[-1]
    after_as = bool(state.before) and state.before[-1].keyword == "AS"
    if after_as or clause == "values":
        raise _RefusedError(name, "a variable that the query does not assign")
    if clause == "projection":
        return _Gap("(", name, f" AS {token.text})")
    return _Gap("(", name, ")") if clause == "condition" else _Gap(" ", name, " ")


def _format(name: str, term: Term) -> str:
    valid = not isinstance(term, BlankNode)
    if isinstance(term, Iri):
        valid = _IRI.match(term.value) is not None
    elif isinstance(term, Literal):
        valid = _IRI.match(term.datatype) is not None and (
            not term.language or _LANGUAGE.match(term.language) is not None
        )
    if not valid:
        raise ParameterError(name, str(term), "an absolute IRI or a literal")
    return format_term(term)
