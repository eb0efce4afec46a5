"""Forms of data, failures of engines, and what does not travel out of them."""

import pytest

from kg.errors import OntologyError, StoreError
from kg.model.terms import Iri, Quad, text
from kg.shapes import flatten, validate
from kg.shapes.catalogue import read_shapes

SHAPES = """
@prefix phs: <https://w3id.org/phoihop/shapes#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix x: <http://example.org/> .
phs:S01-name a sh:PropertyShape ; rdfs:label "name"@en ; rdfs:comment "no name"@en ;
    sh:targetClass x:Thing ; sh:path x:name ; sh:minCount 1 ; sh:maxLength 5 ;
    sh:message "{$this} cần tên"@vi , "{$this} needs a short name"@en .
"""
TYPE = Iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
DATA = "<http://example.org/a> a <http://example.org/Thing> .\n"
ENGINES = ("shifty", "pyshacl")


def x(local):
    return Iri(f"http://example.org/{local}")


def quads(*triples):
    return [Quad(*triple, x("graph")) for triple in triples]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("form", ["text", "bytes", "path", "ntriples path", "quads"])
def test_data_may_come_in_any_form(form, engine, tmp_path):
    turtle, triples = tmp_path / "data.ttl", tmp_path / "data.nt"
    turtle.write_text(DATA, encoding="utf-8")
    triples.write_text(flatten(quads((x("a"), TYPE, x("Thing")))), encoding="utf-8")
    forms = {
        "text": DATA,
        "bytes": DATA.encode(),
        "path": turtle,
        "ntriples path": triples,
        "quads": quads((x("a"), TYPE, x("Thing"))),
    }
    report = validate(forms[form], shapes=SHAPES, engine=engine)
    assert [(one.shape_id, one.focus, one.path, one.value) for one in report.results] == [
        ("S01", "http://example.org/a", "http://example.org/name", None)
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_graphs_are_flattened(engine):
    named = Quad(x("a"), x("name"), text("A"), x("other-graph"))
    data = [*quads((x("a"), TYPE, x("Thing"))), named]
    assert validate(data, shapes=SHAPES, engine=engine).results == ()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_value_is_named_and_cut(engine):
    name = "dài " * 40
    data = quads((x("a"), TYPE, x("Thing")), (x("a"), x("name"), text(name)))
    (result,) = validate(data, shapes=SHAPES, engine=engine).results
    assert len(result.value) == 80
    assert result.value.endswith("…")
    assert result.message_vi == f"http://example.org/a cần tên [giá trị: {result.value}]"
    assert result.message_en.endswith(f"[value: {result.value}]")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("joined", ["text", "path"])
def test_the_ontology_is_joined_to_the_data(engine, joined, tmp_path):
    data = "<http://example.org/a> a <http://example.org/Gadget> ."
    ontology = (
        "<http://example.org/Gadget> <http://www.w3.org/2000/01/rdf-schema#subClassOf>"
        " <http://example.org/Thing> .\n"
    )
    path = tmp_path / "data.ttl"
    path.write_text(data, encoding="utf-8")
    given = path if joined == "path" else data
    assert validate(given, shapes=SHAPES, engine=engine).conforms
    assert not validate(given, shapes=SHAPES, ontology=ontology, engine=engine).conforms


@pytest.mark.parametrize("engine", ENGINES)
def test_data_that_cannot_be_read_is_our_error(engine, tmp_path):
    with pytest.raises(StoreError, match="could not validate the data"):
        validate("this is no Turtle <", shapes=SHAPES, engine=engine)
    with pytest.raises(StoreError, match="could not validate the data"):
        validate(tmp_path / "missing.nt", shapes=SHAPES, engine=engine)
    with pytest.raises(StoreError, match=r"missing\.nt"):
        validate(tmp_path / "missing.nt", shapes=SHAPES, ontology=DATA, engine=engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("where", ["{ $this", "{ $this x:p ?o MINUS { $this x:q ?o } }"])
def test_a_constraint_that_cannot_run_is_our_error(where, engine):
    broken = SHAPES + f"phs:S01-name sh:sparql [ sh:select 'SELECT $this WHERE {where}' ] .\n"
    with pytest.raises(StoreError):
        validate(DATA, shapes=broken, engine=engine)


def test_shapes_that_cannot_be_read_are_an_error_of_the_vocabulary():
    with pytest.raises(OntologyError, match="not valid Turtle"):
        validate(DATA, shapes="phs:S01 a")


@pytest.mark.parametrize("name", ["phs:S1-name", "phs:name", "x:S01-name"])
def test_a_shape_without_a_number_is_refused(name):
    with pytest.raises(OntologyError, match="phs:S01-PostHolding"):
        read_shapes(SHAPES.replace("phs:S01-name", name))


@pytest.mark.parametrize("engine", ENGINES)
def test_results_of_a_nameless_shape_are_refused(engine):
    nameless = SHAPES + "[] a sh:NodeShape ; sh:targetClass x:Thing ; sh:class x:Other .\n"
    with pytest.raises(StoreError, match="not known"):
        validate(DATA, shapes=nameless, engine=engine)


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("x:name", "http://example.org/name"),
        ("rdfs:label", "rdfs:label"),
        ("[ sh:inversePath rdfs:label ]", "^rdfs:label"),
        ("( rdfs:label rdfs:comment )", "rdfs:label/rdfs:comment"),
        ("[ sh:alternativePath ( rdfs:label rdfs:comment ) ]", "(rdfs:label|rdfs:comment)"),
        ("[ sh:zeroOrMorePath rdfs:label ]", "rdfs:label*"),
        ("[ sh:oneOrMorePath ( rdfs:label rdfs:comment ) ]", "(rdfs:label/rdfs:comment)+"),
        ("[ sh:zeroOrOnePath rdfs:label ]", "rdfs:label?"),
        ("[ rdfs:label 'no path' ]", ""),
    ],
)
def test_paths_are_shown_as_in_sparql(path, shown):
    shapes = read_shapes(SHAPES.replace("sh:path x:name", f"sh:path {path}"))
    assert shapes["https://w3id.org/phoihop/shapes#S01-name"].path == shown
