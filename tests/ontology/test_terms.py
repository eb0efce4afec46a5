"""The generated names are what the Turtle says, and they are closed."""

from __future__ import annotations

import shutil

import pytest
from rdflib import OWL, RDF, SKOS

from kg.errors import OntologyError
from kg.model.iri import ID, NODE_TYPES, ONTOLOGY
from kg.model.terms import Iri, Literal, format_quad
from kg.ontology import files, generate, load, terms, vocabulary
from kg.ontology.python_terms import WIDTH, wrap_names
from kg.ontology.terms import CLASSES, CODES, PH, PROPERTIES, SCHEMES, SUPERCLASSES

ORG = "http://www.w3.org/ns/org#"


def test_names_are_the_declared_ones():
    graph = vocabulary.parse_turtle(files.core_files())
    declared = {str(node) for node in graph.subjects(RDF.type, OWL.Class)}
    assert {ONTOLOGY + name for name in CLASSES} == declared
    for kind in (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty):
        ours = {str(node) for node in graph.subjects(RDF.type, kind)}
        assert {iri for iri in ours if iri.startswith(ONTOLOGY)} <= {
            ONTOLOGY + name for name in PROPERTIES
        }
    assert len(CLASSES) == 48
    assert not CLASSES & PROPERTIES


def test_constants_hold_full_iris_and_nothing_else_exists():
    constants = {name for name in vars(PH) if not name.startswith("_")}
    assert constants == CLASSES | PROPERTIES
    assert PH.PartyUnit == "https://w3id.org/phoihop/ontology#PartyUnit"
    assert PH.executiveCommitteeOf == ONTOLOGY + "executiveCommitteeOf"
    with pytest.raises(AttributeError):
        _ = PH.PartyUnits


def test_superclasses_reach_other_vocabularies():
    assert SUPERCLASSES["PartyCell"] >= {PH.PartyUnit, ORG + "Organization"}
    assert SUPERCLASSES["PostHolding"] >= {PH.Statement, ORG + "Membership"}
    assert SUPERCLASSES["FocusTask"] == {PH.Obligation}
    assert SUPERCLASSES["Validity"] == frozenset()
    assert all(ONTOLOGY + name not in above for name, above in SUPERCLASSES.items())
    assert set(SUPERCLASSES) == CLASSES


def test_code_lists_have_a_prefix_that_nodes_may_have():
    assert set(CODES) == set(SCHEMES) <= set(NODE_TYPES)
    assert len(CODES) == 13


def test_written_files_have_not_drifted(root):
    texts = generate.generated_files(vocabulary.load_vocabulary())
    assert set(texts) == {
        "kg/ontology/terms.py",
        "ontology/context/phoihop.jsonld",
        "docs/reference/ontology.md",
    }
    assert generate.find_drift(texts, root) == ()


def test_generator_writes_and_check_tells_drift(tmp_path, capsys):
    assert generate.main(["--check"], root=tmp_path) == 1
    assert "kg/ontology/terms.py: differs from the vocabulary" in capsys.readouterr().err
    assert not (tmp_path / "kg").exists()
    assert generate.main([], root=tmp_path) == 0
    assert "docs/reference/ontology.md: written" in capsys.readouterr().err
    assert generate.main(["--check"], root=tmp_path) == 0
    (tmp_path / "kg/ontology/terms.py").write_text("", encoding="utf-8")
    assert generate.main(["--check"], root=tmp_path) == 1


def test_generated_python_is_the_module_in_use(root):
    namespace: dict[str, object] = {}
    text = (root / "kg/ontology/terms.py").read_text(encoding="utf-8")
    exec(compile(text, "terms.py", "exec"), namespace)
    assert namespace["CODES"] == terms.CODES
    assert max(len(line) for line in text.splitlines()) <= WIDTH


def test_names_wrap_before_the_width():
    lines = wrap_names(["a" * 40, "b" * 40, "c" * 40], "    ")
    assert lines == ["    " + f'"{"a" * 40}", "{"b" * 40}",', f'    "{"c" * 40}",']


def test_files_are_sorted_and_found():
    for paths in (files.core_files(), files.code_files(), files.alignment_files()):
        assert list(paths) == sorted(paths)
        assert all(path.suffix == ".ttl" for path in paths)
    assert files.context_file().is_file()
    assert all(path.suffix == ".rq" for path in (*files.check_files(), *files.question_files()))


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """A copy of the vocabulary where a wheel has it, and no checkout."""
    packaged = tmp_path / "_ontology"
    shutil.copytree(files.ontology_dir(), packaged)
    monkeypatch.setattr(files, "PACKAGED", packaged)
    monkeypatch.setattr(files, "CHECKOUT", tmp_path / "none")
    load.ontology_quads.cache_clear()
    yield packaged
    load.ontology_quads.cache_clear()


def test_a_packaged_copy_is_used(elsewhere):
    assert files.ontology_dir() == elsewhere
    assert files.core_files()[0].parent == elsewhere / "core"


def test_no_vocabulary_is_an_error(elsewhere):
    shutil.rmtree(elsewhere)
    with pytest.raises(OntologyError, match="no vocabulary files"):
        files.ontology_dir()


def test_an_empty_core_is_an_error(elsewhere):
    for path in files.core_files():
        path.unlink()
    with pytest.raises(OntologyError, match="no core modules"):
        load.ontology_quads()


HEADER = "@prefix owl: <http://www.w3.org/2002/07/owl#> . <x:y> a owl:Ontology . "


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("core/events.ttl", "<", r"core/events\.ttl is not Turtle"),
        ("core/more.ttl", f"{HEADER} <{ONTOLOGY}Event> a owl:Class .", "declared in two modules"),
        ("core/more.ttl", "", r"core/more\.ttl has no header"),
        ("codes/more.ttl", "", r"codes/more\.ttl has no concept scheme"),
        (
            "codes/more.ttl",
            f"<x:s> a <{SKOS.ConceptScheme}> . <x:c> <{SKOS.inScheme}> <x:s> .",
            "x:c is not a concept of the form",
        ),
    ],
)
def test_faulty_files_are_errors(elsewhere, file, text, said):
    (elsewhere / file).write_text(text, encoding="utf-8")
    with pytest.raises(OntologyError, match=said):
        vocabulary.load_vocabulary()


def test_an_empty_scheme_has_no_prefix(elsewhere):
    text = f"<x:s> a <{SKOS.ConceptScheme}> ."
    (elsewhere / "codes/more.ttl").write_text(text, encoding="utf-8")
    (scheme,) = [one for one in vocabulary.load_vocabulary().schemes if one.iri == "x:s"]
    assert (scheme.prefix, scheme.concepts) == ("", ())


def test_quads_are_sorted_in_one_graph_and_without_blank_nodes():
    quads = load.ontology_quads()
    lines = [format_quad(quad) for quad in quads]
    assert lines == sorted(set(lines))
    assert {quad.graph for quad in quads} == {Iri("https://w3id.org/phoihop/graph/ontology")}
    assert not any(line.startswith("_:") or " _:" in line for line in lines)


def test_property_chains_survive_as_lists_of_minted_nodes():
    quads = load.ontology_quads()
    chains = [quad for quad in quads if quad.predicate == Iri(str(OWL.propertyChainAxiom))]
    assert len(chains) == 2
    heads = {quad.object for quad in chains}
    assert all(str(head).startswith(load.GENID) for head in heads)
    firsts = {q.object for q in quads if q.subject in heads and q.predicate == Iri(str(RDF.first))}
    assert firsts == {Iri(PH.isSubordinateIn), Iri(PH.executiveCommitteeOf)}


def test_reading_twice_gives_the_same_quads():
    first = load.ontology_quads()
    load.ontology_quads.cache_clear()
    assert load.ontology_quads() == first


def test_literals_keep_language_and_datatype():
    spoken = {
        (str(quad.object), quad.object.language)
        for quad in load.ontology_quads()
        if quad.subject == Iri(ID + "role/bi-thu") and isinstance(quad.object, Literal)
    }
    assert ("bí thư", "vi") in spoken
    numbers = {
        quad.object
        for quad in load.ontology_quads()
        if quad.predicate == Iri(PH.competencyQuestion)
    }
    assert Literal("34", "http://www.w3.org/2001/XMLSchema#integer") in numbers


def test_a_literal_as_subject_is_an_error():
    graph = vocabulary.parse_turtle(())
    from rdflib import Literal as RdfLiteral

    graph.add((RdfLiteral("x"), RDF.type, OWL.Class))
    with pytest.raises(OntologyError, match="cannot be a subject"):
        load.quads_of(graph, "x:g")


def test_shapes_are_one_turtle_text():
    text = load.shapes_text()
    graph = vocabulary.parse_turtle(())
    graph.parse(data=text, format="turtle")
    whole = vocabulary.parse_turtle(files.shape_files())
    assert len(graph) == len(whole) > 0
