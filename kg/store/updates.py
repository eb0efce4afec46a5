"""Reading a SPARQL update before it runs: its operations, and what it would write where.

Three things differ from what an engine does with the whole text. The default graph here is the
union of all graphs, so an operation that writes into it would be lost in silence; it is refused.
Each operation runs on its own, so that the union is right for the next one. And graphs named by the
protocol (`using-graph-uri`) are put into the text, since the engine has no other door for them.

References: SPARQL 1.1 Update, 3 and 4; SPARQL 1.1 Protocol, 2.2.3; grammar rules 29 to 49.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NoReturn

from kg.errors import ParameterError, QueryRefused, QuerySyntaxError
from kg.model.iri import BASE
from kg.model.terms import Iri, format_term
from kg.store.base import UNION, Dataset
from kg.store.lexer import Token, place, tokenise

MAX_OPERATIONS = 1000
"""After each one the union is brought up to date, which reads the whole store."""

_MANAGING = ("CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD")
_STARTS = ("INSERT", "DELETE", "WITH", *_MANAGING)
_PROLOGUE = ("BASE", "PREFIX", "VERSION")
_BASE_LINE = f"BASE <{BASE}>\n"


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of an update request.

    Attributes:
        text: The operation with the prologue that applies to it, at the lines and columns where it
            stands in the request, after `lines_before` lines more.
        lines_before: Lines that were put before it.
    """

    text: str
    lines_before: int


def split_update(text: str, using: Dataset = UNION) -> tuple[Operation, ...]:
    """Split an update request into its operations.

    Args:
        text: The request; `lexer.refuse_forbidden` has passed it.
        using: Graphs named by the protocol.

    Raises:
        QuerySyntaxError: It is no update.
        QueryRefused: It writes into the default graph or into all graphs, or is too long.
        ParameterError: The protocol and the request both name graphs.
    """
    spans = list(_iter_spans(text))
    if len(spans) > MAX_OPERATIONS:
        token = spans[MAX_OPERATIONS][0]
        _refuse(text, token, f"there are more than {MAX_OPERATIONS} operations")
    # a prologue with nothing after it is allowed, and does nothing
    wanted = (index for index, span in enumerate(spans) if _length_of_prologue(span) < len(span))
    return tuple(_make(text, spans, index, using) for index in wanted)


def _iter_spans(text: str) -> Iterator[tuple[Token, ...]]:
    """Yield the tokens of each prologue and each operation, the `;` between them left out."""
    span: list[Token] = []
    depth = 0
    for token in tokenise(text):
        depth += (token.text == "{") - (token.text == "}")
        if token.text == ";" and depth == 0:
            if span:
                yield tuple(span)
            span = []
        else:
            span.append(token)
    if span:
        yield tuple(span)


def _make(text: str, spans: Sequence[tuple[Token, ...]], index: int, using: Dataset) -> Operation:
    """Blank out the operations before one, so that its errors keep their line and column."""
    pieces, end, begin = list[str](), 0, 0
    for number, span in enumerate(spans[: index + 1]):
        begin = _length_of_prologue(span)
        stop = span[-1].end if number == index or not begin else span[begin - 1].end
        start = span[0].start if number == index or begin else stop
        pieces += [_blank(text[end:start]), text[start:stop]]
        end = stop
    operation = spans[index][begin:]
    _check(text, operation)
    insertion = _using_clause(text, operation, using)
    joined = "".join(pieces)
    if insertion:
        offset, clause = insertion
        joined = f"{joined[:offset]}{clause}{joined[offset:]}"
    return Operation(f"{_BASE_LINE}{joined}", 1)


def _length_of_prologue(span: Sequence[Token]) -> int:
    """Return how many tokens declare a base or prefixes."""
    index = 0
    while index < len(span) and span[index].keyword in _PROLOGUE:
        index += 3 if span[index].keyword == "PREFIX" else 2
    return min(index, len(span))


def _blank(text: str) -> str:
    return "".join("\n" if char == "\n" else " " for char in text)


def _check(text: str, operation: Sequence[Token]) -> None:
    first = operation[0]
    if first.keyword not in _STARTS:
        line, column = place(text, first.start)
        reason = f"expected INSERT, DELETE or another update, found {first.text[:40]!r}"
        raise QuerySyntaxError(reason, line=line, column=column)
    if first.keyword in _MANAGING:
        _check_managing(text, operation)
    elif first.keyword != "WITH":
        _check_templates(text, operation)


def _check_managing(text: str, operation: Sequence[Token]) -> None:
    """Refuse CLEAR, DROP, COPY, MOVE and ADD that would write beyond one named graph."""
    words = [token.keyword for token in operation]
    moves = words[0] == "MOVE"
    written = operation if words[0] in {"CLEAR", "DROP"} or moves else operation[-1:]
    for token in written:
        if token.keyword in {"DEFAULT", "ALL", "NAMED"}:
            reason = "the default graph is the union of the others; name the graph to write"
            _refuse(text, token, reason)


def _check_templates(text: str, operation: Sequence[Token]) -> None:
    """Refuse triples outside GRAPH in what is inserted or deleted."""
    depth, template = 0, False
    for before, token in zip((operation[0], *operation), operation, strict=False):
        if token.text == "{":
            depth += 1
            if depth == 1:
                # DELETE WHERE {...} is a template as well
                template = template or before.keyword in {"INSERT", "DELETE", "DATA"}
                continue
        elif token.text == "}":
            depth -= 1
            template = template and depth > 0
        elif depth == 0 and token.keyword in {"INSERT", "DELETE"}:
            template = True
        elif depth == 0 and token.keyword == "WHERE":
            template = before.keyword == "DELETE"
        if template and depth == 1 and before.text in {"{", "}", "."}:
            if token.text not in {"}", "."} and token.keyword != "GRAPH":
                _refuse(text, token, "name the graph to write: GRAPH <...> { ... } or WITH <...>")


def _using_clause(text: str, operation: Sequence[Token], using: Dataset) -> tuple[int, str] | None:
    """Return where to put which USING clauses; None when the operation takes none."""
    if using == UNION:
        return None
    depth = 0
    for before, token in zip((operation[0], *operation), operation, strict=False):
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0 and token.keyword in {"USING", "WITH"}:
            raise ParameterError("using-graph-uri", "given", f"nothing beside {token.keyword}")
        if depth == 0 and token.keyword == "WHERE":
            if before.keyword == "DELETE":
                _refuse(
                    text, token, "DELETE WHERE takes no using-graph-uri; write DELETE and WHERE"
                )
            default = (f"USING {format_term(Iri(graph))} " for graph in using.default)
            named = (f"USING NAMED {format_term(Iri(graph))} " for graph in using.named)
            return token.start, "".join((*default, *named))
    return None


def _refuse(text: str, token: Token, reason: str) -> NoReturn:
    line, column = place(text, token.start)
    raise QueryRefused(reason, line=line, column=column)
