"""The query address over HTTP: formats, methods, validators, CORS, descriptions."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET

import httpx
import pytest
from rdflib import Dataset, Graph
from rdflib.compare import isomorphic
from rdflib.query import Result

from kg.settings import Settings

SELECT = "SELECT ?s ?o WHERE { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?o } ORDER BY ?s ?o"
CONSTRUCT = (
    "CONSTRUCT { ?s a ?c } WHERE { ?s a ?c . ?s a <https://w3id.org/phoihop/ontology#Agreement> }"
)
JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
CSV, TSV = "text/csv; charset=utf-8", "text/tab-separated-values; charset=utf-8"
TURTLE, NT = "text/turtle; charset=utf-8", "application/n-triples"
CHROME = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;"
    "q=0.8,application/signed-exchange;v=b3;q=0.7"
)
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
SD = "http://www.w3.org/ns/sparql-service-description#"


# rdflib's own parsers of JSON-LD and N-Quads use what rdflib deprecates
rdflib_is_late = pytest.mark.filterwarnings(
    "ignore:.* is deprecated, use Dataset:DeprecationWarning"
)


def ask(client, query, accept=None, **params):
    headers = {} if accept is None else {"Accept": accept}
    return client.get("/sparql", params={"query": query, **params}, headers=headers)


@pytest.mark.parametrize(
    ("query", "accept", "expected"),
    [
        (SELECT, None, JSON),
        (SELECT, "*/*", JSON),
        (SELECT, JSON, JSON),
        (SELECT, "application/json", "application/json"),
        (SELECT, XML, XML),
        (SELECT, "text/csv", CSV),
        (SELECT, "text/tab-separated-values", TSV),
        (SELECT, f"text/csv;q=0.4, {XML};q=0.6", XML),
        (SELECT, f"{JSON};q=0, */*;q=0.1", XML),
        (SELECT, "text/*", CSV),
        (SELECT, "text/turtle, text/csv;q=0.1", CSV),  # a graph format is no answer to a SELECT
        ("ASK {}", XML, XML),
        ("ASK {}", None, JSON),
        (CONSTRUCT, None, TURTLE),
        (CONSTRUCT, "text/turtle;q=0.5, application/n-triples", NT),
        (CONSTRUCT, "application/ld+json", "application/ld+json"),
        (CONSTRUCT, "application/rdf+xml", "application/rdf+xml"),
        (CONSTRUCT, "application/trig", "application/trig"),
        (CONSTRUCT, "application/n-quads", "application/n-quads"),
        (
            "DESCRIBE <http://a/>",
            "application/rdf+xml;q=0.9, text/turtle;q=0.8",
            "application/rdf+xml",
        ),
        (SELECT, CHROME, "text/html; charset=utf-8"),
        (SELECT, FIREFOX, "text/html; charset=utf-8"),
    ],
)
def test_accept_chooses_the_format(query, accept, expected, client):
    answer = ask(client, query, accept)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == expected
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize(
    ("query", "name", "expected"),
    [
        (SELECT, "json", JSON),
        (SELECT, "xml", XML),
        (SELECT, "csv", CSV),
        (SELECT, "tsv", TSV),
        (SELECT, "text/csv", CSV),
        (CONSTRUCT, "turtle", TURTLE),
        (CONSTRUCT, "n3", TURTLE),
        (CONSTRUCT, "json", "application/ld+json"),
        (CONSTRUCT, "rdf+xml", "application/rdf+xml"),
        (CONSTRUCT, "nt", NT),
    ],
)
def test_format_beats_accept(query, name, expected, client):
    assert ask(client, query, "text/html", format=name).headers["content-type"] == expected


def test_three_parameters_that_say_the_same_are_one(client):
    answer = ask(client, SELECT, format="csv", output="csv", results="csv")
    assert answer.headers["content-type"] == CSV


@pytest.mark.parametrize(
    ("accept", "status"), [("image/png", 406), (f"{JSON};q=0", 406), ("text/turtle", 406)]
)
def test_nothing_acceptable_is_406_and_says_what_there_is(accept, status, client):
    answer = ask(client, SELECT, accept)
    assert answer.status_code == status
    assert "text/csv" in answer.json()["detail"]


def test_unknown_format_is_refused(client):
    answer = ask(client, SELECT, format="xls")
    assert (answer.status_code, answer.json()["parameter"]) == (400, "format")


def rows(client, accept):
    """The rows of SELECT as text, by each format's own rules."""
    body = ask(client, SELECT, accept).content
    if accept == "text/csv":
        return [tuple(row) for row in csv.reader(io.StringIO(body.decode()))][1:]
    if accept == "text/tab-separated-values":
        lines = body.decode().rstrip("\n").split("\n")[1:]
        return [tuple(str(parse_tsv(cell)) for cell in line.split("\t")) for line in lines]
    parsed = Result.parse(io.BytesIO(body), format="json" if accept == JSON else "xml")
    return [tuple(str(cell) for cell in row) for row in parsed]


def parse_tsv(cell):
    graph = Graph().parse(data=f"<http://a/> <http://a/> {cell} .", format="turtle")
    return next(graph.objects())


def test_all_formats_of_solutions_say_the_same(client):
    found = [
        rows(client, accept) for accept in (JSON, XML, "text/csv", "text/tab-separated-values")
    ]
    assert len(found[0]) > 100
    assert found[0] == found[1] == found[2] == found[3]


@rdflib_is_late
def test_all_formats_of_graphs_say_the_same(client):
    found = []
    for accept, name in (
        ("text/turtle", "turtle"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "xml"),
        ("application/ld+json", "json-ld"),
        ("application/n-quads", "nquads"),
        ("application/trig", "trig"),
    ):
        if name in {"nquads", "trig"}:
            parsed = Dataset()
            parsed.parse(data=ask(client, CONSTRUCT, accept).text, format=name)
            graph = Graph()
            for subject, predicate, value, _ in parsed.quads():
                graph.add((subject, predicate, value))
        else:
            graph = Graph().parse(data=ask(client, CONSTRUCT, accept).text, format=name)
        found.append(graph)
    assert len(found[0]) >= 3
    assert all(isomorphic(found[0], other) for other in found[1:])


def test_head_is_get_without_a_body(client):
    params = {"query": SELECT, "format": "csv"}
    head, got = client.head("/sparql", params=params), client.get("/sparql", params=params)
    assert head.status_code == 200
    assert head.content == b""
    for name in ("content-type", "content-length", "etag", "vary"):
        assert head.headers[name] == got.headers[name]
    assert client.head("/sparql", params={"query": "ASK {"}).status_code == 400


def test_options_says_what_there_is(client):
    answer = client.options("/sparql", headers={"Origin": "http://elsewhere.example"})
    assert answer.status_code == 204
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS, POST"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "POST" in answer.headers["access-control-allow-methods"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_405_with_allow(method, client):
    answer = client.request(method, "/sparql")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS, POST"


@pytest.mark.parametrize("query", ["ASK {}", "ASK {", "SELECT * { SERVICE <http://a/> {} }"])
def test_scripts_of_other_origins_may_read_answers_and_refusals(query, client):
    answer = client.get("/sparql", params={"query": query}, headers={"Origin": "http://a.example"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize(
    ("query", "line", "column"),
    [
        ("SELCT * {}", 1, 1),
        ("ASK {", 1, 6),
        ("SELECT * {\n  ?s ?p 'not closed }", 2, 9),
        ("# a comment\nPREFIX x: <http://a/>\nSELECT * { y:a ?p ?o }", 3, 12),
        ("SELECT * {\n <relative> ?p }", 2, 16),  # a base was put before it
        ("SELECT *\n{ SERVICE <http://a/> { ?s ?p ?o } }", 2, 3),
    ],
)
def test_bad_query_says_where(query, line, column, client):
    answer = ask(client, query)
    assert answer.status_code == 400
    assert (answer.json()["line"], answer.json()["column"]) == (line, column)


@pytest.mark.parametrize(
    ("query", "least"),
    [("SELECT * WHERE { ?s ?p }", (1, 24)), ("ASK {\n  ?s ?p ?o .\n  !\n}", (3, 3))],
)
def test_the_engine_gives_up_at_the_mistake_or_soon_after(query, least, client):
    problem = ask(client, query).json()
    assert (problem["line"], problem["column"]) >= least


@pytest.mark.parametrize(
    "query",
    [
        "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> ASK { ?s rdf:type ?c }",
        "# first a comment\nASK { ?s a ?c }",
        "BASE <http://a/> ASK { ?s a ?c }",
        "  \n\tASK{?s a ?c}",
    ],
)
def test_a_query_may_begin_with_a_prologue_or_a_comment(query, client):
    assert ask(client, query).json()["boolean"] is True


@pytest.mark.parametrize("value", ["100% + đ & =", "%2B%25", "a%20b", "+ +", "Đảng ủy"])
def test_queries_are_decoded_once_on_every_way(value, client):
    query = f'SELECT ("{value}" AS ?v) {{}}'
    ways = (
        client.get("/sparql", params={"query": query}),
        client.post("/sparql", data={"query": query}),
        client.post(
            "/sparql",
            content=query.encode(),
            headers={"Content-Type": "application/sparql-query"},
        ),
    )
    for answer in ways:
        assert answer.json()["results"]["bindings"][0]["v"]["value"] == value


def test_an_answer_is_validated_by_its_tag(client):
    first = ask(client, SELECT)
    tag = first.headers["etag"]
    assert tag.startswith('"')
    assert first.headers["cache-control"] == "no-cache"
    for header in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        again = client.get("/sparql", params={"query": SELECT}, headers={"If-None-Match": header})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    changed = client.get("/sparql", params={"query": SELECT}, headers={"If-None-Match": '"x"'})
    assert changed.status_code == 200
    assert changed.content == first.content  # from the cache, byte for byte


def test_a_tag_belongs_to_query_dataset_and_format(client):
    graph = {"default-graph-uri": "https://w3id.org/phoihop/graph/meta"}
    tags = [
        ask(client, SELECT).headers["etag"],
        ask(client, SELECT, format="csv").headers["etag"],
        ask(client, SELECT + " ").headers["etag"],
        ask(client, SELECT, **graph).headers["etag"],
    ]
    assert len(set(tags)) == 4


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (RAND() AS ?x) {}",
        "SELECT (now() AS ?x) {}",
        "SELECT (STRUUID() AS ?x) {}",
        "CONSTRUCT { _:a <http://a/> 1 } WHERE {}",
    ],
)
def test_what_changes_each_time_has_no_tag(query, client):
    answer = ask(client, query)
    assert "etag" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"
    assert ask(client, query).content != answer.content


def test_the_dataset_of_the_request_is_exactly_what_it_names(client):
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    named = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
    meta = "https://w3id.org/phoihop/graph/meta"

    def number(**params):
        return int(ask(client, count, **params).json()["results"]["bindings"][0]["n"]["value"])

    assert 0 < number(**{"default-graph-uri": meta}) < number()
    assert number(**{"named-graph-uri": meta}) == 0
    assert number(**{"default-graph-uri": "http://nowhere.example/"}) == 0
    found = ask(client, named, **{"named-graph-uri": meta}).json()["results"]["bindings"]
    assert [row["g"]["value"] for row in found] == [meta]
    assert len(ask(client, named).json()["results"]["bindings"]) >= 6


@pytest.mark.parametrize("accept", [CHROME, FIREFOX, "text/html"])
def test_a_browser_gets_the_form(accept, client):
    answer = client.get("/sparql", headers={"Accept": accept})
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "<form" in answer.text
    with_query = ask(client, "ASK { ?unusual ?p ?o }", accept)
    assert "?unusual" in with_query.text


def describe(client, accept="text/turtle", path="/sparql"):
    answer = client.get(path, headers={"Accept": accept})
    assert answer.status_code == 200
    return answer


def test_the_service_describes_itself_with_every_limit(client):
    graph = Graph().parse(data=describe(client).text, format="turtle")
    rows = graph.query(
        "PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> "
        "PREFIX schema: <https://schema.org/> "
        "SELECT ?name ?value { ?s a sd:Service ; schema:additionalProperty [ schema:name ?name ; "
        "schema:value ?value ] }"
    )
    limits = {str(name): float(value) for name, value in rows}
    settings = Settings(_env_file=None)
    assert limits["deadline"] == settings.deadline_s == 20
    assert limits["worker-memory"] == settings.worker_memory_bytes == 1024**3
    assert limits["result-size"] == settings.result_bytes == 64 * 1024**2
    assert limits["query-size"] == settings.query_bytes == 256 * 1024
    assert limits["concurrent-queries"] == settings.workers == 2
    assert limits["queue"] == settings.queue == 64
    assert limits["queue-per-client"] == 32
    assert limits["queue-wait"] == 10
    assert limits["short-lane"] == 1
    assert (limits["query-nesting"], limits["query-operators"]) == (200, 1000)


def test_the_service_description_names_formats_features_and_graphs(client):
    graph = Graph().parse(data=describe(client).text, format="turtle")
    query = f"SELECT ?o {{ ?s a <{SD}Service> ; <{SD}%s> ?o }}"
    formats = {str(row[0]).rpartition("/")[2] for row in graph.query(query % "resultFormat")}
    assert len(formats) == 10
    assert {"SPARQL_Results_JSON", "Turtle", "RDF_XML"} <= formats
    assert [str(row[0]) for row in graph.query(query % "supportedLanguage")] == [
        f"{SD}SPARQL11Query"
    ]
    assert [str(row[0]) for row in graph.query(query % "feature")] == [f"{SD}UnionDefaultGraph"]
    named = {str(row[0]) for row in graph.query(f"SELECT ?n {{ ?g <{SD}name> ?n }}")}
    found = ask(client, "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }").json()
    assert named == {row["g"]["value"] for row in found["results"]["bindings"]}


@rdflib_is_late
@pytest.mark.parametrize("path", ["/sparql", "/.well-known/void", "/dcat"])
def test_descriptions_come_in_every_graph_format(path, client):
    found = []
    for accept, name in (
        ("text/turtle", "turtle"),
        ("application/rdf+xml", "xml"),
        ("application/ld+json", "json-ld"),
        ("application/n-triples", "nt"),
    ):
        answer = describe(client, accept, path)
        assert answer.headers["content-type"].startswith(accept)
        found.append(Graph().parse(data=answer.text, format=name))
    assert len(found[0]) > 50
    assert all(set(found[0]) == set(other) for other in found)


def test_void_counts_what_is_there(client):
    graph = Graph().parse(data=describe(client, path="/.well-known/void").text, format="turtle")
    rows = graph.query(
        "PREFIX void: <http://rdfs.org/ns/void#> SELECT ?c ?n { "
        "?d void:classPartition [ void:class ?c ; void:entities ?n ] }"
    )
    sizes = {str(cls): int(number) for cls, number in rows}
    unit = "https://w3id.org/phoihop/ontology#PartyUnit"
    counted = ask(client, f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s a <{unit}> }}").json()
    assert sizes[unit] == int(counted["results"]["bindings"][0]["n"]["value"]) > 0


def test_dcat_links_to_addresses_that_answer(client):
    graph = Graph().parse(data=describe(client, path="/dcat").text, format="turtle")
    rows = graph.query(
        "PREFIX dcat: <http://www.w3.org/ns/dcat#> SELECT ?u ?m { "
        "?d dcat:downloadURL ?u ; dcat:mediaType ?m }"
    )
    links = {str(url): str(media).partition("media-types/")[2] for url, media in rows}
    assert len(links) == 6
    for url, media_type in links.items():
        answer = httpx.get(url)
        assert answer.headers["content-type"].startswith(media_type)


@pytest.mark.parametrize("host", ["a b", 'x"><script>', "evil.example/path", "a" * 300])
def test_a_strange_host_is_not_repeated(host, client):
    answer = client.get("/sparql", headers={"Host": host, "Accept": "text/turtle"})
    assert answer.status_code in {200, 400}
    assert host not in answer.text


def test_a_description_is_validated_by_its_tag(client):
    first = client.get("/.well-known/void")
    again = client.get("/.well-known/void", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


def test_without_a_token_there_is_no_way_to_write(client):
    assert client.post("/update", data={"update": "CLEAR ALL"}).status_code == 404
    for method in ("PUT", "POST", "DELETE"):
        answer = client.request(method, "/graph-store/source/x")
        assert answer.status_code == 405
        assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    described = describe(client).text
    assert "SPARQL11Update" not in described


def test_graph_store_reads_a_graph_and_the_union(client):
    meta = "https://w3id.org/phoihop/graph/meta"
    direct = client.get("/graph-store/meta", headers={"Accept": NT})
    named = client.get("/graph-store", params={"graph": meta}, headers={"Accept": NT})
    assert sorted(direct.text.splitlines()) == sorted(named.text.splitlines())
    union = client.get("/graph-store?default", headers={"Accept": NT})
    assert set(direct.text.splitlines()) < set(union.text.splitlines())
    xml = client.get("/graph-store", params={"graph": meta, "format": "rdfxml"})
    assert ET.fromstring(xml.content).tag.endswith("RDF")
    tag = direct.headers["etag"]
    again = client.get("/graph-store/meta", headers={"Accept": NT, "If-None-Match": tag})
    assert again.status_code == 304
    assert client.head("/graph-store/meta").headers["content-type"] == TURTLE


def test_problem_documents_have_one_shape(client):
    problem = ask(client, "ASK {").json()
    assert set(problem) >= {"type", "title", "status", "code", "detail"}
    assert json.dumps(problem)


@pytest.mark.parametrize("path", ["/.well-known/void", "/dcat", "/sparql", "/graph-store/meta"])
def test_descriptions_and_graphs_refuse_what_they_cannot_be(path, client):
    answer = client.get(path, headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "text/turtle" in answer.json()["detail"]


def test_the_public_address_stands_in_descriptions(seed_var, serve):
    url = serve(seed_var, public_url="https://graph.example/phoihop").url
    text = httpx.get(f"{url}/sparql", headers={"Accept": "application/n-triples"}).text
    assert "<https://graph.example/phoihop/sparql> " in text
    assert "127.0.0.1" not in text


def test_a_long_address_is_answered_or_refused(client):
    # far beyond any query by GET; the server must not hang or fail on it
    query = "ASK {} #" + "x" * 60_000
    assert client.get("/sparql", params={"query": query}).status_code in {200, 400, 414, 431}
