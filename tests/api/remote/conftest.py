"""The same server over a real engine elsewhere: `oxigraph serve`, filled by `phoihop publish`."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tests.api.conftest import Serve, Server, start_server
from tests.api.remote.exemptions import ONLY_EMBEDDED_TESTS, SERVERS
from tests.store.conftest import oxigraph_server

UNION = "union-default-graph=true"


def publish(var: Path, engine: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Run `phoihop publish --to ENGINE`."""
    command = [sys.executable, "-m", "kg.cli", "publish", "--to", f"{engine}/query"]
    command += ["--graphs", f"{engine}/store", "--union", UNION, "--var", str(var), *options]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PHOIHOP_")}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def remote_settings(engine: str) -> dict[str, str]:
    return {"store": f"{engine}/query", "store_union": UNION}


@pytest.fixture(scope="session")
def engine(seed_var: Path) -> Iterator[str]:
    """Base URL of an engine that holds the generation of `seed_var`; not to be written to."""
    with oxigraph_server() as url:
        done = publish(seed_var, url)
        assert done.returncode == 0, done.stderr
        yield url


@pytest.fixture(scope="session")
def server(
    seed_var: Path, engine: str, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Base URL of a server over the engine, in place of the one over the embedded store."""
    log = tmp_path_factory.mktemp("remote") / "server.log"
    running = start_server(seed_var, log, root, **remote_settings(engine))
    yield running.url
    running.stop()


@pytest.fixture(scope="session")
def client(server: str) -> Iterator[httpx.Client]:
    """A client of `server`; named again, because a fixture keeps the server it was made with."""
    with httpx.Client(base_url=server, timeout=60) as opened:
        yield opened


class Engines:
    """An engine for each `var` folder that is served, filled with its current generation."""

    def __init__(self, shared: dict[Path, str], *options: str) -> None:
        self._shared, self._own, self._options = shared, dict[Path, str](), options
        self._stack = ExitStack()

    def address(self, var: Path) -> str:
        """Base URL of the engine for a folder; it is started and filled the first time."""
        if var in self._shared:
            return self._shared[var]
        if var not in self._own:
            self._own[var] = self._stack.enter_context(oxigraph_server(*self._options))
            self.publish(var)
        return self._own[var]

    def publish(self, var: Path) -> None:
        """Publish the current generation of a folder to its engine."""
        done = publish(var, self._own[var])
        assert done.returncode == 0, done.stderr

    def close(self) -> None:
        self._stack.close()


@pytest.fixture
def engines(seed_var: Path, engine: str) -> Iterator[Engines]:
    found = Engines({seed_var: engine})
    yield found
    found.close()


@pytest.fixture
def serve(engines: Engines, tmp_path: Path, root: Path) -> Iterator[Serve]:
    """Start a server of one's own over an engine, in place of one over the embedded store."""
    running: list[Server] = []

    def start(var: Path, **settings: object) -> Server:
        log = tmp_path / f"server-{len(running)}.log"
        settings |= remote_settings(engines.address(var))
        running.append(start_server(var, log, root, **settings))
        return running[-1]

    yield start
    for one in running:
        one.stop()


@pytest.fixture
def announce(engines: Engines) -> Callable[[Path], None]:
    """What has to follow a build for servers to see it: here its publication to the engine."""
    return engines.publish


@pytest.fixture(scope="module")
def start_for_module(seed_var: Path, engine: str, root: Path) -> Iterator[Serve]:
    """Start servers over engines that end with the module."""
    found, running = Engines({seed_var: engine}), list[Server]()

    def start(var: Path, **settings: object) -> Server:
        settings |= remote_settings(found.address(var))
        running.append(start_server(var, var.parent / "remote.log", root, **settings))
        return running[-1]

    yield start
    for one in running:
        one.stop()
    found.close()


# What a remote engine does otherwise, by the end of the test's id, and why.
EXCEPTIONS = {
    "SELECT * { y:a ?p ?o }-3-12]": "the engine counts the column of an undeclared prefix its way",
    "::test_the_service_description_names_formats_features_and_graphs": "the record of the "
    "generation is one graph more",
}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    here = [item for item in items if "/api/remote/" in str(item.path)]
    left_out = [item for item in here if _is_left_out(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    for item in here:
        for end, reason in EXCEPTIONS.items():
            if item.nodeid.endswith(end):
                item.add_marker(pytest.mark.xfail(reason=reason, strict=True))


def _is_left_out(item: pytest.Item) -> bool:
    """Tell whether a test that is run again here is about the embedded store, or asks no server."""
    if item.originalname in ONLY_EMBEDDED_TESTS:
        return True
    again = ".remote." not in item.function.__module__
    return again and not SERVERS & set(item.fixturenames)
