"""What passes between the server and its workers."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator

import pytest

from kg.errors import (
    KgError,
    QueryRefused,
    QuerySyntaxError,
    QueryTooLarge,
    StoreError,
    StoreUnavailable,
)
from kg.store.base import Dataset
from kg.store.frames import (
    FrameReader,
    Kind,
    Request,
    decode_error,
    encode_error,
    write_frame,
    write_frames,
)


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    reader, writer = os.pipe()
    yield reader, writer
    for end in (reader, writer):
        try:
            os.close(end)
        except OSError:
            continue


def test_frames_arrive_as_sent(pipe: tuple[int, int]) -> None:
    reader, writer = pipe
    write_frame(writer, Kind.DATA, b"abc")
    write_frame(writer, Kind.END)
    frames = FrameReader(reader)
    assert frames.read() == (Kind.DATA, b"abc")
    assert frames.has_ahead
    assert frames.read() == (Kind.END, b"")
    assert not frames.has_ahead


def test_frames_larger_than_a_pipe_arrive_whole(pipe: tuple[int, int]) -> None:
    reader, writer = pipe
    sent = [(Kind.DATA, b"x" * 100), (Kind.DATA, bytes(range(256)) * 4000), (Kind.END, b"")]
    thread = threading.Thread(target=write_frames, args=(writer, sent))
    thread.start()
    frames = FrameReader(reader)
    assert [frames.read() for _ in sent] == sent
    thread.join()


@pytest.mark.parametrize("sent", [b"", b"\x03\x00", b"\x03\x00\x00\x00\x05abc"])
def test_a_pipe_that_ends_inside_a_frame_gives_nothing(pipe: tuple[int, int], sent: bytes) -> None:
    reader, writer = pipe
    os.write(writer, sent)
    os.close(writer)
    assert FrameReader(reader).read() is None


def test_requests_survive(pipe: tuple[int, int]) -> None:
    request = Request("ASK { ?s ?p 'đ \ud800' }", "json", "solutions", ("a:a",), ("a:b",), 7)
    again = Request.decode(request.encode())
    assert again == request
    assert again.dataset == Dataset(("a:a",), ("a:b",))


@pytest.mark.parametrize(
    "error",
    [
        QuerySyntaxError("unexpected", line=3, column=4),
        QueryRefused("SERVICE", line=1, column=2),
        QueryTooLarge("memory", 5),
        StoreError("broken"),
        StoreUnavailable("absent"),
    ],
    ids=lambda error: error.code,
)
def test_errors_survive(error: KgError) -> None:
    again = decode_error(encode_error(error))
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))
