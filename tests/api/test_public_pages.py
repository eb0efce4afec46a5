"""Answers with units in them: the seeds show none, the public record does."""

import httpx
import pytest

from kg.build.pipeline import build
from kg.publish import Generations

TKV, COAL = "com/dang-uy-tkv", "com/dang-uy-than-quang-ninh"


@pytest.fixture(scope="module")
def public(root, tmp_path_factory, start_for_module):
    var = tmp_path_factory.mktemp("public") / "var"
    build([root / "data"], Generations(var))
    with httpx.Client(base_url=start_for_module(var).url, timeout=60) as client:
        yield client


def ask(client, path="/api/v1/under-both", **more):
    return client.get(path, params={"a": TKV, "b": COAL, "as_of": "2015-03-01", **more})


def test_units_come_with_paths_whose_every_statement_has_evidence(public):
    answer = ask(public).raise_for_status().json()
    assert len(answer["units"]) == answer["total"] == 9
    for row in answer["units"]:
        assert (row["type"], row["value"]) == ("T2", "possible")
        assert row["missing_bound"] in {"startLatest", "endEarliest"}
        for path in (*row["paths"]["a"], *row["paths"]["b"]):
            stated = [edge for edge in path if edge["kind"] in "DFL"]
            assert stated and all(edge["evidence"] for edge in stated)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_page_shows_units_paths_and_picture(public, lang):
    response = ask(public, "/", lang=lang)
    assert response.status_code == 200
    text = response.text
    for row in ask(public).json()["units"]:
        assert row["unit"]["label"]["vi"] in text or row["unit"]["label"]["en"] in text
    assert "<details" in text and "<svg" in text


def test_pages_of_units_join_to_the_whole(public):
    whole = [row["unit"]["iri"] for row in ask(public).json()["units"]]
    seen, after = [], None
    while True:
        page = ask(public, limit=4, **({"after": after} if after else {})).json()
        seen += [row["unit"]["iri"] for row in page["units"]]
        after = page["next_after"]
        if not after:
            break
    assert seen == whole


def test_all_pairs_count_what_the_single_answer_lists(public):
    rows = public.get("/api/v1/under-both/all", params={"as_of": "2015-03-01"}).json()["items"]
    assert rows
    for row in rows:
        fields = {"a": row["a"]["iri"], "b": row["b"]["iri"], "as_of": "2015-03-01", "limit": 500}
        single = public.get("/api/v1/under-both", params=fields)
        if single.status_code == 200:
            counted = sum(sum(kinds.values()) for kinds in row["counts"].values())
            assert counted == single.json()["total"]


def test_a_collection_still_shows_its_own_silence(public):
    fields = {"a": "com/dang-uy-tct-thep-viet-nam", "b": "com/quan-uy-hong-bang"}
    seeds = {**fields, "as_of": "2017-10-06", "collection": "seeds"}
    answer = public.get("/api/v1/under-both", params=seeds).json()
    assert answer["units"] == [] and len(answer["jointly_directed"]) == 2
    assert answer["completeness"]["reported"] == 4
