"""A server over all sources, so that every shape of the client meets rows of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg.build.pipeline import build
from kg.client import Client
from kg.publish import Generations
from tests.api.conftest import start_server


@pytest.fixture(scope="session")
def public_url(tmp_path_factory: pytest.TempPathFactory, root) -> Iterator[str]:
    """Address of a server over everything in `data/`, shared and read-only."""
    folder = tmp_path_factory.mktemp("client")
    build([root / "data"], Generations(folder / "var"))
    running = start_server(folder / "var", folder / "server.log", root)
    yield running.url
    running.stop()


@pytest.fixture(scope="session")
def phoihop(public_url: str) -> Iterator[Client]:
    with Client(public_url) as opened:
        yield opened
