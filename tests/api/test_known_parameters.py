"""No route takes a parameter that it does not know, or one value too many, without a word."""

import re

import pytest

from api.openapi import iter_operations, load_examples

AGREEMENT = "tct-thep.quan-uy-hong-bang"
STEEL, HONG_BANG = "com/dang-uy-tct-thep-viet-nam", "com/quan-uy-hong-bang"
PAGES = (
    "/", "/search", "/agreements", f"/agreements/{AGREEMENT}", "/conferences", "/territories",
    "/sources", "/sources/vnsteel-6388", "/quality", "/quality/single-source", "/validation",
    "/explorer", "/questions", "/questions/14", "/questions/14/query", "/docs",
    f"/organisations/{STEEL}", "/people/nghiem-xuan-da",
)  # fmt: skip


def reading_paths(client):
    document = client.get("/openapi.json").raise_for_status().json()
    examples = load_examples()
    for path, method, operation in iter_operations(document):
        if method == "get" and path.startswith("/api/v1/"):
            filled = path.replace("{name}", "single-source")
            for name, value in examples.get(path, {"path": {}})["path"].items():
                filled = filled.replace(f"{{{name}}}", value)
            yield filled, examples.get(path, {"query": {}})["query"], operation


def test_every_relational_route_refuses_what_it_does_not_know(client):
    asked = list(reading_paths(client))
    assert len(asked) >= 28
    for path, query, _ in asked:
        assert "{" not in path
        answer = client.get(path, params={**query, "asof": "2017-10-06"})
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (400, "parameter-error"), path
        assert (problem["parameter"], problem["value"]) == ("asof", "2017-10-06"), path
        assert "unknown here" in problem["detail"], path


def test_every_relational_route_refuses_a_second_value(client):
    seen = 0
    for path, query, operation in reading_paths(client):
        lists = {
            one["name"]
            for one in operation.get("parameters", [])
            if one.get("schema", {}).get("type") == "array"
        }
        for name, value in query.items():
            if name in lists:
                continue
            twice = [*query.items(), (name, value)]
            answer = client.get(path, params=twice)
            assert answer.status_code == 400, (path, name)
            assert answer.json()["parameter"] == name
            assert answer.json()["expected"] == f"one value; {name} is given 2 times"
            seen += 1
    assert seen >= 20


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("query", ["asof=2017-10-06", "lang=en&lang=en"])
def test_pages_refuse_the_same(client, path, query):
    answer = client.get(f"{path}?{query}", headers={"Accept": "text/html"})
    assert answer.status_code == 400
    wrong = query.partition("=")[0]
    told = answer.text if answer.headers["content-type"].startswith("text/html") else ""
    assert re.search(rf"<code>{wrong}</code>", told), told[:2000]


def test_a_list_may_have_several_values(client):
    opened = [("start", STEEL), ("expand", HONG_BANG), ("expand", f"agr/{AGREEMENT}")]
    assert client.get("/explorer", params=opened).status_code == 200


def test_a_question_knows_its_own_parameters(client):
    known = client.get("/api/v1/questions/1", params={"run": "1", "day": "2017-10-06"})
    assert known.status_code == 200 and known.json()["results"]
    other = client.get("/api/v1/questions/1", params={"days": "2017-10-06"})
    assert other.status_code == 400 and other.json()["parameter"] == "days"
    wrong = client.get("/api/v1/questions/1", params={"run": "yes"})
    assert wrong.status_code == 400 and wrong.json()["parameter"] == "run"


@pytest.mark.parametrize("name", ["limit", "after"])
def test_one_agreement_has_no_pages(client, name):
    answer = client.get(f"/api/v1/agreements/{AGREEMENT}", params={name: "2"})
    assert answer.status_code == 400 and answer.json()["parameter"] == name


def test_the_json_of_a_search_page_is_that_search(client):
    page = client.get("/search", params={"q": "tct thep", "lang": "en", "type": "PartyCommittee"})
    link = re.search(r'href="(/api/v1/search[^"]+)"', page.text)
    found = client.get(link[1].replace("&amp;", "&")).raise_for_status().json()
    assert found["hits"][0]["id"] == STEEL


def test_links_of_a_search_lead_to_its_first_hit_and_to_the_next_page(client):
    first = client.get("/api/v1/search", params={"q": "dang uy", "limit": 2}).json()
    hit = first["hits"][0]
    entity = client.get(f"/api/v1/entities/{hit['node_type']}/{hit['local']}")
    assert entity.status_code == 200
    assert f"{hit['node_type']}/{hit['local']}" == hit["id"]
    following = client.get(
        "/api/v1/search", params={"q": "dang uy", "limit": 2, "offset": first["next_offset"]}
    ).json()
    assert not {one["id"] for one in first["hits"]} & {one["id"] for one in following["hits"]}


def test_next_after_is_the_after_of_the_next_page(client):
    asked = {"limit": 1}
    first = client.get("/api/v1/sources", params=asked).json()
    following = client.get("/api/v1/sources", params={**asked, "after": first["next_after"]})
    assert following.json() == client.get(first["next"]).json()
    last = client.get("/api/v1/sources", params={"limit": 1000}).json()
    assert (last["next"], last["next_after"]) == (None, None)


def test_every_table_has_a_link_to_its_next_page(client):
    for path, _, operation in reading_paths(client):
        names = {one["name"] for one in operation.get("parameters", [])}
        links = operation["responses"]["200"].get("links", {})
        assert bool(names & {"after", "offset"}) == ("next" in links), path
        if "next" in links:
            assert links["next"]["operationId"] == operation["operationId"]
            assert links["next"]["parameters"].keys() == names
