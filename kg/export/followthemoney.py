"""Things and relations as FollowTheMoney entities, one JSON object a line.

Their intervals have a beginning and an end; ours have four bounds. Only a day that is known exactly
becomes `startDate` or `endDate`; a bound never does, since it would claim more than the source.

References: followthemoney 4, default schema.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from kg.export.entities import Entities, is_on

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from kg.export.entities import Relation, Thing

SCHEMA_OF: Final[Mapping[str, str]] = {
    "Person": "Person",
    "Enterprise": "Company",
    "EnterpriseGroup": "Organization",
    "EnterpriseBody": "Organization",
    "StateBody": "PublicBody",
    "AdministrativeArea": "Address",
    "PartyUnit": "Organization",
    "PartyOrganisation": "Organization",
    "PartyCell": "Organization",
    "PartyCommittee": "Organization",
    "StandingCommittee": "Organization",
    "PartyAdvisoryBody": "Organization",
    "MassOrganisation": "Organization",
}
"""Schema of a thing by its class; what is not here is not exported."""

_EDGES: Final[Mapping[str, tuple[str, str, str]]] = {
    # class: schema, property of the start, property of the end
    "PostHolding": ("Membership", "member", "organization"),
    "EnterpriseAffiliation": ("Ownership", "asset", "owner"),
}
_LINK: Final = ("UnknownLink", "subject", "object")


def iter_followthemoney(entities: Entities, day: date | None = None) -> Iterator[str]:
    """Yield each entity as a line of JSON, things before links."""
    kinds = {thing.iri: SCHEMA_OF[thing.cls] for thing in entities.things if thing.cls in SCHEMA_OF}
    for thing in entities.things:
        if thing.iri in kinds:
            yield _line(_thing(thing, kinds[thing.iri]))
    for relation in entities.relations:
        if relation.start in kinds and relation.end in kinds and is_on(relation, day):
            yield _line(_link(relation, kinds))


def _thing(thing: Thing, schema: str) -> dict[str, Any]:
    names = [name for name in (thing.label_vi, thing.label_en) if name]
    properties: dict[str, list[str]] = {"name": names or [thing.short]}
    if thing.alternatives:
        properties["alias"] = thing.alternatives
    if schema not in ("Person", "Address"):
        properties["classification"] = [thing.cls]
    return {"id": _id(thing.iri), "schema": schema, "properties": properties}


def _link(relation: Relation, kinds: Mapping[str, str]) -> dict[str, Any]:
    schema, start, end = _EDGES.get(relation.cls, _LINK)
    if schema == "Ownership" and kinds[relation.start] != "Company":
        schema, start, end = _LINK  # what is owned has to be an asset
    properties: dict[str, list[str]] = {
        start: [_id(relation.start)],
        end: [_id(relation.end)],
        "role": [" ".join(part for part in (relation.cls, relation.detail) if part)],
    }
    if schema == "Ownership" and relation.share:
        properties["percentage"] = [relation.share]
    bounds = relation.validity
    if bounds and bounds.start_earliest and bounds.start_earliest == bounds.start_latest:
        properties["startDate"] = [bounds.start_earliest.isoformat()]
    if bounds and bounds.end_latest and bounds.end_earliest == bounds.end_latest:
        properties["endDate"] = [bounds.end_latest.isoformat()]
    if relation.certainty:
        properties["status"] = [relation.certainty]
    return {"id": _id(relation.iri), "schema": schema, "properties": properties}


def _id(iri: str) -> str:
    """Return an id of the letters that their tools take: `com-quan-uy-hong-bang`.

    The local name has no slash, so the type stays apart.
    """
    return "ph-" + iri.removeprefix("https://w3id.org/phoihop/id/").replace("/", "-")


def _line(entity: dict[str, Any]) -> str:
    return json.dumps(entity, ensure_ascii=False, sort_keys=True) + "\n"
