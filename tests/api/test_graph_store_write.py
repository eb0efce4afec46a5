"""Writing: who may, what is refused, what is published, what the log and the graph say of it."""

from __future__ import annotations

import hashlib
import json
import shutil
import threading
from pathlib import Path

import httpx
import pytest
from rdflib import Graph

from kg.publish import Generations

TOKENS = {"anna": ("writer", "w" * 40), "boss": ("admin", "a" * 40), "rita": ("reader", "r" * 40)}
META = "https://w3id.org/phoihop/graph/meta"
IRI = "https://w3id.org/phoihop/graph/source/"
TURTLE = {"Content-Type": "text/turtle"}
TRIPLE = "<http://example.org/s> <http://example.org/p> 'o' ."
PROV = "http://www.w3.org/ns/prov#"


def digest(token):
    return hashlib.sha256(token.encode()).hexdigest()


def settings():
    entries = (f"{name}:{scope}:{digest(token)}" for name, (scope, token) in TOKENS.items())
    return {"tokens": " ".join(entries)}


def auth(name):
    return {"Authorization": f"Bearer {TOKENS[name][1]}"}


@pytest.fixture(scope="module")
def var(small_var: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the small graphs that the tests of this module publish into, one after another."""
    return shutil.copytree(small_var, tmp_path_factory.mktemp("write") / "var")


@pytest.fixture(scope="module")
def url(var, start_for_module):
    return start_for_module(var, body_bytes=10_000, upload_bytes=200_000, **settings()).url


@pytest.fixture
def writer(url):
    with httpx.Client(base_url=url, headers=auth("anna"), timeout=120) as client:
        yield client


def put(client, name, body=TRIPLE, **headers):
    return client.put(f"/graph-store/source/{name}", content=body, headers={**TURTLE, **headers})


@pytest.mark.parametrize(
    ("header", "status", "code"),
    [
        (None, 401, "unauthorised"),
        ("", 401, "unauthorised"),
        ("Bearer", 401, "unauthorised"),
        ("Bearer wrong", 401, "unauthorised"),
        (f"Bearer {digest(TOKENS['anna'][1])}", 401, "unauthorised"),  # the hash is no token
        (f"Bearer {'x' * 5000}", 401, "unauthorised"),
        ("Basic !!!", 401, "unauthorised"),
        (f"Digest {TOKENS['anna'][1]}", 401, "unauthorised"),
        (f"Bearer {TOKENS['rita'][1]}", 403, "forbidden"),
    ],
)
def test_writing_needs_a_token_with_the_scope(header, status, code, url):
    headers = TURTLE if header is None else {**TURTLE, "Authorization": header}
    for request in (
        {"method": "PUT", "url": f"{url}/graph-store/source/x", "content": TRIPLE},
        {"method": "DELETE", "url": f"{url}/graph-store/source/data-1"},
        {"method": "POST", "url": f"{url}/update", "content": "CLEAR ALL"},
    ):
        answer = httpx.request(**request, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert "access-control-allow-origin" not in answer.headers
        if status == 401:
            assert answer.headers["www-authenticate"].startswith("Bearer")
    assert httpx.get(f"{url}/graph-store/source/x").status_code == 404


def test_a_token_is_no_parameter(url):
    answer = httpx.put(f"{url}/graph-store/source/x?token={TOKENS['anna'][1]}", content=TRIPLE)
    assert answer.status_code == 401


def test_tokens_are_not_in_the_log_of_the_server(var, url):
    log = (var.parent / "server.log").read_text()
    assert not any(token in log for _, token in TOKENS.values())


def test_only_an_admin_writes_what_reviewers_said(url):
    for name, status in (("anna", 403), ("boss", 201)):
        answer = httpx.put(
            f"{url}/graph-store/curated",
            content=TRIPLE,
            headers={**TURTLE, **auth(name)},
            timeout=60,
        )
        assert answer.status_code == status, answer.text
    assert httpx.get(f"{url}/graph-store/curated").status_code == 200


def test_a_change_is_there_before_it_is_answered(var, writer):
    before = writer.get("/readyz").json()["generation"]
    answer = put(writer, "there")
    assert answer.status_code == 201
    assert answer.headers["location"] == "/graph-store/source/there"
    published = answer.headers["phoihop-generation"]
    assert published != before
    assert writer.get("/readyz").json()["generation"] == published
    query = {"query": f"ASK {{ GRAPH <{IRI}there> {{ ?s ?p 'o' }} ?s ?p 'o' }}"}
    found = writer.get("/sparql", params=query)
    assert found.json()["boolean"] is True
    assert found.headers["phoihop-generation"] == published
    assert Generations(var).current().id == published


def test_the_same_again_publishes_nothing(writer):
    put(writer, "again")
    first = writer.get("/readyz").json()["generation"]
    assert put(writer, "again").status_code == 204
    assert writer.post("/graph-store/source/again", content=TRIPLE, headers=TURTLE).is_success
    assert writer.get("/readyz").json()["generation"] == first


def test_who_what_and_when_stand_in_the_log_and_in_the_graph(var, writer):
    put(writer, "logged", TRIPLE + f" <http://example.org/s> <http://example.org/q> <{IRI}> .")
    line = json.loads((var / "log.jsonl").read_text().splitlines()[-1])
    assert (line["who"], line["what"], line["state"]) == ("anna", "replace", "published")
    assert line["when"].endswith("+00:00")
    graph = Generations(var).current().manifest.contents.graphs[f"{IRI}logged"]
    assert line["graphs"] == {f"{IRI}logged": graph.sha256}
    kept = (var / "written" / f"{graph.sha256}.nt").read_bytes()
    assert hashlib.sha256(kept).hexdigest() == graph.sha256
    meta = Graph().parse(data=writer.get("/graph-store/meta").text, format="turtle")
    rows = meta.query(
        f"SELECT ?who ?when ?activity {{ ?activity <{PROV}generated> <{IRI}logged> ; "
        f"<{PROV}wasAssociatedWith>/<http://www.w3.org/2000/01/rdf-schema#label> ?who ; "
        f"<{PROV}endedAtTime> ?when }}"
    )
    assert [(str(row.who), row.when.toPython().isoformat()) for row in rows] == [
        ("anna", line["when"])
    ]
    assert [str(row.activity).rpartition("/")[2] for row in rows] == [line["key"]]


def test_what_breaks_shapes_is_refused_with_the_report(var, writer):
    before = Generations(var).current_id()
    claim = (
        "@prefix ph: <https://w3id.org/phoihop/ontology#> . "
        "<https://w3id.org/phoihop/id/sub/x> a ph:PartySubordination ."
    )
    answer = put(writer, "broken", claim)
    assert (answer.status_code, answer.json()["code"]) == (422, "validation-failed")
    shapes = {result["shape"] for result in answer.json()["report"]["results"]}
    assert {"S33", "S38"} <= shapes  # no evidence, no certainty
    assert Generations(var).current_id() == before
    assert writer.get("/graph-store/source/broken").status_code == 404
    line = json.loads((var / "log.jsonl").read_text().splitlines()[-1])
    assert (line["state"], line["code"]) == ("refused", "validation-failed")


def test_conditions_guard_against_lost_updates(writer):
    assert put(writer, "guarded", **{"If-None-Match": "*"}).status_code == 201
    assert put(writer, "guarded", "", **{"If-None-Match": "*"}).status_code == 412
    tag = writer.get("/graph-store/source/guarded").headers["etag"]
    other = "<http://example.org/s> <http://example.org/p> 'other' ."
    assert put(writer, "guarded", other, **{"If-Match": '"0123abcd.turtle"'}).status_code == 412
    assert put(writer, "guarded", other, **{"If-Match": tag}).status_code == 204
    gone = writer.delete("/graph-store/source/guarded", headers={"If-Match": tag})
    assert (gone.status_code, gone.json()["code"]) == (412, "precondition-failed")


def test_a_deleted_graph_leaves_only_its_history(writer):
    put(writer, "fleeting")
    assert writer.delete("/graph-store/source/fleeting").status_code == 204
    query = f"SELECT ?p {{ {{ <{IRI}fleeting> ?p ?o }} UNION {{ ?s ?p <{IRI}fleeting> }} }}"
    rows = writer.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    assert {row["p"]["value"] for row in rows} == {f"{PROV}generated", f"{PROV}invalidated"}
    source = "https://w3id.org/phoihop/id/src/fleeting"
    ask = {"query": f"ASK {{ <{source}> ?p ?o }}"}
    assert writer.get("/sparql", params=ask).json()["boolean"] is False


def test_an_update_sees_the_union_after_each_operation(writer):
    update = (
        "PREFIX e: <http://example.org/> "
        f"INSERT DATA {{ GRAPH <{IRI}chain-1> {{ e:a e:b e:c }} }} ; "
        f"INSERT {{ GRAPH <{IRI}chain-2> {{ ?o e:of ?s }} }} WHERE {{ ?s e:b ?o }}"
    )
    assert writer.post("/update", data={"update": update}).status_code == 204
    ask = {"query": f"ASK {{ GRAPH <{IRI}chain-2> {{ ?o <http://example.org/of> ?s }} }}"}
    assert writer.get("/sparql", params=ask).json()["boolean"] is True


def test_blank_nodes_become_names(writer):
    update = f"INSERT DATA {{ GRAPH <{IRI}blank> {{ [] <http://example.org/p> 1 }} }}"
    assert writer.post("/update", data={"update": update}).status_code == 204
    text = writer.get("/graph-store/source/blank", headers={"Accept": "application/n-triples"}).text
    assert text.startswith("<https://w3id.org/phoihop/.well-known/genid/")


def test_several_who_write_at_once_all_succeed(url):
    statuses = []

    def write(name):
        with httpx.Client(base_url=url, headers=auth("anna"), timeout=120) as client:
            statuses.append(put(client, name).status_code)

    threads = [threading.Thread(target=write, args=(f"crowd-{n}",)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [201, 201, 201]
    union = httpx.get(f"{url}/graph-store?default", headers={"Accept": "text/turtle"}).text
    assert all(f"crowd-{n}" in union for n in range(3))


def test_bodies_are_bounded_also_for_writers(url, writer):
    assert httpx.post(f"{url}/sparql", content="x" * 20_000).status_code == 413
    anybody = httpx.put(f"{url}/graph-store/source/large", content="#" * 20_000, headers=TURTLE)
    assert anybody.status_code == 413
    assert put(writer, "large", "#" * 150_000 + "\n" + TRIPLE).status_code == 201
    assert put(writer, "large", "#" * 250_000).status_code == 413

    def chunks():
        for _ in range(30):
            yield b"#" * 10_000

    answer = writer.put("/graph-store/source/large", content=chunks(), headers=TURTLE)
    assert answer.status_code == 413  # no length was declared


def test_an_update_that_takes_too_long_is_stopped(small_var, tmp_path, serve):
    var = shutil.copytree(small_var, tmp_path / "var")
    url = serve(var, write_deadline_s=4, **settings()).url
    forever = (
        f"INSERT {{ GRAPH <{IRI}x> {{ ?a ?b ?c }} }} "
        "WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STRLEN(CONCAT(STR(?a), STR(?f))) < 0) }"
    )
    with httpx.Client(base_url=url, headers=auth("anna"), timeout=120) as client:
        answer = client.post("/update", data={"update": forever})
        assert (answer.status_code, answer.json()["code"]) == (503, "query-timeout")
        assert put(client, "after").status_code in {201, 503}
    assert len(list((var / "generations").iterdir())) <= 2


def test_a_running_build_is_said_to_be_in_the_way(small_var, tmp_path, serve):
    var = shutil.copytree(small_var, tmp_path / "var")
    url = serve(var, **settings()).url
    with httpx.Client(base_url=url, headers=auth("anna"), timeout=60) as client:
        with Generations(var).stage():
            answer = put(client, "x")
        assert (answer.status_code, answer.json()["code"]) == (503, "store-busy")
        assert int(answer.headers["retry-after"]) >= 1
        assert client.get("/readyz").status_code == 200


def test_a_build_of_the_same_folders_keeps_what_was_written(var, small_var, writer):
    put(writer, "kept")
    built, now = (Generations(folder).current().manifest.contents for folder in (small_var, var))
    # equal fingerprints are what makes a build do nothing
    assert now.fingerprint == built.fingerprint
    assert f"{IRI}kept" in now.graphs
    assert now.inputs[f"written/{IRI}kept"] == now.graphs[f"{IRI}kept"].sha256


def test_service_description_names_the_update_service(writer):
    text = writer.get("/sparql", headers={"Accept": "text/turtle"}).text
    assert "sd:SPARQL11Update" in text


def test_the_update_address_takes_post_only(url):
    options = httpx.options(f"{url}/update")
    assert (options.status_code, options.headers["allow"]) == (204, "OPTIONS, POST")
    for method in ("GET", "PUT", "DELETE"):
        answer = httpx.request(method, f"{url}/update", headers=auth("anna"))
        assert (answer.status_code, answer.headers["allow"]) == (405, "OPTIONS, POST")


def test_an_update_over_its_limit_is_refused(url):
    long = "#" * 190_000
    answer = httpx.post(f"{url}/update", data={"update": long}, headers=auth("anna"))
    assert answer.status_code in {204, 413}
    assert httpx.post(f"{url}/update", data={"update": long}).status_code == 413
