"""Lanes, the cache of results and the spool, each by itself."""

from __future__ import annotations

import asyncio
import threading

import pytest

from api.lanes import ClientBusy, LaneLimits, Lanes
from api.result_cache import Question, ResultCache
from api.spool import MEMORY_BYTES, Spool, SpoolBudget
from api.spool_response import SpoolResponse
from kg.errors import QueryTimeout, StoreBusy, StoreError
from kg.store.base import Dataset


def lanes(**limits):
    return Lanes(LaneLimits(**{"workers": 2, "queue": 8, "wait_s": 5.0, **limits}))


async def arrive(lanes, client):
    """Start to wait, and let the loop run until the place in the queue is taken."""
    task = asyncio.create_task(lanes.enter(client))
    await asyncio.sleep(0)
    return task


def test_one_worker_is_kept_for_short_queries():
    async def story():
        three = lanes(workers=3)
        assert [await three.enter("a") for _ in range(3)] == ["long", "long", "short"]
        one = lanes(workers=1)
        assert await one.enter("a") == "long"

    asyncio.run(story())


def test_clients_take_turns_however_many_queries_they_have():
    async def story():
        few = lanes()
        await few.enter("x"), await few.enter("x")
        order = []
        waiting = []
        for client in ("a", "a", "a", "b"):
            task = await arrive(few, client)
            task.add_done_callback(lambda _, client=client: order.append(client))
            waiting.append(task)
        for _ in range(4):
            few.leave("short")
            await asyncio.sleep(0.01)
        assert order == ["a", "b", "a", "a"]
        assert few.waiting == 0

    asyncio.run(story())


def test_the_heavy_wait_for_the_long_lane_only_and_come_first_there():
    async def story():
        both = lanes()
        assert [await both.enter("a"), await both.enter("b")] == ["long", "short"]
        both.leave("short")
        heavy = asyncio.create_task(both.enter_long("b"))
        await asyncio.sleep(0)
        assert await both.enter("c") == "short"  # the short lane is not for the heavy
        fresh = await arrive(both, "d")
        both.leave("long")
        assert await heavy == "long"
        both.leave("short")
        assert await fresh == "short"

    asyncio.run(story())


def test_one_client_has_half_of_the_queue():
    async def story():
        small = lanes(queue=4)
        await small.enter("a"), await small.enter("a")
        tasks = [await arrive(small, "a") for _ in range(2)]
        with pytest.raises(ClientBusy):
            await small.enter("a")
        tasks += [await arrive(small, "b") for _ in range(2)]
        with pytest.raises(StoreBusy, match="too many queries"):
            await small.enter("c")
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert small.waiting == 0

    asyncio.run(story())


def test_who_waits_too_long_is_told_to_come_back():
    async def story():
        brief = lanes(wait_s=0.05, long_wait_s=0.05)
        await brief.enter("a"), await brief.enter("a")
        for wait in (brief.enter("b"), brief.enter_long("b")):
            with pytest.raises(StoreBusy) as caught:
                await wait
            assert caught.value.retry_after_s > 0

    asyncio.run(story())


def test_who_gives_up_as_the_turn_comes_passes_it_on():
    async def story():
        both = lanes()
        await both.enter("x"), await both.enter("x")
        first, second = await arrive(both, "a"), await arrive(both, "b")
        both.leave("short")  # for `first`, who has not run since
        first.cancel()
        assert await second == "short"

    asyncio.run(story())


QUESTION = Question("ASK {}", Dataset(), "json")


def test_a_tag_is_made_of_generation_query_dataset_and_format():
    other = (
        Question("ASK { }", Dataset(), "json"),
        Question("ASK {}", Dataset(("http://a/",)), "json"),
        Question("ASK {}", Dataset((), ("http://a/",)), "json"),
        Question("ASK {}", Dataset(), "csv"),
    )
    tags = {QUESTION.etag("g1"), QUESTION.etag("g2"), *(one.etag("g1") for one in other)}
    assert len(tags) == 6
    assert QUESTION.etag("g1") == Question("ASK {}", Dataset(), "json").etag("g1")


@pytest.mark.parametrize(
    ("text", "repeats"),
    [
        ("ASK {}", True),
        ("SELECT ?rand { ?rand ?now ?uuid }", True),
        ("SELECT ('NOW()' AS ?x) {} # RAND()", True),
        ("SELECT (rand() AS ?x) {}", False),
        ("SELECT (NOW() AS ?x) {}", False),
        ("SELECT (BNODE() AS ?x) {}", False),
        ("CONSTRUCT { [] ?p ?o } { ?s ?p ?o }", False),
        ("CONSTRUCT { _:x ?p ?o } { ?s ?p ?o }", False),
    ],
)
def test_what_answers_anew_each_time_is_recognised(text, repeats):
    assert Question(text, Dataset(), "json").repeats is repeats


def question(number):
    return Question(f"ASK {{}} # {number}", Dataset(), "json")


def test_the_cache_forgets_the_least_used_within_its_budget():
    cache = ResultCache(16_000)
    for number in range(4):
        cache.put("g", question(number), b"x" * 1_500)
    assert cache.find("g", question(0)) is not None  # used now, so it stays
    for number in range(4, 11):
        cache.put("g", question(number), b"x" * 1_500)
    assert cache.used_bytes <= 16_000
    assert cache.find("g", question(0)) is not None
    assert cache.find("g", question(1)) is None


def test_the_cache_keeps_one_generation_and_nothing_large():
    cache = ResultCache(80_000)
    cache.put("g1", question(1), b"one")
    cache.put("g1", question(2), b"x" * 20_000)
    assert cache.find("g1", question(1)) == b"one"
    assert cache.find("g1", question(2)) is None
    assert cache.find("g2", question(1)) is None
    cache.put("g2", question(1), b"two")
    assert cache.find("g1", question(1)) is None
    assert cache.find("g2", question(1)) == b"two"
    empty = ResultCache(0)
    empty.put("g1", question(1), b"")
    assert empty.find("g1", question(1)) is None


class Chunks:
    """Stands for the result of a worker: chunks, then perhaps an error."""

    def __init__(self, chunks, error=None, complete=False):
        self.chunks, self.error, self.complete = iter(chunks), error, complete
        self.store_path, self.closed = None, False

    def __iter__(self):
        yield from self.chunks
        if self.error:
            raise self.error

    def close(self):
        self.closed = True


def fill(spool, result):
    """Fill a spool as the thread of a query does."""

    def work():
        try:
            spool.fill(result)
        except (StoreError, StoreBusy) as error:
            spool.fail(error)

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def read(result, budget=None):
    """Return the pieces that a spool gave, and the error it ended with."""

    async def story():
        spool, pieces, error = Spool(budget or SpoolBudget()), [], None
        thread = fill(spool, result)
        await spool.wait()
        try:
            async for piece in spool.pieces():
                pieces.append(piece)
        except (StoreError, StoreBusy) as caught:
            error = caught
        spool.close()
        spool.close()
        thread.join()
        return b"".join(pieces), error

    return asyncio.run(story())


@pytest.mark.parametrize("size", [0, 10, MEMORY_BYTES, MEMORY_BYTES + 1])
def test_a_spool_gives_back_what_it_took_from_memory_or_file(size):
    whole = (bytes(range(251)) * (size // 251 + 1))[:size]
    chunks = [whole[begin : begin + 60_000] for begin in range(0, size, 60_000)]
    assert read(Chunks(chunks)) == (whole, None)
    assert read(Chunks(chunks, complete=True)) == (whole, None)


def test_a_spool_passes_the_error_on_after_what_came_before():
    late = QueryTimeout(1)
    assert read(Chunks([b"part"], late)) == (b"part", late)


@pytest.mark.parametrize("error", [None, QueryTimeout(1)])
def test_a_result_that_failed_is_never_sent_with_a_length(error):
    """The client counts bytes: with the length of what is there, what was cut would be whole."""

    async def story():
        spool = Spool(SpoolBudget())
        await asyncio.to_thread(lambda: fill(spool, Chunks([b"part"], error)).join())
        response, sent = SpoolResponse(spool, {}), []

        async def never():
            await asyncio.Event().wait()

        async def send(message):
            sent.append(message)

        await response({"type": "http"}, never, send)
        return dict(sent[0]["headers"]).get(b"content-length"), sent[-1]["more_body"]

    assert asyncio.run(story()) == ((b"4", False) if error is None else (None, True))


def test_results_that_grow_while_many_wait_go_to_a_file():
    assert read(Chunks([b"x" * 600] * 3), SpoolBudget(memory_bytes=1000)) == (b"x" * 1800, None)


def test_results_that_nobody_reads_are_bounded_together():
    budget = SpoolBudget(1000)
    read_bytes, error = read(Chunks([b"x" * 600, b"x" * 600]), budget)
    assert isinstance(error, StoreBusy)
    assert len(read_bytes) == 600
    assert budget.used_bytes == 0  # given back on closing


def test_closing_a_spool_stops_its_query():
    async def story():
        spool, running, late = Spool(SpoolBudget()), Chunks([]), Chunks([])
        spool.attach(running)
        spool.close()
        assert running.closed
        assert spool.getvalue() is None
        spool.attach(late)  # a query that begins after everybody has gone
        assert late.closed

    asyncio.run(story())
