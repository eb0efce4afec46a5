"""The published data of the seeds: both engines, and the checks in code."""

import pytest

from kg.ingest.folder import read_folders
from kg.ontology.load import ontology_quads, shapes_text
from kg.shapes import check_quads, find_near_names, flatten, validate


@pytest.fixture(scope="module")
def quads(root):
    graphs = read_folders([root / "data" / "seeds"]).graphs
    assert len(graphs) == 4
    return [quad for graph in graphs.values() for quad in graph]


@pytest.mark.slow
def test_engines_agree_on_the_seeds_and_find_no_violation(quads):
    union = flatten([*quads, *ontology_quads()])
    fast = validate(union, shapes=shapes_text())
    assert fast == validate(union, shapes=shapes_text(), engine="pyshacl")
    assert fast.conforms
    # The source names a central board and no committee that it serves: unknown, so it stays so.
    assert {result.shape_id for result in fast.results} <= {"S12"}


def test_the_seeds_pass_the_checks_in_code(quads):
    assert check_quads(quads).results == ()
    assert find_near_names(quads).total == 0


def test_a_fault_in_the_seeds_would_be_found(quads):
    union = flatten([*quads, *ontology_quads()])
    holding = next(quad.subject for quad in quads if "PostHolding" in str(quad.object))
    extra = f"<{holding}> <http://www.w3.org/ns/org#member> <https://w3id.org/phoihop/id/per/b> .\n"
    report = validate(union + extra, shapes=shapes_text())
    assert [(one.shape_id, one.focus) for one in report.violations] == [("S01", str(holding))] * 2
