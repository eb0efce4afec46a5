"""Reading a SPARQL 1.1 Protocol request: where the query is, which dataset, which format.

References: SPARQL 1.1 Protocol, 2.1 (query operation), 2.1.4 (dataset), 2.1.5 (content
negotiation). Form bodies are decoded exactly once, strictly as UTF-8.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from kg.errors import InputError, ParameterError
from kg.store.base import Dataset

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"
MAX_FIELDS = 100
"""Parameters one request may have; a query with a hundred graphs is a mistake."""

_KNOWN = ("query", "default-graph-uri", "named-graph-uri", "format", "lang")
_REPEATABLE = ("default-graph-uri", "named-graph-uri")


class UnsupportedMediaType(InputError):
    """The body is of a type that carries no query (HTTP 415)."""

    code = "unsupported-media-type"


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """One query operation.

    Attributes:
        query: The query text; None when the request asks for no query (service description).
        dataset: Graphs named by the protocol; empty means the store's own.
        format: Name or media type of `format=`, which beats `Accept`; None without it.
    """

    query: str | None
    dataset: Dataset
    format: str | None


def read_get(query_string: bytes) -> QueryRequest:
    """Read a query operation by GET.

    Raises:
        ParameterError: A parameter is unknown, repeated, or not UTF-8.
    """
    return _from_fields(_fields(query_string, "the query string"))


def read_post(content_type: str, query_string: bytes, body: bytes) -> QueryRequest:
    """Read a query operation by POST, form or direct.

    Raises:
        UnsupportedMediaType: The body is neither.
        ParameterError: A parameter is unknown, missing, repeated, or not UTF-8.
    """
    media_type, _, parameters = content_type.partition(";")
    charset = parameters.partition("charset=")[2].strip(' "').lower()
    if charset not in {"", "utf-8", "utf8"}:
        raise UnsupportedMediaType(f"the character set {charset!r} is not UTF-8")
    match media_type.strip().lower():
        case "application/x-www-form-urlencoded":
            # parameters of a form post stand in its body; the protocol has none beside it
            request = _from_fields(
                _fields(query_string, "the query string") + _fields(body, "the form")
            )
            if request.query is None:
                raise ParameterError("query", "", "a SPARQL query in the form")
            return request
        case "application/sparql-query":
            request = _from_fields(_fields(query_string, "the query string"))
            if request.query is not None:
                raise ParameterError("query", "twice", "the query in the body only")
            return QueryRequest(_decode(body), request.dataset, request.format)
        case other:
            raise UnsupportedMediaType(
                f"the body is {other[:80]!r}; a query comes as {FORM} or {DIRECT}"
            )


def _fields(data: bytes, where: str) -> list[tuple[str, str]]:
    if not data:
        return []
    try:
        return parse_qsl(
            data.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=MAX_FIELDS,
        )
    except UnicodeDecodeError:
        raise ParameterError(where, "", "percent-encoded UTF-8") from None
    except ValueError:
        raise ParameterError(where, "", f"at most {MAX_FIELDS} name=value pairs") from None


def _from_fields(fields: Sequence[tuple[str, str]]) -> QueryRequest:
    values: dict[str, list[str]] = {}
    for name, value in fields:
        if name not in _KNOWN:
            raise ParameterError(name[:80], value[:80], f"one of {', '.join(_KNOWN)}")
        values.setdefault(name, []).append(value)
    for name, found in values.items():
        if len(found) > 1 and name not in _REPEATABLE:
            raise ParameterError(name, f"{len(found)} values", "one value")
    dataset = Dataset(_graphs(values, "default-graph-uri"), _graphs(values, "named-graph-uri"))
    return QueryRequest(_one(values, "query"), dataset, _one(values, "format") or None)


def _one(values: Mapping[str, list[str]], name: str) -> str | None:
    return values[name][0] if name in values else None


def _graphs(values: Mapping[str, list[str]], name: str) -> tuple[str, ...]:
    graphs = values.get(name, [])
    for graph in graphs:
        if ":" not in graph or any(char in graph for char in '<>"{}|^`\\ \n\r\t'):
            raise ParameterError(name, graph[:80], "an absolute IRI")
    return tuple(graphs)


def _decode(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ParameterError("query", f"byte {error.start}", "UTF-8") from None
