"""The far end of the pipes, run in this process."""

from __future__ import annotations

import os
import select
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import QuerySyntaxError, QueryTooLarge
from kg.store.frames import FrameReader, Kind, Request, decode_error, write_frame
from kg.store.worker import FrameWriter, serve


@pytest.fixture
def line(checkpoint: Path) -> Iterator[tuple[int, int]]:
    """A worker's loop in a thread; yields (requests to write, answers to read)."""
    request_reader, request_writer = os.pipe()
    answer_reader, answer_writer = os.pipe()
    store = ox.Store.read_only(str(checkpoint))
    thread = threading.Thread(target=serve, args=(request_reader, answer_writer, store, 99))
    thread.start()
    yield request_writer, answer_reader
    os.close(request_writer)
    thread.join()
    for end in (request_reader, answer_reader, answer_writer):
        os.close(end)


def ask(line: tuple[int, int], text: str, limit: int = 10_000) -> list[tuple[Kind, bytes]]:
    kind = "graph" if text.startswith("CONSTRUCT") else "solutions"
    request = Request(text, "ntriples" if kind == "graph" else "csv", kind, (), (), limit)
    write_frame(line[0], Kind.REQUEST, request.encode())
    frames: list[tuple[Kind, bytes]] = []
    reader = FrameReader(line[1])
    while not frames or frames[-1][0] is Kind.DATA:
        frame = reader.read()
        assert frame is not None
        frames.append(frame)
    return frames


def test_answers_end_with_end(line: tuple[int, int]) -> None:
    assert ask(line, "SELECT (1 AS ?n) {}") == [(Kind.DATA, b"n\r\n1\r\n"), (Kind.END, b"")]
    data = ask(line, "CONSTRUCT WHERE { ?s ?p ?o }")
    assert [kind for kind, _ in data] == [Kind.DATA, Kind.END]


def test_errors_leave_the_worker_working(line: tuple[int, int]) -> None:
    syntax = decode_error(ask(line, "SELECT")[-1][1])
    assert isinstance(syntax, QuerySyntaxError)
    large = decode_error(ask(line, "SELECT * { ?s ?p ?o }", limit=10)[-1][1])
    assert isinstance(large, QueryTooLarge)
    assert (large.what, large.limit_bytes) == ("result", 10)
    assert ask(line, "SELECT (1 AS ?n) {}")[-1] == (Kind.END, b"")


def test_a_small_result_comes_with_its_end_and_a_large_one_in_chunks() -> None:
    reader, writer = os.pipe()
    sink = FrameWriter(writer, 10**6)
    assert sink.writable()
    sink.write(b"a" * 10)
    sink.write(b"b" * 10)
    assert not select.select([reader], [], [], 0)[0]
    sink.finish()
    frames = FrameReader(reader)
    assert frames.read() == (Kind.DATA, b"a" * 10 + b"b" * 10)
    assert frames.read() == (Kind.END, b"")
    sink.close()
    sink = FrameWriter(writer, 10**6)
    sink.write(b"c" * 60_000)
    time.sleep(0.06)  # longer than a result may be held back
    sink.write(b"d")
    assert frames.read() == (Kind.DATA, b"c" * 60_000 + b"d")
    sink.close()
    os.close(reader)
    os.close(writer)


def test_limit_is_exact() -> None:
    reader, writer = os.pipe()
    sink = FrameWriter(writer, 10)
    sink.write(b"x" * 10)
    with pytest.raises(QueryTooLarge):
        sink.write(b"x")
    assert sink.overrun is not None
    sink.close()
    os.close(reader)
    os.close(writer)
