"""The network around a node and the facts beside it, over the seeds."""

import pytest

from api.schemas.network import NetworkModel
from api.schemas.network_facts import NetworkFactsModel
from kg.model.iri import ID
from kg.picture.network_names import NAME_ROOM
from kg.picture.text import SMALL, width

API = "/api/v1/network"
STEEL, HONG_BANG = "ent/tct-thep-viet-nam-ctcp", "com/quan-uy-hong-bang"
AGREEMENT = "agr/tct-thep.quan-uy-hong-bang"


def ask(client, path="", **fields):
    return client.get(API + path, params=fields)


def test_the_network_has_the_shape_it_is_described_with(client):
    network = NetworkModel.model_validate(ask(client, start=STEEL).json())
    assert network.nodes[0].id == STEEL
    ends = {edge.from_ for edge in network.edges} | {edge.to for edge in network.edges}
    assert ends <= {node.iri for node in network.nodes}


def test_names_are_measured_and_fit_their_boxes(client):
    for node in ask(client, start=STEEL).json()["nodes"]:
        for language in ("vi", "en"):
            box = node["name"][language]
            assert 1 <= len(box["lines"]) <= 2
            assert all(
                width(line, SMALL) <= box["width"] <= NAME_ROOM + 0.1 for line in box["lines"]
            )
            # capitals with two marks need 1.4 of the size of 12
            assert box["height"] == pytest.approx(len(box["lines"]) * 12 * 1.4, abs=0.1)


def test_opened_nodes_are_named_first_then_those_with_most_relations(client):
    answer = ask(client, start=STEEL, expand=HONG_BANG).json()
    nodes = sorted(answer["nodes"], key=lambda node: node["rank"])
    assert [node["rank"] for node in nodes] == list(range(len(nodes)))
    assert {node["id"] for node in nodes[:2]} == {STEEL, HONG_BANG}
    degrees = [
        sum(node["iri"] in (edge["from"], edge["to"]) for edge in answer["edges"])
        for node in nodes[2:]
    ]
    assert degrees == sorted(degrees, reverse=True)


def test_neighbours_without_room_are_counted(client):
    whole = ask(client, start=STEEL).json()
    few = ask(client, start=STEEL, limit=2).json()
    assert len(few["nodes"]) == 2
    assert few["nodes"][0]["left_out"] == len(whole["nodes"]) - 2 > 0


def test_facts_of_a_pair_have_bounds_words_value_and_evidence(client):
    fields = {"node": AGREEMENT, "other": HONG_BANG, "as_of": "2017-10-06"}
    answer = NetworkFactsModel.model_validate(ask(client, "/facts", **fields).json())
    assert {fact.neighbour.id for fact in answer.facts} == {HONG_BANG}
    (party,) = [fact for fact in answer.facts if fact.via.endswith("agreementParty")]
    # the agreement is told to be in force on the day of the conference, and no more is known
    assert (party.validity.startLatest, party.validity.endEarliest) == ("2017-10-06", "2017-10-06")
    assert (party.validity.startEarliest, party.validity.endLatest) == (None, None)
    assert party.value == "certain"
    assert party.time.vi == "được xác nhận ngày 06/10/2017"
    assert party.time.en == "attested on 2017-10-06"
    assert party.evidence and all(place.id.startswith("ev/ff155d59") for place in party.evidence)
    assert answer.dataset.sources == [f"{ID}src/ff155d59015d49ce"]


@pytest.mark.parametrize(("day", "value"), [("2017-10-06", "certain"), ("2010-01-01", "possible")])
def test_the_value_of_a_fact_is_that_of_its_day(client, day, value):
    facts = ask(client, "/facts", node=AGREEMENT, other=HONG_BANG, as_of=day).json()["facts"]
    assert {fact["value"] for fact in facts if fact["via"].endswith("agreementParty")} == {value}


def test_facts_beyond_the_limit_are_counted(client):
    whole = ask(client, "/facts", node=HONG_BANG, limit=200).json()
    few = ask(client, "/facts", node=HONG_BANG, limit=1).json()
    assert whole["left_out"] == 0 and whole["total"] == len(whole["facts"]) > 1
    assert (len(few["facts"]), few["total"]) == (1, whole["total"])
    assert few["left_out"] == whole["total"] - 1
    assert few["facts"] == whole["facts"][:1]


def test_a_post_names_its_role_and_both_directions_agree(client):
    person = "per/doan-van-chuong"  # secretary of the district's committee
    there = ask(client, "/facts", node=person, other=HONG_BANG).json()["facts"]
    back = ask(client, "/facts", node=HONG_BANG, other=person).json()["facts"]
    assert {fact["statement"] for fact in there} == {fact["statement"] for fact in back}
    assert {fact["direction"] for fact in there} == {"out"}
    assert {fact["direction"] for fact in back} == {"in"}
    assert any(fact["detail"] and fact["detail"]["vi"] == "bí thư" for fact in there)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"node": "com/nobody-at-all"}, 404),
        ({"node": HONG_BANG, "other": "com/nobody-at-all"}, 404),
        ({"node": HONG_BANG, "certainty": "sure"}, 400),
        ({"node": HONG_BANG, "as_of": "2017-02-30"}, 400),
        ({"node": HONG_BANG, "limit": 0}, 400),
        ({}, 400),
    ],
)
def test_wrong_requests_are_refused(client, fields, status):
    answer = ask(client, "/facts", **fields)
    assert answer.status_code == status
    assert answer.json()["code"]
