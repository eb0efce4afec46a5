"""The JSON of the service as types: one TypedDict for each object that is sent.

Null means unknown, never "no". Days are `YYYY-MM-DD`, or shorter where a source says only a month
or a year. A node is named by its IRI, a label is null in a language that has none.

References: docs of the routes (`/openapi.json`); `api/schemas`, `kg.query.under_both_types`.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict

Word: TypeAlias = Literal["certain", "possible"]


class Words(TypedDict):
    """A text in Vietnamese and English."""

    vi: str | None
    en: str | None


class Named(TypedDict):
    """A node with its labels."""

    iri: str
    label: Words


Node = TypedDict("Node", {"iri": str, "label": Words, "class": str | None})
"""A node with its labels and the local name of its class."""


class Dataset(TypedDict):
    """What an answer was made from: generation, hash of its content, day, sources cited."""

    generation: str
    content_hash: str
    as_of: str | None
    sources: list[str]


class Bounds(TypedDict):
    """Earliest and latest day of the start and the end; null where nothing is known."""

    startEarliest: str | None
    startLatest: str | None
    endEarliest: str | None
    endLatest: str | None


class Place(TypedDict):
    """A place in a source: a span of characters with its hash, or a locator in words."""

    id: str
    source: str
    start: NotRequired[int]
    end: NotRequired[int]
    sha256: NotRequired[str]
    locator: NotRequired[str | None]


Edge = TypedDict(
    "Edge",
    {
        "statement": str,
        "from": Node,
        "to": Node,
        "kind": str,
        "line": str | None,
        "validity": Bounds | None,
        "value": Word | None,
        "certainty": str | None,
        "evidence": list[Place],
        "rule": str,
        "normalised": NotRequired[str],
        "stated_form": NotRequired[str],
        "basis": NotRequired[dict[str, Any]],
        "fact": NotRequired[dict[str, str]],
    },
)
"""One hop of a chain, with the statement and the evidence it rests on."""


class MissingBound(TypedDict):
    """The bound that keeps a statement from being certain."""

    bound: str
    statement: str


class Sides(TypedDict):
    """The chains to each of the two committees."""

    a: list[list[Edge]]
    b: list[list[Edge]]


class SideWords(TypedDict):
    """A word for each of the two committees."""

    a: str
    b: str


class UnitUnderBoth(TypedDict):
    """A unit under both committees, its type T1 to T4, and the chains that show it."""

    unit: Node
    enterprise: Node | None
    type: Literal["T1", "T2", "T3", "T4"]
    value: Word
    type_value: Word
    missing_bound: str | None
    missing: list[MissingBound]
    warnings: list[str]
    lines: SideWords
    paths: Sides
    paths_truncated: bool


class JointDuty(TypedDict):
    """A unit that both committees direct by one task; never a proof of authority."""

    unit: Node
    enterprise: Node | None
    task: Node
    agreement: Node | None
    value: Word
    certainty: str
    evidence: list[Place]


class GroupReport(TypedDict):
    """What a source counts."""

    group: Node
    reported: int | None
    known: list[Node]
    candidates: list[Node]
    counted_kind: str
    counted_what: Words
    day: str | None
    open_list: bool
    status: str
    scope_of_agreement: bool
    evidence: list[Place]


class Completeness(TypedDict):
    """How complete the answer can be; an empty list of units is never a bare one."""

    status: Literal["complete", "incomplete", "unknown"]
    reported: int | None
    known: int
    candidates: list[Node]
    statements: list[GroupReport]
    text: Words


class Asked(TypedDict):
    """The question as it was understood."""

    a: Node
    b: Node
    as_of: str
    certainty: list[str]
    collection: str | None
    lines: list[str] | None


class UnderBoth(TypedDict):
    """The answer to the main question; `summary` is its one sentence."""

    summary: Words
    question: Asked
    dataset: Dataset
    relation: Literal["independent", "nested"]
    above: dict[str, Any] | None
    total: int
    next_after: str | None
    units: list[UnitUnderBoth]
    nested: list[UnitUnderBoth]
    jointly_directed: list[JointDuty]
    completeness: Completeness


class PairCompleteness(TypedDict):
    """Completeness of a pair, counted."""

    status: str
    reported: int | None
    known: int
    candidates: int


class PairCount(TypedDict):
    """One agreement and two of its parties, units counted by type and value."""

    agreement: Node
    a: Node
    b: Node
    relation: str
    counts: dict[str, dict[Word, int]]
    jointly_directed: int
    completeness: PairCompleteness


class _Authority(TypedDict):
    kind: Literal["subordination", "affiliation", "direction"]
    line: str
    depth: int
    value: Word
    missing: list[MissingBound]
    path: list[Edge]


class UnitBelow(_Authority):
    """A unit under a committee, by its best chain of one kind."""

    unit: Node


class Superior(_Authority):
    """A committee above a unit, by its best chain of one kind."""

    committee: Node


class PostRow(TypedDict):
    """One holding of a post."""

    statement: str
    person: Named
    role: Named
    sphere: str | None
    organisation: Named
    certainty: str
    evidence: list[str]
    validity: Bounds
    value: Word | None


class ConcurrentPosts(TypedDict):
    """Two posts of one person in two spheres."""

    statement: str
    otherStatement: str
    person: Named
    role: Named
    organisation: Named
    otherRole: Named
    otherOrganisation: Named
    certainty: str
    otherCertainty: str
    evidence: list[str]
    validity: Bounds
    otherValidity: Bounds
    value: Word | None


class AgreementRow(TypedDict):
    """One agreement: parties, norms, purpose, term."""

    agreement: Named
    parties: list[str]
    basedOn: list[str]
    purposeInVi: str | None
    purposeInEn: str | None
    evidence: list[str]
    validity: Bounds
    value: Word | None


class EventRow(TypedDict):
    """A conference, a signing, a transfer or another event."""

    event: Named
    classes: list[str]
    date: str | None
    placeStated: bool | None
    place: Named | None
    agreements: list[str]
    organisedBy: list[str]
    transferred: list[str]
    fromSuperior: str | None
    toSuperior: str | None
    reviewedYear: str | None
    plannedYear: str | None
    duration: str | None
    evidence: list[str]


class ChangeRow(TypedDict):
    """What became of a body; a plan has a status and no date."""

    change: Named
    classes: list[str]
    date: str | None
    status: str | None
    originals: list[str]
    results: list[str]
    transferred: list[str]
    fromSuperior: str | None
    toSuperior: str | None
    evidence: list[str]


class AgreementDetail(TypedDict):
    """One agreement with its clauses, duties and events."""

    dataset: Dataset
    agreement: AgreementRow
    clauses: list[dict[str, Any]]
    duties: list[dict[str, Any]]
    events: list[EventRow]


class ComparedItem(TypedDict):
    """A clause or task that says so."""

    iri: str
    label: Words
    by: list[str]
    evidence: list[str]


class ComparedCell(TypedDict):
    """One topic in one agreement; silence is `not-mentioned`, never "no"."""

    status: Literal["agreed", "not-mentioned"]
    by: list[str]
    items: list[ComparedItem]


class ComparedTopic(TypedDict):
    """One topic, a cell for each agreement in the order asked."""

    topic: str
    cells: list[ComparedCell]


class Comparison(TypedDict):
    """Agreements side by side."""

    dataset: Dataset
    agreements: list[AgreementRow]
    topics: list[ComparedTopic]


class Triple(TypedDict):
    """One triple of a node; `inverse` when the node is its object."""

    property: str
    valueIri: str | None
    value: str | None
    language: str | None
    datatype: str | None
    inverse: bool
    graphs: list[str]


class Neighbour(TypedDict):
    """A node tied to a node by a property or by a statement."""

    neighbour: Named
    via: str
    statement: str | None
    direction: Literal["in", "out"]
    role: Named | None
    capacity: Named | None
    certainty: str | None
    evidence: list[str]
    validity: Bounds
    value: Word | None


class Hit(TypedDict):
    """A node found by name."""

    id: str
    node_type: str
    local: str
    iri: str
    type: str
    label_vi: str | None
    label_en: str | None
    matched: str
    language: str
    match: str


class Found(TypedDict):
    """A page of hits with counts by class."""

    dataset: Dataset
    hits: list[Hit]
    total: int
    facets: dict[str, int]
    is_complete: bool
    facets_complete: bool
    next_offset: int | None


class SourceRow(TypedDict):
    """A document that facts are taken from."""

    source: Named
    publisher: str
    issued: str | None
    language: str
    collectionName: str
    url: str | None
    fileName: str | None
    sha256: str | None
    characterCount: int | None
    reach: str | None
    licence: str | None
    graph: str


class SourceDetail(TypedDict):
    """A document and how many facts of each class rest on it."""

    dataset: Dataset
    source: SourceRow
    facts: list[dict[str, Any]]


class EvidenceDetail(TypedDict):
    """A place of evidence: where it is, its hash, the facts that rest on it."""

    dataset: Dataset
    evidence: str
    source: Named
    start: int | None
    end: int | None
    sha256: str | None
    locator: str | None
    fileName: str | None
    sourceSha256: str | None
    facts: list[str]


class QuestionSummary(TypedDict):
    """One line of the catalogue of competency questions."""

    number: int
    slug: str
    text: Words


class QuestionDetail(QuestionSummary):
    """A question with its query, parameters and columns."""

    note: Words
    parameters: list[dict[str, Any]]
    columns: list[dict[str, Any]]
    answer: list[str]
    sparql: str


class Description(TypedDict):
    """The generation that is served: counts by graph and class, findings of validation."""

    generation: str
    content_hash: str
    created: str
    ontology_version: str
    quads: int
    graphs: dict[str, int]
    classes: dict[str, int]
    findings: dict[str, int]
    tools: dict[str, str]
    quality: dict[str, Any] | None


class Report(TypedDict):
    """The SHACL report of the build."""

    generation: str
    conforms: bool
    counts: dict[str, int]
    shapes: dict[str, int]
    results: list[dict[str, Any]]
