"""Build the full-text index of a generation: every label of every node, in one SQLite file.

Names are numbered in the order in which they should be shown: fewer words first, then shorter, then
by key; with room between two, where a changed name can come (`kg.index.search_update`). FTS5
returns rows by number without sorting, so a query for two common words stops after a page instead
of ranking half a million rows.

The same graph gives the same rows with the same numbers.

References: SQLite FTS5, sections 4.3 (contentless tables), 4.4 (prefix indexes).
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.index.abbreviations import expand, search_key, spelling_key
from kg.index.near import deletions
from kg.model.iri import ID, ONTOLOGY
from kg.model.terms import RDFS, Iri, Literal
from kg.ontology.terms import PH, SUPERCLASSES
from kg.store.base import GraphView, Solutions

STEP: Final = 1024
"""Difference of the numbers of two names that follow each other in a new index."""
FORMAT: Final = 2
"""Version of the file's layout, kept in its `user_version`; raise both together."""
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
DCTERMS: Final = "http://purl.org/dc/terms/"

# A label before an alternative label: of two equal names of a node the first is kept.
NAMING: Final = (
    RDFS + "label",
    SKOS + "prefLabel",
    DCTERMS + "title",
    SKOS + "altLabel",
    PH.documentNumber,
)
_LABELS: Final = frozenset(NAMING[:3])

_NAMES = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX ph: <https://w3id.org/phoihop/ontology#>
SELECT DISTINCT ?node ?property ?name WHERE {
  VALUES ?property { rdfs:label skos:prefLabel dcterms:title skos:altLabel ph:documentNumber }
  ?node ?property ?name
}
"""
_TYPES = "SELECT DISTINCT ?node ?type WHERE { ?node a ?type }"

_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE type (id INTEGER PRIMARY KEY, name TEXT NOT NULL, superclasses TEXT NOT NULL);
CREATE TABLE node (
  id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, type INTEGER NOT NULL, vi TEXT, en TEXT,
  best_name INTEGER);
CREATE TABLE name (
  id INTEGER PRIMARY KEY, node INTEGER NOT NULL, type INTEGER NOT NULL,
  key TEXT NOT NULL, spelling TEXT NOT NULL, text TEXT NOT NULL, language TEXT NOT NULL);
CREATE VIRTUAL TABLE words USING fts5(
  key, spelling, type, content='', detail=column, tokenize='ascii', prefix='1 2 3');
CREATE TABLE near (deletion TEXT, word TEXT, PRIMARY KEY (deletion, word)) WITHOUT ROWID;
"""
_INDEXES = """
CREATE INDEX name_key ON name (key, id);
CREATE INDEX name_type_key ON name (type, key, id);
CREATE INDEX name_node ON name (node);
INSERT INTO words (words) VALUES ('optimize');
ANALYZE;
PRAGMA user_version = 2;
"""


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a node as it is searched for."""

    node: str
    key: str
    spelling: str
    text: str
    language: str

    def order(self) -> tuple[int, int, str, str, str]:
        """Return what names are sorted by."""
        return (self.key.count(" "), len(self.key), self.key, self.node, self.text)


@dataclass(slots=True)
class _Labels:
    """What the graph says of names: per node its labels by language and all its names."""

    shown: dict[str, dict[str, str]]
    names: list[Name]


def build_search(view: GraphView, path: Path) -> None:
    """Write the index of all named nodes of `view` to `path`, replacing a file there.

    Raises:
        StoreError: The view failed.
    """
    labels = _read_labels(view)
    types = _read_types(view, labels.shown)
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.executescript(_SCHEMA)
        database.execute("BEGIN")
        _write(database, labels, types)
        database.execute("COMMIT")
        database.executescript(_INDEXES)


def _select(view: GraphView, text: str) -> Solutions:
    result = view.query(text)
    assert isinstance(result, Solutions)
    return result


def _read_labels(view: GraphView) -> _Labels:
    found: defaultdict[str, set[tuple[int, str, str]]] = defaultdict(set)
    rank = {property_: index for index, property_ in enumerate(NAMING)}
    for node, property_, name in _select(view, _NAMES).rows:
        if isinstance(node, Iri) and isinstance(name, Literal) and node.value.startswith(ID):
            found[node.value].add((rank[str(property_)], name.language, name.value))
    shown: dict[str, dict[str, str]] = {}
    names: list[Name] = []
    for node, labels in sorted(found.items()):
        ordered = order_labels(labels)
        shown[node] = shown_labels(ordered)
        names.extend(names_of(node, ordered))
    return _Labels(shown, sorted(names, key=Name.order))


def order_labels(labels: Iterable[tuple[int, str, str]]) -> list[tuple[int, str, str]]:
    """Return the names of a node (place in `NAMING`, language, text), the best known first."""
    return sorted(labels, key=lambda label: (label[0], label[1] != "vi", label[1:]))


def shown_labels(ordered: Iterable[tuple[int, str, str]]) -> dict[str, str]:
    """Return what a node is called in each language, of names in order."""
    labels: dict[str, str] = {}
    for rank, language, name in ordered:
        if NAMING[rank] in _LABELS:
            labels.setdefault(language, name)
    return labels


def names_of(node: str, ordered: Iterable[tuple[int, str, str]]) -> Iterator[Name]:
    """Yield a node's names with their keys; one that has abbreviations also written out."""
    seen: set[tuple[str, str]] = set()
    for _rank, language, name in ordered:
        key, spelling = search_key(name), spelling_key(name)
        for form in (key, expand(key)):
            if form and (form, spelling) not in seen:
                seen.add((form, spelling))
                yield Name(node, form, spelling, name, language)


def _read_types(view: GraphView, nodes: dict[str, dict[str, str]]) -> dict[str, str]:
    """Return the most specific class of every node: a local name of ours, or `Concept`."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for node, type_ in _select(view, _TYPES).rows:
        if isinstance(node, Iri) and isinstance(type_, Iri) and node.value in nodes:
            found[node.value].add(type_.value)
    cache: dict[frozenset[str], str] = {}
    types: dict[str, str] = {}
    for node in nodes:
        classes = frozenset(found[node])
        if classes not in cache:
            cache[classes] = most_specific(classes)
        types[node] = cache[classes]
    return types


def most_specific(classes: frozenset[str]) -> str:
    """Return the local name of the class to show for a node of these classes."""
    ours = {c.removeprefix(ONTOLOGY) for c in classes if c.startswith(ONTOLOGY)}
    above = {c.removeprefix(ONTOLOGY) for name in ours for c in SUPERCLASSES.get(name, ())}
    if ours - above:
        return min(ours - above)
    return "Concept" if SKOS + "Concept" in classes else "Thing"


def superclasses(name: str) -> tuple[str, ...]:
    """Return the local names of a class of ours and of all above it that are ours, sorted."""
    above = (c for c in SUPERCLASSES.get(name, ()) if c.startswith(ONTOLOGY))
    return tuple(sorted({name, *(c.removeprefix(ONTOLOGY) for c in above)}))


def _write(database: sqlite3.Connection, labels: _Labels, types: dict[str, str]) -> None:
    type_ids = {name: number for number, name in enumerate(sorted(set(types.values())), 1)}
    node_ids = {node: number for number, node in enumerate(labels.shown, 1)}
    best: dict[str, int] = {}
    for turn, name in enumerate(labels.names, 1):
        best.setdefault(name.node, turn * STEP)
    database.executemany(
        "INSERT INTO type VALUES (?, ?, ?)",
        ((number, name, " ".join(superclasses(name))) for name, number in type_ids.items()),
    )
    database.executemany(
        "INSERT INTO node VALUES (?, ?, ?, ?, ?, ?)",
        (
            (node_ids[n], n, type_ids[types[n]], shown.get("vi"), shown.get("en"), best.get(n))
            for n, shown in labels.shown.items()
        ),
    )
    owners = [(node_ids[name.node], type_ids[types[name.node]]) for name in labels.names]
    numbers = range(STEP, (len(owners) + 1) * STEP, STEP)
    rows = list(zip(numbers, owners, labels.names, strict=True))
    database.executemany(
        "INSERT INTO name VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (number, node, type_, name.key, name.spelling, name.text, name.language)
            for number, (node, type_), name in rows
        ),
    )
    database.executemany(
        "INSERT INTO words (rowid, key, spelling, type) VALUES (?, ?, ?, ?)",
        ((number, name.key, name.spelling, f"t{type_}") for number, (_, type_), name in rows),
    )
    vocabulary = sorted({word for name in labels.names for word in name.key.split()})
    database.executemany(
        "INSERT INTO near VALUES (?, ?)",
        sorted((deletion, word) for word in vocabulary for deletion in deletions(word)),
    )
