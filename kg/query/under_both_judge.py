"""Type and value of one unit, from the chains to each side (ontology.md 4.2, 7, 9 and 12)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.index.authority_arrays import AFFILIATION, DIRECTION, SUBORDINATION
from kg.index.authority_lens import CERTAIN

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from kg.index.authority_walk import Chain

    Conflicts = Mapping[int, frozenset[int]]

TWO_DIRECT_SUPERIORS = "two-direct-superiors"
"""Warning of a T1 whose two direct subordinations are both certain (shape S19)."""

# The first that applies, with a party line on either side first.
_TYPES: dict[frozenset[int], int] = {
    frozenset((SUBORDINATION,)): 1,
    frozenset((SUBORDINATION, AFFILIATION)): 2,
    frozenset((SUBORDINATION, DIRECTION)): 3,
}
_OTHERWISE = 4


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the chains of a unit prove.

    Attributes:
        type: 1 to 4.
        value: The best of all allowed pairs.
        type_value: The best of those of `type`.
        pair: A pair that has `value`: of the first such type, the shortest.
        warnings: Codes.
    """

    type: int
    value: int
    type_value: int
    pair: tuple[Chain, Chain]
    warnings: tuple[str, ...]


def type_of(left: int, right: int) -> int:
    """Return the type of a pair of chains of two kinds."""
    return _TYPES.get(frozenset((left, right)), _OTHERWISE)


def is_allowed(statements: Collection[int], conflicts: Conflicts) -> bool:
    """Tell whether no transfer forbids to use these statements together."""
    if not conflicts:
        return True
    used = set(statements)
    return not any(used & conflicts[one] for one in used if one in conflicts)


def judge(left: Sequence[Chain], right: Sequence[Chain], conflicts: Conflicts) -> Verdict | None:
    """Return what chains to A and chains to B prove together; None if no pair is allowed."""
    best: dict[int, int] = {}
    chosen: tuple[tuple[int, ...], tuple[Chain, Chain]] | None = None
    warned = False
    for one, other in _allowed_pairs(left, right, conflicts):
        kind, value = type_of(one.kind, other.kind), min(one.value, other.value)
        best[kind] = max(value, best.get(kind, value))
        rank = (-value, kind, one.length + other.length, *one.statements, *other.statements)
        if chosen is None or rank < chosen[0]:
            chosen = rank, (one, other)
        direct = one.length == other.length == 1
        warned = warned or (kind == 1 and direct and value == CERTAIN)
    if chosen is None:
        return None
    first = min(best)
    warnings = (TWO_DIRECT_SUPERIORS,) if warned else ()
    return Verdict(first, max(best.values()), best[first], chosen[1], warnings)


def _allowed_pairs(
    left: Sequence[Chain], right: Sequence[Chain], conflicts: Conflicts
) -> Iterator[tuple[Chain, Chain]]:
    for one in left:
        for other in right:
            if is_allowed((*one.statements, *other.statements), conflicts):
                yield one, other
