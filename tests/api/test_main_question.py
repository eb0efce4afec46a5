"""The main question over HTTP: the seed pairs as ontology.md 4.6 says, in JSON and on the page."""

import re

import pytest

from tests.api.conftest import without_islands

STEEL, HONG_BANG = "com/dang-uy-tct-thep-viet-nam", "com/quan-uy-hong-bang"
VINACHEM, BLOC = "com/dang-uy-tap-doan-hoa-chat", "com/dang-uy-khoi-co-so-bo-cong-thuong-tphcm"
UNNAMED, COAL = "com/unnamed.f59a9959.dang-uy-tap-doan", "com/dang-uy-than-quang-ninh"
CELLS = {"unit/chi-bo-vinausteel", "unit/chi-bo-ong-thep-viet-nam"}
ID = "https://w3id.org/phoihop/id/"


def ask(client, a=STEEL, b=HONG_BANG, as_of="2017-10-06", **more):
    return client.get("/api/v1/under-both", params={"a": a, "b": b, "as_of": as_of, **more})


def ids(nodes):
    return {node["iri"].removeprefix(ID) for node in nodes}


@pytest.mark.parametrize(
    ("a", "b", "day", "directed", "status", "reported", "candidates"),
    [
        (STEEL, HONG_BANG, "2017-10-06", CELLS, "incomplete", 4, 2),
        (VINACHEM, BLOC, "2020-10-01", set(), "incomplete", 8, 0),
        (UNNAMED, COAL, "2017-01-10", set(), "unknown", None, 0),
    ],
)
def test_the_seed_pairs(client, a, b, day, directed, status, reported, candidates):
    answer = ask(client, a, b, day).raise_for_status().json()
    assert answer["units"] == [] and answer["nested"] == []
    assert ids(row["unit"] for row in answer["jointly_directed"]) == directed
    completeness = answer["completeness"]
    assert (completeness["status"], completeness["reported"]) == (status, reported)
    assert completeness["known"] == 0
    assert len(completeness["candidates"]) == candidates
    assert answer["question"]["as_of"] == day
    assert all(row["evidence"] for row in answer["jointly_directed"])
    # turned round, the answer is the same
    turned = ask(client, b, a, day).json()
    assert turned["completeness"] == completeness
    assert turned["jointly_directed"] == answer["jointly_directed"]


def test_the_dataset_is_named(client):
    answer = ask(client).json()
    ready = client.get("/readyz").json()
    assert answer["dataset"]["generation"] == ready["generation"]
    assert answer["dataset"]["content_hash"] == ready["content_hash"]


def test_evidence_points_into_the_source(client):
    row = ask(client).json()["jointly_directed"][0]
    (place,) = row["evidence"]
    assert place["id"].endswith("ev/ff155d59015d49ce.3609-3740")
    assert (place["start"], place["end"]) == (3609, 3740)
    assert re.fullmatch(r"[0-9a-f]{64}", place["sha256"])


def test_ids_iris_and_exact_labels_ask_the_same(client):
    expected = ask(client).json()
    assert ask(client, a=ID + STEEL, b="Quận ủy Hồng Bàng").json() == expected


def test_a_day_outside_all_knowledge_is_still_answered(client):
    answer = ask(client, as_of="1900-01-01").raise_for_status().json()
    assert answer["units"] == []
    assert answer["completeness"]["reported"] == 4


def test_the_summary_is_one_sentence_in_each_language(client):
    summary = ask(client).json()["summary"]
    assert "Vinausteel" in summary["vi"] and "Vinausteel" in summary["en"]
    assert "4" in summary["vi"] and "none" in summary["en"]


def test_a_collection_that_does_not_exist_is_refused_with_those_that_do(client):
    answer = ask(client, collection="no-such-collection")
    assert (answer.status_code, answer.json()["code"]) == (400, "parameter-error")
    assert "seeds" in answer.json()["expected"]


@pytest.mark.parametrize(
    ("change", "status", "code", "words"),
    [
        ({"a": "com/khong-co"}, 404, "not-found", "com/khong-co"),
        ({"a": "Quan uy Hong Bang"}, 404, "not-found", "Quan uy Hong Bang"),
        ({"a": "unit/chi-bo-vinausteel"}, 404, "not-found", "unit/chi-bo-vinausteel"),
        ({"a": HONG_BANG}, 400, "parameter-error", HONG_BANG),
        ({"as_of": "06/10/2017"}, 400, "parameter-error", "as_of"),
        ({"as_of": ""}, 400, "parameter-error", "as_of"),
        ({"certainty": "sure"}, 400, "parameter-error", "sure"),
        ({"include": "all"}, 400, "parameter-error", "include"),
        ({"limit": "0"}, 400, "parameter-error", "limit"),
        ({"asof": "2017-10-06"}, 400, "parameter-error", "asof"),
    ],
)
def test_bad_requests_are_problems_that_name_the_fault(client, change, status, code, words):
    fields = {"a": STEEL, "b": HONG_BANG, "as_of": "2017-10-06", **change}
    response = client.get("/api/v1/under-both", params=fields)
    problem = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert response.status_code == problem["status"] == status
    assert problem["code"] == code
    assert words in problem["detail"]
    assert set(problem) >= {"type", "title", "status", "code", "detail"}


def test_a_missing_parameter_is_named(client):
    problem = client.get("/api/v1/under-both", params={"a": STEEL}).json()
    assert {fault["parameter"] for fault in problem["faults"]} == {"b", "as_of"}


def test_near_names_are_offered_and_not_taken(client):
    problem = ask(client, a="Quan uy Hong Bang").json()
    assert any("quan-uy-hong-bang" in name for name in problem["nearest"])


# ---- the page ----------------------------------------------------------------------------------


def page(client, path="/", **fields):
    return client.get(path, params=fields, headers={"Accept": "text/html"})


def test_the_first_page_is_a_form_that_needs_no_script(client):
    text = page(client).raise_for_status().text
    assert '<form class="ask" action="/" method="get">' in text
    assert "<script" not in without_islands(text) and " style=" not in text
    assert 'lang="vi"' in text


@pytest.mark.parametrize(("lang", "word"), [("vi", "Mức đầy đủ"), ("en", "Completeness")])
def test_the_page_answers_with_completeness_and_evidence(client, lang, word):
    text = page(client, a=STEEL, b=HONG_BANG, as_of="2017-10-06", lang=lang).text
    answer = ask(client).json()
    assert answer["summary"][lang] in text
    said = answer["completeness"]["text"][lang]
    assert f"{said[0].upper()}{said[1:]}." in text
    assert word in text
    assert f'href="/evidence/ff155d59015d49ce.3609-3740?lang={lang}"' in text
    assert "Vinausteel" in text


def test_the_examples_of_the_first_page_lead_to_answers(client):
    text = page(client).text
    links = re.findall(r'<li><a href="(/\?a=[^"]+)"', text)
    assert len(links) == 3
    for link in links:
        answered = client.get(link.replace("&amp;", "&"))
        assert answered.status_code == 200
        assert 'class="summary"' in answered.text


def test_what_is_typed_is_escaped(client):
    response = page(client, a='"><script>alert(1)</script>', b=HONG_BANG, as_of="2017-10-06")
    assert response.status_code == 404
    assert "<script" not in without_islands(response.text)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"a": "com/x", "b": HONG_BANG, "as_of": "2017-10-06"}, 404),
        ({"a": STEEL, "b": HONG_BANG, "as_of": "banana"}, 400),
        ({"a": STEEL, "b": STEEL, "as_of": "2017-10-06"}, 400),
        ({"a": STEEL}, 400),
    ],
)
def test_the_page_says_what_is_wrong_and_keeps_the_form(client, fields, status):
    response = page(client, **fields)
    assert response.status_code == status
    assert 'role="alert"' in response.text
    assert f'value="{fields["a"]}"' in response.text


def test_the_reader_of_english_gets_english(client):
    response = client.get("/", headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert response.headers["content-language"] == "en"
    assert client.get("/", headers={"Accept-Language": "fr"}).headers["content-language"] == "vi"


def test_security_headers_stand_on_every_response(client):
    for path in ("/", "/api/v1/questions", "/nowhere", "/assets/style.css", "/sparql?query=x"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


def test_head_answers_as_get_without_a_body(client):
    for path in ("/", "/healthz", "/readyz", "/api/v1/questions"):
        head, get = client.head(path), client.get(path)
        assert head.status_code == get.status_code == 200
        assert head.content == b""
        assert head.headers["content-type"] == get.headers["content-type"]


def test_unknown_paths_and_methods_are_problems(client):
    assert client.get("/nowhere").json()["code"] == "not-found"
    response = client.delete("/api/v1/under-both")
    assert (response.status_code, response.json()["code"]) == (405, "method-not-allowed")
