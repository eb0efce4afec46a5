"""What a confined process can no longer do; each in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kg.store.confine import _DENIED, _filter_program

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's limits are Linux's")

PRELUDE = (
    "import os, socket, sys, resource\n"
    "from kg.store.confine import confine, confine_early\n"
    "held = confine_early() + confine(64 * 1024 * 1024)\n"
)


def run(script: str, path: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", PRELUDE + script, str(path)]
    # Coverage would leave an empty file behind: a confined process cannot write it.
    environment = {k: v for k, v in os.environ.items() if not k.startswith("COVERAGE_")}
    return subprocess.run(
        command, check=False, capture_output=True, text=True, timeout=60, env=environment
    )


@pytest.mark.parametrize(
    ("script", "error"),
    [
        ("bytearray(200 * 1024 * 1024)", "MemoryError"),
        ("os.write(os.open(sys.argv[1], os.O_CREAT | os.O_WRONLY), b'x')", "File too large"),
        ("socket.socket()", "Operation not permitted"),
        ("socket.socketpair()", "Operation not permitted"),
        ("os.execv('/bin/true', ['true'])", "Operation not permitted"),
    ],
)
def test_forbidden_acts_fail(tmp_path: Path, script: str, error: str) -> None:
    done = run(script, tmp_path / "file")
    assert done.returncode != 0
    assert error in done.stderr


def test_what_a_query_needs_still_works(tmp_path: Path) -> None:
    done = run(
        "import pyoxigraph, threading\n"
        "store = pyoxigraph.Store()\n"
        "thread = threading.Thread(target=lambda: store.query('ASK {}'))\n"
        "thread.start(); thread.join()\n"
        "sys.stdout.write(' '.join(held))\n",
        tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert {"death-with-parent", "memory", "stack", "core", "files"} <= set(done.stdout.split())


@pytest.mark.parametrize("machine", sorted(_DENIED))
def test_filter_ends_in_consent_and_refusal(machine: str) -> None:
    architecture, denied = _DENIED[machine]
    program = _filter_program(architecture, denied)
    words = [program[start : start + 8] for start in range(0, len(program), 8)]
    assert len(words) == 4 + len(denied) + 2
    # Every jump of a denied call lands on the last instruction, the refusal.
    for index, word in enumerate(words[4:-2], start=4):
        assert index + 1 + word[2] == len(words) - 1
    assert words[1][3] + 2 == len(words) - 1
    assert words[3][2] + 4 == len(words) - 1
