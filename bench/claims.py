"""Writing claims as N-Quads: nodes with labels, claims with bounds and evidence, source folders."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

BASE = "https://w3id.org/phoihop/"
PH = BASE + "ontology#"
RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
ORG = "http://www.w3.org/ns/org#"
OA = "http://www.w3.org/ns/oa#"
XSD = "http://www.w3.org/2001/XMLSchema#"

CHARACTERS = 5_000_000
"""Length declared for each generated source: every span lies inside it."""


_DESCRIPTION = """slug: {slug}
title:
  vi: Nguồn sinh tự động {slug}
  en: Generated source {slug}
publisher: bench
published: 2024-01-01
language: vi
collection: bench
file:
  name: {slug}.txt
  sha256: "0000000000000000000000000000000000000000000000000000000000000000"
  characters: 5000000
licence_note: generated, no rights
"""


@dataclass(slots=True)
class Source:
    """One source folder being written."""

    slug: str
    folder: Path
    collection: str
    cursor: int = 0
    lines: list[str] = field(default_factory=list)

    @property
    def graph(self) -> str:
        """The named graph, in angle brackets."""
        return f"<{BASE}graph/source/{self.slug}>"


@dataclass(slots=True)
class Body:
    """A party unit with its committee and, in corporations, its enterprise."""

    unit: str
    committee: str
    enterprise: str = ""
    area: str = ""


def node(kind: str, local: str) -> str:
    """Return a node IRI in angle brackets."""
    return f"<{BASE}id/{kind}/{local}>"


def ph(local: str) -> str:
    """Return an ontology IRI in angle brackets."""
    return f"<{PH}{local}>"


class ClaimWriter:
    """Writes the quads of source folders; the same random stream gives the same bytes.

    Args:
        out: Folder that gets one folder per source.
        stream: The one random stream.
    """

    def __init__(self, out: Path, stream: random.Random) -> None:
        self.out = out
        self.random = stream
        self.quads = 0
        self.serial = 0

    def _holding(
        self, source: Source, person: str, body: str, role: str, start: date, end: date
    ) -> None:
        key = f"hold{self.serial}.{role}"
        claim = node("hold", hashlib.sha256(key.encode()).hexdigest()[:16])
        self._add(source, claim, RDF_TYPE, ph("PostHolding"))
        self._add(source, claim, f"<{ORG}member>", person)
        self._add(source, claim, f"<{ORG}organization>", body)
        self._add(source, claim, f"<{ORG}role>", node("role", role))
        self._finish(source, claim, (start, end))

    def _subordination(
        self, source: Source, unit: str, superior: str, line: str, start: date, end: date | None
    ) -> str:
        links = [("subordinate", unit), ("superior", superior), ("line", node("line", line))]
        return self._claim(source, "sub", "PartySubordination", links, (start, end))

    def _affiliation(self, source: Source, enterprise: str, parent: str) -> None:
        links = [
            ("subordinate", enterprise),
            ("superior", parent),
            ("line", node("line", "ownership")),
            ("affiliationKind", node("affkind", "subsidiary")),
        ]
        self._claim(source, "aff", "EnterpriseAffiliation", links, (self._day(1995, 2009), None))

    def _transfer(self, source: Source, unit: str, old: str, new: str, day: date) -> None:
        self.serial += 1
        event = node("evt", f"g.t{self.serial}")
        self._entity(source, event, "Transfer", f"Chuyển giao {self.serial}", "")
        self._add(source, event, ph("eventDate"), self._date(day))
        self._add(source, event, ph("transferred"), unit)
        self._add(source, event, ph("endsStatement"), old)
        self._add(source, event, ph("startsStatement"), new)

    def _claim(
        self,
        source: Source,
        prefix: str,
        cls: str,
        links: list[tuple[str, str]],
        bounds: tuple[date, date | None] | None,
    ) -> str:
        self.serial += 1
        digest = hashlib.sha256(f"{prefix}{self.serial}".encode()).hexdigest()[:16]
        claim = node(prefix, digest)
        self._add(source, claim, RDF_TYPE, ph(cls))
        for name, target in links:
            self._add(source, claim, ph(name), target)
        self._finish(source, claim, bounds)
        return claim

    def _finish(self, source: Source, claim: str, bounds: tuple[date, date | None] | None) -> None:
        certainty = "stated" if self.random.random() < 0.85 else "implied"
        self._add(source, claim, ph("certainty"), node("cert", certainty))
        if bounds:
            self._validity(source, claim, *bounds)
        self._evidence(source, claim)

    def _validity(self, source: Source, claim: str, start: date, end: date | None) -> None:
        validity = f"{claim[:-1]}.validity>"
        self._add(source, claim, ph("validity"), validity)
        self._add(source, validity, RDF_TYPE, ph("Validity"))
        exact = self.random.random() < 0.6
        first = start if exact else date(start.year, 1, 1)
        last = start if exact else date(start.year, 12, 31)
        self._add(source, validity, ph("startEarliest"), self._date(first))
        self._add(source, validity, ph("startLatest"), self._date(last))
        if end:
            stop = end - timedelta(days=1)
            self._add(source, validity, ph("endEarliest"), self._date(max(stop, last)))
            self._add(source, validity, ph("endLatest"), self._date(max(end, last)))
        else:
            # attested until a day, end unknown
            seen = max(last, date(self.random.randrange(2018, 2026), 6, 30))
            self._add(source, validity, ph("endEarliest"), self._date(seen))

    def _evidence(self, source: Source, claim: str) -> None:
        start = source.cursor % (CHARACTERS - 200)
        source.cursor += 61
        end = start + 20 + self.random.randrange(100)
        span = node("ev", f"{source.slug}.{start}-{end}")
        selector = f"{span[:-1]}.selector>"
        digest = hashlib.sha256(span.encode()).hexdigest()
        self._add(source, claim, ph("evidence"), span)
        self._add(source, span, RDF_TYPE, ph("EvidenceSpan"))
        self._add(source, span, f"<{OA}hasSource>", node("src", source.slug))
        self._add(source, span, f"<{OA}hasSelector>", selector)
        self._add(source, span, ph("sha256"), f'"{digest}"')
        self._add(source, selector, RDF_TYPE, f"<{OA}TextPositionSelector>")
        for name, value in (("start", start), ("end", end)):
            number = f'"{value}"^^<{XSD}nonNegativeInteger>'
            self._add(source, selector, f"<{OA}{name}>", number)

    def _body(self, source: Source, key: str, name: str, kind: str) -> Body:
        unit, committee = node("unit", key), node("com", key)
        self._entity(source, unit, "PartyOrganisation", f"Đảng bộ {name}", f"Unit {key}")
        self._entity(source, committee, "PartyCommittee", f"Đảng ủy {name}", f"Committee {key}")
        self._add(source, committee, ph("executiveCommitteeOf"), unit)
        if kind:
            self._add(source, unit, ph("kind"), node("kind", kind))
        return Body(unit, committee)

    def _entity(self, source: Source, iri: str, cls: str, vi: str, en: str) -> None:
        self._add(source, iri, RDF_TYPE, ph(cls))
        self._add(source, iri, LABEL, f'"{vi}"@vi')
        if en:
            self._add(source, iri, LABEL, f'"{en}"@en')
        self._evidence(source, iri)

    def _add(self, source: Source, subject: str, predicate: str, value: str) -> None:
        source.lines.append(f"{subject} {predicate} {value} {source.graph} .")

    def _open(self, slug: str) -> Source:
        folder = self.out / slug
        folder.mkdir(parents=True)
        (folder / "source.yml").write_text(_DESCRIPTION.format(slug=slug), encoding="utf-8")
        return Source(slug, folder, "bench")

    def _close(self, source: Source) -> None:
        with (source.folder / "data.nq").open("w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in self._unique(source))

    def _unique(self, source: Source) -> Iterator[str]:
        for line in dict.fromkeys(source.lines):
            self.quads += 1
            yield line

    def _day(self, first: int, last: int) -> date:
        return date(self.random.randint(first, last), self.random.randint(1, 12), 1)

    def _date(self, day: date) -> str:
        return f'"{day.isoformat()}"^^<{XSD}date>'
