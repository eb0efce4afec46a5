"""Relational routes over the seeds: what they answer, that they equal their query, bad requests."""

import csv
import io

import pytest

from kg.model.terms import Iri, typed
from kg.publish import Generations
from kg.query.catalogue import named_query
from kg.store.oxigraph import OxigraphStore

API = "/api/v1"
ID = "https://w3id.org/phoihop/id/"
HONG_BANG = "com/quan-uy-hong-bang"
STEEL_AGREEMENT, CHEMICAL_AGREEMENT = (
    "agr/tct-thep.quan-uy-hong-bang",
    "agr/vinachem.khoi-bct-tphcm",
)


@pytest.fixture(scope="module")
def view(seed_var):
    store = OxigraphStore.open_read_only(Generations(seed_var).current().store_path)
    yield store
    store.close()


def get(client, path, **fields):
    return client.get(API + path, params=fields)


def items(client, path, **fields):
    return get(client, path, **fields).raise_for_status().json()["items"]


def short(node):
    iri = node["iri"] if isinstance(node, dict) else node
    return iri.removeprefix(ID)


def test_posts_of_a_person_on_a_day(client):
    rows = items(client, "/people/per/nghiem-xuan-da/posts", as_of="2017-10-06")
    assert {(short(row["role"]), short(row["organisation"])) for row in rows} == {
        ("role/uy-vien-bch", "com/dang-uy-khoi-doanh-nghiep-trung-uong"),
        ("role/bi-thu", "com/dang-uy-tct-thep-viet-nam"),
        ("role/chu-tich-hdqt", "ent/tct-thep-viet-nam-ctcp"),
    }
    assert {row["value"] for row in rows} == {"certain"}
    assert all(len(row["evidence"]) == 3 for row in rows)


def test_on_another_day_the_posts_are_possible(client):
    rows = items(client, "/people/per/nghiem-xuan-da/posts", as_of="2020-01-01")
    assert {row["value"] for row in rows} == {"possible"}


def test_without_a_day_there_is_no_value(client):
    rows = items(client, "/people/nghiem-xuan-da/posts")
    assert [row["value"] for row in rows] == [None] * 3


def test_certainty_is_a_floor(client):
    stated = items(client, "/people/per/nghiem-xuan-da/posts", certainty="stated")
    assert {short(row["role"]) for row in stated} == {"role/uy-vien-bch", "role/chu-tich-hdqt"}


def test_who_held_posts_in_a_committee(client):
    rows = items(client, f"/organisations/{HONG_BANG}/posts", as_of="2017-10-06")
    assert {(short(row["person"]), short(row["role"])) for row in rows} == {
        ("per/doan-van-chuong", "role/bi-thu"),
        ("per/tran-quang-tuan", "role/pho-bi-thu-thuong-truc"),
    }


def test_concurrent_posts_are_those_of_question_3(client):
    rows = items(client, "/concurrent-posts", spheres="party,enterprise")
    assert {short(row["person"]) for row in rows} == {
        "per/nghiem-xuan-da",
        "per/nguyen-phu-cuong",
        "per/phung-quang-hiep",
    }
    state = items(client, "/concurrent-posts", spheres="party,state")
    assert {short(row["person"]) for row in state} == {"per/tran-quang-tuan"}


def test_agreements_have_their_parties(client):
    rows = items(client, "/agreements")
    assert len(rows) == 3 and all(len(row["parties"]) == 2 for row in rows)
    (only,) = items(client, "/agreements", party="Quận ủy Hồng Bàng")
    assert short(only["agreement"]) == STEEL_AGREEMENT


def test_one_agreement_clause_by_clause(client):
    answer = get(client, f"/agreements/{CHEMICAL_AGREEMENT}").json()
    assert [clause["ordinal"] for clause in answer["clauses"]] == [1, 2, 3]
    assert len(answer["duties"]) == 8
    lone = [short(d["duty"]) for d in answer["duties"] if len(d["obligors"]) == 1]
    assert lone == ["obl/s1-3c"]
    assert {short(n) for n in answer["clauses"][2]["cites"]} == {
        "norm/126-qd-tw",
        "norm/19-hd-btctw",
    }
    assert [event["date"] for event in answer["events"]] == ["2020-10-01"]


def test_a_focus_task_is_told_once(client):
    answer = get(client, f"/agreements/{STEEL_AGREEMENT}").json()
    tasks = [short(duty["duty"]) for duty in answer["duties"]]
    assert tasks == [f"task/s0-{number}" for number in range(1, 7)]
    assert {duty["class"].rpartition("#")[2] for duty in answer["duties"]} == {"FocusTask"}


def test_comparison_says_agreed_or_not_mentioned(client):
    fields = {"ids": f"{STEEL_AGREEMENT},{CHEMICAL_AGREEMENT}"}
    answer = get(client, "/agreements/compare", **fields).json()
    cells = {short(row["topic"]): [c["status"] for c in row["cells"]] for row in answer["topics"]}
    assert cells["topic/nang-cap-to-chuc"] == ["agreed", "not-mentioned"]
    assert cells["topic/bao-ve-chinh-tri-noi-bo"] == ["not-mentioned", "agreed"]
    assert {status for found in cells.values() for status in found} == {"agreed", "not-mentioned"}


def test_events_and_their_unstated_places(client):
    rows = items(client, "/events")
    assert [(row["date"], row["placeStated"]) for row in rows] == [
        ("2017-01-10", False),
        ("2017-10-06", True),
        ("2020-10-01", False),
    ]


def test_a_plan_is_a_change_with_a_status_and_no_date(client):
    (row,) = items(client, "/organisations/unit/chi-bo-vinausteel/changes")
    assert (short(row["status"]), row["date"]) == ("status/planned", None)
    assert row["results"] == []


def test_an_unknown_superior_is_an_empty_list_of_a_known_unit(client):
    answer = get(client, "/units/unit/chi-bo-vinausteel/superiors", as_of="2017-10-06").json()
    assert (answer["total"], answer["items"], answer["succession"]) == (0, [], [])


def test_nothing_is_under_a_committee_by_the_seeds_alone(client):
    answer = get(client, f"/committees/{HONG_BANG}/units", as_of="2017-10-06").json()
    assert answer["items"] == []


def test_all_pairs_count_what_single_answers_show(client):
    rows = items(client, "/under-both/all", as_of="2017-10-06")
    assert len(rows) == 3
    for row in rows:
        single = get(
            client, "/under-both", a=short(row["a"]), b=short(row["b"]), as_of="2017-10-06"
        ).json()
        assert single["total"] == 0
        assert single["completeness"]["status"] == row["completeness"]["status"]


def test_sources_and_evidence(client):
    rows = items(client, "/sources", collection="seeds")
    assert {short(row["source"]) for row in rows} == {
        "src/ff155d59015d49ce",
        "src/9980497a75eeaa8b",
        "src/f59a995985411206",
    }
    source = get(client, "/sources/ff155d59015d49ce").json()
    counts = {row["class"].rpartition("#")[2]: row["count"] for row in source["facts"]}
    assert counts["PostHolding"] == 10
    place = get(client, "/evidence/ff155d59015d49ce.304-434").json()
    assert (place["start"], place["end"]) == (304, 434)
    assert len(place["facts"]) >= 3


def test_search_finds_by_folded_name_and_abbreviation(client):
    for typed_name in ("tct thep", "Tổng công ty Thép", "TCT THÉP"):
        hits = get(client, "/search", q=typed_name).json()["hits"]
        assert any(hit["id"] == "ent/tct-thep-viet-nam-ctcp" for hit in hits), typed_name
    page = get(client, "/search", q="hong bang", type="PartyCommittee").json()
    assert {hit["type"] for hit in page["hits"]} == {"PartyCommittee"}


def test_an_entity_shows_both_directions_and_its_graphs(client):
    rows = items(client, f"/entities/{HONG_BANG}", limit=1000)
    assert {row["inverse"] for row in rows} == {True, False}
    assert all(row["graphs"] for row in rows)
    neighbours = items(client, f"/entities/{HONG_BANG}/neighbours")
    assert "per/doan-van-chuong" in {short(row["neighbour"]) for row in neighbours}


def test_neighbours_say_in_which_role_or_capacity(client):
    person = "per/tran-quang-tuan"
    rows = items(client, f"/entities/{person}/neighbours")
    roles = {(short(row["neighbour"]), short(row["role"])) for row in rows if row["role"]}
    assert (HONG_BANG, "role/pho-bi-thu-thuong-truc") in roles
    (part,) = [row for row in rows if row["via"].endswith("#EventParticipation")]
    assert short(part["capacity"]).startswith("capacity/") and part["role"] is None
    assert part["capacity"]["label"]["vi"]
    assert all(row["role"] for row in rows if row["via"].endswith("#PostHolding"))


def test_the_dataset_and_its_report(client):
    dataset = get(client, "/dataset").json()
    assert sum(dataset["graphs"].values()) == dataset["quads"]
    report = get(client, "/validation").json()
    assert report["generation"] == dataset["generation"]


PARITY = [
    ("/people/per/nghiem-xuan-da/posts", "facts-posts", {"person": "per/nghiem-xuan-da"}, True),
    (f"/organisations/{HONG_BANG}/posts", "facts-posts", {"organisation": HONG_BANG}, True),
    ("/agreements", "facts-agreements", {}, True),
    ("/events", "facts-events", {}, False),
    ("/sources", "facts-sources", {}, False),
    (f"/organisations/{HONG_BANG}/changes", "facts-changes", {"subject": HONG_BANG}, False),
]


@pytest.mark.parametrize(("path", "name", "bindings", "dated"), PARITY)
def test_a_route_gives_the_rows_of_its_query(client, view, path, name, bindings, dated):
    bound = {key: Iri(ID + value) for key, value in bindings.items()}
    day = {"asOf": typed("2017-10-06", "date")} if dated else {}
    rows = list(view.query(named_query(name), bindings={**bound, **day}))
    asked = {"as_of": "2017-10-06"} if dated else {}
    answered = items(client, path, certainty="stated,implied,inferred", limit=1000, **asked)
    first = {"facts-posts": "statement"}.get(name, name.removeprefix("facts-").removesuffix("s"))
    assert [short(row[first]) for row in answered] == [
        str(row[first]).removeprefix(ID) for row in rows
    ]
    expected = [sorted(str(row["evidenceList"]).split()) for row in rows if "evidenceList" in row]
    assert [row["evidence"] for row in answered if "evidence" in row] == expected


def test_pages_join_to_the_whole_and_say_when_they_are_cut(client):
    whole = items(client, f"/entities/{HONG_BANG}", limit=1000)
    pages, path = [], f"{API}/entities/{HONG_BANG}?limit=7"
    while path:
        page = client.get(path).raise_for_status().json()
        assert page["total"] == len(whole)
        pages += page["items"]
        path = page["next"]
    assert pages == whole


def test_csv_has_the_same_rows(client):
    response = client.get(f"{API}/agreements", headers={"Accept": "text/csv"})
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert [row["agreement.iri"] for row in rows] == [
        row["agreement"]["iri"] for row in items(client, "/agreements")
    ]
    assert rows[0]["agreement.label.vi"]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/people/per/khong-co/posts", 404, "not-found"),
        ("/people/com/quan-uy-hong-bang/posts", 404, "not-found"),
        ("/people/per/nghiem-xuan-da/posts?as_of=yesterday", 400, "parameter-error"),
        ("/people/per/nghiem-xuan-da/posts?certainty=maybe", 400, "parameter-error"),
        ("/people/per/nghiem-xuan-da/posts?after=nothing", 400, "parameter-error"),
        ("/people/per/nghiem-xuan-da/posts?colour=red", 400, "parameter-error"),
        ("/concurrent-posts?spheres=party", 400, "parameter-error"),
        ("/concurrent-posts?spheres=party,party", 400, "parameter-error"),
        ("/agreements/agr/khong-co", 404, "not-found"),
        (f"/agreements/compare?ids={STEEL_AGREEMENT}", 400, "parameter-error"),
        (f"/agreements/compare?ids={STEEL_AGREEMENT},{STEEL_AGREEMENT}", 400, "parameter-error"),
        ("/units/unit/chi-bo-vinausteel/superiors", 400, "parameter-error"),
        (
            "/units/unit/chi-bo-vinausteel/superiors?as_of=2017-10-06&line=up",
            400,
            "parameter-error",
        ),
        (f"/committees/{HONG_BANG}/units?as_of=2017-10-06&transitive=2", 400, "parameter-error"),
        ("/entities/com/khong-co", 404, "not-found"),
        ("/entities/xyz/a", 400, "iri-error"),
        ("/evidence/ff155d59015d49ce.1-2", 404, "not-found"),
        ("/sources/khong-co", 404, "not-found"),
        ("/search?q=a&type=Dragon", 400, "parameter-error"),
        ("/search", 400, "parameter-error"),
        ("/events?as_of=2017-10-06", 400, "parameter-error"),
    ],
)
def test_bad_requests_are_problems(client, path, status, code):
    response = client.get(API + path)
    assert (response.status_code, response.json()["code"]) == (status, code), response.text
