"""Nodes and relations of the union as plain values: what the exports to other models start from."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from kg.ingest.schema import TABLES
from kg.model.iri import ID, ONTOLOGY, is_node, parse_iri
from kg.model.records import TYPE
from kg.model.terms import RDFS, Iri, Literal
from kg.model.validity import Validity, Value, parse_day
from kg.ontology.terms import PH

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from kg.model.terms import Quad, Term

ORG: Final = "http://www.w3.org/ns/org#"
RELATIONS: Final[Mapping[str, tuple[str, str]]] = {
    "PartySubordination": (PH.subordinate, PH.superior),
    "EnterpriseAffiliation": (PH.subordinate, PH.superior),
    "LeadershipDirection": (PH.subordinate, PH.superior),
    "PostHolding": (ORG + "member", ORG + "organization"),
    "Siting": (PH.sited, PH.area),
}
"""Claims that tie two nodes: properties of the first and the second, by class."""
STRUCTURE: Final = (
    PH.executiveCommitteeOf,
    PH.organisedIn,
    PH.standingCommitteeOf,
    PH.advisoryBodyOf,
    PH.bodyOf,
    PH.parentCompany,
    PH.agreementParty,
    PH.within,
    PH.ofArea,
)
"""Facts without a time of their own."""
_THINGS: Final = {
    cls: table.node for table in TABLES for cls in table.classes if not table.is_claim
}
_CONNECTED: Final = frozenset(
    {"per", "com", "std", "adv", "unit", "ent", "egr", "ebd", "state", "mass", "area", "agr"}
)


@dataclass(slots=True)
class Thing:
    """A node with its most special class and its labels."""

    iri: str
    cls: str
    label_vi: str = ""
    label_en: str = ""
    alternatives: list[str] = field(default_factory=list[str])

    @property
    def short(self) -> str:
        """The short id."""
        return self.iri.removeprefix(ID)

    @property
    def name(self) -> str:
        """What to call it."""
        return self.label_vi or self.label_en or self.short


@dataclass(slots=True)
class Relation:
    """A claim or a fact of structure between two things.

    Attributes:
        iri: The claim; for a fact of structure, both ends and the property.
        cls: Class of the claim, or local name of the property.
        detail: Local name of role, line or kind, "" without.
        validity: Bounds; None for structure.
        sources: Slugs of the documents that tell it.
    """

    iri: str
    cls: str
    start: str
    end: str
    detail: str = ""
    share: str = ""
    certainty: str = ""
    validity: Validity | None = None
    sources: tuple[str, ...] = ()

    def value_at(self, day: date | None) -> str:
        """Return `certain`, `possible`, or "" when it does not hold; without a day, always ""."""
        if day is None:
            return ""
        if self.validity is None:
            return Value.POSSIBLE.word
        value = self.validity.value_at(day)
        return "" if value is Value.NO else value.word


@dataclass(frozen=True, slots=True)
class Entities:
    """Things and relations, each sorted by IRI."""

    things: tuple[Thing, ...]
    relations: tuple[Relation, ...]


def collect_entities(graphs: Mapping[str, Sequence[Quad]]) -> Entities:
    """Collect what the graphs of sources and reviewers say, over their union."""
    said = _said(quad for quads in graphs.values() for quad in quads)
    things = {thing.iri: thing for thing in map(_thing, said, said.values()) if thing}
    relations = [
        relation
        for node, values in said.items()
        for relation in (*_claims(node, values, said), *_structure(node, values))
        if relation.start in things and relation.end in things
    ]
    return Entities(
        tuple(sorted(things.values(), key=lambda thing: thing.iri)),
        tuple(sorted(relations, key=lambda relation: relation.iri)),
    )


def is_on(relation: Relation, day: date | None) -> bool:
    """Tell whether a relation can hold on a day; without a day every relation counts."""
    return day is None or relation.validity is None or bool(relation.value_at(day))


def _said(quads: Iterable[Quad]) -> dict[str, dict[str, list[Term]]]:
    said: dict[str, dict[str, list[Term]]] = {}
    for quad in quads:
        values = said.setdefault(str(quad.subject), {})
        terms = values.setdefault(quad.predicate.value, [])
        if quad.object not in terms:
            terms.append(quad.object)
    return said


def _thing(node: str, values: Mapping[str, list[Term]]) -> Thing | None:
    classes = [str(term).removeprefix(ONTOLOGY) for term in values.get(TYPE.value, ())]
    known = sorted(cls for cls in classes if cls in _THINGS)
    if not known or not is_node(node) or parse_iri(node).type not in _CONNECTED:
        return None
    thing = Thing(node, known[-1])
    for term in sorted(values.get(RDFS + "label", ()), key=str):
        if isinstance(term, Literal) and term.language == "en":
            thing.label_en = thing.label_en or term.value
        else:
            thing.label_vi = thing.label_vi or str(term)
    alternatives = values.get("http://www.w3.org/2004/02/skos/core#altLabel", ())
    thing.alternatives = sorted({str(term) for term in alternatives})
    return thing


def _claims(
    node: str, values: Mapping[str, list[Term]], said: Mapping[str, Mapping[str, list[Term]]]
) -> Iterable[Relation]:
    for term in values.get(TYPE.value, ()):
        cls = str(term).removeprefix(ONTOLOGY)
        if cls not in RELATIONS:
            continue
        start, end = (_one(values, name) for name in RELATIONS[cls])
        detail = _one(values, ORG + "role") or _one(values, PH.affiliationKind)
        yield Relation(
            node,
            cls,
            start,
            end,
            (detail or _one(values, PH.line)).rpartition("/")[2],
            _one(values, PH.sharePercent),
            _one(values, PH.certainty).rpartition("/")[2],
            _validity(said.get(f"{node}.validity", {})),
            _sources(values),
        )


def _structure(node: str, values: Mapping[str, list[Term]]) -> Iterable[Relation]:
    for name in STRUCTURE:
        local = name.removeprefix(ONTOLOGY)
        for term in values.get(name, ()):
            if isinstance(term, Iri):
                key = f"{node.removeprefix(ID)}.{local}.{term.value.removeprefix(ID)}"
                yield Relation(key, local, node, term.value, sources=_sources(values))


def _sources(values: Mapping[str, list[Term]]) -> tuple[str, ...]:
    places = (str(term).removeprefix(f"{ID}ev/") for term in values.get(PH.evidence, ()))
    return tuple(sorted({place.rpartition(".")[0] for place in places}))


def _validity(bounds: Mapping[str, list[Term]]) -> Validity:
    found: dict[str, list[str]] = defaultdict(list)
    for name in ("startEarliest", "startLatest", "endEarliest", "endLatest"):
        found[name] = sorted(str(term) for term in bounds.get(ONTOLOGY + name, ()))
    return Validity(*(parse_day(days[0]) if days else None for days in found.values()))


def _one(values: Mapping[str, list[Term]], name: str) -> str:
    return next(iter(sorted(str(term) for term in values.get(name, ()))), "")
