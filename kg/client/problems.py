"""Problem documents (RFC 9457) back into the errors they were made of.

A code has its class in `kg.errors`; the message is the sentence of the server, and the attributes
that the document carries are set on the error. An unknown code becomes a `ServerProblem`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from inspect import signature
from typing import Any, ClassVar

from kg import errors
from kg.errors import KgError

# What an attribute is when the document does not carry it.
_DEFAULTS: Mapping[str, Any] = {
    "parameter": "", "value": "", "expected": "", "kind": "", "nearest": (), "reason": "",
    "line": 0, "column": 0, "what": "", "limit_bytes": 0, "deadline_s": math.nan, "faults": (),
    "report": None, "violations": 0, "file": "", "retry_after_s": 1.0,
}  # fmt: skip


class ServerProblem(KgError):
    """The server answered with a problem that has no class here.

    Attributes:
        status: HTTP status.
        problem: The problem document, or what there was of it.
    """

    code: ClassVar[str] = "server-problem"

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        self.status, self.problem = status, problem
        detail = problem.get("detail") or "the server gave no reason"
        super().__init__(f"{detail} (status {status})")


def _iter_classes(root: type[KgError]) -> Iterator[type[KgError]]:
    yield root
    for child in root.__subclasses__():
        yield from _iter_classes(child)


_CLASSES = {
    kind.code: kind for kind in _iter_classes(KgError) if kind.__module__ == errors.__name__
} | {"too-many-requests": errors.StoreBusy}


def to_error(status: int, problem: Mapping[str, Any], retry_after: str = "") -> KgError:
    """Return the error a problem document stands for.

    Args:
        status: HTTP status.
        problem: The document; empty when the body was none (a proxy, another server).
        retry_after: The header `Retry-After`, seconds.

    >>> to_error(404, {"code": "not-found", "detail": "no committee 'x'", "kind": "committee"})
    NotFoundError("no committee 'x'")
    """
    kind = _CLASSES.get(str(problem.get("code")))
    if kind is None and not problem and status in {429, 502, 503, 504}:
        # what stands between says that nobody is there, in its own words
        kind = errors.StoreBusy if status == 429 else errors.StoreUnavailable
        problem = {"detail": f"the server is not available (status {status})"}
    if kind is None:
        return ServerProblem(status, problem)
    # Not by the constructor: it would word the sentence again, from parts that may be missing.
    error = kind.__new__(kind)
    error.args = (str(problem.get("detail", kind.code)),)
    for name in signature(kind.__init__).parameters.keys() & _DEFAULTS.keys():
        value = problem.get(name, _DEFAULTS[name])
        setattr(error, name, tuple(value) if name == "nearest" else value)
    if isinstance(error, errors.StoreBusy) and retry_after.isdigit():
        error.retry_after_s = float(retry_after)
    return error
