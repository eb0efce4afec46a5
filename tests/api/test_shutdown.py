"""Told to end, a server answers what it has begun, takes nothing new, and leaves nothing behind."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest

from bench import fire

SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . FILTER(?c < ?f) }"
LARGE = "SELECT * { ?s ?p ?o . ?s a ?t }"


def children_of(pid: int) -> list[int]:
    listing = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    return [int(line) for line in listing.stdout.split()]


def wait_until(holds, seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def refuses(url: str) -> bool:
    try:
        httpx.get(f"{url}/healthz", timeout=5)
    except httpx.ConnectError:
        return True
    except httpx.HTTPError:
        return False
    return False


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_what_runs_is_answered_and_nothing_new_is_taken(seed_var, serve, tmp_path, sign):
    server = serve(seed_var, deadline_s=3)
    workers = children_of(server.process.pid)
    answers: dict[str, httpx.Response] = {}

    def ask(name: str, path: str, **params: str) -> None:
        with httpx.Client(base_url=server.url, timeout=60) as client:
            answers[name] = client.get(path, params=params)

    def read_slowly() -> None:
        with (
            httpx.Client(base_url=server.url, timeout=60) as client,
            client.stream("GET", "/sparql", params={"query": LARGE, "format": "csv"}) as answer,
        ):
            chunks = answer.iter_bytes(65536)
            first = next(chunks)
            begun.set()
            told.wait(30)
            size = len(first) + sum(len(chunk) for chunk in chunks)
            answers["large"] = httpx.Response(200 if size > 100_000 else 500)

    begun, told = threading.Event(), threading.Event()
    asking = [
        threading.Thread(target=ask, args=("slow", "/sparql"), kwargs={"query": SLOW}),
        threading.Thread(target=read_slowly),
    ]
    for thread in asking:
        thread.start()
    assert begun.wait(30)
    time.sleep(0.3)
    assert "slow" not in answers
    server.process.send_signal(sign)
    told.set()
    wait_until(lambda: refuses(server.url))
    assert server.process.poll() is None or "slow" in answers
    for thread in asking:
        thread.join(60)
    assert server.process.wait(30) in {0, -sign}
    # the deadline may end the query: the client is told so, its connection is not dropped
    assert answers["slow"].status_code in {200, 503}
    assert answers["large"].status_code == 200
    log = (tmp_path / "server-0.log").read_text()
    assert "Traceback" not in log
    assert "Application shutdown complete" in log
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))


def test_a_reader_that_never_ends_does_not_hold_the_server_for_ever(var_copy, tmp_path):
    log = (tmp_path / "log").open("w+")
    process = subprocess.Popen(
        [sys.executable, "-m", "kg.cli", "serve", "--var", str(var_copy), "--port", "0"],
        stderr=log,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "PHOIHOP_GRACE_S": "2"},
        text=True,
    )
    try:
        said = Path(log.name)
        wait_until(lambda: "Uvicorn running on " in said.read_text(), 60)
        url = said.read_text().partition("Uvicorn running on ")[2].split()[0]
        client, request = fire.open_request(url, fire.LARGE)
        with client:
            client.sendall(request)
            assert client.recv(1) == b"H"
            time.sleep(0.5)  # its small window is full
            begin = time.monotonic()
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) in {0, -signal.SIGTERM}
            assert time.monotonic() - begin >= 1.5  # it had its time
            received = b""
            with contextlib.suppress(ConnectionError):
                while chunk := client.recv(65536):
                    received += chunk
        assert not received.endswith(b"0\r\n\r\n")  # cut, not ended well
        assert "Traceback" not in said.read_text()
    finally:
        process.kill()
        process.wait()
        log.close()
