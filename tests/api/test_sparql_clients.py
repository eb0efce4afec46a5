"""Real clients against a running server: what people use, as they use it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import urllib.parse
from pathlib import Path

import httpx
import pandas as pd
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from SPARQLWrapper import CSV, JSON, N3, POST, POSTDIRECTLY, RDFXML, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
AGREEMENT = "https://w3id.org/phoihop/ontology#Agreement"
ROWS = f"SELECT ?s ?l {{ ?s a <{AGREEMENT}> ; <{LABEL}> ?l }} ORDER BY ?s ?l"
TRIPLES = f"CONSTRUCT {{ ?s <{LABEL}> ?l }} {{ ?s a <{AGREEMENT}> ; <{LABEL}> ?l }}"
CLIENTS = Path(__file__).resolve().parent.parent / "clients"
TOKEN = "another token of the tests"
GRAPH = "https://w3id.org/phoihop/graph/source/client"


@pytest.fixture(scope="module")
def expected(client: httpx.Client) -> list[tuple[str, str]]:
    """The rows of `ROWS`, by plain HTTP."""
    found = client.get("/sparql", params={"query": ROWS}).json()["results"]["bindings"]
    assert len(found) >= 3
    return [(row["s"]["value"], row["l"]["value"]) for row in found]


@pytest.mark.parametrize("method", ["GET", POST])
@pytest.mark.parametrize("directly", [False, True])
@pytest.mark.parametrize("only_conneg", [False, True])
def test_sparqlwrapper_reads_rows(method, directly, only_conneg, server, expected):
    wrapper = SPARQLWrapper(f"{server}/sparql")
    wrapper.setQuery(ROWS)
    wrapper.setReturnFormat(JSON)
    wrapper.setOnlyConneg(only_conneg)
    wrapper.setMethod(method)
    if directly:
        wrapper.setRequestMethod(POSTDIRECTLY)
    bindings = wrapper.query().convert()["results"]["bindings"]
    assert [(row["s"]["value"], row["l"]["value"]) for row in bindings] == expected


@pytest.mark.parametrize("return_format", [XML, CSV])
def test_sparqlwrapper_reads_other_formats(return_format, server, expected):
    wrapper = SPARQLWrapper(f"{server}/sparql")
    wrapper.setQuery(ROWS)
    wrapper.setReturnFormat(return_format)
    found = wrapper.query().convert()
    text = found.toxml() if return_format == XML else found.decode()
    assert all(subject in text for subject, _ in expected)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is:DeprecationWarning")  # theirs
@pytest.mark.parametrize("return_format", [TURTLE, N3, RDFXML, XML])
def test_sparqlwrapper_reads_graphs(return_format, server, expected):
    wrapper = SPARQLWrapper(f"{server}/sparql")
    wrapper.setQuery(TRIPLES)
    wrapper.setReturnFormat(return_format)
    found = wrapper.query().convert()
    if isinstance(found, bytes):
        found = rdflib.Graph().parse(data=found, format="turtle")
    assert {str(subject) for subject in found.subjects()} == {subject for subject, _ in expected}


def test_sparqlwrapper_names_the_mistake(server):
    wrapper = SPARQLWrapper(f"{server}/sparql")
    wrapper.setQuery("SELECT * {")
    with pytest.raises(QueryBadFormed, match="query-syntax-error"):
        wrapper.query()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_sparqlstore_of_rdflib_reads(method, server, expected):
    graph = rdflib.Graph(SPARQLStore(f"{server}/sparql", method=method, returnFormat="json"))
    assert [(str(s), str(label)) for s, label in graph.query(ROWS)] == expected
    node = rdflib.URIRef(expected[0][0])
    labels = {str(label) for label in graph.objects(node, rdflib.RDFS.label)}
    assert expected[0][1] in labels
    assert bool(graph.query(f"ASK {{ <{node}> ?p ?o }}").askAnswer)


def test_sparqlstore_of_rdflib_updates(small_var, tmp_path, serve):
    var = shutil.copytree(small_var, tmp_path / "var")
    digest = hashlib.sha256(TOKEN.encode()).hexdigest()
    url = serve(var, tokens=f"client:writer:{digest}").url
    store = SPARQLUpdateStore(
        f"{url}/sparql", f"{url}/update", auth=("client", TOKEN), returnFormat="json"
    )
    graph = rdflib.Graph(store, identifier=rdflib.URIRef(GRAPH))
    subject, predicate = (
        rdflib.URIRef("http://example.org/s"),
        rdflib.URIRef("http://example.org/p"),
    )
    graph.add((subject, predicate, rdflib.Literal("đảng ủy", lang="vi")))
    assert [str(value) for value in graph.objects(subject, predicate)] == ["đảng ủy"]
    graph.remove((subject, predicate, None))
    assert list(graph.objects(subject, predicate)) == []
    line = json.loads((var / "log.jsonl").read_text().splitlines()[0])
    assert (line["who"], line["what"], list(line["graphs"])) == ("client", "update", [GRAPH])


def test_pandas_reads_csv(server, expected):
    address = f"{server}/sparql?{urllib.parse.urlencode({'query': ROWS, 'format': 'csv'})}"
    frame = pd.read_csv(address)
    assert list(frame.columns) == ["s", "l"]
    assert list(frame.itertuples(index=False, name=None)) == expected
    by_header = pd.read_csv(
        address.removesuffix("&format=csv"), storage_options={"Accept": "text/csv"}
    )
    assert by_header.equals(frame)


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize(
    "arguments",
    [
        ["--get", "--data-urlencode", f"query={ROWS}"],
        ["--data-urlencode", f"query={ROWS}"],
        ["--header", "Content-Type: application/sparql-query", "--data-binary", ROWS],
        ["--compressed", "--get", "--data-urlencode", f"query={ROWS}"],
        ["--http1.0", "--data-urlencode", f"query={ROWS}"],
    ],
)
def test_curl(arguments, server, expected):
    command = ["curl", "--silent", "--fail", "--max-time", "30", "--header", "Accept: text/csv"]
    done = subprocess.run(
        [*command, *arguments, f"{server}/sparql"], capture_output=True, check=True, timeout=60
    )
    assert done.stdout.decode().count("\r\n") == len(expected) + 1


@pytest.fixture(scope="session")
def npm_clients(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with the npm clients installed from their lock file."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("node and npm are required under CI")
        pytest.skip("node is not installed")
    folder = tmp_path_factory.mktemp("clients")
    for path in CLIENTS.iterdir():
        if path.is_file():
            shutil.copy(path, folder)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=120, check=False)
    if done.returncode and os.environ.get("CI") != "true":
        pytest.skip("the npm clients could not be installed; is there a network?")
    assert done.returncode == 0, done.stderr.decode()
    return folder


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_fetch_sparql_endpoint(method, npm_clients, server, expected):
    done = subprocess.run(
        ["node", "ask.mjs", f"{server}/sparql", method],
        cwd=npm_clients,
        capture_output=True,
        check=True,
        timeout=60,
    )
    found = json.loads(done.stdout)
    assert [(row["s"], row["l"]) for row in found["rows"]] == expected
    assert {triple[0] for triple in found["triples"]} == {subject for subject, _ in expected}
    assert found["ask"] is True
    assert "400" in found["refused"]
