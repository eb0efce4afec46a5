"""A real engine that answers wrongly is refused, and can be read from all the same.

The peer is rdflib behind rdflib-endpoint, a server of its own. What it gets wrong is why nothing is
served over it (docs/decisions/0071-rdflib-endpoint-is-refused.md); the plain store client reads it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from kg.errors import QueryRefused, QuerySyntaxError, StoreUnavailable
from kg.model.iri import GRAPH
from kg.model.terms import Iri, format_quad
from kg.publish import Generations
from kg.publish.remote import check_union, find_recorded_id, publish_to
from kg.store.base import Solutions, Triples
from kg.store.oxigraph import OxigraphStore
from kg.store.probe import check_engine
from kg.store.remote import RemoteStore
from tests.api.conftest import build_small, start_server
from tests.store.conftest import free_port

WRONG = ("unbound values in OPTIONAL", "grouping no rows", "the dataset that a request names")
_NODE = Iri("http://example.org/data-1")


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one generation of three small graphs."""
    return build_small(tmp_path_factory.mktemp("peer"))


@pytest.fixture(scope="module")
def endpoint(var: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Query address of rdflib-endpoint over that generation and its record."""
    binary = Path(sys.executable).with_name("rdflib-endpoint")
    if not binary.exists():
        if os.environ.get("CI") == "true":
            pytest.fail("rdflib-endpoint is required under CI: install the dev extra")
        pytest.skip("rdflib-endpoint is not installed (it is in the dev extra)")
    folder, port = tmp_path_factory.mktemp("endpoint"), free_port()
    generation = Generations(var).current()
    with OxigraphStore() as whole, OxigraphStore.open_read_only(generation.store_path) as source:
        publish_to(whole, generation, source)
        lines = [f"{format_quad(quad)}\n" for graph in whole.graphs() for quad in whole.dump(graph)]
    (folder / "all.nq").write_text("".join(lines), encoding="utf-8")
    command = [str(binary), "serve", "all.nq", "--host", "127.0.0.1", "--port", str(port)]
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=log, stderr=subprocess.STDOUT
        )
    url = f"http://127.0.0.1:{port}/"
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                httpx.get(url, params={"query": "ASK {}"}, trust_env=False, timeout=30)
                break
            except httpx.TransportError:
                assert process.poll() is None, (folder / "log").read_text()
                assert time.monotonic() < deadline, "the endpoint did not start"
                time.sleep(0.1)
        yield url
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def engine(endpoint: str) -> Iterator[RemoteStore]:
    with RemoteStore(endpoint, deadline_s=30) as opened:
        yield opened


def test_the_refusal_names_everything_that_is_wrong_and_nothing_else(engine: RemoteStore) -> None:
    # When a newer rdflib does one of these right, this fails: then look at the decision again.
    with pytest.raises(StoreUnavailable) as caught:
        check_engine(engine)
    words = str(caught.value)
    assert words.startswith("the engine answers wrongly and is refused: ")
    assert tuple(re.findall(r"(?:: |; )([^;]+?) gave \[", words)) == WRONG
    assert "gave ['one'], not ['one', 'unknown']" in words
    assert "gave ['a group'], not []" in words


def test_no_server_starts_over_it(endpoint: str, var: Path, root: Path, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError) as caught:
        start_server(var, tmp_path / "log", root, store=endpoint)
    assert all(name in str(caught.value) for name in WRONG)


def test_nothing_is_published_to_it(endpoint: str, var: Path) -> None:
    command = [sys.executable, "-m", "kg.cli", "publish", "--to", endpoint, "--lang", "en"]
    command += ["--graphs", f"{endpoint}store", "--var", str(var)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 6
    assert all(name in done.stderr for name in WRONG)
    assert "Traceback" not in done.stderr


def test_the_plain_client_reads_what_it_holds(engine: RemoteStore, var: Path) -> None:
    generation = Generations(var).current()
    assert find_recorded_id(engine) == (generation.id, generation.content_hash)
    check_union(engine)
    graph = f"{GRAPH}source/data-1"
    with OxigraphStore.open_read_only(generation.store_path) as embedded:
        assert set(engine.graphs()) == {*embedded.graphs(), GRAPH + "generation"}
        assert set(engine.dump(graph)) == set(embedded.dump(graph)) != set()
        named = "SELECT ?p ?o { ?node ?p ?o } ORDER BY ?p ?o"
        asked = (engine.query(named, bindings={"node": _NODE}), embedded.query(
            named, bindings={"node": _NODE}))  # fmt: skip
        assert asked[0] == asked[1]
        assert isinstance(asked[0], Solutions)
        assert len(asked[0]) > 0
        built = "CONSTRUCT { ?s a ?o } WHERE { GRAPH ?g { ?s a ?o } }"
        found = [view.query(built, bindings={"g": Iri(graph)}) for view in (engine, embedded)]
        assert all(isinstance(one, Triples) for one in found)
        assert set(found[0].triples) == set(found[1].triples)
    assert engine.query("ASK { ?node a ?type }", bindings={"node": _NODE}) is True
    assert engine.query("ASK { ?node a ?node }", bindings={"node": _NODE}) is False


def test_mistakes_are_named_before_and_after_they_are_sent(engine: RemoteStore) -> None:
    with pytest.raises(QuerySyntaxError):
        engine.query("SELECT * {")
    with pytest.raises(QueryRefused):
        engine.query("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")
