"""Parameters of paths between nodes and of changes between days."""

from __future__ import annotations

import re
from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.days import Day
from api.schemas.facts import Name, PageParameters, parse_certainty
from kg.errors import DateError, ParameterError
from kg.model.validity import parse_day
from kg.query.paths import KINDS, PathRequest

MOST_LENGTH = 6
MOST_DAYS = 12
_GENERATION = re.compile(r"\d{6,}-[0-9a-f]{8}\Z")


class PathParameters(BaseModel):
    """Two nodes and what may connect them."""

    model_config = ConfigDict(extra="forbid", populate_by_name=False)

    start: Name = Field(alias="from", description="A node: id, IRI or exact label.")
    to: Name = Field(description="Another node: id, IRI or exact label.")
    as_of: Day | None = Field(None, description="Day, YYYY-MM-DD; without it all times.")
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
    """Two days, or two generations."""

    first: Name = Field(
        alias="from", description="The day before, YYYY-MM-DD; or a generation, by its id."
    )
    to: Name = Field(description="The day after, or another generation.")
    as_of: list[Day] = Field(
        default_factory=list[Day],
        max_length=MOST_DAYS,
        description="Of generations: days to compare answers on; default the bounds that changed.",
    )
    certainty: str = Field(
        "stated,implied", description="Certainties admitted: stated, implied, inferred."
    )
    collection: Name | None = Field(None, description="Only sources of this collection.")

    def days(self) -> tuple[date, date] | None:
        """Return both days; None when generations are named.

        Raises:
            ParameterError: One is neither, or only one is a day.
        """
        named = [bool(_GENERATION.match(one)) for one in (self.first, self.to)]
        if all(named):
            return None
        if any(named):
            wrong, value = ("to", self.to) if named[0] else ("from", self.first)
            raise ParameterError(wrong, value[:80], "the id of a generation, as the other is")
        return _day("from", self.first), _day("to", self.to)


def _day(parameter: str, value: str) -> date:
    try:
        return parse_day(value)
    except DateError:
        expected = "a day such as 2017-10-06, or the id of a generation"
        raise ParameterError(parameter, value[:80], expected) from None
