"""Parts of the same answer: what is under a committee, who is above a unit, how two are tied.

They look through one lens and explain with the same paths as `under_both`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kg.errors import InputError
from kg.index.authority_arrays import AFFILIATION, DIRECTION, SUBORDINATION
from kg.index.authority_reach import reach
from kg.index.authority_walk import Walker
from kg.model.validity import Value
from kg.query.under_both_judge import is_allowed
from kg.query.under_both_paths import Explainer
from kg.query.under_both_rows import MOST_CHAINS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from kg.index.authority_lens import Lens
    from kg.index.authority_walk import Chain
    from kg.query.under_both_types import Json, MissingBound, Node, Path

KINDS = {
    SUBORDINATION: "subordination",
    AFFILIATION: "affiliation",
    DIRECTION: "direction",
}


@dataclass(frozen=True, slots=True)
class Authority:
    """A unit under a committee, by one chain.

    Attributes:
        kind: `subordination`, `affiliation` or `direction`.
        depth: Number of statements; 1 is direct.
        line: Its line, or `mixed`.
        missing: Bounds that keep it from being certain, in path order; empty when it is.
    """

    unit: Node
    committee: Node
    kind: str
    depth: int
    line: str
    value: str
    path: Path
    missing: tuple[MissingBound, ...] = ()

    def to_dict(self) -> Json:
        """Return plain data with the path as edges, and the bounds that keep it from certain."""
        return {
            "unit": self.unit.to_dict(),
            "committee": self.committee.to_dict(),
            "kind": self.kind,
            "depth": self.depth,
            "line": self.line,
            "value": self.value,
            "missing": [bound.to_dict() for bound in self.missing],
            "path": [edge.to_dict() for edge in self.path],
        }


@dataclass(frozen=True, slots=True)
class UnitUnder:
    """A unit under a committee, with the value of the best chain of each kind ("" not shown)."""

    unit: Node
    subordination: str
    affiliation: str
    direction: str

    def to_dict(self) -> Json:
        """Return plain data; a kind that is not shown is null."""
        return {
            "unit": self.unit.to_dict(),
            "subordination": self.subordination or None,
            "affiliation": self.affiliation or None,
            "direction": self.direction or None,
        }


def units_under(lens: Lens, day: date, committee: int) -> tuple[UnitUnder, ...]:
    """Return every unit under a committee by IRI; chains of one are in `chains_between`.

    Args:
        lens: What may be used.
        day: The day of the lens.
        committee: Node of the committee.
    """
    explainer = Explainer(lens, day)
    found = reach(lens, np.array([committee], dtype=np.int32))
    return tuple(
        UnitUnder(explainer.node(unit), *(_word(value) for value in values))
        for unit, values in zip(found.units(0).tolist(), found.values.T.tolist(), strict=True)
    )


def superiors_of(
    lens: Lens, day: date, unit: int, *, most: int = MOST_CHAINS
) -> tuple[Authority, ...]:
    """Return the chains of every kind from a unit to every committee, nearest first.

    Raises:
        InputError: There are more than `most` of one kind; the list is never cut.
    """
    chains = list(Walker(lens).iter_superiors(unit, most=most + 1))
    per_kind = Counter(chain.kind for chain in chains)
    _refuse_if(any(count > most for count in per_kind.values()), lens, unit, most)
    return _Teller(lens, day).tell(unit, chains)


def chains_between(
    lens: Lens, day: date, unit: int, committee: int, *, most: int = MOST_CHAINS
) -> tuple[Authority, ...]:
    """Return the chains of every kind from a unit to a committee, shortest first.

    Raises:
        InputError: There are more than `most` of one kind; the list is never cut.
    """
    found = Walker(lens).find_chains(unit, committee, most=most)
    _refuse_if(found.truncated, lens, unit, most)
    return _Teller(lens, day).tell(unit, found.chains)


def chains_under(
    lens: Lens, day: date, committee: int, *, most: int = MOST_CHAINS
) -> Iterator[Authority]:
    """Yield the chains from every unit under a committee, unit by unit in the order of nodes.

    Raises:
        InputError: A unit has more than `most` of one kind; the list is never cut.
    """
    walker, teller = Walker(lens), _Teller(lens, day)
    for unit in reach(lens, np.array([committee], dtype=np.int32)).units(0).tolist():
        found = walker.find_chains(unit, committee, most=most)
        _refuse_if(found.truncated, lens, unit, most)
        yield from teller.tell(unit, found.chains)


def _refuse_if(cut: bool, lens: Lens, unit: int, most: int) -> None:
    if cut:
        raise InputError(f"{lens.index.nodes.iri[unit]} has more than {most} chains of one kind")


class _Teller:
    """Turns chains into what a reader sees, without those that a transfer forbids."""

    def __init__(self, lens: Lens, day: date) -> None:
        self._explainer, self._conflicts = Explainer(lens, day), lens.find_conflicts()

    def tell(self, unit: int, chains: Iterable[Chain]) -> tuple[Authority, ...]:
        allowed = [chain for chain in chains if is_allowed(chain.statements, self._conflicts)]
        allowed.sort(
            key=lambda chain: (chain.length, chain.kind, chain.hops[-1].end, chain.statements)
        )
        return tuple(self._authority(unit, chain) for chain in allowed)

    def _authority(self, unit: int, chain: Chain) -> Authority:
        explainer = self._explainer
        return Authority(
            explainer.node(unit),
            explainer.node(chain.hops[-1].end),
            KINDS[chain.kind],
            chain.length,
            explainer.lines(chain),
            Value(chain.value).word,
            explainer.path(chain),
            explainer.missing([chain]),
        )


def _word(value: int) -> str:
    return Value(value).word if value else ""
