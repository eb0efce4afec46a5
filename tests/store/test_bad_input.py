"""Queries meant to hurt: what every door must survive."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from kg.errors import KgError, QueryRefused, QueryTooLarge, StoreError
from kg.store.base import GraphStore, GraphView
from kg.store.guard import QueryLimits
from kg.store.pool import SandboxLimits
from kg.store.sandbox import Sandbox, SandboxView
from tests.store.test_lexer import FORBIDDEN

DEEP = 20_000
NESTED = {
    "parentheses": "ASK { FILTER(" + "(" * DEEP + "1" + ")" * DEEP + ") }",
    "not-exists": "ASK { " + "FILTER NOT EXISTS {" * DEEP + "?s ?p ?o" + "}" * DEEP + " }",
    "functions": "ASK { FILTER(" + "STR(" * DEEP + "1" + ")" * DEEP + " = '1') }",
    "groups": "ASK { " + "{" * DEEP + "?s ?p ?o" + "}" * DEEP + " }",
    "or": "ASK { FILTER(false" + " || false" * DEEP + ") }",
}
UNLIMITED = QueryLimits(size_bytes=10**8, nesting=10**8, operators=10**8)


class Listener:
    """A real socket that counts who comes."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.connections = 0
        self.settled = threading.Event()
        self._thread = threading.Thread(target=self._accept)
        self._thread.start()

    def _accept(self) -> None:
        while True:
            connection, _ = self._socket.accept()
            with connection:
                if connection.recv(4) == b"stop":
                    return
            self.connections += 1
            self.settled.set()

    def close(self) -> None:
        with socket.create_connection(("127.0.0.1", self.port)) as connection:
            connection.sendall(b"stop")
        self._thread.join()
        self._socket.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    opened = Listener()
    yield opened
    opened.close()


@pytest.mark.parametrize("query", NESTED.values(), ids=NESTED)
def test_nested_queries_are_refused_everywhere(view: GraphView, query: str) -> None:
    with pytest.raises((QueryRefused, QueryTooLarge)):
        view.query(query)


@pytest.mark.parametrize("query", NESTED.values(), ids=NESTED)
def test_the_sandbox_survives_without_the_guard(sandbox: Sandbox, query: str) -> None:
    bare = SandboxLimits(workers=1, deadline_s=5, memory_bytes=512 * 1024**2)
    with Sandbox(sandbox.path, bare, UNLIMITED) as unguarded:
        # Some fit into the stack of a worker and are answered; the others end it.
        with contextlib.suppress(StoreError):
            assert SandboxView(unguarded).query(query) in {True, False}
        assert SandboxView(unguarded).query("ASK {}") is True


def test_what_ends_a_worker_is_an_error_of_the_store(sandbox: Sandbox) -> None:
    bare = SandboxLimits(workers=1, deadline_s=5)
    with Sandbox(sandbox.path, bare, UNLIMITED) as unguarded:
        with pytest.raises(StoreError, match="nested too deep"):
            unguarded.run(NESTED["not-exists"], "json")
        assert SandboxView(unguarded).query("ASK {}") is True


@pytest.mark.parametrize("query", FORBIDDEN)
def test_nobody_is_contacted(
    listener: Listener, query: str, open_view: Callable[[str], GraphView]
) -> None:
    hostile = query.replace("http://127.0.0.1:1/", f"http://127.0.0.1:{listener.port}/")
    for name in ("memory", "sandbox"):
        view = open_view(name)
        with pytest.raises(KgError):
            view.query(hostile)
        if isinstance(view, GraphStore):
            with pytest.raises(KgError):
                view.update(hostile)
    assert listener.connections == 0


def test_the_listener_would_notice(listener: Listener) -> None:
    with socket.create_connection(("127.0.0.1", listener.port)) as connection:
        connection.sendall(b"GET ")
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(1) == b""
    listener.settled.wait(5)
    assert listener.connections == 1


@pytest.mark.parametrize("silent", ["", "SILENT "])
def test_a_worker_has_no_network_even_when_the_lexer_is_left_out(
    monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox, listener: Listener, silent: str
) -> None:
    monkeypatch.setattr("kg.store.guard.refuse_forbidden", lambda _text: None)
    query = f"ASK {{ SERVICE {silent}<http://127.0.0.1:{listener.port}/> {{ ?a ?b ?c }} }}"
    view = SandboxView(sandbox)
    if silent:
        assert view.query(query) is True
    else:
        with pytest.raises(StoreError):
            view.query(query)
    assert listener.connections == 0
