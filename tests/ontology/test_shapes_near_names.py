"""Names one letter apart: found for review, never judged."""

import pytest

from kg.model.iri import GRAPH_CURATED, ONTOLOGY
from kg.model.terms import RDF, RDFS, Iri, Quad, text
from kg.shapes import NearName, find_near_names
from kg.shapes.near_names import is_one_edit

HOME = Iri(GRAPH_CURATED)


def per(local):
    return f"https://w3id.org/phoihop/id/per/{local}"


def person(local, label, cls="Person"):
    return [
        Quad(Iri(per(local)), Iri(RDF + "type"), Iri(ONTOLOGY + cls), HOME),
        Quad(Iri(per(local)), Iri(RDFS + "label"), text(label, "vi"), HOME),
        Quad(Iri(per(local)), Iri(RDFS + "label"), text("the same in English", "en"), HOME),
    ]


def claim(left, right):
    node = Iri("https://w3id.org/phoihop/id/idc/1")
    return [
        Quad(node, Iri(ONTOLOGY + "claimSubject"), Iri(per(left)), HOME),
        Quad(node, Iri(ONTOLOGY + "claimObject"), Iri(per(right)), HOME),
    ]


PAIR = [*person("a", "Nguyễn Thành Thơm"), *person("b", "Nguyễn Thành Thơ")]


def test_the_pair_of_two_reports_is_found():
    names = find_near_names(PAIR)
    assert names.total == 1
    (pair,) = names.pairs
    assert pair == NearName(per("a"), per("b"), "Nguyễn Thành Thơm", "Nguyễn Thành Thơ")
    assert pair.to_dict()["leftLabel"] == "Nguyễn Thành Thơm"


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
def test_a_reviewed_pair_is_not_listed_again(order):
    assert find_near_names([*PAIR, *claim(*order)]).total == 0


def test_marks_and_case_do_not_count():
    quads = [*person("a", "NGUYỄN THÀNH THƠM"), *person("b", "Nguyên Thanh Thờ")]
    assert find_near_names(quads).total == 1


def test_equal_keys_are_the_affair_of_a_shape():
    assert find_near_names([*person("a", "Vũ Tuấn"), *person("b", "Vũ Tuân")]).total == 0


def test_only_people_are_compared():
    quads = [*person("a", "Công ty E", "Enterprise"), *person("b", "Công ty F")]
    assert find_near_names(quads).total == 0


def test_every_pair_of_like_keys_is_listed_once():
    quads = [*person("a", "Lê An"), *person("b", "Lê Ân"), *person("c", "Lê Anh")]
    names = find_near_names(quads)
    assert [(pair.left, pair.right) for pair in names.pairs] == [
        (per("a"), per("c")),
        (per("b"), per("c")),
    ]


def test_a_cut_list_says_how_many_there_are():
    quads = [quad for at, end in enumerate("abcde") for quad in person(f"p{at}", f"Lê A{end}")]
    names = find_near_names(quads, limit=3)
    assert (len(names.pairs), names.total) == (3, 10)


@pytest.mark.parametrize(
    ("left", "right", "near"),
    [
        ("tho", "thom", True),
        ("thom", "tho", True),
        ("ho", "hi", True),
        ("om", "thom", False),
        ("tho", "tho", False),
        ("abc", "acb", False),
        ("", "a", True),
        ("a", "abc", False),
    ],
)
def test_one_edit_is_one_letter_more_less_or_other(left, right, near):
    assert is_one_edit(left, right) is near
