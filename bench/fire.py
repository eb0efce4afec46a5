"""The SPARQL endpoint under fire: `python -m bench.fire`.

Everything that is known to hurt a SPARQL server is sent to one, round after round, while another
client keeps asking a cheap query. What is stated has to hold: every attack ends in a status that a
client can understand (or in a connection that is cut, never in a short result), the cheap query is
answered within `CHEAP_BOUND_S`, the whole process tree stays under its memory bound, and afterwards
everything is as it was. All loops are bounded; a run with the defaults takes about two minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from urllib.parse import quote

import httpx

from bench.fire_queries import DEEP, HEAVY
from kg.build.pipeline import build
from kg.publish import Generations

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "bench" / "out" / "fire.json"
CHEAP_BOUND_S = 5.0
"""How long a cheap query of another client may take while the server is under fire."""

SERVER_BYTES = 768 * 1024 * 1024
"""What the process tree may take beyond the memory that each worker may."""

CHEAP = "SELECT ?s WHERE { ?s a <https://w3id.org/phoihop/ontology#Agreement> } LIMIT 1"
# Answers that are allowed: done, refused as too deep, large, busy or late.
UNDERSTOOD = frozenset({200, 400, 413, 414, 429, 431, 503})


@dataclass(slots=True)
class Outcome:
    """How the attacks of one round ended.

    Attributes:
        name: The round.
        seconds: How long it took.
        endings: Number by status, `cut` for a connection that was.
        strange: Attacks whose end a client cannot understand.
    """

    name: str
    seconds: float = 0.0
    endings: dict[str, int] = field(default_factory=dict)
    strange: list[str] = field(default_factory=list)

    def count(self, ending: str) -> None:
        """Count one attack."""
        self.endings[ending] = self.endings.get(ending, 0) + 1


@dataclass(slots=True)
class Report:
    """What a run found.

    Attributes:
        rounds: One for each kind of attack.
        cheap_s: Longest and median time of the cheap query, and how many were asked.
        peak_bytes: Largest sum of the resident memory of the process tree.
        bound_bytes: What it may be.
        faults: What does not hold; empty when all is well.
    """

    rounds: list[Outcome] = field(default_factory=list)
    cheap_s: dict[str, float] = field(default_factory=dict)
    peak_bytes: int = 0
    bound_bytes: int = 0
    faults: list[str] = field(default_factory=list)


def send(url: str, query: str, timeout_s: float, source: str = "127.0.0.1") -> str:
    """Send a query as the body of a POST; return how it ended."""
    transport = httpx.HTTPTransport(local_address=source)
    headers = {"Content-Type": "application/sparql-query"}
    with httpx.Client(transport=transport, timeout=timeout_s) as client:
        try:
            with client.stream("POST", f"{url}/sparql", content=query, headers=headers) as answer:
                for _ in answer.iter_raw():
                    pass
                return str(answer.status_code)
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
            return "cut"
        except httpx.TimeoutException:
            return "no answer"


def attack(url: str, name: str, queries: list[str], at_once: int, timeout_s: float) -> Outcome:
    """Send queries, so many at once, and count how they end."""
    outcome, begin = Outcome(name), time.monotonic()
    with ThreadPoolExecutor(at_once) as pool:
        for query, ending in zip(
            queries, pool.map(lambda query: send(url, query, timeout_s), queries), strict=True
        ):
            outcome.count(ending)
            if ending != "cut" and (not ending.isdigit() or int(ending) not in UNDERSTOOD):
                outcome.strange.append(f"{ending}: {query[:80]}")
    outcome.seconds = time.monotonic() - begin
    return outcome


def sparql_path(query: str) -> str:
    """Return the path of a query by GET."""
    return f"/sparql?query={quote(query)}"


def open_request(url: str, path: str) -> tuple[socket.socket, bytes]:
    """Connect; return the socket and the request for a path, which is not sent yet."""
    host, port = re.fullmatch(r"http://([^:/]+):(\d+)", url).groups()
    text = f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n"
    client = socket.socket()
    # a small window, so that what is not read soon stops the sender
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.settimeout(30)
    client.connect((host, int(port)))
    return client, text.encode()


LARGE = sparql_path("SELECT * { ?s ?p ?o . ?s a ?t }")


def read_slowly(url: str, number: int, seconds: float, path: str = LARGE) -> Outcome:
    """Let clients ask for large results and read one byte a second of them."""
    outcome, begin = Outcome("slow-readers"), time.monotonic()
    clients = []
    for _ in range(number):
        client, request = open_request(url, path)
        client.sendall(request)
        clients.append(client)
    while time.monotonic() - begin < seconds:
        for client in clients:
            client.settimeout(0.05)
            try:
                outcome.count("byte" if client.recv(1) else "closed")
            except TimeoutError:
                outcome.count("nothing yet")
        time.sleep(1.0)
    for client in clients:
        client.close()
    outcome.seconds = time.monotonic() - begin
    return outcome


def hang_up(url: str, number: int, pause_s: float, paths: Sequence[str] = ()) -> Outcome:
    """Let clients ask what is heavy (queries, unless paths are given) and go away at once."""
    outcome, begin = Outcome("hang-ups"), time.monotonic()
    heavy = paths or [sparql_path(query) for query in HEAVY.values()]
    for index in range(number):
        client, request = open_request(url, heavy[index % len(heavy)])
        client.sendall(request if index % 3 else request[: len(request) // 2])
        time.sleep(pause_s if index % 2 else 0.0)
        client.close()
        outcome.count("gone")
    outcome.seconds = time.monotonic() - begin
    return outcome


def process_tree(pid: int) -> list[int]:
    """Return a process and everything it started, as far as /proc says."""
    found = [pid]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                found += [int(child) for child in task.read_text().split()]
            except OSError:
                continue
    return found


def resident_bytes(pid: int) -> int:
    """Return the resident memory of a process tree; shared pages count once for each process."""
    total = 0
    for process in process_tree(pid):
        try:
            total += int(Path(f"/proc/{process}/statm").read_text().split()[1])
        except (OSError, IndexError):
            continue
    return total * os.sysconf("SC_PAGE_SIZE")


def cheap_query(number: int) -> str:
    """Return the path of a cheap query; each is new, so none comes from the cache."""
    return sparql_path(f"{CHEAP} # {number}")


class Watch:
    """Another client with a cheap request, and an eye on the memory, while a block runs."""

    def __init__(
        self,
        url: str,
        pid: int,
        cheap: Callable[[int], str] = cheap_query,
        interval_s: float = 0.1,
    ) -> None:
        self._cheap = cheap
        self.times_s: list[float] = []
        self.slowest = (0.0, "")
        self.peak_bytes = 0
        self.failures: list[str] = []
        self.url, self.pid, self._interval_s = url, pid, interval_s
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=run) for run in (self._ask, self._measure)]

    def __enter__(self) -> Watch:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _ask(self) -> None:
        # another address, so another client
        transport = httpx.HTTPTransport(local_address="127.0.0.2")
        with httpx.Client(transport=transport, timeout=60) as client:
            number = 0
            while not self._stop.wait(self._interval_s):
                number += 1
                begin = time.monotonic()
                # a client that is told to come back does so, and its time goes on
                while (status := self._ask_once(client, number)) == 503:
                    if time.monotonic() - begin > 4 * CHEAP_BOUND_S:
                        break
                if status != 200:
                    self.failures.append(f"cheap request: {status}")
                self.times_s.append(time.monotonic() - begin)
                if self.times_s[-1] > self.slowest[0]:
                    self.slowest = (self.times_s[-1], self._cheap(number))

    def _ask_once(self, client: httpx.Client, number: int) -> int:
        try:
            return client.get(self.url + self._cheap(number)).status_code
        except httpx.HTTPError as error:
            self.failures.append(f"cheap request: {error!r}")
            return 0

    def _measure(self) -> None:
        while not self._stop.wait(self._interval_s):
            self.peak_bytes = max(self.peak_bytes, resident_bytes(self.pid))


@dataclass(frozen=True, slots=True)
class State:
    """What has to be the same before and after."""

    answer: str
    workers: int
    files: int
    ready: bool


def state_of(url: str, pid: int) -> State:
    """Look at a server at rest."""
    with httpx.Client(timeout=60) as client:
        query = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
        answer = client.get(f"{url}/sparql", params={"query": query}).text
        ready = client.get(f"{url}/readyz").status_code == 200
    time.sleep(0.2)  # the sockets of the questions are closed
    files = len(list(Path(f"/proc/{pid}/fd").iterdir()))
    return State(answer, len(process_tree(pid)) - 1, files, ready)


def settle(url: str, pid: int, before: State, wait_s: float, kept_files: int = 4) -> str:
    """Wait until the server is as it was before; say what is not, "" when all is."""
    deadline = time.monotonic() + wait_s
    while True:
        now = state_of(url, pid)
        same = now.answer == before.answer and now.workers == before.workers and now.ready
        if same and now.files <= before.files + kept_files:
            return ""
        if time.monotonic() > deadline:
            return f"afterwards {now}, before {before}"
        time.sleep(0.5)


def plan(
    url: str, *, timeout_s: float, at_once: int, slow_s: float
) -> Iterator[Callable[[], Outcome]]:
    """Yield the rounds."""
    heavy = list(HEAVY.values())
    yield lambda: attack(url, "deep", list(DEEP.values()), 4, timeout_s)
    yield lambda: attack(url, "heavy", heavy, 4, timeout_s)
    many = [f"{heavy[n % len(heavy)]} # {n}" for n in range(at_once)]
    yield lambda: attack(url, f"{at_once}-at-once", many, at_once, timeout_s)
    large = [f"ASK {{}} # {'x' * size}" for size in (1_000_000, 20_000_000)]
    yield lambda: attack(url, "large", large, 2, timeout_s)
    yield lambda: read_slowly(url, 8, slow_s)
    yield lambda: hang_up(url, at_once, 0.02)


def run(
    url: str,
    pid: int,
    bound_bytes: int,
    *,
    deadline_s: float,
    at_once: int,
    slow_s: float,
    cheap_bound_s: float = CHEAP_BOUND_S,
) -> Report:
    """Fire at a server and report.

    Args:
        url: Address of the server, without a final slash.
        pid: Its process.
        bound_bytes: What its process tree may take of memory.
        deadline_s: Its deadline for a query.
        at_once: Heavy queries at the same time.
        slow_s: How long slow clients read.
        cheap_bound_s: How long a cheap query of another client may take.
    """
    # the wait for each lane, both runs, and a margin for a machine that is busy
    timeout_s = 2 * deadline_s + 45
    rounds = plan(url, timeout_s=timeout_s, at_once=at_once, slow_s=slow_s)
    return fire_at(
        Watch(url, pid), rounds, bound_bytes, settle_s=deadline_s + 20, cheap_bound_s=cheap_bound_s
    )


def fire_at(
    watch: Watch,
    rounds: Iterable[Callable[[], Outcome]],
    bound_bytes: int,
    *,
    settle_s: float,
    cheap_bound_s: float,
    kept_files: int = 4,
) -> Report:
    """Run the rounds while somebody watches, and hold what was seen to its bounds.

    Args:
        watch: Who asks what is cheap, of which server.
        rounds: The attacks.
        bound_bytes: What the process tree may take of memory.
        settle_s: How long the server may take until it is as it was.
        cheap_bound_s: How long a cheap request of another client may take.
        kept_files: Files that may be open afterwards which were not before.
    """
    report = Report(bound_bytes=bound_bytes)
    before = state_of(watch.url, watch.pid)
    with watch:
        report.rounds = [fire() for fire in rounds]
    times = sorted(watch.times_s)
    report.cheap_s = {"longest": times[-1], "median": times[len(times) // 2], "asked": len(times)}
    report.peak_bytes = watch.peak_bytes
    report.faults = [*watch.failures, *(one for round_ in report.rounds for one in round_.strange)]
    if times[-1] > cheap_bound_s:
        report.faults.append(f"a cheap request took {times[-1]:.2f} s: {watch.slowest[1]}")
    if watch.peak_bytes > bound_bytes:
        report.faults.append(f"{watch.peak_bytes} bytes of memory, the bound is {bound_bytes}")
    if left := settle(watch.url, watch.pid, before, settle_s, kept_files):
        report.faults.append(left)
    return report


@contextmanager
def serve(var: Path) -> Iterator[tuple[str, int]]:
    """Start a server on loopback; yield its address and its process id."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PHOIHOP_")}
    environment["PHOIHOP_VAR"] = str(var)
    command = [sys.executable, "-m", "uvicorn", "api.asgi:create", "--factory"]
    command += ["--host", "127.0.0.1", "--port", "0", "--no-access-log"]
    log = var.parent / "fire.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        deadline = time.monotonic() + 60
        while not (found := re.search(r"running on (http://\S+)", log.read_text(errors="replace"))):
            if time.monotonic() > deadline or process.poll() is not None:
                raise RuntimeError(f"the server did not start: {log.read_text()[-2000:]}")
            time.sleep(0.05)
        yield found[1], process.pid
    finally:
        process.terminate()
        process.wait(30)


def main(arguments: list[str] | None = None) -> int:
    """Build the seeds, serve them, fire, and print what happened."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--var", type=Path, help="a folder of generations; else the seeds are built"
    )
    parser.add_argument("--at-once", type=int, default=64)
    parser.add_argument("--slow-s", type=float, default=10.0)
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="phoihop-fire-") as folder:
        var = chosen.var or Path(folder) / "var"
        if chosen.var is None:
            build([ROOT / "data" / "seeds"], Generations(var))
        with serve(var) as (url, pid):
            bound = 2 * 1024**3 + SERVER_BYTES
            report = run(
                url, pid, bound, deadline_s=20, at_once=chosen.at_once, slow_s=chosen.slow_s
            )
    print_report(report)
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(asdict(report), indent=1) + "\n", encoding="utf-8")
    return 1 if report.faults else 0


def print_report(report: Report) -> None:
    """Print what happened."""
    for one in report.rounds:
        print(f"{one.name:14} {one.seconds:6.1f} s  {one.endings}")
    print(
        f"cheap request: longest {report.cheap_s['longest']:.2f} s, median "
        f"{report.cheap_s['median'] * 1000:.1f} ms of {report.cheap_s['asked']:.0f}"
    )
    mib = 1024**2
    print(f"memory: {report.peak_bytes / mib:.0f} MiB of {report.bound_bytes / mib:.0f}")
    print("\n".join(report.faults) or "everything is as it was")


if __name__ == "__main__":
    sys.exit(main())
