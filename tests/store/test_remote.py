"""The remote adapter against real sockets: a real engine, and servers that misbehave."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from kg.errors import (
    KgError,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooLarge,
    StoreBusy,
    StoreError,
    StoreUnavailable,
)
from kg.model.terms import Iri, Quad, typed
from kg.store.base import Dataset
from kg.store.remote import RemoteStore
from tests.store.conftest import free_port, remote
from tests.store.sample import GRAPH_A, NS, quad

JSON = "application/sparql-results+json"
Reply = tuple[int, dict[str, str], bytes, float]


class Scripted:
    """A server that answers every request with one scripted reply, and remembers the requests."""

    def __init__(self) -> None:
        self.reply: Reply = (200, {"Content-Type": JSON}, b'{"head":{},"boolean":true}', 0)
        self.requests: list[tuple[str, str, bytes, dict[str, str]]] = []
        scripted = self

        class Handler(BaseHTTPRequestHandler):
            def handle_any(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                scripted.requests.append((self.command, self.path, body, dict(self.headers)))
                status, headers, payload, pause_s = scripted.reply
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if "Content-Length" not in headers:
                    self.send_header("Content-Length", str(len(payload)))
                self.end_headers()
                for start in range(0, len(payload), 8) if pause_s else (0,):
                    self.wfile.write(payload[start : start + 8] if pause_s else payload)
                    self.wfile.flush()
                    time.sleep(pause_s)

            do_GET = do_POST = do_PUT = do_DELETE = handle_any  # noqa: N815  # names of the library

            def log_message(self, *_: object) -> None:
                pass

            def handle(self) -> None:
                try:
                    super().handle()
                except (BrokenPipeError, ConnectionResetError):
                    return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self._thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self._thread.join()
        self.server.server_close()


@pytest.fixture
def scripted() -> Iterator[Scripted]:
    server = Scripted()
    yield server
    server.close()


@pytest.fixture
def client(scripted: Scripted) -> Iterator[RemoteStore]:
    with RemoteStore(
        scripted.url + "/sparql?key=1", scripted.url + "/update", scripted.url + "/store",
        deadline_s=5, result_bytes=1000, headers={"Authorization": "Bearer t"},
        union_parameters={"union": "yes"},
    ) as opened:  # fmt: skip
        yield opened


def test_query_is_posted_as_it_is(scripted: Scripted, client: RemoteStore) -> None:
    query = "ASK { <http://example.org/%C4%91> ?p 'đ%25' }"
    assert client.query(query) is True
    ((method, path, body, headers),) = scripted.requests
    assert (method, path, body.decode()) == ("POST", "/sparql?key=1&union=yes", query)
    assert headers["Content-Type"] == "application/sparql-query; charset=utf-8"
    assert (headers["Accept"], headers["Authorization"]) == (JSON, "Bearer t")


@pytest.mark.parametrize(
    ("query", "dataset", "path"),
    [
        ("ASK FROM <a:b> {}", Dataset(), "/sparql?key=1"),
        (
            "ASK {}",
            Dataset(("a:b",), ("a:c", "a:d")),
            "/sparql?key=1&default-graph-uri=a%3Ab&named-graph-uri=a%3Ac&named-graph-uri=a%3Ad",
        ),
    ],
)
def test_dataset_replaces_the_union(
    scripted: Scripted, client: RemoteStore, query: str, dataset: Dataset, path: str
) -> None:
    client.query(query, dataset=dataset)
    assert scripted.requests[0][1] == path


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        ((200, {"Content-Type": JSON}, b'{"head":{"vars":["s"]},"results":{"bi', 0), StoreError),
        ((200, {"Content-Type": JSON}, b"The query did not finish in time", 0), StoreError),
        ((200, {"Content-Type": JSON, "Content-Length": "99"}, b'{"boolean":true}', 0), StoreError),
        ((200, {"Content-Type": "text/html"}, b"<html>", 0), StoreError),
        ((200, {}, b'{"head":{},"boolean":true}', 0), StoreError),
        ((200, {"Content-Type": JSON}, b" " * 1001, 0), QueryTooLarge),
        ((302, {"Location": "http://127.0.0.1:1/"}, b"", 0), StoreError),
        ((500, {}, b"panic", 0), StoreError),
        ((401, {}, b"", 0), StoreUnavailable),
        ((404, {}, b"", 0), StoreUnavailable),
        ((504, {}, b"", 0), QueryTimeout),
        ((503, {"Retry-After": "7"}, b"", 0), StoreBusy),
        ((429, {"Retry-After": "soon"}, b"", 0), StoreBusy),
        ((400, {}, b"Parse error: line 3, column 14", 0), QuerySyntaxError),
        ((400, {}, b"error at 3:14: expected" + b" " * 9000, 0), QuerySyntaxError),
        ((400, {}, b"no", 0), QuerySyntaxError),
    ],
    ids=lambda value: str(value)[:60],
)  # fmt: skip
def test_misbehaviour_is_an_error(
    scripted: Scripted, client: RemoteStore, reply: Reply, error: type[KgError]
) -> None:
    scripted.reply = reply
    with pytest.raises(error) as caught:
        client.query("ASK {}")
    assert type(caught.value) is error
    if isinstance(caught.value, StoreBusy):
        assert caught.value.retry_after_s == (7 if "7" in str(reply) else 1)
    if isinstance(caught.value, QuerySyntaxError):
        assert (caught.value.line, caught.value.column) == ((3, 14) if b"3" in reply[2] else (0, 0))
        assert "arse" not in str(caught.value)


@pytest.mark.parametrize("pause_s", [0.05, 1])
def test_slow_answers_are_cut(scripted: Scripted, client: RemoteStore, pause_s: float) -> None:
    scripted.reply = (200, {"Content-Type": JSON}, b" " * 200, pause_s)
    started = time.monotonic()
    with pytest.raises(QueryTimeout) as caught:
        client.query("ASK {}", deadline_s=0.3)
    assert caught.value.deadline_s == 0.3
    assert time.monotonic() - started < 2


def test_a_server_that_is_down() -> None:
    with RemoteStore(f"http://127.0.0.1:{free_port()}/query") as store:
        for ask in (lambda: store.query("ASK {}"), store.check, lambda: list(store.dump(GRAPH_A))):
            with pytest.raises(StoreUnavailable):
                ask()


@pytest.mark.parametrize(
    "write",
    [lambda s: s.update("CLEAR ALL"), lambda s: s.load(GRAPH_A, ())],
    ids=["update", "load"],
)
def test_without_urls_nothing_is_written(write: Callable[[RemoteStore], None]) -> None:
    with RemoteStore("http://127.0.0.1:1/query") as store, pytest.raises(StoreError):
        write(store)


def test_failed_writes_are_errors(scripted: Scripted, client: RemoteStore) -> None:
    scripted.reply = (400, {}, b"bad data", 0)
    with pytest.raises(StoreError):
        client.load(GRAPH_A, [quad("a", "b", "c")])
    with pytest.raises(QuerySyntaxError):
        client.update("CLEAR ALL")


def test_nothing_is_sent_of_a_bad_graph(scripted: Scripted, client: RemoteStore) -> None:
    with pytest.raises(StoreError):
        client.load(GRAPH_A, [Quad(Iri("a> <b"), Iri("a:b"), typed("1", "integer"), Iri(GRAPH_A))])
    assert scripted.requests == []


def test_dump_without_a_graph_store_asks_a_query(server_url: str) -> None:
    with remote(server_url) as writer:
        writer.update("CLEAR ALL")
        writer.load(GRAPH_A, [quad("a", "b", "c")])
    with RemoteStore(f"{server_url}/query", union_parameters={"union-default-graph": ""}) as reader:
        assert list(reader.dump(GRAPH_A)) == [quad("a", "b", "c")]
        assert list(reader.dump(NS + "absent")) == []
        assert reader.check() == ()


def test_a_missing_union_is_found_out(server_url: str) -> None:
    urls = [f"{server_url}/{name}" for name in ("query", "update", "store")]
    with (
        RemoteStore(*urls) as store,
        pytest.raises(StoreUnavailable, match="union of named graphs"),
    ):
        store.check()
