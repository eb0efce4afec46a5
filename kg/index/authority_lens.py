"""A lens on the authority index: one day, and what may be used to answer.

Everything that looks through one lens sees the same statements: those of the certainties,
collection and lines asked for, with their value on the day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kg.errors import ParameterError
from kg.index.authority_arrays import CERTAINTIES, U1, U8, Ints
from kg.model.iri import ID
from kg.model.validity import Value

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    import numpy.typing as npt

    from kg.index.authority_open import AuthorityIndex

NO, POSSIBLE, CERTAIN = int(Value.NO), int(Value.POSSIBLE), int(Value.CERTAIN)
DEFAULT_CERTAINTY = ("stated", "implied")


@dataclass(frozen=True, slots=True)
class Lens:
    """What an answer may look at.

    Attributes:
        day: Day number (`date.toordinal`).
        certainty: Bits of the certainties admitted.
        bit: Bit of the collection in masks.
        lines: Codes of the lines admitted; None admits all.
    """

    index: AuthorityIndex
    day: int
    certainty: int
    bit: np.uint64
    lines: U1 | None

    @classmethod
    def make(
        cls,
        index: AuthorityIndex,
        day: date,
        *,
        certainty: Collection[str] = DEFAULT_CERTAINTY,
        collection: str | None = None,
        lines: Collection[str] | None = None,
    ) -> Lens:
        """Make a lens of words: `stated`, `seeds`, `territorial`; full IRIs of lines are taken too.

        Raises:
            ParameterError: A word that does not exist, or no certainty at all.
        """
        bits = _certainty_bits(certainty)
        bit = np.uint64(index.collection_bit(collection))
        codes = None if lines is None else _line_codes(index, lines)
        return cls(index, day.toordinal(), bits, bit, codes)

    def values(self, edges: Ints) -> U1:
        """Return the value of each edge: 0 no (or not admitted), 1 possible, 2 certain."""
        table, day = self.index.edges, self.day
        bounds = table.bounds[edges]
        values = 1 + ((bounds[:, 1] <= day) & (day <= bounds[:, 2])).astype(np.uint8)
        values *= (
            (bounds[:, 0] <= day)
            & (day <= bounds[:, 3])
            & ((table.certainty[edges] & self.certainty) != 0)
            & self.admits(table.mask[edges])
        )
        if self.lines is not None:
            values *= np.isin(table.line[edges], self.lines)
        return values

    def value(self, edge: int) -> int:
        """Return the value of one edge; as `values`, faster for one."""
        table, day = self.index.edges, self.day
        start, certain_from, certain_to, end = table.bounds[edge].tolist()
        if not start <= day <= end or not int(table.certainty[edge]) & self.certainty:
            return NO
        if not table.mask[edge] & self.bit:
            return NO
        if self.lines is not None and table.line[edge] not in self.lines:
            return NO
        return CERTAIN if certain_from <= day <= certain_to else POSSIBLE

    def admits(self, masks: U8) -> npt.NDArray[np.bool_]:
        """Tell for each mask whether the fact counts in the collection."""
        return (masks & self.bit) != 0

    def find_conflicts(self) -> Mapping[int, frozenset[int]]:
        """Return, by statement, the statements that a transfer forbids beside it on the day."""
        ties = self.index.ties
        live = (ties.first_day <= self.day) & (self.day <= ties.last_day)
        found: dict[int, set[int]] = {}
        for place in np.flatnonzero(live).tolist():
            ended, started = int(ties.ended[place]), int(ties.started[place])
            found.setdefault(ended, set()).add(started)
            found.setdefault(started, set()).add(ended)
        return {statement: frozenset(others) for statement, others in found.items()}


def _certainty_bits(words: Collection[str]) -> int:
    bits = 0
    for word in words:
        if word not in CERTAINTIES:
            raise ParameterError("certainty", word, "stated, implied or inferred")
        bits |= 1 << CERTAINTIES.index(word)
    if not bits:
        raise ParameterError("certainty", "", "at least one of stated, implied, inferred")
    return bits


def _line_codes(index: AuthorityIndex, lines: Collection[str]) -> U1:
    known = index.tables.lines.to_list()
    words = [line.removeprefix(f"{ID}line/") for line in lines]
    for word in words:
        if word not in known:
            raise ParameterError("line", word, f"some of {', '.join(known)}")
    return np.array([known.index(word) + 1 for word in words], dtype=np.uint8)
