"""The same tests over a remote engine, one of its own for each, with a deadline of its own."""

from collections.abc import Iterator

import pytest

from tests.api.remote.conftest import Engines
from tests.api.test_sparql_sandbox import *  # noqa: F403  # the same tests, over the remote engine


@pytest.fixture
def engines() -> Iterator[Engines]:
    """Not the engine that the session shares: heavy queries would go on there."""
    found = Engines({}, "--timeout-s", "6")
    yield found
    found.close()
