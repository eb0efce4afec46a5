"""Starting, following a newer generation, ending."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from kg.build.pipeline import build
from kg.publish import Generations

COUNT_AGREEMENTS = """
PREFIX ph: <https://w3id.org/phoihop/ontology#>
SELECT (COUNT(DISTINCT ?a) AS ?n) { ?a a ph:CoordinationRegulation }
"""


def workers_of(pid):
    listing = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    return [int(line) for line in listing.stdout.split()]


def test_health_and_readiness(client):
    assert client.get("/healthz").json() == {"status": "alive"}
    ready = client.get("/readyz").json()
    assert ready["status"] == "ready" and len(ready["content_hash"]) == 64


def test_a_newer_generation_is_served_without_a_restart(var_copy, serve, announce, root):
    server = serve(var_copy)
    with httpx.Client(base_url=server.url, timeout=60) as client:
        before = client.get("/readyz").json()["generation"]
        build([root / "data" / "seeds" / "ff155d59015d49ce"], Generations(var_copy))
        announce(var_copy)
        deadline = time.monotonic() + 20
        while (after := client.get("/readyz").json()["generation"]) == before:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert after != before
        query = COUNT_AGREEMENTS
        deadline = time.monotonic() + 20
        while "\n1" not in client.get(
            "/sparql", params={"query": query, "format": "csv"}
        ).text.replace("\r", ""):
            assert time.monotonic() < deadline
            time.sleep(0.1)


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_the_command_ends_every_process_it_started(var_copy, sign):
    process = subprocess.Popen(
        [sys.executable, "-m", "kg.cli", "serve", "--var", str(var_copy), "--port", "0"],
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        text=True,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if "Uvicorn running" in line:
            break
    workers = workers_of(process.pid)
    assert workers
    process.send_signal(sign)
    process.communicate(timeout=30)
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{pid}/cmdline").exists() for pid in workers):
        assert time.monotonic() < deadline
        time.sleep(0.05)
