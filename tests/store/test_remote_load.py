"""A graph of 100 MB is sent to a real server by a client that keeps none of it in memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kg.store.base import Solutions
from tests.store.conftest import oxigraph_server, remote

# A process of its own, so that its peak is that of the sending.
SENDER = """
import resource, sys
from kg.model.terms import Iri, Literal, Quad
from kg.store.remote import RemoteStore

def peak_kib():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

graph, text = Iri("http://example.org/g"), "x" * 1000
def quads():
    for number in range(100_000):
        yield Quad(Iri(f"http://example.org/{number}"), Iri("http://example.org/p"),
                   Literal(f"{number} {text}"), graph)

with RemoteStore(sys.argv[1] + "/query", None, sys.argv[1] + "/store", deadline_s=240) as store:
    store.load(graph.value, [next(quads())])
    before = peak_kib()
    store.load(graph.value, quads())
    print(peak_kib() - before)
"""
SENT_BYTES = 100_000 * 1_050
BOUND_KIB = 24 * 1024


@pytest.mark.slow
def test_a_large_graph_is_sent_in_bounded_memory(root: Path) -> None:
    with oxigraph_server() as url:
        done = subprocess.run(
            [sys.executable, "-c", SENDER, url],
            cwd=root,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert int(done.stdout) < BOUND_KIB < SENT_BYTES / 1024 / 4
        with remote(url) as store:
            found = store.query(
                "SELECT (COUNT(*) AS ?n) (SUM(STRLEN(?o)) AS ?size) "
                "{ GRAPH <http://example.org/g> { ?s ?p ?o } }"
            )
    assert isinstance(found, Solutions)
    row = next(iter(found))
    digits = sum(len(str(number)) for number in range(100_000))
    assert (str(row["n"]), str(row["size"])) == ("100000", str(100_000 * 1001 + digits))
