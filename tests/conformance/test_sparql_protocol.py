"""The test cases of the W3C for the SPARQL 1.1 Protocol, in our words.

The cases are those of the protocol validator of the working group (14 negative, 21 positive), plus
negative ones of our own. Queries and updates have addresses of their own here, and the graphs of
the cases are graphs of sources, since no others are written.

References: SPARQL 1.1 Protocol, sections 2.1, 2.2 and 3; http://www.w3.org/2009/sparql/docs/tests/
(`protocol/manifest`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import httpx
import pytest

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
QUERY = {"Content-Type": "application/sparql-query"}
UPDATE = {"Content-Type": "application/sparql-update"}
GRAPH = "https://w3id.org/phoihop/graph/source/"
DATA = {number: f"{GRAPH}data-{number}" for number in (1, 2, 3)}
DOCUMENT = {number: f"http://example.org/data-{number}" for number in (1, 2, 3)}
SOLUTIONS = {
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
}
GRAPHS = {"text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"}


@dataclass(frozen=True, slots=True)
class Case:
    """A request and what its answer has to be.

    `expected` are statuses; `types` media types; `ask` the boolean that the answer holds; `then` a
    query that is asked afterwards and has to be true.
    """

    name: str
    method: str = "GET"
    path: str = "/sparql"
    params: object = None
    headers: dict[str, str] = field(default_factory=dict)
    body: object = None
    expected: frozenset[int] = frozenset({200, 204})
    types: frozenset[str] = frozenset()
    ask: bool | None = None
    then: str = ""

    def send(self, client: httpx.Client) -> httpx.Response:
        """Send the request."""
        body = {"data": self.body} if isinstance(self.body, dict) else {"content": self.body}
        return client.request(
            self.method, self.path, params=self.params, headers=self.headers, **body
        )


def bad(name, **request):
    """A negative case: refused with some 4xx."""
    return Case(name, expected=frozenset(range(400, 500)), **request)


def post(path="/sparql", **request):
    """What a POST has in common."""
    return {"method": "POST", "path": path, **request}


NEGATIVE = (
    bad("bad_query_method", method="PUT", params={"query": "ASK {}"}),
    bad("bad_multiple_queries", params=[("query", "ASK {}"), ("query", "SELECT * {}")]),
    bad(
        "bad_query_wrong_media_type", **post(headers={"Content-Type": "text/plain"}, body="ASK {}")
    ),
    bad("bad_query_missing_form_type", **post(body="query=ASK%20%7B%7D")),
    bad("bad_query_missing_direct_type", **post(body="ASK {}")),
    bad(
        "bad_query_non_utf8",
        **post(
            headers={"Content-Type": "application/sparql-query; charset=UTF-16"},
            body="ASK {}".encode("utf-16"),
        ),
    ),
    bad("bad_query_syntax", params={"query": "ASK {"}),
    bad("bad_update_get", path="/update", params={"update": "CLEAR GRAPH <http://a/>"}),
    bad(
        "bad_multiple_updates",
        **post("/update", headers=FORM, body="update=CLEAR%20NAMED&update=CLEAR%20DEFAULT"),
    ),
    bad(
        "bad_update_wrong_media_type",
        **post("/update", headers={"Content-Type": "text/plain"}, body="CLEAR NAMED"),
    ),
    bad("bad_update_missing_form_type", **post("/update", body="update=CLEAR%20NAMED")),
    bad(
        "bad_update_non_utf8",
        **post(
            "/update",
            headers={"Content-Type": "application/sparql-update; charset=UTF-16"},
            body="CLEAR NAMED".encode("utf-16"),
        ),
    ),
    bad("bad_update_syntax", **post("/update", body={"update": "CLEAR XYZ"})),
    bad(
        "bad_update_dataset_conflict",
        **post(
            "/update",
            body={
                "using-named-graph-uri": DATA[1],
                "update": f"WITH <{DATA[2]}> DELETE {{ ?s a 'Bill' }} INSERT {{ ?s a 'William' }} "
                "WHERE { ?s a 'Bill' }",
            },
        ),
    ),
)

TYPE = "a <http://purl.org/dc/terms/BibliographicResource>"
COPY = (
    "PREFIX dc: <http://purl.org/dc/terms/> PREFIX foaf: <http://xmlns.com/foaf/0.1/> "
    f"INSERT {{ GRAPH <{GRAPH}%s> {{ ?s a dc:BibliographicResource }} }} WHERE {{ %s }}"
)
IN_DEFAULT = "?s a foaf:Document"
IN_NAMED = "GRAPH ?g { ?s a foaf:Document }"


def holds(graph, *documents):
    """Ask whether a graph says of these documents, and of no other, what `COPY` inserts."""
    wanted = " ".join(f"<{document}> {TYPE} ." for document in documents)
    names = ", ".join(f"<{document}>" for document in documents)
    other = f"?other {TYPE} FILTER(?other NOT IN ({names}))"
    return f"ASK {{ GRAPH <{GRAPH}{graph}> {{ {wanted} FILTER NOT EXISTS {{ {other} }} }} }}"


POSITIVE = (
    Case("query_get", params={"query": "ASK {}"}, ask=True),
    Case("query_post_form", **post(body={"query": "ASK {}"}), ask=True),
    Case("query_post_direct", **post(headers=QUERY, body="ASK {}"), ask=True),
    Case(
        "query_dataset_default_graph",
        **post(
            params={"default-graph-uri": DATA[1]},
            headers=QUERY,
            body=f"ASK {{ <{DOCUMENT[1]}> ?p ?o FILTER NOT EXISTS {{ <{DOCUMENT[2]}> ?q ?r }} }}",
        ),
        ask=True,
    ),
    *(
        Case(
            f"query_dataset_default_graphs_{way}",
            **request,
            ask=True,
        )
        for way, request in (
            (
                "get",
                {
                    "params": [
                        ("query", f"ASK {{ <{DOCUMENT[1]}> ?p ?o . <{DOCUMENT[2]}> ?p ?o }}"),
                        ("default-graph-uri", DATA[1]),
                        ("default-graph-uri", DATA[2]),
                    ]
                },
            ),
            (
                "post",
                post(
                    params=[("default-graph-uri", DATA[1]), ("default-graph-uri", DATA[2])],
                    headers=QUERY,
                    body=f"ASK {{ <{DOCUMENT[1]}> ?p ?o . <{DOCUMENT[2]}> ?p ?o }}",
                ),
            ),
        )
    ),
    *(
        Case(f"query_dataset_named_graphs_{way}", **request, ask=True)
        for way, request in (
            (
                "get",
                {
                    "params": [
                        ("query", "ASK { GRAPH ?g { ?s ?p ?o } }"),
                        ("named-graph-uri", DATA[1]),
                        ("named-graph-uri", DATA[2]),
                    ]
                },
            ),
            (
                "post",
                post(
                    params=[("named-graph-uri", DATA[1]), ("named-graph-uri", DATA[2])],
                    headers=QUERY,
                    body="ASK { GRAPH ?g { ?s ?p ?o } }",
                ),
            ),
        )
    ),
    Case(
        "query_dataset_full",
        **post(
            params=[
                ("default-graph-uri", DATA[3]),
                ("named-graph-uri", DATA[1]),
                ("named-graph-uri", DATA[2]),
            ],
            headers=QUERY,
            body=f"ASK {{ <{DOCUMENT[3]}> ?y ?o GRAPH ?g {{ <{DOCUMENT[1]}> ?p ?x }} "
            f"FILTER NOT EXISTS {{ <{DOCUMENT[1]}> ?a ?b }} }}",
        ),
        ask=True,
    ),
    Case(
        "query_multiple_dataset",
        **post(
            params={"default-graph-uri": DATA[2]},
            headers=QUERY,
            body=f"ASK FROM <{DATA[1]}> {{ <{DOCUMENT[2]}> ?p ?o "
            f"FILTER NOT EXISTS {{ <{DOCUMENT[1]}> ?q ?r }} }}",
        ),
        ask=True,  # the protocol's dataset is the one that counts
    ),
    Case(
        "query_content_type_select",
        **post(headers=QUERY, body="SELECT (1 AS ?value) {}"),
        types=frozenset(SOLUTIONS),
    ),
    Case(
        "query_content_type_ask", **post(headers=QUERY, body="ASK {}"), types=frozenset(SOLUTIONS)
    ),
    Case(
        "query_content_type_describe",
        **post(headers=QUERY, body="DESCRIBE <http://example.org/>"),
        types=frozenset(GRAPHS),
    ),
    Case(
        "query_content_type_construct",
        **post(headers=QUERY, body="CONSTRUCT { <s> <p> 1 } WHERE {}"),
        types=frozenset(GRAPHS),
    ),
    Case(
        "update_dataset_default_graph",
        **post(
            "/update",
            params={"using-graph-uri": DATA[1]},
            headers=UPDATE,
            body=COPY % ("one", IN_DEFAULT),
        ),
        then=holds("one", DOCUMENT[1]),
    ),
    Case(
        "update_dataset_default_graphs",
        **post(
            "/update",
            params=[("using-graph-uri", DATA[1]), ("using-graph-uri", DATA[2])],
            headers=UPDATE,
            body=COPY % ("two", IN_DEFAULT),
        ),
        then=holds("two", DOCUMENT[1], DOCUMENT[2]),
    ),
    Case(
        "update_dataset_named_graphs",
        **post(
            "/update",
            params=[("using-named-graph-uri", DATA[1]), ("using-named-graph-uri", DATA[3])],
            headers=UPDATE,
            body=COPY % ("named", IN_NAMED),
        ),
        then=holds("named", DOCUMENT[1], DOCUMENT[3]),
    ),
    Case(
        "update_dataset_full",
        **post(
            "/update",
            params=[("using-graph-uri", DATA[1]), ("using-named-graph-uri", DATA[2])],
            headers=UPDATE,
            body=COPY % ("full", f"{{ {IN_DEFAULT} }} UNION {{ {IN_NAMED} }}"),
        ),
        then=holds("full", DOCUMENT[1], DOCUMENT[2]),
    ),
    Case(
        "update_post_form",
        **post(
            "/update",
            body={
                "update": f"INSERT DATA {{ GRAPH <{GRAPH}form> {{ <http://a/%25> <p> '+ &' }} }}"
            },
        ),
        then=f"ASK {{ GRAPH <{GRAPH}form> {{ <http://a/%25> ?p '+ &' }} }}",
    ),
    Case(
        "update_post_direct",
        **post("/update", headers=UPDATE, body=f"CLEAR GRAPH <{GRAPH}one>"),
        then=f"ASK {{ FILTER NOT EXISTS {{ GRAPH <{GRAPH}one> {{ ?s ?p ?o }} }} }}",
    ),
    Case(
        "update_base_uri",
        **post(
            "/update",
            headers=UPDATE,
            body=f"CLEAR SILENT GRAPH <{GRAPH}base> ; INSERT DATA {{ GRAPH <{GRAPH}base> "
            "{ <http://example.org/s> <http://example.org/p> <test> } }",
        ),
        then=f"ASK {{ GRAPH <{GRAPH}base> {{ ?s ?p <https://w3id.org/phoihop/test> }} }}",
    ),
)

OWN_NEGATIVE = (
    bad("two_queries_in_one_text", params={"query": "ASK {} ASK {}"}),
    bad("query_and_update_mixed", **post(body={"query": "ASK {}", "update": "CLEAR ALL"})),
    bad("update_at_the_query_address", **post(headers=UPDATE, body="CLEAR ALL")),
    bad("query_at_the_update_address", **post("/update", headers=QUERY, body="ASK {}")),
    bad("update_text_as_query", params={"query": "CLEAR ALL"}),
    bad("query_text_as_update", **post("/update", body={"update": "ASK {}"})),
    bad(
        "query_percent_encoded_latin_1",
        **post(headers=FORM, body="query=ASK%7B%3Fs%3Fp%22%E9%22%7D"),
    ),
    bad("query_body_latin_1", **post(headers=QUERY, body='ASK { ?s ?p "é" }'.encode("latin-1"))),
    bad("unknown_parameter", params={"query": "ASK {}", "timeout": "3"}),
    bad("unknown_update_parameter", **post("/update", body={"update": "CLEAR ALL", "x": "1"})),
    bad("missing_query_in_form", **post(body={"format": "csv"})),
    bad("missing_update_in_form", **post("/update", body={"using-graph-uri": DATA[1]})),
    bad(
        "query_in_address_and_body",
        **post(params={"query": "ASK {}"}, headers=QUERY, body="ASK {}"),
    ),
    bad("missing_query_beside_dataset", params={"default-graph-uri": DATA[1]}),
    bad("relative_graph", params={"query": "ASK {}", "default-graph-uri": "data-1"}),
    bad("graph_with_a_bracket", params={"query": "ASK {}", "named-graph-uri": "http://a/<b>"}),
    bad("empty_query", params={"query": ""}),
    bad(
        "multipart_query",
        **post(headers={"Content-Type": "multipart/form-data; boundary=x"}, body="--x--"),
    ),
    bad("delete_method", method="DELETE"),
    bad("patch_method", method="PATCH", headers=UPDATE, body="CLEAR ALL"),
    bad("update_of_default_graph", **post("/update", body={"update": "CLEAR DEFAULT"})),
    bad("update_of_all_graphs", **post("/update", body={"update": "DROP ALL"})),
    bad("insert_without_graph", **post("/update", body={"update": "INSERT DATA { <a> <b> <c> }"})),
    bad(
        "delete_where_without_graph",
        **post("/update", body={"update": "DELETE WHERE { ?s ?p ?o }"}),
    ),
    bad("load", **post("/update", body={"update": f"LOAD <http://a/> INTO GRAPH <{DATA[1]}>"})),
    bad(
        "service_in_update",
        **post(
            "/update",
            body={
                "update": f"INSERT {{ GRAPH <{DATA[1]}> {{ ?s ?p ?o }} }} "
                "WHERE { SERVICE <http://a/> { ?s ?p ?o } }"
            },
        ),
    ),
    bad(
        "update_of_derived_graph",
        **post("/update", body={"update": "CLEAR GRAPH <https://w3id.org/phoihop/graph/derived>"}),
    ),
    bad(
        "update_of_foreign_graph",
        **post("/update", body={"update": "INSERT DATA { GRAPH <http://a/> { <a> <b> <c> } }"}),
    ),
)
ALL = (*NEGATIVE, *POSITIVE, *OWN_NEGATIVE)
EVERY = pytest.mark.parametrize("case", ALL, ids=[case.name for case in ALL])


def test_every_case_of_the_working_group_is_here():
    assert (len(NEGATIVE), len(POSITIVE)) == (14, 21)
    assert len({case.name for case in ALL}) == len(ALL) == 14 + 21 + 28


@EVERY
def test_case(case, writable):
    answer = case.send(writable)
    assert answer.status_code in case.expected, answer.text
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == answer.status_code
    if case.types:
        assert answer.headers["content-type"].partition(";")[0] in case.types
    if case.ask is not None:
        assert answer.json()["boolean"] is case.ask
    if case.then:
        assert writable.get("/sparql", params={"query": case.then}).json()["boolean"] is True
