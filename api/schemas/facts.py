"""Parameters that relational answers share, and the shape of their tables."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.schemas.days import Day
from api.tables import Page
from kg.errors import ParameterError
from kg.query.facts import FactFilter

CERTAINTIES = ("stated", "implied", "inferred")
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


def parse_certainty(value: str) -> tuple[str, ...]:
    """Parse a list such as `stated,implied`.

    Raises:
        ParameterError: A member is none of the three.
    """
    parts = tuple(part.strip() for part in value.split(","))
    for part in parts:
        if part not in CERTAINTIES:
            raise ParameterError("certainty", part[:80], f"some of {', '.join(CERTAINTIES)}")
    return parts


class PageParameters(BaseModel):
    """Which part of a table."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(100, ge=1, le=1000, description="Rows on a page.")
    after: str | None = Field(None, max_length=600, description="Key of the last row before.")

    def page(self) -> Page:
        """Return the page asked for."""
        return Page(self.limit, self.after)


class AdmittedParameters(BaseModel):
    """What may be used to answer where no day is asked about."""

    model_config = ConfigDict(extra="forbid")

    certainty: str = Field(
        "stated,implied", description="Certainties admitted: stated, implied, inferred."
    )
    collection: Name | None = Field(None, description="Only sources of this collection.")

    def admitted(self) -> FactFilter:
        """Return the filter for `kg.query.facts`.

        Raises:
            ParameterError: A certainty is none of the three.
        """
        return FactFilter(None, parse_certainty(self.certainty), self.collection)


class AdmittedOnDayParameters(AdmittedParameters):
    """What may be used to answer, and the day."""

    as_of: Day | None = Field(
        None, description="Day, YYYY-MM-DD; without it all times, and `value` is null."
    )

    def admitted(self) -> FactFilter:
        """Return the filter for `kg.query.facts`, with the day.

        Raises:
            ParameterError: A certainty is none of the three.
        """
        return FactFilter(self.as_of, parse_certainty(self.certainty), self.collection)


class TimelessParameters(AdmittedParameters, PageParameters):
    """A table without a day."""


class FactParameters(AdmittedOnDayParameters, PageParameters):
    """A table of a day, or of all times."""


class ConcurrentParameters(FactParameters):
    """Two spheres and what may be used to answer."""

    spheres: Name = Field("party,enterprise", description="Two of party, enterprise, state, mass.")


class AgreementParameters(FactParameters):
    """Agreements, of one party when it is given."""

    party: Name | None = Field(None, description="A committee: id, IRI or exact label.")


class EventParameters(TimelessParameters):
    """Events, about one agreement or body when it is given."""

    agreement: Name | None = Field(None, description="An agreement: id, IRI or exact label.")
    subject: Name | None = Field(None, description="A body the event is about or organised by.")


class CompareParameters(BaseModel):
    """Agreements to lay side by side."""

    model_config = ConfigDict(extra="forbid")

    ids: Name = Field(description="2 to 10 agreements, separated by commas.")
    collection: Name | None = Field(None, description="Only sources of this collection.")


class NeighbourParameters(FactParameters):
    """Neighbours of a node."""

    direction: Literal["in", "out"] | None = Field(None, description="Only one direction.")


class DatasetInfo(BaseModel):
    """What an answer was made from."""

    generation: str
    content_hash: str
    as_of: date | None
    sources: list[str]


class FactTableModel(BaseModel):
    """A page of a table. Unknown is null, never absent and never "no"."""

    dataset: DatasetInfo
    total: int
    items: list[dict[str, Any]]
    next: str | None
    next_after: str | None
