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
from collections.abc import Iterable
from dataclasses import dataclass
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
_READ_BYTES = 64 * 1024


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
        fields = {name: getattr(self, name) for name in self.__slots__}
        return json.dumps(fields, ensure_ascii=False).encode("utf-8", "surrogatepass")

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
    write_frames(fd, ((kind, payload),))


def write_frames(fd: int, frames: Iterable[tuple[Kind, bytes | memoryview]]) -> None:
    """Write frames with one call of the system where the pipe takes them.

    Raises:
        BrokenPipeError: Nobody reads any more.
    """
    parts: list[bytes | memoryview] = []
    for kind, payload in frames:
        parts += (_HEADER.pack(kind, len(payload)), payload)
    written = os.writev(fd, parts)
    for part in parts:
        if written < len(part):
            _write_all(fd, memoryview(part)[written:])
        written = max(0, written - len(part))


class FrameReader:
    """Reads the frames of one pipe, as many at a time as there are.

    Args:
        fd: The pipe; not owned.
    """

    def __init__(self, fd: int) -> None:
        self._fd, self._ahead = fd, b""

    @property
    def has_ahead(self) -> bool:
        """Whether bytes have been read that no frame has used yet."""
        return bool(self._ahead)

    def read(self) -> tuple[Kind, bytes] | None:
        """Return the next frame; None when the pipe ends, also inside a frame."""
        header = self._take(_HEADER.size)
        if header is None:
            return None
        kind, length = cast("tuple[int, int]", _HEADER.unpack(header))
        payload = self._take(length)
        return None if payload is None else (Kind(kind), payload)

    def _take(self, length: int) -> bytes | None:
        parts, there = [self._ahead], len(self._ahead)
        while there < length:
            part = os.read(self._fd, max(_READ_BYTES, length - there))
            if not part:
                return None
            parts.append(part)
            there += len(part)
        whole = parts[0] if len(parts) == 1 else b"".join(parts)
        self._ahead = whole[length:]
        return whole[:length]


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
