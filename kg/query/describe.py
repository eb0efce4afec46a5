"""One node as RDF: what is said of it and what points at it.

A description is symmetric and closed over the parts of a node that have no life of their own
(bounds in time, selectors), so that each of them can be read without a second request.

References: Concise Bounded Description (W3C member submission), section 3.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from kg.errors import OntologyError
from kg.model.terms import Iri, Term, Triple
from kg.query.catalogue import named_query
from kg.store.base import Solutions

if TYPE_CHECKING:
    from kg.model.terms import Subject
    from kg.store.base import GraphView

MOST_INCOMING: Final = 1000
"""Triples with the node as object that a description holds at most."""

MOST_COUNTED: Final = 10_000
"""Statements that point at a node which are counted; more are told as more."""

Labels = dict[str, str]


@dataclass(frozen=True, slots=True)
class Description:
    """A node in RDF.

    Attributes:
        node: Its IRI.
        triples: Outgoing first, each triple once.
        is_complete: Whether every incoming triple is there.
    """

    node: str
    triples: tuple[Triple, ...]
    is_complete: bool


@dataclass(frozen=True, slots=True)
class PageRow:
    """One property of a node for reading.

    Attributes:
        property: IRI of the property.
        object: Its value; for an incoming row the node that points here.
        label: Label of the value by language, where it has one.
        graphs: IRIs of the graphs that say so.
    """

    property: str
    object: Term
    label: Labels
    graphs: tuple[str, ...]


def describe_node(view: GraphView, iri: str) -> Description | None:
    """Return the description of a node, or None when nothing is said of it."""
    node = Iri(iri)
    outgoing = [
        Triple(cast("Subject", row["subject"]), cast("Iri", row["property"]), row["object"])
        for row in _select(view, "linked-outgoing", node)
    ]
    if not outgoing:
        return None
    incoming = [
        Triple(cast("Subject", row["subject"]), cast("Iri", row["property"]), node)
        for row in _select(view, "linked-incoming", node)
    ]
    incoming.sort(key=lambda triple: (triple.predicate.value, str(triple.subject)))
    shown = incoming[:MOST_INCOMING]
    return Description(
        iri, tuple(dict.fromkeys([*outgoing, *shown])), len(incoming) <= MOST_INCOMING
    )


def read_said(view: GraphView, iri: str) -> list[PageRow]:
    """Return what is said of a node, by property and value."""
    return _page_rows(view, "linked-said", iri)


def read_referrers(view: GraphView, iri: str) -> list[PageRow]:
    """Return who points at a node, by property and node; at most 500 statements are read."""
    return _page_rows(view, "linked-referrers", iri)


def count_referrers(view: GraphView, iri: str) -> int:
    """Return how many statements point at a node; beyond `MOST_COUNTED` one more than that."""
    (row,) = _select(view, "linked-count", Iri(iri))
    return int(str(row["count"]))


def read_term_labels(view: GraphView) -> Mapping[str, Labels]:
    """Return the labels of the vocabulary's classes and properties, by IRI and language."""
    found: dict[str, Labels] = {}
    for row in _select(view, "linked-terms"):
        literal = row["label"]
        language = getattr(literal, "language", "")
        found.setdefault(str(row["term"]), {})[language] = str(literal)
    return found


def _page_rows(view: GraphView, name: str, iri: str) -> list[PageRow]:
    rows: list[PageRow] = []
    for row in _select(view, name, Iri(iri)):
        label = {tag: str(row[key]) for tag, key in _LABELS if key in row}
        graphs = tuple(sorted(str(row.get("graphsList", "")).split()))
        rows.append(PageRow(str(row["property"]), row["object"], label, graphs))
    return rows


_LABELS = (("vi", "objectVi"), ("en", "objectEn"))


def _select(view: GraphView, name: str, node: Iri | None = None) -> Solutions:
    result = view.query(named_query(name), bindings={"node": node} if node else None)
    if not isinstance(result, Solutions):
        raise OntologyError(f"the named query {name} is not a SELECT")
    return result
