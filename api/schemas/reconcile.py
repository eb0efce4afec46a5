"""Requests of the Reconciliation API 0.2."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field, RootModel, field_validator

from kg.model.iri import ID

MOST_QUERIES = 100


class ReconcileQuery(BaseModel):
    """One name to find; what 0.2 does not name is ignored, as it asks for."""

    query: str = Field("", max_length=200)
    type: str | list[str] | None = None
    limit: int = Field(5, ge=1, le=100)
    properties: list[dict[str, Any]] = Field(default_factory=list[dict[str, Any]])

    def types(self) -> tuple[str, ...]:
        """Return the classes asked for."""
        given = [self.type] if isinstance(self.type, str) else self.type or []
        return tuple(name for name in given if name)


class Queries(RootModel[dict[str, ReconcileQuery]]):
    """A batch by key."""

    @field_validator("root")
    @classmethod
    def _bounded(cls, value: dict[str, ReconcileQuery]) -> dict[str, ReconcileQuery]:
        if len(value) > MOST_QUERIES:
            raise ValueError("too many queries in one batch")
        return value


class ExtendProperty(BaseModel):
    """A property whose values are wanted."""

    id: str = Field(max_length=300)


class ExtendRequest(BaseModel):
    """Nodes and the properties wanted of them."""

    ids: list[str] = Field(max_length=MOST_QUERIES)
    properties: list[ExtendProperty] = Field(max_length=20)

    @field_validator("ids")
    @classmethod
    def _short(cls, value: list[str]) -> list[str]:
        return [one.removeprefix(ID) for one in value]
