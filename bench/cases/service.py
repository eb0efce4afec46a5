"""The server under load, beside its peers: requests a second, and how long they wait.

Load comes from `wrk` (Debian's package), which needs a fraction of what a server in Python does.
All servers hold the same triples and get the same requests, in turn, round after round. A request
is new where it says so: no two within a round are the same text, so no cache helps anybody.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product
from pathlib import Path
from statistics import median
from typing import Any, Final
from urllib.parse import quote, urlencode

from bench.cases.under_both import DAY, _largest
from bench.servers import free_port, make_environment, running, uvicorn
from bench.workspace import Workspace
from kg.index.authority import AuthorityIndex
from kg.model.iri import ID, ONTOLOGY
from kg.query.under_both_all import under_both_all
from kg.store.oxigraph import OxigraphStore

CONCURRENCY: Final = (1, 8, 32)
SECONDS: Final = 2
NEW: Final = 60_000
"""Different requests of one kind; more than any server answers in a round."""

ROWS: Final = 10_000
JSON, CSV = "application/sparql-results+json", "text/csv"
_LUA: Final = Path(__file__).resolve().parent.parent / "load.lua"


@dataclass(frozen=True, slots=True)
class Load:
    """One kind of request to one server.

    Attributes:
        name: Line of the table.
        server: Who answers.
        paths: What is asked, in turn.
        accept: The format.
    """

    name: str
    server: str
    paths: tuple[str, ...]
    accept: str = "application/json"


@dataclass
class Tally:
    """Rounds of one load at one concurrency."""

    rates: list[float] = field(default_factory=list[float])
    p50_ms: list[float] = field(default_factory=list[float])
    p99_ms: list[float] = field(default_factory=list[float])

    def add(self, per_s: float, p50_ms: float, p99_ms: float) -> None:
        """Add a round."""
        self.rates.append(per_s)
        self.p50_ms.append(p50_ms)
        self.p99_ms.append(p99_ms)

    def to_dict(self) -> dict[str, float]:
        """Return the medians of the rounds."""
        return {
            "per_s": median(self.rates),
            "p50_ms": median(self.p50_ms),
            "p99_ms": median(self.p99_ms),
        }


def run(space: Workspace, times: int) -> dict[str, object]:
    """Measure every load at every concurrency, `times` rounds at most 3, servers in turn.

    Raises:
        RuntimeError: `wrk` is not installed, a server does not start, or an answer is wrong.
    """
    if not shutil.which("wrk"):
        raise RuntimeError("wrk is needed: apt-get install wrk")
    tallies: dict[tuple[str, str, int], Tally] = {}
    with ExitStack() as stack:
        bases = dict(_servers(space, stack))
        loads = [load for load in _loads(space) if load.server in bases]
        files = {load: _write(space, number, load) for number, load in enumerate(loads)}
        sizes = {load: _probe(bases[load.server], load) for load in loads}
        for _, concurrency in product(range(max(1, min(times, 3))), CONCURRENCY):
            for load in loads:
                tally = tallies.setdefault((load.name, load.server, concurrency), Tally())
                _measure(bases[load.server], load, files[load], sizes[load], concurrency, tally)
    return {
        "loads": [
            {"name": name, "server": server, "concurrency": concurrency, **tally.to_dict()}
            for (name, server, concurrency), tally in tallies.items()
        ],
        "servers": sorted(bases),
    }


def _servers(space: Workspace, stack: ExitStack) -> Iterator[tuple[str, str]]:
    generation = space.generation()
    port = free_port()
    yield "bare", stack.enter_context(running(uvicorn("bench.peers.hello:bare", port), port))
    port = free_port()
    command = uvicorn("bench.peers.hello:framework", port)
    yield "fastapi", stack.enter_context(running(command, port))
    port = free_port()
    command = [sys.executable, "-m", "kg.cli", "serve", "--var", str(space.var)]
    quiet = {"PHOIHOP_LOG_LEVEL": "warning"}  # no server here writes a line a request
    yield "phoihop", stack.enter_context(running([*command, "--port", str(port)], port, quiet))
    port = free_port()
    binary = str(Path(sys.executable).with_name("oxigraph"))
    command = [binary, "serve-read-only", "--location", str(generation.store_path)]
    address = ["--bind", f"127.0.0.1:{port}"]
    yield "oxigraph", stack.enter_context(running([*command, *address], port))
    if space.size != "100k":
        return  # rdflib would need minutes and gigabytes
    python = make_environment(space.folder / "rdflib", "rdflib-endpoint", "uvicorn[standard]")
    if python is None:
        return
    port, triples = free_port(), space.folder / "union.nt"
    dump = [binary, "dump", "--location", str(generation.store_path), "--graph", "default"]
    subprocess.run([*dump, "--file", str(triples)], check=True, capture_output=True)
    script = Path(__file__).resolve().parent.parent / "peers" / "rdflib_server.py"
    command = [str(python), str(script), str(triples), str(port)]
    yield "rdflib-endpoint", stack.enter_context(running(command, port))


def _loads(space: Workspace) -> Iterator[Load]:
    yield Load("hello", "bare", ("/",))
    yield Load("hello through FastAPI", "fastapi", ("/",))
    yield from _relational(space)
    cheap = (
        f'SELECT ?p ?o WHERE {{ <{ID}com/g.p00> ?p ?o FILTER(STR(?o) != "%d") }} LIMIT 10',
        JSON,
    )
    rows = f"SELECT ?s ?p ?o WHERE {{ ?s ?p ?o }} LIMIT {ROWS} #%d"
    for server in ("phoihop", "oxigraph", "rdflib-endpoint"):
        yield Load("cheap query, new each time", server, _sparql(cheap[0], NEW), JSON)
        for accept, words in ((JSON, "JSON"), (CSV, "CSV")):
            yield Load(f"{ROWS} rows, {words}, new each time", server, _sparql(rows, 2000), accept)
    yield Load("cheap query, asked before", "phoihop", _sparql(cheap[0], 1), JSON)
    yield Load(f"{ROWS} rows, JSON, asked before", "phoihop", _sparql(rows, 1), JSON)


def _sparql(text: str, count: int) -> tuple[str, ...]:
    return tuple(f"/sparql?query={quote(text % number)}" for number in range(count))


def _relational(space: Workspace) -> Iterator[Load]:
    index = AuthorityIndex.open(space.generation().authority_path)
    pairs = _largest(under_both_all(index, DAY))
    days = [(DAY + timedelta(days=number)).isoformat() for number in range(NEW // 20)]
    asked = [
        "/api/v1/under-both?" + urlencode({"a": pair.a.iri, "b": pair.b.iri, "as_of": day})
        for day, pair in product(days, pairs)
    ]
    yield Load("under-both, new each time", "phoihop", tuple(asked))
    yield Load("under-both, asked before", "phoihop", (asked[0],))
    with OxigraphStore.open_read_only(space.generation().store_path) as view:
        rows = view.query(f"SELECT ?unit {{ ?unit a <{ONTOLOGY}PartyUnit> }} ORDER BY ?unit")
        units = [str(row["unit"]).removeprefix(ID) for row in rows]
        names = [
            str(row["name"])
            for row in view.query(
                "SELECT DISTINCT ?name { ?unit "
                "<http://www.w3.org/2000/01/rdf-schema#label> ?name } ORDER BY ?name"
            )
        ]
    entities = [f"/api/v1/entities/{one}?limit={n}" for n in range(1, 101) for one in units]
    yield Load("one entity, new each time", "phoihop", tuple(entities[:NEW]))
    yield Load("one entity, asked before", "phoihop", (entities[0],))
    found = [f"/api/v1/search?q={quote(name)}&limit={n}" for n in range(1, 21) for name in names]
    yield Load("search, new each time", "phoihop", tuple(found[:NEW]))
    yield Load("search, asked before", "phoihop", (found[0],))


def _write(space: Workspace, number: int, load: Load) -> Path:
    path = space.folder / f"paths-{number}.txt"
    path.write_text("\n".join(load.paths) + "\n", encoding="utf-8")
    return path


def _probe(base: str, load: Load) -> int:
    """Ask once and return the size of the body, so that short answers do not count as fast."""
    asked = urllib.request.Request(base + load.paths[0], headers={"Accept": load.accept})
    with urllib.request.urlopen(asked, timeout=60) as answer:
        body = answer.read()
    if load.name.startswith(str(ROWS)):
        rows = body.count(b"\n") - 1 if load.accept == CSV else len(_bindings(body))
        if rows != ROWS:
            raise RuntimeError(f"{load.server} gave {rows} rows for {load.name}")
    elif load.accept == JSON and not _bindings(body):
        raise RuntimeError(f"{load.server} gave nothing for {load.name}")
    return len(body)


def _bindings(body: bytes) -> list[Any]:
    found: list[Any] = json.loads(body)["results"]["bindings"]
    return found


def _measure(base: str, load: Load, paths: Path, size: int, concurrency: int, tally: Tally) -> None:
    command = ["wrk", "-t1", f"-c{concurrency}", f"-d{SECONDS}s", "--timeout", "30s"]
    command += ["-s", str(_LUA), base, "--", str(paths), load.accept]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    told = next(line for line in done.stdout.splitlines() if line.startswith("RESULT "))
    result: Mapping[str, int] = json.loads(told.removeprefix("RESULT "))
    if not result["requests"] and not result["socket_errors"]:
        # not one answer in the whole round: all that is known is how long nobody got one
        tally.add(0.0, SECONDS * 1000.0, SECONDS * 1000.0)
        return
    if result["bad_status"] or result["socket_errors"]:
        raise RuntimeError(f"{load.server}, {load.name}: {result}")
    each = result["bytes"] / result["requests"]
    if (len(load.paths) == 1 or "/sparql?" in load.paths[0]) and each < size:
        raise RuntimeError(f"{load.server}, {load.name}: {each:.0f} bytes each, not {size}")
    if "new" in load.name and result["requests"] > len(load.paths):
        raise RuntimeError(f"{load.server}, {load.name}: {result['requests']} were not all new")
    per_s = result["requests"] / result["duration_us"] * 1e6
    tally.add(per_s, result["p50_us"] / 1000, result["p99_us"] / 1000)
