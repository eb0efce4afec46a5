"""Parameters of the main question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.schemas.days import Day
from kg.errors import ParameterError
from kg.query.names import resolve
from kg.query.under_both import UnderBothRequest

if TYPE_CHECKING:
    from kg.store.base import GraphView

CERTAINTIES = ("stated", "implied", "inferred")
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


class UnderBothParameters(BaseModel):
    """Two committees, a day, and what may be used to answer."""

    model_config = ConfigDict(extra="forbid")

    a: Name = Field(description="Committee: id, IRI or exact label.")
    b: Name = Field(description="The other committee.")
    as_of: Day = Field(description="Day, YYYY-MM-DD. There is no silent today.")
    certainty: str = Field(
        "stated,implied",
        description="Certainties admitted, separated by commas: stated, implied, inferred.",
    )
    collection: Name | None = Field(
        None, description="Use only sources of this collection, such as `seeds`; default all."
    )
    include: Literal["nested"] | None = Field(
        None, description="`nested` lists units also when one committee is above the other."
    )
    limit: int = Field(50, ge=1, le=500, description="Units on a page.")
    after: Name | None = Field(None, description="`next_after` of the page before.")

    def to_request(self, view: GraphView) -> UnderBothRequest:
        """Resolve the names against a generation.

        Raises:
            ParameterError: A certainty is none of the three.
            NotFoundError: Nothing has this id or label; holds the nearest names.
        """
        certainty = tuple(part.strip() for part in self.certainty.split(","))
        for part in certainty:
            if part not in CERTAINTIES:
                raise ParameterError("certainty", part, f"some of {', '.join(CERTAINTIES)}")
        return UnderBothRequest(
            a=resolve(view, self.a, ("com",)),
            b=resolve(view, self.b, ("com",)),
            as_of=self.as_of,
            certainty=certainty,
            collection=self.collection,
            include_nested=self.include == "nested",
            limit=self.limit,
            after=self.after,
        )
