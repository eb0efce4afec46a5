"""Persons, organisations, posts held and areas as Popolo JSON.

Dates of Popolo may be partial; a bound is none of them, so only days known exactly are given.
Subordination has no place in Popolo; a unit's superior on the day asked about becomes `parent_id`
if it is certain and the only one.

References: popoloproject.com/specs (Person, Organization, Membership, Area); schema in
`popolo.schema.json`, our own, from the specification.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kg.export.entities import Entities, is_on

if TYPE_CHECKING:
    from datetime import date

    from kg.export.entities import Relation, Thing

SCHEMA_FILE: Final = Path(__file__).with_name("popolo.schema.json")
_AREA, _PERSON = "AdministrativeArea", "Person"
_NOT_BODIES = frozenset({_AREA, _PERSON, "Agreement", "CoordinationRegulation"})


def format_popolo(entities: Entities, day: date | None = None) -> str:
    """Return one JSON document with `persons`, `organizations`, `memberships` and `areas`."""
    parents = _find_parents(entities, day)
    bodies = [thing for thing in entities.things if thing.cls not in _NOT_BODIES]
    document = {
        "persons": [_person(thing) for thing in entities.things if thing.cls == _PERSON],
        "organizations": [_organisation(thing, parents) for thing in bodies],
        "memberships": [
            _membership(relation)
            for relation in entities.relations
            if relation.cls == "PostHolding" and is_on(relation, day)
        ],
        "areas": [_area(thing, entities) for thing in entities.things if thing.cls == _AREA],
    }
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _person(thing: Thing) -> dict[str, Any]:
    return {"id": thing.short, "name": thing.name, **_other_names(thing), **_links(thing)}


def _organisation(thing: Thing, parents: dict[str, str]) -> dict[str, Any]:
    found = {"id": thing.short, "name": thing.name, "classification": thing.cls}
    if thing.iri in parents:
        found["parent_id"] = parents[thing.iri]
    return {**found, **_other_names(thing), **_links(thing)}


def _area(thing: Thing, entities: Entities) -> dict[str, Any]:
    found: dict[str, Any] = {"id": thing.short, "name": thing.name}
    above = [r.end for r in entities.relations if r.cls == "within" and r.start == thing.iri]
    if len(set(above)) == 1:
        found["parent_id"] = _short(above[0])
    return found


def _membership(relation: Relation) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": _short(relation.iri),
        "person_id": _short(relation.start),
        "organization_id": _short(relation.end),
        "role": relation.detail,
        "sources": [{"url": _source(slug)} for slug in relation.sources],
    }
    bounds = relation.validity
    if bounds and bounds.start_earliest and bounds.start_earliest == bounds.start_latest:
        found["start_date"] = bounds.start_earliest.isoformat()
    if bounds and bounds.end_latest and bounds.end_earliest == bounds.end_latest:
        found["end_date"] = bounds.end_latest.isoformat()
    return found


def _find_parents(entities: Entities, day: date | None) -> dict[str, str]:
    above: dict[str, set[str]] = defaultdict(set)
    for relation in entities.relations:
        if relation.cls == "PartySubordination" and relation.value_at(day) == "certain":
            above[relation.start].add(_short(relation.end))
    return {unit: next(iter(found)) for unit, found in above.items() if len(found) == 1}


def _other_names(thing: Thing) -> dict[str, Any]:
    names = [{"name": name} for name in thing.alternatives if name != thing.name]
    if thing.label_en and thing.label_en != thing.name:
        names.insert(0, {"name": thing.label_en, "note": "en"})
    return {"other_names": names} if names else {}


def _links(thing: Thing) -> dict[str, Any]:
    return {"links": [{"url": thing.iri}]}


def _source(slug: str) -> str:
    return f"https://w3id.org/phoihop/id/src/{slug}"


def _short(iri: str) -> str:
    return iri.removeprefix("https://w3id.org/phoihop/id/")
