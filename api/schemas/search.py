"""Parameters of the search by name."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class SearchParameters(BaseModel):
    """What was typed, and which classes are wanted."""

    model_config = ConfigDict(extra="forbid")

    q: str = Field(max_length=200, description="Name, abbreviation or id; folded.")
    type: str | None = Field(
        None, max_length=400, description="Classes such as PartyCommittee, separated by commas."
    )
    limit: int = Field(20, ge=1, le=100, description="Hits on the page.")
    offset: int = Field(0, ge=0, le=10_000, description="Hits to pass over.")

    def types(self) -> tuple[str, ...]:
        """Return the classes asked for; none means all."""
        return tuple(part.strip() for part in (self.type or "").split(",") if part.strip())
