"""Parameters of paths between nodes and of changes between days."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.facts import Name, PageParameters, parse_certainty
from kg.errors import ParameterError
from kg.query.paths import KINDS, PathRequest

MOST_LENGTH = 6


class PathParameters(BaseModel):
    """Two nodes and what may connect them."""

    model_config = ConfigDict(extra="forbid", populate_by_name=False)

    start: Name = Field(alias="from", description="A node: id, IRI or exact label.")
    to: Name = Field(description="Another node: id, IRI or exact label.")
    as_of: date | None = Field(None, description="Day, YYYY-MM-DD; without it all times.")
    max_length: int = Field(4, ge=1, le=MOST_LENGTH, description="Edges of the longest path.")
    kinds: str | None = Field(
        None,
        max_length=300,
        description=f"Kinds of edges, separated by commas: {', '.join(KINDS)}.",
    )
    certainty: str = Field(
        "stated,implied", description="Certainties admitted: stated, implied, inferred."
    )
    limit: int = Field(20, ge=1, le=100, description="Paths at most.")

    def to_request(self, start: str, end: str) -> PathRequest:
        """Return the request for `kg.query.paths`, with both nodes resolved.

        Raises:
            ParameterError: A kind or certainty is none.
        """
        kinds = tuple(part.strip() for part in self.kinds.split(",")) if self.kinds else KINDS
        for kind in kinds:
            if kind not in KINDS:
                raise ParameterError("kinds", kind[:80], f"some of {', '.join(KINDS)}")
        return PathRequest(
            start,
            end,
            self.as_of,
            self.max_length,
            kinds,
            parse_certainty(self.certainty),
            self.limit,
        )


class ChangeParameters(PageParameters):
    """Two days."""

    first: date = Field(alias="from", description="The day before, YYYY-MM-DD.")
    to: date = Field(description="The day after, YYYY-MM-DD.")
    certainty: str = Field(
        "stated,implied", description="Certainties admitted: stated, implied, inferred."
    )
    collection: Name | None = Field(None, description="Only sources of this collection.")
