"""The 42 shapes: their list, their examples, and two engines that must agree on every one."""

import re
from collections import Counter, defaultdict

import pytest

from kg.model.iri import ID
from kg.ontology.load import ontology_quads, shapes_text
from kg.ontology.terms import CLASSES, CODES
from kg.shapes import flatten, validate
from kg.shapes.catalogue import main_shapes, read_shapes
from kg.shapes.examples import find_passing, load_examples

V, W = "violation", "warning"
# By hand from the design's list of shapes: number, severity.
EXPECTED = {
    "S01": V, "S02": V, "S03": W, "S04": V, "S05": W, "S06": V, "S07": W, "S08": V, "S09": V,
    "S10": V, "S11": V, "S12": W, "S13": W, "S14": V, "S15": V, "S16": V, "S17": V, "S18": V,
    "S19": W, "S20": V, "S21": V, "S22": V, "S23": V, "S24": V, "S25": V, "S26": V, "S27": V,
    "S28": V, "S29": W, "S30": V, "S31": W, "S32": V, "S33": V, "S34": V, "S35": V, "S36": V,
    "S37": V, "S38": V, "S39": V, "S40": V, "S41": V, "S42": V,
}  # fmt: skip

EXAMPLES = load_examples()
VALID = [example for example in EXAMPLES if not example.breaks]
BROKEN = [example for example in EXAMPLES if example.breaks]
# Made by the derivation, or never a node of the data.
CLASSES_WITHOUT_EXAMPLE = frozenset[str]()


@pytest.fixture(scope="module")
def shapes():
    return shapes_text()


@pytest.fixture(scope="module")
def ontology():
    return flatten(ontology_quads())


@pytest.fixture(scope="module")
def catalogue(shapes):
    return read_shapes(shapes)


def test_the_42_shapes_are_there_with_their_severities(catalogue):
    mains = main_shapes(catalogue)
    assert len(mains) == 42
    assert {shape.shape_id: shape.severity for shape in mains} == EXPECTED


def test_parts_have_the_severity_of_their_shape(catalogue):
    assert all(
        shape.severity == EXPECTED[shape.shape_id] for shape in catalogue.values() if shape.messages
    )


def test_every_reporting_part_speaks_vietnamese_and_english(catalogue):
    speaking = [shape for shape in catalogue.values() if shape.messages]
    assert len(speaking) > 90
    for shape in speaking:
        assert set(shape.messages) == {"vi", "en"}, shape.iri
        assert all("{$this}" in text for text in shape.messages.values()), shape.iri


def test_messages_of_both_languages_use_the_same_placeholders(catalogue):
    for shape in catalogue.values():
        found = {tuple(sorted(re.findall(r"\{.*?\}", text))) for text in shape.messages.values()}
        assert len(found) <= 1, shape.iri


def test_every_class_has_a_valid_example():
    names = {example.name for example in VALID}
    assert CLASSES - names == CLASSES_WITHOUT_EXAMPLE


def test_every_shape_has_a_passing_and_a_failing_example(shapes):
    assert set(find_passing(shapes, EXAMPLES)) == set(EXPECTED)
    assert {example.name[:3] for example in BROKEN} == set(EXPECTED)


@pytest.mark.parametrize("example", VALID, ids=lambda example: example.name)
def test_a_valid_example_breaks_nothing(example, shapes, ontology):
    report = validate(example.path, shapes=shapes, ontology=ontology)
    assert report.results == ()


@pytest.mark.parametrize("example", BROKEN, ids=lambda example: example.name)
def test_a_broken_example_breaks_its_shape_and_no_other(example, shapes, ontology):
    report = validate(example.path, shapes=shapes, ontology=ontology)
    assert {result.shape_id for result in report.results} == example.breaks
    assert {result.severity for result in report.results} <= {
        EXPECTED[number] for number in example.breaks
    }


def apart(text, mark):
    """Give the nodes of one example names of their own, code lists excepted."""
    return re.sub(
        rf"({re.escape(ID)})([a-z]+)/([a-z0-9][a-z0-9.-]*)",
        lambda match: match[0] if match[2] in CODES else f"{match[1]}{match[2]}/{match[3]}--{mark}",
        text,
    )


def as_ntriples(path):
    from rdflib import Graph

    return Graph().parse(path, format="turtle").serialize(format="nt")


def facts(report):
    return {
        (result.shape, result.focus, result.path, result.value, result.severity)
        for result in report.results
    }


@pytest.fixture(scope="module")
def reports(shapes, ontology):
    """Reports of both engines on all examples in one graph, each example's nodes kept apart."""
    texts = [apart(as_ntriples(example.path), f"x{at}x") for at, example in enumerate(EXAMPLES)]
    union = "".join(texts)
    return {
        engine: validate(union, shapes=shapes, ontology=ontology, engine=engine)
        for engine in ("shifty", "pyshacl")
    }


def by_example(report):
    found = defaultdict(set)
    for fact in facts(report):
        mark = re.search(r"--x(\d+)x", fact[1])
        found[EXAMPLES[int(mark[1])].name].add(fact)
    return found


def test_the_examples_are_collected():
    assert (len(VALID), len(BROKEN)) == (50, 113)


@pytest.mark.slow
def test_engines_agree_on_every_example(reports):
    fast, reference = by_example(reports["shifty"]), by_example(reports["pyshacl"])
    assert len(fast) == len(BROKEN)
    for example in EXAMPLES:
        assert fast[example.name] == reference[example.name], example.name


@pytest.mark.slow
def test_reports_of_the_engines_are_equal_to_the_letter(reports):
    assert reports["shifty"] == reports["pyshacl"]


@pytest.mark.slow
def test_every_reporting_part_is_broken_by_some_example(reports, catalogue):
    broken = {result.shape for result in reports["shifty"].results}
    assert broken == {iri for iri, shape in catalogue.items() if shape.messages}


@pytest.mark.slow
def test_the_examples_break_each_shape_as_often_with_both_engines(reports):
    counts = {
        engine: Counter(result.shape_id for result in report.results)
        for engine, report in reports.items()
    }
    assert counts["shifty"] == counts["pyshacl"]
    assert set(counts["shifty"]) == set(EXPECTED)


def test_the_vocabulary_itself_breaks_nothing(shapes, ontology):
    assert validate(ontology, shapes=shapes).results == ()


def test_subclasses_are_targets_only_with_the_ontology(shapes, ontology):
    example = next(one for one in BROKEN if one.name == "S33-no-evidence")
    assert validate(example.path, shapes=shapes, ontology=ontology).violations
    without = validate(example.path, shapes=shapes)
    assert "S33" not in {result.shape_id for result in without.results}
