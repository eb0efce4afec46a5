"""Change the full-text index of one generation into that of the next, for the nodes that changed.

The numbers of names are their order (`kg.index.search_build`) with room between them, so a name can
come between two others. The index of words has no text of its own, so a name is taken out of it by
telling what stood there.

References: SQLite FTS5, section 6.3 (the delete command of contentless tables).
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing
from itertools import groupby
from pathlib import Path
from typing import Any, Final, TypeAlias

from kg.index.near import deletions
from kg.index.search_build import (
    NAMING,
    STEP,
    Name,
    most_specific,
    names_of,
    order_labels,
    shown_labels,
    superclasses,
)
from kg.model.iri import ID
from kg.model.terms import RDF, Iri, Literal
from kg.store.base import TripleLookup

SUBJECT_OF: Final = frozenset({*NAMING, RDF + "type"})
"""Properties whose change can change what the index holds of their subject."""

_TYPE: Final = Iri(RDF + "type")
_Row: TypeAlias = tuple[int, str, str, int]
"""Number, key, spelling and type of a name."""


class NoRoom(Exception):
    """There is no number left between two names: the index has to be built."""


def update_search(view: TripleLookup, base: Path, path: Path, nodes: Collection[str]) -> None:
    """Write to `path` the index at `base` with some nodes told anew; it finds what a new one would.

    Args:
        view: The changed data.
        base: The index of the data before; it is not written.
        path: Where to write.
        nodes: IRIs of all nodes whose names or classes may have changed.

    Raises:
        NoRoom: It cannot be done without giving every name a new number.
        StoreError: The view failed.
    """
    shutil.copyfile(base, path)
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        database.execute("BEGIN")
        told = sorted(node for node in nodes if node.startswith(ID))
        words: set[str] = set()
        for node in told:
            words |= _forget(database, node)
        labels = {node: _read_labels(view, node) for node in told}
        names = [name for node in told for name in names_of(node, labels[node])]
        types = _add_nodes(view, database, {node: labels[node] for node in told if labels[node]})
        _add_names(database, sorted(names, key=Name.order), types)
        _forget_words(database, words)
        database.execute("DELETE FROM type WHERE id NOT IN (SELECT type FROM node)")
        database.execute("COMMIT")


def _forget(database: sqlite3.Connection, node: str) -> set[str]:
    """Take a node out; return the words of its names."""
    found = database.execute("SELECT id FROM node WHERE iri = ?", (node,)).fetchone()
    if found is None:
        return set()
    query = "SELECT id, key, spelling, type FROM name WHERE node = ?"
    rows: list[_Row] = database.execute(query, found).fetchall()
    delete = "INSERT INTO words (words, rowid, key, spelling, type) VALUES ('delete', ?, ?, ?, ?)"
    database.executemany(delete, ((*row[:3], f"t{row[3]}") for row in rows))
    database.execute("DELETE FROM name WHERE node = ?", found)
    database.execute("DELETE FROM node WHERE id = ?", found)
    return {word for row in rows for word in row[1].split()}


def _forget_words(database: sqlite3.Connection, words: Iterable[str]) -> None:
    """Take words that are in no name any more out of the list of near words."""
    for word in words:
        query = "SELECT 1 FROM words WHERE words MATCH ? LIMIT 1"
        if database.execute(query, (f'key:"{word}"',)).fetchone() is None:
            rows = ((deletion, word) for deletion in deletions(word))
            database.executemany("DELETE FROM near WHERE deletion = ? AND word = ?", rows)


def _read_labels(view: TripleLookup, node: str) -> list[tuple[int, str, str]]:
    found = (
        (NAMING.index(one.predicate.value), one.object.language, one.object.value)
        for one in view.iter_triples(Iri(node))
        if one.predicate.value in NAMING and isinstance(one.object, Literal)
    )
    return order_labels(set(found))


def _add_nodes(
    view: TripleLookup,
    database: sqlite3.Connection,
    labels: dict[str, list[tuple[int, str, str]]],
) -> dict[str, tuple[int, int]]:
    """Add named nodes; return their numbers and those of their types."""
    numbers: dict[str, tuple[int, int]] = {}
    for node, ordered in labels.items():
        classes = frozenset(str(one.object) for one in view.iter_triples(Iri(node), _TYPE))
        type_ = _type_number(database, most_specific(classes))
        shown = shown_labels(ordered)
        added = database.execute(
            "INSERT INTO node (iri, type, vi, en) VALUES (?, ?, ?, ?)",
            (node, type_, shown.get("vi"), shown.get("en")),
        )
        numbers[node] = int(added.lastrowid or 0), type_
    return numbers


def _type_number(database: sqlite3.Connection, name: str) -> int:
    found = database.execute("SELECT id FROM type WHERE name = ?", (name,)).fetchone()
    if found is not None:
        return int(found[0])
    row = name, " ".join(superclasses(name))
    added = database.execute("INSERT INTO type (name, superclasses) VALUES (?, ?)", row)
    return int(added.lastrowid or 0)


def _add_names(
    database: sqlite3.Connection, names: Sequence[Name], nodes: dict[str, tuple[int, int]]
) -> None:
    """Add names between those that are there, evenly where several come to one place."""
    best: dict[str, int] = {}
    for number, name in _number(database, names):
        node, type_ = nodes[name.node]
        best.setdefault(name.node, number)
        row = number, node, type_, name.key, name.spelling, name.text, name.language
        database.execute("INSERT INTO name VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        database.execute(
            "INSERT INTO words (rowid, key, spelling, type) VALUES (?, ?, ?, ?)",
            (number, name.key, name.spelling, f"t{type_}"),
        )
        near = ((deletion, word) for word in name.key.split() for deletion in deletions(word))
        database.executemany("INSERT OR IGNORE INTO near VALUES (?, ?)", near)
    rows = ((number, node) for node, number in best.items())
    database.executemany("UPDATE node SET best_name = ? WHERE iri = ?", rows)


def _number(database: sqlite3.Connection, names: Sequence[Name]) -> Iterator[tuple[int, Name]]:
    """Yield a number for each of some names in order.

    Raises:
        NoRoom: More names come between two than there are numbers.
    """
    places = [(_find_place(database, name), name) for name in names]
    for (low, high), group in groupby(places, key=lambda placed: placed[0]):
        together = [name for _, name in group]
        room = high - low if high else (len(together) + 1) * STEP
        if room <= len(together):
            raise NoRoom
        for turn, name in enumerate(together, 1):
            yield low + room * turn // (len(together) + 1), name


def _find_place(database: sqlite3.Connection, name: Name) -> tuple[int, int]:
    """Return the numbers of the names before and after, 0 where there is none."""
    low, high = 0, _one(database, "SELECT max(id) FROM name", ()) + 1
    before = after = 0
    wanted = name.order()
    while low < high:
        middle = (low + high) // 2
        row: Any = database.execute(
            "SELECT name.id, key, iri, text FROM name JOIN node ON node.id = name.node"
            " WHERE name.id >= ? ORDER BY name.id LIMIT 1",
            (middle,),
        ).fetchone()
        if row is None or Name(row[2], row[1], "", row[3], "").order() > wanted:
            high, after = middle, row[0] if row else after
        else:
            low, before = row[0] + 1, row[0]
    return before, after


def _one(database: sqlite3.Connection, query: str, values: tuple[object, ...]) -> int:
    return int(database.execute(query, values).fetchone()[0] or 0)
