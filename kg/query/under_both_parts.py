"""Parts of the same answer: what is under a committee, who is above a unit, how two are tied.

They look through one lens and explain with the same paths as `under_both`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kg.index.authority_arrays import AFFILIATION, DIRECTION, SUBORDINATION
from kg.index.authority_reach import reach
from kg.index.authority_walk import Walker
from kg.model.validity import Value
from kg.query.under_both_judge import is_allowed
from kg.query.under_both_paths import Explainer
from kg.query.under_both_rows import MOST_CHAINS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from kg.index.authority_lens import Lens
    from kg.index.authority_walk import Chain
    from kg.query.under_both_types import Json, Node, Path

_KINDS = {
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
    """

    unit: Node
    committee: Node
    kind: str
    depth: int
    line: str
    value: str
    path: Path

    def to_dict(self) -> Json:
        """Return plain data with the path as edges."""
        return {
            "unit": self.unit.to_dict(),
            "committee": self.committee.to_dict(),
            "kind": self.kind,
            "depth": self.depth,
            "line": self.line,
            "value": self.value,
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
    """Return the chains of every kind from a unit to every committee, nearest first."""
    walker = Walker(lens)
    return _explain(lens, day, unit, walker.iter_superiors(unit, most=most))


def chains_between(
    lens: Lens, day: date, unit: int, committee: int, *, most: int = MOST_CHAINS
) -> tuple[Authority, ...]:
    """Return the chains of every kind from a unit to a committee, shortest first."""
    found = Walker(lens).find_chains(unit, committee, most=most)
    return _explain(lens, day, unit, found.chains)


def _explain(lens: Lens, day: date, unit: int, chains: Iterable[Chain]) -> tuple[Authority, ...]:
    explainer, conflicts = Explainer(lens, day), lens.find_conflicts()
    allowed = [chain for chain in chains if is_allowed(chain.statements, conflicts)]
    allowed.sort(key=lambda chain: (chain.length, chain.kind, chain.hops[-1].end, chain.statements))
    return tuple(
        Authority(
            explainer.node(unit),
            explainer.node(chain.hops[-1].end),
            _KINDS[chain.kind],
            chain.length,
            explainer.lines(chain),
            Value(chain.value).word,
            explainer.path(chain),
        )
        for chain in allowed
    )


def _word(value: int) -> str:
    return Value(value).word if value else ""
