"""`under_both`: the fixture of ontology.md 4.5, row by row, and what stands around the rows."""

from __future__ import annotations

import json
from datetime import date

import pytest

from kg.errors import InputError, NotFoundError, ParameterError
from kg.index.authority import Lens
from kg.index.authority_feed import read_query
from kg.infer.chains import iter_chain_quads
from kg.model.iri import GRAPH_DERIVED, ID
from kg.model.terms import Iri, typed
from kg.query.under_both_parts import chains_between, superiors_of, units_under
from kg.query.under_both_types import UnderBothRow

# A, B, day -> type and value; None is no row; "nested" needs a row in `nested`.
ROWS = [
    ("a", "b", "2011-01-01", None),
    ("a", "b", "2012-06-01", ("T2", "possible")),
    ("a", "b", "2017-01-01", ("T2", "certain")),
    ("a", "b", "2020-06-15", None),
    ("a", "b", "2020-10-01", ("T3", "certain")),
    ("a", "b", "2021-06-01", ("T3", "possible")),
    ("a", "b2", "2017-01-01", ("T2", "certain")),
    ("b", "b2", "2017-01-01", "nested"),
]


def only(rows: tuple[UnderBothRow, ...]) -> UnderBothRow:
    assert len(rows) == 1
    return rows[0]


@pytest.mark.parametrize(("a", "b", "day", "expected"), ROWS)
def test_fixture_rows(fixture_world, a, b, day, expected) -> None:
    for first, second in ((a, b), (b, a)):
        answer = fixture_world.ask(f"com/{first}", f"com/{second}", day, include_nested=True)
        if expected == "nested":
            assert answer.units == ()
            assert only(answer.nested).unit.iri == f"{ID}unit/p"
            assert answer.above.side == ("b" if first == "b" else "a")
        else:
            assert not answer.above
            rows = [(row.type, row.value) for row in answer.units]
            assert rows == ([expected] if expected else [])


@pytest.mark.parametrize(("a", "b", "day", "expected"), ROWS)
def test_sparql_gives_the_fixture_rows(fixture_world, a, b, day, expected) -> None:
    store = fixture_world.store
    store.load(GRAPH_DERIVED, list(iter_chain_quads(store)))
    bindings = {"a": Iri(f"{ID}com/{a}"), "b": Iri(f"{ID}com/{b}"), "day": typed(day, "date")}
    rows = list(store.query(read_query("under-both"), bindings=bindings))
    found = [(str(row["type"]), str(row["value"]), str(row["nested"])) for row in rows]
    if expected == "nested":
        assert found == [("T1", "certain", "true")]
    else:
        assert found == ([(*expected, "false")] if expected else [])


def test_transitive_path_names_every_hop_with_statement_and_evidence(fixture_world) -> None:
    row = only(fixture_world.ask("com/a", "com/b2", "2017-01-01").units)
    (path,) = row.paths_b
    told = [(edge.kind, edge.rule, edge.start.iri, edge.end.iri, edge.statement) for edge in path]
    assert told == [
        ("D", "T", f"{ID}unit/p", f"{ID}com/b", f"{ID}sub/p-b"),
        ("executiveCommitteeOf", "N2", f"{ID}com/b", f"{ID}unit/b", f"{ID}com/b"),
        ("D", "T", f"{ID}unit/b", f"{ID}com/b2", f"{ID}sub/b-b2"),
    ]
    assert [[place.locator or place.sha256[:4] for place in edge.evidence] for edge in path] == [
        ["paragraph 3"],
        ["e3b0"],
        ["paragraph 5"],
    ]
    assert path[1].fact == (
        f"{ID}com/b",
        "https://w3id.org/phoihop/ontology#executiveCommitteeOf",
        f"{ID}unit/b",
    )
    assert (path[0].normalised, path[0].stated_form) == ("N1", "Đảng bộ quận B")
    assert path[2].normalised is None
    assert row.lines == ("ownership", "territorial")


def test_ownership_path_goes_over_enterprise_and_committee_of_the_unit(fixture_world) -> None:
    row = only(fixture_world.ask("com/a", "com/b", "2017-01-01").units)
    (path,) = row.paths_a
    assert [edge.kind for edge in path] == [
        "organisedIn",
        "F",
        "organisedIn",
        "executiveCommitteeOf",
    ]
    assert [edge.end.iri for edge in path] == [
        ID + end for end in ("ent/e", "ent/a", "unit/a", "com/a")
    ]
    assert row.enterprise is not None and row.enterprise.iri == f"{ID}ent/e"
    span, locator = path[0].evidence
    assert (span.start, span.end, span.source) == (0, 10, f"{ID}src/fixture")
    assert (locator.start, locator.locator) == (None, "paragraph 1")


def test_missing_bound_names_statement_and_agreement(fixture_world) -> None:
    early = only(fixture_world.ask("com/a", "com/b", "2012-06-01").units)
    assert [(one.bound, one.statement) for one in early.missing] == [
        ("startLatest", f"{ID}sub/p-b")
    ]
    late = only(fixture_world.ask("com/a", "com/b", "2021-06-01").units)
    assert [(one.bound, one.statement) for one in late.missing] == [
        ("endEarliest", f"{ID}dir/b-e"),
        ("endEarliest", f"{ID}agr/a-b"),
    ]
    assert only(fixture_world.ask("com/a", "com/b", "2017-01-01").units).missing == ()


def test_direction_shows_its_agreement(fixture_world) -> None:
    row = only(fixture_world.ask("com/a", "com/b", "2020-10-01").units)
    edge = row.paths_b[0][-1]
    assert (edge.kind, edge.line, edge.value) == ("L", "agreement", "certain")
    assert edge.basis is not None
    assert (edge.basis.node.name_en, edge.basis.value) == ("Regulation of A and B", "certain")
    assert [path[-1].kind for path in row.paths_a] == ["D", "executiveCommitteeOf"]


def test_certainty_floor_drops_what_is_only_implied(fixture_world) -> None:
    stated = fixture_world.ask("com/a", "com/b", "2020-10-01", certainty=("stated",))
    # Without the implied subordination to A only ownership and direction are left.
    assert [(row.type, row.value) for row in stated.units] == [("T4", "certain")]


def test_lines_admit_only_their_statements(fixture_world) -> None:
    both = fixture_world.ask("com/a", "com/b", "2017-01-01", lines=("territorial", "ownership"))
    assert len(both.units) == 1
    assert fixture_world.ask("com/a", "com/b", "2017-01-01", lines=("territorial",)).units == ()


def test_collection_restricts_statements_and_facts_of_structure(open_world) -> None:
    world = open_world(
        """
graph:meta { <https://w3id.org/phoihop/graph/source/other> prov:wasDerivedFrom src:other .
  src:other a ph:SourceDocument ; ph:collection "other" . }
graph:curated { unit:q a ph:PartyCell ; ph:organisedIn ent:e . }
<https://w3id.org/phoihop/graph/source/other> {
  unit:q a ph:PartyCell .
  sub:q-b a ph:PartySubordination ; ph:subordinate unit:q ; ph:superior com:b ;
    ph:line line:territorial ; ph:certainty cert:stated . }
"""
    )
    day = "2017-01-01"
    everything = world.ask("com/a", "com/b", day)
    assert [row.unit.iri for row in everything.units] == [f"{ID}unit/p", f"{ID}unit/q"]
    fixture = world.ask("com/a", "com/b", day, collection="fixture")
    assert [row.unit.iri for row in fixture.units] == [f"{ID}unit/p"]
    assert world.ask("com/a", "com/b", day, collection="other").units == ()
    with pytest.raises(ParameterError, match="fixture, other"):
        world.ask("com/a", "com/b", day, collection="none")


def test_two_certain_direct_superiors_are_returned_with_a_warning(open_world) -> None:
    world = open_world(
        """
<https://w3id.org/phoihop/graph/source/fixture> {
  sub:two a ph:PartySubordination ; ph:subordinate unit:p ; ph:superior com:a ;
    ph:line line:vertical ; ph:certainty cert:stated ; ph:validity sub:two.validity .
  sub:two.validity ph:startLatest "2016-01-01"^^xsd:date ; ph:endEarliest "2018-01-01"^^xsd:date .
}
"""
    )
    row = only(world.ask("com/a", "com/b", "2017-01-01").units)
    assert (row.type, row.value, row.warnings) == ("T1", "certain", ("two-direct-superiors",))
    assert only(world.ask("com/a", "com/b", "2019-01-01").units).warnings == ()


TRANSFER = """
<https://w3id.org/phoihop/graph/source/fixture> {{
  unit:t a ph:PartyCell .
  sub:old a ph:PartySubordination ; ph:subordinate unit:t ; ph:superior com:b ;
    ph:line line:territorial ; ph:certainty cert:stated ; ph:validity sub:old.validity .
  sub:old.validity ph:startLatest "2015-01-01"^^xsd:date ; ph:endEarliest "2023-06-30"^^xsd:date ;
    ph:endLatest "2023-07-13"^^xsd:date .
  sub:new a ph:PartySubordination ; ph:subordinate unit:t ; ph:superior com:a ;
    ph:line line:vertical ; ph:certainty cert:stated ; ph:validity sub:new.validity .
  sub:new.validity ph:startEarliest "2023-07-01"^^xsd:date ;
    ph:startLatest "2023-07-13"^^xsd:date ; ph:endEarliest "2024-01-01"^^xsd:date .
  {tie}
}}
"""


def test_transfer_forbids_old_and_new_superior_together(open_world) -> None:
    tie = "evt:t a ph:Transfer ; ph:endsStatement sub:old ; ph:startsStatement sub:new ."
    window = "2023-07-05"
    untied = open_world(TRANSFER.format(tie=""))
    free = [row for row in untied.ask("com/a", "com/b", window).units if row.type == "T1"]
    assert [(row.unit.iri, row.value) for row in free] == [(f"{ID}unit/t", "possible")]
    tied = open_world(TRANSFER.format(tie=tie))
    assert f"{ID}unit/t" not in [row.unit.iri for row in tied.ask("com/a", "com/b", window).units]


def test_pages_go_on_after_the_last_unit(open_world) -> None:
    cells = "".join(
        f"unit:x{n} a ph:PartyCell ; ph:organisedIn ent:e . sub:x{n} a ph:PartySubordination ; "
        f"ph:subordinate unit:x{n} ; ph:superior com:b ; ph:certainty cert:stated ; "
        f"ph:line line:territorial . "
        for n in range(5)
    )
    world = open_world(f"<https://w3id.org/phoihop/graph/source/fixture> {{ {cells} }}")
    whole = world.ask("com/a", "com/b", "2017-01-01")
    assert [row.value for row in whole.units] == ["certain", *["possible"] * 5]
    seen, after = [], None
    while True:
        page = world.ask("com/a", "com/b", "2017-01-01", limit=4, after=after)
        assert page.total == 6
        seen += [row.unit.iri for row in page.units]
        after = page.next_after
        if after is None:
            break
    assert seen == [row.unit.iri for row in whole.units]
    assert whole.summary_en.startswith(
        "On 2017-01-01, for Party committee of A and Party committee of district B: six party "
        "units are under both, one certainly and five possibly (Party cell P, "
    )
    with pytest.raises(ParameterError, match="last unit"):
        world.ask("com/a", "com/b", "2017-01-01", after="unit/b2")
    with pytest.raises(ParameterError, match="limit"):
        world.ask("com/a", "com/b", "2017-01-01", limit=0)


@pytest.mark.parametrize(
    ("a", "b", "error", "words"),
    [
        ("com/a", "com/a", ParameterError, "another committee"),
        ("com/none", "com/b", NotFoundError, "com/none"),
        ("com/a", "unit/p", ParameterError, "party committee"),
        ("com/a", "ent/e", ParameterError, "party committee"),
        ("com/a", "evt/none", NotFoundError, "evt/none"),
        ("com/a", "https://example.org/none", NotFoundError, "example.org"),
        ("Quận ủy B", "com/b", ParameterError, "com/quan-uy-hong-bang"),
    ],
)
def test_bad_committees_are_refused_with_the_value(fixture_world, a, b, error, words) -> None:
    with pytest.raises(error, match=words):
        fixture_world.ask(a, b, "2017-01-01")


def test_something_that_exists_and_no_answer_knows_is_not_a_committee(fixture_world) -> None:
    with pytest.raises(ParameterError, match="party committee"):
        fixture_world.ask("src/fixture", "com/b", "2017-01-01")


def test_full_iris_are_taken(fixture_world) -> None:
    answer = fixture_world.ask(f"{ID}com/a", f"{ID}com/b", "2017-01-01")
    assert len(answer.units) == 1


@pytest.mark.parametrize("day", ["0001-01-01", "1900-01-01", "9999-12-31"])
def test_a_day_outside_any_knowledge_is_answered(fixture_world, day) -> None:
    answer = fixture_world.ask("com/a", "com/b2", day)
    assert answer.units == ()
    assert answer.completeness.status == "unknown"
    assert "not shown" not in answer.summary_en


def test_nested_units_are_listed_on_request_only(fixture_world) -> None:
    answer = fixture_world.ask("com/b", "com/b2", "2017-01-01")
    assert (answer.units, answer.nested, answer.total) == ((), (), 1)
    assert "Thành ủy B2 là cấp trên của Quận ủy B" in answer.summary_vi
    assert "is above" in answer.summary_en


def test_dict_has_the_shape_of_the_service(fixture_world) -> None:
    answer = fixture_world.ask("com/a", "com/b", "2021-06-01")
    told = json.loads(json.dumps(answer.to_dict("g1", "abc")))
    assert told["dataset"] == {
        "generation": "g1",
        "content_hash": "abc",
        "as_of": "2021-06-01",
        "sources": [f"{ID}src/fixture"],
    }
    assert told["relation"] == "independent" and told["above"] is None
    (unit,) = told["units"]
    assert unit["missing_bound"] == "endEarliest"
    assert unit["unit"] == {
        "iri": f"{ID}unit/p",
        "label": {"vi": "Chi bộ P", "en": "Party cell P"},
        "class": "PartyCell",
    }
    edge = unit["paths"]["b"][0][-1]
    assert edge["validity"] == {
        "startEarliest": "2020-10-01",
        "startLatest": "2020-10-01",
        "endEarliest": "2020-10-01",
        "endLatest": None,
    }
    assert edge["basis"]["iri"] == f"{ID}agr/a-b"
    assert told["completeness"]["text"]["en"] == ("no count reported; the list may be incomplete")
    nested = fixture_world.ask("com/b", "com/b2", "2017-01-01", include_nested=True)
    told = nested.to_dict("g1", "abc")
    assert told["above"] == {"side": "b", "value": "certain"}


def test_long_detours_are_left_out_of_the_paths(open_world) -> None:
    links = "".join(
        f"unit:d{n} a ph:PartyOrganisation . com:d{n} ph:executiveCommitteeOf unit:d{n} . "
        f"sub:d{n} a ph:PartySubordination ; ph:subordinate {low} ; ph:superior com:d{n} ; "
        "ph:certainty cert:stated ; ph:line line:vertical . "
        for n, low in enumerate(["unit:p", *(f"unit:d{n}" for n in range(7))])
    )
    top = (
        "sub:top a ph:PartySubordination ; ph:subordinate unit:d7 ; ph:superior com:b ; "
        "ph:certainty cert:stated ; ph:line line:vertical . "
    )
    graph = "<https://w3id.org/phoihop/graph/source/fixture>"
    world = open_world(f"{graph} {{ {links} {top} }}")
    row = only(world.ask("com/a", "com/b", "2017-01-01").units)
    assert [len(path) for path in row.paths_b] == [1]
    # On a day of the detour alone it is the shortest, so it is shown.
    row = only(world.ask("com/a", "com/b", "2010-06-01").units)
    assert [sum(edge.kind == "D" for edge in path) for path in row.paths_b] == [9]
    assert row.lines[1] == "vertical"


def test_mixed_line_is_named(open_world) -> None:
    world = open_world(
        """
<https://w3id.org/phoihop/graph/source/fixture> {
  unit:m a ph:PartyOrganisation . com:m ph:executiveCommitteeOf unit:m .
  sub:m1 a ph:PartySubordination ; ph:subordinate unit:p ; ph:superior com:m ;
    ph:line line:vertical ; ph:certainty cert:stated .
  sub:m2 a ph:PartySubordination ; ph:subordinate unit:m ; ph:superior com:n ;
    ph:line line:territorial ; ph:certainty cert:stated .
  com:n a ph:PartyCommittee .
}
"""
    )
    row = only(world.ask("com/a", "com/n", "2017-01-01").units)
    assert row.lines == ("ownership", "mixed")
    assert date(2017, 1, 1).isoformat() in world.ask("com/a", "com/n", "2017-01-01").summary_en


def many(count: int) -> str:
    """So many statements that say the same: the unit is under B."""
    return "".join(
        f"sub:n{n} a ph:PartySubordination ; ph:subordinate unit:p ; ph:superior com:b ; "
        "ph:line line:territorial ; ph:certainty cert:stated . "
        for n in range(count)
    )


def test_paths_beyond_the_limit_are_said_to_be_cut(open_world) -> None:
    world = open_world(f"<https://w3id.org/phoihop/graph/source/fixture> {{ {many(60)} }}")
    row = only(world.ask("com/a", "com/b", "2017-01-01").units)
    assert (len(row.paths_a), len(row.paths_b)) == (1, 50)
    assert row.paths_truncated and row.value == "certain"


def test_more_chains_than_can_be_weighed_are_refused(open_world) -> None:
    tie = "evt:x a ph:Transfer ; ph:endsStatement sub:n0 ; ph:startsStatement aff:e-a ."
    world = open_world(f"<https://w3id.org/phoihop/graph/source/fixture> {{ {many(2001)} {tie} }}")
    with pytest.raises(InputError, match="more than 2000 chains"):
        world.ask("com/a", "com/b", "2017-01-01")


def test_parts_of_the_answer_as_plain_data(fixture_world) -> None:
    day = date(2017, 1, 1)
    lens = Lens.make(fixture_world.index, day)
    unit, committee = fixture_world.node("unit/p"), fixture_world.node("com/b2")
    (chain,) = chains_between(lens, day, unit, committee)
    told = chain.to_dict()
    assert (told["kind"], told["depth"], told["line"], told["value"]) == (
        "subordination",
        2,
        "territorial",
        "certain",
    )
    assert [row.committee.iri for row in superiors_of(lens, day, unit)] == [
        ID + committee for committee in ("com/b", "com/a", "com/b2")
    ]
    under = {row.unit.iri: row.to_dict() for row in units_under(lens, day, committee)}
    assert set(under) == {f"{ID}unit/p", f"{ID}unit/b"}
    assert under[f"{ID}unit/p"]["subordination"] == "certain"
    assert under[f"{ID}unit/p"]["direction"] is None
