"""Names of the facts of reported groups, by code; light, because servers read them too."""

from __future__ import annotations

NODE_FACTS = ("scopeOf", "memberSuperior", "memberAffiliatedTo", "knownMember", "candidateMember")
TEXT_FACTS = (
    "certainty",
    "reportedCount",
    "openList",
    "countedKind",
    "countedWhatVi",
    "countedWhatEn",
    "reportedOn",
    "eventDate",
)
PROPERTIES = (*NODE_FACTS, *TEXT_FACTS)
"""Facts of a reported group by code; the first three tie a group to a question."""

ANCHORS = 3
