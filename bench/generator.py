"""A seeded generator of organisation graphs of realistic shape, as source folders of N-Quads.

Structure per 10 M quads (smaller sizes keep the proportions): 60 provinces, 700 districts,
10 000 communes with their committees; 100 corporations with four levels of subsidiaries, their
party units, committees, superiors on both lines, transfers; people with posts; agreements with
clauses, obligations, directions and counted groups. Every claim has bounds and evidence. Names are
built from syllables and numbers; nobody real is in them.

One folder per corporation and per province, so that graphs have realistic sizes too.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import shutil
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

FULL = 10_000_000
SIZES = {"100k": 100_000, "1M": 1_000_000, "10M": FULL}
CHARACTERS = 5_000_000
"""Length declared for each generated source: every span lies inside it."""

FAMILY = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
]
MIDDLE = [
    "Văn",
    "Thị",
    "Đức",
    "Minh",
    "Quang",
    "Thanh",
    "Hữu",
    "Ngọc",
    "Xuân",
    "Thu",
    "Công",
    "Đình",
    "Bá",
    "Kim",
]
GIVEN = [
    "An",
    "Bình",
    "Chương",
    "Dũng",
    "Đa",
    "Giang",
    "Hà",
    "Hiền",
    "Khánh",
    "Lâm",
    "Mai",
    "Nam",
    "Phúc",
    "Quân",
    "Sơn",
    "Tuấn",
    "Yên",
]
PLACES = [
    "Hồng",
    "Bàng",
    "Lâm",
    "Thao",
    "Cẩm",
    "Phả",
    "Uông",
    "Bí",
    "Đông",
    "Triều",
    "Tân",
    "Hưng",
    "An",
    "Dương",
    "Phú",
    "Mỹ",
]
TRADES = [
    "Thép",
    "Than",
    "Hóa",
    "chất",
    "Dệt",
    "may",
    "Cao",
    "su",
    "Xi",
    "măng",
    "Điện",
    "lực",
    "Hàng",
    "hải",
    "Cà",
    "phê",
    "Giấy",
]


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


class Generator:
    """Writes one graph; the same seed and size give the same bytes.

    Args:
        out: Folder to fill with one folder per source.
        quads: About how many quads.
        seed: Seed of the one random stream.
    """

    def __init__(self, out: Path, quads: int, seed: int = 20171006) -> None:
        self.out = out
        self.scale = quads / FULL
        self.random = random.Random(seed)
        self.quads = 0
        self.serial = 0
        self.localities: list[Body] = []
        self.corporations: list[list[Body]] = []

    def run(self) -> int:
        """Generate everything and return the number of quads."""
        shutil.rmtree(self.out, ignore_errors=True)
        for province in range(self._count(60)):
            self._territory(province)
        for corporation in range(self._count(100)):
            self._corporation(corporation)
        self._agreements(self._count(5_000))
        return self.quads

    def _count(self, full: int) -> int:
        return max(1, round(full * self.scale))

    # ---- parts -----------------------------------------------------------------------------

    def _territory(self, province: int) -> None:
        source = self._open(f"bench.p{province:02d}")
        top = self._locality(source, f"p{province:02d}", "Tỉnh", "province", None, "")
        districts = max(1, round(700 / 60))
        for number in range(districts):
            key = f"p{province:02d}.{number:02d}"
            district = self._locality(source, key, "Huyện", "district", top.committee, top.area)
            for commune in range(14):
                self._locality(
                    source,
                    f"{key}.{commune:02d}",
                    "Xã",
                    "grassroots",
                    district.committee,
                    district.area,
                )
        self._close(source)

    def _locality(
        self, source: Source, key: str, word: str, level: str, above: str | None, within: str
    ) -> Body:
        name = f"{word} {self.random.choice(PLACES)} {key}"
        area = node("area", f"g.{key}")
        self._entity(source, area, "AdministrativeArea", name, f"Area {key}")
        if within:
            self._add(source, area, ph("within"), within)
        body = self._body(source, f"g.{key}", name, "territorial")
        body.area = area
        if above:
            start = self._day(1990, 2010)
            self._subordination(source, body.unit, above, "territorial", start, None)
        self._posts(source, body.committee, "", 3)
        self.localities.append(body)
        return body

    def _corporation(self, number: int) -> None:
        source = self._open(f"bench.c{number:03d}")
        name = f"Tập đoàn {self.random.choice(TRADES)} {number}"
        root = self._member(source, f"c{number:03d}", name, None, None)
        members = [root]
        layer = [root]
        for level, width in enumerate((9, 5, 6)):
            below: list[Body] = []
            for parent in layer:
                for _ in range(width if level else width + self.random.randrange(3)):
                    self.serial += 1
                    key = f"c{number:03d}.{self.serial}"
                    title = f"Công ty {self.random.choice(TRADES)} {key}"
                    below.append(self._member(source, key, title, parent, root))
            members += below
            layer = below
        self.corporations.append(members)
        self._close(source)

    def _member(
        self, source: Source, key: str, name: str, parent: Body | None, root: Body | None
    ) -> Body:
        enterprise = node("ent", f"g.{key}")
        self._entity(source, enterprise, "Enterprise", name, f"Company {key}")
        body = self._body(source, f"g.{key}", name, "enterprise-whole-group" if not parent else "")
        self._add(source, body.unit, ph("organisedIn"), enterprise)
        body.enterprise = enterprise
        place = self.random.choice(self.localities)
        self._claim(source, "sit", "Siting", [("sited", enterprise), ("area", place.area)], None)
        if parent and root:
            self._affiliation(source, enterprise, parent.enterprise)
            self._superiors(source, body, parent, place)
        self._posts(source, body.committee, enterprise, 4)
        return body

    def _superiors(self, source: Source, body: Body, parent: Body, place: Body) -> None:
        """Half the units sit under the locality, a third under the parent, the rest have moved."""
        draw = self.random.random()
        start = self._day(2000, 2012)
        if draw < 0.5:
            self._subordination(source, body.unit, place.committee, "territorial", start, None)
        elif draw < 0.83:
            self._subordination(source, body.unit, parent.committee, "vertical", start, None)
        else:
            moved = self._day(2015, 2023)
            old = self._subordination(
                source, body.unit, place.committee, "territorial", start, moved
            )
            new = self._subordination(source, body.unit, parent.committee, "vertical", moved, None)
            self._transfer(source, body.unit, old, new, moved)

    def _agreements(self, wanted: int) -> None:
        source = self._open("bench.agreements")
        for number in range(wanted):
            members = self.random.choice(self.corporations)
            root = members[0]
            local = self.random.choice(self.localities)
            key = f"g.{number}"
            agreement = node("agr", key)
            title = f"Quy chế phối hợp {number}"
            start = self._day(2008, 2022)
            self._entity(source, agreement, "CoordinationRegulation", title, f"Regulation {number}")
            for party in (root.committee, local.committee):
                self._add(source, agreement, ph("agreementParty"), party)
            self._validity(source, agreement, start, None)
            self._clauses(source, agreement, key, (root, local))
            self._scope(source, agreement, key, members, (root, local), start)
        self._close(source)

    def _clauses(
        self, source: Source, agreement: str, key: str, parties: tuple[Body, Body]
    ) -> None:
        topics = ("trao-doi-thong-tin", "cong-tac-can-bo", "bao-ve-chinh-tri-noi-bo")
        for ordinal, topic in enumerate(topics, 1):
            clause = node("clause", f"{key}.{ordinal}")
            self._entity(source, clause, "Clause", f"Điều {ordinal} quy chế {key}", "")
            self._add(source, clause, ph("inAgreement"), agreement)
            self._add(source, clause, ph("ordinal"), f'"{ordinal}"^^<{XSD}nonNegativeInteger>')
            self._add(source, clause, ph("topic"), node("topic", topic))
            for part in range(2):
                duty = node("obl", f"{key}.{ordinal}.{part}")
                self._entity(source, duty, "Obligation", f"Trách nhiệm {key}.{ordinal}.{part}", "")
                self._add(source, duty, ph("inClause"), clause)
                for body in parties[part:]:
                    self._add(source, duty, ph("obligor"), body.committee)
                self._add(source, duty, ph("action"), node("action", "exchange"))
                self._add(source, duty, ph("certainty"), node("cert", "stated"))

    def _scope(
        self,
        source: Source,
        agreement: str,
        key: str,
        members: list[Body],
        parties: tuple[Body, Body],
        start: date,
    ) -> None:
        scope = self.random.sample(members[1:], min(3, len(members) - 1))
        for body in scope:
            links = [
                ("subordinate", body.unit),
                ("superior", parties[1].committee),
                ("line", node("line", "agreement")),
                ("basis", agreement),
            ]
            self._claim(source, "dir", "LeadershipDirection", links, (start, None))
        group = node("grp", key)
        self._entity(source, group, "ReportedGroup", f"Nhóm được nêu {key}", "")
        self._add(source, group, ph("reportedCount"), f'"8"^^<{XSD}nonNegativeInteger>')
        self._add(source, group, ph("countedKind"), ph("PartyUnit"))
        self._add(source, group, ph("scopeOf"), agreement)
        self._add(source, group, ph("reportedOn"), self._date(start))
        self._add(source, group, ph("certainty"), node("cert", "stated"))
        for body in scope[:2]:
            self._add(source, group, ph("knownMember"), body.unit)

    def _posts(self, source: Source, committee: str, enterprise: str, people: int) -> None:
        roles = ("bi-thu", "pho-bi-thu", "uy-vien-ban-thuong-vu", "uy-vien-bch")
        for rank in range(people):
            self.serial += 1
            person = node("per", f"g.{self.serial}")
            words = (FAMILY, MIDDLE, GIVEN)
            name = " ".join(self.random.choice(part) for part in words)
            self._entity(source, person, "Person", f"{name} {self.serial}", "")
            start = self._day(2005, 2018)
            end = start + timedelta(days=5 * 365)
            self._holding(source, person, committee, roles[rank], start, end)
            if enterprise and rank < 2:
                role = ("chu-tich-hdtv", "tong-giam-doc")[rank]
                self._holding(source, person, enterprise, role, start, end)

    # ---- claims ----------------------------------------------------------------------------

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

    # ---- writing ---------------------------------------------------------------------------

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


def main() -> None:
    """Generate one graph: `python -m bench.generator OUT --size 1M`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--size", choices=SIZES, default="100k")
    parser.add_argument("--seed", type=int, default=20171006)
    arguments = parser.parse_args()
    quads = Generator(arguments.out, SIZES[arguments.size], arguments.seed).run()
    print(f"{quads} quads in {arguments.out}")


if __name__ == "__main__":
    main()
