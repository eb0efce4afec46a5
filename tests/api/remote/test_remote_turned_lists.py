"""The same tests over a remote engine."""

from tests.api.test_turned_lists import *  # noqa: F403  # the same tests, over the remote engine
