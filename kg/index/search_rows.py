"""Run look-ups on the index until enough nodes are found.

A row is (how it matches, name id, node id, type id). Rows come best first and a node may come
several times, by several names; the first is kept.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kg.errors import IriError
from kg.index.search_match import (
    Match,
    Typed,
    find_near,
    find_near_lookup,
    iter_lookups,
    parse_typed,
)
from kg.model.iri import parse_iri

MAX_FOUND: Final = 1000
"""Nodes that one search counts and pages through; a search that meets more says so."""

Row = tuple[Match, int, int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """Nodes in order.

    Attributes:
        nodes: Node id to (name id, how the name matches).
        types: The type id of each.
        is_complete: Whether these are all there are.
    """

    nodes: Mapping[int, tuple[int, Match]]
    types: Sequence[int]
    is_complete: bool


def find_nodes(
    database: sqlite3.Connection,
    text: str,
    types: Sequence[int] | None,
    late: Collection[int] = (),
) -> tuple[Found, Found]:
    """Return what is found among all types, and among `types` (the same object when None).

    Slips are forgiven only when nothing at all is found as typed. Nodes of the types `late` come
    after others that match in the same way.
    """
    typed = parse_typed(text)
    rows = _iter_rows
    every = _collect(rows(database, text, typed, None), late)
    if not every.nodes:
        rows = _iter_near_rows
        every = _collect(rows(database, text, typed, None), late)
    if types is None:
        return every, every
    return every, _collect(rows(database, text, typed, types) if types else iter(()), late)


def _collect(rows: Iterator[Row], late: Collection[int]) -> Found:
    nodes, types, is_complete = _read(rows)
    if any(type_ in late for type_ in types):
        order = sorted(
            zip(nodes.items(), types, strict=True),
            key=lambda found: (found[0][1][1].kind, found[1] in late),
        )
        nodes, types = dict(node for node, _ in order), [type_ for _, type_ in order]
    return Found(nodes, types, is_complete)


def _read(rows: Iterator[Row]) -> tuple[dict[int, tuple[int, Match]], list[int], bool]:
    nodes: dict[int, tuple[int, Match]] = {}
    types: list[int] = []
    for match, name, node, type_ in rows:
        if node in nodes:
            continue
        if len(nodes) == MAX_FOUND:
            return nodes, types, False
        nodes[node] = (name, match)
        types.append(type_)
    return nodes, types, True


def _iter_rows(
    database: sqlite3.Connection, text: str, typed: Typed, types: Sequence[int] | None
) -> Iterator[Row]:
    yield from _iter_id_rows(database, text, types)
    if typed.keys:
        for match, (query, values) in iter_lookups(typed, types):
            for name, node, type_ in database.execute(query, values):
                yield match, name, node, type_


def _iter_id_rows(
    database: sqlite3.Connection, text: str, types: Sequence[int] | None
) -> Iterator[Row]:
    """Yield the node whose id or IRI was typed."""
    try:
        iri = parse_iri(text.strip()).iri
    except IriError:
        return
    query = "SELECT best_name, id, type FROM node WHERE iri = ? AND best_name IS NOT NULL"
    for name, node, type_ in database.execute(query, (iri,)):
        if types is None or type_ in types:
            yield Match.SPELLING, name, node, type_


def _iter_near_rows(
    database: sqlite3.Connection, _text: str, typed: Typed, types: Sequence[int] | None
) -> Iterator[Row]:
    def forms(deletions: Sequence[str]) -> list[str]:
        marks = ", ".join("?" for _ in deletions)
        query = f"SELECT word FROM near WHERE deletion IN ({marks})"  # noqa: S608 (question marks only)
        return [word for (word,) in database.execute(query, deletions)]

    lookup = find_near_lookup(typed, types, lambda word: find_near(word, forms))
    if lookup:
        for name, node, type_ in database.execute(*lookup):
            yield Match.NEAR, name, node, type_
