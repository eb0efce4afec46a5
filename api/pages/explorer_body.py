"""A body and those that stand for it: what is told of one is shown with the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.model.iri import ID
from kg.ontology.terms import PH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.query.ties import Tie


@dataclass(frozen=True, slots=True)
class Body:
    """A body and those that stand for it: a committee and its unit, an enterprise's units.

    Attributes:
        iri: The body.
        units: Party units whose superiors are its own.
        committees: Committees whose units are its own.
    """

    iri: str
    units: tuple[str, ...]
    committees: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """The body and those that stand for it, each once."""
        return tuple(dict.fromkeys((self.iri, *self.units, *self.committees)))


def find_body(iri: str, ties: Sequence[Tie]) -> Body:
    """Return who stands for a body; a tie that is asked for twice is one."""
    units = [iri] if _type_of(iri) == "unit" else []
    committees = [iri] if _type_of(iri) == "com" else []
    for tie in ties:
        if tie.via == PH.executiveCommitteeOf:
            (units if tie.direction == "out" else committees).append(tie.neighbour)
        if tie.via == PH.organisedIn and tie.direction == "in":
            units.append(tie.neighbour)
    return Body(iri, tuple(dict.fromkeys(units)), tuple(dict.fromkeys(committees)))


def _type_of(iri: str) -> str:
    return iri.removeprefix(ID).partition("/")[0]
