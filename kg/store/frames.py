"""What the server process and its workers say to each other over two pipes.

A frame is one byte of kind, four bytes of length (big endian) and that many bytes. A request is one
REQUEST frame of JSON; the answer is DATA frames and one END, or one ERROR frame, which may come
after data. A worker says READY once, when its store is open. A pipe that ends inside a frame, or
before END, means that the worker died: a short result cannot be taken for a whole one.
"""

from __future__ import annotations

import json
import os
import struct
from dataclasses import asdict, dataclass
from enum import IntEnum
from typing import Any, Literal, cast

from kg.errors import (
    KgError,
    QueryRefused,
    QuerySyntaxError,
    QueryTooLarge,
    StoreError,
    StoreUnavailable,
)
from kg.store.base import Dataset

_HEADER = struct.Struct(">BI")


class Kind(IntEnum):
    """Kinds of frames."""

    READY = 1
    REQUEST = 2
    DATA = 3
    END = 4
    ERROR = 5


@dataclass(frozen=True, slots=True)
class Request:
    """One query for a worker: checked and bound already.

    Attributes:
        text: SPARQL.
        format: Name of the result's format.
        kind: Kind of that format: "solutions" or "graph".
        default: Default graphs; both lists empty means the store's own dataset.
        named: Named graphs.
        result_bytes: How much may be sent.
    """

    text: str
    format: str
    kind: Literal["solutions", "graph"]
    default: tuple[str, ...]
    named: tuple[str, ...]
    result_bytes: int

    @property
    def dataset(self) -> Dataset:
        """The dataset of the query."""
        return Dataset(self.default, self.named)

    def encode(self) -> bytes:
        """Return the JSON of the request."""
        return json.dumps(asdict(self), ensure_ascii=False).encode("utf-8", "surrogatepass")

    @classmethod
    def decode(cls, payload: bytes) -> Request:
        """Read the JSON of a request."""
        fields = cast("dict[str, Any]", json.loads(payload.decode("utf-8", "surrogatepass")))
        fields["default"], fields["named"] = tuple(fields["default"]), tuple(fields["named"])
        return cls(**fields)


def write_frame(fd: int, kind: Kind, payload: bytes | memoryview = b"") -> None:
    """Write one frame.

    Raises:
        BrokenPipeError: Nobody reads any more.
    """
    _write_all(fd, _HEADER.pack(kind, len(payload)))
    _write_all(fd, payload)


def read_frame(fd: int) -> tuple[Kind, bytes] | None:
    """Read one frame; None when the pipe ends, also inside a frame."""
    header = _read_exactly(fd, _HEADER.size)
    if header is None:
        return None
    kind, length = cast("tuple[int, int]", _HEADER.unpack(header))
    payload = _read_exactly(fd, length)
    return None if payload is None else (Kind(kind), payload)


def encode_error(error: KgError) -> bytes:
    """Return the JSON of an error that a query can cause."""
    fields: dict[str, Any] = {"code": error.code, "reason": str(error)}
    if isinstance(error, QuerySyntaxError):
        fields |= {"reason": error.reason, "line": error.line, "column": error.column}
    if isinstance(error, QueryTooLarge):
        fields |= {"what": error.what, "limit": error.limit_bytes}
    return json.dumps(fields).encode()


def decode_error(payload: bytes) -> KgError:
    """Return the error that `encode_error` wrote."""
    fields = cast("dict[str, Any]", json.loads(payload))
    code, reason = cast("str", fields["code"]), cast("str", fields["reason"])
    if code in {QuerySyntaxError.code, QueryRefused.code}:
        kind = QueryRefused if code == QueryRefused.code else QuerySyntaxError
        return kind(reason, line=int(fields["line"]), column=int(fields["column"]))
    if code == QueryTooLarge.code:
        return QueryTooLarge(str(fields["what"]), int(fields["limit"]))
    return StoreUnavailable(reason) if code == StoreUnavailable.code else StoreError(reason)


def _write_all(fd: int, payload: bytes | memoryview) -> None:
    rest = memoryview(payload)
    while rest:
        rest = rest[os.write(fd, rest) :]


def _read_exactly(fd: int, length: int) -> bytes | None:
    parts = bytearray()
    while len(parts) < length:
        part = os.read(fd, length - len(parts))
        if not part:
            return None
        parts += part
    return bytes(parts)
