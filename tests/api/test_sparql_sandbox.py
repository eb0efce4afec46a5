"""The sandbox under fire, at small size, and the proof that nothing is ever fetched.

`bench/fire.py` does the same at full size; the bounds are its own.
"""

from __future__ import annotations

import hashlib
import shutil
import socket
import threading
from collections.abc import Iterator

import httpx
import pytest

from bench import fire, fire_routes
from bench.fire_queries import DEEP, HEAVY, REACHING_OUT

MIB = 1024 * 1024
DEADLINE_S = 2
# Twice that of the benchmark: tests run on machines that have other things to do.
CHEAP_BOUND_S = 2 * fire.CHEAP_BOUND_S
TOKEN = "the token of a writer who is fooled"
GRAPH = "https://w3id.org/phoihop/graph/source/x"
HARMLESS = ("DESCRIBE", "SELECT * FROM NAMED <{url}>")
"""Queries that name an address and ask nothing of it: a graph that does not exist is empty."""


@pytest.mark.slow
def test_server_stands_fire(seed_var, serve):
    worker_bytes = 256 * MIB
    server = serve(
        seed_var, deadline_s=DEADLINE_S, worker_memory_bytes=worker_bytes, result_bytes=4 * MIB
    )
    bound = 2 * worker_bytes + fire.SERVER_BYTES
    report = fire.run(
        server.url,
        server.process.pid,
        bound,
        deadline_s=DEADLINE_S,
        at_once=16,
        slow_s=3,
        cheap_bound_s=CHEAP_BOUND_S,
    )
    assert report.faults == []
    endings = {round_.name: round_.endings for round_ in report.rounds}
    assert sum(endings["deep"].values()) == len(DEEP) == 21
    assert sum(endings["heavy"].values()) == len(HEAVY) == 18
    assert endings["deep"]["400"] >= 15  # too deep, and said so
    assert endings["heavy"]["503"] >= 8  # too heavy, and said so
    assert endings["large"] == {"413": 2}
    assert report.cheap_s["asked"] >= 20


def test_one_heavy_client_does_not_starve_another(seed_var, serve):
    server = serve(seed_var, deadline_s=6)
    heavy = HEAVY["cartesian-order"]
    with fire.Watch(server.url, server.process.pid) as watch:
        outcome = fire.attack(
            server.url, "heavy", [f"{heavy} # {number}" for number in range(4)], 4, 60
        )
    assert outcome.strange == []
    assert watch.failures == []
    assert max(watch.times_s) < CHEAP_BOUND_S


def test_timeout_is_an_error_and_names_the_deadline(seed_var, serve):
    url = serve(seed_var, deadline_s=0.5, cache_bytes=0).url
    answer = httpx.get(f"{url}/sparql", params={"query": HEAVY["cartesian-order"]}, timeout=60)
    assert answer.status_code == 503
    assert answer.json()["code"] == "query-timeout"
    assert "0.5 s" in answer.json()["detail"]


def test_result_over_its_limit_is_never_a_short_result(seed_var, serve):
    url = serve(seed_var, result_bytes=600_000).url
    query = "SELECT * WHERE { ?s ?p ?o . ?s ?q ?r . ?s ?t ?u }"
    with pytest.raises(httpx.RemoteProtocolError):
        # bytes may have been sent by then: the connection is cut
        answer = httpx.get(f"{url}/sparql", params={"query": query}, timeout=60)
        assert answer.status_code == 503  # or none had been
        raise httpx.RemoteProtocolError("refused in time")


def test_full_queue_says_when_to_come_back(seed_var, serve):
    url = serve(seed_var, workers=1, queue=2, deadline_s=4).url
    heavy = [f"{HEAVY['cartesian-order']} # {number}" for number in range(6)]
    found: list[httpx.Response] = []

    def ask(query):
        found.append(httpx.get(f"{url}/sparql", params={"query": query}, timeout=60))

    threads = [threading.Thread(target=ask, args=(query,)) for query in heavy]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    busy = [answer for answer in found if answer.status_code == 429]
    assert len(found) == 6
    assert len(busy) == 4  # one runs, one waits: half of the queue is one client's
    for answer in busy:
        assert int(answer.headers["retry-after"]) >= 1
        assert answer.json()["code"] == "too-many-requests"


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """An address on loopback, and what was asked of it."""
    heard: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        stop = threading.Event()

        def listen() -> None:
            while not stop.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                with connection:
                    heard.append("connected")

        thread = threading.Thread(target=listen)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/", heard
        stop.set()
        thread.join()


def test_the_listener_hears(listener):
    url, heard = listener
    with pytest.raises(httpx.HTTPError):
        httpx.get(url)
    assert heard == ["connected"]


def bodies(url):
    """RDF that would make a careless reader fetch something."""
    rdf = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    return (
        ("application/ld+json", f'{{"@context": "{url}context", "@id": "{url}", "a": "b"}}'),
        ("application/ld+json", f'{{"@context": {{"@import": "{url}context"}}, "a": "b"}}'),
        ("application/ld+json", f'[{{"@context": ["{url}"], "@id": "http://a/", "a": "b"}}]'),
        (
            "application/rdf+xml",
            f'<!DOCTYPE r SYSTEM "{url}dtd"><rdf:RDF {rdf}></rdf:RDF>',
        ),
        (
            "application/rdf+xml",
            f'<!DOCTYPE r [<!ENTITY x SYSTEM "{url}entity">]><rdf:RDF {rdf}>'
            '<rdf:Description rdf:about="http://a/"><rdf:value>&x;</rdf:value>'
            "</rdf:Description></rdf:RDF>",
        ),
        (
            "application/rdf+xml",
            f'<!DOCTYPE r [<!ENTITY % x SYSTEM "{url}entity"> %x;]><rdf:RDF {rdf}></rdf:RDF>',
        ),
        (
            "application/rdf+xml",
            '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">'
            + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
            + f"]><rdf:RDF {rdf}><rdf:Description><rdf:value>&j;</rdf:value>"
            "</rdf:Description></rdf:RDF>",
        ),
    )


def test_nothing_is_ever_fetched(listener, small_var, serve):
    address, heard = listener
    url = serve(small_var).url
    with httpx.Client(timeout=60) as client:
        for text in REACHING_OUT:
            query = text.format(url=address)
            answers = [
                client.get(f"{url}/sparql", params={"query": query}),
                client.post(f"{url}/sparql", data={"query": query}),
            ]
            wanted = 200 if "FROM <{url}>" in text or text.startswith(HARMLESS) else 400
            assert [answer.status_code for answer in answers] == [wanted] * 2, query
        for name in ("default-graph-uri", "named-graph-uri"):
            for graph in (address, "file:///etc/passwd", "FILE:/etc/passwd", "data:,x"):
                params = {"query": "SELECT * { ?s ?p ?o }", name: graph}
                answer = client.get(f"{url}/sparql", params=params)
                assert answer.status_code == (200 if graph == address else 400)
    assert heard == []


def test_nothing_is_ever_fetched_for_a_writer(listener, small_var, tmp_path, serve):
    address, heard = listener
    var = shutil.copytree(small_var, tmp_path / "var")
    digest = hashlib.sha256(TOKEN.encode()).hexdigest()
    url = serve(var, writer_token_sha256=digest).url
    within = (
        f"INSERT {{{{ GRAPH <{GRAPH}> {{{{ ?s ?p ?o }}}} }}}} "
        "WHERE {{ SERVICE <{url}> {{ ?s ?p ?o }} }}"
    )
    with httpx.Client(headers={"Authorization": f"Bearer {TOKEN}"}, timeout=60) as client:
        for text in (*REACHING_OUT, within):
            sent = {"update": text.format(url=address)}
            answer = client.post(f"{url}/update", data=sent)
            assert answer.status_code == 400, sent
        for media_type, body in bodies(address):
            headers = {"Content-Type": media_type}
            answer = client.put(f"{url}/graph-store/source/x", content=body, headers=headers)
            assert answer.status_code == 400, (media_type, body[:60], answer.text)
        assert client.get(f"{url}/graph-store/source/x").status_code == 404
    assert heard == []


def test_readers_that_hang_up_free_their_worker(seed_var, serve):
    server = serve(seed_var, workers=1, deadline_s=20)
    before = fire.state_of(server.url, server.process.pid)
    fire.hang_up(server.url, 12, 0.02)
    # far sooner than twelve deadlines, since a query that nobody waits for is stopped
    assert fire.settle(server.url, server.process.pid, before, 60) == ""


def test_slow_readers_hold_no_worker(seed_var, serve):
    server = serve(seed_var)
    slow = threading.Thread(target=fire.read_slowly, args=(server.url, 6, 5))
    slow.start()
    with fire.Watch(server.url, server.process.pid) as watch:
        slow.join()
    assert watch.failures == []
    assert len(watch.times_s) >= 5
    assert max(watch.times_s) < CHEAP_BOUND_S


@pytest.mark.slow
def test_relational_routes_stand_fire(seed_var, serve):
    server = serve(seed_var)
    report = fire_routes.run(
        server.url,
        server.process.pid,
        fire.SERVER_BYTES,
        at_once=16,
        slow_s=2,
        cheap_bound_s=CHEAP_BOUND_S,
    )
    assert report.faults == []
    endings = {round_.name: round_.endings for round_ in report.rounds}
    assert sum(endings["mixed"].values()) == 32
    assert endings["mixed"]["200"] >= 24
    assert sum(endings["paths-at-once"].values()) == 16
    assert endings["large"].get("400", 0) + endings["large"].get("cut", 0) == 3
    assert endings["large"]["413"] == 1
    assert report.cheap_s["asked"] >= 20
