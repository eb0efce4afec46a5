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
from dataclasses import dataclass, field

from kg.errors import ParameterError
from kg.model.terms import BlankNode, Iri, Literal, Term, format_term
from kg.store.base import Bindings
from kg.store.lexer import Token, iter_tokens

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^<>\"{}|^`\\\x00-\x20]*\Z")
_LANGUAGE = re.compile(r"[A-Za-z]+(?:-+[A-Za-z0-9]+)*\Z")
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
    pieces, state, unused, skip_bracket = list[str](), _State(), set(terms), False
    for token in iter_tokens(text):
        name = token.text[1:] if token.kind == "variable" else ""
        if token.kind in {"space", "comment"}:
            pieces.append(token.text)
            continue
        if name in terms:
            unused.discard(name)
            skip_bracket = _is_bound_call(state)
            pieces.append("true" if skip_bracket else _replacement(token, terms[name], state))
            if skip_bracket:
                _blank_bound_call(pieces)
        elif skip_bracket and token.text == ")":
            skip_bracket = False
        else:
            pieces.append(token.text)
        state.advance(token)
    if unused:
        name = min(unused)
        raise ParameterError(name, str(bindings[name]), "a variable that occurs in the query")
    return "".join(pieces)


def _is_bound_call(state: _State) -> bool:
    return [token.text.upper() for token in state.before] == ["BOUND", "("]


def _blank_bound_call(pieces: list[str]) -> None:
    # Drop `BOUND` and `(`, which stand before the `true` just written; spaces may lie between.
    for index in range(len(pieces) - 2, -1, -1):
        if pieces[index] == "(":
            pieces[index] = ""
        elif pieces[index].upper() == "BOUND":
            pieces[index] = " "
            return


def _replacement(token: Token, term: str, state: _State) -> str:
    clause = state.clauses[-1]
    after_as = bool(state.before) and state.before[-1].keyword == "AS"
    if after_as or clause == "values":
        raise ParameterError(token.text[1:], term, "a variable that the query does not assign")
    if clause == "projection":
        return f"({term} AS {token.text})"
    return f"({term})" if clause == "condition" else f" {term} "


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
