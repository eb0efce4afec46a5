"""Names, severities and messages of the checks in code, and the node type of each class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kg.shapes.report import Severity


@dataclass(frozen=True, slots=True)
class Words:
    """What a check is called and says; messages as in the shapes, `{$this}` and `{?value}`."""

    name: str
    severity: Severity
    message_vi: str
    message_en: str


CODES: Final = {
    "C01": Words(
        "nfc",
        "violation",
        "{$this}: {?value} không ở dạng Unicode NFC; lưu lại tệp ở dạng NFC",
        "{$this}: {?value} is not in Unicode form NFC; save the file in NFC",
    ),
    "C02": Words(
        "graph-without-source",
        "violation",
        "đồ thị {$this} không có nguồn (prov:wasDerivedFrom trong graph/meta); mô tả nguồn",
        "the graph {$this} has no source (prov:wasDerivedFrom in graph/meta); describe its source",
    ),
    "C03": Words(
        "id-pattern",
        "violation",
        "{$this} không đúng dạng id: loại/ten-khong-dau, chữ thường, số, gạch nối, dấu chấm",
        "{$this} is no id of ours: type/local-name in lower-case letters, digits, hyphens, dots",
    ),
    "C04": Words(
        "id-type",
        "violation",
        "{$this}: loại trong id không khớp lớp {?value}; đổi lớp hoặc đặt id khác",
        "{$this}: the type in the id does not fit the class {?value}; change the class or the id",
    ),
    "C05": Words(
        "same-as-outside-curated",
        "violation",
        "{$this} được đồng nhất với {?value} ngoài graph/curated; chuyển owl:sameAs và "
        "IdentityClaim về đó",
        "{$this} is made the same as {?value} outside graph/curated; move owl:sameAs and its "
        "IdentityClaim there",
    ),
    "C06": Words(
        "name-and-id",
        "warning",
        "{$this}: id không theo tên {?value}; id của người là tên không dấu, thêm tổ chức nếu "
        "trùng tên",
        "{$this}: the id is not made of the name {?value}; a person's id is the name without "
        "marks, with a body added if two have one name",
    ),
    "C07": Words(
        "two-labels",
        "warning",
        "{$this} có nhiều nhãn trong một ngôn ngữ: {?value}; giữ một, chuyển các tên khác sang "
        "skos:altLabel",
        "{$this} has several labels in one language: {?value}; keep one, make the others "
        "skos:altLabel",
    ),
}
"""Number of a check -> its words."""

NODE_PREFIXES: Final = {
    cls: frozenset(prefixes.split())
    for prefixes, classes in (
        ("unit", "PartyOrganisation PartyCell PartyUnit"),
        ("com", "PartyCommittee"),
        ("std", "StandingCommittee"),
        ("adv", "PartyAdvisoryBody"),
        ("ent", "Enterprise"),
        ("egr", "EnterpriseGroup"),
        ("ebd", "EnterpriseBody"),
        ("state", "StateBody"),
        ("mass", "MassOrganisation"),
        ("per", "Person"),
        ("area", "AdministrativeArea"),
        ("post", "Post"),
        ("norm", "NormativeDocument"),
        ("agr", "CoordinationRegulation Agreement"),
        ("clause", "Clause"),
        ("obl", "Obligation"),
        ("task", "FocusTask"),
        ("evt", "Event SigningEvent ReviewEvent Transfer"),
        ("chg", "OrganisationChange Upgrade Merger Dissolution Establishment"),
        ("plan", "PlannedChange"),
        ("grp", "ReportedGroup"),
        ("ung", "UnnamedGroup"),
        ("hold", "PostHolding"),
        ("sub", "PartySubordination"),
        ("dir", "LeadershipDirection"),
        ("aff", "EnterpriseAffiliation"),
        ("sit", "Siting"),
        ("lvl", "LevelAssignment"),
        ("part", "EventParticipation"),
        ("fnd", "Finding"),
        ("idc", "IdentityClaim"),
        ("cmp", "CompletenessStatement"),
        ("chain", "DatedChain"),
        ("src", "SourceDocument"),
        ("ev", "EvidenceSpan"),
    )
    for cls in classes.split()
}
"""Local name of a class -> node types its instances may have (the tables' node types; a test
compares the two)."""
