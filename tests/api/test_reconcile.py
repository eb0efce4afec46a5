"""OpenRefine's reconciliation, and names found in every form over all labels of the seeds."""

import json
import unicodedata

import httpx
import pytest

from kg.build.pipeline import build
from kg.index.abbreviations import EXPANSIONS, search_key
from kg.index.fold import fold
from kg.index.search import SearchIndex
from kg.model.iri import ID
from kg.publish import Generations
from kg.store.oxigraph import OxigraphStore
from tests.api.conftest import without_islands

HONG_BANG = "com/quan-uy-hong-bang"
NAMES = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?node ?name {
  GRAPH ?graph { ?node rdfs:label|skos:prefLabel|skos:altLabel ?name }
  FILTER(STRSTARTS(STR(?graph), "https://w3id.org/phoihop/graph/source/"))
  FILTER(STRSTARTS(STR(?node), "https://w3id.org/phoihop/id/"))
}
"""


def ask(client, queries, method="POST"):
    fields = {"queries": json.dumps(queries)}
    if method == "POST":
        return client.post("/reconcile", data=fields)
    return client.get("/reconcile", params=fields)


def candidates(client, query, **more):
    answer = ask(client, {"q0": {"query": query, **more}}).raise_for_status().json()
    return answer["q0"]["result"]


def test_the_manifest_names_its_services(client, server):
    manifest = client.get("/reconcile").json()
    assert manifest["versions"] == ["0.2"]
    assert manifest["identifierSpace"] == ID
    assert {"name", "schemaSpace", "view", "preview", "suggest", "extend"} <= set(manifest)
    view = manifest["view"]["url"].replace("{{id}}", HONG_BANG)
    assert client.get(view, headers={"Accept": "text/html"}).status_code == 303
    for kind, service in manifest["suggest"].items():
        url = service["service_url"] + service["service_path"]
        assert url.startswith(server)
        assert client.get(url, params={"prefix": "hồng"}).json()["result"] is not None, kind


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_batch_is_answered_by_key(client, method):
    queries = {
        "a": {"query": "Quận ủy Hồng Bàng", "type": "PartyCommittee", "limit": 3},
        "b": {"query": "tct thep", "type": ["Enterprise"]},
        "c": {"query": "không có gì như thế này"},
    }
    response = ask(client, queries, method)
    assert response.headers["access-control-allow-origin"] == "*"
    answer = response.json()
    assert set(answer) == {"a", "b", "c"}
    best = answer["a"]["result"][0]
    assert (best["id"], best["match"], best["score"]) == (HONG_BANG, True, 100.0)
    assert best["type"] == [{"id": "PartyCommittee", "name": "PartyCommittee"}]
    assert len(answer["a"]["result"]) <= 3
    assert "ent/tct-thep-viet-nam-ctcp" in {one["id"] for one in answer["b"]["result"]}
    assert answer["c"]["result"] == []


@pytest.mark.parametrize(
    "name",
    ["quan uy hong bang", "Quận ủy Hồng", "Quận ủy Hồng Bànk", "QUẬN UY HỒNG BÀNG", "Đảng ủy"],
)
def test_a_near_name_is_a_candidate_and_never_a_match(client, name):
    found = candidates(client, name, limit=100)
    assert found
    assert not any(one["match"] for one in found)
    scores = [one["score"] for one in found]
    assert max(scores) <= 100


SOURCE = """slug: twins
title: {vi: "Nguồn", en: "Source"}
publisher: a test
language: vi
collection: tests
licence_note: our own words
"""
TWINS = """@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix com: <https://w3id.org/phoihop/id/com/> .
@prefix ph: <https://w3id.org/phoihop/ontology#> .
com:a a ph:PartyCommittee ; rdfs:label "Đảng ủy A"@vi .
com:b a ph:PartyCommittee ; rdfs:label "Đảng uỷ A"@vi .
com:c a ph:PartyCommittee ; rdfs:label "Đảng ủy C"@vi .
com:d a ph:PartyCommittee ; rdfs:label "Đảng ủy Ạ"@vi .
"""


def test_a_name_of_two_nodes_is_no_match(tmp_path, serve):
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "source.yml").write_text(SOURCE, encoding="utf-8")
    (folder / "graph.ttl").write_text(TWINS, encoding="utf-8")
    build([folder], Generations(tmp_path / "var"))
    with httpx.Client(base_url=serve(tmp_path / "var").url, timeout=60) as client:
        for name, matched in (("Đảng ủy A", []), ("Đảng ủy C", ["com/c"]), ("Đảng ủy Ạ", [])):
            found = candidates(client, name, limit=100)
            assert [one["id"] for one in found if one["match"]] == matched, name
            assert len(found) >= 1


def test_suggestions(client):
    entities = client.get("/reconcile/suggest/entity", params={"prefix": "hong b"}).json()
    assert HONG_BANG in {one["id"] for one in entities["result"]}
    types = client.get("/reconcile/suggest/type", params={"prefix": "party c"}).json()
    assert "PartyCommittee" in {one["id"] for one in types["result"]}
    properties = client.get("/reconcile/suggest/property", params={"prefix": "executive"}).json()
    assert "executiveCommitteeOf" in {one["id"] for one in properties["result"]}


def test_the_preview_is_a_small_page(client):
    response = client.get("/reconcile/preview", params={"id": HONG_BANG})
    assert "Quận ủy Hồng Bàng" in response.text and "<script" not in without_islands(response.text)
    assert "frame-ancestors" not in response.headers["content-security-policy"]
    assert client.get("/reconcile/preview", params={"id": "com/khong-co"}).status_code == 404


def test_extension_gives_nodes_with_names_and_literals_as_text(client):
    wanted = {
        "ids": [HONG_BANG, "com/khong-co", "rubbish"],
        "properties": [{"id": "executiveCommitteeOf"}, {"id": "searchKey"}],
    }
    answer = client.post("/reconcile", data={"extend": json.dumps(wanted)}).json()
    assert [entry["id"] for entry in answer["meta"]] == ["executiveCommitteeOf", "searchKey"]
    row = answer["rows"][HONG_BANG]
    assert row["executiveCommitteeOf"][0]["id"] == "unit/dang-bo-quan-hong-bang"
    assert {"str": "quan uy hong bang"} in row["searchKey"]
    assert answer["rows"]["com/khong-co"] == answer["rows"]["rubbish"]
    proposed = client.get("/reconcile/properties", params={"type": "PartyCommittee", "limit": 3})
    assert len(proposed.json()["properties"]) == 3


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"queries": "no json"},
        {"queries": "[1]"},
        {"queries": '{"q": {"query": "x", "limit": 0}}'},
        {"queries": json.dumps({str(n): {"query": "x"} for n in range(101)})},
        {"queries": "[" * 100_000},
        {"extend": '{"ids": 1}'},
    ],
)
def test_what_is_no_query_is_a_problem(client, fields):
    response = client.post("/reconcile", data=fields)
    assert (response.status_code, response.json()["code"]) == (400, "parameter-error")


def test_an_unknown_type_has_no_candidates(client):
    assert candidates(client, "Quận ủy Hồng Bàng", type="Nothing") == []


# every name of the seeds in every form


@pytest.fixture(scope="module")
def view(seed_var):
    store = OxigraphStore.open_read_only(Generations(seed_var).current().store_path)
    yield store
    store.close()


def old_tones(text):
    """The same text with the tone on the other vowel: `uỷ` for `ủy`, `hoà` for `hòa`."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    for first, second in ("oa", "oe", "uy"):
        for tone in tones:
            new = unicodedata.normalize("NFC", first + tone + second)
            old = unicodedata.normalize("NFC", first + second + tone)
            text = text.replace(new, old)
    return text


def abbreviate(text):
    """Folded, with every general abbreviation used where its long form stands."""
    key = f" {search_key(text)} "
    for short, long in sorted(EXPANSIONS.items(), key=lambda pair: -len(pair[1])):
        key = key.replace(f" {long} ", f" {short} ")
    return key.strip()


FORMS = {
    "as written": str,
    "folded": fold,
    "capitals": str.upper,
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "old tones": old_tones,
    "abbreviated": abbreviate,
}


@pytest.mark.parametrize("form", FORMS)
def test_every_name_of_the_seeds_is_found_in_every_form(seed_var, view, form):
    pairs = [(str(row["node"]), str(row["name"])) for row in view.query(NAMES)]
    assert len(pairs) > 250
    missed = []
    with SearchIndex.open(Generations(seed_var).current().search_path) as index:
        for node, name in pairs:
            typed = FORMS[form](name)[:200]
            if node not in {hit.iri for hit in index.search(typed, limit=100).hits}:
                missed.append((node, typed))
    assert missed == []


def test_the_forms_differ(view):
    names = [str(row["name"]) for row in view.query(NAMES)]
    for form, change in FORMS.items():
        changed = sum(change(name) != name for name in names)
        assert changed >= 10 or form == "as written", (form, changed)
