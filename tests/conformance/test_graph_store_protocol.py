"""The test cases of the W3C for the SPARQL 1.1 Graph Store HTTP Protocol, in our words.

They build on each other, so they run in the order of the manifest as steps of one story. Four ask
for what is not done here, the writing of the default graph and of foreign graphs; they are listed
with what is answered instead.

References: SPARQL 1.1 Graph Store HTTP Protocol, 4 and 5; `http-rdf-update/manifest`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pytest

TURTLE = {"Content-Type": "text/turtle; charset=utf-8"}
STORE = "/graph-store"
PERSON = f"{STORE}/source/person-1"
IRI = "https://w3id.org/phoihop/graph/source/"
FOAF = (
    "@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix v: <http://www.w3.org/2006/vcard/ns#> ."
)


def person(name, graph=1):
    return (
        f"{FOAF} <http://example.org/person/{graph}> a foaf:Person ; "
        f'foaf:businessCard [ a v:VCard ; v:fn "{name}" ] .'
    )


@dataclass(frozen=True, slots=True)
class Step:
    """A request, the status it has to be answered with, and a text that the body has to hold.

    A path of `NEW` stands for the address of the graph that an earlier step created.
    """

    name: str
    method: str
    path: str
    status: int
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    params: dict[str, str] = field(default_factory=dict)
    holds: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()


def put(name, path, status, body, **more):
    return Step(name, "PUT", path, status, body, TURTLE, **more)


def get(name, path, status=200, **more):
    return Step(name, "GET", path, status, headers={"Accept": "text/turtle"}, **more)


BOUNDARY = "a0b1c2"
MULTIPART = "\r\n".join(
    (
        f"--{BOUNDARY}",
        'Content-Disposition: form-data; name="lastName"; filename="last.ttl"',
        "Content-Type: text/turtle; charset=utf-8",
        "",
        f'{FOAF} <http://example.org/person/1> foaf:familyName "Doe" .',
        f"--{BOUNDARY}",
        'Content-Disposition: form-data; name="firstName"; filename="first.nt"',
        "Content-Type: application/n-triples",
        "",
        '<http://example.org/person/1> <http://xmlns.com/foaf/0.1/givenName> "Jane" .',
        f"--{BOUNDARY}--",
        "",
    )
)
MANIFEST = (
    put("put__initial_state", PERSON, 201, person("John Doe")),
    get(
        "get_of_put__initial_state", STORE, params={"graph": f"{IRI}person-1"}, holds=("John Doe",)
    ),
    put("put__graph_already_in_store", PERSON, 204, person("Jane Doe")),
    get("get_of_put__graph_already_in_store", PERSON, holds=("Jane Doe",), lacks=("John Doe",)),
    put("put__mismatched_payload", PERSON, 400, "<?xml version='1.0'?><rdf:RDF/>"),
    put("put__empty_graph", f"{STORE}/source/person-2", 201, ""),
    get("get_of_put__empty_graph", f"{STORE}/source/person-2", lacks=("VCard",)),
    put("put__replace_empty_graph", f"{STORE}/source/person-2", 204, person("Alice", 2)),
    get("get_of_replacement_for_empty_graph", f"{STORE}/source/person-2", holds=("Alice",)),
    Step("delete__existing_graph", "DELETE", f"{STORE}/source/person-2", 204),
    get("get_of_delete__existing_graph", f"{STORE}/source/person-2", 404),
    Step("delete__nonexistent_graph", "DELETE", f"{STORE}/source/person-2", 404),
    Step(
        "post__existing_graph",
        "POST",
        PERSON,
        204,
        f'{FOAF} <http://example.org/person/1> foaf:name "Jane" .',
        TURTLE,
    ),
    get("get_of_post__existing_graph", PERSON, holds=("Jane Doe", '"Jane"')),
    Step(
        "post__multipart_formdata",
        "POST",
        PERSON,
        204,
        MULTIPART,
        {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"},
    ),
    get("get_of_post__multipart_formdata", PERSON, holds=("Doe", "givenName", "familyName")),
    Step("post__create__new_graph", "POST", STORE, 201, person("Bob", 3), TURTLE),
    get("get_of_post__create__new_graph", "NEW", holds=("Bob",)),
    Step("post__empty_graph_to_existing_graph", "POST", "NEW", 204, "", TURTLE),
    get("get_of_post__after_noop", "NEW", holds=("Bob",)),
    Step("head_on_an_existing_graph", "HEAD", PERSON, 200),
    Step("head_on_a_nonexisting_graph", "HEAD", f"{STORE}/source/person-4", 404),
)
DEVIATIONS = (
    # the default graph is the union of the others, so it cannot be written
    put("put__default_graph", STORE, 405, person("Jane Doe"), params={"default": ""}),
    get("get_of_put__default_graph", STORE, params={"default": ""}, holds=("Document",)),
)


def test_every_case_of_the_manifest_is_here():
    assert len({step.name for step in (*MANIFEST, *DEVIATIONS)}) == 24
    assert [step.name for step in DEVIATIONS if step.status >= 400] == ["put__default_graph"]


def test_the_cases_that_do_not_pass_are_in_the_manual_and_no_others(root):
    text = (root / "docs/reference/sparql.md").read_text(encoding="utf-8")
    table = text.partition("## Tests of the specifications that do not pass")[2]
    named = re.findall(r"`(\w+)`", " ".join(re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)))
    assert len(named) == len(set(named)) == 9
    assert [name for name in named if "__" in name] == [step.name for step in DEVIATIONS]
    assert all(name.startswith("update_") for name in named if "__" not in name)
    assert "These nine do not pass" in table


def test_manifest(writable):
    new = ""
    for step in (*MANIFEST, *DEVIATIONS):
        path = new if step.path == "NEW" else step.path
        answer = writable.request(
            step.method, path, params=step.params, headers=step.headers, content=step.body
        )
        assert answer.status_code == step.status, (step.name, answer.text)
        if step.name == "post__create__new_graph":
            new = answer.headers["location"]
        if step.method in {"GET", "HEAD"} and answer.is_success:
            assert answer.headers["content-type"] == "text/turtle; charset=utf-8", step.name
        if step.method == "HEAD":
            assert answer.content == b""
        assert all(text in answer.text for text in step.holds), (step.name, answer.text)
        assert not any(text in answer.text for text in step.lacks), (step.name, answer.text)


NEGATIVE = (
    ("no_graph", "GET", STORE, {}, 400),
    ("two_graphs", "GET", STORE, {"graph": "http://a/", "default": ""}, 400),
    ("graph_and_path", "GET", PERSON, {"graph": "http://a/"}, 400),
    ("relative_graph", "GET", STORE, {"graph": "person-1"}, 400),
    ("unknown_graph", "GET", STORE, {"graph": "http://a/"}, 404),
    ("unknown_parameter", "GET", STORE, {"graph": f"{IRI}data-1", "x": "1"}, 400),
    ("unknown_format", "GET", STORE, {"graph": f"{IRI}data-1", "format": "xls"}, 400),
    ("default_with_value", "GET", STORE, {"default": "yes"}, 400),
    ("put_to_the_store", "PUT", STORE, {}, 400),
    ("put_foreign_graph", "PUT", STORE, {"graph": "http://a/"}, 403),
    ("put_derived", "PUT", STORE, {"graph": "https://w3id.org/phoihop/graph/derived"}, 403),
    ("put_meta", "PUT", f"{STORE}/meta", {}, 403),
    ("put_ontology", "PUT", f"{STORE}/ontology", {}, 403),
    ("put_curated_as_writer", "PUT", f"{STORE}/curated", {}, 403),
    ("delete_derived", "DELETE", f"{STORE}/derived", {}, 403),
    ("put_bad_slug", "PUT", f"{STORE}/source/Bad%20Slug", {}, 400),
    ("post_default", "POST", STORE, {"default": ""}, 405),
    ("delete_default", "DELETE", STORE, {"default": ""}, 405),
    ("patch", "PATCH", PERSON, {}, 405),
)


@pytest.mark.parametrize(("name", "method", "path", "params", "status"), NEGATIVE)
def test_negative_case(name, method, path, params, status, writable):
    body = {"content": person("x"), "headers": TURTLE} if method in {"PUT", "POST", "PATCH"} else {}
    answer = writable.request(method, path, params=params, **body)
    assert answer.status_code == status, (name, answer.text)
    assert answer.headers["content-type"] == "application/problem+json"
    if status == 405:
        assert "GET" in answer.headers["allow"]


BODIES = (
    ("text/turtle", "<a> <b>", 400),
    ("text/turtle", "<http://a/> <b> <c> .", 400),  # a relative IRI
    ("text/html", "<p>", 415),
    ("application/sparql-update", "CLEAR ALL", 415),
    ("text/turtle; charset=utf-16", "<a> <b> <c> .", 415),
    ("application/n-quads", "<http://a/> <http://a/b> <http://a/c> <http://other/> .", 400),
    ("application/ld+json", '{"@context": "http://127.0.0.1:9/context", "@id": "http://a/"}', 400),
    (
        "application/rdf+xml",
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">&x;</rdf:RDF>',
        400,
    ),
    ("text/turtle", '<http://a/> <http://a/b> "e\u0301" .', 400),  # not NFC
)


@pytest.mark.parametrize(("media_type", "body", "status"), BODIES)
def test_bad_body_is_refused_and_says_where(media_type, body, status, writable):
    headers = {"Content-Type": media_type}
    answer = writable.put(f"{STORE}/source/bad", content=body.encode(), headers=headers)
    assert answer.status_code == status, answer.text
    assert writable.get(f"{STORE}/source/bad").status_code == 404


def test_bad_turtle_names_line_and_column(writable):
    body = f"{FOAF}\n<http://a/> foaf:name ; ."
    answer = writable.put(f"{STORE}/source/bad", content=body, headers=TURTLE)
    assert answer.json()["code"] == "rdf-syntax-error"
    assert answer.json()["line"] == 2
