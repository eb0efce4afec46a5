"""Completeness and jointly directed units: what comes with an answer that may be empty."""

from __future__ import annotations

import pytest

from kg.model.iri import ID
from kg.query.under_both_completeness import status_of

GRAPH = "<https://w3id.org/phoihop/graph/source/fixture>"
GROUP = """a ph:ReportedGroup ; ph:certainty cert:stated ; ph:countedKind ph:Enterprise ;
  ph:scopeOf agr:a-b ; """


def ask(open_world, text: str, **others):
    return open_world(f"{GRAPH} {{ {text} }}").ask("com/a", "com/b", "2017-01-01", **others)


@pytest.mark.parametrize(
    ("reported", "known", "is_open", "status"),
    [
        (4, 0, False, "incomplete"),
        (4, 4, False, "complete"),
        (0, 0, False, "complete"),
        (4, 4, True, "unknown"),
        (None, 3, False, "unknown"),
        (2, 3, False, "unknown"),
    ],
)
def test_status_of_one_group(reported, known, is_open, status) -> None:
    assert status_of(reported, known, is_open=is_open) == status


def test_count_of_the_agreement_is_told_with_candidates(open_world) -> None:
    answer = ask(
        open_world,
        f"""grp:g {GROUP} ph:reportedCount 4 ; ph:reportedOn "2017-10-06"^^xsd:date ;
        ph:candidateMember ent:e , ent:a ; ph:knownMember ent:a ; ph:countedWhat "đơn vị"@vi ,
        "units"@en ; ph:evidence ev:fixture.20-30 ; rdfs:label "Nhóm"@vi .""",
    )
    told = answer.completeness
    assert (told.status, told.reported, len(told.known)) == ("incomplete", 4, 1)
    # A known member is no candidate any more.
    assert [node.iri for node in told.candidates] == [f"{ID}ent/e"]
    assert told.text_en == "4 reported on 2017-10-06, 1 known by name, 1 candidate not proven"
    assert told.text_vi == (
        "nguồn nêu 4 vào ngày 06/10/2017, biết tên 1, 1 ứng viên chưa chứng minh"
    )
    (group,) = told.statements
    assert group.to_dict()["counted_what"] == {"vi": "đơn vị", "en": "units"}
    assert group.scoped and group.evidence[0].locator == "paragraph 2"


def test_groups_of_tasks_and_clauses_say_nothing_of_units(open_world) -> None:
    answer = ask(
        open_world,
        "grp:t a ph:ReportedGroup ; ph:certainty cert:stated ; ph:countedKind ph:FocusTask ;"
        " ph:scopeOf agr:a-b ; ph:reportedCount 6 .",
    )
    assert answer.completeness.statements == ()
    assert answer.completeness.text_en == "no count reported; the list may be incomplete"


@pytest.mark.parametrize(
    "tie",
    ["ph:memberSuperior com:b", "ph:memberAffiliatedTo ent:a", "ph:scopeOf agr:a-b"],
)
def test_every_tie_of_a_group_is_found(open_world, tie) -> None:
    answer = ask(
        open_world,
        f"grp:g a ph:ReportedGroup ; ph:certainty cert:stated ; ph:countedKind ph:PartyUnit ;"
        f" {tie} ; ph:reportedCount 8 ; ph:groupOfEvent evt:hand-over .",
    )
    assert answer.completeness.reported == 8
    # The day of its event stands in where the group has none.
    assert answer.completeness.statements[0].day == "2020-06-01"


def test_ties_to_others_are_not_found(open_world) -> None:
    answer = ask(
        open_world,
        "grp:g a ph:ReportedGroup ; ph:certainty cert:stated ; ph:countedKind ph:PartyUnit ;"
        " ph:memberSuperior com:b2 ; ph:memberAffiliatedTo ent:e ; ph:reportedCount 8 .",
    )
    assert answer.completeness.statements == ()


def test_the_group_of_the_agreement_speaks_among_several(open_world) -> None:
    answer = ask(
        open_world,
        f"""grp:scoped {GROUP} ph:reportedCount 4 .
        grp:other a ph:ReportedGroup ; ph:certainty cert:stated ; ph:countedKind ph:PartyUnit ;
          ph:memberSuperior com:b ; ph:reportedCount 9 .""",
    )
    told = answer.completeness
    assert (told.reported, told.status) == (4, "incomplete")
    assert [group.reported for group in told.statements] == [4, 9]


def test_several_counts_without_a_speaker_give_the_worst_status(open_world) -> None:
    answer = ask(
        open_world,
        f"""grp:one {GROUP} ph:reportedCount 1 ; ph:knownMember ent:e .
        grp:two {GROUP} ph:reportedCount 2 ; ph:candidateMember ent:e , ent:a .
        grp:open {GROUP} ph:openList true .""",
    )
    told = answer.completeness
    assert (told.reported, told.status, len(told.known)) == (None, "incomplete", 1)
    assert [node.iri for node in told.candidates] == [f"{ID}ent/a"]
    assert told.text_en == "3 different groups counted, see each; the list may be incomplete"
    assert "3 nhóm" in told.text_vi


def test_open_list_is_unknown_and_says_so(open_world) -> None:
    answer = ask(open_world, f'grp:g {GROUP} ph:openList true ; ph:reportedOn "2017"^^xsd:gYear .')
    told = answer.completeness
    assert (told.status, told.reported) == ("unknown", None)
    assert told.text_en == "no count reported, only an open list on 2017, 0 known by name"
    assert told.text_vi.endswith("kể ra một phần vào 2017, biết tên 0")


def test_floor_and_collection_hold_for_groups(open_world) -> None:
    text = f"""grp:g {GROUP} ph:reportedCount 4 .
    grp:i a ph:ReportedGroup ; ph:certainty cert:inferred ; ph:countedKind ph:PartyUnit ;
      ph:scopeOf agr:a-b ; ph:reportedCount 7 ."""
    assert ask(open_world, text).completeness.reported == 4
    sure = ask(open_world, text, certainty=("stated", "implied", "inferred"))
    assert len(sure.completeness.statements) == 2
    assert ask(open_world, text, collection="fixture").completeness.reported == 4


def test_a_member_that_only_a_curated_graph_names_counts_for_all_only(open_world) -> None:
    text = f"grp:g {GROUP} ph:reportedCount 1 . }} graph:curated {{ grp:g ph:knownMember ent:e ."
    curated = "graph:curated { grp:g a ph:ReportedGroup . }"
    world = open_world(f"{GRAPH} {{ {text} }} {curated}")
    everything = world.ask("com/a", "com/b", "2017-01-01").completeness
    assert (everything.status, len(everything.known)) == ("complete", 1)
    own = world.ask("com/a", "com/b", "2017-01-01", collection="fixture").completeness
    assert (own.status, len(own.known)) == ("incomplete", 0)


# --- jointly directed --------------------------------------------------------------------------

TASK = """task:t a ph:FocusTask ; ph:certainty cert:stated ; ph:inAgreement agr:a-b ;
  ph:plannedIn evt:hand-over ; ph:obligor com:a , com:b ; rdfs:label "Nhiệm vụ"@vi ;
  ph:evidence ev:fixture.20-30 ; """


def ask_on(open_world, text: str, day: str, **others):
    world = open_world(f"{GRAPH} {{ {text} }}")
    return world.ask("com/a", "com/b", day, **others).jointly_directed


def test_focus_task_counts_from_its_event_on(open_world) -> None:
    text = TASK + "ph:beneficiary unit:p ."
    assert ask_on(open_world, text, "2020-05-31") == ()
    (duty,) = ask_on(open_world, text, "2020-10-01")
    assert (duty.unit.iri, duty.task.name_vi, duty.value) == (
        f"{ID}unit/p",
        "Nhiệm vụ",
        "possible",
    )
    assert duty.agreement is not None and duty.agreement.iri == f"{ID}agr/a-b"
    assert duty.enterprise is not None and duty.enterprise.iri == f"{ID}ent/e"
    assert duty.evidence[0].locator == "paragraph 2"
    assert duty.to_dict()["certainty"] == "stated"


def test_duty_to_an_enterprise_lists_its_units_but_never_the_obligors_own(open_world) -> None:
    text = """obl:o a ph:Obligation ; ph:certainty cert:stated ; ph:inClause clause:c ;
      ph:obligor com:a , com:b ; ph:beneficiary ent:e , ent:a .
    clause:c a ph:Clause ; ph:inAgreement agr:a-b ."""
    (duty,) = ask_on(open_world, text, "2020-10-01")
    assert (duty.unit.iri, duty.value) == (f"{ID}unit/p", "certain")
    assert ask_on(open_world, text, "2020-09-30") == ()  # the agreement is not in force


def test_duty_of_one_obligor_is_not_joint(open_world) -> None:
    text = (
        "obl:o a ph:Obligation ; ph:certainty cert:stated ; ph:obligor com:a ;"
        " ph:beneficiary unit:p ."
    )
    assert ask_on(open_world, text, "2020-10-01") == ()
    both = text.replace("ph:obligor com:a", "ph:obligor com:a , com:b")
    (duty,) = ask_on(open_world, both, "1990-01-01")  # no agreement, no event: possible
    assert (duty.value, duty.agreement) == ("possible", None)


def test_joint_direction_never_makes_a_unit_fall_under_both(open_world) -> None:
    world = open_world(f"{GRAPH} {{ {TASK} ph:beneficiary unit:b . }}")
    answer = world.ask("com/a", "com/b2", "2020-10-01")
    assert f"{ID}unit/b" not in [row.unit.iri for row in answer.units]


def test_floor_holds_for_duties(open_world) -> None:
    text = TASK.replace("cert:stated", "cert:inferred") + "ph:beneficiary unit:p ."
    assert ask_on(open_world, text, "2020-10-01") == ()
    assert len(ask_on(open_world, text, "2020-10-01", certainty=("inferred",))) == 1
