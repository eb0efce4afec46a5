"""The relational routes under fire: `python -m bench.fire_routes`.

What costs most there is asked for by many at once: long paths between hubs, everything under the
largest committee, searches as long as an address may be and longer, answers that nobody reads. The
same has to hold as for queries (`bench.fire`): endings that a client can understand, cheap requests
of another client within `CHEAP_BOUND_S`, memory within its bound, and everything as before.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import httpx

from bench.fire import (
    CHEAP_BOUND_S,
    ROOT,
    SERVER_BYTES,
    UNDERSTOOD,
    Outcome,
    Report,
    Watch,
    cheap_query,
    fire_at,
    hang_up,
    open_request,
    print_report,
    read_slowly,
    serve,
)
from kg.build.pipeline import build
from kg.publish import Generations

API = "/api/v1"
DAY = "2018-01-01"

KEPT_FILES = 4 * 40
"""Each of forty threads keeps its connection to the search index, once it has needed one."""
_HUBS = """SELECT ?node (COUNT(*) AS ?n) {
  ?s ?p ?node FILTER(STRSTARTS(STR(?node), "https://w3id.org/phoihop/id/com/"))
} GROUP BY ?node ORDER BY DESC(?n) ?node LIMIT 3"""


def find_hubs(url: str) -> list[str]:
    """Return the ids of the committees that most is said of."""
    with httpx.Client(base_url=url, timeout=60) as client:
        answer = client.get("/sparql", params={"query": _HUBS, "format": "json"})
    rows = answer.raise_for_status().json()["results"]["bindings"]
    return [row["node"]["value"].partition("/id/")[2] for row in rows]


def heavy_paths(hubs: list[str]) -> list[str]:
    """Return the paths of what costs most."""
    first, last = hubs[0], hubs[-1]
    ends = {"from": first, "to": last, "max_length": 6, "limit": 100}
    wide = {"from": "1950-01-01", "to": "2050-01-01"}
    return [
        f"{API}/paths?{urlencode(ends)}",
        f"{API}/paths?{urlencode({**ends, 'to': 'cert/stated'})}",
        f"{API}/committees/{first}/units?as_of={DAY}&transitive=true&limit=1000",
        f"{API}/entities/{first}/neighbours?limit=1000",
        f"{API}/entities/cert/stated?limit=1000",
        f"{API}/changes?{urlencode(wide)}",
        f"{API}/concurrent-posts?spheres=party,enterprise&as_of={DAY}",
        f"{API}/under-both/all?as_of={DAY}",
        f"{API}/under-both?a={first}&b={last}&as_of={DAY}",
        f"{API}/search?limit=100&q={quote('đảng ủy xã phường ' * 10)}",
        f"{API}/search?limit=100&q=d",
        f"/page/{first}",
        f"/data/{first}.jsonld",
    ]


def get(url: str, path: str, timeout_s: float) -> str:
    """Ask for a path; return how it ended.

    By the standard library: a client of httpx costs more processor time than many an answer, and
    whoever measures in the same process would measure that.
    """
    connection = HTTPConnection(urlsplit(url).netloc, timeout=timeout_s)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
    except TimeoutError:
        return "no answer"
    except (HTTPException, OSError):
        return "cut"
    finally:
        connection.close()
    return str(answer.status)


def ask_at_once(url: str, name: str, paths: list[str], at_once: int, timeout_s: float) -> Outcome:
    """Ask for paths, so many at once, and count how they end."""
    outcome, begin = Outcome(name), time.monotonic()
    with ThreadPoolExecutor(at_once) as pool:
        endings = pool.map(lambda path: get(url, path, timeout_s), paths)
        for path, ending in zip(paths, endings, strict=True):
            outcome.count(ending)
            if not ending.isdigit() or int(ending) not in {*UNDERSTOOD, 404}:
                outcome.strange.append(f"{ending}: {path[:80]}")
    outcome.seconds = time.monotonic() - begin
    return outcome


def send_large(url: str) -> Outcome:
    """Send a search of 1 MB in an address, one that fits, and large bodies; 4xx is the answer."""
    outcome, begin = Outcome("large"), time.monotonic()
    for size in (1_000_000, 60_000):
        client, request = open_request(url, f"{API}/search?q={'x' * size}")
        with client:
            try:
                client.sendall(request)
                said = client.recv(64)
            except OSError:
                said = b""
        status = said.split(b" ")[1].decode() if said.startswith(b"HTTP/1.1 ") else "cut"
        outcome.count(status)
        if status != "cut" and not status.startswith("4"):
            outcome.strange.append(f"{status}: a search of {size} bytes")
    for size in (1_000_000, 20_000_000):
        ending = str(httpx.post(f"{url}/reconcile", content=b"x" * size, timeout=60).status_code)
        outcome.count(ending)
        if not ending.startswith("4"):
            outcome.strange.append(f"{ending}: a body of {size} bytes")
    outcome.seconds = time.monotonic() - begin
    return outcome


def write_slowly(url: str, number: int, seconds: float, path: str) -> Outcome:
    """Let clients send their request one byte a second, and go away before its end."""
    outcome, begin = Outcome("slow-writers"), time.monotonic()
    clients = [open_request(url, path) for _ in range(number)]
    position = 0
    while time.monotonic() - begin < seconds:
        for client, request in clients:
            try:
                client.sendall(request[position : position + 1])
                outcome.count("byte")
            except OSError:
                outcome.count("closed")
        position += 1
        time.sleep(1.0)
    for client, _ in clients:
        client.close()
    outcome.seconds = time.monotonic() - begin
    return outcome


def plan(
    url: str, *, timeout_s: float, at_once: int, slow_s: float
) -> Iterator[Callable[[], Outcome]]:
    """Yield the rounds."""
    heavy = heavy_paths(find_hubs(url))
    mixed = [heavy[number % len(heavy)] for number in range(2 * at_once)]
    yield lambda: ask_at_once(url, "mixed", mixed, at_once, timeout_s)
    long = [f"{heavy[0]}&certainty=stated" if n % 2 else heavy[0] for n in range(at_once)]
    yield lambda: ask_at_once(url, "paths-at-once", long, at_once, timeout_s)
    yield lambda: send_large(url)
    for path in (heavy[2], heavy[0]):
        yield lambda path=path: read_slowly(url, 16, slow_s, path)
    yield lambda: write_slowly(url, 32, slow_s, heavy[0])
    yield lambda: hang_up(url, at_once, 0.02, heavy)


def cheap_request(number: int) -> str:
    """Return a cheap request: of each kind in turn."""
    kinds = (
        f"{API}/dataset",
        f"{API}/search?q=dang&limit=5",
        cheap_query(number),
        f"{API}/agreements?limit=1",
    )
    return kinds[number % len(kinds)]


def run(
    url: str,
    pid: int,
    bound_bytes: int,
    *,
    at_once: int,
    slow_s: float,
    cheap_bound_s: float = CHEAP_BOUND_S,
) -> Report:
    """Fire at the routes of a server and report; arguments as `bench.fire.run`."""
    rounds = plan(url, timeout_s=120, at_once=at_once, slow_s=slow_s)
    watch = Watch(url, pid, cheap_request)
    # those who hung up are still worked for, in their turn
    return fire_at(
        watch,
        rounds,
        bound_bytes,
        settle_s=60,
        cheap_bound_s=cheap_bound_s,
        kept_files=KEPT_FILES,
    )


def main(arguments: list[str] | None = None) -> int:
    """Build all the data, serve them, fire, and print what happened."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--var", type=Path, help="a folder of generations; else data/ is built")
    parser.add_argument("--at-once", type=int, default=64)
    parser.add_argument("--slow-s", type=float, default=10.0)
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="phoihop-fire-") as folder:
        var = chosen.var or Path(folder) / "var"
        if chosen.var is None:
            build([ROOT / "data"], Generations(var))
        with serve(var) as (url, pid):
            report = run(url, pid, SERVER_BYTES, at_once=chosen.at_once, slow_s=chosen.slow_s)
    print_report(report)
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
