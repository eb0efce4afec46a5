"""The same question for the parties of every agreement on one day, in one pass."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, groupby
from typing import TYPE_CHECKING

import numpy as np

from kg.index.authority_lens import CERTAIN, DEFAULT_CERTAINTY, Lens
from kg.model.validity import Value
from kg.query.under_both_completeness import Counts, add_up
from kg.query.under_both_duties import count_joint_units
from kg.query.under_both_paths import Explainer
from kg.query.under_both_rows import find_rows
from kg.query.under_both_types import Above

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from kg.index.authority_arrays import I4
    from kg.index.authority_open import AuthorityIndex
    from kg.query.under_both_types import Json, Node

TYPES = ("T1", "T2", "T3", "T4")


@dataclass(frozen=True, slots=True)
class PairCount:
    """One agreement and two of its parties.

    Attributes:
        counts: Units by type and value, as `(("T1", certain, possible), ...)`; all four types. For
            a nested pair they count trivial units, as `UnderBothAnswer.nested` holds them.
        status: Completeness: `complete`, `incomplete`, `unknown`.
        reported: What the speaking source counts, if any.
    """

    agreement: Node
    a: Node
    b: Node
    counts: tuple[tuple[str, int, int], ...]
    above: Above
    jointly_directed: int
    status: str
    reported: int | None
    known: int
    candidates: int

    def to_dict(self) -> Json:
        """Return plain data; counts as `{type: {certain, possible}}`."""
        return {
            "agreement": self.agreement.to_dict(),
            "a": self.a.to_dict(),
            "b": self.b.to_dict(),
            "relation": "nested" if self.above else "independent",
            "counts": {
                name: {"certain": certain, "possible": possible}
                for name, certain, possible in self.counts
            },
            "jointly_directed": self.jointly_directed,
            "completeness": {
                "status": self.status,
                "reported": self.reported,
                "known": self.known,
                "candidates": self.candidates,
            },
        }


def under_both_all(
    index: AuthorityIndex,
    as_of: date,
    *,
    certainty: Collection[str] = DEFAULT_CERTAINTY,
    collection: str | None = None,
    lines: Collection[str] | None = None,
) -> tuple[PairCount, ...]:
    """Return one row per agreement and pair of its parties, by IRI.

    Raises:
        ParameterError: A parameter is not one of its values.
    """
    lens = Lens.make(index, as_of, certainty=certainty, collection=collection, lines=lines)
    agreements, a, b = _pairs(lens)
    rows = find_rows(lens, a, b, lens.find_conflicts())
    certain = (rows.value == CERTAIN).astype(np.int64)
    # One bin per pair, type and value.
    bins = (rows.pair * 4 + rows.type - 1) * 2 + certain
    table = np.bincount(bins, minlength=len(a) * 8).reshape(-1, 4, 2).tolist()
    explainer, counts = Explainer(lens, as_of), Counts.of(lens)
    joint = count_joint_units(lens, a, b).tolist()
    pairs = zip(agreements.tolist(), a.tolist(), b.tolist(), strict=True)
    found = zip(pairs, table, rows.above.T.tolist(), joint, strict=True)
    return tuple(_count(explainer, counts, *one) for one in found)


def _count(
    explainer: Explainer,
    counts: Counts,
    pair: tuple[int, int, int],
    table: list[list[int]],
    above: list[int],
    joint: int,
) -> PairCount:
    agreement, a, b = pair
    total = add_up(counts.find(a, b))
    return PairCount(
        agreement=explainer.node(agreement),
        a=explainer.node(a),
        b=explainer.node(b),
        counts=tuple(
            (name, certain, possible)
            for name, (possible, certain) in zip(TYPES, table, strict=True)
        ),
        above=Above(*(Value(value) for value in above)),
        jointly_directed=joint,
        status=total.status,
        reported=total.speaker.reported if total.speaker else None,
        known=len(total.known),
        candidates=len(total.candidates),
    )


def _pairs(lens: Lens) -> tuple[I4, I4, I4]:
    """Return agreement, first and second party of every pair of parties."""
    parties = lens.index.parties
    admitted = np.flatnonzero(lens.admits(parties.mask))
    told = zip(
        parties.agreement[admitted].tolist(), parties.committee[admitted].tolist(), strict=True
    )
    found = [
        (agreement, one, other)
        for agreement, members in groupby(told, key=lambda row: row[0])
        for one, other in combinations(sorted({committee for _, committee in members}), 2)
    ]
    table = np.array(found, dtype=np.int32).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]
