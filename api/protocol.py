"""Reading SPARQL 1.1 Protocol requests: where the query is, which dataset, which format.

References: SPARQL 1.1 Protocol, 2.1 (query operation), 2.1.4 (dataset), 2.2 (update operation).
Form bodies are decoded exactly once, strictly as UTF-8.
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

QUERY_PARAMETERS = (
    "query", "default-graph-uri", "named-graph-uri", "format", "output", "results", "lang",
)  # fmt: skip
UPDATE_PARAMETERS = ("update", "using-graph-uri", "using-named-graph-uri")
# SPARQLWrapper sends all three, some twice (a name and a media type); the first one counts.
_FORMAT_NAMES = ("format", "output", "results")
_REPEATABLE = (
    "default-graph-uri", "named-graph-uri", "using-graph-uri", "using-named-graph-uri",
    *_FORMAT_NAMES,
)  # fmt: skip


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


@dataclass(frozen=True, slots=True)
class UpdateRequest:
    """One update operation.

    Attributes:
        update: The text of the request.
        using: Graphs that `using-graph-uri` and `using-named-graph-uri` name.
    """

    update: str
    using: Dataset


def read_get(query_string: bytes) -> QueryRequest:
    """Read a query operation by GET.

    Raises:
        ParameterError: A parameter is unknown, repeated, or not UTF-8.
    """
    return _query_request(_fields(query_string, "the query string"))


def read_post(content_type: str, query_string: bytes, body: bytes) -> QueryRequest:
    """Read a query operation by POST, form or direct.

    Raises:
        UnsupportedMediaType: The body is neither.
        ParameterError: A parameter is unknown, missing, repeated, or not UTF-8.
    """
    fields = _fields(query_string, "the query string")
    if read_media_type(content_type, (FORM, DIRECT), "query") == FORM:
        # parameters of a form post stand in its body; the protocol has none beside it
        request = _query_request(fields + _fields(body, "the form"))
        if request.query is None:
            raise ParameterError("query", "", "a SPARQL query in the form")
        return request
    request = _query_request(fields)
    if request.query is not None:
        raise ParameterError("query", "twice", "the query in the body only")
    return QueryRequest(_decode(body, "query"), request.dataset, request.format)


def read_update(content_type: str, query_string: bytes, body: bytes) -> UpdateRequest:
    """Read an update operation by POST, form or direct.

    Raises:
        UnsupportedMediaType: The body is neither.
        ParameterError: A parameter is unknown, missing, repeated, or not UTF-8.
    """
    fields = _fields(query_string, "the query string")
    direct = read_media_type(content_type, (FORM, UPDATE), "update") == UPDATE
    values = _collect(fields if direct else fields + _fields(body, "the form"), UPDATE_PARAMETERS)
    text = _one(values, "update")
    if direct:
        if text is not None:
            raise ParameterError("update", "twice", "the update in the body only")
        text = _decode(body, "update")
    elif text is None:
        raise ParameterError("update", "", "a SPARQL update in the form")
    using = Dataset(_graphs(values, "using-graph-uri"), _graphs(values, "using-named-graph-uri"))
    return UpdateRequest(text, using)


def read_media_type(content_type: str, allowed: Sequence[str], what: str) -> str:
    """Return the media type of a body, lower-case and without parameters.

    Raises:
        UnsupportedMediaType: It is not allowed, or the body is not said to be UTF-8.
    """
    media_type, _, parameters = content_type.partition(";")
    media_type = media_type.strip().lower()
    charset = parameters.lower().partition("charset=")[2].partition(";")[0].strip(' "')
    if charset not in {"", "utf-8", "utf8"}:
        raise UnsupportedMediaType(f"the character set {charset[:40]!r} is not UTF-8")
    if media_type not in allowed:
        names = ", ".join(allowed)
        raise UnsupportedMediaType(
            f"the body is {media_type[:80]!r}; {what} comes as one of {names}"
        )
    return media_type


def read_fields(query_string: bytes, known: Sequence[str]) -> dict[str, str]:
    """Read the parameters of an address where each may stand once.

    Raises:
        ParameterError: A parameter is unknown, repeated, or not UTF-8.
    """
    values = _collect(_fields(query_string, "the query string"), known)
    return {name: found[0] for name, found in values.items()}


def check_graph_iri(parameter: str, graph: str) -> None:
    """Refuse what is not an absolute IRI.

    Raises:
        ParameterError: It is not.
    """
    if ":" not in graph or any(char in graph for char in '<>"{}|^`\\ \n\r\t'):
        raise ParameterError(parameter, graph[:80], "an absolute IRI")


def _fields(data: bytes, where: str) -> list[tuple[str, str]]:
    if not data:
        return []
    try:
        # one name has no value: `graph-store?default`
        if any(b"=" not in pair and pair != b"default" for pair in data.split(b"&")):
            raise ValueError("a name without a value")
        return parse_qsl(
            data.decode("ascii"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=MAX_FIELDS,
        )
    except UnicodeDecodeError:
        raise ParameterError(where, "", "percent-encoded UTF-8") from None
    except ValueError:
        raise ParameterError(where, "", f"at most {MAX_FIELDS} name=value pairs") from None


def _collect(fields: Sequence[tuple[str, str]], known: Sequence[str]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for name, value in fields:
        if name not in known:
            raise ParameterError(name[:80], value[:80], f"one of {', '.join(known)}")
        values.setdefault(name, []).append(value)
    for name, found in values.items():
        if len(found) > 1 and name not in _REPEATABLE:
            raise ParameterError(name, f"{len(found)} values", "one value")
    return values


def _query_request(fields: Sequence[tuple[str, str]]) -> QueryRequest:
    values = _collect(fields, QUERY_PARAMETERS)
    dataset = Dataset(_graphs(values, "default-graph-uri"), _graphs(values, "named-graph-uri"))
    asked = (_one(values, name) for name in _FORMAT_NAMES)
    return QueryRequest(_one(values, "query"), dataset, next((one for one in asked if one), None))


def _one(values: Mapping[str, list[str]], name: str) -> str | None:
    return values[name][0] if name in values else None


def _graphs(values: Mapping[str, list[str]], name: str) -> tuple[str, ...]:
    graphs = values.get(name, [])
    for graph in graphs:
        check_graph_iri(name, graph)
    return tuple(graphs)


def _decode(body: bytes, parameter: str) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ParameterError(parameter, f"byte {error.start}", "UTF-8") from None
