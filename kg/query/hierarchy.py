"""Who is above a unit, what is under a committee, on a day (ontology.md 4.2, definitions 2 to 5).

Served from the authority index with the chains of `under_both`, so that both say the same. A
committee or unit that ended before the day is answered with its end and what came of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, cast

from kg.errors import NotFoundError, ParameterError
from kg.index.authority_lens import Lens
from kg.model.terms import Iri
from kg.model.validity import Value
from kg.query.facts import FactFilter, Json, select_facts
from kg.query.under_both_parts import KINDS, Authority, chains_under, superiors_of

if TYPE_CHECKING:
    from kg.index.authority_open import AuthorityIndex
    from kg.store.base import GraphView

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
    """Return the committees above a unit, one row per committee and kind, by kind and depth.

    Args:
        index: Arrays of a generation.
        unit: IRI of a party unit.
        request: The day and what may be used.

    Raises:
        NotFoundError: The index does not know the unit.
        InputError: The unit has more chains than can be weighed.
    """
    node = _node(index, unit, "unit")
    told = superiors_of(request.lens(index), request.as_of, node)
    return [_row("committee", one) for one in _best("committee", told, request)]


def find_units(index: AuthorityIndex, committee: str, request: HierarchyRequest) -> list[Json]:
    """Return the units under a committee, one row per unit and kind, by kind, depth and IRI.

    Raises:
        NotFoundError: The index does not know the committee.
        ParameterError: The node is not a committee.
        InputError: A unit has more chains than can be weighed.
    """
    node = _node(index, committee, "committee")
    if not index.is_committee(node):
        raise ParameterError("committee", committee, "the id of a party committee")
    told = chains_under(request.lens(index), request.as_of, node)
    return [_row("unit", one) for one in _best("unit", told, request)]


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


def _best(
    side: Literal["unit", "committee"], told: Iterable[Authority], request: HierarchyRequest
) -> list[Authority]:
    """Return for each kind and end the chain of the best value, the shortest of those."""
    best: dict[tuple[str, str], Authority] = {}
    for one in told:
        if one.depth > 1 and not request.transitive:
            continue
        key = one.kind, getattr(one, side).iri
        if key not in best or _rank(one) < _rank(best[key]):
            best[key] = one
    kinds = list(KINDS.values())
    return sorted(
        best.values(), key=lambda one: (kinds.index(one.kind), one.depth, getattr(one, side).iri)
    )


def _rank(one: Authority) -> tuple[bool, int]:
    return one.value != Value.CERTAIN.word, one.depth


def _row(side: Literal["unit", "committee"], one: Authority) -> Json:
    other = "committee" if side == "unit" else "unit"
    return {name: value for name, value in one.to_dict().items() if name != other}


def _node(index: AuthorityIndex, iri: str, kind: str) -> int:
    node = index.find_node(iri)
    if node is None:
        raise NotFoundError(kind, iri)
    return node
