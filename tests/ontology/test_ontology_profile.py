"""The vocabulary is OWL 2 RL, and the checker knows what is not."""

from __future__ import annotations

import pytest
from rdflib import Graph

from kg.ontology.files import alignment_files, code_files, core_files
from kg.ontology.profile import check_profile
from kg.ontology.vocabulary import parse_turtle

PREFIXES = """
@prefix : <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:A a owl:Class . :B a owl:Class . :C a owl:Class .
:p a owl:ObjectProperty . :q a owl:ObjectProperty . :r a owl:ObjectProperty .
:d a owl:DatatypeProperty . :n a owl:AnnotationProperty .
"""


def faults(turtle: str) -> list[str]:
    graph = Graph()
    graph.parse(data=PREFIXES + turtle, format="turtle")
    return [str(fault) for fault in check_profile(graph)]


def test_vocabulary_is_owl_2_rl():
    whole = parse_turtle((*core_files(), *code_files(), *alignment_files()))
    assert check_profile(whole) == ()


def test_core_alone_is_owl_2_rl():
    core = parse_turtle(core_files())
    assert check_profile(core) == ()


@pytest.mark.parametrize(
    "turtle",
    [
        ":A rdfs:subClassOf :B ; owl:disjointWith :C .",
        "[ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :B ] rdfs:subClassOf :A .",
        "[ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom owl:Thing ]"
        " rdfs:subClassOf :A .",
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:allValuesFrom :B ] .",
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :d ;"
        " owl:allValuesFrom xsd:string ] .",
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:maxCardinality 1 ] .",
        ":A rdfs:subClassOf [ a owl:Class ; owl:complementOf :B ] .",
        ":A rdfs:subClassOf [ a owl:Class ; owl:intersectionOf ( :B :C ) ] .",
        ":A owl:equivalentClass [ a owl:Class ; owl:intersectionOf ( :B :C ) ] .",
        "[ a owl:Class ; owl:unionOf ( :A :B ) ] rdfs:subClassOf :C .",
        "[ a owl:AllDisjointClasses ; owl:members ( :A :B :C ) ] .",
        ":p rdfs:domain :A ; rdfs:range :B . :d rdfs:range xsd:integer .",
        ":p a owl:FunctionalProperty . :p owl:inverseOf :q .",
        ":p a owl:TransitiveProperty . :q rdfs:subPropertyOf :p .",
        ":p owl:propertyChainAxiom ( :q :r ) . :q owl:propertyChainAxiom ( :r :q ) .",
        ":n rdfs:subPropertyOf rdfs:label ; rdfs:range xsd:date .",
    ],
)
def test_what_rl_allows_passes(turtle):
    assert faults(turtle) == []


@pytest.mark.parametrize(
    ("turtle", "said"),
    [
        (
            ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :B ].",
            "someValuesFrom is not allowed in super position",
        ),
        (
            "[ a owl:Restriction ; owl:onProperty :p ; owl:allValuesFrom :B ] rdfs:subClassOf :A .",
            "allValuesFrom is not allowed in sub position",
        ),
        (
            ":A rdfs:subClassOf [ a owl:Class ; owl:unionOf ( :B :C ) ] .",
            "unionOf is not allowed in super position",
        ),
        (
            ":A owl:equivalentClass [ a owl:Class ; owl:unionOf ( :B :C ) ] .",
            "unionOf is not allowed in equivalent position",
        ),
        (
            "[ a owl:Class ; owl:complementOf :B ] rdfs:subClassOf :A .",
            "complementOf is not allowed in sub position",
        ),
        (
            ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:maxCardinality 2 ] .",
            "2: is a maximum other than 0 and 1",
        ),
        (
            ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:minCardinality 1 ] .",
            "minCardinality is not part of OWL 2 RL",
        ),
        (
            ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:minCardinality 1 ] .",
            "is not a class expression that RL allows in super position",
        ),
        (
            ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :d ;"
            " owl:allValuesFrom xsd:date ] .",
            "XMLSchema#date: is not a datatype of OWL 2 RL",
        ),
        (":A owl:disjointUnionOf ( :B :C ) .", "disjointUnionOf is not part of OWL 2 RL"),
        (":p a owl:ReflexiveProperty .", "ReflexiveProperty is not part of OWL 2 RL"),
        (":A rdfs:subClassOf owl:Thing .", "owl:Thing stands in super position"),
        (":A rdfs:subClassOf :Undeclared .", "Undeclared: is used as a class and not declared"),
        (":A owl:disjointWith :Undeclared .", "Undeclared: is used as a class and not declared"),
        (
            "[ a owl:AllDisjointClasses ; owl:members ( :A :Undeclared ) ] .",
            "Undeclared: is used as a class and not declared",
        ),
        (":x a :Undeclared .", "has the type https://example.org/Undeclared"),
        (":x :undeclared :y .", "undeclared: is used as a predicate and not declared"),
        (":p a owl:DatatypeProperty .", "p: is declared as two kinds of property"),
        (":d rdfs:range xsd:gYear .", "gYear: is not a datatype of OWL 2 RL"),
        (':d rdfs:range "text" .', "range is a literal"),
        (":p rdfs:subPropertyOf :d .", "ties it to another kind of property"),
        (":p rdfs:subPropertyOf rdfs:label .", "ties it to another kind of property"),
        (":p owl:propertyChainAxiom ( :q :d ) .", "d: stands in a property chain"),
        (
            ":p a owl:TransitiveProperty , owl:AsymmetricProperty .",
            "p: is composite and http://www.w3.org/2002/07/owl#AsymmetricProperty",
        ),
        (
            ":q a owl:TransitiveProperty ; rdfs:subPropertyOf :p . :p a owl:FunctionalProperty .",
            "p: is composite and http://www.w3.org/2002/07/owl#FunctionalProperty",
        ),
        (
            ":q owl:propertyChainAxiom ( :p :p ) ; owl:inverseOf :r ."
            " :r a owl:IrreflexiveProperty .",
            "r: is composite and http://www.w3.org/2002/07/owl#IrreflexiveProperty",
        ),
        (
            ":p a owl:TransitiveProperty ; owl:propertyDisjointWith :q .",
            "p: is composite and http://www.w3.org/2002/07/owl#propertyDisjointWith",
        ),
        (
            ":p a owl:TransitiveProperty . :A rdfs:subClassOf"
            " [ a owl:Restriction ; owl:onProperty :p ; owl:maxCardinality 1 ] .",
            "p: is composite and in a cardinality restriction",
        ),
        (
            ":p owl:propertyChainAxiom ( :q :p :r ) .",
            "p: stands in the middle of its own chain",
        ),
        (
            ":p owl:propertyChainAxiom ( :q :r ) . :q owl:propertyChainAxiom ( :p :r ) .",
            "p: depends on itself through property chains",
        ),
    ],
)
def test_what_rl_does_not_allow_is_reported(turtle, said):
    assert any(said in fault for fault in faults(turtle))
