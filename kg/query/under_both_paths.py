"""Chains as explanation paths: each hop with its statement, its time and its evidence.

A path can be checked again from its evidence alone (ontology.md 4.4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.index.authority_arrays import (
    AFFILIATION,
    CERTAINTIES,
    DIRECTION,
    SUBORDINATION,
)
from kg.index.authority_open import to_validity
from kg.index.authority_walk import COMMITTEE_FACT, Chain, Hop
from kg.model.iri import ONTOLOGY
from kg.model.validity import Validity, Value
from kg.query.under_both_types import Basis, MissingBound, Node, PathEdge, Place

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kg.index.authority_lens import Lens
    from kg.query.under_both_types import Path

LONGEST = 6
"""Statements in a path that is shown; the shortest, and the one that decides, always are."""

_LETTERS = {SUBORDINATION: "D", AFFILIATION: "F", DIRECTION: "L"}
_ORGANISATION = "đảng bộ"


class Explainer:
    """Turns positions of the index into what a reader sees; remembers what it has made."""

    def __init__(self, lens: Lens, day: date) -> None:
        self.lens, self.day = lens, day
        self.sources: set[str] = set()
        self._nodes: dict[int, Node] = {}
        self._places: dict[int, Place | None] = {}
        self._edges: dict[tuple[Hop, str], PathEdge] = {}

    def node(self, place: int) -> Node:
        """Return a node with its labels."""
        known = self._nodes.get(place)
        if known is None:
            nodes = self.lens.index.nodes
            known = Node(
                nodes.iri[place],
                nodes.label_vi[place],
                nodes.label_en[place],
                self.lens.index.class_of(place),
            )
            self._nodes[place] = known
        return known

    def path(self, chain: Chain) -> Path:
        """Return a chain as ordered hops, from the unit to the committee."""
        rule = _LETTERS[chain.kind]
        if chain.kind == SUBORDINATION and chain.length > 1:
            rule = "T"
        return tuple(self._edge(hop, rule) for hop in chain.hops)

    def lines(self, chain: Chain) -> str:
        """Return the line of a chain, or `mixed` (ontology.md 4.2, 3)."""
        edges = self.lens.index.edges
        found = {int(edges.line[hop.place]) for hop in chain.hops if hop.kind <= DIRECTION}
        return self._line(found.pop()) or "" if len(found) == 1 else "mixed"

    def missing(self, chains: Sequence[Chain]) -> tuple[MissingBound, ...]:
        """Return the bounds that keep chains from being certain, in path order."""
        hops = [hop for chain in chains for hop in chain.hops if hop.kind <= DIRECTION]
        return tuple(dict.fromkeys(bound for hop in hops for bound in self._missing_of(hop)))

    def evidence_of_node(self, node: int) -> tuple[Place, ...]:
        """Return the evidence of a node's description within the collection."""
        nodes = self.lens.index.nodes
        start, end = int(nodes.place_offsets[node]), int(nodes.place_offsets[node + 1])
        return self._evidence(nodes.places[start:end].tolist())

    def _edge(self, hop: Hop, rule: str) -> PathEdge:
        known = self._edges.get((hop, rule))
        if known is None:
            known = self._statement(hop, rule) if hop.kind <= DIRECTION else self._fact(hop)
            self._edges[hop, rule] = known
        return known

    def _statement(self, hop: Hop, rule: str) -> PathEdge:
        edges, statements = self.lens.index.edges, self.lens.index.statements
        statement = int(edges.statement[hop.place])
        form = statements.form[statement]
        start, end = (int(statements.place_offsets[statement + step]) for step in (0, 1))
        bits = int(edges.certainty[hop.place])
        validity = to_validity(edges.own_bounds[hop.place].tolist())
        return PathEdge(
            statement=statements.iri[statement],
            start=self.node(hop.start),
            end=self.node(hop.end),
            kind=_LETTERS[hop.kind],
            rule=rule,
            line=self._line(int(edges.line[hop.place])),
            validity=validity,
            value=validity.value_at(self.day).word,
            certainty=CERTAINTIES[bits.bit_length() - 1],
            evidence=self._evidence(statements.places[start:end].tolist()),
            basis=self._basis(hop),
            stated_form=form or None,
            normalised="N1" if form.casefold().startswith(_ORGANISATION) else None,
        )

    def _fact(self, hop: Hop) -> PathEdge:
        index = self.lens.index
        is_committee = hop.kind == COMMITTEE_FACT
        facts = index.committees if is_committee else index.organised
        name = "executiveCommitteeOf" if is_committee else "organisedIn"
        subject = int(facts.left[hop.place])
        told = (index.nodes.iri[subject], ONTOLOGY + name, index.nodes.iri[facts.right[hop.place]])
        return PathEdge(
            statement=told[0],
            start=self.node(hop.start),
            end=self.node(hop.end),
            kind=name,
            rule="N2",
            evidence=self.evidence_of_node(subject),
            fact=told,
        )

    def _basis(self, hop: Hop) -> Basis | None:
        edges = self.lens.index.edges
        if hop.kind != DIRECTION:
            return None
        term = to_validity(edges.basis_bounds[hop.place].tolist())
        # An act, or an agreement whose term nobody tells, lowers nothing and has no value.
        bounds, own = edges.bounds[hop.place].tolist(), edges.own_bounds[hop.place].tolist()
        told = term != Validity() or bounds != own
        value = term.value_at(self.day).word if told else None
        return Basis(self.node(int(edges.basis[hop.place])), term, value)

    def _missing_of(self, hop: Hop) -> list[MissingBound]:
        edges = self.lens.index.edges
        found: list[MissingBound] = []
        own = to_validity(edges.own_bounds[hop.place].tolist()).missing_bound(self.day)
        if own:
            statement = int(edges.statement[hop.place])
            found.append(MissingBound(own, self.lens.index.statements.iri[statement]))
        basis = self._basis(hop)
        if basis and basis.value == Value.POSSIBLE.word:
            found.append(MissingBound(basis.validity.missing_bound(self.day) or "", basis.node.iri))
        return found

    def _line(self, code: int) -> str | None:
        return self.lens.index.tables.lines[code - 1] if code else None

    def _evidence(self, places: Sequence[int]) -> tuple[Place, ...]:
        made = (self._place(place) for place in places)
        kept = tuple(place for place in made if place is not None)
        self.sources.update(place.source for place in kept)
        return kept

    def _place(self, place: int) -> Place | None:
        if place not in self._places:
            self._places[place] = self._make_place(place)
        return self._places[place]

    def _make_place(self, place: int) -> Place | None:
        """Return a place, or None if its source is not of the collection."""
        places, sources = self.lens.index.places, self.lens.index.sources
        source = int(places.source[place])
        if source < 0 or not sources.mask[source] & self.lens.bit:
            return None
        start, locator = int(places.start[place]), places.locator[place]
        if start < 0:
            return Place(places.iri[place], sources.iri[source], None, None, None, locator or None)
        sha256 = places.sha256[place].tobytes().hex()
        end = int(places.end[place])
        return Place(places.iri[place], sources.iri[source], start, end, sha256, None)
