"""What the bodies of the seed articles are called, how they are tied together, who came."""

from __future__ import annotations

import unicodedata

import pytest

# committee: (its unit, the enterprise the unit is organised in)
COMMITTEES = {
    "com/bo-chinh-tri": ("", ""),
    "com/dang-uy-khoi-co-so-bo-cong-thuong-tphcm": (
        "unit/dang-bo-khoi-co-so-bo-cong-thuong-tphcm",
        "",
    ),
    "com/dang-uy-khoi-doanh-nghiep-trung-uong": ("unit/dang-bo-khoi-doanh-nghiep-trung-uong", ""),
    "com/dang-uy-tap-doan-hoa-chat": (
        "unit/dang-bo-tap-doan-hoa-chat",
        "ent/tap-doan-hoa-chat-viet-nam",
    ),
    "com/dang-uy-tct-thep-viet-nam": (
        "unit/dang-bo-tct-thep-viet-nam",
        "ent/tct-thep-viet-nam-ctcp",
    ),
    "com/dang-uy-than-quang-ninh": ("unit/dang-bo-than-quang-ninh", ""),
    "com/quan-uy-hong-bang": ("unit/dang-bo-quan-hong-bang", ""),
    "com/thanh-uy-hai-phong": ("unit/dang-bo-thanh-pho-hai-phong", ""),
    "com/unnamed.f59a9959.dang-uy-tap-doan": (
        "unit/unnamed.f59a9959.dang-bo-tap-doan",
        "ent/unnamed.f59a9959.tap-doan",
    ),
}

# another way to write a name -> the one node it is a name of
SPELLINGS = {
    "Đảng ủy TCT Thép Việt Nam": "com/dang-uy-tct-thep-viet-nam",
    "Đảng ủy TCT Thép Việt Nam-CTCP": "com/dang-uy-tct-thep-viet-nam",
    "Đảng ủy Tổng công ty Thép Việt Nam- CTCP": "com/dang-uy-tct-thep-viet-nam",
    "Quận uỷ Hồng Bàng": "com/quan-uy-hong-bang",
    "BCH Đảng bộ Khối DNTW": "com/dang-uy-khoi-doanh-nghiep-trung-uong",
    "Đảng ủy Tập đoàn Hóa chất": "com/dang-uy-tap-doan-hoa-chat",
    "Đảng ủy Khối cơ sở Bộ Công thương tại thành phố Hồ Chí Minh": (
        "com/dang-uy-khoi-co-so-bo-cong-thuong-tphcm"
    ),
    "Đảng ủy Khối cơ sở Bộ Công Thương tại TP.HCM": "com/dang-uy-khoi-co-so-bo-cong-thuong-tphcm",
    "Đảng uỷ Than Quảng Ninh": "com/dang-uy-than-quang-ninh",
    "TP.HCM": "area/tp-ho-chi-minh",
    "HĐND Quận Hồng Bàng": "state/hdnd-quan-hong-bang",
}

ATTENDANCE = {
    "evt:so-ket.2017-10-06.hong-bang": {
        "per/le-thanh-nha": "com/thanh-uy-hai-phong",
        "per/pham-thu-hien": "com/dang-uy-tct-thep-viet-nam",
        "per/tran-quang-tuan": "com/quan-uy-hong-bang",
        "grp/s0-04-don-vi": "com/quan-uy-hong-bang",
    },
    "evt:ky-ket.2020-10-01.vinachem": {
        "per/nguyen-phu-cuong": "com/dang-uy-tap-doan-hoa-chat",
        "per/phung-quang-hiep": "com/dang-uy-tap-doan-hoa-chat",
        "per/nguyen-van-quy": "com/dang-uy-tap-doan-hoa-chat",
        "grp/s1-08-to-chuc-dang": "com/dang-uy-tap-doan-hoa-chat",
        "per/tran-xuan-dien": "com/dang-uy-khoi-co-so-bo-cong-thuong-tphcm",
        "per/ho-van-yen": "com/dang-uy-khoi-co-so-bo-cong-thuong-tphcm",
        "per/nguyen-thanh-thom": "com/dang-uy-khoi-co-so-bo-cong-thuong-tphcm",
    },
    "evt:so-ket.2017-01-10.than": {"per/le-minh-chuan": "", "per/vu-anh-tuan": ""},
}


def test_each_committee_leads_its_own_organisation(graph):
    rows = graph.rows(
        "SELECT ?c ?u ?e WHERE { ?c a ph:PartyCommittee . OPTIONAL { ?c ph:executiveCommitteeOf ?u"
        " . OPTIONAL { ?u ph:organisedIn ?e } } }"
    )
    assert {committee: (unit, firm) for committee, unit, firm in rows} == COMMITTEES
    assert len(rows) == len(COMMITTEES)


def test_bodies_of_committees(graph):
    rows = graph.rows(
        "SELECT ?body ?c WHERE { ?body ph:standingCommitteeOf|ph:advisoryBodyOf|ph:partOfBody ?c }"
    )
    assert dict(rows) == {
        "adv/ban-to-chuc-quan-uy-hong-bang": "com/quan-uy-hong-bang",
        "adv/ban-to-chuc-thanh-uy-hai-phong": "com/thanh-uy-hai-phong",
        "adv/ban-tuyen-giao-dang-uy-tct-thep-viet-nam": "com/dang-uy-tct-thep-viet-nam",
        "adv/phong-to-chuc-dang-va-dang-vien.ban-to-chuc-thanh-uy-hai-phong": (
            "adv/ban-to-chuc-thanh-uy-hai-phong"
        ),
        "adv/van-phong-quan-uy-hong-bang": "com/quan-uy-hong-bang",
        "std/ban-thuong-vu-dang-uy-khoi-co-so-bo-cong-thuong-tphcm": (
            "com/dang-uy-khoi-co-so-bo-cong-thuong-tphcm"
        ),
        "std/ban-thuong-vu-dang-uy-tap-doan-hoa-chat": "com/dang-uy-tap-doan-hoa-chat",
        "std/ban-thuong-vu-quan-uy-hong-bang": "com/quan-uy-hong-bang",
    }


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_spelling_leads_to_one_node(graph, spelling):
    named = f'SELECT ?x WHERE {{ ?x rdfs:label|skos:altLabel "{spelling}"@vi }}'
    assert graph.column(named) == [SPELLINGS[spelling]]


def test_no_label_is_the_name_of_two_nodes_of_a_kind(graph):
    rows = graph.rows(
        "SELECT DISTINCT ?x ?label WHERE { ?x rdfs:label|skos:altLabel ?label ."
        ' FILTER(LANG(?label) = "vi") }'
    )
    assert len(rows) > 150
    kinds = [(node.split("/")[0], label) for node, label in rows]
    assert sorted(kinds) == sorted(set(kinds))


def test_every_node_has_one_vietnamese_label_and_every_text_is_nfc(graph):
    rows = graph.rows(
        "SELECT ?x (COUNT(?label) AS ?n) WHERE { ?x a ?class ; ph:evidence ?span ."
        " FILTER NOT EXISTS { ?x org:member|ph:participant|ph:speaker|ph:sited ?claim }"
        " FILTER(?class != ph:SourceDocument)"
        ' OPTIONAL { ?x rdfs:label ?label FILTER(LANG(?label) = "vi") } } GROUP BY ?x ?span'
    )
    assert len(rows) > 100
    assert [row for row in rows if row[1] != "1"] == []
    texts = graph.column("SELECT DISTINCT ?text WHERE { ?x ?p ?text . FILTER(ISLITERAL(?text)) }")
    assert [text for text in texts if not unicodedata.is_normalized("NFC", text)] == []
    assert max(map(len, texts)) <= 200


@pytest.mark.parametrize("event", ATTENDANCE)
def test_named_attendance(graph, event):
    rows = graph.rows(
        f"SELECT ?who ?side WHERE {{ ?p ph:event {event} ; ph:capacity capacity:attend ;"
        " ph:participant ?who . OPTIONAL { ?p ph:onSideOf ?side } }"
    )
    named = {who: side for who, side in rows if who.startswith(("per/", "grp/"))}
    assert named == ATTENDANCE[event]
