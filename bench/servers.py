"""Servers on free ports of loopback, started for a measurement and ended after it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

START_S = 300.0


def free_port() -> int:
    """Return a port of loopback that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(
    command: Sequence[str], port: int, environment: Mapping[str, str] | None = None
) -> Generator[str]:
    """Run a server, wait until it answers anything at all, yield its base URL, end it.

    Raises:
        RuntimeError: It ended, or said nothing for `START_S` seconds.
    """
    base = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        command,
        env=os.environ | dict(environment or {}),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(base, server)
        yield base
    finally:
        server.terminate()
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def uvicorn(app: str, port: int) -> list[str]:
    """Return the command that serves an ASGI application."""
    command = [sys.executable, "-m", "uvicorn", app, "--host", "127.0.0.1", "--port", str(port)]
    return [*command, "--no-access-log", "--log-level", "warning"]


def make_environment(folder: Path, *packages: str) -> Path | None:
    """Return the Python of an environment with these packages; None when pip cannot get them."""
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        install = [python, "-m", "pip", "install", "-q", *packages]
        if subprocess.run(install, check=False, timeout=600).returncode:
            return None
    return python


def _wait(base: str, server: subprocess.Popen[bytes]) -> None:
    begin = time.monotonic()
    while True:
        try:
            urllib.request.urlopen(f"{base}/", timeout=10).close()
        except urllib.error.HTTPError as error:
            error.close()
            return
        except OSError:
            if server.poll() is not None or time.monotonic() - begin > START_S:
                raise RuntimeError(f"no server at {base}") from None
            time.sleep(0.05)
        else:
            return
