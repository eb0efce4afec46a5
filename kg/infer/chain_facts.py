"""The facts that dated chains are made of, read from a store.

The named queries are those that feed the authority index: both accounts of who is under whom start
from the same rows.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from kg.errors import StoreError
from kg.model.iri import ID
from kg.model.validity import Validity, parse_day
from kg.ontology.terms import PH
from kg.store.base import GraphView, Solutions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kg.model.terms import Term

NO_COLLECTION = "curated"
"""Stands for the collection of a graph that belongs to none."""

_BOUNDS = ("startEarliest", "startLatest", "endEarliest", "endLatest")
# What a line is where the statement does not say (ontology.md 4.2, 4 and 5).
_LINES = {
    PH.EnterpriseAffiliation: f"{ID}line/ownership",
    PH.LeadershipDirection: f"{ID}line/agreement",
}

_CLASSES = (PH.PartySubordination, PH.EnterpriseAffiliation, PH.LeadershipDirection)
# Classes of party units by their code in `index-nodes.rq`.
_UNITS = ("2", "3", "4")
CERTAINTIES = tuple(f"{ID}cert/{word}" for word in ("stated", "implied", "inferred"))
"""From the surest down."""


Rests = frozenset[str]
"""The collections in which a fact counts, each enough alone."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One statement of authority, as one or more graphs tell it.

    Attributes:
        validity: Its own bounds, for a direction met with the term of its agreement.
        line: IRI, or "" where none is said.
        certainty: IRI.
    """

    statement: str
    subordinate: str
    superior: str
    line: str
    certainty: str
    validity: Validity


@dataclass(frozen=True, slots=True)
class Facts:
    """Statements by class and subordinate; facts of structure in both directions.

    Attributes:
        edges: By class, then subordinate: edges with the collections they count in.
        units: Units by committee.
        committees: Committees by unit.
        bodies: Bodies by the unit organised in them.
        members: Units by the body they are organised in.
        described: Nodes that a graph describes as party units.
        ties: Statements that a transfer keeps apart, both ways.
    """

    edges: Mapping[str, Mapping[str, Mapping[Edge, Rests]]]
    units: Mapping[str, Mapping[str, Rests]]
    committees: Mapping[str, Mapping[str, Rests]]
    bodies: Mapping[str, Mapping[str, Rests]]
    members: Mapping[str, Mapping[str, Rests]]
    described: frozenset[str]
    ties: frozenset[tuple[str, str]]


def read_facts(view: GraphView) -> Facts:
    """Return all facts of authority of a store, of every certainty.

    Raises:
        StoreError: The engine failed.
    """
    edges: defaultdict[str, defaultdict[str, dict[Edge, Rests]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    for cls, edge, collection in _iter_edges(view):
        known = edges[cls][edge.subordinate]
        known[edge] = known.get(edge, frozenset()) | {collection}
    units, committees, bodies, members = (_links() for _ in range(4))
    for row in _rows(view, "index-structure"):
        left, right = str(row["from"]), str(row["to"])
        is_committee = str(row["fact"]) == "committee"
        forward, backward = (units, committees) if is_committee else (bodies, members)
        rests = forward[left].get(right, frozenset()) | {_collection(row)}
        forward[left][right] = backward[right][left] = rests
    described = frozenset(
        str(row["node"]) for row in _rows(view, "index-nodes") if str(row["class"]) in _UNITS
    )
    tied = [(str(row["ended"]), str(row["started"])) for row in _rows(view, "index-transfers")]
    ties = frozenset((*tied, *((started, ended) for ended, started in tied)))
    return Facts(edges, units, committees, bodies, members, described, ties)


def _links() -> defaultdict[str, dict[str, Rests]]:
    return defaultdict(dict)


def _collection(row: Mapping[str, Term]) -> str:
    return str(row.get("collection", NO_COLLECTION))


def _iter_edges(view: GraphView) -> Iterator[tuple[str, Edge, str]]:
    """Yield class, edge, collection; a direction once per basis and term, not without a basis."""
    terms: defaultdict[str, set[Validity]] = defaultdict(set)
    for row in _rows(view, "index-terms"):
        terms[str(row["agreement"])].add(_validity(row))
    bases: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for row in _rows(view, "index-bases"):
        bases[_collection(row), str(row["statement"])].append(str(row["basis"]))
    for row in _rows(view, "index-statements"):
        cls, statement = _CLASSES[int(str(row["kind"]))], str(row["statement"])
        own = [_validity(row)]
        if cls == PH.LeadershipDirection:
            told = [terms.get(basis) for basis in bases[_collection(row), statement]]
            own = [met for some in told for met in _meet_all(own[0], some)]
        for validity in dict.fromkeys(own):
            yield cls, _edge(row, cls, statement, validity), _collection(row)


def _meet_all(validity: Validity, terms: set[Validity] | None) -> list[Validity]:
    return [validity.meet(term) for term in terms] if terms else [validity]


def _edge(row: Mapping[str, Term], cls: str, statement: str, validity: Validity) -> Edge:
    return Edge(
        statement,
        str(row["subordinate"]),
        str(row["superior"]),
        f"{ID}line/{row['line']}" if "line" in row else _LINES.get(cls, ""),
        CERTAINTIES[int(str(row["certainty"])).bit_length() - 1],
        validity,
    )


def _validity(row: Mapping[str, Term]) -> Validity:
    days = (parse_day(str(row[name])[:10]) if name in row else None for name in _BOUNDS)
    return Validity(*days)


def _rows(view: GraphView, name: str) -> Iterator[dict[str, Term]]:
    path = files("kg.query") / "sparql" / f"{name}.rq"
    result = view.query(path.read_text(encoding="utf-8"))
    if not isinstance(result, Solutions):
        raise StoreError(f"the query {name} gave no rows")
    return iter(result)
