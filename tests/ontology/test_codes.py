"""The code lists hold what the data and the design name."""

from __future__ import annotations

import pytest

from kg.ontology.terms import CODES, SCHEMES
from kg.ontology.vocabulary import load_vocabulary

SCHEMES_READ = {scheme.prefix: scheme for scheme in load_vocabulary().schemes}
CONCEPTS = {
    f"{scheme.prefix}/{concept.name}": concept
    for scheme in SCHEMES_READ.values()
    for concept in scheme.concepts
}


@pytest.mark.parametrize(
    ("prefix", "names"),
    [
        ("cert", {"stated", "implied", "inferred"}),
        ("line", {"vertical", "territorial", "ownership", "agreement"}),
        ("sphere", {"party", "enterprise", "state", "mass"}),
        ("verdict", {"same", "different", "undecided"}),
        ("capacity", {"chair", "speak", "attend", "represent", "organise", "subject"}),
        (
            "affkind",
            {"member", "subsidiary", "associate", "joint-venture", "branch", "unknown"},
        ),
        (
            "status",
            {
                "planned",
                "carried-out",
                "dropped",
                "unknown",
                "name-not-stated",
                "complete",
                "incomplete",
            },
        ),
        (
            "action",
            {
                "exchange",
                "facilitate",
                "lead-jointly",
                "direct-jointly",
                "support",
                "vet",
                "decide",
                "report",
                "coordinate",
                "coordinate-third-party",
            },
        ),
    ],
)
def test_closed_lists_are_exactly_those_of_the_design(prefix, names):
    assert CODES[prefix] == names


@pytest.mark.parametrize(
    ("concept", "written"),
    [
        ("role/uy-vien-bch", "Thành ủy viên"),
        ("role/uy-vien-bch", "Quận ủy viên"),
        ("role/uy-vien-bch", "Tỉnh ủy viên"),
        ("role/uy-vien-bch", "uỷ viên ban chấp hành"),
        ("role/chu-tich-hdqt", "Chủ tịch HĐQT"),
        ("role/chu-tich-hdtv", "Chủ tịch HĐTV"),
        ("role/chu-tich-hdnd", "Chủ tịch HĐND"),
        ("role/chu-tich-ubnd", "Chủ tịch UBND"),
        ("topic/nhiem-vu-chuyen-mon", "SXKD"),
        ("level/district", "cấp trên trực tiếp cơ sở"),
        ("doc/huong-dan", "HD"),
    ],
)
def test_other_spellings_and_abbreviations_are_kept(concept, written):
    assert written in CONCEPTS[concept].alternatives


@pytest.mark.parametrize(
    ("narrow", "broad"),
    [
        ("role/pho-bi-thu-thuong-truc", "pho-bi-thu"),
        ("role/uy-vien-ban-thuong-vu", "uy-vien-bch"),
        ("doc/nghi-quyet-dai-hoi", "nghi-quyet"),
        ("kind/enterprise-parent-company", "enterprise"),
        ("level/ward", "commune"),
    ],
)
def test_narrower_concepts(narrow, broad):
    assert CONCEPTS[narrow].broader == broad


@pytest.mark.parametrize(
    ("role", "sphere"),
    [
        ("bi-thu", "party"),
        ("truong-phong", "party"),
        ("chu-tich-hdqt", "enterprise"),
        ("dai-dien-von", "enterprise"),
        ("chu-tich-hdnd", "state"),
        ("thu-tuong", "state"),
        ("bi-thu-doan", "mass"),
        ("chu-tich-cong-doan", "mass"),
    ],
)
def test_a_role_has_its_sphere(role, sphere):
    assert CONCEPTS[f"role/{role}"].sphere == sphere


# What public sources call the offices, and the concept each one has.
REPORTED = {
    "Bí thư": "bi-thu",
    "Phó Bí thư": "pho-bi-thu",
    "Phó Bí thư Thường trực": "pho-bi-thu-thuong-truc",
    "Ủy viên BCH": "uy-vien-bch",
    "Thành ủy viên": "uy-vien-bch",
    "Ủy viên Ban Thường vụ": "uy-vien-ban-thuong-vu",
    "Trưởng Ban Tuyên giáo": "truong-ban-tuyen-giao",
    "Phó Trưởng ban Tổ chức": "pho-truong-ban-to-chuc",
    "Trưởng phòng": "truong-phong",
    "Chánh Văn phòng": "chanh-van-phong",
    "Chủ tịch HĐQT": "chu-tich-hdqt",
    "Thành viên HĐQT": "thanh-vien-hdqt",
    "Chủ tịch HĐTV": "chu-tich-hdtv",
    "Thành viên HĐTV": "thanh-vien-hdtv",
    "Tổng giám đốc": "tong-giam-doc",
    "Phó Tổng giám đốc": "pho-tong-giam-doc",
    "Giám đốc": "giam-doc",
    "Chủ tịch HĐND": "chu-tich-hdnd",
    "Chủ tịch UBND": "chu-tich-ubnd",
    "Vụ trưởng": "vu-truong",
    "Thủ tướng": "thu-tuong",
}


def test_every_reported_office_is_found_by_one_of_its_names():
    found = {}
    for name, concept in CONCEPTS.items():
        prefix, _, local = name.partition("/")
        if prefix == "role":
            for label in (concept.label.vi, *concept.alternatives):
                found.setdefault(label.casefold(), set()).add(local)
    assert {name: found.get(name.casefold()) for name in REPORTED} == {
        name: {local} for name, local in REPORTED.items()
    }


def test_scheme_iris_mirror_their_files():
    for prefix, scheme in SCHEMES_READ.items():
        assert scheme.iri == SCHEMES[prefix]
        assert scheme.iri == f"https://w3id.org/phoihop/ontology/codes/{scheme.name}"
        assert scheme.concepts
