"""Checks on quads: what SHACL cannot see."""

import unicodedata

import pytest

from kg.ingest.schema import TABLES
from kg.model.iri import GRAPH, GRAPH_CURATED, GRAPH_DERIVED, GRAPH_META, GRAPH_ONTOLOGY, mint
from kg.model.terms import RDF, RDFS, Iri, Quad, text
from kg.ontology.terms import CLASSES
from kg.shapes import check_quads
from kg.shapes.code_words import CODES, NODE_PREFIXES

SOURCE = Iri(GRAPH + "source/s")
TYPE, LABEL = Iri(RDF + "type"), Iri(RDFS + "label")
SAME = Iri("http://www.w3.org/2002/07/owl#sameAs")
DERIVED = Iri("http://www.w3.org/ns/prov#wasDerivedFrom")
DESCRIBED = Quad(SOURCE, DERIVED, Iri(mint("src", "s")), Iri(GRAPH_META))
PERSON = Iri("https://w3id.org/phoihop/ontology#Person")
STATE = Iri("https://w3id.org/phoihop/ontology#StateBody")


def node(short):
    return Iri(f"https://w3id.org/phoihop/id/{short}")


def found(*quads):
    report = check_quads([DESCRIBED, *quads])
    return [(one.shape_id, one.focus.rpartition("/id/")[2], one.value) for one in report.results]


def quad(subject, predicate, value, graph=SOURCE):
    return Quad(subject, predicate, value, graph)


def test_good_quads_break_nothing():
    person = node("per/nghiem-xuan-da")
    assert (
        found(quad(person, TYPE, PERSON), quad(person, LABEL, text("Nghiêm Xuân Đa", "vi"))) == []
    )


def test_decomposed_letters_are_found():
    name = unicodedata.normalize("NFD", "Quận ủy")
    (result,) = check_quads([DESCRIBED, quad(node("com/quan-uy"), LABEL, text(name, "vi"))]).results
    assert (result.shape_id, result.severity, result.value) == ("C01", "violation", name)
    assert result.path == LABEL.value


@pytest.mark.parametrize("graph", [GRAPH_CURATED, GRAPH_META, GRAPH_DERIVED, GRAPH_ONTOLOGY])
def test_graphs_of_our_own_need_no_source(graph):
    assert found(quad(node("com/a"), LABEL, text("A", "vi"), Iri(graph))) == []


@pytest.mark.parametrize("graph", [GRAPH + "source/unknown", "http://example.org/g"])
def test_a_graph_without_source_is_found(graph):
    report = check_quads([DESCRIBED, quad(node("com/a"), LABEL, text("A", "vi"), Iri(graph))])
    assert [(one.shape_id, one.focus) for one in report.results] == [("C02", graph)]


def test_a_described_graph_of_somebody_else_is_found():
    home = Iri("http://example.org/g")
    quads = [
        Quad(home, DERIVED, Iri(mint("src", "s")), Iri(GRAPH_META)),
        quad(node("com/a"), LABEL, text("A", "vi"), home),
    ]
    assert [one.shape_id for one in check_quads(quads).results] == ["C02"]


@pytest.mark.parametrize("short", ["com/Quan-uy", "com/a/b", "nothing/a", "com/đảng-ủy", "com/a-"])
def test_an_id_that_breaks_the_pattern_is_found_as_subject_and_object(short):
    assert found(quad(node(short), LABEL, text("A", "vi"))) == [("C03", short, None)]
    assert found(quad(node("com/a"), SAME, node(short), Iri(GRAPH_CURATED))) == [
        ("C03", short, None)
    ]


def test_an_id_of_another_type_than_the_class_is_found():
    assert found(quad(node("com/quan-uy"), TYPE, STATE)) == [("C04", "com/quan-uy", STATE.value)]


@pytest.mark.parametrize(
    ("subject", "cls"),
    [
        ("state/so", STATE.value),
        ("com/a", "http://www.w3.org/ns/org#Organization"),
        ("hold/a", "https://w3id.org/phoihop/ontology#Statement"),
    ],
)
def test_classes_without_a_node_type_are_not_judged(subject, cls):
    assert found(quad(node(subject), TYPE, Iri(cls))) == []


def test_a_foreign_node_may_have_our_class():
    foreign = Iri("http://example.org/x")
    assert found(quad(foreign, TYPE, STATE)) == []


def test_sameness_belongs_into_the_curated_graph():
    pair = (node("per/a"), SAME, node("per/b"))
    assert found(quad(*pair, Iri(GRAPH_CURATED))) == []
    assert found(quad(*pair)) == [("C05", "per/a", node("per/b").value)]


@pytest.mark.parametrize(
    ("local", "codes"),
    [
        ("nghiem-xuan-da", []),
        ("nghiem-xuan-da-2", []),
        ("nghiem-xuan-da.dang-uy-tct-thep", []),
        ("unnamed.s.chu-tich", []),
        ("nghiem-xuan", ["C06"]),
        ("da", ["C06"]),
    ],
)
def test_a_persons_id_is_made_of_the_name(local, codes):
    person = node(f"per/{local}")
    results = found(
        quad(person, LABEL, text("Nghiêm Xuân Đa", "vi")),
        quad(person, LABEL, text("Mr Da", "en")),
        quad(person, TYPE, PERSON),
    )
    assert [code for code, _, _ in results] == codes


def test_a_name_without_letters_gives_no_id():
    person = node("per/a")
    quads = [quad(person, TYPE, PERSON), quad(person, LABEL, text("…", "vi"))]
    assert [code for code, _, _ in found(*quads)] == ["C06"]


def test_a_foreign_persons_id_is_not_judged():
    foreign = Iri("http://example.org/someone")
    assert found(quad(foreign, TYPE, PERSON), quad(foreign, LABEL, text("Người A", "vi"))) == []


def test_two_labels_of_one_language_are_found():
    com = node("com/a")
    labels = [text("Đảng uỷ A", "vi"), text("Đảng ủy A", "vi"), text("Committee A", "en")]
    assert found(*(quad(com, LABEL, label) for label in labels)) == [
        ("C07", "com/a", "Đảng uỷ A | Đảng ủy A")
    ]


def test_every_check_has_words_in_two_languages():
    assert sorted(CODES) == [f"C0{number}" for number in range(1, 8)]
    assert all(
        "{$this}" in one.message_vi and "{$this}" in one.message_en for one in CODES.values()
    )


def test_node_types_are_those_of_the_tables():
    tables = {
        cls: {table.node for table in TABLES if cls in table.classes} for cls in NODE_PREFIXES
    }
    beyond = {"DatedChain", "SourceDocument", "EvidenceSpan"}
    assert {cls for cls, nodes in tables.items() if not nodes} == beyond
    assert all(nodes == NODE_PREFIXES[cls] for cls, nodes in tables.items() if nodes)
    abstract = {"Statement", "AuthorityRelation", "Validity"}
    assert CLASSES - set(NODE_PREFIXES) == abstract
