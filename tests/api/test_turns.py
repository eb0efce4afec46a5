"""Turns for requests, over a real application whose routes are slow."""

import asyncio

import pytest

from api.middleware.turns import AT_ONCE, HEAVY, HEAVY_AT_ONCE, Turns

PATH = "/api/v1/paths"


class Slow:
    """An application whose answers wait to be let go; counts what runs."""

    def __init__(self):
        self.running, self.most, self.order = 0, 0, []
        self.may_end, self.reads = asyncio.Event(), asyncio.Event()

    async def __call__(self, scope, receive, send):
        self.running += 1
        self.most = max(self.most, self.running)
        self.order.append(scope["client"][0])
        await self.may_end.wait()
        self.running -= 1
        if scope["path"] == "/api/v1/changes":
            raise RuntimeError("an answer that never begins")
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await self.reads.wait()  # a client that reads slowly
        await send({"type": "http.response.body", "body": b""})


async def ask(app, client, path=PATH):
    statuses = []

    async def send(message):
        if message["type"] == "http.response.start":
            statuses.append((message["status"], dict(message["headers"])))

    scope = {"type": "http", "path": path, "method": "GET", "headers": [], "client": (client, 1)}
    await app(scope, None, send)
    return statuses[0]


async def settle():
    for _ in range(20):
        await asyncio.sleep(0)


@pytest.mark.parametrize(
    ("path", "at_once"), [(PATH, HEAVY_AT_ONCE), ("/api/v1/dataset", AT_ONCE), ("/", AT_ONCE)]
)
def test_few_at_once_and_clients_take_turns(path, at_once):
    async def run():
        inner = Slow()
        app = Turns(inner, heavy_queue=64)
        asked = [asyncio.create_task(ask(app, "greedy", path)) for _ in range(8)]
        await settle()
        asked.append(asyncio.create_task(ask(app, "other", path)))
        await settle()
        assert (inner.running, len(inner.order)) == (at_once, at_once)
        inner.may_end.set()
        await settle()
        # nobody has read a byte yet, and every turn came
        assert len(inner.order) == 9
        inner.reads.set()
        assert [status for status, _ in await asyncio.gather(*asked)] == [200] * 9
        assert inner.most == at_once
        assert inner.order.index("other") <= at_once + 1  # not behind the eight

    asyncio.run(run())


def test_heavy_requests_leave_places_for_others():
    async def run():
        inner = Slow()
        app = Turns(inner, heavy_queue=64)
        asked = [asyncio.create_task(ask(app, "greedy")) for _ in range(20)]
        await settle()
        asked.append(asyncio.create_task(ask(app, "greedy", "/api/v1/dataset")))
        await settle()
        assert inner.running == HEAVY_AT_ONCE + 1
        inner.may_end.set()
        inner.reads.set()
        await asyncio.gather(*asked)

    asyncio.run(run())


def test_one_client_has_half_of_the_queue():
    async def run():
        inner = Slow()
        app = Turns(inner, heavy_queue=4)
        asked = [asyncio.create_task(ask(app, "greedy")) for _ in range(HEAVY_AT_ONCE + 4)]
        await settle()
        refused = [task.result() for task in asked if task.done()]
        assert [status for status, _ in refused] == [429, 429]
        assert int(refused[0][1][b"retry-after"]) >= 1
        inner.may_end.set()
        inner.reads.set()
        await asyncio.gather(*asked)

    asyncio.run(run())


@pytest.mark.parametrize("path", ["/healthz", "/sparql", "/graph-store", "/metrics", "/assets/x"])
def test_what_is_watched_or_has_lanes_of_its_own_does_not_wait(path):
    async def run():
        inner = Slow()
        app = Turns(inner, heavy_queue=4)
        asked = [asyncio.create_task(ask(app, "a", path)) for _ in range(3 * AT_ONCE)]
        await settle()
        assert inner.running == 3 * AT_ONCE
        inner.may_end.set()
        inner.reads.set()
        await asyncio.gather(*asked)

    asyncio.run(run())


def test_a_request_that_fails_gives_its_turn_back():
    async def run():
        inner = Slow()
        app = Turns(inner, heavy_queue=4)
        inner.may_end.set()
        inner.reads.set()
        for _ in range(2 * AT_ONCE):
            with pytest.raises(RuntimeError):
                await ask(app, "a", "/api/v1/changes")
        assert (await ask(app, "a"))[0] == 200

    asyncio.run(run())


@pytest.mark.parametrize("path", HEAVY)
def test_heavy_routes_exist(client, path):
    assert any(known.startswith(path) for known in client.get("/openapi.json").json()["paths"])
