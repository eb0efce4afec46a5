"""Generations published to an engine under load: some requests are refused, none is a mixture."""

import pytest

from kg.publish import Generations
from tests.api.conftest import start_server
from tests.api.remote.conftest import publish, remote_settings
from tests.api.swapping import PAIRS, Watchers, publish_number
from tests.store.conftest import oxigraph_server


@pytest.mark.slow
def test_what_is_being_published_is_never_mixed(tmp_path, root):
    folder, var = tmp_path / "data", tmp_path / "var"
    generations = Generations(var)
    numbers = {publish_number(folder, generations, 0): "0"}
    with oxigraph_server() as engine:
        assert publish(var, engine).returncode == 0
        server = start_server(var, tmp_path / "log", root, **remote_settings(engine))
        try:
            with Watchers(server.url) as watchers:
                for number in range(1, 5):
                    published = publish_number(folder, generations, number)
                    numbers[published] = str(number)
                    assert publish(var, engine).returncode == 0
                    watchers.wait_for(published)
        finally:
            server.stop()
    assert watchers.failures == []
    assert watchers.refused > 0  # while graphs are replaced there is nothing to answer from
    for generation, held, said in watchers.seen:
        assert (held, said) == (2 * PAIRS, {numbers[generation]})
    assert {one[0] for one in watchers.seen} == numbers.keys()
