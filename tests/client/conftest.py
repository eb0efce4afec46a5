"""A server over all sources, so that every shape of the client meets rows of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.build.pipeline import build
from kg.client import Client
from kg.publish import Generations
from tests.api.conftest import start_server


@pytest.fixture(scope="session")
def public_var(tmp_path_factory: pytest.TempPathFactory, root) -> Path:
    """A generation of everything in `data/`, shared and read-only."""
    var = tmp_path_factory.mktemp("client") / "var"
    build([root / "data"], Generations(var))
    return var


@pytest.fixture(scope="session")
def public_url(public_var: Path, root) -> Iterator[str]:
    """Address of a server over everything in `data/`, shared and read-only."""
    running = start_server(public_var, public_var.parent / "server.log", root)
    yield running.url
    running.stop()


@pytest.fixture(scope="session")
def phoihop(public_url: str) -> Iterator[Client]:
    with Client(public_url) as opened:
        yield opened
