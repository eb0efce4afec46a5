"""Search of names: as you type, folded, exact spelling first.

```
build_search(view, path)                 at publish time
SearchIndex.open(path).search("tct th")  in every server process, from any thread
```

The order of an answer: same spelling, same when folded, names that begin so, names that hold all
words; if there is none of these, names one slip away per word. Within each the shorter name comes
first (beginnings: by alphabet), source documents last. A node stands once, at its best name.

References: service.md, section 5.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.errors import ParameterError
from kg.index.search_build import FORMAT, build_search
from kg.index.search_match import MAX_QUERY, Match
from kg.index.search_pool import ReadPool
from kg.index.search_rows import MAX_FOUND, find_nodes
from kg.model.iri import ID, ONTOLOGY
from kg.ontology.terms import CLASSES

__all__ = ["MAX_FOUND", "MAX_LIMIT", "SearchHit", "SearchIndex", "SearchPage", "build_search"]

MAX_LIMIT: Final = 100


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A node that was found.

    Attributes:
        iri: The node.
        type: Local name of its most specific class; `Concept` for an entry of a code list.
        label_vi: Its label; the English one or its local name if it has none.
        label_en: Its English label; None if it has none.
        matched: The name that matched: a label, an alternative label, a document number.
        language: Tag of that name; empty for a number.
        match: `exact-spelling`, `exact`, `prefix`, `words` or `near`.
    """

    iri: str
    type: str
    label_vi: str
    label_en: str | None
    matched: str
    language: str
    match: str

    @property
    def id(self) -> str:
        """The short form, `com/quan-uy-hong-bang`."""
        return self.iri.removeprefix(ID)


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of an answer.

    Attributes:
        hits: Best first.
        total: Nodes found, at most `MAX_FOUND`.
        facets: Nodes found by type without the type filter, most frequent first.
        is_complete: Whether `total` counts all there are.
        facets_complete: Whether `facets` does.
        next_offset: Where the next page begins; None on the last.
    """

    hits: tuple[SearchHit, ...]
    total: int
    facets: Mapping[str, int]
    is_complete: bool
    facets_complete: bool
    next_offset: int | None


class SearchIndex:
    """The index of one generation, read-only; safe to share between threads.

    The opener owns it and closes it, also as a context manager.
    """

    def __init__(self, path: Path) -> None:
        self._pool = ReadPool(path, FORMAT)
        with self._pool.connection() as database:
            rows = database.execute("SELECT name, superclasses FROM type ORDER BY id").fetchall()
        self._types = ("", *(name for name, _ in rows))  # type ids begin at 1
        # A document has its subject's name in its title; who types a name wants the subject.
        self._late = {i for i, name in enumerate(self._types) if name == "SourceDocument"}
        self._classes = [set[str](), *(set(classes.split()) for _, classes in rows)]

    @classmethod
    def open(cls, path: Path) -> SearchIndex:
        """Open the index at `path`.

        Raises:
            StoreUnavailable: There is none, or it was made by another version.
        """
        return cls(path)

    def close(self) -> None:
        """Close the files. Twice is allowed; a search that is running ends first."""
        self._pool.close()

    def __enter__(self) -> SearchIndex:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def search(
        self, q: str, types: Sequence[str] = (), limit: int = 20, offset: int = 0
    ) -> SearchPage:
        """Find nodes by name; an id or a full IRI finds its node.

        Args:
            q: What was typed, at most 200 characters. Nothing but punctuation finds nothing.
            types: Local names or IRIs of classes; a class stands for all below it. Empty: all.
            limit: Hits on the page, 1 to 100.
            offset: Hits to pass over.

        Raises:
            ParameterError: An argument is out of its range, or there is no such class.
            StoreUnavailable: The index was closed.
        """
        if len(q) > MAX_QUERY:
            raise ParameterError("q", f"{q[:80]}…", f"at most {MAX_QUERY} characters")
        _check_range("limit", limit, 1, MAX_LIMIT)
        _check_range("offset", offset, 0, MAX_FOUND)
        wanted = self._type_ids(types)
        with self._pool.connection() as database:
            every, found = find_nodes(database, q, wanted, self._late)
            chosen = list(found.nodes.values())[offset : offset + limit]
            hits = tuple(self._hit(database, name, match) for name, match in chosen)
        after = offset + len(hits)
        return SearchPage(
            hits,
            len(found.nodes),
            self._facets(every.types),
            found.is_complete,
            every.is_complete,
            after if hits and after < len(found.nodes) else None,
        )

    def label(self, iri: str) -> dict[str, str | None] | None:
        """Return what a node is called by language, `vi` and `en`; None when it has no name.

        Raises:
            StoreUnavailable: The index was closed.
        """
        with self._pool.connection() as database:
            row = database.execute("SELECT vi, en FROM node WHERE iri = ?", (iri,)).fetchone()
        return {"vi": row[0], "en": row[1]} if row else None

    def labels_of(self, type_: str, limit: int) -> list[str]:
        """Return Vietnamese labels of nodes of a class or one below it, by code point.

        Raises:
            ParameterError: There is no such class.
            StoreUnavailable: The index was closed.
        """
        wanted = json.dumps(self._type_ids((type_,)))
        with self._pool.connection() as database:
            rows = database.execute(
                "SELECT vi FROM node WHERE type IN (SELECT value FROM json_each(?))"
                " AND vi IS NOT NULL ORDER BY vi LIMIT ?",
                (wanted, limit),
            ).fetchall()
        return [str(vi) for (vi,) in rows]

    def _hit(self, database: sqlite3.Connection, name: int, match: Match) -> SearchHit:
        row = database.execute(
            "SELECT iri, node.type, vi, en, text, language FROM name JOIN node"
            " ON node.id = name.node WHERE name.id = ?",
            (name,),
        ).fetchone()
        iri, type_, vi, en, matched, language = row
        label = vi or en or iri.rpartition("/")[2]
        return SearchHit(iri, self._types[type_], label, en, matched, language, match.word)

    def _facets(self, types: Sequence[int]) -> dict[str, int]:
        counts = Counter(self._types[type_] for type_ in types)
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))

    def _type_ids(self, types: Sequence[str]) -> tuple[int, ...] | None:
        if not types:
            return None
        names = {name.removeprefix(ONTOLOGY) for name in types}
        for name in sorted(names - CLASSES - {*self._types, "Concept"}):
            raise ParameterError("type", name, "a class of the ontology such as PartyCommittee")
        return tuple(i for i, classes in enumerate(self._classes) if classes & names)


def _check_range(parameter: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise ParameterError(parameter, str(value), f"{low} to {high}")
