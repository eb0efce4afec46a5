"""From the paths of an answer to the few nodes that a picture of them needs.

A committee and the party organisation it leads are one node in a picture, the committee; the hop
from an enterprise to its own party body is a thin line, never authority.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.picture.lines import Tie
    from kg.query.under_both_types import Node, Path, PathEdge, UnderBothRow

_COMMITTEE: Final = "executiveCommitteeOf"
_BODY: Final = "organisedIn"


@dataclass(frozen=True, slots=True)
class Step:
    """A node on the way up, and the tie by which it was reached."""

    node: Node
    tie: Tie


@dataclass(frozen=True, slots=True)
class Way:
    """The way from a unit up to a committee.

    Attributes:
        from_enterprise: It leaves the pair from the enterprise, not from the unit.
        enterprise: The enterprise it leaves from.
        steps: The nodes above, nearest first; the last is the committee.
    """

    from_enterprise: bool
    enterprise: Node | None
    steps: tuple[Step, ...]

    @property
    def authority(self) -> str:
        """Kind of the whole way: `L` over `F` over `D`."""
        ties = {step.tie for step in self.steps}
        return next((kind for kind in ("L", "F") if kind in ties), "D")


def to_way(path: Path) -> Way:
    """Return the way of one path of an answer."""
    edges = list(path)
    enterprise = None
    if edges and edges[0].kind == _BODY:
        enterprise = edges.pop(0).end
    steps: list[Step] = []
    for edge in edges:
        if edge.kind == _COMMITTEE:
            if steps and _leads_to_committee(edge):
                steps[-1] = Step(edge.end, steps[-1].tie)
        else:
            steps.append(Step(edge.end, _tie(edge)))
    return Way(enterprise is not None, enterprise, tuple(steps))


def choose_ways(row: UnderBothRow) -> tuple[Way | None, Way | None]:
    """Return one way to each side, such that both together are of the type of the row."""
    sides = [[to_way(path) for path in paths] for paths in (row.paths_a, row.paths_b)]
    wanted = {"T1": ("D", "D"), "T2": ("D", "F"), "T3": ("D", "L")}.get(row.type)
    for a in sides[0]:
        for b in sides[1]:
            kinds = tuple(sorted((a.authority, b.authority)))
            if kinds == wanted or (wanted is None and "D" not in kinds):
                return a, b
    return _first(sides[0]), _first(sides[1])


def _first(ways: Sequence[Way]) -> Way | None:
    return ways[0] if ways else None


def _leads_to_committee(edge: PathEdge) -> bool:
    """Tell whether the hop goes from a party unit to its committee, not back."""
    return edge.end.cls in ("PartyCommittee", "StandingCommittee") or (
        edge.fact is not None and edge.fact[0] == edge.end.iri
    )


def _tie(edge: PathEdge) -> Tie:
    return {"D": "D", "F": "F", "L": "L"}.get(edge.kind, "body")  # type: ignore[return-value]  # a Tie
