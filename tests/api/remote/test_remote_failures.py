"""An engine that is down, slow, cut off, wrong or elsewhere is a clear problem, never no rows."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import httpx
import pytest

from kg.build.pipeline import build
from kg.cli.program import run
from kg.publish import Generations
from tests.api.conftest import Server, start_server
from tests.api.remote.chaos import Chaos
from tests.api.remote.conftest import UNION, publish, remote_settings
from tests.store.conftest import oxigraph_server

MAIN = "/api/v1/under-both?a=com/dang-uy-tct-thep-viet-nam&b=com/quan-uy-hong-bang&as_of=2017-10-06"
TABLE = "/api/v1/events"
QUERY = "/sparql?query=SELECT * { ?s ?p ?o } LIMIT 3"
GRAPH = "/sparql?query=CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


@pytest.fixture(scope="module")
def chaos(engine: str) -> Iterator[Chaos]:
    proxy = Chaos(engine)
    yield proxy
    proxy.close()


@pytest.fixture(scope="module")
def spoilt(
    chaos: Chaos, seed_var: Path, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    """A client of a server whose engine stands behind `chaos`."""
    log = tmp_path_factory.mktemp("spoilt") / "log"
    settings = {**remote_settings(chaos.url), "deadline_s": 1.5, "cache_bytes": 0}
    running = start_server(seed_var, log, root, **settings)
    with httpx.Client(base_url=running.url, timeout=30) as client:
        yield client
    running.stop()


MODES = {
    "down": {"store-unavailable", "store-error"},
    "slow": {"query-timeout"},
    "cut": {"store-error"},
    "short": {"store-error"},
    "error-inside": {"store-error"},
    "html": {"store-error"},
    "empty": {"store-error"},
    "busy": {"store-busy"},
    "refused": {"store-unavailable"},
    "broken": {"store-error"},
}


# No lines, or half of them, may be a whole graph: only the length that the engine told can tell.
CASES = [
    (mode, path)
    for path in (MAIN, TABLE, QUERY, QUERY + "&format=csv", GRAPH)
    for mode in MODES
    if path != GRAPH or mode not in {"empty", "short"}
]


@pytest.mark.parametrize(("mode", "path"), CASES)
def test_what_the_engine_spoils_is_a_problem(
    chaos: Chaos, spoilt: httpx.Client, mode: str, path: str
) -> None:
    assert spoilt.get(path).status_code == 200
    chaos.mode = mode
    try:
        answer = spoilt.get(path)
    finally:
        chaos.mode = "pass"
    assert answer.status_code in {500, 503}
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] in MODES[mode]
    assert not {"panic", "html", "took too long"} & set(answer.text.split())
    assert spoilt.get(path).status_code == 200


def test_an_engine_that_hangs_holds_nobody_long(chaos: Chaos, spoilt: httpx.Client) -> None:
    chaos.mode, chaos.spoils_record = "slow", True
    try:
        time.sleep(0.6)
        started, answers = time.monotonic(), list[httpx.Response]()
        ask = [
            threading.Thread(target=lambda: answers.append(spoilt.get("/api/v1/dataset")))
            for _ in range(6)
        ]
        for thread in ask:
            thread.start()
        for thread in ask:
            thread.join()
        took = time.monotonic() - started
    finally:
        chaos.mode, chaos.spoils_record = "pass", False
    assert {answer.status_code for answer in answers} == {503}
    assert took < 6  # one question of 1.5 s, and its failure told to the others
    time.sleep(1.1)
    assert spoilt.get("/readyz").status_code == 200


def test_validators_are_no_way_round_an_engine_that_is_down(
    chaos: Chaos, spoilt: httpx.Client
) -> None:
    chaos.mode, chaos.spoils_record = "down", True
    try:
        time.sleep(0.6)
        answer = spoilt.get(TABLE, headers={"If-None-Match": '"x"'})
    finally:
        chaos.mode, chaos.spoils_record = "pass", False
    assert answer.status_code == 503
    assert answer.json()["code"] == "store-unavailable"
    time.sleep(1.1)


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("no-dates", "answers wrongly and is refused: an xsd:date filter"),
        ("down", "does not answer"),
        ("refused", "refuses access"),
    ],
)
def test_a_wrong_engine_is_refused_at_start(
    chaos: Chaos, seed_var: Path, root: Path, tmp_path: Path, mode: str, words: str
) -> None:
    chaos.mode = mode
    try:
        with pytest.raises(RuntimeError) as caught:
            start_server(seed_var, tmp_path / "log", root, **remote_settings(chaos.url))
    finally:
        chaos.mode = "pass"
    assert words in str(caught.value)


def test_without_the_union_an_engine_is_refused(
    engine: str, seed_var: Path, root: Path, tmp_path: Path
) -> None:
    with pytest.raises(RuntimeError, match="not the union"):
        start_server(seed_var, tmp_path / "log", root, store=f"{engine}/query")


def test_nothing_is_written_through_a_server_over_an_engine(
    engine: str, seed_var: Path, root: Path, tmp_path: Path
) -> None:
    settings = {**remote_settings(engine), "writer_token_sha256": "0" * 64}
    running = start_server(seed_var, tmp_path / "log", root, **settings)
    try:
        answer = httpx.post(f"{running.url}/update", data={"update": "CLEAR ALL"}, timeout=30)
        assert answer.status_code in {403, 404, 405}
    finally:
        running.stop()


def _ready(server: Server) -> httpx.Response:
    return httpx.get(f"{server.url}/readyz", timeout=30)


def test_a_new_generation_is_noticed(seed_var: Path, root: Path, tmp_path: Path) -> None:
    var = copytree(seed_var, tmp_path / "var")
    with oxigraph_server() as engine:
        empty = {**remote_settings(engine)}
        with pytest.raises(RuntimeError, match="no whole generation"):
            start_server(var, tmp_path / "log", root, **empty)
        assert publish(var, engine).returncode == 0
        running = start_server(var, tmp_path / "log", root, **empty)
        try:
            first = _ready(running).json()["generation"]
            count = "/sparql?query=ASK {}"
            assert httpx.get(running.url + count).headers["Phoihop-Generation"] == first
            result = build([root / "data" / "seeds" / "f59a995985411206"], Generations(var))
            assert result.generation.id != first
            time.sleep(0.6)
            # built here and not there: what the engine holds is served
            assert _ready(running).json()["generation"] == first
            again = publish(var, engine, "--json")
            assert again.returncode == 0, again.stderr
            assert "graph/source/f59a995985411206" not in again.stderr  # it did not change
            time.sleep(0.6)
            assert _ready(running).json()["generation"] == result.generation.id
            events = httpx.get(running.url + TABLE, timeout=30).json()
            assert events["dataset"]["generation"] == result.generation.id
            assert events["total"] == 1
            # a publication under way
            httpx.delete(
                f"{engine}/store", params={"graph": "https://w3id.org/phoihop/graph/generation"}
            )
            time.sleep(0.6)
            answer = httpx.get(running.url + TABLE, timeout=30)
            assert (answer.status_code, answer.json()["code"]) == (503, "store-unavailable")
            assert "no whole generation" in answer.json()["detail"]
            assert publish(var, engine, "--generation", first).returncode == 0
            time.sleep(1.6)
            assert _ready(running).json()["generation"] == first
        finally:
            running.stop()


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--to", "ftp://x.test/"], 3, "an http or https address"),
        ([], 3, "the query address of an engine"),
        (["--to", "http://127.0.0.1:1/query"], 3, "Graph Store"),
        (
            ["--to", "http://127.0.0.1:1/query", "--graphs", "http://127.0.0.1:1/store"],
            6,
            "reached",
        ),
    ],
)
def test_publish_says_what_is_missing(
    seed_var: Path, options: list[str], code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["publish", "--var", str(seed_var), *options])
    assert ended.value.code == code
    assert words in capsys.readouterr().err


def test_publish_in_this_process(small_var: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with oxigraph_server() as engine:
        options = ["--to", f"{engine}/query", "--graphs", f"{engine}/store", "--union", UNION]
        for words in ("6 graph(s) sent, 0 in place", "0 graph(s) sent, 6 in place"):
            with pytest.raises(SystemExit) as ended:
                run(["publish", "--var", str(small_var), "--lang", "en", *options])
            assert ended.value.code == 0
            assert words in capsys.readouterr().out
