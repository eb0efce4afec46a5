"""Parameters and shape of the facts beside a network: those of one node, or of one pair."""

from __future__ import annotations

from pydantic import BaseModel, Field

from api.schemas.days import Day
from api.schemas.facts import DatasetInfo, Name, parse_certainty
from api.schemas.network import BoundsModel, LabelModel, WordsModel
from kg.query.facts import FactFilter


class NetworkFactsParameters(BaseModel):
    """A node, another one when only the facts of both are wanted, and what may be used."""

    node: Name = Field(description="The node: id, IRI or exact label.")
    other: Name | None = Field(None, description="Only facts that tie it to this node.")
    as_of: Day | None = Field(None, description="Day, YYYY-MM-DD; without it all times.")
    certainty: str = Field(
        "stated,implied", description="Certainties admitted: stated, implied, inferred."
    )
    limit: int = Field(40, ge=1, le=200, description="Facts at most.")

    def admitted(self) -> FactFilter:
        """Return the filter for `kg.query.facts`.

        Raises:
            ParameterError: A certainty is none of the three.
        """
        return FactFilter(self.as_of, parse_certainty(self.certainty))


class PlaceModel(BaseModel):
    """A place of evidence: where it is, as it is cited, and the title of its source."""

    iri: str
    id: str
    text: str
    title: WordsModel


class NetworkTieModel(BaseModel):
    """The other end of a fact."""

    iri: str
    id: str
    label: LabelModel


class NetworkFactModel(BaseModel):
    """One fact of a node; `statement` is null for a property, which has no certainty of its own."""

    via: str
    via_label: WordsModel
    detail: WordsModel | None = Field(description="The role or capacity, where one is told.")
    direction: str = Field(description="`out` when the node is the subject, else `in`.")
    neighbour: NetworkTieModel
    statement: str | None
    certainty: str | None
    validity: BoundsModel
    time: WordsModel
    value: str | None
    evidence: list[PlaceModel]


class NetworkFactsModel(BaseModel):
    """Facts of a node; `left_out` counts those beyond the limit."""

    dataset: DatasetInfo
    node: str
    other: str | None
    facts: list[NetworkFactModel]
    total: int
    left_out: int
