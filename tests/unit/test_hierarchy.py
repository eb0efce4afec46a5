"""Superiors and units say the same as `under_both`: what a transfer forbids is no chain."""

from datetime import date

import pytest

from kg.errors import InputError, NotFoundError, ParameterError
from kg.model.iri import ID
from kg.query.hierarchy import HierarchyRequest, find_superiors, find_units

DAY = date(2017, 1, 1)
CHAIN = """
<https://w3id.org/phoihop/graph/source/fixture> {
  unit:low a ph:PartyCell . unit:mid a ph:PartyOrganisation .
  com:mid a ph:PartyCommittee ; ph:executiveCommitteeOf unit:mid .
  com:top a ph:PartyCommittee .
  sub:first a ph:PartySubordination ; ph:subordinate unit:low ; ph:superior com:mid ;
    ph:line line:territorial ; ph:certainty cert:stated .
  sub:second a ph:PartySubordination ; ph:subordinate unit:mid ; ph:superior com:top ;
    ph:line line:territorial ; ph:certainty cert:stated .
  TIE
}
"""
TIE = "evt:x a ph:Transfer ; ph:endsStatement sub:first ; ph:startsStatement sub:second ."


def above(world, unit="low", **more):
    rows = find_superiors(world.index, f"{ID}unit/{unit}", HierarchyRequest(DAY, **more))
    return [(row["committee"]["iri"].removeprefix(ID), row["depth"]) for row in rows]


def below(world, committee="top", **more):
    rows = find_units(world.index, f"{ID}com/{committee}", HierarchyRequest(DAY, **more))
    return [(row["unit"]["iri"].removeprefix(ID), row["depth"]) for row in rows]


def test_chains_go_up_and_down_with_their_depth(open_world):
    world = open_world(CHAIN.replace("TIE", ""), file=None)
    assert above(world) == [("com/mid", 1), ("com/top", 2)]
    assert below(world) == [("unit/mid", 1), ("unit/low", 2)]


def test_a_chain_that_needs_both_sides_of_a_transfer_is_none(open_world):
    world = open_world(CHAIN.replace("TIE", TIE), file=None)
    assert above(world) == [("com/mid", 1)]
    assert below(world) == [("unit/mid", 1)]


def test_one_step_only_when_asked(open_world):
    world = open_world(CHAIN.replace("TIE", ""), file=None)
    assert above(world, transitive=False) == [("com/mid", 1)]
    assert below(world, transitive=False) == [("unit/mid", 1)]


def test_a_possible_row_names_the_missing_bound(open_world):
    world = open_world(CHAIN.replace("TIE", ""), file=None)
    (row, _) = find_superiors(world.index, f"{ID}unit/low", HierarchyRequest(DAY))
    assert row["value"] == "possible"
    assert [bound["bound"] for bound in row["missing"]] == ["startLatest"]


def test_more_chains_than_can_be_weighed_are_refused_not_cut(open_world):
    # 46 ways over a first committee times 46 over a second: 2 116 chains to the top
    steps = [("low", f"a{i}") for i in range(46)]
    steps += [(f"a{i}", f"b{j}") for i in range(46) for j in range(46)]
    steps += [(f"b{j}", "top") for j in range(46)]
    names = sorted({name for step in steps for name in step} - {"low"})
    text = "".join(
        f"com:{name} a ph:PartyCommittee ; ph:executiveCommitteeOf unit:{name} ."
        f" unit:{name} a ph:PartyOrganisation ."
        for name in names
    )
    text += "".join(
        f"sub:x{n} a ph:PartySubordination ; ph:subordinate unit:{low} ; ph:superior com:{high} ;"
        " ph:line line:vertical ; ph:certainty cert:stated ."
        for n, (low, high) in enumerate(steps)
    )
    graph = "<https://w3id.org/phoihop/graph/source/fixture>"
    world = open_world(f"{graph} {{ unit:low a ph:PartyCell . {text} }}", file=None)
    with pytest.raises(InputError, match="more than"):
        above(world)
    with pytest.raises(InputError, match="more than"):
        below(world)


def test_what_is_not_there_or_no_committee_is_refused(open_world):
    world = open_world(CHAIN.replace("TIE", ""), file=None)
    with pytest.raises(NotFoundError):
        above(world, "nobody")
    with pytest.raises(NotFoundError):
        below(world, "nobody")
    with pytest.raises(ParameterError):
        find_units(world.index, f"{ID}unit/low", HierarchyRequest(DAY))
