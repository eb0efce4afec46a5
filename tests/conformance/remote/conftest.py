"""The protocol over an engine elsewhere, which holds the same three small graphs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.api.conftest import build_small, start_server
from tests.api.remote.conftest import publish, remote_settings
from tests.conformance.conftest import TOKEN
from tests.store.conftest import oxigraph_server


@pytest.fixture(scope="session")
def writable(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Iterator[httpx.Client]:
    """A client with a writer's token; over an engine, the token opens nothing."""
    folder = tmp_path_factory.mktemp("remote-conformance")
    var, digest = build_small(folder), hashlib.sha256(TOKEN.encode()).hexdigest()
    with oxigraph_server() as engine:
        done = publish(var, engine)
        assert done.returncode == 0, done.stderr
        settings = {**remote_settings(engine), "writer_token_sha256": digest}
        server = start_server(var, folder / "log", root, **settings)
        try:
            headers = {"Authorization": f"Bearer {TOKEN}"}
            with httpx.Client(base_url=server.url, headers=headers, timeout=120) as client:
                yield client
        finally:
            server.stop()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the cases of updates: the address does not exist over an engine."""
    left_out = [
        item for item in items if "/conformance/remote/" in str(item.path) and _writes(item)
    ]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def _writes(item: pytest.Item) -> bool:
    case = item.callspec.params.get("case") if hasattr(item, "callspec") else None
    return case is not None and case.path == "/update"
