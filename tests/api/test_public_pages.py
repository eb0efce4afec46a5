"""Answers with units in them: the seeds show none, the public record does."""

import csv
import html
import io
import re

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


@pytest.mark.parametrize(
    ("lang", "line"),
    (
        ("vi", "Đảng ủy Than Quảng Ninh, 01/03/2015"),
        ("en", "Party committee of Quảng Ninh Coal, 2015-03-01"),
    ),
)
def test_the_first_page_leads_to_a_pair_with_units_and_to_the_silence_of_the_seeds(
    public, lang, line
):
    page = " ".join(public.get("/", params={"lang": lang}).raise_for_status().text.split())
    plain = re.sub(r"<[^>]+>", "", page[page.index('class="examples"') : page.index('id="find"')])
    assert line in plain
    links = re.findall(r'<li><a href="([^"]+)"', page)
    assert len(links) == 4
    units = [len(public.get(api_of(link)).raise_for_status().json()["units"]) for link in links]
    assert units == [0, 0, 0, 9]


def api_of(link):
    return html.unescape(link).replace("/?", "/api/v1/under-both?").partition("&lang")[0]


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


# Territories: expected counts are worked out from the tables of data/: which sitings lie in a
# province or in an area within it, and can hold on the day.
LAO_CAI = "area/lao-cai"


def rows_of(client, day):
    text = client.get("/territories", params={"as_of": day, "format": "csv"}).text
    return list(csv.DictReader(io.StringIO(text)))


def units_in(client, day, province):
    return {
        row["unit.iri"].rpartition("/")[2]
        for row in rows_of(client, day)
        if row["province"] == province
    }


@pytest.mark.parametrize(("day", "count"), [("2017-10-06", 63), ("2025-07-01", 34), ("", 34)])
def test_the_provinces_are_those_of_the_day(public, day, count):
    text = public.get("/territories", params={"as_of": day, "lang": "vi"}).raise_for_status().text
    assert f"{count} tỉnh, thành phố vào ngày" in text


def test_a_siting_counts_while_it_and_its_area_can_hold(public):
    # the wards and communes were made on 2025-07-01; only the company is sited without a day
    assert units_in(public, "2017-10-06", LAO_CAI) == {"dang-bo-apatit-viet-nam"}
    assert units_in(public, "2026-02-01", LAO_CAI) == {
        "dang-bo-apatit-viet-nam",
        "dang-bo-dap-2-vinachem",
        "dang-bo-phuong-cam-duong",
        "dang-bo-xa-tang-loong",
    }


def test_lines_are_those_of_the_unit_never_of_its_seat(public):
    (apatit,) = (row for row in rows_of(public, "2017-10-06") if row["province"] == LAO_CAI)
    assert apatit["vertical"] and apatit["ownership"]
    assert not apatit["territorial"]


def test_a_unit_in_a_province_that_ended_is_in_none_of_the_day(public):
    nowhere = {
        row["unit.iri"].rpartition("/")[2]
        for row in rows_of(public, "2026-02-01")
        if not row["province"]
    }
    assert "dang-bo-huyen-nong-son" in nowhere
    assert "dang-bo-huyen-nong-son" in units_in(public, "2017-10-06", "area/quang-nam")
    page = public.get("/territories", params={"as_of": "2026-02-01", "lang": "vi"}).text
    assert "Chưa xếp được vào tỉnh nào của ngày này" in page


def test_a_province_of_which_nothing_is_known_is_named_as_unknown(public):
    page = public.get("/territories", params={"as_of": "2017-10-06", "lang": "vi"}).text
    unknown = page.partition("Chưa rõ có đơn vị nào (46)")[2].partition("</p>")[0]
    assert "Hà Giang" in unknown and "Hải Phòng" not in unknown


def test_a_day_that_is_none_is_a_page_that_says_so(public):
    response = public.get("/territories", params={"as_of": "2017-13-01"})
    assert response.status_code == 400
    assert response.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(("language", "words"), [("vi", "bộ ba chỉ tới"), ("en", "triples point")])
def test_a_page_that_is_cut_counts_what_points_here_and_leads_to_all_of_it(public, language, words):
    path = f"/page/cert/stated?lang={language}"
    page = public.get(path, headers={"Accept": "text/html"}).raise_for_status().text
    (told,) = re.findall(rf"(\d+) {words}", page)
    assert int(told) > 200
    (link,) = re.findall(r'<a href="(/sparql\?query=[^"]+)"', page)
    json_results = {"Accept": "application/sparql-results+json"}
    answer = public.get(html.unescape(link), headers=json_results).raise_for_status().json()
    assert len(answer["results"]["bindings"]) == int(told)
