"""Every relational route answers what its definition says, on the seeds and on 100 k triples.

The definition is a named query run on the store, or an algorithm told again here in plain Python
over the plainest queries. Rows, their order, their values on the day and their evidence must agree.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter, defaultdict

import pytest

from kg.index.fold import fold
from kg.model.iri import ID, ONTOLOGY
from kg.model.terms import Iri, Term, typed
from kg.query.catalogue import load_catalogue, named_query, run_question
from kg.query.paths import KINDS
from kg.query.quality import MEASURES
from tests.parity.conftest import API, World, local
from tests.parity.rows import ask, same, value_on

DAYS = ("2012-06-30", "2017-10-06", "2031-01-01")
BODIES = ("PartyUnit", "PartyCommittee", "Enterprise", "StateBody", "MassOrganisation")

# Each route with the test that holds it to its definition, or the reason why none does.
HELD = {
    "/people/{person}/posts": "test_posts",
    "/organisations/{organisation}/posts": "test_posts",
    "/concurrent-posts": "test_concurrent_posts",
    "/agreements": "test_agreements",
    "/agreements/{agreement}": "test_one_agreement",
    "/agreements/compare": "test_compared_agreements",
    "/events": "test_events",
    "/organisations/{organisation}/changes": "test_changes_of_a_body",
    "/committees/{committee}/units": "test_authority",
    "/units/{unit}/superiors": "test_authority",
    "/under-both": "test_under_both",
    "/under-both/all": "test_all_pairs",
    "/paths": "test_paths",
    "/network": "test_network",
    "/network/facts": "test_facts_beside_a_network",
    "/vocabulary": "test_vocabulary",
    "/changes": "test_changes_between_days",
    "/entities/{node_type}/{local}": "test_entities",
    "/entities/{node_type}/{local}/neighbours": "test_neighbours",
    "/search": "test_search",
    "/sources": "test_sources",
    "/sources/{source}": "test_sources",
    "/evidence/{evidence}": "test_evidence",
    "/dataset": "test_dataset",
    "/validation": "test_dataset",
    "/quality/{name}": "test_quality",
    "/questions": "test_questions",
    "/questions/{number}": "test_questions",
}
FREE = {
    "/generations": "what lies beside the graph: tests/api/test_generation_changes.py",
    "/log": "an append-only file beside the graph: tests/contribute reads it back",
}


def test_every_route_is_held_to_its_definition(world: World) -> None:
    paths = world.client.get("/openapi.json").json()["paths"]
    served = {
        path.removeprefix(API)
        for path, operations in paths.items()
        if path.startswith(API) and "get" in operations
    }
    assert served == set(HELD) | set(FREE)
    assert {name for name in HELD.values() if not callable(globals().get(name))} == set()


# --- tables of one query -----------------------------------------------------------------------


def check_values(items, day: str) -> None:
    """On a day a row has the lower value of what it rests on, and none that cannot hold."""
    order = ("not shown", "possible", "certain")
    for item in items:
        bounds = [item[name] for name in ("validity", "otherValidity") if name in item]
        expected = min((value_on(one, day) for one in bounds), key=order.index)
        assert item["value"] == expected != "not shown"


def test_posts(world: World) -> None:
    seen = 0
    holders = [("people", "person", one) for one in world.nodes("Person")]
    bodies = [("organisations", "organisation", one) for one in world.nodes(*BODIES)]
    for kind, side, node in (*holders, *bodies):
        for day in (None, *DAYS):
            asked = {"as_of": day} if day else {}
            items = world.pages(f"/{kind}/{local(node)}/posts", limit=3, **asked)
            seen += same(items, ask(world.view, "facts-posts", {side: node}, day=day))
            if day:
                check_values(items, day)
    assert seen > 20


def test_certainty_admits_what_it_names(world: World) -> None:
    for node in world.nodes("PartyCommittee", sample=4):
        for words in ("stated", "implied,inferred", "stated,implied,inferred"):
            items = world.pages(f"/organisations/{local(node)}/posts", certainty=words)
            rows = ask(
                world.view, "facts-posts", {"organisation": node}, certainties=words.split(",")
            )
            same(items, rows)


def test_concurrent_posts(world: World) -> None:
    seen = 0
    for spheres in ("party,enterprise", "enterprise,party", "party,state"):
        first, second = (f"{ID}sphere/{one}" for one in spheres.split(","))
        for day in (None, "2017-10-06"):
            asked = {"as_of": day} if day else {}
            items = world.pages("/concurrent-posts", limit=1000, spheres=spheres, **asked)
            bound = {"first": first, "second": second}
            seen += same(items, ask(world.view, "facts-concurrent-posts", bound, day=day))
            if day:
                check_values(items, day)
    assert seen


def test_agreements(world: World) -> None:
    items = world.pages("/agreements", limit=7, as_of="2017-10-06")
    assert same(items, ask(world.view, "facts-agreements", {}, day="2017-10-06"))
    check_values(items, "2017-10-06")
    party = items[0]["parties"][0]
    of_party = world.pages("/agreements", party=local(party))
    assert same(of_party, ask(world.view, "facts-agreements", {"party": party}))


def test_one_agreement(world: World) -> None:
    seen = Counter()
    for node in world.nodes("CoordinationRegulation"):
        answer = world.get(f"/agreements/{local(node)}")
        for name in ("clauses", "duties", "events"):
            rows = ask(world.view, f"facts-{name}", {"agreement": node})
            seen[name] += same(answer[name], rows)
        same([answer["agreement"]], ask(world.view, "facts-agreements", {"agreement": node}))
    assert seen["clauses"] and seen["duties"]


def test_events(world: World) -> None:
    same(world.pages("/events", limit=5), ask(world.view, "facts-events", {}))
    for node in world.nodes("CoordinationRegulation", sample=5):
        items = world.pages("/events", agreement=local(node))
        same(items, ask(world.view, "facts-events", {"agreement": node}))


def test_changes_of_a_body(world: World) -> None:
    for node in world.nodes("PartyUnit", "Enterprise"):
        items = world.pages(f"/organisations/{local(node)}/changes")
        same(items, ask(world.view, "facts-changes", {"subject": node}))


def test_entities(world: World) -> None:
    for node in world.nodes("PartyCommittee", "Person", "PostHolding", "CoordinationRegulation"):
        items = world.pages(f"/entities/{local(node)}", limit=40)
        # both directions counted from the plainest patterns, whatever graph tells them
        for inverse, pattern in ((False, "{ ?node ?p ?x }"), (True, "{ ?x ?p ?node }")):
            ((found),) = world.view.query(
                f"SELECT (COUNT(*) AS ?n) WHERE {pattern}", bindings=_node(node)
            )
            shown = [item for item in items if item["inverse"] is inverse]
            assert len(shown) == int(str(found["n"])), (node, inverse)
        assert same(items, ask(world.view, "facts-entity", {"node": node}))


def test_neighbours(world: World) -> None:
    seen = 0
    for node in world.nodes("PartyCommittee", "Person", "Enterprise", "CoordinationRegulation"):
        for day in (None, "2017-10-06"):
            asked = {"as_of": day} if day else {}
            rows = ask(world.view, "facts-neighbours", {"node": node}, day=day)
            items = world.pages(f"/entities/{local(node)}/neighbours", limit=11, **asked)
            seen += same(items, rows)
        inward = world.pages(f"/entities/{local(node)}/neighbours", direction="in")
        assert inward == [
            row
            for row in world.pages(f"/entities/{local(node)}/neighbours")
            if row["direction"] == "in"
        ]
    assert seen > 20


def test_sources(world: World) -> None:
    listed = world.pages("/sources", limit=2)
    assert same(listed, ask(world.view, "facts-sources", {}))
    for item in listed[:6]:
        answer = world.get(f"/sources/{local(item['source']['iri'])}")
        assert answer["source"] == item
        counts = ask(world.view, "facts-source-counts", {"graph": item["graph"]})
        assert same(answer["facts"], counts)


def test_evidence(world: World) -> None:
    for node in world.nodes("EvidenceSpan", sample=40):
        answer = world.get(f"/evidence/{local(node).removeprefix('ev/')}")
        facts = world.view.query(
            f"SELECT DISTINCT ?fact WHERE {{ ?fact <{ONTOLOGY}evidence> ?node }}",
            bindings=_node(node),
        )
        assert answer["facts"] == sorted(str(row["fact"]) for row in facts)
        (row,) = ask(world.view, "facts-evidence", {"evidence": node})
        same([{k: v for k, v in answer.items() if k not in {"dataset", "evidence"}}], [row])


# --- the main question, and its parts, from dated chains ---------------------------------------

CHAINS = """PREFIX ph: <https://w3id.org/phoihop/ontology#>
SELECT ?chain ?unit ?committee ?kind ?depth ?certainty
  ?startEarliest ?startLatest ?endEarliest ?endLatest WHERE {
  ?chain ph:chainUnit ?unit ; ph:chainCommittee ?committee ; ph:chainKind ?kind ;
    ph:depth ?depth ; ph:certainty ?certainty .
  OPTIONAL { ?chain ph:startEarliest ?startEarliest }
  OPTIONAL { ?chain ph:startLatest ?startLatest }
  OPTIONAL { ?chain ph:endEarliest ?endEarliest }
  OPTIONAL { ?chain ph:endLatest ?endLatest } }"""
VIA = "SELECT ?chain ?used WHERE { ?chain <https://w3id.org/phoihop/ontology#via> ?used }"
TIES = """PREFIX ph: <https://w3id.org/phoihop/ontology#>
SELECT ?ended ?started WHERE {
  ?transfer ph:endsStatement ?ended ; ph:startsStatement ?started . FILTER(?ended != ?started) }"""


def plain(world: World, text: str, bindings: dict[str, Term] | None = None) -> list[dict[str, str]]:
    """Run a query and return its rows as text."""
    rows = world.view.query(text, bindings=bindings or {})
    return [{key: str(term) for key, term in row.items() if term is not None} for row in rows]


def evidence_of(world: World, statement: str) -> list[str]:
    """Return the places a statement rests on."""
    found = plain(world, f"SELECT ?place {{ ?node <{ONTOLOGY}evidence> ?place }}", _node(statement))
    return sorted(row["place"] for row in found)


def check_path(world: World, path: list[dict], start: str, end: str) -> None:
    """A path leads from one node to the other, and each statement has all its places."""
    assert (path[0]["from"]["iri"], path[-1]["to"]["iri"]) == (start, end)
    for edge in path:
        if edge["statement"]:
            places = sorted(place["id"] for place in edge["evidence"])
            assert places == evidence_of(world, edge["statement"]), edge


def chains_on(world: World, day: str) -> list[dict[str, str]]:
    """Return the chains that can hold on a day and that no transfer forbids, with their value."""
    used: dict[str, set[str]] = defaultdict(set)
    for row in plain(world, VIA):
        used[row["chain"]].add(row["used"])
    ties = [(row["ended"], row["started"]) for row in plain(world, TIES)]
    found = []
    for row in plain(world, CHAINS):
        value, of_chain = value_on(row, day), used[row["chain"]]
        if row["certainty"].endswith("inferred") or value == "not shown":
            continue
        if not any(one in of_chain and other in of_chain for one, other in ties):
            found.append({**row, "value": value})
    return found


def test_authority(world: World) -> None:
    seen = 0
    for day in DAYS:
        chains = chains_on(world, day)
        asked = [("units", "unit", "committee", one) for one in world.nodes("PartyCommittee")]
        asked += [("superiors", "committee", "unit", one) for one in world.nodes("PartyUnit")]
        for route, side, other, node in asked:
            best: dict[tuple[str, str], tuple[bool, int]] = {}
            for row in chains:
                if row[other] == node:
                    key = row["kind"], row[side]
                    rank = row["value"] != "certain", int(row["depth"])
                    best[key] = min(rank, best.get(key, rank))
            items = world.pages(f"/{other}s/{local(node)}/{route}", limit=7, as_of=day)
            got = {
                (item["kind"], item[side]["iri"]): (item["value"] != "certain", item["depth"])
                for item in items
            }
            assert got == best, (node, day)
            assert len(items) == len(got)
            for item in items:
                unit, committee = (item[side]["iri"], node)[:: 1 if side == "unit" else -1]
                check_path(world, item["path"], unit, committee)
            seen += len(items)
    assert seen or world.name == "seeds"


def pairs_of(world: World) -> list[tuple[str, str]]:
    """Return pairs of parties, those of the generated world that share most chains first."""
    text = f"""SELECT ?a ?b {{ ?agreement <{ONTOLOGY}agreementParty> ?a, ?b
      FILTER(STR(?a) < STR(?b)) }} ORDER BY ?a ?b"""
    return [(row["a"], row["b"]) for row in plain(world, text)][:15]


def defined(world: World, a: str, b: str, day: str) -> list[dict[str, str]]:
    """Return the rows of the query that defines the main question."""
    bound: dict[str, Term] = {"a": Iri(a), "b": Iri(b), "day": typed(day, "date")}
    return plain(world, named_query("under-both"), bound)


def test_under_both(world: World) -> None:
    seen = 0
    for a, b in pairs_of(world):
        for day in DAYS:
            rows = defined(world, a, b, day)
            asked = {"a": local(a), "b": local(b), "as_of": day, "include": "nested"}
            answer = world.get("/under-both", **asked, limit=500)
            shown = answer["units"] + answer["nested"]
            assert answer["total"] == len(answer["units"])
            got = {(row["unit"]["iri"], row["type"], row["value"]) for row in shown}
            assert got == {(row["unit"], row["type"], row["value"]) for row in rows}, asked
            assert len(shown) == len(rows)
            assert {row["nested"] for row in rows} <= {str(bool(answer["nested"])).lower()}
            for row in shown:
                for side, committee in (("a", a), ("b", b)):
                    assert row["paths"][side]
                    for path in row["paths"][side]:
                        check_path(world, path, row["unit"]["iri"], committee)
            seen += len(rows)
    assert seen or world.name == "seeds"


def test_all_pairs(world: World) -> None:
    day = "2017-10-06"
    items = world.pages("/under-both/all", limit=9, as_of=day)
    parties = {
        (row["agreement"], *sorted((row["a"], row["b"])))
        for row in plain(
            world,
            f"SELECT ?agreement ?a ?b {{ ?agreement <{ONTOLOGY}agreementParty> ?a, ?b "
            "FILTER(STR(?a) < STR(?b)) }",
        )
    }
    pair_of = {
        (item["agreement"]["iri"], *sorted((item["a"]["iri"], item["b"]["iri"]))): item
        for item in items
    }
    assert set(pair_of) == parties and len(items) == len(parties)
    for (_, a, b), item in list(pair_of.items())[:20]:
        counts = Counter((row["type"], row["value"]) for row in defined(world, a, b, day))
        told = {
            (name, value): number
            for name, values in item["counts"].items()
            for value, number in values.items()
            if number
        }
        assert told == dict(counts)


# --- algorithms told again ---------------------------------------------------------------------


def test_compared_agreements(world: World) -> None:
    chosen = world.nodes("CoordinationRegulation", sample=5)
    answer = world.get("/agreements/compare", ids=",".join(local(one) for one in chosen))
    told = plain(
        world,
        f"SELECT DISTINCT ?agreement ?item ?topic {{ ?item <{ONTOLOGY}topic> ?topic ;"
        f"<{ONTOLOGY}inAgreement>|<{ONTOLOGY}focusOf> ?agreement }}",
    )
    expected = defaultdict(set)
    for row in told:
        if row["agreement"] in chosen:
            expected[row["topic"], row["agreement"]].add(row["item"])
    got = {}
    for row in answer["topics"]:
        for agreement, cell in zip(chosen, row["cells"], strict=True):
            items = {item["iri"] for item in cell["items"]}
            assert cell["status"] == ("agreed" if items else "not-mentioned")
            if items:
                got[row["topic"], agreement] = items
            for item in cell["items"]:
                assert item["evidence"] == evidence_of(world, item["iri"])
    assert got == dict(expected)


class Walk:
    """Simple paths, put together from the edges of every node on the way."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._near: dict[str, set[str]] = {}

    def near(self, node: str) -> set[str]:
        if node not in self._near:
            rows = ask(self._world.view, "paths-edges", {"node": node})
            assert len(rows) < 2000
            self._near[node] = {row[end] for row in rows for end in ("from", "to")} - {node}
        return self._near[node]

    def paths(self, path: tuple[str, ...], end: str, left: int):
        for step in sorted(self.near(path[-1]) - set(path)):
            if step == end:
                yield (*path, step)
            elif left > 1:
                yield from self.paths((*path, step), end, left - 1)


def test_paths(world: World) -> None:
    walk, seen = Walk(world), 0
    for start in world.nodes("PartyCommittee", "Enterprise", sample=6):
        near = sorted({two for one in walk.near(start) for two in walk.near(one)} - {start})
        for end in near[:3]:
            fields = {"from": local(start), "to": local(end), "max_length": 3, "limit": 100}
            answer = world.get("/paths", **fields)
            got = [tuple(node["iri"] for node in path["nodes"]) for path in answer["paths"]]
            expected = sorted(walk.paths((start,), end, 3), key=lambda path: (len(path), path))
            if answer["is_complete"]:
                assert got == expected
            else:
                assert set(got) <= set(expected) and answer["stopped_at"]
            steps = [step for path in answer["paths"] for step in path["steps"]]
            for edge in (edge for step in steps for edge in step["edges"]):
                assert edge["kind"] in KINDS
                assert sorted(edge["evidence"]) == evidence_of(world, edge["statement"])
            seen += len(got)
    assert seen


def test_changes_between_days(world: World) -> None:
    text = """PREFIX org: <http://www.w3.org/ns/org#>
        PREFIX ph: <https://w3id.org/phoihop/ontology#>
        SELECT DISTINCT ?statement ?object ?certainty
          ?startEarliest ?startLatest ?endEarliest ?endLatest WHERE {
          { ?statement org:organization|ph:superior|ph:area ?object ; ph:certainty ?certainty }
          UNION { ?statement ph:agreementParty ?object ; ph:evidence ?place
                  OPTIONAL { ?statement ph:certainty ?certainty } }
          ?statement ph:validity ?bounds .
          OPTIONAL { ?bounds ph:startEarliest ?startEarliest }
          OPTIONAL { ?bounds ph:startLatest ?startLatest }
          OPTIONAL { ?bounds ph:endEarliest ?endEarliest }
          OPTIONAL { ?bounds ph:endLatest ?endLatest } }"""
    rows = [row for row in plain(world, text) if not row.get("certainty", "").endswith("inferred")]
    seen = 0
    for first, last in (("2012-06-30", "2017-10-06"), ("2031-01-01", "2017-10-06")):
        expected = {}
        for row in rows:
            before, after = value_on(row, first), value_on(row, last)
            if before != after:
                expected[row["statement"], row["object"]] = (before, after)
        items = world.pages("/changes", limit=400, **{"from": first, "to": last})
        got = {
            (item["statement"], item["object"]["iri"]): (item["before"], item["after"])
            for item in items
        }
        assert got == expected and len(items) == len(got)
        for item in items[:: max(1, len(items) // 30)]:
            assert item["evidence"] == evidence_of(world, item["statement"])
        seen += len(got)
    assert seen


def test_search(world: World) -> None:
    """Whoever has all words of a name, the last as a beginning, is found when few have them."""
    names = plain(
        world,
        "SELECT DISTINCT ?node ?name { ?node <http://www.w3.org/2000/01/rdf-schema#label>|"
        "<http://www.w3.org/2004/02/skos/core#altLabel> ?name "
        f"FILTER(STRSTARTS(STR(?node), '{ID}')) }}",
    )
    folded = [(fold(row["name"]), row["node"]) for row in names]
    for row in world.dice.sample(names, 60):
        wanted = fold(row["name"])
        same_name = {node for name, node in folded if name == wanted}
        page = world.get("/search", q=row["name"], limit=100)
        found = [hit["iri"] for hit in page["hits"]]
        exact = [hit["iri"] for hit in page["hits"] if hit["match"].startswith("exact")]
        assert set(exact) == same_name
        assert found[: len(exact)] == exact
        beginning = {node for name, node in folded if name.startswith(wanted)}
        if page["total"] <= 100 and page["is_complete"]:
            assert beginning <= set(found)


def test_network(world: World) -> None:
    """All neighbours of a node and all relations to them, when there is room for them."""
    walk, seen = Walk(world), 0
    for node in world.nodes("PartyCommittee", "Enterprise", "Person", sample=12):
        answer = world.get("/network", start=local(node), limit=150)
        shown = {one["iri"] for one in answer["nodes"]}
        (start,) = [one for one in answer["nodes"] if one["iri"] == node]
        assert shown <= walk.near(node) | {node}
        assert len(shown) + start["left_out"] == len(walk.near(node)) + 1
        assert start["left_out"] == 0 or len(shown) == 150
        rows = {
            (row["from"], row["to"], row["kind"], row["statement"])
            for row in ask(world.view, "paths-edges", {"node": node})
            if {row["from"], row["to"]} <= shown and row["from"] != row["to"]
        }
        got = [(e["from"], e["to"], e["kind"], e["statement"]) for e in answer["edges"]]
        assert set(got) == rows and len(got) == len(rows)
        seen += len(got)
    assert seen


def test_facts_beside_a_network(world: World) -> None:
    """The facts of a node are its neighbours' rows; those of a pair are the rows of one of them."""

    def keys(rows):
        return [(row["via"], row["direction"], row["statement"]) for row in rows]

    seen = 0
    for node in world.nodes("PartyCommittee", "CoordinationRegulation", sample=6):
        rows = world.pages(f"/entities/{local(node)}/neighbours")
        answer = world.get("/network/facts", node=local(node))
        assert (answer["total"], answer["node"]) == (len(rows), node)
        assert len(answer["facts"]) + answer["left_out"] == len(rows)
        assert keys(answer["facts"]) == keys(rows)[: len(answer["facts"])]
        for fact in answer["facts"]:
            assert fact["value"] is None
        dated = world.get("/network/facts", node=local(node), as_of="2017-10-06")["facts"]
        for fact in dated:
            told = value_on(fact["validity"], "2017-10-06")
            assert told != "not shown" and fact["value"] in {told, None}
            assert (fact["value"] is None) == (not any(fact["validity"].values()))
        for row in rows[:3]:
            other = row["neighbour"]["iri"]
            pair = world.get("/network/facts", node=local(node), other=other)
            assert keys(pair["facts"]) == keys(r for r in rows if r["neighbour"]["iri"] == other)
            seen += len(pair["facts"])
    assert seen > 5


def test_vocabulary(world: World) -> None:
    answer = world.get("/vocabulary")
    told = {
        row["term"]
        for row in plain(
            world,
            "SELECT ?term { GRAPH <https://w3id.org/phoihop/graph/ontology> { ?term a ?class } "
            "VALUES ?class { <http://www.w3.org/2002/07/owl#Class> "
            "<http://www.w3.org/2002/07/owl#ObjectProperty> "
            "<http://www.w3.org/2002/07/owl#DatatypeProperty> "
            "<http://www.w3.org/2004/02/skos/core#Concept> } "
            "FILTER(STRSTARTS(STR(?term), 'https://w3id.org/phoihop/')) }",
        )
    }
    assert {term["iri"] for term in answer["terms"]} == told
    for term in answer["terms"]:
        prefix, _, name = term["name"].partition(":")
        assert answer["prefixes"][prefix] + name == term["iri"]


def test_dataset(world: World) -> None:
    answer = world.client.get(f"{API}/dataset").json()
    graphs = {graph: sum(1 for _ in world.view.dump(graph)) for graph in answer["graphs"]}
    assert answer["graphs"] == graphs and answer["quads"] == sum(graphs.values())
    assert set(graphs) == {str(graph) for graph in world.view.graphs()}
    report = world.client.get(f"{API}/validation").json()
    assert report == {"generation": answer["generation"], **json.loads(world.report.read_bytes())}


def test_quality(world: World) -> None:
    quality = world.client.get(f"{API}/dataset").json()["quality"]
    # a large graph is not counted while somebody waits, but every list can be had
    assert (quality is None) == (world.name == "generated")
    for name in (measure.name for measure in MEASURES):
        items = world.pages(f"/quality/{name}")
        if name == "conflicts":
            found = run_question(world.view, load_catalogue().get("45"), {"collection": "all"})
            assert len(items) == len(found.rows)
            continue
        same(items, ask(world.view, f"quality-{name}", {}))
        if quality is not None:
            count = quality["total"][name]["count"]
            assert count == len({json.dumps(item["item"]) for item in items}), name


def test_questions(world: World) -> None:
    listed = world.client.get(f"{API}/questions").json()
    catalogue = load_catalogue()
    assert [row["number"] for row in listed] == [one.number for one in catalogue.questions]
    for question in catalogue.questions:
        answer = world.client.get(f"{API}/questions/{question.number}", params={"run": 1})
        assert answer.status_code == 200, (question.number, answer.text[:300])
        bindings = answer.json()["results"]["results"]["bindings"]
        got = Counter(
            tuple(sorted((key, cell["value"]) for key, cell in row.items())) for row in bindings
        )
        solutions = run_question(world.view, question, {})
        expected = Counter(
            tuple(sorted((key, str(term)) for key, term in row.items() if term is not None))
            for row in solutions
        )
        assert got == expected, question.number


@pytest.mark.parametrize("path", ["/agreements", "/events", "/sources", "/changes"])
def test_csv_has_the_rows_of_json(world: World, path: str) -> None:
    fields = {"from": "2012-06-30", "to": "2017-10-06"} if path == "/changes" else {}
    items = world.get(path, limit=50, **fields)["items"]
    response = world.client.get(
        API + path, params={**fields, "limit": 50}, headers={"Accept": "text/csv"}
    )
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert len(rows) == len(items)
    first = next(iter(items[0])) if items else ""
    for row, item in zip(rows, items, strict=True):
        cell = item[first]
        assert row.get(f"{first}.iri", row.get(first)) == (
            cell["iri"] if isinstance(cell, dict) else cell
        )


def _node(iri: str) -> dict[str, Term]:
    return {"node": Iri(iri)}
