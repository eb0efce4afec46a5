"""Everything under some committees on a day, at once (ontology.md 4.2, 2 to 5).

A walk through statements that may hold ends in a shortest walk, and a shortest walk repeats no
node: so plain reachability decides whether a simple chain exists, and doing it twice (statements
that may hold, statements that certainly hold) gives the value of the best one. Transfers are the
exception, because they forbid pairs of chains: `find_tied_units` names the units they touch, and
those are looked at chain by chain (`kg.index.authority_walk`).

A set of (root, node) pairs is a sorted array of keys, root position * number of nodes + node.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kg.index.authority_arrays import AFFILIATION, DIRECTION, I4, SUBORDINATION, U1, Ints
from kg.index.authority_lens import CERTAIN, POSSIBLE

if TYPE_CHECKING:
    from collections.abc import Collection

    from kg.index.authority_arrays import Pairs
    from kg.index.authority_lens import Lens

I8 = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Reach:
    """Units under each of some committees, with a value per kind of authority.

    Attributes:
        size: Number of nodes; `keys` are root position * size + unit, sorted.
        values: Three rows aligned with `keys`: party line, ownership, direction; 0 is not shown.
    """

    size: int
    keys: I8
    values: U1

    def of_root(self, root: int) -> slice:
        """Return where the units of one root stand."""
        start, end = np.searchsorted(self.keys, (root * self.size, (root + 1) * self.size))
        return slice(int(start), int(end))

    def find(self, kind: int, roots: Ints, units: Ints) -> U1:
        """Return the value of one kind for each pair of root and unit; 0 where not shown."""
        if not len(self.keys):
            return np.zeros(len(units), dtype=np.uint8)
        wanted = roots * self.size + units
        place = np.searchsorted(self.keys, wanted)
        place[place == len(self.keys)] = 0
        return np.where(self.keys[place] == wanted, self.values[kind, place], 0).astype(np.uint8)

    def units(self, root: int) -> I4:
        """Return the units of one root, sorted."""
        return (self.keys[self.of_root(root)] - root * self.size).astype(np.int32)


def reach(lens: Lens, roots: I4) -> Reach:
    """Return every unit under each root, by kind; a unit is never under its own committee."""
    size = len(lens.index.nodes.iri)
    finders = (_reach_by_party, _reach_by_ownership, _reach_by_direction)
    own = own_units(lens.index.committees, roots, size)
    found = [
        [_without(finder(lens, roots, floor), own) for floor in (POSSIBLE, CERTAIN)]
        for finder in finders
    ]
    keys = _unique(np.concatenate([possible for possible, _ in found]))
    values = np.zeros((len(finders), len(keys)), dtype=np.uint8)
    for row, levels in enumerate(found):
        for value, level in zip((POSSIBLE, CERTAIN), levels, strict=True):
            values[row, np.searchsorted(keys, level)] = value
    return Reach(size, keys, values)


def find_tied_units(lens: Lens, statements: Collection[int]) -> I4:
    """Return the units, sorted, of which some chain may use one of the statements."""
    index = lens.index
    tied = np.array(sorted(statements), dtype=np.int32)
    places, _ = expand(index.edges.by_statement, tied)
    edges = index.edges.of_statement[places]
    edges = edges[lens.values(edges) >= POSSIBLE]
    kinds, sources = index.edges.kind[edges], index.edges.source[edges]
    size, one = len(index.nodes.iri), np.zeros(1, dtype=np.int32)
    units = np.unique(sources[kinds == SUBORDINATION])
    below = _descend(lens, one.repeat(len(units)), units, size)
    owned = np.unique(sources[kinds == AFFILIATION])
    firms = np.union1d(owned, _climb_down(lens, one.repeat(len(owned)), owned, size, POSSIBLE))
    directed = sources[kinds == DIRECTION]
    inside = organised_units(lens, np.concatenate([firms, directed]).astype(np.int32))[0]
    return np.unique(np.concatenate([units, below, inside, directed])).astype(np.int32)


def expand(offsets: Ints, keys: Ints) -> tuple[I8, I8]:
    """Return all positions of each key in an array with offsets, and which key each is of."""
    starts = offsets[keys].astype(np.int64)
    counts = offsets[keys + 1] - starts
    owner = np.repeat(np.arange(len(keys)), counts)
    before = np.cumsum(counts) - counts
    return np.arange(len(owner)) + (starts - before)[owner], owner


def _follow(lens: Lens, facts: Pairs, keys: Ints, *, forward: bool) -> tuple[I4, I8]:
    """Return the other ends of a binary fact, and which key each is of."""
    if forward:
        places, owner = expand(facts.by_left, keys)
        ends = facts.right
    else:
        found, owner = expand(facts.by_right, keys)
        places, ends = facts.right_order[found], facts.left
    admitted = lens.admits(facts.mask[places])
    return ends[places[admitted]], owner[admitted]


def organised_units(lens: Lens, bodies: Ints) -> tuple[I4, I8]:
    """Return the units organised in each body, and which body each is of."""
    return _follow(lens, lens.index.organised, bodies, forward=False)


def own_units(facts: Pairs, roots: Ints, size: int) -> I8:
    """Return keys of the units that the roots lead, whoever tells of it."""
    places, owner = expand(facts.by_left, roots)
    return _unique(owner * size + facts.right[places])


def _reach_by_party(lens: Lens, roots: I4, floor: int) -> I8:
    size = len(lens.index.nodes.iri)
    return _spread(lens, np.arange(len(roots)), roots, floor, size)


def _spread(lens: Lens, root: Ints, committees: Ints, floor: int, size: int) -> I8:
    """Return keys of all units below committees, level by level."""
    edges, seen = lens.index.edges, np.empty(0, dtype=np.int64)
    while len(committees):
        places, owner = expand(edges.down[SUBORDINATION], committees)
        holds = lens.values(places) >= floor
        keys = _unique(root[owner[holds]] * size + edges.source[places[holds]])
        keys = _without(keys, seen)
        seen = _merge(seen, keys)
        root, units = np.divmod(keys, size)
        committees, owner = _follow(lens, lens.index.committees, units, forward=False)
        root = root[owner]
    return seen


def _descend(lens: Lens, root: Ints, units: Ints, size: int) -> I8:
    committees, owner = _follow(lens, lens.index.committees, units, forward=False)
    return _spread(lens, root[owner].astype(np.int64), committees, POSSIBLE, size)


def _reach_by_ownership(lens: Lens, roots: I4, floor: int) -> I8:
    index, size = lens.index, len(lens.index.nodes.iri)
    units, owner = _follow(lens, index.committees, roots, forward=True)
    tops, of_unit = _follow(lens, index.organised, units, forward=True)
    # One search per pair of root and enterprise: an enterprise must not reach itself.
    pairs = _unique(owner[of_unit] * size + tops)
    root, top = np.divmod(pairs, size)
    found = _climb_down(lens, np.arange(len(pairs)), top, size, floor)
    pair, firm = np.divmod(found, size)
    other = firm != top[pair]
    inside, of_firm = organised_units(lens, firm[other])
    return _unique(root[pair[other]][of_firm] * size + inside)


def _climb_down(lens: Lens, root: Ints, tops: Ints, size: int, floor: int) -> I8:
    """Return keys of all enterprises affiliated to the tops, directly or through others."""
    edges, seen = lens.index.edges, np.empty(0, dtype=np.int64)
    while len(tops):
        places, owner = expand(edges.down[AFFILIATION], tops)
        holds = lens.values(places) >= floor
        keys = _unique(root[owner[holds]].astype(np.int64) * size + edges.source[places[holds]])
        keys = _without(keys, seen)
        seen = _merge(seen, keys)
        root, tops = np.divmod(keys, size)
    return seen


def _reach_by_direction(lens: Lens, roots: I4, floor: int) -> I8:
    edges, size = lens.index.edges, len(lens.index.nodes.iri)
    places, owner = expand(edges.down[DIRECTION], roots)
    holds = lens.values(places) >= floor
    directed, root = edges.source[places[holds]], owner[holds]
    itself = lens.index.nodes.is_unit[directed] != 0
    inside, of_body = organised_units(lens, directed)
    return _unique(
        np.concatenate([root[itself] * size + directed[itself], root[of_body] * size + inside])
    )


def _unique(keys: Ints) -> I8:
    keys = np.sort(keys.astype(np.int64, copy=False))
    if len(keys) < 2:
        return keys
    return keys[np.concatenate([[True], keys[1:] != keys[:-1]])]


def _without(keys: I8, sorted_keys: I8) -> I8:
    if not len(sorted_keys) or not len(keys):
        return keys
    place = np.searchsorted(sorted_keys, keys)
    place[place == len(sorted_keys)] = 0
    return keys[sorted_keys[place] != keys]


def _merge(left: I8, right: I8) -> I8:
    if not len(left) or not len(right):
        return left if len(left) else right
    # Stable sort of two sorted runs is a merge.
    return np.sort(np.concatenate([left, right]), kind="stable")
