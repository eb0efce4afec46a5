"""The JSON-LD context reads and writes what the Turtle says."""

from __future__ import annotations

import json

import pytest
from pyoxigraph import RdfFormat, parse
from rdflib import Graph

from kg.model.iri import ID, NODE_TYPES, ONTOLOGY
from kg.ontology.context import prefixes
from kg.ontology.files import context_file
from kg.ontology.reference import format_reference, shorten
from kg.ontology.terms import CLASSES, PROPERTIES
from kg.ontology.vocabulary import load_vocabulary

CONTEXT = json.loads(context_file().read_text(encoding="utf-8"))["@context"]
NODE = {
    "id": "com:quan-uy-hong-bang",
    "type": "PartyCommittee",
    "rdfs:label": {"vi": "Quận ủy Hồng Bàng", "en": "Hồng Bàng district committee"},
    "ph:executiveCommitteeOf": "unit:dang-bo-quan-hong-bang",
    "ph:searchKey": "quan uy hong bang",
}
VALIDITY = {"id": "agr:x.validity", "type": "Validity", "ph:startEarliest": "2015-01-01"}


def test_every_term_and_prefix_is_there():
    assert {f"ph:{name}" for name in PROPERTIES} <= set(CONTEXT)
    assert set(CONTEXT) >= CLASSES
    assert {name: CONTEXT[name] for name in NODE_TYPES} == {
        name: f"{ID}{name}/" for name in NODE_TYPES
    }


def test_a_document_means_the_same_as_turtle():
    document = json.dumps({"@context": CONTEXT, "@graph": [NODE, VALIDITY]})
    quads = set(parse(document.encode(), format=RdfFormat.JSON_LD))
    turtle = """
        com:quan-uy-hong-bang a ph:PartyCommittee ;
            rdfs:label "Quận ủy Hồng Bàng"@vi , "Hồng Bàng district committee"@en ;
            ph:executiveCommitteeOf unit:dang-bo-quan-hong-bang ;
            ph:searchKey "quan uy hong bang" .
        agr:x.validity a ph:Validity ; ph:startEarliest "2015-01-01"^^xsd:date .
    """
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes().items())
    assert quads == set(parse((head + turtle).encode(), format=RdfFormat.TURTLE))


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("ph:superior", {"@type": "@id"}),
        ("ph:endLatest", {"@type": "xsd:date"}),
        ("ph:purpose", {"@container": "@language"}),
        ("ph:statedForm", {}),
        ("ph:eventDate", {}),  # a day, a month or a year: the value says which
        ("ph:expectedRange", {"@type": "@id"}),
    ],
)
def test_values_are_written_by_their_expected_range(name, how):
    assert CONTEXT[name] == {"@id": name, **how}


def test_prefixes_are_usable_in_turtle_and_differ():
    assert len(set(prefixes().values())) == len(prefixes())
    text = "".join(f"@prefix {name}: <{iri}> .\n{name}:x a {name}:y .\n" for name, iri in
                   prefixes().items())  # fmt: skip
    graph = Graph()
    graph.parse(data=text, format="turtle")
    assert len(graph) == len(prefixes())


def test_iris_are_shortened_where_a_prefix_fits():
    assert shorten(ONTOLOGY + "Event") == "ph:Event"
    assert shorten(ID + "com/quan-uy-hong-bang") == "com:quan-uy-hong-bang"
    assert shorten("https://w3id.org/phoihop/ontology/codes/roles").endswith("/codes/roles")


def test_reference_page_describes_every_term_and_concept():
    vocabulary = load_vocabulary()
    page = format_reference(vocabulary)
    for term in vocabulary.terms:
        assert f"`ph:{term.name}`\n\n**{term.label.vi} / {term.label.en}**" in page
        assert term.definition.vi in page
        assert term.definition.en in page
    for scheme in vocabulary.schemes:
        for concept in scheme.concepts:
            assert f"| `{scheme.prefix}:{concept.name}` | {concept.label.vi} |" in page
    assert page.startswith("# Ontology reference\n\nEvery class")


def test_glossary_tells_the_words_of_the_field(root):
    page = (root / "docs/terms.md").read_text(encoding="utf-8")
    for word in ("đảng bộ", "chi bộ", "đảng ủy", "ban thường vụ", "trực thuộc", "quy chế phối hợp"):
        assert f"**{word}**" in page
    for abbreviation in ("BCH", "HĐQT", "HĐTV", "TCT", "DNTW"):
        assert abbreviation in page
