"""Twenty generations published under load: no request fails, no answer mixes two."""

import threading
from pathlib import Path

import pytest

from api.snapshot import SnapshotHolder, open_snapshot
from kg.errors import StoreUnavailable
from kg.publish import Generations
from kg.store.base import UNION
from kg.store.sandbox import Sandbox
from tests.api.conftest import start_server
from tests.api.swapping import PAIRS, Watchers, publish_number


@pytest.mark.slow
@pytest.mark.parametrize(("processes", "count"), [(1, 5), (2, 20)])
def test_generations_swap_under_load_without_a_failure_or_a_mixture(
    processes, count, tmp_path, root
):
    folder, generations = tmp_path / "data", Generations(tmp_path / "var")
    numbers = {publish_number(folder, generations, 0): "0"}
    server = start_server(tmp_path / "var", tmp_path / "log", root, processes=processes)
    try:
        with Watchers(server.url) as watchers:
            for number in range(1, count + 1):
                published = publish_number(folder, generations, number)
                numbers[published] = str(number)
                watchers.wait_for(published)
    finally:
        server.stop()
    assert watchers.failures == []
    assert watchers.refused == 0
    assert len(numbers) == count + 1
    for generation, held, said in watchers.seen:
        assert (held, said) == (2 * PAIRS, {numbers[generation]})
    assert {one[0] for one in watchers.seen} == numbers.keys()
    assert len(watchers.seen) > 20 * count
    assert "Traceback" not in (tmp_path / "log").read_text()


class Slow(Sandbox):
    """Real workers that take their time to start over a new generation."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.begun, self.may_end = threading.Event(), threading.Event()

    def swap(self, path: Path | str) -> None:
        self.begun.set()
        assert self.may_end.wait(30)
        super().swap(path)


def test_no_request_waits_for_the_workers_of_a_new_generation(tmp_path):
    folder, generations = tmp_path / "data", Generations(tmp_path / "var")
    old = publish_number(folder, generations, 0)
    with Slow(generations.current().store_path) as sandbox:
        holder = SnapshotHolder(generations, sandbox, check_every_s=0.05)
        holder.open()
        new = publish_number(folder, generations, 1)
        assert sandbox.begun.wait(30)
        # the newer generation is being opened, and leases are given all the same
        with holder.lease() as lease:
            assert lease.id == old
            sandbox.may_end.set()
            holder.refresh()  # who asks for it waits until it is served
            with holder.lease() as fresh:
                assert fresh.id == new
                assert sandbox.path == fresh.generation.store_path
            # a lease that is out keeps its generation open
            found = lease.view.query("ASK { ?s ?p ?o }", dataset=UNION)
            assert found is True
        holder.close()


def test_the_old_generation_is_served_until_the_newer_one_can_be_opened(tmp_path):
    folder, generations = tmp_path / "data", Generations(tmp_path / "var")
    old = publish_number(folder, generations, 0)
    with Sandbox(generations.current().store_path) as sandbox:
        holder = SnapshotHolder(generations, sandbox, check_every_s=3600)
        holder.open()
        new = publish_number(folder, generations, 1)
        index = generations.current().search_path
        index.rename(tmp_path / "away")
        for wanted in (old, new):
            holder.refresh()
            with holder.lease() as lease:
                assert lease.id == wanted
            if wanted == old:
                (tmp_path / "away").rename(index)
        holder.close()
        with pytest.raises(StoreUnavailable, match="closed"), holder.lease():
            pass


def test_what_is_remembered_is_made_once(tmp_path):
    generations = Generations(tmp_path / "var")
    publish_number(tmp_path / "data", generations, 0)
    snapshot, made = open_snapshot(generations.current()), []
    begun, may_end = threading.Barrier(4), threading.Event()

    def make():
        made.append(1)
        assert may_end.wait(30)
        return len(made)

    def ask():
        begun.wait(30)
        found.append(snapshot.remember("number", make))

    found = []
    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    may_end.set()
    for thread in threads:
        thread.join()
    assert (made, found) == ([1], [1, 1, 1, 1])
    assert snapshot.remember("another", lambda: snapshot.remember("number", make)) == 1
    snapshot.close()
