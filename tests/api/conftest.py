"""A real server over the seeds: built once, started in a process of its own, on loopback only.

`server` is shared and read-only. A test that needs other settings, or that writes, starts its own
with `serve` over `seed_var` or a copy of it (`var_copy`). `small_var` has three graphs of one or
two triples (`data-1` to `data-3`), for tests that publish.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from kg.build.pipeline import build
from kg.publish import Generations

_START_S = 60.0
_STARTED = "Application startup complete"
_URL = re.compile(r"Uvicorn running on (http://127\.0\.0\.1:\d+)")


@dataclass(slots=True)
class Server:
    """A running server: its base URL without a final slash, and its process."""

    url: str
    process: subprocess.Popen[bytes]

    def stop(self, timeout_s: float = 20.0) -> int:
        """Ask it to end, kill it if it does not; return its exit code."""
        self.process.terminate()
        try:
            return self.process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()


def start_server(
    var: Path, log: Path, root: Path, *, processes: int = 1, **settings: object
) -> Server:
    """Start a server on a free port of loopback and wait until it says where it listens.

    `settings` are those of `kg.settings`, by name; `processes` are uvicorn's.
    """
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PHOIHOP_")}
    environment |= {"PHOIHOP_VAR": str(var), "PYTHONPATH": str(root)}
    environment |= {f"PHOIHOP_{key.upper()}": str(value) for key, value in settings.items()}
    command = [sys.executable, "-m", "uvicorn", "api.asgi:create", "--factory"]
    command += ["--host", "127.0.0.1", "--port", "0", "--no-access-log"]
    command += ["--workers", str(processes)] if processes > 1 else []
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=var, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline and process.poll() is None:
        said = log.read_text(errors="replace")
        # the parent of several processes names the address before any of them listens
        if (found := _URL.search(said)) and said.count(_STARTED) >= processes:
            return Server(found[1], process)
        time.sleep(0.02)
    process.kill()
    process.wait()
    raise RuntimeError(f"the server did not start:\n{log.read_text(errors='replace')[-4000:]}")


Serve = Callable[..., Server]

_ISLAND = re.compile(r'<script type="module" src="/static/assets/[\w-]+\.js"></script>')


def without_islands(page: str) -> str:
    """Return a page without the scripts that we build ourselves; no other may be on it."""
    return _ISLAND.sub("", page)


SMALL_SOURCE = """slug: {slug}
title:
  vi: "Nguồn {slug}"
  en: "Source {slug}"
publisher: a test
language: vi
collection: tests
licence_note: our own words
"""
SMALL_GRAPHS = {
    slug: f"<http://example.org/{slug}> a <http://xmlns.com/foaf/0.1/Document> .\n"
    for slug in ("data-1", "data-2", "data-3")
}


def build_small(folder: Path) -> Path:
    """Build the three small graphs; return the `var` folder."""
    for slug, triples in SMALL_GRAPHS.items():
        home = folder / "data" / slug
        home.mkdir(parents=True)
        (home / "source.yml").write_text(SMALL_SOURCE.format(slug=slug), encoding="utf-8")
        (home / "graph.ttl").write_text(triples, encoding="utf-8")
    build([folder / "data"], Generations(folder / "var"))
    return folder / "var"


@pytest.fixture(scope="session")
def small_var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A `var` folder with one generation of three small graphs; never write to it."""
    return build_small(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="session")
def seed_var(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """A `var` folder with one generation of the seeds; never write to it."""
    var = tmp_path_factory.mktemp("seeds") / "var"
    build([root / "data" / "seeds"], Generations(var))
    return var


@pytest.fixture
def var_copy(seed_var: Path, tmp_path: Path) -> Path:
    """A copy of `seed_var` to publish into."""
    return shutil.copytree(seed_var, tmp_path / "var")


@pytest.fixture(scope="session")
def server(seed_var: Path, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Base URL of a server over the seeds with default settings, shared by the session."""
    log = tmp_path_factory.mktemp("server") / "server.log"
    running = start_server(seed_var, log, root)
    yield running.url
    running.stop()


@pytest.fixture(scope="session")
def client(server: str) -> Iterator[httpx.Client]:
    """A client of `server` that follows no redirects."""
    with httpx.Client(base_url=server, timeout=60) as opened:
        yield opened


@pytest.fixture(scope="module")
def start_for_module(root: Path) -> Iterator[Serve]:
    """Start servers that end with the module; their log stands beside their `var` folder."""
    running: list[Server] = []

    def start(var: Path, **settings: object) -> Server:
        running.append(start_server(var, var.parent / "server.log", root, **settings))
        return running[-1]

    yield start
    for one in running:
        one.stop()


@pytest.fixture
def serve(tmp_path: Path, root: Path) -> Iterator[Serve]:
    """Start a server of one's own: `serve(var, deadline_s=1)`; it ends with the test."""
    running: list[Server] = []

    def start(var: Path, **settings: object) -> Server:
        log = tmp_path / f"server-{len(running)}.log"
        running.append(start_server(var, log, root, **settings))
        return running[-1]

    yield start
    for one in running:
        one.stop()


@pytest.fixture
def announce() -> Callable[[Path], None]:
    """What has to follow a build for servers to see it; nothing, over the embedded store."""
    return lambda _: None
