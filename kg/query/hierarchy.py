"""Who is above a unit, what is under a committee, on a day (ontology.md 4.2, definitions 2 to 5).

Served from the authority index with the chains of `under_both`, so that both say the same. A
committee or unit that ended before the day is answered with its end and what came of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, cast

import numpy as np

from kg.errors import NotFoundError, ParameterError
from kg.index.authority_arrays import AFFILIATION, DIRECTION, SUBORDINATION
from kg.index.authority_lens import Lens
from kg.index.authority_reach import reach
from kg.index.authority_walk import Walker
from kg.model.terms import Iri
from kg.model.validity import Value
from kg.query.facts import FactFilter, Json, select_facts
from kg.query.under_both_paths import Explainer

if TYPE_CHECKING:
    from kg.index.authority_open import AuthorityIndex
    from kg.index.authority_walk import Chain
    from kg.store.base import GraphView

KINDS = {SUBORDINATION: "subordination", AFFILIATION: "affiliation", DIRECTION: "direction"}
MOST_CHAINS = 50
"""Chains of each kind that are followed for one unit; beyond, the answer says so."""

_ENDINGS = ("Dissolution", "Merger", "Upgrade", "OrganisationChange")


@dataclass(frozen=True, slots=True)
class HierarchyRequest:
    """What may be used to answer.

    Attributes:
        as_of: The day.
        certainty: Certainties admitted.
        collection: Only sources of this collection; None admits all.
        lines: Lines admitted; None admits all.
        transitive: Chains of any length; else one statement only.
    """

    as_of: date
    certainty: tuple[str, ...] = ("stated", "implied")
    collection: str | None = None
    lines: tuple[str, ...] | None = None
    transitive: bool = True

    def lens(self, index: AuthorityIndex) -> Lens:
        """Return the lens of the request.

        Raises:
            ParameterError: A certainty, collection or line does not exist.
        """
        return Lens.make(
            index,
            self.as_of,
            certainty=self.certainty,
            collection=self.collection,
            lines=self.lines,
        )


def find_superiors(index: AuthorityIndex, unit: str, request: HierarchyRequest) -> list[Json]:
    """Return the committees above a unit, one row per committee and kind, nearest first.

    Args:
        index: Arrays of a generation.
        unit: IRI of a party unit.
        request: The day and what may be used.

    Raises:
        NotFoundError: The index does not know the unit.
    """
    lens = request.lens(index)
    node = _node(index, unit, "unit")
    explainer = Explainer(lens, request.as_of)
    chains = list(Walker(lens).iter_superiors(node, most=MOST_CHAINS))
    best = _best_chains(chains, request.transitive)
    return [
        _row(explainer, "committee", chain.hops[-1].end, chain)
        for chain in sorted(best, key=lambda chain: (chain.kind, chain.length, chain.statements))
    ]


def find_units(index: AuthorityIndex, committee: str, request: HierarchyRequest) -> list[Json]:
    """Return the units under a committee, one row per unit and kind, by kind, depth and IRI.

    Raises:
        NotFoundError: The index does not know the committee.
        ParameterError: The node is not a committee.
    """
    lens = request.lens(index)
    node = _node(index, committee, "committee")
    if not index.is_committee(node):
        raise ParameterError("committee", committee, "the id of a party committee")
    explainer, walker = Explainer(lens, request.as_of), Walker(lens)
    under = reach(lens, np.array([node], dtype=np.int32))
    rows: list[tuple[tuple[int, int, str], Json]] = []
    for unit in under.units(0):
        found = walker.find_chains(int(unit), node, most=MOST_CHAINS)
        for chain in _best_chains(found.chains, request.transitive):
            row = _row(explainer, "unit", int(unit), chain)
            rows.append(((chain.kind, chain.length, index.nodes.iri[int(unit)]), row))
    return [row for _, row in sorted(rows, key=lambda pair: pair[0])]


def find_succession(view: GraphView, node: str, as_of: date) -> list[Json]:
    """Return the changes that ended a body up to a day, with what came of it, earliest first.

    A committee ends with its unit, so the changes of its unit are looked at too.
    """
    admitted = FactFilter()
    found: dict[str, Json] = {}
    for subject in (node, *_units_of(view, node)):
        for row in select_facts(view, "facts-changes", {"subject": Iri(subject)}, admitted).rows:
            if _ends(row, subject, as_of):
                found[str(row["change"])] = row
    return sorted(found.values(), key=lambda row: str(row["date"]))


def _units_of(view: GraphView, committee: str) -> tuple[str, ...]:
    table = select_facts(view, "facts-committee-units", {"committee": Iri(committee)})
    return tuple(str(row["unit"]) for row in table.rows)


def _ends(row: Json, subject: str, as_of: date) -> bool:
    classes, originals, when = row["classes"], row["originals"], row["date"]
    ended = any(cls.rpartition("#")[2] in _ENDINGS for cls in cast("list[str]", classes))
    # a year or month is compared by its own length: 2025 has begun on any day of 2025
    begun = isinstance(when, str) and when <= as_of.isoformat()[: len(when)]
    return ended and subject in cast("list[str]", originals) and begun


def _best_chains(chains: Sequence[Chain], transitive: bool) -> list[Chain]:
    """Return for each kind and end the chain of the best value, the shortest of those."""
    best: dict[tuple[int, int], Chain] = {}
    for chain in chains:
        if not transitive and chain.length > 1:
            continue
        key = (chain.kind, chain.hops[-1].end)
        known = best.get(key)
        if known is None or (-chain.value, chain.length) < (-known.value, known.length):
            best[key] = chain
    return list(best.values())


def _row(explainer: Explainer, name: str, node: int, chain: Chain) -> Json:
    path = [edge.to_dict() for edge in explainer.path(chain)]
    return {
        name: explainer.node(node).to_dict(),
        "kind": KINDS[chain.kind],
        "line": explainer.lines(chain),
        "depth": chain.length,
        "value": Value(chain.value).word,
        "missing": [bound.to_dict() for bound in explainer.missing([chain])],
        "path": path,
    }


def _node(index: AuthorityIndex, iri: str, kind: str) -> int:
    node = index.find_node(iri)
    if node is None:
        raise NotFoundError(kind, iri)
    return node
