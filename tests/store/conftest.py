"""One small dataset, and every adapter filled with it."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from kg.store.base import GraphStore, GraphView
from kg.store.oxigraph import OxigraphStore
from kg.store.pool import SandboxLimits
from kg.store.remote import RemoteStore
from kg.store.sandbox import Sandbox, SandboxView
from tests.store.sample import CONTENTS

VIEWS = ("memory", "disk", "checkpoint", "sandbox", "server")
STORES = ("memory", "disk", "server")
LIMITS = SandboxLimits(workers=2, deadline_s=10, memory_bytes=512 * 1024**2)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def oxigraph_server(*options: str) -> Iterator[str]:
    """A real SPARQL server of the PyPI package `oxigraph`; yields its base URL."""
    binary = Path(sys.executable).with_name("oxigraph")
    command = str(binary) if binary.exists() else shutil.which("oxigraph")
    assert command, "the package `oxigraph` of the dev extra is missing"
    address = f"127.0.0.1:{free_port()}"
    process = subprocess.Popen(
        [command, "serve", "--bind", address, *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(200):
            with contextlib.suppress(httpx.TransportError):
                httpx.get(f"http://{address}/", trust_env=False)
                break
            assert process.poll() is None, "the server ended before it answered"
            time.sleep(0.05)
        yield f"http://{address}"
    finally:
        process.kill()  # asked to end, it would wait for queries that still run
        process.wait()


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    with oxigraph_server() as url:
        yield url


def remote(url: str) -> RemoteStore:
    union = {"union-default-graph": "true"}
    return RemoteStore(f"{url}/query", f"{url}/update", f"{url}/store", union_parameters=union)


def fill(store: GraphStore) -> None:
    for graph, quads in CONTENTS.items():
        store.load(graph, quads)


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small dataset that nobody writes to."""
    folder = tmp_path_factory.mktemp("checkpoint")
    with OxigraphStore(folder / "live") as store:
        fill(store)
        store.flush()
        store.checkpoint(folder / "generation")
    return folder / "generation"


@pytest.fixture(scope="session")
def sandbox(checkpoint: Path) -> Iterator[Sandbox]:
    with Sandbox(checkpoint, LIMITS) as opened:
        yield opened


@pytest.fixture
def open_view(
    tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[[str], GraphView]]:
    """Open an adapter by name, filled with `CONTENTS`."""
    with contextlib.ExitStack() as stack:

        def opened(name: str) -> GraphView:
            if name == "sandbox":
                return SandboxView(request.getfixturevalue("sandbox"))
            if name == "checkpoint":
                path = request.getfixturevalue("checkpoint")
                return stack.enter_context(OxigraphStore.open_read_only(path))
            store: GraphStore
            if name == "server":
                store = stack.enter_context(remote(request.getfixturevalue("server_url")))
                store.update("CLEAR ALL")
            else:
                path = tmp_path / "store" if name == "disk" else None
                store = stack.enter_context(OxigraphStore(path))
            fill(store)
            return store

        yield opened


@pytest.fixture(scope="session")
def disk_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OxigraphStore]:
    """A store in a folder; tests that only read share it, because making one takes 0.2 s."""
    with OxigraphStore(tmp_path_factory.mktemp("disk") / "store") as opened:
        fill(opened)
        yield opened


@pytest.fixture(params=VIEWS)
def view(request: pytest.FixtureRequest, open_view: Callable[[str], GraphView]) -> GraphView:
    """Every adapter that reads, one after the other; not to be written to, nor closed."""
    if request.param == "disk":
        return request.getfixturevalue("disk_store")
    return open_view(request.param)


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, open_view: Callable[[str], GraphView]) -> GraphStore:
    """Every adapter that writes, one after the other."""
    opened = open_view(request.param)
    assert isinstance(opened, GraphStore)
    return opened
