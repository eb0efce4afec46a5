"""What the documents say of SPARQL and its limits is what the server does."""

from __future__ import annotations

import re

from rdflib import Graph

from kg.settings import Settings
from kg.store.formats import GRAPH_FORMATS, SOLUTION_FORMATS


def rows(text, heading):
    """The cells of the first table under a heading."""
    section = text.split(f"\n{heading}\n", 1)[1]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return table[2:]


def test_limits_are_as_documented(client, root):
    text = (root / "docs/reference/sparql.md").read_text(encoding="utf-8")
    graph = Graph().parse(
        data=client.get("/sparql", headers={"Accept": "text/turtle"}).text, format="turtle"
    )
    served = {
        str(name): float(value)
        for name, value in graph.query(
            "PREFIX schema: <https://schema.org/> "
            "SELECT ?name ?value { ?l schema:name ?name ; schema:value ?value }"
        )
    }
    documented = {}
    for name, default, _, setting in rows(text, "## Limits")[: len(served)]:
        documented[name.strip("`")] = float(default)
        if setting.startswith("`PHOIHOP_"):
            field = setting.strip("`").removeprefix("PHOIHOP_").lower()
            assert float(Settings.model_fields[field].default) == float(default), name
    assert documented == served
    assert len(served) == 11


def test_every_format_is_documented(root):
    text = (root / "docs/reference/sparql.md").read_text(encoding="utf-8")
    for entry in (*SOLUTION_FORMATS, *GRAPH_FORMATS):
        assert f"| `{entry.name}` | `{entry.media_type}` |" in text


def test_every_test_that_the_threat_model_names_exists(root):
    text = (root / "docs/explanation/security.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(test_\w+)`", text))
    source = "".join(
        path.read_text(encoding="utf-8") for path in sorted((root / "tests").rglob("test_*.py"))
    )
    assert len(named) >= 20
    assert {name for name in named if f"def {name}(" not in source} == set()
