"""A server that may be written to, over three small graphs."""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

TOKEN = "a token of the tests"


def _load_fixtures():
    # test folders are no packages, so the module is loaded by its path
    path = Path(__file__).resolve().parent.parent / "api" / "conftest.py"
    spec = importlib.util.spec_from_file_location("tests_api_fixtures", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def writable(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Iterator[httpx.Client]:
    """A client with a writer's token of a server over `data-1`, `data-2` and `data-3`."""
    fixtures = _load_fixtures()
    folder = tmp_path_factory.mktemp("conformance")
    var = fixtures.build_small(folder)
    digest = hashlib.sha256(TOKEN.encode()).hexdigest()
    server = fixtures.start_server(var, folder / "log", root, writer_token_sha256=digest)
    try:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        with httpx.Client(base_url=server.url, headers=headers, timeout=120) as client:
            yield client
    finally:
        server.stop()
