"""How much of each kind the seed graph holds: no more and no less than the articles give."""

from __future__ import annotations

import pytest

TOTALS = {
    "officials": ("?x org:member ?who . BIND(?who AS ?n)", 13),
    "people": ("?n a ph:Person", 13),
    "holdings": ("?n a ph:PostHolding", 20),
    "agreements": ("?n a ph:CoordinationRegulation", 3),
    "agreement parties": ("?agreement ph:agreementParty ?n", 6),
    "conferences": ("?n ph:eventDate ?day", 3),
    "review conferences": ("?n a ph:ReviewEvent", 2),
    "signing conferences": ("?n a ph:SigningEvent", 1),
    "main contents of the 2020 regulation": ("?n a ph:Clause", 3),
    "its obligations": ("?n a ph:Obligation", 8),
    "focus tasks": ("?n a ph:FocusTask", 9),
    "focus tasks at Hồng Bàng": ("?n ph:plannedIn evt:so-ket.2017-10-06.hong-bang", 6),
    "focus tasks with Than Quảng Ninh": ("?n ph:plannedIn evt:so-ket.2017-01-10.than", 3),
    "norms with a number": ("?n ph:documentNumber ?number", 2),
    "congress resolutions": ("?n ph:docType doc:nghi-quyet-dai-hoi", 3),
    "planned changes": ("?n a ph:PlannedChange", 2),
    "counted groups": ("?n a ph:ReportedGroup ; ph:reportedCount ?count", 4),
    "open lists": ("?n a ph:ReportedGroup ; ph:openList true", 1),
    "unnamed groups": ("?n a ph:UnnamedGroup", 9),
    "findings": ("?n a ph:Finding", 11),
    "carried-out changes": ("?n a/rdfs:subClassOf* ph:OrganisationChange", 0),
    "subordinations": ("?n a ph:PartySubordination", 0),
    "affiliations": ("?n a ph:EnterpriseAffiliation", 0),
    "directions": ("?n a ph:LeadershipDirection", 0),
    "identity claims": ("?n a ph:IdentityClaim", 0),
}


@pytest.mark.parametrize("what", TOTALS)
def test_total(graph, what):
    pattern, expected = TOTALS[what]
    found = graph.column(f"SELECT DISTINCT ?n WHERE {{ {pattern} }}")
    assert len(found) == expected, found


def test_holdings_per_article(graph):
    rows = graph.rows(
        "SELECT ?g (COUNT(DISTINCT ?n) AS ?many) WHERE { GRAPH ?g { ?n a ph:PostHolding } }"
        " GROUP BY ?g"
    )
    assert {name.rsplit("/", 1)[1]: int(many) for name, many in rows} == {
        "ff155d59015d49ce": 10,
        "9980497a75eeaa8b": 8,
        "f59a995985411206": 2,
    }


def test_counts_as_reported(graph):
    rows = graph.rows(
        "SELECT ?group ?count (COUNT(DISTINCT ?k) AS ?known) (COUNT(DISTINCT ?c) AS ?candidates)"
        " WHERE { ?group a ph:ReportedGroup . OPTIONAL { ?group ph:reportedCount ?count }"
        " OPTIONAL { ?group ph:knownMember ?k } OPTIONAL { ?group ph:candidateMember ?c } }"
        " GROUP BY ?group ?count"
    )
    assert rows == [
        ("grp/s0-04-don-vi", "4", "0", "2"),
        ("grp/s0-6-noi-dung", "6", "6", "0"),
        ("grp/s1-03-noi-dung", "3", "3", "0"),
        ("grp/s1-08-to-chuc-dang", "8", "0", "0"),
        ("grp/s2-nhiem-vu", "", "3", "0"),
    ]


def test_two_parties_each(graph):
    rows = graph.rows(
        "SELECT ?a (COUNT(DISTINCT ?party) AS ?n) WHERE { ?a ph:agreementParty ?party } GROUP BY ?a"
    )
    assert rows == [
        ("agr/tap-doan.than-quang-ninh", "2"),
        ("agr/tct-thep.quan-uy-hong-bang", "2"),
        ("agr/vinachem.khoi-bct-tphcm", "2"),
    ]
