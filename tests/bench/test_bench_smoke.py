"""The benchmarks run: on the seeds, which are small, each case in its own process."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.cases.hub import PAGES
from bench.cases.hub import measure as measure_hub
from bench.cases.workbook import measure
from bench.generator import Generator
from bench.machine import describe_machine
from bench.registry import CASES
from bench.table import BEGIN, END, LINES, format_table, update_readme
from kg.model.iri import ONTOLOGY
from kg.publish import Generations


@pytest.fixture(scope="module")
def workspace(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bench")
    (folder / "data").symlink_to(root / "data" / "seeds")
    (folder / "all.nq").touch()
    return folder


def run(root: Path, workspace: Path, case: str) -> dict[str, object]:
    out = workspace / f"{case}.json"
    command = [sys.executable, "-m", "bench.run_case", case, "100k", str(workspace), "1", str(out)]
    subprocess.run(command, check=True, cwd=root, timeout=250)
    return json.loads(out.read_text())


@pytest.mark.slow
def test_cases_run_and_fill_the_table(root: Path, workspace: Path) -> None:
    cases = ("build", "index-authority", "under-both", "under-both-all", "search", "open", "add")
    results = {case: run(root, workspace, case) for case in cases}
    assert results["build"]["quads"] > 5_000
    assert set(results["build"]["phases"]) >= {"ingest", "validate", "load", "hash", "publish"}
    assert results["under-both"]["pairs"] > 0
    table = format_table({"100k": results})
    filled = [line for line in LINES if f"| {line.words} |" in table]
    assert {line.case for line in filled} == set(cases)


def test_a_measured_workbook_is_published(tmp_path: Path) -> None:
    found = measure(tmp_path, 20)
    assert found["rows"] == 20
    assert set(found) == {"rows", "bytes", "read", "look", "publish"}
    current = Generations(tmp_path / "var").current()
    classes = current.manifest.contents.classes
    assert classes[f"{ONTOLOGY}PartySubordination"] == 8


@pytest.mark.slow
def test_every_page_of_a_committee_of_many_units_is_measured(tmp_path: Path) -> None:
    found = measure_hub(tmp_path, 200, 1)
    assert set(found) == set(PAGES)
    for name, page in found.items():
        assert page["hub"]["runs"] == page["unit"]["runs"] == 1, name
        assert page["bytes"] > 500, name


def test_every_line_of_the_table_is_of_a_case() -> None:
    assert {line.case for line in LINES} <= set(CASES)
    assert all(callable(case.load()) for case in CASES.values())


def test_missed_targets_are_bold_and_numbers_are_scaled() -> None:
    slow = {"under-both": {"median_s": 0.0123}, "load": {"quads": 1234567}}
    table = format_table({"100k": slow, "1M": {"under-both": {"median_s": 0.004}}})
    assert "| under-both, one pair, page of 50 | ms | **12.3** | 4.00 |" in table
    assert "| quads of the sources |  | 1 234 567 |  |  |" in table


def test_the_table_goes_between_the_markers(tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    machine = describe_machine()
    update_readme(page, "| new |", machine)
    update_readme(page, "| new |", machine)
    text = page.read_text()
    assert text.startswith("before\n") and text.endswith("\nafter\n")
    assert text.count("| new |") == 1
    assert "old" not in text
    assert f"{machine['cores']} cores" in text


def test_the_same_seed_gives_the_same_data(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "two", "other")]
    for folder, seed in zip(folders, (1, 1, 2), strict=True):
        Generator(folder, 1000, seed=seed).run()
    texts = [
        "".join(path.read_text() for path in sorted(folder.rglob("*.nq"))) for folder in folders
    ]
    assert texts[0] == texts[1] != texts[2]
