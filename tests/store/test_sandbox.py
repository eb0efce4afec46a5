"""The sandbox: worker processes that are limited, killed and replaced, and nobody else notices."""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kg.errors import (
    ParameterError,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooLarge,
    StoreBusy,
    StoreError,
    StoreUnavailable,
)
from kg.model.terms import Iri, Quad, typed
from kg.store.base import Dataset
from kg.store.oxigraph import OxigraphStore
from kg.store.pool import SandboxLimits
from kg.store.sandbox import Sandbox, SandboxView
from tests.store.sample import CONTENTS, GRAPH_A, GRAPH_B, NS

MEMORY = 256 * 1024**2
# Joins without a common variable: 300^4 rows.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ENDLESS_ROWS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def numbers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of 300 triples, whose Cartesian products are as large as one likes."""
    folder = tmp_path_factory.mktemp("numbers")
    with OxigraphStore(folder / "live") as store:
        name = Iri(GRAPH_A)
        quads = [Quad(Iri(f"{NS}{i}"), Iri(NS), typed(str(i), "integer"), name) for i in range(300)]
        store.load(GRAPH_A, quads)
        store.checkpoint(folder / "generation")
    return folder / "generation"


@pytest.fixture
def opened(numbers: Path) -> Iterator[Callable[..., Sandbox]]:
    """Open sandboxes with limits of the test's own."""
    sandboxes: list[Sandbox] = []

    def open_sandbox(**limits: float) -> Sandbox:
        settings = {"workers": 2, "deadline_s": 20.0, "memory_bytes": MEMORY, **limits}
        sandboxes.append(Sandbox(numbers, SandboxLimits(**settings)))
        return sandboxes[-1]

    yield open_sandbox
    for sandbox in sandboxes:
        sandbox.close()


def answer(sandbox: Sandbox, query: str = "ASK {}", media_type: str = "json") -> bytes:
    with sandbox.run(query, media_type) as result:
        return b"".join(result)


def alive(pid: int) -> bool:
    """Whether a process runs; one that only waits to be reaped does not.

    The first thread of a killed process is a zombie before its other threads have ended.
    """
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0]
        return state != "Z" or len(list(Path(f"/proc/{pid}/task").iterdir())) > 1
    except (FileNotFoundError, ProcessLookupError):
        return False


def kill(pid: int, number: int = signal.SIGKILL) -> None:
    os.kill(pid, number)
    assert wait_until(lambda: not alive(pid))


def wait_until(condition: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def test_small_results_are_complete_before_they_are_read(sandbox: Sandbox) -> None:
    with sandbox.run(f"PREFIX : <{NS}> SELECT ?n {{ :b :count ?n }}", "csv") as result:
        assert (result.form, result.format.content_type) == ("SELECT", "text/csv; charset=utf-8")
        assert result.complete
        assert b"".join(result) == b"n\r\n4\r\n"
        assert list(result) == []


@pytest.mark.parametrize(
    ("media_type", "start"),
    [
        ("text/turtle", b"<"),
        ("application/n-triples", b"<"),
        ("application/n-quads", b"<"),
        ("application/trig", b"<"),
        ("application/ld+json", b"[{"),
        ("application/rdf+xml", b"<?xml"),
    ],
)
def test_graph_formats(sandbox: Sandbox, media_type: str, start: bytes) -> None:
    assert answer(sandbox, "CONSTRUCT WHERE { ?s ?p ?o }", media_type).startswith(start)


def test_dataset_and_bindings_reach_the_worker(sandbox: Sandbox) -> None:
    result = sandbox.run(
        "SELECT ?n { ?s ?p ?n }",
        "json",
        dataset=Dataset(default=(GRAPH_B,)),
        bindings={"s": Iri(NS + "b"), "p": Iri(NS + "count")},
    )
    document = json.loads(b"".join(result))
    assert [row["n"]["value"] for row in document["results"]["bindings"]] == ["4"]


def test_large_results_come_in_chunks(opened: Callable[..., Sandbox]) -> None:
    with opened().run("SELECT * { ?a ?b ?c . ?d ?e ?f }", "json") as result:
        assert not result.complete
        sizes = [len(chunk) for chunk in result]
    assert result.complete
    assert len(sizes) > 10
    assert max(sizes) < 128 * 1024


@pytest.mark.parametrize(
    ("query", "media_type", "error"),
    [
        ("SELECT * {", "json", QuerySyntaxError),
        ("ASK { ?s ?p 'x }", "json", QuerySyntaxError),
        ("ASK { FILTER(<a:b>(1)) }", "json", QuerySyntaxError),
        ("ASK { SERVICE <http://127.0.0.1:1/> {} }", "json", QueryRefused),
        ("ASK {}", "turtle", ParameterError),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "csv", ParameterError),
        ("ASK { ?s ?p '" + "x" * 300_000 + "' }", "json", QueryTooLarge),
    ],
    ids=lambda value: str(value)[:40],
)
def test_errors_come_before_any_byte(
    sandbox: Sandbox, query: str, media_type: str, error: type[Exception]
) -> None:
    pids = sandbox.worker_pids()
    with pytest.raises(error):
        sandbox.run(query, media_type)
    assert sorted(sandbox.worker_pids()) == sorted(pids)
    assert json.loads(answer(sandbox))["boolean"] is True


def test_slow_query_is_cut_while_a_cheap_one_is_answered(opened: Callable[..., Sandbox]) -> None:
    sandbox = opened(deadline_s=1.5)
    caught: list[QueryTimeout] = []

    def run_slow() -> None:
        try:
            answer(sandbox, ENDLESS)
        except QueryTimeout as error:
            caught.append(error)

    started = time.monotonic()
    thread = threading.Thread(target=run_slow)
    thread.start()
    while thread.is_alive():
        before = time.monotonic()
        assert json.loads(answer(sandbox))["boolean"] is True
        assert time.monotonic() - before < 1
        time.sleep(0.05)
    thread.join()
    assert [error.deadline_s for error in caught] == [1.5]
    assert 1.4 < time.monotonic() - started < 4
    assert wait_until(lambda: len(sandbox.worker_pids()) == 2)


def test_deadline_of_a_caller_is_never_above_the_limit(opened: Callable[..., Sandbox]) -> None:
    sandbox = opened(workers=1, deadline_s=0.3)
    for asked in (0.2, 50):
        with pytest.raises(QueryTimeout) as caught:
            sandbox.run(ENDLESS, "json", deadline_s=asked)
        assert caught.value.deadline_s == min(asked, 0.3)


def test_timeout_after_bytes_were_sent_raises_in_the_middle(opened: Callable[..., Sandbox]) -> None:
    result = opened(workers=1, deadline_s=0.5).run(ENDLESS_ROWS, "csv")
    assert next(result)
    with pytest.raises(QueryTimeout):
        for _ in result:
            pass
    with pytest.raises(StoreError):
        next(result)


def test_a_reader_who_stalls_is_cut_too(opened: Callable[..., Sandbox]) -> None:
    sandbox = opened(workers=1, deadline_s=0.4)
    result = sandbox.run(ENDLESS_ROWS, "csv")
    # Its worker is killed and replaced though nobody reads.
    assert wait_until(lambda: len(sandbox.worker_pids()) == 2)
    assert answer(sandbox)
    with pytest.raises(QueryTimeout):
        list(result)
    assert len(sandbox.worker_pids()) == 1


def test_result_over_its_limit_is_cut(opened: Callable[..., Sandbox]) -> None:
    limit = 100 * 1024**2
    sandbox = opened(workers=1, result_bytes=limit)
    pids, size = sandbox.worker_pids(), 0
    wide = f"SELECT * {{ BIND('{'x' * 10_000}' AS ?long) ?a ?b ?c . ?d ?e ?f }}"
    with pytest.raises(QueryTooLarge) as caught:
        for chunk in sandbox.run(wide, "csv"):
            size += len(chunk)
    assert (caught.value.what, caught.value.limit_bytes) == ("result", limit)
    assert limit - 1024**2 < size <= limit
    assert sandbox.worker_pids() == pids  # the worker stopped by itself and goes on


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (GROUP_CONCAT(CONCAT(?long, STR(?g), STR(?d))) AS ?bomb) "
        f"{{ BIND('{'x' * 10_000}' AS ?long) ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }}",
        "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?l ?i",
    ],
    ids=["group-concat", "order-by"],
)
def test_memory_bomb_hits_its_limit(opened: Callable[..., Sandbox], query: str) -> None:
    sandbox = opened(workers=1, memory_bytes=128 * 1024**2)
    with pytest.raises(QueryTooLarge) as caught:
        sandbox.run(query, "json")
    assert (caught.value.what, caught.value.limit_bytes) == ("memory", 128 * 1024**2)
    assert answer(sandbox)


def test_worker_killed_while_idle_is_replaced(opened: Callable[..., Sandbox]) -> None:
    sandbox = opened()
    before = sandbox.worker_pids()
    for pid in before:
        kill(pid)
    assert answer(sandbox)
    assert wait_until(lambda: len(set(sandbox.worker_pids()) - set(before)) == 2)


@pytest.mark.parametrize(
    ("number", "error"),
    [(signal.SIGKILL, StoreError), (signal.SIGSEGV, StoreError), (signal.SIGABRT, QueryTooLarge)],
)
def test_worker_killed_while_busy_is_replaced(
    opened: Callable[..., Sandbox], number: int, error: type[StoreError]
) -> None:
    sandbox = opened(workers=1)
    (pid,) = sandbox.worker_pids()
    result = sandbox.run(ENDLESS_ROWS, "csv")
    kill(pid, number)
    with pytest.raises(error):
        list(result)
    assert answer(sandbox)
    assert pid not in sandbox.worker_pids()


def test_closing_a_result_ends_its_query(opened: Callable[..., Sandbox]) -> None:
    sandbox = opened(workers=1)
    (pid,) = sandbox.worker_pids()
    with sandbox.run(ENDLESS_ROWS, "csv") as result:
        next(result)
    assert not alive(pid)
    with pytest.raises(StoreError, match="closed"):
        next(result)
    assert answer(sandbox)


def test_closing_from_another_thread_ends_the_read(opened: Callable[..., Sandbox]) -> None:
    sandbox = opened(workers=1)
    result = sandbox.run(ENDLESS_ROWS, "csv")
    caught: list[StoreError] = []

    def read() -> None:
        try:
            for _ in result:
                pass
        except StoreError as error:
            caught.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    time.sleep(0.1)
    result.close()
    thread.join()
    assert len(caught) == 1
    assert answer(sandbox)


def test_a_result_nobody_reads_gives_its_worker_back(opened: Callable[..., Sandbox]) -> None:
    sandbox = opened(workers=1, queue_wait_s=5)
    sandbox.run(ENDLESS_ROWS, "csv")
    gc.collect()
    assert answer(sandbox)


def wait_in_vain(sandbox: Sandbox, caught: list[StoreBusy]) -> None:
    try:
        answer(sandbox)
    except StoreBusy as error:
        caught.append(error)


def test_queue_is_bounded(opened: Callable[..., Sandbox]) -> None:
    sandbox = opened(workers=1, queue=1, queue_wait_s=0.3, deadline_s=6)
    with sandbox.run(ENDLESS_ROWS, "csv") as running:
        assert not running.complete
        caught: list[StoreBusy] = []
        waiting = threading.Thread(target=wait_in_vain, args=(sandbox, caught))
        waiting.start()
        assert wait_until(lambda: sandbox.load() == (1, 1))
        with pytest.raises(StoreBusy, match="too many") as full:
            answer(sandbox)
        assert full.value.retry_after_s == 3
        waiting.join()
        assert len(caught) == 1
        with pytest.raises(StoreBusy, match="in time"):
            answer(sandbox)
    assert sandbox.load() == (0, 0)


def test_waiting_callers_are_served_in_order(opened: Callable[..., Sandbox]) -> None:
    sandbox = opened(workers=1)
    order: list[int] = []
    running = sandbox.run(ENDLESS_ROWS, "csv")
    threads = []
    for number in range(4):
        thread = threading.Thread(target=lambda n=number: (answer(sandbox), order.append(n)))
        thread.start()
        threads.append(thread)
        assert wait_until(lambda n=number: sandbox.load()[1] == n + 1)
    running.close()
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3]


def test_many_threads_share_the_workers(opened: Callable[..., Sandbox]) -> None:
    sandbox, answers = opened(), []

    def ask() -> None:
        for _ in range(20):
            answers.append(json.loads(answer(sandbox, "SELECT ?c { ?a ?b ?c } LIMIT 3")))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len(found["results"]["bindings"]) for found in answers] == [3] * 160
    assert sandbox.load() == (0, 0)


def test_swap_lets_running_queries_end(
    opened: Callable[..., Sandbox], checkpoint: Path, numbers: Path
) -> None:
    sandbox = opened()
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    old = sandbox.run("SELECT * { ?a ?b ?c . ?d ?e ?f }", "csv")
    old_pids = sandbox.worker_pids()
    sandbox.swap(checkpoint)
    assert sandbox.path == checkpoint
    held = len({(q.subject, q.predicate, q.object) for quads in CONTENTS.values() for q in quads})
    assert answer(sandbox, count, "csv") == f"n\r\n{held}\r\n".encode()
    assert b"".join(old).count(b"\r\n") == 1 + 300 * 300
    assert wait_until(lambda: not any(alive(pid) for pid in old_pids))
    assert len(sandbox.worker_pids()) == 2


def test_swap_to_nothing_keeps_the_old_store(
    opened: Callable[..., Sandbox], tmp_path: Path, numbers: Path
) -> None:
    sandbox = opened()
    pids = sandbox.worker_pids()
    with pytest.raises(StoreUnavailable):
        sandbox.swap(tmp_path / "absent")
    assert (sandbox.path, sandbox.worker_pids()) == (numbers, pids)
    assert answer(sandbox)


def test_sandbox_over_nothing_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable):
        Sandbox(tmp_path / "absent")


def test_close_ends_every_process(numbers: Path) -> None:
    sandbox = Sandbox(numbers)
    running = sandbox.run(ENDLESS_ROWS, "csv")
    pids = sandbox.worker_pids()
    assert all(alive(pid) for pid in pids)
    sandbox.close()
    sandbox.close()
    assert not any(alive(pid) for pid in pids)
    with pytest.raises(StoreError):
        list(running)
    with pytest.raises(StoreUnavailable):
        answer(sandbox)
    with pytest.raises(StoreUnavailable):
        sandbox.swap(numbers)


def test_close_wakes_those_who_wait(numbers: Path) -> None:
    sandbox = Sandbox(numbers, SandboxLimits(workers=1))
    running = sandbox.run(ENDLESS_ROWS, "csv")
    caught: list[BaseException] = []

    def ask() -> None:
        try:
            answer(sandbox)
        except StoreError as error:
            caught.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    assert wait_until(lambda: sandbox.load()[1] == 1)
    sandbox.close()
    thread.join()
    running.close()
    assert [type(error) for error in caught] == [StoreUnavailable]


def test_store_that_vanishes_is_reported_and_comes_back(
    opened: Callable[..., Sandbox], numbers: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "generation"
    sandbox = opened(workers=1, queue_wait_s=5)
    copy.mkdir()
    for file in numbers.iterdir():
        (copy / file.name).hardlink_to(file)
    sandbox.swap(copy)
    copy.rename(tmp_path / "away")
    kill(sandbox.worker_pids()[0])
    with pytest.raises(StoreUnavailable):
        answer(sandbox)
    (tmp_path / "away").rename(copy)
    assert answer(sandbox)


def test_processes_that_cannot_be_started(
    opened: Callable[..., Sandbox], numbers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox = opened(workers=1, queue_wait_s=0.5)
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", "/nowhere/python")
        with pytest.raises(StoreUnavailable):
            Sandbox(numbers)
        kill(sandbox.worker_pids()[0])
        with pytest.raises(StoreBusy):
            answer(sandbox)
    # The keeper tries again a second after the last failure.
    assert wait_until(lambda: len(sandbox.worker_pids()) == 1)
    assert answer(sandbox)


def test_programs_that_are_no_worker(numbers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/true")
    with pytest.raises(StoreUnavailable, match="did not start"):
        Sandbox(numbers)


def test_workers_end_with_the_process_that_started_them(numbers: Path) -> None:
    script = (
        "import sys\n"
        "from kg.store.sandbox import Sandbox\n"
        f"sandbox = Sandbox({str(numbers)!r})\n"
        f"result = sandbox.run({ENDLESS_ROWS!r}, 'csv')\n"
        "sys.stdout.write(' '.join(map(str, sandbox.worker_pids())) + '\\n')\n"
        "sys.stdout.flush()\n"
        "sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        pids = [int(word) for word in parent.stdout.readline().split()]
        assert len(pids) == 2
        assert all(alive(pid) for pid in pids)
        parent.kill()
    assert wait_until(lambda: not any(alive(pid) for pid in pids))


def test_workers_are_confined(sandbox: Sandbox) -> None:
    held = set(sandbox.confinement())
    assert {"memory", "stack", "core", "files"} <= held
    if sys.platform == "linux":
        assert held & {"seccomp", "network-namespace"}


def test_workers_get_nothing_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, numbers: Path
) -> None:
    monkeypatch.setenv("PHOIHOP_TOKEN", "hidden")
    with Sandbox(numbers, SandboxLimits(workers=1)) as sandbox:
        (pid,) = sandbox.worker_pids()
        assert b"hidden" not in Path(f"/proc/{pid}/environ").read_bytes()


def test_view_leaves_the_sandbox_open(sandbox: Sandbox) -> None:
    SandboxView(sandbox).close()
    assert answer(sandbox)
