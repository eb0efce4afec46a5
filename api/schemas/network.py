"""Parameters of the network around a node, for the API and for its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.days import Day
from api.schemas.facts import DatasetInfo, Name, parse_certainty
from kg.errors import ParameterError
from kg.query.names import resolve
from kg.query.network import MOST_EXPANDED, MOST_NODES, NetworkRequest
from kg.query.paths import KINDS

if TYPE_CHECKING:
    from kg.store.base import GraphView


class NetworkParameters(BaseModel):
    """A node, what else is opened, and what may be shown."""

    model_config = ConfigDict(extra="forbid")

    start: Name = Field(description="The node in the middle: id, IRI or exact label.")
    expand: str = Field(
        "",
        max_length=4000,
        description=f"Ids of nodes whose neighbours are shown too, by commas; {MOST_EXPANDED} with "
        "the first.",
    )
    as_of: Day | None = Field(None, description="Day, YYYY-MM-DD; without it all times.")
    kinds: str = Field(
        "", max_length=300, description=f"Kinds of edges, by commas: {', '.join(KINDS)}."
    )
    certainty: str = Field(
        "stated,implied", description="Certainties admitted: stated, implied, inferred."
    )
    limit: int = Field(60, ge=1, le=MOST_NODES, description="Nodes at most.")

    def to_request(self, view: GraphView) -> NetworkRequest:
        """Return the request for `kg.query.network`, with its nodes resolved.

        Raises:
            NotFoundError: A node does not exist.
            ParameterError: A kind or certainty is none, or too many nodes are opened.
        """
        kinds = parse_kinds(self.kinds)
        opened = [part.strip() for part in self.expand.split(",") if part.strip()]
        if len(opened) >= MOST_EXPANDED:
            expected = f"at most {MOST_EXPANDED - 1} nodes"
            raise ParameterError("expand", self.expand[:80], expected)
        return NetworkRequest(
            resolve(view, self.start, (), parameter="start"),
            tuple(resolve(view, one, (), parameter="expand") for one in opened),
            self.as_of,
            kinds,
            parse_certainty(self.certainty),
            self.limit,
        )


def parse_kinds(text: str) -> tuple[str, ...]:
    """Parse a list of kinds of edges; empty means all.

    Raises:
        ParameterError: A member is none.
    """
    kinds = tuple(part.strip() for part in text.split(",") if part.strip()) or KINDS
    for kind in kinds:
        if kind not in KINDS:
            raise ParameterError("kinds", kind[:80], f"some of {', '.join(KINDS)}")
    return kinds


class LabelModel(BaseModel):
    """A name in both languages; null where there is none."""

    vi: str | None
    en: str | None


class WordsModel(BaseModel):
    """A phrase in both languages."""

    vi: str
    en: str


class BoundsModel(BaseModel):
    """Four days between which a claim began and ended; what is not known is null."""

    startEarliest: str | None  # noqa: N815 (names of the ontology)
    startLatest: str | None  # noqa: N815 (names of the ontology)
    endEarliest: str | None  # noqa: N815 (names of the ontology)
    endLatest: str | None  # noqa: N815 (names of the ontology)


class NameBoxModel(BaseModel):
    """A name as it is written in a picture: lines of 12 px, and the pixels that they take."""

    lines: list[str]
    width: float
    height: float


class NameBoxesModel(BaseModel):
    """The name of a node, by language."""

    vi: NameBoxModel
    en: NameBoxModel


class NetworkNodeModel(BaseModel):
    """A node of a network; `left_out` counts neighbours of an opened node that are not shown.

    Where names would cover each other, that with the lower `rank` is shown.
    """

    iri: str
    id: str
    label: LabelModel
    class_: str | None = Field(alias="class")
    shape: str
    expanded: bool
    left_out: int | None
    more: bool
    x: float
    y: float
    rank: int
    name: NameBoxesModel


class NetworkEdgeModel(BaseModel):
    """A relation between two nodes of a network, in its own direction."""

    from_: str = Field(alias="from")
    to: str
    kind: str
    statement: str
    certainty: str | None
    value: str | None
    validity: BoundsModel


class NetworkModel(BaseModel):
    """The network around a node; `kinds` names those of its relations."""

    dataset: DatasetInfo
    start: str
    nodes: list[NetworkNodeModel]
    edges: list[NetworkEdgeModel]
    kinds: dict[str, WordsModel]
    limit: int


class VocabularyTermModel(BaseModel):
    """A term of the vocabulary; texts are empty where there are none."""

    name: str
    iri: str
    kind: str
    label: WordsModel
    definition: WordsModel


class VocabularyModel(BaseModel):
    """What queries can be written with."""

    dataset: DatasetInfo
    prefixes: dict[str, str]
    terms: list[VocabularyTermModel]
