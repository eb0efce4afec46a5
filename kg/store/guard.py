"""Limits a query must keep before an engine sees it.

Oxigraph 0.5.13 reads and evaluates by recursion. On a stack of 8 MiB its process died at some
depth between 200 and 1 000 nested functions or NOT EXISTS, 1 000 and 3 000 nested groups or flat
MINUS, BIND and SELECT expressions, 3 000 and 10 000 nested parentheses, flat `||`, `&&`, `+`,
UNION or OPTIONAL. The limits here are far below that and far above what people write. They are a
courtesy (a clear 400 instead of a dead worker): the sandbox does not rely on them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NoReturn

from kg.errors import QueryRefused, QueryTooLarge
from kg.store.base import Dataset
from kg.store.lexer import Token, place, refuse_forbidden, tokenise

_OPEN, _CLOSE = frozenset("({["), frozenset(")}]")
# Each of these makes one more level of recursion in the engine, even in a flat chain.
_RECURSIVE_OPERATORS = frozenset({"!", "+", "-", "*", "/", "|", "^", "||", "&&", "<"})
_RECURSIVE_WORDS = frozenset(
    {"OPTIONAL", "UNION", "MINUS", "FILTER", "BIND", "GRAPH", "EXISTS", "AS", "LATERAL"}
)
_REFUSED_SCHEMES = ("file:", "ftp:", "data:", "jar:")


@dataclass(frozen=True, slots=True)
class QueryLimits:
    """How large and how deep the text of a query may be.

    Attributes:
        size_bytes: UTF-8 size.
        nesting: Open brackets of any kind at one place.
        operators: Operators and clauses that make an engine recurse, in the whole text.
    """

    size_bytes: int = 256 * 1024
    nesting: int = 200
    operators: int = 1000


DEFAULT_LIMITS = QueryLimits()


@lru_cache(maxsize=64)
def check_query(text: str, limits: QueryLimits = DEFAULT_LIMITS) -> None:
    """Refuse a query that reaches out of the store, or is larger or deeper than the limits.

    Raises:
        QueryTooLarge: The text is over `size_bytes`.
        QueryRefused: SERVICE, LOAD, a local file; nested too deep; too many operators.
        QuerySyntaxError: A character begins no token.
    """
    # Four bytes are the most a character takes; count bytes only where it can matter.
    if len(text) * 4 > limits.size_bytes and len(text.encode()) > limits.size_bytes:
        raise QueryTooLarge("query", limits.size_bytes)
    refuse_forbidden(text)
    check_nesting(text, limits)
    _check_operators(text, limits)


def check_nesting(text: str, limits: QueryLimits = DEFAULT_LIMITS) -> None:
    """Refuse a query or update whose brackets nest deeper than `limits.nesting`.

    Raises:
        QueryRefused: They do.
    """
    depth = 0
    for token in tokenise(text):
        if token.text in _OPEN:
            depth += 1
            if depth > limits.nesting:
                _refuse(text, token, f"brackets nest deeper than {limits.nesting} levels")
        elif token.text in _CLOSE:
            depth -= 1


def check_dataset(dataset: Dataset) -> None:
    """Refuse graphs that are files.

    Raises:
        QueryRefused: One is.
    """
    for graph in (*dataset.default, *dataset.named):
        if graph.lower().startswith(_REFUSED_SCHEMES):
            raise QueryRefused(f"a dataset may not contain {graph[:60]!r}")


def _check_operators(text: str, limits: QueryLimits) -> None:
    tokens = tokenise(text)
    count = 0
    for index, token in enumerate(tokens):
        recursive = token.text in _RECURSIVE_OPERATORS and not _is_sign(tokens, index)
        if recursive or token.keyword in _RECURSIVE_WORDS:
            count += 1
            if count > limits.operators:
                _refuse(
                    text, token, f"there are more than {limits.operators} operators and clauses"
                )


def _is_sign(tokens: tuple[Token, ...], index: int) -> bool:
    # The sign of a number in a list of values: `VALUES ?x { -1 -2 }`.
    if tokens[index].text not in {"+", "-"} or not 0 < index < len(tokens) - 1:
        return False
    before, after = tokens[index - 1], tokens[index + 1]
    adjacent = after.kind == "number" and after.start == tokens[index].end
    return adjacent and (before.kind == "number" or before.text in {"{", "(", ","})


def _refuse(text: str, token: Token, reason: str) -> NoReturn:
    line, column = place(text, token.start)
    raise QueryRefused(reason, line=line, column=column)
