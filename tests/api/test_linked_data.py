"""Linked data: every IRI of the data answers, pages and data find each other, formats agree."""

import re

import pytest
import rdflib
from rdflib import XSD

from api.jsonld import format_jsonld, load_context
from api.linked import FORMATS, choose_document, serialise_node, split_suffix
from kg.model.iri import BASE, ID, ONTOLOGY
from kg.model.terms import Iri, Literal, Triple, format_term, text, typed
from kg.publish import Generations
from kg.query.describe import describe_node
from kg.store.formats import JSONLD, NTRIPLES, RDFXML, TURTLE
from kg.store.oxigraph import OxigraphStore
from tests.api.conftest import without_islands

# rdflib's own JSON-LD reader uses a class of rdflib that is deprecated
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
HONG_BANG = "com/quan-uy-hong-bang"
PARSERS = {JSONLD: "json-ld", TURTLE: "turtle", NTRIPLES: "nt", RDFXML: "xml"}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture(scope="module")
def view(seed_var):
    store = OxigraphStore.open_read_only(Generations(seed_var).current().store_path)
    yield store
    store.close()


@pytest.fixture(scope="module")
def iris(view):
    """Every IRI of ours in any position of the seeds."""
    found = {
        term.value
        for graph in view.graphs()
        for quad in view.dump(graph)
        for term in (quad.subject, quad.predicate, quad.object, quad.graph)
        if isinstance(term, Iri) and term.value.startswith(BASE)
    }
    assert len(found) > 900
    return sorted(found)


def path_of(iri):
    return "/" + iri.removeprefix(BASE)


def parse(body, entry):
    return plain(rdflib.Graph().parse(data=body, format=PARSERS[entry]))


def plain(graph):
    """Triples; a string with and without its datatype is one literal (RDF 1.1 Concepts, 3.3)."""
    return {
        (s, p, rdflib.Literal(str(o)) if getattr(o, "datatype", None) == XSD.string else o)
        for s, p, o in graph
    }


def as_triples(triples):
    lines = (
        " ".join(format_term(term) for term in (t.subject, t.predicate, t.object)) + " .\n"
        for t in triples
    )
    return plain(rdflib.Graph().parse(data="".join(lines), format="nt"))


def test_every_format_of_every_node_gives_the_same_triples(view, iris):
    for iri in iris:
        if iri in {BASE + "ontology", BASE + "ontology/0.1.0", *view.graphs()}:
            continue
        found = describe_node(view, iri)
        assert found is not None, iri
        expected = as_triples(found.triples)
        assert expected, iri
        for entry in FORMATS:
            assert parse(serialise_node(found, entry), entry) == expected, (iri, entry.name)


def test_every_iri_of_the_data_resolves(client, iris):
    for path in sorted({path_of(iri).partition("#")[0] for iri in iris}):
        response = client.get(path, headers={"Accept": "text/turtle"})
        assert response.status_code in {200, 303}, path
        if response.status_code == 303:
            target = response.headers["location"]
            assert client.head(target, headers={"Accept": "text/turtle"}).status_code == 200, path


def test_every_term_of_the_vocabulary_has_its_anchor(client, iris):
    page = client.get("/ontology", headers={"Accept": BROWSER}).text
    names = {iri.removeprefix(ONTOLOGY) for iri in iris if iri.startswith(ONTOLOGY)}
    anchors = set(re.findall(r'<section id="([^"]+)"', page))
    assert len(names) > 100 and names <= anchors


@pytest.mark.parametrize(
    ("accept", "target"),
    [
        (BROWSER, f"/page/{HONG_BANG}"),
        ("text/html", f"/page/{HONG_BANG}"),
        ("text/turtle", f"/data/{HONG_BANG}.ttl"),
        ("application/ld+json", f"/data/{HONG_BANG}.jsonld"),
        ("application/n-triples", f"/data/{HONG_BANG}.nt"),
        ("application/rdf+xml", f"/data/{HONG_BANG}.rdf"),
        ("application/rdf+xml;q=0.4, text/turtle;q=0.9", f"/data/{HONG_BANG}.ttl"),
        ("*/*", f"/data/{HONG_BANG}.ttl"),
        ("application/json", f"/data/{HONG_BANG}"),
    ],
)
def test_a_thing_is_answered_with_303_by_accept(client, accept, target):
    response = client.get(f"/id/{HONG_BANG}", headers={"Accept": accept})
    assert (response.status_code, response.headers["location"]) == (303, target)
    assert "Accept" in response.headers["vary"]
    assert f'</data/{HONG_BANG}>; rel="describedby"' in response.headers["link"]
    assert (
        f'</data/{HONG_BANG}.ttl>; rel="alternate"; type="text/turtle"' in response.headers["link"]
    )


def test_data_says_which_document_it_is(client):
    response = client.get(f"/data/{HONG_BANG}", headers={"Accept": "application/json"})
    assert response.headers["content-type"] == "application/json"
    assert response.headers["content-location"] == f"/data/{HONG_BANG}.jsonld"
    assert (
        f'<{ID}{HONG_BANG}>; rel="http://xmlns.com/foaf/0.1/primaryTopic"'
        in (response.headers["link"])
    )
    assert f'</page/{HONG_BANG}>; rel="alternate"; type="text/html"' in response.headers["link"]
    again = client.get(
        f"/data/{HONG_BANG}.jsonld", headers={"If-None-Match": response.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


def test_jsonld_names_nothing_remote_and_uses_our_context(client):
    document = client.get(f"/data/{HONG_BANG}.jsonld").json()
    context = document["@context"]
    assert context and context.items() <= load_context().items()
    assert document["id"] == "com:quan-uy-hong-bang"
    assert document["rdfs:label"]["vi"] == "Quận ủy Hồng Bàng"
    assert "PartyCommittee" in document["type"]


def test_bounds_and_selectors_come_with_their_node(client, view):
    rows = view.query("SELECT ?s { ?s <https://w3id.org/phoihop/ontology#validity> ?v }")
    statement = str(rows.rows[0][0]).removeprefix(ID)
    graph = rdflib.Graph().parse(data=client.get(f"/data/{statement}.ttl").text, format="turtle")
    part = rdflib.URIRef(f"{ID}{statement}.validity")
    assert list(graph.predicate_objects(part))


def test_a_graph_leads_to_its_triples_and_to_its_page(client):
    data = client.get("/graph/curated", headers={"Accept": "text/turtle"})
    assert data.status_code in {303, 404}
    graph = client.get("/graph/source/ff155d59015d49ce", headers={"Accept": "text/turtle"})
    content = client.get(graph.headers["location"], headers={"Accept": "application/n-triples"})
    assert content.text.count("\n") > 1000
    page = client.get("/graph/source/ff155d59015d49ce", headers={"Accept": BROWSER})
    assert client.get(page.headers["location"]).status_code == 200


def test_the_vocabulary_in_every_format(client):
    found = [
        parse(client.get(f"/ontology.{entry.extension}").raise_for_status().content, entry)
        for entry in FORMATS
    ]
    assert len(found[0]) > 3000
    assert all(other == found[0] for other in found)
    assert client.get("/ontology").headers["content-type"] == "text/turtle; charset=utf-8"
    scheme = client.get("/ontology/codes/roles", headers={"Accept": BROWSER})
    assert scheme.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_shows_names_class_relations_and_evidence(client, language):
    response = client.get(f"/page/{HONG_BANG}", params={"lang": language})
    page = response.text
    assert response.headers["content-language"] == language
    assert "<h1>Quận ủy Hồng Bàng</h1>" in page or language == "en"
    assert f'href="/people/doan-van-chuong?lang={language}"' in page
    assert 'href="/evidence/ff155d59015d49ce.' in page
    assert f'href="/ontology?lang={language}#PartyCommittee"' in page
    assert f'href="/data/{HONG_BANG}.ttl"' in page
    assert "<script" not in without_islands(page) and "style=" not in page


@pytest.mark.parametrize(
    "path",
    [
        "/id/com/khong-co",
        "/id/nothing/x",
        "/id/com/Qu%E1%BA%ADn",
        "/data/com/khong-co.ttl",
        "/data/..%2Fsecret",
        "/page/com/khong-co",
        "/graph/khong-co",
        "/ontology/khong-co",
        "/ontology.docx",
        "/.well-known/genid/khong-co",
    ],
)
def test_what_is_not_there_is_404(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


def test_a_missing_node_comes_with_the_nearest_names(client):
    nearest = client.get("/id/com/hong-bang").json()["nearest"]
    assert HONG_BANG in nearest


@pytest.mark.parametrize("name", ["curated", "derived", "meta", "ontology"])
def test_a_graph_of_our_own_is_described(client, name):
    found = rdflib.Graph().parse(data=client.get(f"/data/graph/{name}.ttl").text, format="turtle")
    node = rdflib.URIRef(f"{BASE}graph/{name}")
    for prop in (rdflib.DCTERMS.title, rdflib.DCTERMS.description):
        values = list(found.objects(node, prop))
        assert {value.language for value in values} == {"vi", "en"} and all(map(str, values))
    assert client.get(f"/page/graph/{name}").status_code == 200


@pytest.mark.parametrize(
    "path",
    [f"/id/{HONG_BANG}", f"/data/{HONG_BANG}", "/ontology", "/ontology/codes/roles", "/graph/meta"],
)
def test_what_cannot_be_served_is_406(client, path):
    response = client.get(path, headers={"Accept": "image/png"})
    assert (response.status_code, response.json()["code"]) == (406, "not-acceptable")


def test_a_long_list_of_pointers_is_cut_and_says_so(view, monkeypatch):
    node = f"{ID}cert/stated"
    whole = describe_node(view, node)
    monkeypatch.setattr("kg.query.describe.MOST_INCOMING", 5)
    cut = describe_node(view, node)
    assert whole.is_complete and not cut.is_complete
    assert len(whole.triples) > len(cut.triples)


def test_values_that_do_not_fit_the_context_keep_their_type():
    node, when = Iri(f"{ID}per/p"), Iri(ONTOLOGY + "startEarliest")
    triples = [
        Triple(node, Iri("http://www.w3.org/2000/01/rdf-schema#label"), text("không thẻ")),
        Triple(node, Iri("http://www.w3.org/2000/01/rdf-schema#label"), text("tên", "vi")),
        Triple(node, Iri("http://www.w3.org/2000/01/rdf-schema#label"), text("tên khác", "vi")),
        Triple(node, when, typed("2017", "gYear")),
        Triple(node, when, typed("2017-10-06", "date")),
        Triple(node, Iri(ONTOLOGY + "evidence"), Literal("no node")),
        Triple(node, Iri("http://example.org/p"), Iri("http://example.org/o")),
        Triple(node, Iri("http://example.org/p"), typed("1", "integer")),
        Triple(
            node,
            Iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
            Iri("http://example.org/C"),
        ),
    ]
    body = format_jsonld(node.value, triples)
    assert parse(body, JSONLD) == as_triples(triples)


def test_an_ending_is_a_format_only_when_it_is_one():
    assert split_suffix("agr/x.y.ttl") == ("agr/x.y", TURTLE)
    assert split_suffix("evt/so-ket.2017-10-06.hong-bang") == (
        "evt/so-ket.2017-10-06.hong-bang",
        None,
    )
    assert choose_document("image/png") is None
