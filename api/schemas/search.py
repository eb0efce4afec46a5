"""Parameters of the search by name, and the shape of what it finds."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.facts import DatasetInfo


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


class SearchHitModel(BaseModel):
    """A node that was found, and the name by which it was."""

    id: str
    iri: str
    type: str
    label_vi: str
    label_en: str | None
    matched: str
    language: str
    match: str


class SearchModel(BaseModel):
    """A page of nodes, best first; `facets` counts them by type, whatever type was asked for."""

    dataset: DatasetInfo
    hits: list[SearchHitModel]
    total: int
    facets: dict[str, int]
    is_complete: bool
    facets_complete: bool
    next_offset: int | None
