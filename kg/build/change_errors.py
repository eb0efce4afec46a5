"""Errors of a change on their way from its process to the server, as plain data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kg.build.change_request import NotWritable, PreconditionFailed
from kg.errors import (
    KgError,
    NotFoundError,
    ParameterError,
    QueryRefused,
    QuerySyntaxError,
    QueryTooLarge,
    RdfSyntaxError,
    SourceError,
    StoreBusy,
    StoreError,
    StoreUnavailable,
    ValidationFailed,
)

_PLAIN: dict[str, type[KgError]] = {
    kind.code: kind
    for kind in (PreconditionFailed, NotWritable, SourceError, StoreUnavailable, StoreError)
}


def encode_error(error: KgError) -> dict[str, Any]:
    """Return an error that a change can cause as plain data, fit for JSON."""
    fields: dict[str, Any] = {"code": error.code, "text": str(error)}
    if isinstance(error, QuerySyntaxError):
        fields |= {"reason": error.reason, "line": error.line, "column": error.column}
    elif isinstance(error, RdfSyntaxError):
        fields |= {"reason": error.reason, "file": error.file}
        fields |= {"line": error.line, "column": error.column}
    elif isinstance(error, ParameterError):
        fields |= {"parameter": error.parameter, "value": error.value, "expected": error.expected}
    elif isinstance(error, NotFoundError):
        fields |= {"kind": error.kind, "value": error.value, "nearest": error.nearest}
    elif isinstance(error, QueryTooLarge):
        fields |= {"what": error.what, "limit": error.limit_bytes}
    elif isinstance(error, StoreBusy):
        fields |= {"retry_after_s": error.retry_after_s}
    elif isinstance(error, ValidationFailed):
        # duck-typed, so that the server need not load the validator to read an error
        to_dict = getattr(error.report, "to_dict", None)
        report = to_dict() if to_dict else error.report
        fields |= {"report": report, "violations": error.violations}
    return fields


def decode_error(fields: Mapping[str, Any]) -> KgError:
    """Return the error that `encode_error` wrote; a report stays plain data."""
    make = _MAKERS.get(fields["code"])
    return make(fields) if make else _PLAIN.get(fields["code"], StoreError)(fields["text"])


def _query_error(fields: Mapping[str, Any]) -> KgError:
    kind = QueryRefused if fields["code"] == QueryRefused.code else QuerySyntaxError
    return kind(fields["reason"], line=fields["line"], column=fields["column"])


_MAKERS: dict[str, Callable[[Mapping[str, Any]], KgError]] = {
    QuerySyntaxError.code: _query_error,
    QueryRefused.code: _query_error,
    RdfSyntaxError.code: lambda fields: RdfSyntaxError(
        fields["file"], fields["reason"], line=fields["line"], column=fields["column"]
    ),
    ParameterError.code: lambda fields: ParameterError(
        fields["parameter"], fields["value"], fields["expected"]
    ),
    NotFoundError.code: lambda fields: NotFoundError(
        fields["kind"], fields["value"], fields["nearest"]
    ),
    QueryTooLarge.code: lambda fields: QueryTooLarge(fields["what"], fields["limit"]),
    StoreBusy.code: lambda fields: StoreBusy(fields["text"], retry_after_s=fields["retry_after_s"]),
    ValidationFailed.code: lambda fields: ValidationFailed(fields["report"], fields["violations"]),
}
