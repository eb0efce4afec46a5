"""Parameters of answers about authority on a day."""

from __future__ import annotations

from pydantic import Field

from api.schemas.days import Day
from api.schemas.facts import Name, PageParameters, parse_certainty
from kg.query.hierarchy import HierarchyRequest


class AllPairsParameters(PageParameters):
    """A day and what may be used to answer."""

    as_of: Day = Field(description="Day, YYYY-MM-DD. There is no silent today.")
    certainty: str = Field("stated,implied", description="Certainties admitted.")
    collection: Name | None = Field(None, description="Only sources of this collection.")

    def certainties(self) -> tuple[str, ...]:
        """Return the certainties admitted.

        Raises:
            ParameterError: A certainty is none of the three.
        """
        return parse_certainty(self.certainty)


class HierarchyParameters(AllPairsParameters):
    """A day, lines, and how far to go."""

    line: Name | None = Field(None, description="Lines admitted, separated by commas.")
    transitive: bool = Field(True, description="Chains of any length; false: one step only.")

    def to_request(self) -> HierarchyRequest:
        """Return the request for `kg.query.hierarchy`.

        Raises:
            ParameterError: A certainty is none of the three.
        """
        lines = tuple(part.strip() for part in self.line.split(",")) if self.line else None
        return HierarchyRequest(
            self.as_of, self.certainties(), self.collection, lines, self.transitive
        )
