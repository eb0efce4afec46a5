"""Validation in parts finds what validation at once finds."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Graph

from kg.errors import StoreError
from kg.ontology.load import ontology_quads, shapes_text
from kg.shapes import flatten
from kg.shapes.catalogue import read_shapes
from kg.shapes.examples import load_examples
from kg.shapes.fast import run_fast
from kg.shapes.findings import read_report
from kg.shapes.needs import Need, find_needs
from kg.shapes.parts import deal, run_fast_in_parts

PH = "https://w3id.org/phoihop/ontology#"
SHAPES = "https://w3id.org/phoihop/shapes#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
QUERY = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix x: <http://example.org/> .
x:declarations sh:declare [ sh:prefix "x" ; sh:namespace "http://example.org/" ] .
x:shape a sh:NodeShape ; sh:targetClass x:Thing ;
    sh:sparql [ sh:prefixes x:declarations ; sh:select "SELECT $this { $this %s }" ] .
"""


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every example, the broken ones too, and the vocabulary, as one N-Triples file."""
    graph = Graph()
    for example in load_examples():
        graph.parse(example.path, format="turtle")
    path = tmp_path_factory.mktemp("parts") / "all.nt"
    graph.serialize(path, format="nt", encoding="utf-8")
    path.write_text(path.read_text() + flatten(ontology_quads()))
    return path


@pytest.mark.parametrize("part_triples", [1, 500, 100_000])
def test_parts_find_what_the_whole_finds(everything: Path, part_triples: int) -> None:
    shapes = shapes_text()
    catalogue = read_shapes(shapes)
    whole = read_report(run_fast(everything, shapes), catalogue)
    parts = run_fast_in_parts(everything, shapes, whole_bytes=0, part_triples=part_triples)
    assert len(whole.results) > 50
    assert read_report(parts, catalogue) == whole
    assert [path.name for path in everything.parent.iterdir()] == ["all.nt"]


def test_only_large_n_triples_files_go_in_parts(everything: Path, tmp_path: Path) -> None:
    shapes = shapes_text()
    turtle = tmp_path / "all.ttl"
    turtle.write_bytes(everything.read_bytes())
    wholes = [
        run_fast_in_parts(everything, shapes, part_triples=1),
        run_fast_in_parts(turtle, shapes, whole_bytes=0),
        run_fast_in_parts(everything.read_bytes(), shapes, whole_bytes=0),
    ]
    assert {len(report) for report in wholes} == {len(run_fast(everything, shapes))}
    with pytest.raises(StoreError):
        run_fast_in_parts(tmp_path / "absent.nt", shapes, whole_bytes=0)


def test_a_shape_needs_what_it_names() -> None:
    needs = find_needs(shapes_text())
    assert needs is not None
    hashed = needs[SHAPES + "S35-EvidenceSpan"]
    assert {PH + "sha256", PH + "locator", RDF_TYPE} <= (hashed.predicates or set())
    assert PH + "evidence" not in (hashed.predicates or set())
    assert PH + "EvidenceSpan" in (hashed.classes or set())
    # A class that a query asks for by a variable may be any.
    assert needs[SHAPES + "S07-searchKey"].classes is None
    assert all(need.predicates is not None for need in needs.values())


@pytest.mark.parametrize(
    ("pattern", "predicates", "classes"),
    [
        ("x:p/^x:q ?v", {"p", "q"}, set()),
        ("x:p ?v FILTER NOT EXISTS { ?v (x:q|x:r)* ?w . ?w a x:C }", {"p", "q", "r"}, {"C"}),
        ("x:p ?v FILTER EXISTS { ?v x:q ?w FILTER EXISTS { ?w x:r ?z } }", {"p", "q", "r"}, set()),
        ("a ?cls", set(), None),
        ("?p ?v", None, None),
        ("x:p ?v FILTER NOT EXISTS { ?v ?p ?w }", None, None),
        ("!x:p ?v", None, None),
    ],
)
def test_queries_are_read(
    pattern: str, predicates: set[str] | None, classes: set[str] | None
) -> None:
    needs = find_needs(QUERY % pattern)
    assert needs is not None
    (need,) = needs.values()
    base = "http://example.org/"
    if predicates is None:
        assert need.predicates is None
    else:
        found = {iri for iri in need.predicates or () if iri.startswith(base)}
        assert {base + name for name in predicates} <= found
    if classes is None:
        assert need.classes is None
    else:
        assert {base + name for name in {*classes, "Thing"}} <= (need.classes or set())


def test_closed_shapes_see_everything_and_nameless_ones_are_not_dealt(tmp_path: Path) -> None:
    text = (
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix x: <http://example.org/> .\n"
        "{name} a sh:NodeShape ; sh:targetClass x:Thing ; sh:closed true ."
    )
    needs = find_needs(text.format(name="x:shape"))
    assert needs == {"http://example.org/shape": Need(None, None)}
    assert find_needs(text.format(name="_:shape")) is None
    path = tmp_path / "a.nt"
    path.write_text(f"<http://example.org/a> <{RDF_TYPE}> <http://example.org/Thing> .\n")
    reports = [
        run_fast_in_parts(path, text.format(name=name), whole_bytes=0)
        for name in ("x:shape", "_:shape")
    ]
    # The type itself is not among the properties that a closed shape allows.
    assert len(reports[0]) == len(reports[1]) > 2


def test_shapes_share_parts_up_to_the_limit() -> None:
    def need(*names: str) -> Need:
        return Need(frozenset(names), frozenset())

    counts = ({b"<p>": 10.0, b"<q>": 6.0, b"<r>": 5.0}, dict[bytes, float]())
    needs = {"big": need("p"), "one": need("q"), "two": need("r"), "three": need("q", "r")}
    dealt = {
        most: [sorted(part.names) for part in deal(needs, counts, most)] for most in (9, 11, 100)
    }
    assert dealt[9] == dealt[11] == [["one", "three", "two"], ["big"]]
    assert dealt[100] == [["big", "one", "three", "two"]]
    apart = {name: needs[name] for name in ("big", "one")}
    assert [part.names for part in deal(apart, counts, 9)] == [["big"], ["one"]]
