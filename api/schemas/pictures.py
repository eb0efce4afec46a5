"""Parameters of the pictures."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.days import Day
from api.schemas.under_both import CERTAINTIES, Name, UnderBothParameters
from kg.errors import ParameterError
from kg.picture.stage import Style
from kg.query.facts import FactFilter
from kg.query.hierarchy import HierarchyRequest

MOST_COMPARED = 6
Theme = Literal["light", "dark"]
Tongue = Literal["vi", "en"]


class PictureStyle(BaseModel):
    """How to draw."""

    model_config = ConfigDict(extra="forbid")

    theme: Theme = Field("light", description="Colours of the picture.")
    lang: Tongue = Field("vi", description="Language of the picture.")
    narrow: bool = Field(False, description="Stack the picture in one column, for a small screen.")

    def style(self) -> Style:
        """Return how to draw; nodes lead to the IRIs themselves."""
        return Style(self.lang, self.theme, narrow=self.narrow)


class UnderBothPicture(UnderBothParameters, PictureStyle):
    """The main question, and how to draw its answer."""


class _Admitting(PictureStyle):
    certainty: str = Field(
        "stated,implied",
        description="Certainties admitted, separated by commas: stated, implied, inferred.",
    )
    collection: Name | None = Field(
        None, description="Use only sources of this collection, such as `seeds`; default all."
    )

    def certainties(self) -> tuple[str, ...]:
        """Return the certainties that are admitted.

        Raises:
            ParameterError: One is none of the three.
        """
        given = tuple(part.strip() for part in self.certainty.split(","))
        for part in given:
            if part not in CERTAINTIES:
                raise ParameterError("certainty", part, f"some of {', '.join(CERTAINTIES)}")
        return given


class _OnDay(_Admitting):
    as_of: Day = Field(description="Day, YYYY-MM-DD. There is no silent today.")

    def to_request(self) -> HierarchyRequest:
        """Return what may be used to answer on the day."""
        return HierarchyRequest(self.as_of, self.certainties(), self.collection)


class SuperiorsPicture(_OnDay):
    """Who is above a unit on a day."""

    unit: Name = Field(description="Party unit or the committee that leads it: id, IRI or label.")


class UnitsPicture(_OnDay):
    """What is under a committee on a day."""

    committee: Name = Field(description="Committee: id, IRI or exact label.")


class TerritoriesPicture(_OnDay):
    """The provinces of a day."""

    def admitted(self) -> FactFilter:
        """Return what may be used."""
        return FactFilter(self.as_of, self.certainties(), self.collection)


class NeighbourhoodPicture(_Admitting):
    """A node and its ties, on a day or at all times."""

    of: Name = Field(description="Any node: id, IRI or exact label.")
    as_of: Day | None = Field(None, description="Day, YYYY-MM-DD; default all times.")

    def admitted(self) -> FactFilter:
        """Return what may be used."""
        return FactFilter(self.as_of, self.certainties(), self.collection)


class PostsPicture(PictureStyle):
    """The posts of a person or in a body."""

    of: Name = Field(description="Person or body: id, IRI or exact label.")
    as_of: Day | None = Field(None, description="A day to mark, YYYY-MM-DD.")


class ConferencesPicture(PictureStyle):
    """Conferences and signings."""

    as_of: Day | None = Field(None, description="Only those begun by this day, YYYY-MM-DD.")


class ComparisonPicture(PictureStyle):
    """Agreements side by side."""

    ids: list[Name] = Field(
        min_length=2,
        max_length=MOST_COMPARED,
        description="Agreements: ids, IRIs or exact labels; one `ids` for each.",
    )
