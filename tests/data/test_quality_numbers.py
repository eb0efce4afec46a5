"""The numbers of quality against the tables themselves, read with nothing but a CSV reader."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from pathlib import Path

import pytest
import yaml

from kg.build.pipeline import build
from kg.publish import Generations
from kg.query.quality import find_measure, list_rows, summarise
from kg.store.oxigraph import OxigraphStore

SPAN = re.compile(r"^ev:([0-9a-f]{16})\.([0-9]+-[0-9]+) a ph:EvidenceSpan", re.MULTILINE)
"""A place in a document that is described in Turtle, beside the tables."""

BOUNDS = ("startEarliest", "startLatest", "endEarliest", "endLatest")
ID = "https://w3id.org/phoihop/id/"


class Tables:
    """Every row of every table under `data`, with the slug of its source and its graph."""

    def __init__(self, data: Path) -> None:
        self.rows: dict[str, list[tuple[str, str, int, dict[str, str]]]] = defaultdict(list)
        self.held: set[str] = set()
        self.spans: set[tuple[str, str]] = set()
        for described in sorted(data.rglob("source.yml")):
            source = yaml.safe_load(described.read_text(encoding="utf-8"))
            slug = str(source["slug"])
            graph = "curated" if source.get("kind") == "curated" else slug
            if "file" in source:
                self.held.add(slug)
            for path in sorted(described.parent.glob("*.ttl")):
                self.spans.update(SPAN.findall(path.read_text(encoding="utf-8")))
            for path in sorted(described.parent.glob("*.csv")):
                if path.stem == "spans":
                    continue
                with path.open(encoding="utf-8", newline="") as file:
                    for number, row in enumerate(csv.DictReader(file)):
                        self.rows[path.stem].append((slug, graph, number, row))

    def all(self):
        return ((table, *row) for table, rows in self.rows.items() for row in rows)


def count_claims(tables):
    """A claim is a row with a certainty; a thing with an id is one thing in all its sources."""
    return len({
        row.get("id") or (table, slug, number)
        for table, slug, _, number, row in tables.all()
        if row.get("certainty")
    })  # fmt: skip


def places(tables):
    for _, slug, _, _, row in tables.all():
        for place in (row.get("evidence") or "").split(";"):
            if place.strip():
                yield slug, place.strip()


def count_held(tables):
    return len({place for place in places(tables) if place[0] in tables.held} | tables.spans)


def count_not_held(tables):
    return len({place for place in places(tables) if place[0] not in tables.held})


RELATIONS = {
    "subordinations": ("subordinate", "superior"),
    "affiliations": ("subordinate", "superior"),
    "directions": ("subordinate", "superior"),
    "post-holdings": ("member", "organization", "role"),
    "sitings": ("sited", "area"),
}


def count_single(tables):
    graphs = defaultdict(set)
    claims = defaultdict(int)
    for table, names in RELATIONS.items():
        for _, graph, _, row in tables.rows[table]:
            relation = (table, *(row[name] for name in names))
            graphs[relation].add(graph)
            claims[relation] += 1
    return sum(number for relation, number in claims.items() if len(graphs[relation]) == 1)


def count_unknown_superiors(tables):
    told = {row["subordinate"] for *_, row in tables.rows["subordinations"]}
    return len({row["id"] for *_, row in tables.rows["units"]} - told)


def count_unbounded(tables):
    return sum(
        not any(row.get(name) for name in BOUNDS) for *_, row in tables.rows["post-holdings"]
    )


def count_no_english(tables):
    vietnamese, english = set(), set()
    for _, _, _, _, row in tables.all():
        if row.get("id") and row.get("label@vi"):
            vietnamese.add(row["id"])
            if row.get("label@en"):
                english.add(row["id"])
    return len(vietnamese - english)


def count_incomplete(tables):
    members, counts, opened = defaultdict(set), {}, set()
    for *_, row in tables.rows["groups"]:
        members[row["id"]].update(filter(None, (row.get("knownMember") or "").split(";")))
        if row.get("reportedCount"):
            counts[row["id"]] = int(row["reportedCount"])
        if row.get("openList") == "true":
            opened.add(row["id"])
    return sum(
        group in opened or group not in counts or counts[group] > len(known)
        for group, known in members.items()
    )


COUNTS = {
    "claims": count_claims,
    "evidence-held": count_held,
    "evidence-not-held": count_not_held,
    "single-source": count_single,
    "unknown-superiors": count_unknown_superiors,
    "unbounded-holdings": count_unbounded,
    "no-english-label": count_no_english,
    "incomplete-groups": count_incomplete,
}


@pytest.fixture(scope="module")
def tables(root):
    return Tables(root / "data")


@pytest.fixture(scope="module")
def view(root, tmp_path_factory):
    made = build([root / "data"], Generations(tmp_path_factory.mktemp("quality"))).generation
    with OxigraphStore.open_read_only(made.store_path) as opened:
        yield opened


@pytest.fixture(scope="module")
def found(view):
    return summarise(view)


@pytest.mark.parametrize(("name", "count"), COUNTS.items(), ids=COUNTS)
def test_a_number_is_what_the_tables_give(tables, found, name, count):
    assert found.total[name] == count(tables) > 0


def test_numbers_of_a_source_are_those_of_its_tables(tables, found):
    """Claims by source; a claim of the reviewers rests on the source of its evidence."""
    counted = defaultdict(set)
    for table, slug, _, number, row in tables.all():
        if row.get("certainty"):
            counted[slug].add(row.get("id") or (table, number))
    told = {iri.removeprefix(f"{ID}src/"): numbers for iri, numbers in found.sources.items()}
    assert {slug: numbers["claims"] for slug, numbers in told.items() if "claims" in numbers} == {
        slug: len(claims) for slug, claims in counted.items()
    }


def test_the_latest_attestation_of_a_class_is_its_latest_bound(tables, view):
    latest = max(row["endEarliest"] for *_, row in tables.rows["subordinations"])
    rows = list_rows(view, find_measure("staleness"))
    (told,) = [row for row in rows if "PartySubordination" in str(row["item"])]
    assert str(told["latestBound"])[: len(latest)] == latest
