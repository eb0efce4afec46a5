"""The tables of a source folder: which exist, their columns, what a cell may hold.

This is the one place that says so. Readers, the template, the documentation and the error messages
are all driven by `TABLES`. A header is the local name of a property of the ontology (`@vi`, `@en`
mark the language of a label). Several values in a cell are separated by `;`.

Claim tables have no id column: the IRI of a claim is minted from its key columns and its source
(`kg.model.iri.mint_statement`), so that reading a source twice gives the same claim. Two claims
of one key in one source (two terms of office) are told apart by the optional column `key`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from kg.model.iri import ONTOLOGY
from kg.model.terms import RDFS

ORG = "http://www.w3.org/ns/org#"
SKOS = "http://www.w3.org/2004/02/skos/core#"

MAX_LABEL = 200
"""Longest label, note or summary in characters (ontology.md S37): a longer one is a sentence."""


class Kind(Enum):
    """What a cell holds."""

    ID = "id"  # short id of the node the row describes
    TYPE = "type"  # local name of one of the table's classes
    REF = "reference"  # short id, full IRI, exact label, or the key of a claim
    CODE = "code"  # local name of a concept of one scheme
    CLASS = "class"  # local name of a class of the ontology
    TEXT = "text"  # NFC, at most MAX_LABEL characters
    NUMBER = "number"  # a document number such as 126-QĐ/TW
    DAY = "day"  # YYYY-MM-DD
    PARTIAL = "partial date"  # YYYY, YYYY-MM, YYYY-MM-DD as written: xsd:gYear, gYearMonth, date
    BOUND = "bound"  # a partial date, widened to its first or last day
    YEAR = "year"  # xsd:gYear
    DURATION = "duration"  # xsd:duration, such as P4Y
    INTEGER = "integer"  # xsd:nonNegativeInteger
    DECIMAL = "decimal"  # xsd:decimal
    BOOLEAN = "boolean"  # true, false
    CERTAINTY = "certainty"  # stated, implied, inferred
    EVIDENCE = "evidence"  # ranges `304-434;742-872`, or places in words
    KEY = "key"  # discriminator of two claims with one key


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: Header.
        kind: What a cell holds.
        property: Full IRI of the property; empty for id, type, key, bounds, certainty, evidence.
        required: An empty cell is a fault.
        many: `;` separates values.
        targets: Node types a reference may have; the prefix of the scheme for a code.
        language: Tag of the literal.
        limit: Longest text in characters.
        allowed: Local names a code may have, when only part of its scheme makes sense here.
    """

    name: str
    kind: Kind
    property: str = ""
    required: bool = False
    many: bool = False
    targets: tuple[str, ...] = ()
    language: str = ""
    limit: int = MAX_LABEL
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a source folder.

    Attributes:
        name: File name without `.csv`.
        classes: Local names of the classes a row may have; the first is the default and the most
            general, so that a row without a type claims the least.
        node: Prefix of the nodes.
        key: Names of the columns that identify a claim (subject, object, role or line, in that
            order); empty for entities, which have an id.
        symmetric: Key columns that may change places without changing the claim.
    """

    name: str
    classes: tuple[str, ...]
    node: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    symmetric: tuple[str, ...] = ()

    @property
    def is_claim(self) -> bool:
        """Whether rows are claims (minted IRIs, certainty) rather than entities."""
        return bool(self.key)

    def column(self, name: str) -> Column | None:
        """Return the column of that header, or None."""
        return next((column for column in self.columns if column.name == name), None)


def _ref(name: str, *targets: str, required: bool = False, many: bool = False) -> Column:
    namespace = ORG if name in _ORG_NAMES else ONTOLOGY
    return Column(name, Kind.REF, namespace + name, required, many, targets)


def _code(
    name: str, scheme: str, *allowed: str, required: bool = False, many: bool = False
) -> Column:
    namespace = ORG if name in _ORG_NAMES else ONTOLOGY
    return Column(name, Kind.CODE, namespace + name, required, many, (scheme,), allowed=allowed)


def _value(name: str, kind: Kind, *, required: bool = False, many: bool = False) -> Column:
    return Column(name, kind, ONTOLOGY + name, required, many)


def _words(name: str) -> tuple[Column, Column]:
    vi, en = (
        Column(f"{name}@{tag}", Kind.TEXT, ONTOLOGY + name, language=tag) for tag in ("vi", "en")
    )
    return vi, en


_ORG_NAMES = {
    "member",
    "organization",
    "role",
    "originalOrganization",
    "resultingOrganization",
}
_BODIES = ("com", "std", "adv", "unit", "ent", "egr", "ebd", "state", "mass")
_ID = Column("id", Kind.ID, required=True)
_TYPE = Column("type", Kind.TYPE)
_EVIDENCE = Column("evidence", Kind.EVIDENCE, required=True, many=True)
_CERTAINTY = Column("certainty", Kind.CERTAINTY, required=True)
_NAME_STATUS = _code("nameStatus", "status", "name-not-stated")
_LABELS = (
    Column("label@vi", Kind.TEXT, RDFS + "label", required=True, language="vi"),
    Column("label@en", Kind.TEXT, RDFS + "label", language="en"),
    Column("altLabel@vi", Kind.TEXT, SKOS + "altLabel", many=True, language="vi"),
    Column("altLabel@en", Kind.TEXT, SKOS + "altLabel", many=True, language="en"),
)
_BOUNDS = tuple(
    Column(name, Kind.BOUND)
    for name in ("startEarliest", "startLatest", "endEarliest", "endLatest")
)
# A written form, not a sentence (ontology.md 3.2).
_STATED_FORM = Column("statedForm", Kind.TEXT, ONTOLOGY + "statedForm", limit=60)
_CLAIM = (Column("key", Kind.KEY), *_BOUNDS, _CERTAINTY, _STATED_FORM, _EVIDENCE)
# Facts about every member of a group live on the group (ontology.md 3.2), never on a member.
_MEMBERS = (
    Column("countedKind", Kind.CLASS, ONTOLOGY + "countedKind", required=True),
    *_words("countedWhat"),
    _ref("groupOfEvent", "evt"),
    _ref("scopeOf", "agr"),
    _ref("memberAffiliatedTo", "ent", "egr"),
    _code("memberAffiliationKind", "affkind"),
    _ref("memberSuperior", "com"),
    _code("memberSuperiorLine", "line"),
    _ref("memberSitedIn", "area"),
    _ref("memberDirectedBy", "com", many=True),
)


def _entity(name: str, node: str, classes: tuple[str, ...], *columns: Column) -> Table:
    return Table(name, classes, node, (_ID, _TYPE, *_LABELS, *columns, _NAME_STATUS, _EVIDENCE))


def _claim(
    name: str,
    node: str,
    classes: tuple[str, ...],
    key: tuple[str, ...],
    *columns: Column,
    symmetric: tuple[str, ...] = (),
) -> Table:
    return Table(name, classes, node, (_TYPE, *columns, *_CLAIM), key, symmetric)


# Bounds say from when to when a happening can have lasted where one day does not: a decision and
# the hand-over that follows it, a congress of two days. A certainty is for what no sentence says.
_EVENT = (
    _value("eventDate", Kind.PARTIAL, required=True),
    *_BOUNDS,
    _value("placeStated", Kind.BOOLEAN),
    _ref("place", "area", *_BODIES),
    _ref("organisedBy", *_BODIES, many=True),
    _code("certainty", "cert"),
)

TABLES: tuple[Table, ...] = (
    _entity(
        "units",
        "unit",
        ("PartyUnit", "PartyOrganisation", "PartyCell"),
        _ref("organisedIn", "ent", "state", many=True),
        _code("kind", "kind"),
    ),
    _entity("committees", "com", ("PartyCommittee",), _ref("executiveCommitteeOf", "unit")),
    _entity(
        "standing-committees",
        "std",
        ("StandingCommittee",),
        _ref("standingCommitteeOf", "com", required=True),
    ),
    _entity(
        "advisory-bodies",
        "adv",
        ("PartyAdvisoryBody",),
        _ref("advisoryBodyOf", "com"),
        _ref("partOfBody", "adv"),
    ),
    _entity("enterprises", "ent", ("Enterprise",)),
    _entity("enterprise-groups", "egr", ("EnterpriseGroup",), _ref("parentCompany", "ent")),
    _entity("enterprise-bodies", "ebd", ("EnterpriseBody",), _ref("bodyOf", "ent", "egr")),
    _entity("state-bodies", "state", ("StateBody",), _ref("ofArea", "area")),
    _entity("mass-organisations", "mass", ("MassOrganisation",)),
    _entity("people", "per", ("Person",)),
    _entity(
        "areas",
        "area",
        ("AdministrativeArea",),
        _code("areaLevel", "level"),
        _ref("within", "area"),
        *_BOUNDS,
    ),
    _entity(
        "posts", "post", ("Post",), _ref("postIn", *_BODIES, required=True), _code("role", "role")
    ),
    _entity(
        "norms",
        "norm",
        ("NormativeDocument",),
        _value("documentNumber", Kind.NUMBER),
        _value("documentDate", Kind.DAY),
        _ref("issuer", *_BODIES),
        _code("docType", "doc"),
        _ref("guides", "norm", many=True),
        _ref("replaces", "norm", many=True),
    ),
    _entity(
        "agreements",
        "agr",
        ("Agreement", "CoordinationRegulation"),
        _ref("agreementParty", "com", "state", "ent", "mass", required=True, many=True),
        _ref("basedOn", "norm", many=True),
        _ref("implements", "norm", many=True),
        _value("reviewFrequency", Kind.DURATION),
        *_words("purpose"),
        *_BOUNDS,
        _STATED_FORM,
    ),
    _entity(
        "clauses",
        "clause",
        ("Clause",),
        _ref("inAgreement", "agr", required=True),
        _value("ordinal", Kind.INTEGER, required=True),
        _code("topic", "topic", required=True, many=True),
        _ref("cites", "norm", many=True),
        *_words("subjectMatter"),
    ),
    _entity(
        "obligations",
        "obl",
        ("Obligation",),
        _ref("inClause", "clause", required=True),
        _ref("obligor", "com", required=True, many=True),
        _code("action", "action", required=True, many=True),
        _ref("beneficiary", *_BODIES, many=True),
        _ref("thirdParty", *_BODIES, many=True),
        _ref("cites", "norm", many=True),
        *_words("subjectMatter"),
        _code("certainty", "cert", required=True),
    ),
    _entity(
        "focus-tasks",
        "task",
        ("FocusTask",),
        _ref("inAgreement", "agr", required=True),
        _ref("plannedIn", "evt", required=True),
        _value("ordinal", Kind.INTEGER, required=True),
        _ref("obligor", "com", required=True, many=True),
        _code("action", "action", many=True),
        _ref("beneficiary", *_BODIES, many=True),
        _code("topic", "topic", required=True, many=True),
        *_words("subjectMatter"),
        _code("certainty", "cert", required=True),
    ),
    _entity(
        "events",
        "evt",
        ("Event", "SigningEvent", "ReviewEvent", "Transfer"),
        *_EVENT,
        _ref("signingOf", "agr"),
        _ref("signatory", "per", *_BODIES, many=True),
        _ref("reviewOf", "agr"),
        _value("reviewedYear", Kind.YEAR),
        _value("plannedYear", Kind.YEAR),
        _value("duration", Kind.DURATION),
        _ref("transferred", "unit", many=True),
        _ref("fromSuperior", "com"),
        _ref("toSuperior", "com"),
        _ref("endsStatement", "sub", "aff", "dir", many=True),
        _ref("startsStatement", "sub", "aff", "dir", many=True),
        _ref("basis", "norm", "agr", many=True),
    ),
    _entity(
        "changes",
        "chg",
        ("OrganisationChange", "Upgrade", "Merger", "Dissolution", "Establishment"),
        *_EVENT,
        _ref("originalOrganization", *_BODIES, many=True),
        _ref("resultingOrganization", *_BODIES, many=True),
        _ref("basis", "norm", many=True),
    ),
    _entity(
        "plans",
        "plan",
        ("PlannedChange",),
        _ref("plannedSubject", "unit", *_BODIES, required=True),
        Column("plannedResult", Kind.CLASS, ONTOLOGY + "plannedResult"),
        _ref("plannedIn", "task", "evt"),
        _code("status", "status", "planned", "carried-out", "dropped", "unknown", required=True),
        _ref("realisedBy", "chg", "evt"),
        _code("certainty", "cert", required=True),
    ),
    Table(
        "groups",
        ("ReportedGroup",),
        "grp",
        (
            _ID,
            *_LABELS,
            _value("reportedCount", Kind.INTEGER),
            _value("openList", Kind.BOOLEAN),
            *_MEMBERS,
            _value("reportedOn", Kind.DAY),
            _ref("knownMember", "unit", "ent", "clause", "task", "per", many=True),
            _ref("candidateMember", "unit", "ent", many=True),
            _CERTAINTY,
            _STATED_FORM,
            _EVIDENCE,
        ),
    ),
    Table(
        "unnamed-groups",
        ("UnnamedGroup",),
        "ung",
        (_ID, *_LABELS, *_MEMBERS, _CERTAINTY, _STATED_FORM, _EVIDENCE),
    ),
    _claim(
        "post-holdings",
        "hold",
        ("PostHolding",),
        ("member", "organization", "role"),
        _ref("member", "per", required=True),
        _code("role", "role", required=True),
        _ref("organization", *_BODIES, required=True),
        _ref("post", "post"),
    ),
    _claim(
        "subordinations",
        "sub",
        ("PartySubordination",),
        ("subordinate", "superior", "line"),
        _ref("subordinate", "unit", required=True),
        _ref("superior", "com", required=True),
        _code("line", "line", required=True),
        _ref("basis", "norm", "agr", "evt", many=True),
    ),
    _claim(
        "directions",
        "dir",
        ("LeadershipDirection",),
        ("subordinate", "superior", "basis"),
        _ref("subordinate", "unit", "ent", required=True),
        _ref("superior", "com", required=True),
        _code("line", "line", required=True),
        _ref("basis", "agr", "evt", "norm", required=True),
    ),
    _claim(
        "affiliations",
        "aff",
        ("EnterpriseAffiliation",),
        ("subordinate", "superior", "affiliationKind"),
        _ref("subordinate", "ent", "egr", required=True),
        _ref("superior", "ent", "egr", required=True),
        _code("line", "line"),
        _code("affiliationKind", "affkind", required=True),
        _value("sharePercent", Kind.DECIMAL),
    ),
    _claim(
        "sitings",
        "sit",
        ("Siting",),
        ("sited", "area"),
        _ref("sited", *_BODIES, required=True),
        _ref("area", "area", required=True),
    ),
    _claim(
        "level-assignments",
        "lvl",
        ("LevelAssignment",),
        ("levelOf", "level"),
        _ref("levelOf", "unit", "com", required=True),
        _code("level", "level", required=True),
    ),
    _claim(
        "participations",
        "part",
        ("EventParticipation",),
        ("participant", "event", "capacity"),
        _ref("event", "evt", required=True),
        _ref("participant", "per", "grp", "ung", *_BODIES, required=True),
        _code("capacity", "capacity", required=True),
        _ref("onSideOf", *_BODIES),
        *_words("unnamedParticipants"),
    ),
    _claim(
        "findings",
        "fnd",
        ("Finding",),
        ("speaker", "about", "topic"),
        _ref("speaker", "evt", "per", *_BODIES, required=True),
        _ref("about", "agr", "evt", "ent", "egr", "com", "unit", "ung", required=True, many=True),
        _code("topic", "topic", many=True),
        _value("duration", Kind.DURATION),
        _value("reviewedYear", Kind.YEAR),
        *_words("subjectMatter"),
    ),
    _claim(
        "identities",
        "idc",
        ("IdentityClaim",),
        ("claimSubject", "claimObject", "verdict"),
        _ref("claimSubject", "per", "area", "evt", "norm", "agr", *_BODIES, required=True),
        _ref("claimObject", "per", "area", "evt", "norm", "agr", *_BODIES, required=True),
        _code("verdict", "verdict", required=True),
        *_words("reason"),
        _ref("restsOn", "src", many=True),
        symmetric=("claimSubject", "claimObject"),
    ),
    _claim(
        "completeness",
        "cmp",
        ("CompletenessStatement",),
        ("completenessOf", "completenessStatus"),
        _ref("completenessOf", "grp", "agr", "com", required=True),
        _code("completenessStatus", "status", "complete", "incomplete", "unknown", required=True),
    ),
)

BY_NAME = {table.name: table for table in TABLES}


def get_table(name: str) -> Table | None:
    """Return the table of that file name (without `.csv`), or None."""
    return BY_NAME.get(name)
