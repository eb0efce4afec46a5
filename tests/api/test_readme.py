"""Every example of README is run as it stands there, at the address of a running server."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kg.ontology.terms import PH

JOINTLY = (
    "Party cell of Vinausteel",
    "Party cell of Vietnam Steel Pipe",
    "reports 4 units",
    "2 are candidates",
)


def blocks(root: Path) -> list[str]:
    """The examples, without the two commands that set everything up."""
    text = (root / "README.md").read_text(encoding="utf-8")
    found = re.findall(r"^```(?:\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [block for block in found if not block.startswith("make ")]


def run(block: str, server: str, var: Path, root: Path) -> str:
    """Run an example; what it prints. Only the address and the program's place are changed."""
    text = block.replace("http://127.0.0.1:8000", server)
    text = text.replace(".venv/bin/phoihop", f"{sys.executable} -m kg.cli")
    shell = not text.startswith("from ")
    command = ["bash", "-ec", text] if shell else [sys.executable, "-c", text]
    environment = {**os.environ, "PHOIHOP_VAR": str(var), "PYTHONPATH": str(root)}
    done = subprocess.run(
        command, cwd=root, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def printed(root, seed_var, server) -> dict[str, str]:
    """What each example prints, by its first word."""
    kinds = ("phoihop", "under-both", "/sparql", "kg.client")
    found = {}
    for block, kind in zip(blocks(root), kinds, strict=True):
        assert kind in block
        found[kind] = run(block, server, seed_var, root)
    return found


def test_the_command_says_what_readme_says(printed):
    said = printed["phoihop"]
    assert all(name in said for name in JOINTLY)
    assert "None shown" in said


def test_curl_gets_the_same_as_json(printed):
    answer = json.loads(printed["under-both"])
    assert answer["units"] == []
    assert answer["completeness"]["reported"] == 4
    assert len(answer["completeness"]["candidates"]) == 2
    assert len(answer["jointly_directed"]) == 2


def test_sparql_gives_agreements_and_their_parties(printed):
    rows = list(csv.DictReader(io.StringIO(printed["/sparql"])))
    assert rows and rows[0].keys() == {"agreement", "party"}
    named = {(row["agreement"].rpartition("/")[2], row["party"].rpartition("/")[2]) for row in rows}
    assert ("tct-thep.quan-uy-hong-bang", "quan-uy-hong-bang") in named
    assert PH.CoordinationRegulation.startswith("https://w3id.org/phoihop/ontology#")


def test_the_client_of_python_prints_the_sentence(printed):
    assert all(name in printed["kg.client"] for name in JOINTLY)
