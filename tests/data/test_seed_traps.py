"""The 25 traps of the seed articles: what a hasty reading would put into the graph.

Each trap is one test. A test that something is absent also binds the node it asks about, so that a
misspelt name cannot pass; and `SPOILERS` adds what each forbidden pattern forbids and checks that
it is then found, so that no pattern passes because it can match nothing.
"""

from __future__ import annotations

import pytest

S0, S1, S2 = "ff155d59015d49ce", "9980497a75eeaa8b", "f59a995985411206"
SPOILT = "https://w3id.org/phoihop/graph/source/spoilt"
CELLS = "VALUES ?cell { unit:chi-bo-vinausteel unit:chi-bo-ong-thep-viet-nam }"
FIRMS = "VALUES ?firm { ent:vinausteel ent:ong-thep-viet-nam }"

# name: (pattern that must match, pattern that must not, triples that would make it match)
FORBIDDEN = {
    "a second event that day": (
        'evt:so-ket.2017-10-06.hong-bang ph:eventDate "2017-10-06"^^xsd:date',
        '?e ph:eventDate "2017-10-06"^^xsd:date . FILTER(?e != evt:so-ket.2017-10-06.hong-bang)',
        'evt:lead ph:eventDate "2017-10-06"^^xsd:date',
    ),
    "a known member of the four": (
        "grp:s0-04-don-vi ph:candidateMember ent:vinausteel",
        "grp:s0-04-don-vi ph:knownMember ?m",
        "grp:s0-04-don-vi ph:knownMember ent:vinausteel",
    ),
    "a superior for the four": (
        "grp:s0-04-don-vi ph:memberSuperiorLine line:territorial",
        "grp:s0-04-don-vi ph:memberSuperior|ph:memberDirectedBy ?c",
        "grp:s0-04-don-vi ph:memberSuperior com:quan-uy-hong-bang",
    ),
    "four of anything but those represented": (
        'grp:s0-04-don-vi ph:reportedCount "4"^^xsd:nonNegativeInteger',
        "?g ph:reportedCount ?n . FILTER(?n = 4 && ?g != grp:s0-04-don-vi)",
        'grp:vnsteel-units ph:reportedCount "4"^^xsd:nonNegativeInteger',
    ),
    "a count of two": (
        "?g ph:reportedCount ?n . FILTER(?n = 4)",
        "?g ph:reportedCount ?n . FILTER(?n = 2)",
        'grp:hai-don-vi ph:reportedCount "2"^^xsd:nonNegativeInteger',
    ),
    "an open list of six": (
        'grp:s0-6-noi-dung ph:reportedCount "6"^^xsd:nonNegativeInteger',
        "grp:s0-6-noi-dung ph:openList true",
        "grp:s0-6-noi-dung ph:openList true",
    ),
    "a cell that is already a party organisation": (
        f"{CELLS} ?cell a ph:PartyCell",
        f"{CELLS} ?cell a ph:PartyOrganisation",
        "unit:chi-bo-vinausteel a ph:PartyOrganisation",
    ),
    "an upgrade that happened": (
        f"{CELLS} ?plan ph:plannedSubject ?cell",
        "{ ?x a ph:Upgrade } UNION { ?x ph:realisedBy ?y } UNION"
        " { ?x org:resultingOrganization ?y } UNION { ?x ph:status status:carried-out }",
        "chg:up a ph:Upgrade",
    ),
    "an owner of the two companies": (
        f"{FIRMS} ?firm a ph:Enterprise",
        f"{FIRMS} {{ ?s ph:subordinate ?firm }} UNION {{ ?g ph:knownMember ?firm }}",
        "aff:x ph:subordinate ent:vinausteel ; ph:superior ent:tct-thep-viet-nam-ctcp",
    ),
    "a place of the two companies": (
        f"{FIRMS} ?firm a ph:Enterprise",
        f"{FIRMS} {CELLS} {{ ?s ph:sited ?firm }} UNION {{ ?s ph:sited ?cell }}",
        "sit:x ph:sited ent:ong-thep-viet-nam ; ph:area area:quan-hong-bang",
    ),
    "a superior of the two cells": (
        f"{CELLS} ?cell ph:organisedIn ?firm",
        f"{CELLS} ?s ph:subordinate ?cell",
        "sub:x ph:subordinate unit:chi-bo-vinausteel ; ph:superior com:quan-uy-hong-bang",
    ),
    "a superior of the corporation's organisation": (
        "com:dang-uy-tct-thep-viet-nam ph:executiveCommitteeOf unit:dang-bo-tct-thep-viet-nam",
        "?s ph:subordinate unit:dang-bo-tct-thep-viet-nam",
        "sub:x ph:subordinate unit:dang-bo-tct-thep-viet-nam",
    ),
    "a date in 2013": (
        '?x ?p ?day . FILTER(STRSTARTS(STR(?day), "2017-10"))',
        '?x ?p ?day . FILTER(ISLITERAL(?day) && STRSTARTS(STR(?day), "2013"))',
        'agr:tct-thep.quan-uy-hong-bang ph:signedOn "2013-10-01"^^xsd:date',
    ),
    "a beginning of the regulation of Hồng Bàng": (
        "agr:tct-thep.quan-uy-hong-bang ph:validity/ph:startLatest ?day",
        "{ agr:tct-thep.quan-uy-hong-bang ph:validity/(ph:startEarliest|ph:endLatest) ?day }"
        " UNION { ?e ph:signingOf agr:tct-thep.quan-uy-hong-bang }",
        "evt:ky-ket.2013 ph:signingOf agr:tct-thep.quan-uy-hong-bang",
    ),
    "one rule for both groups": (
        "grp:s1-08-to-chuc-dang ph:memberSuperiorLine line:vertical",
        "grp:s1-08-to-chuc-dang ph:memberSuperiorLine line:territorial",
        "grp:s1-08-to-chuc-dang ph:memberSuperiorLine line:territorial",
    ),
    "the ministry": (
        "com:dang-uy-khoi-co-so-bo-cong-thuong-tphcm a ph:PartyCommittee",
        "{ com:dang-uy-khoi-co-so-bo-cong-thuong-tphcm a ph:StateBody } UNION"
        ' { ?ministry rdfs:label|skos:altLabel ?l . FILTER(LCASE(STR(?l)) = "bộ công thương") }'
        " UNION { ?u ph:organisedIn ?body . ?body a ph:StateBody }",
        'state:bo-cong-thuong rdfs:label "Bộ Công Thương"@vi',
    ),
    "a superior of the bloc": (
        "com:dang-uy-khoi-co-so-bo-cong-thuong-tphcm ph:executiveCommitteeOf"
        " unit:dang-bo-khoi-co-so-bo-cong-thuong-tphcm",
        "?s ph:subordinate unit:dang-bo-khoi-co-so-bo-cong-thuong-tphcm",
        "sub:x ph:subordinate unit:dang-bo-khoi-co-so-bo-cong-thuong-tphcm",
    ),
    "a standing committee as agreement party": (
        "?event ph:organisedBy ?s . ?s a ph:StandingCommittee",
        "?agreement ph:agreementParty ?s . ?s a ph:StandingCommittee",
        "agr:vinachem.khoi-bct-tphcm ph:agreementParty std:ban-thuong-vu-dang-uy-tap-doan-hoa-chat",
    ),
    "a place of the conferences of January 2017 and of 2020": (
        "evt:ky-ket.2020-10-01.vinachem ph:placeStated false ."
        " evt:so-ket.2017-01-10.than ph:placeStated false",
        "VALUES ?e { evt:ky-ket.2020-10-01.vinachem evt:so-ket.2017-01-10.than } ?e ph:place ?p",
        "evt:ky-ket.2020-10-01.vinachem ph:place area:tp-ho-chi-minh",
    ),
    "a signatory": (
        "?e ph:signingOf agr:vinachem.khoi-bct-tphcm",
        "?e ph:signatory ?who",
        "evt:ky-ket.2020-10-01.vinachem ph:signatory per:nguyen-phu-cuong",
    ),
    "a signing of the regulation with Than Quảng Ninh": (
        "?e ph:reviewOf agr:tap-doan.than-quang-ninh",
        "?e ph:signingOf agr:tap-doan.than-quang-ninh",
        "evt:x ph:signingOf agr:tap-doan.than-quang-ninh",
    ),
    "an obligor on a clause": (
        "clause:s1-3 a ph:Clause",
        "?clause a ph:Clause ; ph:obligor ?who",
        "clause:s1-3 ph:obligor com:dang-uy-tap-doan-hoa-chat",
    ),
    "the eight under the bloc": (
        "grp:s1-08-to-chuc-dang ph:memberSuperior com:dang-uy-tap-doan-hoa-chat",
        "grp:s1-08-to-chuc-dang ph:memberSuperior com:dang-uy-khoi-co-so-bo-cong-thuong-tphcm",
        "grp:s1-08-to-chuc-dang ph:memberSuperior com:dang-uy-khoi-co-so-bo-cong-thuong-tphcm",
    ),
    "something called vinachem": (
        'ent:tap-doan-hoa-chat-viet-nam rdfs:label "Tập đoàn Hóa chất Việt Nam"@vi',
        '?x rdfs:label|skos:altLabel ?l . FILTER(LCASE(STR(?l)) = "vinachem")',
        'ent:vinachem rdfs:label "vinachem"@vi',
    ),
    "a name of the group of January 2017": (
        "ent:unnamed.f59a9959.tap-doan ph:nameStatus status:name-not-stated",
        '?x ?p ?l . FILTER(ISLITERAL(?l) && REGEX(STR(?l), "TKV|khoáng sản|vinacomin", "i"))',
        'ent:unnamed.f59a9959.tap-doan skos:altLabel "TKV"@vi',
    ),
    "an identity of the group of January 2017": (
        "com:unnamed.f59a9959.dang-uy-tap-doan ph:nameStatus status:name-not-stated",
        "{ ?x owl:sameAs ?y } UNION { ?claim ph:claimSubject|ph:claimObject ?x }",
        "ent:unnamed.f59a9959.tap-doan owl:sameAs ent:tkv",
    ),
    "a conference on the day of publication": (
        'src:f59a995985411206 dcterms:issued "2017-01-11"^^xsd:date',
        '?e ph:eventDate ?day . FILTER(?day IN ("2017-01-11"^^xsd:date, "2017-10-09"^^xsd:date))',
        'evt:x ph:eventDate "2017-01-11"^^xsd:date',
    ),
    "Than Quảng Ninh under or in the group": (
        "agr:tap-doan.than-quang-ninh ph:agreementParty com:dang-uy-than-quang-ninh ."
        " com:dang-uy-than-quang-ninh ph:executiveCommitteeOf unit:dang-bo-than-quang-ninh",
        "{ ?s ph:subordinate unit:dang-bo-than-quang-ninh } UNION"
        " { ?s ph:superior com:dang-uy-than-quang-ninh } UNION"
        " { unit:dang-bo-than-quang-ninh ph:organisedIn ?e }",
        "unit:dang-bo-than-quang-ninh ph:organisedIn ent:unnamed.f59a9959.tap-doan",
    ),
    "a praise turned into authority": (
        "?f a ph:Finding ; ph:speaker per:nguyen-phu-cuong",
        "{ ?x a ph:LeadershipDirection } UNION { ?x a ph:PartySubordination }",
        "dir:x a ph:LeadershipDirection",
    ),
    "a finding without a speaker": (
        "?f a ph:Finding ; ph:speaker ?who",
        "?f a ph:Finding . FILTER NOT EXISTS { ?f ph:speaker ?who }",
        "fnd:x a ph:Finding",
    ),
    "the author among the people": (
        'src:9980497a75eeaa8b dcterms:creator "Hồng Liên"',
        '?who a ph:Person ; rdfs:label ?l . FILTER(STR(?l) = "Hồng Liên")',
        'per:hong-lien a ph:Person ; rdfs:label "Hồng Liên"@vi',
    ),
}


def _check(graph, *names):
    for name in names:
        control, forbidden, _ = FORBIDDEN[name]
        assert graph.ask(control), f"control of: {name}"
        assert not graph.ask(forbidden), name


@pytest.mark.parametrize("name", FORBIDDEN)
def test_each_forbidden_pattern_can_match(spoilt, name):
    _, forbidden, spoiler = FORBIDDEN[name]
    spoilt.insert(SPOILT, spoiler)
    assert spoilt.ask(forbidden)


def _positions(graph, node, source):
    return sorted((start, end) for name, start, end in graph.spans(node) if name == source)


def _holding(graph, who, role):
    (node,) = graph.column(
        f"SELECT ?h WHERE {{ ?h a ph:PostHolding ; org:member per:{who} ; org:role role:{role} }}"
    )
    return node.replace("/", ":")


def test_trap_01_lead_and_body_tell_of_one_event(graph):
    _check(graph, "a second event that day")
    spans = _positions(graph, "evt:so-ket.2017-10-06.hong-bang", S0)
    assert {(109, 130), (547, 568), (132, 171), (570, 609)} <= set(spans)


@pytest.mark.parametrize(
    ("who", "label", "role", "spans", "posts"),
    [
        ("nghiem-xuan-da", "Nghiêm Xuân Đa", "bi-thu", 3, 3),
        ("doan-van-chuong", "Đoàn Văn Chương", "bi-thu", 3, 2),
        ("nguyen-phu-cuong", "Nguyễn Phú Cường", "bi-thu", 2, 2),
    ],
)
def test_trap_02_a_person_named_again_is_one_person(graph, who, label, role, spans, posts):
    named = f'SELECT ?p WHERE {{ ?p a ph:Person ; rdfs:label "{label}"@vi }}'
    assert graph.column(named) == [f"per/{who}"]
    held = f"SELECT ?h WHERE {{ ?h a ph:PostHolding ; org:member per:{who} }}"
    assert len(graph.column(held)) == posts
    assert len(graph.spans(_holding(graph, who, role))) == spans


def test_trap_03_the_four_units_have_no_names(graph):
    _check(graph, "a known member of the four")
    candidates = graph.column("SELECT ?m WHERE { grp:s0-04-don-vi ph:candidateMember ?m }")
    assert candidates == ["ent/ong-thep-viet-nam", "ent/vinausteel"]


def test_trap_04_the_four_are_those_represented(graph):
    _check(graph, "four of anything but those represented")
    assert graph.ask(
        "grp:s0-04-don-vi ph:groupOfEvent evt:so-ket.2017-10-06.hong-bang ; ph:countedWhat ?what ."
        ' FILTER(LANG(?what) = "en" && CONTAINS(?what, "represented at the conference"))'
    )


def test_trap_05_the_local_superior_has_no_name(graph):
    _check(graph, "a superior for the four")


def test_trap_06_the_two_units_are_the_two_committees(graph):
    _check(graph, "a count of two")
    parties = graph.column(
        "SELECT ?party WHERE { ?f a ph:Finding ; ph:about ?agreement ; ph:evidence"
        f" ev:{S0}.1754-1824 . ?agreement ph:agreementParty ?party }}"
    )
    assert parties == ["com/dang-uy-tct-thep-viet-nam", "com/quan-uy-hong-bang"]


def test_trap_07_six_contents_are_six(graph):
    _check(graph, "an open list of six")
    known = graph.column("SELECT ?m WHERE { grp:s0-6-noi-dung ph:knownMember ?m }")
    assert known == [f"task/s0-{number}" for number in range(1, 7)]


def test_trap_08_an_upgrade_is_planned_not_done(graph):
    _check(graph, "a cell that is already a party organisation", "an upgrade that happened")
    plans = graph.rows(
        "SELECT ?cell ?result ?status WHERE { ?p a ph:PlannedChange ; ph:plannedSubject ?cell ;"
        " ph:plannedResult ?result ; ph:status ?status . ?cell a ph:PartyCell }"
    )
    assert plans == [
        ("unit/chi-bo-ong-thep-viet-nam", "PartyOrganisation", "status/planned"),
        ("unit/chi-bo-vinausteel", "PartyOrganisation", "status/planned"),
    ]


def test_trap_09_nothing_is_known_of_the_two_companies(graph):
    _check(
        graph,
        "an owner of the two companies",
        "a place of the two companies",
        "a superior of the two cells",
    )


def test_trap_10_a_seat_is_personal(graph):
    _check(graph, "a superior of the corporation's organisation")
    assert graph.ask(
        "?h org:member per:nghiem-xuan-da ; org:role role:uy-vien-bch ;"
        " org:organization com:dang-uy-khoi-doanh-nghiep-trung-uong"
    )


def test_trap_11_four_years_are_not_a_signing_date(graph):
    _check(graph, "a date in 2013", "a beginning of the regulation of Hồng Bàng")
    assert graph.ask('evt:so-ket.2017-10-06.hong-bang ph:duration "P4Y"^^xsd:duration')


def test_trap_12_the_two_groups_mirror_each_other(graph):
    _check(graph, "one rule for both groups", "a superior for the four")
    lines = graph.rows(
        "SELECT ?g ?line ?c WHERE { ?g a ph:ReportedGroup ; ph:memberSuperiorLine ?line ."
        " OPTIONAL { ?g ph:memberSuperior ?c } }"
    )
    assert lines == [
        ("grp/s0-04-don-vi", "line/territorial", ""),
        ("grp/s1-08-to-chuc-dang", "line/vertical", "com/dang-uy-tap-doan-hoa-chat"),
    ]


def test_trap_13_the_bloc_is_not_the_ministry(graph):
    _check(graph, "the ministry", "a superior of the bloc")


def test_trap_14_who_organises_is_not_who_agrees(graph):
    _check(graph, "a standing committee as agreement party")
    agreed = graph.column("SELECT ?p WHERE { agr:vinachem.khoi-bct-tphcm ph:agreementParty ?p }")
    organised = graph.column("SELECT ?b WHERE { evt:ky-ket.2020-10-01.vinachem ph:organisedBy ?b }")
    assert [name.split("/")[0] for name in agreed] == ["com", "com"]
    assert [name.split("/")[0] for name in organised] == ["std", "std"]


def test_trap_15_places_signatories_and_signing_dates_stay_unknown(graph):
    _check(
        graph,
        "a place of the conferences of January 2017 and of 2020",
        "a signatory",
        "a beginning of the regulation of Hồng Bàng",
        "a signing of the regulation with Than Quảng Ninh",
    )


def test_trap_16_obligors_belong_to_the_obligation(graph):
    _check(graph, "an obligor on a clause")
    obligors = graph.rows(
        "SELECT ?o (COUNT(DISTINCT ?who) AS ?n) WHERE { ?o ph:inClause clause:s1-3 ;"
        " ph:obligor ?who } GROUP BY ?o"
    )
    assert obligors == [("obl/s1-3a", "2"), ("obl/s1-3b", "2"), ("obl/s1-3c", "1")]
    one = graph.column("SELECT ?who WHERE { obl:s1-3c ph:obligor ?who }")
    assert one == ["com/dang-uy-khoi-co-so-bo-cong-thuong-tphcm"]


def test_trap_17_the_organisations_of_the_bloc_are_others(graph):
    _check(graph, "the eight under the bloc")
    others = graph.rows(
        "SELECT ?g ?c WHERE { ?g ph:memberSuperior ?c ; ph:countedKind ph:PartyUnit }"
    )
    assert others == [
        ("grp/s1-08-to-chuc-dang", "com/dang-uy-tap-doan-hoa-chat"),
        (
            "ung/s1-to-chuc-co-so-dang-cua-khoi",
            "com/dang-uy-khoi-co-so-bo-cong-thuong-tphcm",
        ),
    ]


def test_trap_18_noise_is_skipped_and_still_counted(graph):
    _check(graph, "something called vinachem")
    spans = graph.column(f"SELECT DISTINCT ?s WHERE {{ ?s oa:hasSource src:{S1} }}")
    assert f"ev/{S1}.4120-4129" in spans  # the byline, after every placeholder and blank line
    assert f"ev/{S1}.3199-3333" in spans


def test_trap_19_the_group_of_january_2017_has_no_name(graph):
    _check(
        graph,
        "a name of the group of January 2017",
        "an identity of the group of January 2017",
    )
    labels = graph.column(
        "SELECT ?label WHERE { ?x ph:nameStatus status:name-not-stated ; rdfs:label ?label ."
        ' FILTER(LANG(?label) = "vi") }'
    )
    assert len(labels) == 3
    assert all("[bài không nêu tên]" in label for label in labels)


def test_trap_20_reviewed_year_planned_year_and_term_are_three(graph):
    assert graph.rows(
        "SELECT ?reviewed ?planned ?first ?last WHERE { evt:so-ket.2017-01-10.than"
        " ph:reviewedYear ?reviewed ; ph:plannedYear ?planned ; ph:reviewOf ?agreement ."
        " ?agreement ph:validity ?v . ?v ph:startEarliest ?first ; ph:endLatest ?last }"
    ) == [("2016", "2017", "2015-01-01", "2020-12-31")]


def test_trap_21_published_later_than_held(graph):
    _check(graph, "a conference on the day of publication")
    rows = graph.rows(
        "SELECT ?e ?held ?published WHERE { GRAPH ?g { ?e ph:eventDate ?held ; ph:evidence ?span }"
        " ?span oa:hasSource ?source . ?source dcterms:issued ?published }"
    )
    assert sorted(set(rows)) == [
        ("evt/so-ket.2017-01-10.than", "2017-01-10", "2017-01-11"),
        ("evt/so-ket.2017-10-06.hong-bang", "2017-10-06", "2017-10-09T13:35:00"),
    ]


def test_trap_22_three_series_of_congresses(graph):
    rows = graph.rows(
        "SELECT ?norm ?issuer WHERE { agr:tap-doan.than-quang-ninh ph:implements ?norm ."
        " OPTIONAL { ?norm ph:issuer ?issuer } }"
    )
    assert rows == [
        ("norm/nghi-quyet-dai-hoi-dang-bo-than-quang-ninh-iv", "unit/dang-bo-than-quang-ninh"),
        ("norm/nghi-quyet-dai-hoi-dang-toan-quoc-xii", ""),
        (
            "norm/unnamed.f59a9959.nghi-quyet-dai-hoi-dang-bo-tap-doan-ii",
            "unit/unnamed.f59a9959.dang-bo-tap-doan",
        ),
    ]


def test_trap_23_than_quang_ninh_is_a_peer(graph):
    _check(graph, "Than Quảng Ninh under or in the group")


def test_trap_24_an_evaluation_has_a_speaker(graph):
    _check(graph, "a finding without a speaker", "a praise turned into authority")
    speakers = graph.rows(
        "SELECT ?who (COUNT(DISTINCT ?f) AS ?n) WHERE { ?f a ph:Finding ; ph:speaker ?who }"
        " GROUP BY ?who"
    )
    assert speakers == [
        ("evt/so-ket.2017-01-10.than", "4"),
        ("evt/so-ket.2017-10-06.hong-bang", "6"),
        ("per/nguyen-phu-cuong", "1"),
    ]


def test_trap_25_the_author_is_no_official(graph):
    _check(graph, "the author among the people")
    holders = graph.column("SELECT DISTINCT ?who WHERE { ?h org:member ?who }")
    assert len(holders) == 13
    assert not [who for who in holders if "lien" in who]
