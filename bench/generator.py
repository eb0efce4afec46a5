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
import random
import shutil
from datetime import date, timedelta
from pathlib import Path

from bench.claims import XSD, Body, ClaimWriter, Source, node, ph

FULL = 10_000_000
SIZES = {"100k": 100_000, "1M": 1_000_000, "10M": FULL}

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


class Generator(ClaimWriter):
    """Writes one graph; the same seed and size give the same bytes.

    Args:
        out: Folder to fill with one folder per source.
        quads: About how many quads.
        seed: Seed of the one random stream.
    """

    def __init__(self, out: Path, quads: int, seed: int = 20171006) -> None:
        super().__init__(out, random.Random(seed))
        self.scale = quads / FULL
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
