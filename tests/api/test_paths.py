"""Paths between nodes and changes between days, over the seeds."""

from collections import defaultdict
from datetime import date
from itertools import permutations

import pytest

from kg.model.iri import ID
from kg.model.terms import Iri
from kg.publish import Generations
from kg.query import paths
from kg.query.facts import select_facts
from kg.query.paths import KINDS, PathRequest, find_paths
from kg.store.oxigraph import OxigraphStore

API = "/api/v1"
STEEL, HONG_BANG = "com/dang-uy-tct-thep-viet-nam", "com/quan-uy-hong-bang"
AGREEMENT = "agr/tct-thep.quan-uy-hong-bang"


@pytest.fixture(scope="module")
def view(seed_var):
    store = OxigraphStore.open_read_only(Generations(seed_var).current().store_path)
    yield store
    store.close()


def ask(client, path="/paths", **fields):
    return client.get(API + path, params=fields)


def short(iri):
    return iri.removeprefix(ID)


def test_two_committees_are_connected_by_their_agreement_first(client):
    answer = ask(client, **{"from": STEEL, "to": HONG_BANG, "max_length": 2}).json()
    first = answer["paths"][0]
    assert [short(node["iri"]) for node in first["nodes"]] == [STEEL, AGREEMENT, HONG_BANG]
    edges = [step["edges"][0] for step in first["steps"]]
    assert [edge["kind"] for edge in edges] == ["agreement-party"] * 2
    assert [edge["forward"] for edge in edges] == [False, True]
    assert all(edge["evidence"] for edge in edges)
    assert answer["dataset"]["sources"] == [f"{ID}src/ff155d59015d49ce"]
    assert (answer["is_complete"], answer["stopped_at"]) == (True, [])


def test_nodes_on_a_path_are_called_by_their_names(client):
    answer = ask(client, **{"from": STEEL, "to": HONG_BANG, "max_length": 2}).json()
    named = {short(node["iri"]): node["label"] for node in answer["paths"][0]["nodes"]}
    assert named[HONG_BANG] == {
        "vi": "Quận ủy Hồng Bàng",
        "en": "Party committee of Hồng Bàng district",
    }
    assert all(label["vi"] and label["en"] for label in named.values())


def test_the_same_path_backwards(client):
    there = ask(client, **{"from": STEEL, "to": HONG_BANG, "max_length": 3}).json()["paths"]
    back = ask(client, **{"from": HONG_BANG, "to": STEEL, "max_length": 3}).json()["paths"]
    nodes = {tuple(node["iri"] for node in path["nodes"]) for path in there}
    assert nodes == {tuple(node["iri"] for node in path["nodes"])[::-1] for path in back}


def test_shorter_paths_come_first_and_none_visits_a_node_twice(client):
    fields = {"from": "per/nghiem-xuan-da", "to": HONG_BANG, "max_length": 5, "limit": 100}
    found = ask(client, **fields).json()["paths"]
    lengths = [path["length"] for path in found]
    assert len(found) > 2 and lengths == sorted(lengths)
    for path in found:
        nodes = [node["iri"] for node in path["nodes"]]
        assert len(set(nodes)) == len(nodes) == path["length"] + 1


def test_kinds_and_the_day_restrict_edges(client):
    fields = {"from": "per/nghiem-xuan-da", "to": STEEL, "max_length": 1}
    (path,) = ask(client, **fields, as_of="2017-10-06").json()["paths"]
    (edge,) = path["steps"][0]["edges"]
    assert (edge["kind"], edge["value"], short(edge["detail"])) == (
        "post",
        "certain",
        "role/bi-thu",
    )
    assert ask(client, **fields, kinds="siting").json()["paths"] == []
    assert ask(client, **fields, certainty="stated").json()["paths"] == []


def test_an_empty_answer_is_complete_up_to_its_length(client):
    answer = ask(client, **{"from": STEEL, "to": HONG_BANG, "max_length": 1}).json()
    assert (answer["paths"], answer["is_complete"], answer["max_length"]) == ([], True, 1)
    same = ask(client, **{"from": STEEL, "to": STEEL}).json()
    assert same["paths"] == []


def test_the_bound_that_stopped_is_named(client, view, monkeypatch):
    fields = {"from": "per/nghiem-xuan-da", "to": HONG_BANG, "max_length": 5, "limit": 1}
    answer = ask(client, **fields).json()
    assert (len(answer["paths"]), answer["is_complete"]) == (1, False)
    assert answer["stopped_at"] == ["limit"]
    request = PathRequest(f"{ID}per/nghiem-xuan-da", ID + HONG_BANG, max_length=5, limit=1000)
    for name, value, bound in (
        ("MOST_NODES", 2, "nodes"),
        ("MOST_EDGES", 1, "edges"),
        ("MOST_STEPS", 3, "steps"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(paths, name, value)
            assert bound in find_paths(view, request).stopped_at


def all_edges(view):
    """Every edge of the seeds, read node by node."""
    nodes = {
        q.subject.value
        for g in view.graphs()
        for q in view.dump(g)
        if q.subject.value.startswith(ID)
    }
    edges = defaultdict(set)
    for node in nodes:
        for row in select_facts(view, "paths-edges", {"node": Iri(node)}).rows:
            if row["certainty"] is None or not str(row["certainty"]).endswith("inferred"):
                edges[row["from"]].add(row["to"])
                edges[row["to"]].add(row["from"])
    return edges


def count_paths(edges, path, end, left):
    """Count simple paths by plain depth-first search."""
    if path[-1] == end:
        return 1
    if not left:
        return 0
    return sum(
        count_paths(edges, (*path, node), end, left - 1)
        for node in edges[path[-1]]
        if node not in path
    )


def test_no_path_is_missed(view):
    edges = all_edges(view)
    nodes = [ID + name for name in (STEEL, HONG_BANG, "per/nghiem-xuan-da", AGREEMENT)]
    found = 0
    for (start, end), length in zip(
        permutations(nodes, 2), [1, 2, 3, 4, 5, 4, 3, 2, 4, 5, 3, 4], strict=True
    ):
        answer = find_paths(view, PathRequest(start, end, max_length=length, limit=10_000))
        assert answer.stopped_at == []
        assert len(answer.paths) == count_paths(edges, (start,), end, length), (start, end, length)
        found += len(answer.paths)
    assert found > 10


def test_every_kind_that_the_seeds_have_is_an_edge(view):
    seen = set()
    for node in all_edges(view):
        for row in select_facts(view, "paths-edges", {"node": Iri(node)}).rows:
            seen.add(row["kind"])
    assert seen <= set(KINDS)
    assert {"post", "agreement-party", "organised-in", "executive-committee", "siting"} <= seen


def test_changes_are_statements_with_another_value(client):
    rows = ask(client, "/changes", **{"from": "2017-10-05", "to": "2017-10-06"}).json()["items"]
    assert rows
    for row in rows:
        assert row["before"] != row["after"]
        assert row["evidence"]
    posts = {short(row["subject"]["iri"]) for row in rows if row["class"].endswith("PostHolding")}
    assert "per/nghiem-xuan-da" in posts
    back = ask(client, "/changes", **{"from": "2017-10-06", "to": "2017-10-05"}).json()["items"]
    assert [(row["before"], row["after"]) for row in back] == [
        (row["after"], row["before"]) for row in rows
    ]


def test_nothing_changes_within_a_day_or_without_a_bound_between(client):
    for day in (date(2017, 10, 6), date(1950, 1, 1)):
        fields = {"from": day.isoformat(), "to": day.isoformat()}
        assert ask(client, "/changes", **fields).json()["items"] == []
    none = ask(client, "/changes", **{"from": "1950-01-01", "to": "1950-12-31"}).json()
    assert none["total"] == 0


@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [
        ("/paths", {"from": STEEL}, 400),
        ("/paths", {"from": STEEL, "to": "com/khong-co"}, 404),
        ("/paths", {"from": STEEL, "to": HONG_BANG, "max_length": 7}, 400),
        ("/paths", {"from": STEEL, "to": HONG_BANG, "kinds": "love"}, 400),
        ("/paths", {"from": STEEL, "to": HONG_BANG, "depth": 1}, 400),
        ("/changes", {"from": "2017"}, 400),
        ("/changes", {"from": "2017-01-01", "to": "2018-01-01", "certainty": "x"}, 400),
    ],
)
def test_bad_requests_are_problems(client, path, fields, status):
    response = ask(client, path, **fields)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
