"""The closure adds what OWL 2 RL adds, cut down to what is wanted; clashes show up the tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from owlrl import DeductiveClosure, OWLRL_Semantics
from rdflib import RDF, Graph, URIRef
from rdflib import Literal as RdfLiteral

from kg.infer.axioms import Axioms, is_meaningful, read_axioms
from kg.infer.clash import Clash, find_clashes
from kg.infer.closure import TYPE, WANTED, iter_closure_quads
from kg.ingest.folder import read_folders
from kg.model.iri import GRAPH_DERIVED, GRAPH_ONTOLOGY, ID, ONTOLOGY
from kg.model.terms import RDFS, Iri, Literal, Quad, Term, format_term, text
from kg.ontology.load import ontology_quads
from kg.ontology.terms import PH
from kg.store.oxigraph import OxigraphStore

GRAPH = "https://w3id.org/phoihop/graph/source/x"
ORG = "http://www.w3.org/ns/org#"
PROV = "http://www.w3.org/ns/prov#"
FOAF = "http://xmlns.com/foaf/0.1/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
Triple = tuple[str, str, str]


def iri(value: str) -> Iri:
    return Iri(value if ":" in value else ID + value)


def quad(subject: str, predicate: str, value: str | Term) -> Quad:
    return Quad(
        iri(subject), iri(predicate), iri(value) if isinstance(value, str) else value, Iri(GRAPH)
    )


@pytest.fixture(scope="module")
def axioms() -> Axioms:
    return read_axioms(ontology_quads())


@pytest.fixture
def store() -> Iterator[OxigraphStore]:
    with OxigraphStore() as opened:
        yield opened


def fill(store: OxigraphStore, quads: Iterable[Quad]) -> None:
    by_graph: dict[str, list[Quad]] = {}
    for each in quads:
        by_graph.setdefault(each.graph.value, []).append(each)
    for graph, members in by_graph.items():
        store.load(graph, members)


def short(quads: Iterable[Quad]) -> set[Triple]:
    return {
        (
            str(each.subject).removeprefix(ID),
            each.predicate.value.replace(ONTOLOGY, "ph:"),
            str(each.object).removeprefix(ID).replace(ONTOLOGY, "ph:"),
        )
        for each in quads
    }


def test_axioms_of_the_vocabulary(axioms: Axioms) -> None:
    assert axioms.superclasses[PH.PartyCell] == {
        PH.PartyUnit,
        ORG + "Organization",
        FOAF + "Agent",
    }
    assert axioms.inverses[PH.executiveCommitteeOf] == {PH.hasExecutiveCommittee}
    assert ((PH.isSubordinateIn, PH.superior), PH.everDirectlyUnder) in axioms.chains
    assert axioms.transitive == {PH.everUnder}
    assert (PROV + "Activity", PROV + "Entity") in axioms.disjoint
    assert axioms.superproperties[SKOS + "prefLabel"] == {RDFS + "label"}
    assert axioms.ranges == {}, "a range would make sh:class unfalsifiable"


ODD_AXIOMS = """
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
INSERT DATA { GRAPH <urn:o> {
  <urn:a> a owl:Class . <urn:b> a owl:Class . <urn:c> a owl:Class .
  <urn:g> a owl:AllDisjointClasses ; owl:members <urn:l1> .
  <urn:l1> rdf:first <urn:a> ; rdf:rest <urn:l2> .
  <urn:l2> rdf:first <urn:b> ; rdf:rest rdf:nil .
  <urn:p> a owl:ObjectProperty ; rdfs:range <urn:c> ; rdfs:domain <urn:a> .
} }
"""


def test_disjoint_groups_and_ranges_are_read(store: OxigraphStore) -> None:
    store.update(ODD_AXIOMS)
    axioms = read_axioms(store.dump("urn:o"))
    assert axioms.disjoint == (("urn:a", "urn:b"),)
    assert axioms.ranges == {"urn:p": frozenset({"urn:c"})}
    fill(store, [quad("urn:x", "urn:p", "urn:y"), quad("urn:x", "urn:p", text("a literal"))])
    derived = short(iter_closure_quads(store, axioms))
    assert ("urn:x", TYPE, "urn:a") in derived
    assert ("urn:y", TYPE, "urn:c") in derived
    assert "a literal" not in {subject for subject, _, _ in derived}


DERIVED_ENDS = (
    f"PREFIX rdfs: <{RDFS}> INSERT DATA {{ GRAPH <urn:o> {{ "
    f"<{PH.hasExecutiveCommittee}> rdfs:domain <urn:unit> ; rdfs:range <urn:committee> . "
    f"<{PH.executiveCommitteeOf}> <http://www.w3.org/2002/07/owl#inverseOf> "
    f"<{PH.hasExecutiveCommittee}> }} }}"
)


def test_ends_of_derived_properties_get_their_class_once(store: OxigraphStore) -> None:
    store.update(DERIVED_ENDS)
    axioms = read_axioms(store.dump("urn:o"))
    fill(
        store,
        [
            quad("com/b", PH.executiveCommitteeOf, "unit/b"),
            quad("com/c", PH.executiveCommitteeOf, "unit/c"),
            quad("unit/c", TYPE, "urn:unit"),
        ],
    )
    derived = short(iter_closure_quads(store, axioms))
    assert {triple for triple in derived if triple[1] == TYPE} == {
        ("unit/b", TYPE, "urn:unit"),
        ("com/b", TYPE, "urn:committee"),
        ("com/c", TYPE, "urn:committee"),
    }


def test_types_go_up_the_tree_and_are_not_repeated(store: OxigraphStore, axioms: Axioms) -> None:
    fill(
        store,
        [quad("unit/p", TYPE, PH.PartyCell), quad("unit/p", TYPE, PH.PartyUnit)],
    )
    derived = list(iter_closure_quads(store, axioms))
    assert short(derived) == {
        ("unit/p", TYPE, ORG + "Organization"),
        ("unit/p", TYPE, FOAF + "Agent"),
    }
    assert {each.graph.value for each in derived} == {GRAPH_DERIVED}


def chain_of_three() -> list[Quad]:
    """Cell p under district committee b, whose unit is under city committee c."""
    return [
        quad("com/b", PH.executiveCommitteeOf, "unit/b"),
        quad("sub/1", TYPE, PH.PartySubordination),
        quad("sub/1", PH.subordinate, "unit/p"),
        quad("sub/1", PH.superior, "com/b"),
        quad("sub/2", TYPE, PH.PartySubordination),
        quad("sub/2", PH.subordinate, "unit/b"),
        quad("sub/2", PH.superior, "com/c"),
    ]


def test_who_was_ever_under_whom(store: OxigraphStore, axioms: Axioms) -> None:
    fill(store, chain_of_three())
    derived = short(iter_closure_quads(store, axioms))
    assert {triple for triple in derived if triple[1] == "ph:everDirectlyUnder"} == {
        ("unit/p", "ph:everDirectlyUnder", "com/b"),
        ("unit/b", "ph:everDirectlyUnder", "com/c"),
        ("com/b", "ph:everDirectlyUnder", "com/c"),
    }
    assert ("unit/p", "ph:everUnder", "com/c") in derived
    assert ("com/c", "ph:everUnder", "com/c") not in derived
    assert ("unit/b", "ph:hasExecutiveCommittee", "com/b") in derived
    assert ("sub/1", TYPE, "ph:AuthorityRelation") in derived
    assert not [triple for triple in derived if triple[1] == "ph:isSubordinateIn"], "not wanted"


def test_a_cycle_ends(store: OxigraphStore, axioms: Axioms) -> None:
    fill(
        store,
        [
            *chain_of_three(),
            quad("com/c", PH.executiveCommitteeOf, "unit/c"),
            quad("sub/3", PH.subordinate, "unit/c"),
            quad("sub/3", PH.superior, "com/b"),
        ],
    )
    derived = short(iter_closure_quads(store, axioms))
    assert ("com/b", "ph:everUnder", "com/b") in derived


def test_domain_types_what_has_no_class(store: OxigraphStore, axioms: Axioms) -> None:
    fill(store, [quad("sub/9", PH.superior, "com/b")])
    derived = list(iter_closure_quads(store, axioms))
    assert short(derived) == {
        ("sub/9", TYPE, "ph:AuthorityRelation"),
        ("sub/9", TYPE, "ph:Statement"),
    }
    assert len(derived) == 2


def test_concepts_get_their_label(store: OxigraphStore, axioms: Axioms) -> None:
    fill(store, [quad("role/bi-thu", SKOS + "prefLabel", text("bí thư", "vi"))])
    (only,) = iter_closure_quads(store, axioms)
    assert only == Quad(
        iri("role/bi-thu"), Iri(RDFS + "label"), text("bí thư", "vi"), Iri(GRAPH_DERIVED)
    )


def test_sameness_is_never_followed(store: OxigraphStore, axioms: Axioms) -> None:
    fill(
        store,
        [
            quad("ent/e", "http://www.w3.org/2002/07/owl#sameAs", "ent/e-ltd"),
            quad("ent/e", RDFS + "label", text("Công ty E", "vi")),
            quad("ent/e", TYPE, "urn:a"),
        ],
    )
    assert list(iter_closure_quads(store, axioms)) == []


CLASHES = [
    (
        [(PH.PlannedChange,), (PH.Upgrade,)],
        {
            (PROV + "Activity", PROV + "Entity"),
            (PH.OrganisationChange, PH.PlannedChange),
        },
    ),
    ([(PH.PartyUnit,), (PH.PartyCommittee,)], {(PH.PartyCommittee, PH.PartyUnit)}),
    ([(PH.Person,), (PH.Enterprise,)], {(ORG + "Organization", PH.Person)}),
    ([(PH.PartyCell,), (PH.PartyUnit,)], set()),
]


@pytest.mark.parametrize(("classes", "expected"), CLASHES)
def test_clashes_show_up_the_tree(
    store: OxigraphStore,
    axioms: Axioms,
    classes: list[tuple[str]],
    expected: set[tuple[str, str]],
) -> None:
    fill(store, [quad("plan/x", TYPE, cls) for (cls,) in classes])
    store.load(GRAPH_DERIVED, iter_closure_quads(store, axioms))
    assert find_clashes(store, axioms) == tuple(
        sorted(Clash(ID + "plan/x", left, right) for left, right in expected)
    )


def to_rdflib(term: Term) -> URIRef | RdfLiteral:
    if isinstance(term, Literal):
        return RdfLiteral(
            term.value,
            lang=term.language or None,
            datatype=None if term.language else URIRef(term.datatype),
            normalize=False,
        )
    return URIRef(str(term))


def wanted_of_full_closure(quads: Iterable[Quad]) -> set[Triple]:
    """Triples that a complete OWL 2 RL reasoner adds, as far as they are wanted."""
    graph = Graph()
    for each in quads:
        graph.add((to_rdflib(each.subject), to_rdflib(each.predicate), to_rdflib(each.object)))
    asserted = set(graph)
    DeductiveClosure(OWLRL_Semantics).expand(graph)
    predicates = {URIRef(wanted) for wanted in WANTED}
    added = (
        triple
        for triple in graph
        if triple not in asserted and not isinstance(triple[0], RdfLiteral)
        if triple[1] in predicates or (triple[1] == RDF.type and is_meaningful(str(triple[2])))
    )
    return {(str(s), str(p), o.n3()) for s, p, o in added}


def is_prose(each: Quad) -> bool:
    """Definitions and examples of terms: a third of the quads, most of the reasoner's time."""
    labels = (RDFS + "label", SKOS + "prefLabel")
    return (
        each.graph.value == GRAPH_ONTOLOGY
        and isinstance(each.object, Literal)
        and each.predicate.value not in labels
    )


@pytest.mark.slow
def test_closure_is_the_full_rl_closure_cut_to_what_is_wanted(
    store: OxigraphStore, axioms: Axioms, root: Path
) -> None:
    graphs = read_folders([root / "data" / "seeds"]).graphs.values()
    data = [each for graph in graphs for each in graph]
    vocabulary = [each for each in ontology_quads() if not is_prose(each)]
    quads = [*vocabulary, *data, *chain_of_three()]
    fill(store, quads)
    derived = {
        (str(each.subject), each.predicate.value, format_term(each.object))
        for each in iter_closure_quads(store, axioms)
    }
    expected = wanted_of_full_closure(quads)
    assert len(expected) > 500
    assert derived == expected
