"""Dated chains: one per way, with the days all of its statements share."""

from __future__ import annotations

from datetime import date

import pytest

from kg.infer.chain_facts import read_facts
from kg.infer.chains import iter_chain_quads, iter_chains
from kg.model.iri import GRAPH_DERIVED, ID, is_node
from kg.model.validity import Validity
from kg.ontology.terms import PH

GRAPH = "<https://w3id.org/phoihop/graph/source/fixture>"


def chains(world):
    return {
        (chain.unit.removeprefix(ID), chain.committee.removeprefix(ID), chain.kind): chain
        for chain in iter_chains(read_facts(world.store))
    }


def test_fixture_has_six_chains(fixture_world) -> None:
    assert sorted(chains(fixture_world)) == [
        ("unit/b", "com/b2", "subordination"),
        ("unit/p", "com/a", "affiliation"),
        ("unit/p", "com/a", "subordination"),
        ("unit/p", "com/b", "direction"),
        ("unit/p", "com/b", "subordination"),
        ("unit/p", "com/b2", "subordination"),
    ]


def test_days_of_a_chain_are_those_its_statements_share(fixture_world) -> None:
    chain = chains(fixture_world)["unit/p", "com/b2", "subordination"]
    assert chain.validity == Validity(
        date(2012, 1, 1), date(2012, 12, 31), date(2020, 5, 31), date(2020, 5, 31)
    )
    assert [edge.statement.removeprefix(ID) for edge in chain.edges] == ["sub/p-b", "sub/b-b2"]
    assert chain.collections == ("fixture",)


def test_quads_say_everything_once_and_in_the_derived_graph(fixture_world) -> None:
    quads = list(iter_chain_quads(fixture_world.store))
    assert len(quads) == len(set(quads))
    assert {quad.graph.value for quad in quads} == {GRAPH_DERIVED}
    assert all(is_node(str(quad.subject)) for quad in quads)
    told = [
        (quad.predicate.value, str(quad.object))
        for quad in quads
        if str(quad.subject) == chains(fixture_world)["unit/p", "com/a", "subordination"].iri
    ]
    assert sorted(told) == sorted(
        [
            ("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", PH.DatedChain),
            (PH.chainUnit, f"{ID}unit/p"),
            (PH.chainCommittee, f"{ID}com/a"),
            (PH.chainKind, "subordination"),
            (PH.depth, "1"),
            (PH.certainty, f"{ID}cert/implied"),
            (PH.startEarliest, "2020-06-01"),
            (PH.startLatest, "2020-06-01"),
            (PH.endEarliest, "2025-12-31"),
            (PH.via, f"{ID}sub/p-a"),
            (PH.line, f"{ID}line/vertical"),
            (PH.inCollection, "fixture"),
        ]
    )


def test_a_chain_that_can_hold_on_no_day_is_left_out(open_world) -> None:
    world = open_world(
        f"""{GRAPH} {{ sub:late a ph:PartySubordination ; ph:subordinate unit:b2 ;
        ph:superior com:c ; ph:line line:territorial ; ph:certainty cert:stated ;
        ph:validity sub:late.validity . sub:late.validity
        ph:startEarliest "2025-01-01"^^xsd:date . com:c ph:executiveCommitteeOf unit:c . }}"""
    )
    found = chains(world)
    assert ("unit/b", "com/c", "subordination") in found
    assert ("unit/p", "com/c", "subordination") not in found


def test_a_chain_that_needs_both_sides_of_a_transfer_is_left_out(open_world) -> None:
    text = """ sub:up a ph:PartySubordination ; ph:subordinate unit:b2 ; ph:superior com:c ;
      ph:line line:territorial ; ph:certainty cert:stated . """
    assert ("unit/b", "com/c", "subordination") in chains(open_world(f"{GRAPH} {{ {text} }}"))
    tie = "evt:x ph:endsStatement sub:b-b2 ; ph:startsStatement sub:up ."
    assert ("unit/b", "com/c", "subordination") not in chains(
        open_world(f"{GRAPH} {{ {text} {tie} }}")
    )


@pytest.mark.parametrize(
    ("graph", "collections"),
    [
        ("graph:curated", {("curated", "fixture")}),
        ("<https://w3id.org/phoihop/graph/source/other>", {("fixture", "other")}),
    ],
)
def test_a_chain_of_two_collections_names_both(open_world, graph, collections) -> None:
    world = open_world(
        f"""
graph:meta {{ <https://w3id.org/phoihop/graph/source/other> prov:wasDerivedFrom src:other .
  src:other ph:collection "other" . }}
{graph} {{ sub:up a ph:PartySubordination ; ph:subordinate unit:b2 ; ph:superior com:c ;
  ph:line line:territorial ; ph:certainty cert:stated . }}"""
    )
    chain = chains(world)["unit/p", "com/c", "subordination"]
    assert {chain.collections} == collections
    # The facts of structure alone are of one collection; the new statement is not.
    assert chains(world)["unit/p", "com/b2", "subordination"].collections == ("fixture",)


def test_a_chain_that_two_collections_tell_alone_is_two_chains(open_world) -> None:
    world = open_world(
        """
graph:meta { <https://w3id.org/phoihop/graph/source/other> prov:wasDerivedFrom src:other .
  src:other ph:collection "other" . }
<https://w3id.org/phoihop/graph/source/other> {
  sub:two a ph:PartySubordination ; ph:subordinate unit:two ; ph:superior com:b ;
    ph:line line:territorial ; ph:certainty cert:stated . }
<https://w3id.org/phoihop/graph/source/fixture> {
  sub:two a ph:PartySubordination ; ph:subordinate unit:two ; ph:superior com:b ;
    ph:line line:territorial ; ph:certainty cert:stated . }"""
    )
    found = [
        chain
        for chain in iter_chains(read_facts(world.store))
        if chain.unit == f"{ID}unit/two" and chain.committee == f"{ID}com/b"
    ]
    assert sorted(chain.collections for chain in found) == [("fixture",), ("other",)]
    assert len({chain.iri for chain in found}) == 2


def test_unit_is_never_under_its_own_committee(open_world) -> None:
    world = open_world(
        f"{GRAPH} {{ sub:loop a ph:PartySubordination ; ph:subordinate unit:b2 ;"
        " ph:superior com:b ; ph:line line:territorial ; ph:certainty cert:stated . }"
    )
    found = chains(world)
    assert ("unit/b2", "com/b", "subordination") in found
    assert ("unit/b", "com/b", "subordination") not in found
    assert ("unit/b2", "com/b2", "subordination") not in found


def test_only_known_certainties_count(open_world) -> None:
    world = open_world(
        f"{GRAPH} {{ sub:odd a ph:PartySubordination ; ph:subordinate unit:b2 ;"
        " ph:superior com:c ; ph:line line:territorial ; ph:certainty cert:guessed . }"
    )
    assert ("unit/b2", "com/c", "subordination") not in chains(world)
