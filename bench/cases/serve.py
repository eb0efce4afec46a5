"""Opening a generation, publishing one, and a server from its start to its memory under use."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from urllib.parse import urlencode

from api.snapshot import open_snapshot
from bench.cases.under_both import DAY, _largest
from bench.measure import Samples, children_of, peak_rss_bytes, repeat, rss_bytes
from bench.workspace import Workspace
from kg.index.authority import AuthorityIndex
from kg.publish import Generations
from kg.query.under_both_all import under_both_all

DEADLINE_S = 60.0


def opening(space: Workspace, times: int) -> dict[str, object]:
    """Open store, arrays and search of a generation; roll back to it."""
    generations = space.generations
    samples = repeat(lambda: open_snapshot(generations.current()).close(), max(times, 5))
    back = repeat(lambda: generations.rollback(space.generation().id), max(times, 5))
    return {
        "open": samples.to_dict(),
        "rollback": back.to_dict(),
        "peak_rss_bytes": peak_rss_bytes(),
    }


def publish(space: Workspace, times: int) -> dict[str, object]:
    """Publish a freshly written copy of the generation: sync everything, rename, point."""
    folder = space.scratch("publish")
    generation = space.generation()
    samples = Samples()
    for number in range(1 if space.size == "10M" else max(times, 3)):
        generations = Generations(folder / str(number), keep=1)
        with generations.stage() as staged:
            for path in generation.path.iterdir():
                copy = shutil.copytree if path.is_dir() else shutil.copyfile
                copy(path, staged.path / path.name)
            staged.describe(generation.manifest.contents)
            with samples.one():
                generations.publish(staged)
        shutil.rmtree(folder / str(number))
    shutil.rmtree(folder)
    return {"publish": samples.to_dict(), "peak_rss_bytes": peak_rss_bytes()}


def serving(space: Workspace, times: int) -> dict[str, object]:
    """Start the server, ask it things, look at its memory, end it.

    Modules come from compiled bytecode, as pip leaves them, also where the environment forbids to
    write it: the first start of each run fills a folder with it and is not counted.
    """
    start, first = Samples(), Samples()
    os.environ["PYTHONPYCACHEPREFIX"] = str(space.scratch("bytecode"))
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    imports = repeat(_import_server, max(1, min(times, 5)))
    with _server(space, Samples()):
        pass
    for _ in range(max(1, min(times, 5))):
        with _server(space, start) as (base, pid):
            with first.one():
                _get(f"{base}/readyz")
            spent = _ask(space, base)
            serving_rss = rss_bytes(pid)
            workers = [rss_bytes(child) for child in children_of(pid)]
    return {
        "start": start.to_dict(),
        "imports": imports.to_dict(),
        "ready": first.to_dict(),
        "under_both_http_s": spent,
        "serving_rss_bytes": serving_rss,
        "workers_rss_bytes": workers,
    }


def _import_server() -> None:
    """Start an interpreter that imports the server and ends: the floor of a start."""
    subprocess.run([sys.executable, "-c", "import kg.cli.serve, api.asgi"], check=True)


@contextmanager
def _server(space: Workspace, start: Samples) -> Generator[tuple[str, int]]:
    """Run a server on a free port; the start is over when /healthz answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "kg.cli",
        "serve",
        "--var",
        str(space.var),
        "--port",
        str(port),
    ]
    environment = os.environ | {"PHOIHOP_LOG_LEVEL": "warning"}
    base = f"http://127.0.0.1:{port}"
    with start.one():
        server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        _wait(f"{base}/healthz", server)
    try:
        yield base, server.pid
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=30)


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    begin = time.monotonic()
    while True:
        try:
            _get(url)
        except urllib.error.URLError:
            if server.poll() is not None or time.monotonic() - begin > DEADLINE_S:
                raise
            time.sleep(0.01)
        else:
            return


def _ask(space: Workspace, base: str) -> float:
    """Ask for the largest pairs and a few other things; return the median time of a pair."""
    index = AuthorityIndex.open(space.generation().authority_path)
    pairs = _largest(under_both_all(index, DAY))
    spent = Samples()
    for pair in pairs * 5:
        asked = {"a": pair.a.iri, "b": pair.b.iri, "as_of": DAY.isoformat(), "limit": 50}
        with spent.one():
            _get(f"{base}/api/v1/under-both?{urlencode(asked)}")
    _get(f"{base}/")
    _get(f"{base}/sparql?{urlencode({'query': 'SELECT * WHERE { ?s ?p ?o } LIMIT 1000'})}")
    return sorted(spent.wall)[len(spent.wall) // 2]


def _get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=DEADLINE_S) as answer:
        return bytes(answer.read())
