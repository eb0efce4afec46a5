"""Three accounts of "under both" agree on random graphs: index, SPARQL, and the text read naively.

The reference below is written from ontology.md section 4 alone: no arrays, no shared code with the
product but the terms of RDF. Small worlds are dense and unreasonable on purpose: cycles, several
superiors at once, shared committees, transfers across units, facts told by several graphs.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from kg.index.authority import AuthorityIndex, Lens, build_authority
from kg.index.authority_feed import read_query
from kg.infer.chains import iter_chain_quads
from kg.model.iri import GRAPH_CURATED, GRAPH_DERIVED, GRAPH_META, ID, ONTOLOGY, source_graph
from kg.model.terms import RDF, Iri, Quad, text, typed
from kg.query.under_both import UnderBothRequest, under_both
from kg.query.under_both_all import under_both_all
from kg.query.under_both_parts import chains_between, superiors_of, units_under
from kg.store.base import Solutions
from kg.store.oxigraph import OxigraphStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WORLDS = 500
WORLDS_A_STORE = 25
QUESTIONS_A_WORLD = 3
START = date(2015, 1, 1)
GRAPHS = (source_graph("one"), source_graph("two"), GRAPH_CURATED)
COLLECTION_OF = {GRAPHS[0]: "x", GRAPHS[1]: "y"}
CERTAINTIES = ("stated", "implied", "inferred")
WORDS = ("not shown", "possible", "certain")


@dataclass(frozen=True)
class Claim:
    """A statement as one graph tells it; days are offsets from START, None where unknown."""

    iri: str
    cls: str
    low: str
    high: str
    line: str | None
    certainty: str
    days: tuple[int | None, int | None, int | None, int | None] | None
    bases: tuple[str, ...] = ()


@dataclass
class World:
    """Everything of one small graph; facts with the graphs that tell them."""

    claims: dict[Claim, tuple[str, ...]] = field(default_factory=dict)
    leads: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    inside: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    terms: dict[str, tuple[int | None, int | None, int | None, int | None]] = field(
        default_factory=dict
    )
    ties: dict[tuple[str, str, str], str] = field(default_factory=dict)
    parties: dict[str, tuple[str, ...]] = field(default_factory=dict)
    units: list[str] = field(default_factory=list)
    committees: list[str] = field(default_factory=list)


# --- random worlds -----------------------------------------------------------------------------


def make_world(seed: int) -> World:
    dice, world, name = random.Random(seed), World(), f"w{seed}"
    units = [f"{ID}unit/{name}.{n}" for n in range(dice.randint(3, 6))]
    firms = [f"{ID}ent/{name}.{n}" for n in range(dice.randint(2, 4))]
    world.units = units
    for n, unit in enumerate(units):
        if dice.random() < 0.85:
            committee = f"{ID}com/{name}.{n}"
            world.committees.append(committee)
            world.leads[committee, unit] = _graphs(dice)
        if dice.random() < 0.85:
            world.inside[unit, dice.choice(firms)] = _graphs(dice)
        if dice.random() < 0.1:
            world.inside[unit, dice.choice(firms)] = _graphs(dice)
    while len(world.committees) < 2:
        world.committees.append(f"{ID}com/{name}.extra-{len(world.committees)}")
    if dice.random() < 0.1:  # shapes refuse it; the answer must still be defined
        world.leads[dice.choice(world.committees), dice.choice(units)] = _graphs(dice)
    _make_agreements(dice, world, name)
    _make_claims(dice, world, name, firms)
    _make_ties(dice, world, name)
    return world


def _make_agreements(dice: random.Random, world: World, name: str) -> None:
    for n in range(dice.randint(0, 2)):
        agreement = f"{ID}agr/{name}.{n}"
        world.parties[agreement] = tuple(dice.sample(world.committees, 2))
        if dice.random() < 0.7:
            world.terms[agreement] = _days(dice)


def _make_ties(dice: random.Random, world: World, name: str) -> None:
    statements = sorted({claim.iri for claim in world.claims})
    for n in range(dice.choice((0, 0, 1, 1, 2)) if len(statements) > 1 else 0):
        for _ in range(dice.choice((1, 1, 2))):
            ended, started = dice.sample(statements, 2)
            world.ties[f"{ID}evt/{name}.{n}", ended, started] = dice.choice(GRAPHS)


def _make_claims(dice: random.Random, world: World, name: str, firms: list[str]) -> None:
    plan = (
        ("PartySubordination", "sub", dice.randint(3, 10), world.units, world.committees),
        ("EnterpriseAffiliation", "aff", dice.randint(1, 5), firms, firms),
        ("LeadershipDirection", "dir", dice.randint(0, 4), world.units + firms, world.committees),
    )
    for cls, prefix, count, lows, highs in plan:
        for n in range(count):
            low, high = dice.choice(lows), dice.choice(highs)
            bases: tuple[str, ...] = ()
            if cls == "LeadershipDirection":
                choices = [*world.parties, f"{ID}norm/{name}"]
                bases = tuple(sorted(set(dice.choices(choices, k=dice.choice((0, 1, 1, 1, 2))))))
            claim = Claim(
                f"{ID}{prefix}/{name}.{n}",
                cls,
                low,
                high,
                _line(dice, cls),
                dice.choices(CERTAINTIES, (6, 3, 1))[0],
                _days(dice) if dice.random() < 0.9 else None,
                bases,
            )
            world.claims[claim] = _graphs(dice)


def _line(dice: random.Random, cls: str) -> str | None:
    if cls == "PartySubordination":
        return f"{ID}line/{dice.choice(('vertical', 'territorial'))}"
    local = "ownership" if cls == "EnterpriseAffiliation" else "agreement"
    return dice.choice((None, f"{ID}line/{local}"))


def _graphs(dice: random.Random) -> tuple[str, ...]:
    count = dice.choice((1, 1, 1, 2))
    return tuple(sorted(dice.sample(GRAPHS, count)))


def _days(dice: random.Random) -> tuple[int | None, int | None, int | None, int | None]:
    start = dice.randint(-12, 3)
    bounds = sorted([start, start + dice.randint(0, 2)])
    ends = sorted([bounds[1] + dice.randint(3, 20), bounds[1] + dice.randint(3, 20)])
    return tuple(None if dice.random() < 0.15 else day for day in (*bounds, *ends))


# --- worlds as quads ---------------------------------------------------------------------------


def iter_quads(world: World) -> Iterator[Quad]:
    for (committee, unit), graphs in world.leads.items():
        yield from _triples(graphs, committee, ("executiveCommitteeOf", Iri(unit)))
    for (unit, firm), graphs in world.inside.items():
        yield from _triples(graphs, unit, ("organisedIn", Iri(firm)))
    for node, cls in _described(world):
        yield Quad(Iri(node), Iri(RDF + "type"), Iri(ONTOLOGY + cls), Iri(GRAPHS[0]))
    for claim, graphs in world.claims.items():
        yield from _claim_quads(claim, graphs)
    for agreement, parties in world.parties.items():
        for party in parties:
            yield from _triples(GRAPHS[:1], agreement, ("agreementParty", Iri(party)))
        if agreement in world.terms:
            yield from _validity_quads(agreement, world.terms[agreement], GRAPHS[:1])
    for (transfer, ended, started), graph in world.ties.items():
        pairs = ("endsStatement", Iri(ended)), ("startsStatement", Iri(started))
        yield from _triples((graph,), transfer, *pairs)


def _described(world: World) -> Iterator[tuple[str, str]]:
    yield from ((committee, "PartyCommittee") for committee in world.committees)
    yield from ((unit, "PartyCell") for unit in world.units)
    yield from ((agreement, "CoordinationRegulation") for agreement in world.parties)


def _claim_quads(claim: Claim, graphs: tuple[str, ...]) -> Iterator[Quad]:
    pairs = [
        ("subordinate", Iri(claim.low)),
        ("superior", Iri(claim.high)),
        ("certainty", Iri(f"{ID}cert/{claim.certainty}")),
        *(("basis", Iri(basis)) for basis in claim.bases),
    ]
    if claim.line:
        pairs.append(("line", Iri(claim.line)))
    yield from _triples(graphs, claim.iri, *pairs)
    for graph in graphs:
        yield Quad(Iri(claim.iri), Iri(RDF + "type"), Iri(ONTOLOGY + claim.cls), Iri(graph))
    if claim.days is not None:
        yield from _validity_quads(claim.iri, claim.days, graphs)


def _validity_quads(node: str, days, graphs: tuple[str, ...]) -> Iterator[Quad]:
    validity = f"{node}.validity"
    names = ("startEarliest", "startLatest", "endEarliest", "endLatest")
    yield from _triples(graphs, node, ("validity", Iri(validity)))
    for name, day in zip(names, days, strict=True):
        if day is not None:
            value = typed((START + timedelta(days=day)).isoformat(), "date")
            yield from _triples(graphs, validity, (name, value))


def _triples(graphs: tuple[str, ...], node: str, *pairs) -> Iterator[Quad]:
    for graph in graphs:
        for name, value in pairs:
            yield Quad(Iri(node), Iri(ONTOLOGY + name), value, Iri(graph))


def load(store: OxigraphStore, worlds: list[World]) -> None:
    by_graph: dict[str, list[Quad]] = {graph: [] for graph in GRAPHS}
    for world in worlds:
        for quad in iter_quads(world):
            by_graph[quad.graph.value].append(quad)
    for graph, quads in by_graph.items():
        store.load(graph, dict.fromkeys(quads))
    prov = "http://www.w3.org/ns/prov#wasDerivedFrom"
    meta = []
    for graph, collection in COLLECTION_OF.items():
        source = Iri(f"{ID}src/{collection}")
        meta.append(Quad(Iri(graph), Iri(prov), source, Iri(GRAPH_META)))
        meta.append(Quad(source, Iri(ONTOLOGY + "collection"), text(collection), Iri(GRAPH_META)))
    store.load(GRAPH_META, meta)
    store.load(GRAPH_DERIVED, list(iter_chain_quads(store)))


# --- the reference: section 4, read aloud ------------------------------------------------------


@dataclass(frozen=True)
class Question:
    a: str
    b: str
    day: int
    floor: str
    collection: str | None
    line: str | None

    @property
    def certainty(self) -> tuple[str, ...]:
        return CERTAINTIES[: CERTAINTIES.index(self.floor) + 1]


class Reference:
    """The world as one question may see it."""

    def __init__(self, world: World, question: Question) -> None:
        self.question = question
        self.units = world.units
        self.own = set(world.leads)
        self.leads = [fact for fact, graphs in world.leads.items() if self.counts(graphs)]
        self.inside = [fact for fact, graphs in world.inside.items() if self.counts(graphs)]
        # A transfer ties everything it ends to everything it starts, whoever tells of it.
        self.ties = [
            (ended, started)
            for transfer, ended, _ in world.ties
            for other, _, started in world.ties
            if transfer == other and ended != started
        ]
        self.arrows = [
            (claim, value)
            for claim, graphs in world.claims.items()
            if self.counts(graphs) and claim.certainty in question.certainty
            if self.on_line(claim)
            if (value := self.value(world, claim)) > 0
        ]

    def counts(self, graphs: tuple[str, ...]) -> bool:
        wanted = self.question.collection
        return wanted is None or any(COLLECTION_OF.get(graph) == wanted for graph in graphs)

    def on_line(self, claim: Claim) -> bool:
        implied = {"EnterpriseAffiliation": "ownership", "LeadershipDirection": "agreement"}
        line = claim.line or f"{ID}line/{implied[claim.cls]}"
        return self.question.line in (None, line)

    def value(self, world: World, claim: Claim) -> int:
        own = self.value_of(claim.days)
        if claim.cls != "LeadershipDirection":
            return own
        return max(
            (
                min(own, self.value_of(world.terms[basis])) if basis in world.terms else own
                for basis in claim.bases
            ),
            default=0,
        )

    def value_of(self, days) -> int:
        if days is None:
            return 1
        start_earliest, start_latest, end_earliest, end_latest = days
        day = self.question.day
        if start_earliest is not None and day < start_earliest:
            return 0
        if end_latest is not None and day > end_latest:
            return 0
        if start_latest is None or end_earliest is None:
            return 1
        return 2 if start_latest <= day <= end_earliest else 1

    def chains(self, p: str, x: str) -> list[tuple[str, tuple[str, ...], int]]:
        """All chains of U(p, X): kind, statements, value."""
        if (x, p) in self.own:
            return []
        found = [("T", *chain) for chain in self.party(p, x, (), 2, {p})]
        for unit, firm in self.inside:
            if unit == p:
                found += [("F", *chain) for chain in self.ownership(firm, x, (), 2, {firm})]
        starts = [p, *(firm for unit, firm in self.inside if unit == p)]
        found += [
            ("L", (claim.iri,), value)
            for claim, value in self.arrows
            if claim.cls == "LeadershipDirection" and claim.low in starts and claim.high == x
        ]
        return [chain for chain in found if not self.forbidden(chain[1])]

    def party(self, unit: str, x: str, used, value: int, seen: set[str]):
        for claim, of_claim in self.arrows:
            if claim.cls != "PartySubordination" or claim.low != unit or claim.high in seen:
                continue
            longer, lowest = (*used, claim.iri), min(value, of_claim)
            if claim.high == x:
                yield longer, lowest
                continue
            for committee, above in self.leads:
                if committee == claim.high and above not in seen:
                    yield from self.party(above, x, longer, lowest, seen | {claim.high, above})

    def ownership(self, firm: str, x: str, used, value: int, seen: set[str]):
        for claim, of_claim in self.arrows:
            if claim.cls != "EnterpriseAffiliation" or claim.low != firm or claim.high in seen:
                continue
            longer, lowest = (*used, claim.iri), min(value, of_claim)
            if any((x, unit) in self.leads for unit, g in self.inside if g == claim.high):
                yield longer, lowest
            yield from self.ownership(claim.high, x, longer, lowest, seen | {claim.high})

    def forbidden(self, statements: tuple[str, ...]) -> bool:
        return any(ended in statements and started in statements for ended, started in self.ties)

    def is_above(self, upper: str, lower: str) -> bool:
        return any(
            kind == "T"
            for committee, unit in self.leads
            if committee == lower
            for kind, _, _ in self.chains(unit, upper)
        )

    def nested(self) -> bool:
        a, b = self.question.a, self.question.b
        return self.is_above(a, b) or self.is_above(b, a)

    def rows(self) -> set[tuple[str, str, str, str]]:
        found = set()
        for p in self.units:
            pairs = [
                (self.type_of(one[0], other[0]), min(one[2], other[2]))
                for one in self.chains(p, self.question.a)
                for other in self.chains(p, self.question.b)
                if not self.forbidden(one[1] + other[1])
            ]
            if pairs:
                first = min(kind for kind, _ in pairs)
                best = max(value for _, value in pairs)
                of_type = max(value for kind, value in pairs if kind == first)
                found.add((p, first, WORDS[best], WORDS[of_type]))
        return found

    @staticmethod
    def type_of(one: str, other: str) -> str:
        kinds = {one, other}
        if kinds == {"T"}:
            return "T1"
        if kinds == {"T", "F"}:
            return "T2"
        return "T3" if kinds == {"T", "L"} else "T4"


# --- the three accounts ------------------------------------------------------------------------


def ask_index(index: AuthorityIndex, store: OxigraphStore, question: Question):
    answer = under_both(index, store, _request(question))
    rows = answer.nested if answer.above else answer.units
    found = {(row.unit.iri, row.type, row.value, row.type_value) for row in rows}
    assert len(found) == len(rows) == answer.total
    for row in rows:
        _check_paths(row, question)
    return found, bool(answer.above)


def _request(question: Question) -> UnderBothRequest:
    return UnderBothRequest(
        question.a,
        question.b,
        START + timedelta(days=question.day),
        certainty=question.certainty,
        collection=question.collection,
        lines=None if question.line is None else (question.line,),
        include_nested=True,
    )


def _check_paths(row, question: Question) -> None:
    """A path leads from the unit to the committee, hop by hop, and explains the value."""
    for paths, committee in ((row.paths_a, question.a), (row.paths_b, question.b)):
        assert paths
        lengths = [sum(edge.kind in "DFL" for edge in path) for path in paths]
        assert lengths[0] == min(lengths)
        for path in paths:
            assert path[0].start.iri == row.unit.iri
            assert path[-1].end.iri == committee
            assert all(one.end == other.start for one, other in pairwise(path))
    assert bool(row.missing) == (row.value == "possible")


def ask_sparql(store: OxigraphStore, question: Question):
    day = START + timedelta(days=question.day)
    bindings = {
        "a": Iri(question.a),
        "b": Iri(question.b),
        "day": typed(day.isoformat(), "date"),
        "floor": Iri(f"{ID}cert/{question.floor}"),
    }
    if question.collection:
        bindings["collection"] = text(question.collection)
    if question.line:
        bindings["line"] = Iri(question.line)
    result = store.query(read_query("under-both"), bindings=bindings)
    assert isinstance(result, Solutions)
    rows = [{name: str(term) for name, term in row.items()} for row in result]
    found = {(row["unit"], row["type"], row["value"], row["typeValue"]) for row in rows}
    assert len(found) == len(rows)
    return found, {row["nested"] for row in rows}


def _questions(world: World, dice: random.Random) -> Iterator[Question]:
    for _ in range(QUESTIONS_A_WORLD):
        # Committees above somebody, so that most questions have something to find.
        above = {claim.high for claim in world.claims if claim.high in world.committees}
        a, b = dice.sample(sorted(above) if len(above) > 1 else world.committees, 2)
        floor = dice.choices(CERTAINTIES, (1, 4, 3))[0]
        line = dice.choice((None, None, None, f"{ID}line/vertical", f"{ID}line/ownership"))
        yield Question(a, b, dice.randint(-6, 12), floor, dice.choice((None, None, "x", "y")), line)


@pytest.mark.parametrize("batch", range(WORLDS // WORLDS_A_STORE))
def test_index_sparql_and_text_agree(batch: int, tmp_path: Path) -> None:
    first = batch * WORLDS_A_STORE
    worlds = [make_world(seed) for seed in range(first, first + WORLDS_A_STORE)]
    dice = random.Random(batch)
    seen = 0
    with OxigraphStore() as store:
        load(store, worlds)
        build_authority(store, tmp_path)
        index = AuthorityIndex.open(tmp_path)
        for world in worlds:
            for question in _questions(world, dice):
                reference = Reference(world, question)
                rows, nested = reference.rows(), reference.nested()
                assert ask_index(index, store, question) == (rows, nested), question
                found, flags = ask_sparql(store, question)
                assert found == rows, question
                assert flags == ({str(nested).lower()} if rows else set()), question
                seen += len(rows)
            _check_parts(index, world, dice)
        _check_all(index, store, worlds, dice.randint(0, 6))
    assert seen > QUESTIONS_A_WORLD * WORLDS_A_STORE // 10, "worlds too poor to prove anything"


def _check_parts(index: AuthorityIndex, world: World, dice: random.Random) -> None:
    day, committee = dice.randint(-3, 9), dice.choice(world.committees)
    question = Question(committee, "", day, "implied", None, None)
    reference, as_of = Reference(world, question), START + timedelta(days=day)
    lens = Lens.make(index, as_of)
    node = index.find_node(committee)
    assert node is not None
    expected, everything = {}, set()
    for unit in world.units:
        for other in world.committees:
            everything |= {(unit, other, *chain) for chain in reference.chains(unit, other)}
        best: dict[str, int] = {}
        for kind, statements, value in reference.chains(unit, committee):
            assert not reference.forbidden(statements)
            best[kind] = max(value, best.get(kind, 0))
        place = index.find_node(unit)
        assert place is not None
        told = chains_between(lens, as_of, place, node)
        got = {"subordination": "T", "affiliation": "F", "direction": "L"}
        # "certain" sorts before "possible", so the best comes last and stays.
        told = sorted(told, key=lambda row: row.value, reverse=True)
        shown = {got[row.kind]: row.value for row in told}
        assert shown == {kind: WORDS[value] for kind, value in best.items()}
        if best:
            expected[unit] = tuple(WORDS[best[kind]] if kind in best else "" for kind in "TFL")
        above = {(row.unit.iri, row.committee.iri) for row in superiors_of(lens, as_of, place)}
        assert above == {row[:2] for row in everything if row[0] == unit}
    if not reference.ties:
        under = units_under(lens, as_of, node)
        assert {
            row.unit.iri: (row.subordination, row.affiliation, row.direction) for row in under
        } == expected


def _check_all(index: AuthorityIndex, store: OxigraphStore, worlds: list[World], day: int) -> None:
    as_of = START + timedelta(days=day)
    rows = under_both_all(index, as_of)
    assert len(rows) == sum(len(world.parties) for world in worlds)
    for row in rows:
        request = UnderBothRequest(row.a.iri, row.b.iri, as_of, include_nested=True)
        single = under_both(index, store, request)
        units = single.nested if single.above else single.units
        for name, certain, possible in row.counts:
            values = [unit.value for unit in units if unit.type == name]
            assert (values.count("certain"), values.count("possible")) == (certain, possible)
        assert row.above == single.above
        assert row.status == single.completeness.status
        assert row.jointly_directed == len({duty.unit for duty in single.jointly_directed})
