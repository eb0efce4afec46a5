"""Which units fall under both of two committees, many pairs at once (ontology.md 4.2, 6 to 8).

Everything is decided on arrays. Only units that a transfer touches on the day are decided chain by
chain, because a transfer forbids pairs of chains, not chains.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kg.errors import InputError
from kg.index.authority_lens import NO
from kg.index.authority_reach import expand, find_tied_units, reach
from kg.index.authority_walk import Walker
from kg.query.under_both_judge import is_allowed, judge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.index.authority_arrays import I4, U1
    from kg.index.authority_lens import Lens
    from kg.index.authority_reach import I8, Reach
    from kg.query.under_both_judge import Conflicts

PARTY, OWNERSHIP, DIRECTION = 0, 1, 2
"""Rows of `Reach.values`."""

# Data that keep one direct superior a unit have a handful of chains; a page of thousands is a
# sign of data no shape has seen.
MOST_CHAINS = 2_000


@dataclass(frozen=True, slots=True)
class PairRows:
    """Units under both committees of some pairs, sorted by pair and unit.

    Attributes:
        pair: Position of the pair.
        unit: Position of the unit's node.
        type: 1 to 4.
        value: 1 possible, 2 certain.
        type_value: The same for the pairs of chains of `type`.
        above: Two rows by pair: the value of "A is above B" and of "B is above A".
    """

    pair: I8
    unit: I4
    type: U1
    value: U1
    type_value: U1
    above: U1


@dataclass(frozen=True, slots=True)
class _Decided:
    type: U1
    value: U1
    type_value: U1


def find_rows(lens: Lens, a: I4, b: I4, conflicts: Conflicts) -> PairRows:
    """Return the units of each pair (a[i], b[i]) of committee nodes."""
    roots, places = np.unique(np.concatenate([a, b]), return_inverse=True)
    left, right = places[: len(a)], places[len(a) :]
    under = reach(lens, roots.astype(np.int32))
    pair, of_left, of_right = _common_keys(under, left, right)
    unit = (under.keys[of_left] - left[pair] * under.size).astype(np.int32)
    decided = _decide(under.values[:, of_left], under.values[:, of_right])
    walker = Walker(lens)
    if conflicts:
        tied = np.isin(unit, find_tied_units(lens, conflicts))
        for place in np.flatnonzero(tied).tolist():
            one, other = int(a[pair[place]]), int(b[pair[place]])
            _decide_by_chains(walker, int(unit[place]), one, other, conflicts, decided, place)
    kept = decided.type > 0
    above = _find_above(walker, under, roots, left, right, conflicts)
    return PairRows(
        pair[kept],
        unit[kept],
        decided.type[kept],
        decided.value[kept],
        decided.type_value[kept],
        above,
    )


def _common_keys(under: Reach, left: I8, right: I8) -> tuple[I8, I8, I8]:
    """Return, for each unit under both of a pair: pair, position under A, position under B."""
    roots = int(max(left.max(initial=-1), right.max(initial=-1))) + 1
    offsets = np.searchsorted(under.keys, np.arange(roots + 1) * under.size)
    sizes = np.diff(offsets)
    swap = sizes[left] > sizes[right]
    small, large = np.where(swap, right, left), np.where(swap, left, right)
    of_small, pair = expand(offsets, small)
    wanted = under.keys[of_small] + (large[pair] - small[pair]) * under.size
    of_large = np.searchsorted(under.keys, wanted)
    of_large[of_large == len(under.keys)] = 0
    hit = under.keys[of_large] == wanted
    pair, of_small, of_large = pair[hit], of_small[hit], of_large[hit]
    of_left = np.where(swap[pair], of_large, of_small)
    return pair, of_left, np.where(swap[pair], of_small, of_large)


def _decide(left: U1, right: U1) -> _Decided:
    """Decide type and value from the best chain of each kind; any two may be paired."""
    both = np.minimum
    by_type = (
        both(left[PARTY], right[PARTY]),
        np.maximum(both(left[PARTY], right[OWNERSHIP]), both(left[OWNERSHIP], right[PARTY])),
        np.maximum(both(left[PARTY], right[DIRECTION]), both(left[DIRECTION], right[PARTY])),
        both(left[OWNERSHIP:].max(axis=0), right[OWNERSHIP:].max(axis=0)),
    )
    table: npt.NDArray[np.uint8] = np.stack(by_type)
    first = (table > 0).argmax(axis=0)
    value = both(left.max(axis=0), right.max(axis=0))
    type_value = np.take_along_axis(table, first[None, :], axis=0)[0]
    return _Decided((first + 1).astype(np.uint8), value, type_value)


def _decide_by_chains(
    walker: Walker,
    unit: int,
    a: int,
    b: int,
    conflicts: Conflicts,
    decided: _Decided,
    place: int,
) -> None:
    """Replace the decision on one unit by the exact one; type 0 if no pair is allowed."""
    found = [walker.find_chains(unit, side, most=MOST_CHAINS) for side in (a, b)]
    if any(one.truncated for one in found):
        iri = walker.lens.index.nodes.iri[unit]
        raise InputError(f"{iri} has more than {MOST_CHAINS} chains to one committee")
    verdict = judge(found[0].chains, found[1].chains, conflicts)
    decided.type[place] = verdict.type if verdict else 0
    if verdict:
        decided.value[place], decided.type_value[place] = verdict.value, verdict.type_value


def _find_above(
    walker: Walker, under: Reach, roots: I4, left: I8, right: I8, conflicts: Conflicts
) -> U1:
    """Return whether A is above B and B above A: a party line from the unit of the other."""
    facts, above = walker.lens.index.committees, np.zeros((2, len(left)), dtype=np.uint8)
    for side, (top, below) in enumerate(((left, right), (right, left))):
        places, pair = expand(facts.by_left, roots[below])
        admitted = walker.lens.admits(facts.mask[places])
        unit, pair = facts.right[places[admitted]], pair[admitted]
        value = under.find(PARTY, top[pair], unit)
        for place in np.flatnonzero(value).tolist() if conflicts else ():
            root = int(roots[top[pair[place]]])
            value[place] = _party_value(walker, int(unit[place]), root, conflicts)
        np.maximum.at(above[side], pair, value)
    return above


def _party_value(walker: Walker, unit: int, committee: int, conflicts: Conflicts) -> int:
    chains = walker.find_chains(unit, committee, most=MOST_CHAINS).chains
    allowed = (
        chain.value
        for chain in chains
        if chain.kind == PARTY and is_allowed(chain.statements, conflicts)
    )
    return max(allowed, default=NO)


def order_rows(rows: PairRows) -> Sequence[int]:
    """Return positions of rows in the order they are shown: type, certain first, IRI."""
    return np.lexsort((rows.unit, -rows.value.astype(np.int8), rows.type)).tolist()
