"""Turns for routes that compute for long, over a real application with a slow route."""

import asyncio

import pytest

from api.middleware.heavy_routes import AT_ONCE, HEAVY, HeavyRoutes

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


def test_two_at_once_and_clients_take_turns():
    async def run():
        inner = Slow()
        app = HeavyRoutes(inner, queue=64)
        asked = [asyncio.create_task(ask(app, "greedy")) for _ in range(8)]
        await settle()
        asked.append(asyncio.create_task(ask(app, "other")))
        await settle()
        assert (inner.running, len(inner.order)) == (AT_ONCE, AT_ONCE)
        inner.may_end.set()
        await settle()
        # nobody has read a byte yet, and every turn came
        assert len(inner.order) == 9
        inner.reads.set()
        assert [status for status, _ in await asyncio.gather(*asked)] == [200] * 9
        assert inner.most == AT_ONCE
        assert inner.order.index("other") <= AT_ONCE + 1  # not behind the eight

    asyncio.run(run())


def test_one_client_has_half_of_the_queue():
    async def run():
        inner = Slow()
        app = HeavyRoutes(inner, queue=4)
        asked = [asyncio.create_task(ask(app, "greedy")) for _ in range(AT_ONCE + 4)]
        await settle()
        refused = [task.result() for task in asked if task.done()]
        assert [status for status, _ in refused] == [429, 429]
        assert int(refused[0][1][b"retry-after"]) >= 1
        inner.may_end.set()
        inner.reads.set()
        await asyncio.gather(*asked)

    asyncio.run(run())


def test_other_routes_do_not_wait_and_failures_give_the_turn_back():
    async def run():
        inner = Slow()
        app = HeavyRoutes(inner, queue=4)
        failing = [asyncio.create_task(ask(app, "a", "/api/v1/changes")) for _ in range(AT_ONCE)]
        cheap = [asyncio.create_task(ask(app, "a", "/api/v1/dataset")) for _ in range(8)]
        await settle()
        assert inner.running == AT_ONCE + 8
        inner.may_end.set()
        inner.reads.set()
        found = await asyncio.gather(*failing, *cheap, return_exceptions=True)
        assert sum(isinstance(one, RuntimeError) for one in found) == AT_ONCE
        assert (await ask(app, "a"))[0] == 200

    asyncio.run(run())


@pytest.mark.parametrize("path", sorted(HEAVY))
def test_heavy_routes_exist(client, path):
    assert path in client.get("/openapi.json").json()["paths"]
