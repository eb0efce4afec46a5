"""Every query of the authority index rests on known walks from its key, or is asked whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg.build.increment_authority import WALKS
from kg.index.authority_feed import NOT_KEPT, read_query
from kg.infer.closure import TYPE

QUERIES = sorted(
    path.stem for path in (Path(__file__).parents[2] / "kg/query/sparql").glob("index-*.rq")
)
OF_GRAPHS = {"wasDerivedFrom", "collection"}
"""Properties that say of which collection a graph is; they are looked at apart."""


def properties(query: str) -> set[str]:
    """What a query follows: its names that begin with a small letter, and the type."""
    text = re.sub(r"#[^\n>]*\n", "\n", read_query(query))
    spaces = dict(re.findall(r"PREFIX (\w+): <([^>]+)>", text))
    body = text.partition("SELECT")[2]
    found = {
        spaces[prefix] + local
        for prefix, local in re.findall(r"\b(\w+):([a-z]\w*)", body)
        if prefix not in {"cert", "line"} and local not in OF_GRAPHS
    }
    return found | ({TYPE} if re.search(r"\s(a) [?p]", body) else set())


def test_every_query_of_the_index_is_known() -> None:
    assert len(QUERIES) == 15
    assert set(QUERIES) == {*WALKS, *NOT_KEPT}


@pytest.mark.parametrize("query", sorted(WALKS))
def test_walks_follow_what_the_query_follows(query: str) -> None:
    key, walks = WALKS[query]
    steps = {step.removeprefix("^") for walk in walks for step in walk}
    assert steps == properties(query)
    assert re.search(rf"\?{key}\b", read_query(query))
