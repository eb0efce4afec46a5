"""The vocabulary keeps its house rules, and every rule can be broken."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from owlrl import DeductiveClosure, OWLRL_Semantics
from pyoxigraph import RdfFormat, Store
from rdflib import OWL, RDF, RDFS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from kg.errors import OntologyError
from kg.ingest.schema import TABLES, Kind
from kg.model.iri import ID, ONTOLOGY
from kg.ontology.checks import (
    file_graph,
    iter_not_nfc,
    load_files,
    run_check,
    undeclared_names,
)
from kg.ontology.context import prefixes
from kg.ontology.files import (
    alignment_files,
    check_files,
    code_files,
    core_files,
    question_files,
    shape_files,
)
from kg.ontology.terms import CLASSES, CODES, PROPERTIES, SCHEMES, SUPERCLASSES
from kg.ontology.vocabulary import load_vocabulary, parse_turtle

PH = Namespace(ONTOLOGY)
PREFIXES = """
@prefix ph: <https://w3id.org/phoihop/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix role: <https://w3id.org/phoihop/id/role/> .
@prefix line: <https://w3id.org/phoihop/id/line/> .
@prefix core: <https://w3id.org/phoihop/ontology/core/> .
@prefix codes: <https://w3id.org/phoihop/ontology/codes/> .
"""
ROLES = "skos:inScheme codes:roles"
# Check -> (triples that break it, added to core/events or, for concepts, to codes/roles;
# the node that must be reported).
BROKEN = {
    "absent-axioms": [
        ("ph:within rdfs:subPropertyOf org:subOrganizationOf .", "ph:within"),
        ("ph:obligor a owl:FunctionalProperty .", "ph:obligor"),
        ("ph:Event owl:hasKey ( ph:place ) .", "ph:Event"),
        ("role:bi-thu owl:sameAs role:giam-doc .", "role:bi-thu"),
        ("ph:line rdfs:range ph:Validity .", "ph:line"),
        ("ph:line rdfs:domain ph:AuthorityRelation .", "ph:line"),
        ("ph:superior rdfs:domain ph:Statement .", "ph:superior"),
    ],
    "concepts-complete": [
        (f"role:x a skos:Concept ; {ROLES} .", "role:x"),
        ('role:bi-thu skos:prefLabel "thư ký"@vi .', "role:bi-thu"),
        ('role:bi-thu skos:altLabel "Bí thư"@vi .', "role:bi-thu"),
        ("role:bi-thu skos:inScheme codes:lines .", "role:bi-thu"),
    ],
    "concepts-placed": [
        (f"<{ID}roles/bi-thu> a skos:Concept ; {ROLES} .", f"<{ID}roles/bi-thu>"),
        (f"role:Bi_Thu a skos:Concept ; {ROLES} .", "role:Bi_Thu"),
        ("role:bi-thu skos:broader line:vertical .", "role:bi-thu"),
        ("role:bi-thu skos:broader role:bi-thu .", "role:bi-thu"),
    ],
    "concepts-unique": [('role:giam-doc skos:prefLabel "Bí thư"@vi .', "role:giam-doc")],
    "core-alone": [
        ("ph:Event rdfs:subClassOf org:ChangeEvent .", "org:ChangeEvent"),
        ("core:events owl:imports <http://www.w3.org/ns/org> .", "core:events"),
    ],
    "headers": [],  # broken by taking away, below
    "hierarchy": [
        ("ph:Event rdfs:subClassOf ph:Transfer .", "ph:Transfer"),
        ("ph:PartyCell rdfs:subClassOf ph:Enterprise .", "ph:PartyCell"),
    ],
    "roles-sphere": [
        (f"role:x a skos:Concept ; {ROLES} .", "role:x"),
        ("line:vertical ph:sphere <https://w3id.org/phoihop/id/sphere/party> .", "line:vertical"),
    ],
    "term-declared": [
        ("ph:Event rdfs:seeAlso ph:NoSuchThing .", "ph:NoSuchThing"),
        ("ph:duration a owl:ObjectProperty .", "ph:duration"),
    ],
    "term-definitions": [("ph:X a owl:Class .", "ph:X")],
    "term-examples": [('ph:X a owl:Class ; skos:example "ev:x a ph:Event ." .', "ph:X")],
    "term-expectations": [
        ("ph:x a owl:ObjectProperty .", "ph:x"),
        (
            "ph:x a owl:DatatypeProperty ; ph:expectedDomain ph:Event ; ph:expectedRange ph:Post .",
            "ph:x",
        ),
        (
            "ph:x a owl:ObjectProperty ; ph:expectedRange codes:no ; ph:expectedDomain ph:Event .",
            "ph:x",
        ),
    ],
    "term-home": [
        ("ph:X a owl:Class .", "ph:X"),
        ("ph:X a owl:Class ; rdfs:isDefinedBy core:counts .", "ph:X"),
    ],
    "term-labels": [
        ("ph:X a owl:Class .", "ph:X"),
        ('ph:Event rdfs:label "biến cố"@vi .', "ph:Event"),
    ],
    "term-names": [
        ("ph:small a owl:Class .", "ph:small"),
        ("ph:Large a owl:ObjectProperty .", "ph:Large"),
    ],
    "term-questions": [
        ("ph:X a owl:Class .", "ph:X"),
        ('ph:X a owl:Class ; ph:competencyQuestion "34" .', "ph:X"),
    ],
    "term-sources": [('ph:X a owl:Class ; dcterms:source "" .', "ph:X")],
    "texts": [
        (f'ph:Event skos:definition "{"a" * 201}"@en .', "ph:Event"),
        ('ph:Event rdfs:label "sự  kiện"@vi .', "ph:Event"),
        ('ph:Event rdfs:label "sự kiê\u0323n"@vi .', "ph:Event"),
    ],
}
CASES = [(name, triples, node) for name, broken in BROKEN.items() for triples, node in broken]


TERMS = {term.iri: term for term in load_vocabulary().terms}


def with_ancestors(names: Iterable[str]) -> set[str]:
    """IRIs of classes and of all classes above them."""
    found = {ONTOLOGY + name for name in names}
    return found.union(*(SUPERCLASSES[iri.removeprefix(ONTOLOGY)] for iri in found))


# Prefix of a node -> what such a node can be.
CLASSES_OF_NODES = {
    node: with_ancestors(name for table in TABLES if table.node == node for name in table.classes)
    for node in {table.node for table in TABLES}
} | {
    node: with_ancestors([name])
    for node, name in (("src", "SourceDocument"), ("ev", "EvidenceSpan"), ("chain", "DatedChain"))
}


def checks_by_name() -> dict[str, Path]:
    return {path.stem: path for path in check_files()}


def add(store: Store, triples: str) -> None:
    """Add triples to the graph they would stand in."""
    about_codes = triples.startswith(("role:", "line:", f"<{ID}"))
    graph = "codes/roles" if about_codes else "core/events"
    home = f"<https://w3id.org/phoihop/ontology/{graph}>"
    store.load((PREFIXES + f"{home} {{ {triples} }}").encode(), format=RdfFormat.TRIG)


def expand(name: str) -> str:
    graph = Graph()
    graph.parse(data=f"{PREFIXES} {name} a owl:Thing .", format="turtle")
    return str(next(graph.subjects(RDF.type)))


def test_every_check_is_collected_and_has_a_breaking_case():
    assert set(checks_by_name()) == set(BROKEN)
    assert len(check_files()) == 18
    assert len(CASES) >= len(BROKEN) - 1


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_vocabulary_is_clean(name):
    assert run_check(checks_by_name()[name], load_files()) == ()


@pytest.mark.parametrize(("name", "triples", "node"), CASES)
def test_check_reports_what_is_broken(name, triples, node):
    store = load_files()
    add(store, triples)
    faults = run_check(checks_by_name()[name], store)
    assert expand(node) in {fault.term for fault in faults}
    assert all(fault.check == name and fault.fault for fault in faults)


@pytest.mark.parametrize(
    ("graph", "line"),
    [
        ("core/events", 'dcterms:title "Events, changes, plans"@en'),
        ("core/phoihop", 'owl:versionInfo "0.1.0"'),
        ("codes/roles", "dcterms:license <https://creativecommons.org/licenses/by/4.0/>"),
        ("alignments/org", 'dcterms:creator "Phối Hợp"'),
    ],
)
def test_header_check_reports_a_missing_part(graph, line):
    store = load_files()
    home = f"https://w3id.org/phoihop/ontology/{graph}"
    prefixes = PREFIXES.replace("@prefix", "PREFIX").replace("> .", ">")
    store.update(f"{prefixes} DELETE WHERE {{ GRAPH <{home}> {{ ?header {line} }} }}")
    faults = run_check(checks_by_name()["headers"], store)
    assert [fault.term for fault in faults] == [home.removesuffix("/core/phoihop")]


def test_a_check_that_does_not_parse_or_has_other_columns_is_an_error(tmp_path):
    for text in ("SELECT", "SELECT ?x WHERE { ?x ?y ?z }", "ASK { ?x ?y ?z }"):
        path = tmp_path / "check.rq"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(OntologyError, match=r"checks/check\.rq"):
            run_check(path, Store())


def test_a_vocabulary_file_that_is_not_turtle_is_an_error(tmp_path):
    path = tmp_path / "broken.ttl"
    path.write_text("ph:Event a", encoding="utf-8")
    with pytest.raises(OntologyError, match=r"broken\.ttl is not Turtle"):
        load_files([path])


def test_every_literal_is_nfc():
    assert list(iter_not_nfc(load_files())) == []


def test_nfc_check_finds_what_has_no_combining_mark():
    store = Store()
    add(store, 'ph:Event rdfs:label "\u212b"@en .')  # Angstrom sign: NFC makes it one other letter
    assert [fault.term for fault in iter_not_nfc(store)] == [ONTOLOGY + "Event"]


def test_graph_of_a_file_mirrors_its_path():
    graphs = {file_graph(path) for path in (*core_files(), *code_files(), *alignment_files())}
    assert "https://w3id.org/phoihop/ontology/codes/roles" in graphs
    assert len(graphs) == 9 + 13 + 5


def test_undeclared_names_are_found_in_any_notation():
    text = "ph:Event ph:Evnt <https://w3id.org/phoihop/ontology#superiors> ph:superior graph:x"
    assert undeclared_names(text) == ("Evnt", "superiors")


def test_no_undeclared_name_in_vocabulary_shapes_queries_examples_and_docs(root):
    patterns = (
        "ontology/**/*.ttl",
        "ontology/**/*.rq",
        "ontology/**/*.trig",
        "ontology/**/*.jsonld",
        "kg/**/*.rq",
        "data/**/*.ttl",
        "data/**/*.trig",
        "docs/terms.md",
        "docs/reference/ontology.md",
    )
    paths = {path for pattern in patterns for path in root.glob(pattern)}
    assert len(paths) >= len(core_files()) + len(code_files()) + len(shape_files())
    found = {str(path): undeclared_names(path.read_text(encoding="utf-8")) for path in paths}
    assert {path: names for path, names in found.items() if names} == {}


def test_the_tables_use_declared_names_only():
    for table in TABLES:
        assert set(table.classes) <= CLASSES, table.name
        for column in table.columns:
            if column.property.startswith(ONTOLOGY):
                assert column.property.removeprefix(ONTOLOGY) in PROPERTIES, column.name


def test_the_tables_stand_where_properties_are_expected():
    wrong = [
        (table.name, column.name)
        for table in TABLES
        for column in table.columns
        if column.property in TERMS
        if not with_ancestors(table.classes) & set(TERMS[column.property].domain)
    ]
    assert wrong == []


DATATYPES = {
    Kind.TEXT: {"string", "langString"},
    Kind.NUMBER: {"string"},
    Kind.DAY: {"date"},
    Kind.PARTIAL: {"date", "gYearMonth", "gYear"},
    Kind.YEAR: {"gYear"},
    Kind.DURATION: {"duration"},
    Kind.INTEGER: {"nonNegativeInteger"},
    Kind.DECIMAL: {"decimal"},
    Kind.BOOLEAN: {"boolean"},
    Kind.CLASS: {"Class"},
}


def test_the_tables_hold_the_values_that_properties_are_expected_to_have():
    wrong = []
    for table in TABLES:
        for column in table.columns:
            if column.property not in TERMS:
                continue
            expected = set(TERMS[column.property].range)
            if column.kind is Kind.REF:
                bad = [one for one in column.targets if not CLASSES_OF_NODES[one] & expected]
            elif column.kind is Kind.CODE:
                bad = [one for one in column.targets if SCHEMES[one] not in expected]
            else:
                bad = {iri.split("#")[1] for iri in expected} - DATATYPES[column.kind]
            if bad:
                wrong.append((table.name, column.name, bad))
    assert wrong == []


def test_every_question_that_a_term_names_exists():
    numbers = {int(path.name.split("-")[0]) for path in question_files()}
    named = {number for term in TERMS.values() for number in term.questions}
    assert named <= numbers


def test_every_term_in_the_query_of_a_question_names_that_question():
    missing = set()
    for path in question_files():
        lines = path.read_text(encoding="utf-8").splitlines()
        query = "\n".join(line for line in lines if not line.startswith("#"))
        number = int(path.name.split("-")[0])
        for name in re.findall(r"\bph:(\w+)", query):
            if number not in TERMS[ONTOLOGY + name].questions:
                missing.add(f"add {number} to ph:{name}")
    assert sorted(missing) == []


EXAMPLE_PREFIXES = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes().items())


@pytest.mark.parametrize("term", TERMS.values(), ids=lambda term: term.name)
def test_example_is_turtle_that_uses_the_term_as_expected(term):
    graph = Graph()
    graph.parse(data=EXAMPLE_PREFIXES + "\n".join(term.examples), format="turtle")
    if term.kind == "class":
        assert (None, RDF.type, URIRef(term.iri)) in graph
        return
    triples = list(graph.triples((None, URIRef(term.iri), None)))
    assert triples
    for subject, _, value in triples:
        if term.domain:
            assert kinds_of(subject) & set(term.domain)
        if term.range:
            assert kinds_of(value) & set(term.range)


def kinds_of(node: Node) -> set[str]:
    """What a node of an example can be, judged by its prefix, name or datatype."""
    if isinstance(node, Literal):
        return {str(RDF.langString) if node.language else str(node.datatype or XSD.string)}
    if str(node).startswith(ONTOLOGY):
        return {str(OWL.Class)}
    short = str(node).removeprefix(ID).partition("/")
    if short[2].endswith(".validity"):
        return {ONTOLOGY + "Validity"}
    if short[0] in SCHEMES:
        assert short[2] in CODES[short[0]]
        return {SCHEMES[short[0]]}
    return CLASSES_OF_NODES[short[0]]


def closure(extra: str = "") -> Graph:
    """The RL closure of core and alignments; texts are left out, no rule looks at them."""
    graph = parse_turtle((*core_files(), *alignment_files()))
    for triple in list(graph):
        if isinstance(triple[2], Literal):
            graph.remove(triple)
    graph.parse(data=PREFIXES + extra, format="turtle")
    DeductiveClosure(OWLRL_Semantics).expand(graph)
    return graph


def errors(graph: Graph) -> list[str]:
    said = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
    return [str(message) for message in graph.objects(None, said)]


def test_owl_rl_finds_no_clash_in_the_vocabulary():
    assert errors(closure()) == []


CLASHES = {
    "unit-and-committee": "a ph:PartyUnit , ph:PartyCommittee",
    "plan-and-event": "a ph:PlannedChange , ph:Event",
    "cell-and-organisation": "a ph:PartyCell , ph:PartyOrganisation",
    "group-and-legal-person": "a ph:EnterpriseGroup , org:FormalOrganization",
    "person-and-enterprise": "a ph:Person , ph:Enterprise",
    "claim-and-organisation": "ph:subordinate role:y ; a org:Organization",
    "agreement-and-event": "a ph:Agreement , ph:ReviewEvent",
}


def test_owl_rl_finds_the_clashes_that_are_wanted():
    said = errors(closure("".join(f"role:{name} {what} . " for name, what in CLASHES.items())))
    found = {name for name in CLASHES if any(f"role/{name}" in message for message in said)}
    assert found == set(CLASHES)


def test_owl_rl_infers_what_is_wanted_and_no_more():
    graph = closure("""
        role:cell a ph:PartyCell . role:s1 ph:subordinate role:cell ; ph:superior role:district .
        role:district a ph:PartyCommittee ; ph:executiveCommitteeOf role:unit .
        role:s2 ph:subordinate role:unit ; ph:superior role:city .
    """)
    role = Namespace(ID + "role/")
    assert (role.cell, PH.everDirectlyUnder, role.district) in graph
    assert (role.cell, PH.everDirectlyUnder, role.city) not in graph
    assert (role.cell, PH.everUnder, role.city) in graph
    assert (role.unit, PH.hasExecutiveCommittee, role.district) in graph
    assert (role.s1, RDF.type, PH.Statement) in graph
    assert (role.city, RDF.type, PH.PartyCommittee) not in graph
    assert (role.city, PH.everUnder, role.cell) not in graph


def test_concepts_get_the_label_that_entities_have():
    graph = parse_turtle((*code_files(), *alignment_files()))
    assert (None, RDFS.subPropertyOf, RDFS.label) in graph
    assert {str(sub) for sub in graph.subjects(RDFS.subPropertyOf, RDFS.label)} == {
        "http://www.w3.org/2004/02/skos/core#prefLabel"
    }
