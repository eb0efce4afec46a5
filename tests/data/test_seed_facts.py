"""Every fact of the inventory of the seed articles is in the graph, with every one of its spans.

`facts.csv` is the inventory, one or more lines per fact:

* kind `present`: `pattern` must bind `?node` to exactly one node, which carries all of `offsets`
  as evidence and, if it is a claim, the certainty of the inventory;
* kind `unknown`: `pattern` binds `?node` (the thing exists) and `absent` has no match with it;
* kind `nothing`: nothing in the graph rests on `offsets`.

Offsets and certainties are those of the inventory, not read from the tables under test.
"""

from __future__ import annotations

import csv
import hashlib
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

SOURCES = {"F0": "ff155d59015d49ce", "F1": "9980497a75eeaa8b", "F2": "f59a995985411206"}
FILES = {
    "ff155d59015d49ce": "000_12e1449ae8f135cf.txt",
    "9980497a75eeaa8b": "001_495ac889bfcea264.txt",
    "f59a995985411206": "002_4e9916c67dc7c92c.txt",
}


@dataclass(frozen=True)
class Fact:
    """One line of `facts.csv`."""

    fact: str
    kind: str
    certainty: str
    offsets: tuple[tuple[int, int], ...]
    pattern: str
    absent: str

    @property
    def source(self) -> str:
        return SOURCES[self.fact[:2]]


def _ranges(cell: str) -> tuple[tuple[int, int], ...]:
    pairs = (part.split("-") for part in cell.split(";"))
    return tuple((int(start), int(end)) for start, end in pairs)


def _read_facts() -> list[Fact]:
    with (Path(__file__).parent / "facts.csv").open(encoding="utf-8", newline="") as file:
        return [Fact(**{**row, "offsets": _ranges(row["offsets"])}) for row in csv.DictReader(file)]


FACTS = _read_facts()


def _of(kind: str) -> list[Fact]:
    return [fact for fact in FACTS if fact.kind == kind]


def _name(fact: Fact) -> str:
    return fact.fact


def test_the_inventory_is_collected_whole():
    ids = {fact.fact for fact in FACTS}
    expected = {
        f"F{article}-{number:02}"
        for article, count in ((0, 48), (1, 41), (2, 23))
        for number in range(1, count + 1)
    }
    assert ids == expected
    assert len(ids) == 112
    kinds = Counter(kind for _, kind in {(fact.fact, fact.kind) for fact in FACTS})
    assert kinds == {"present": 108, "unknown": 3, "nothing": 1}


@pytest.mark.parametrize("fact", _of("present"), ids=_name)
def test_a_fact_is_in_the_graph_with_all_its_evidence(graph, fact):
    nodes = graph.column(f"SELECT DISTINCT ?node WHERE {{ {fact.pattern} }}")
    assert len(nodes) == 1, nodes
    name = nodes[0].replace("/", ":", 1)
    expected = {(fact.source, start, end) for start, end in fact.offsets}
    assert expected <= graph.spans(name)
    certainty = graph.column(f"SELECT ?value WHERE {{ {name} ph:certainty ?value }}")
    assert certainty in ([], [f"cert/{fact.certainty}"])


def test_every_claim_among_the_facts_has_a_certainty(graph):
    claims = graph.column(
        "SELECT DISTINCT ?claim WHERE { ?claim a ?class . VALUES ?class { ph:PostHolding ph:Finding"
        " ph:EventParticipation ph:Siting ph:ReportedGroup ph:UnnamedGroup ph:Obligation"
        " ph:FocusTask ph:PlannedChange } }"
    )
    certain = graph.column("SELECT DISTINCT ?claim WHERE { ?claim ph:certainty ?value }")
    assert claims == certain
    assert len(claims) > 80


@pytest.mark.parametrize("fact", _of("unknown"), ids=_name)
def test_an_unknown_is_a_known_node_without_the_relation(graph, fact):
    assert len(graph.column(f"SELECT DISTINCT ?node WHERE {{ {fact.pattern} }}")) == 1
    assert not graph.ask(f"{fact.pattern} . {fact.absent}")


@pytest.mark.parametrize("fact", _of("nothing"), ids=_name)
def test_a_non_fact_is_nowhere(graph, fact):
    spans = graph.column("SELECT DISTINCT ?span WHERE { ?node ph:evidence ?span }")
    here = [span.rsplit(".", 1)[1].split("-") for span in spans if fact.source in span]
    assert len(here) > 30  # the article is in the graph at all
    for start, end in ((int(start), int(end)) for start, end in here):
        assert not any(start < high and low < end for low, high in fact.offsets), (start, end)


def test_every_span_has_positions_and_a_hash(graph):
    spans = graph.column("SELECT DISTINCT ?span WHERE { ?node ph:evidence ?span }")
    whole = graph.rows(
        "SELECT ?span ?start ?end ?hash WHERE { ?span a ph:EvidenceSpan ; oa:hasSource ?source ;"
        " ph:sha256 ?hash ; oa:hasSelector ?s . ?s oa:start ?start ; oa:end ?end }"
    )
    assert spans == [span for span, *_ in whole]
    for span, start, end, digest in whole:
        assert span.endswith(f".{start}-{end}")
        assert len(digest) == len(hashlib.sha256().hexdigest())


@pytest.mark.seeds
@pytest.mark.parametrize(("source", "file"), FILES.items(), ids=FILES.values())
def test_every_hash_is_that_of_the_article(graph, seeds_dir, source, file):
    data = (seeds_dir / file).read_bytes()
    assert hashlib.sha256(data).hexdigest().startswith(source)
    stream = unicodedata.normalize("NFC", data.decode("utf-8"))
    rows = graph.rows(
        f"SELECT ?start ?end ?hash WHERE {{ ?span oa:hasSource src:{source} ; ph:sha256 ?hash ;"
        " oa:hasSelector ?s . ?s oa:start ?start ; oa:end ?end }"
    )
    assert len(rows) >= 40
    for start, end, digest in rows:
        selected = stream[int(start) : int(end)]
        assert len(selected) == int(end) - int(start)
        assert hashlib.sha256(selected.encode()).hexdigest() == digest


@pytest.mark.seeds
@pytest.mark.parametrize(("source", "file"), FILES.items(), ids=FILES.values())
def test_a_stated_form_is_written_in_the_article(graph, seeds_dir, source, file):
    stream = unicodedata.normalize("NFC", (seeds_dir / file).read_text(encoding="utf-8"))
    forms = graph.column(
        "SELECT DISTINCT ?form WHERE { GRAPH <https://w3id.org/phoihop/graph/source/"
        f"{source}> {{ ?node ph:statedForm ?form }} }}"
    )
    assert forms
    assert [form for form in forms if form not in stream or len(form) > 60] == []
