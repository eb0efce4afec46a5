"""Faults of input files: how they are collected, phrased, and what they suggest instead."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterable
from itertools import islice

from kg.errors import CellFault, IriError
from kg.ingest.fault_codes import FAULTS
from kg.model.iri import slugify

SHOWN = 80
"""Longest piece of an offending value that a fault repeats, in characters."""

_SUGGESTIONS = 50
"""How many faults of one reading look for a near name: each look takes about 50 ms."""

_CANDIDATES = 3_000
"""How many names one look compares; 20 000 would take half a second."""

_ENDS = 6
"""Of more names only those are compared that begin or end with these many letters of the value."""


class BadCell(ValueError):
    """A value is not what its column holds. Never leaves `kg.ingest`: it becomes a `CellFault`.

    Attributes:
        expected: What would have been right, as a phrase.
        code: Kebab-case name of the fault.
        column: Another column than the one being read, when the fault is there.
    """

    def __init__(self, expected: str, code: str, *, column: str = "") -> None:
        self.expected, self.code, self.column = expected, code, column
        super().__init__(expected)


class FaultLog:
    """The faults found in one file, in the order they were found."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[CellFault] = []

    def add(self, row: int, column: str, value: str, expected: str, code: str) -> None:
        """Note one fault of a code in `FAULTS`; `value` is cut to `SHOWN` characters."""
        assert code in FAULTS, f"undocumented fault code {code}"
        self.faults.append(CellFault(self.file, row, column, cut(value), expected, code))

    def add_bad(self, row: int, column: str, value: str, bad: BadCell) -> None:
        """Note what a parser said of a value."""
        self.add(row, bad.column or column, value, bad.expected, bad.code)


def cut(value: str) -> str:
    """Cut a value to what a fault shows.

    >>> len(cut("x" * 300))
    80
    """
    return value if len(value) <= SHOWN else value[: SHOWN - 1] + "…"


def sort_faults(faults: Iterable[CellFault]) -> list[CellFault]:
    """Return faults in file and row order; those of one row stay in the order found."""
    return sorted(faults, key=lambda fault: (fault.file, fault.row))


def find_nearest(value: str, names: Collection[str]) -> str | None:
    """Return the name that is closest to `value` when marks, case and punctuation are ignored.

    It is a suggestion for a person; nothing here ever takes it as the value.

    >>> find_nearest("Stated", {"implied", "stated"})
    'stated'
    >>> find_nearest("com:quan-uy-hong-bang", ["com/quan-uy-hong-bang"])
    'com/quan-uy-hong-bang'
    """
    return _nearest(value, _fold_names(names))


def phrase_choice(value: str, names: Collection[str], what: str) -> str:
    """Return `what` with the nearest of `names`, or with all of them when they are few."""
    nearest = find_nearest(value, names)
    listed = f" ({', '.join(sorted(names))})" if len(names) <= 12 else ""
    hint = f"; nearest: {nearest}" if nearest else ""
    return f"{what}{listed}{hint}"


class Suggester:
    """Near names for what resolves nowhere; stops looking after `_SUGGESTIONS` looks."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, tuple[str, ...]], str | None] = {}
        self._names: dict[tuple[str, ...], dict[str, str]] = {}

    def suggest(
        self, value: str, scope: tuple[str, ...], names: Callable[[], Iterable[str]]
    ) -> str | None:
        """Return the nearest of `names()`; `scope` names the set, so that each is asked once.

        None when nothing is near, or when enough was looked up in this reading.
        """
        key = (value, scope)
        if key not in self._known:
            if len(self._known) >= _SUGGESTIONS:
                return None
            if scope not in self._names:
                self._names[scope] = _fold_names(names())
            self._known[key] = _nearest(value, self._names[scope])
        return self._known[key]


def _nearest(value: str, by_fold: dict[str, str]) -> str | None:
    folded = _fold(value[:SHOWN])
    if folded in by_fold:
        return by_fold[folded]
    candidates: Iterable[str] = by_fold
    if len(by_fold) > _CANDIDATES:
        head, tail = folded[:_ENDS], folded[-_ENDS:]
        alike = (name for name in by_fold if name.startswith(head) or name.endswith(tail))
        candidates = islice(alike, _CANDIDATES)
    close = difflib.get_close_matches(folded, candidates, n=1)
    return by_fold[close[0]] if close else None


def _fold_names(names: Iterable[str]) -> dict[str, str]:
    """Return names by their fold, in a fixed order; of two with one fold, the first."""
    return {_fold(name): name for name in sorted(names, reverse=True)}


def _fold(name: str) -> str:
    try:
        return slugify(name)
    except IriError:
        return name
