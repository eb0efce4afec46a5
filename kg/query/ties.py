"""Ties of a node, counted and chosen from before anything more is read of them.

A committee above five thousand units has many thousand ties, of which a page shows two hundred.
All are read without names and evidence (`explorer-ties`, `explorer-properties`); what is shown is
then told whole (`explorer-tie`). They are the rows of `facts-neighbours`, which a test holds them
against.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from kg.model.iri import mint
from kg.model.terms import Iri
from kg.model.validity import Validity, Value, parse_day
from kg.query.facts import FactFilter, Json, select_facts
from kg.query.rows import iter_texts, select_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from kg.model.terms import Term
    from kg.store.base import GraphView

_SAID = ("role", "sphere", "capacity", "affiliation", "share")
BOUNDS = ("startEarliest", "startLatest", "endEarliest", "endLatest")


@dataclass(frozen=True, slots=True)
class Tie:
    """One tie of a node to another one.

    Attributes:
        via: IRI of the property, or of the class of the statement.
        neighbour: IRI of the other node.
        statement: IRI of the statement; None for a property.
        direction: `out` of the node or `in`.
        certainty: IRI of the certainty; None for a property.
        line: IRI of the line of an authority; None where it is not said.
        bounds: Days as `YYYY-MM-DD` in the order of `BOUNDS`; None where a bound is unknown.
    """

    via: str
    neighbour: str
    statement: str | None
    direction: str
    certainty: str | None
    line: str | None
    bounds: tuple[str | None, str | None, str | None, str | None]

    def validity(self) -> Json:
        """Return the bounds by their names, as rows of facts have them."""
        return dict(zip(BOUNDS, self.bounds, strict=True))

    def value_at(self, day: date) -> Value:
        """Return how sure the tie is on a day; what has no bounds may hold on any."""
        return Validity(*(parse_day(bound) if bound else None for bound in self.bounds)).value_at(
            day
        )

    def order(self) -> tuple[str, str, str]:
        """Return what sorts ties as `facts-neighbours` does."""
        return self.via, self.neighbour, self.statement or ""


def read_ties(
    view: GraphView, node: str, admitted: FactFilter | None = None, neighbour: str | None = None
) -> list[Tie]:
    """Return the ties of a node, sorted by `Tie.order`.

    Args:
        view: The data.
        node: IRI of a node.
        admitted: As for `kg.query.facts.select_facts`; what cannot hold on its day is left out.
        neighbour: IRI of the only other node to look at; None for all.

    Raises:
        StoreError: The engine failed.
    """
    properties = [
        _to_tie(row) for row in iter_texts(view, "explorer-properties", {"node": Iri(node)})
    ]
    if neighbour:
        properties = [tie for tie in properties if tie.neighbour == neighbour]
    stated = read_stated_ties(view, node, admitted, neighbour)
    return sorted([*properties, *stated], key=Tie.order)


def read_stated_ties(
    view: GraphView, node: str, admitted: FactFilter | None = None, neighbour: str | None = None
) -> list[Tie]:
    """Return those ties of a node that rest on a statement; as `read_ties`."""
    admitted = admitted or FactFilter()
    day = admitted.as_of
    given: dict[str, Term] = {"node": Iri(node)}
    given |= {"neighbour": Iri(neighbour)} if neighbour else {}
    given |= FactFilter(collection=admitted.collection).bindings()
    certainties = {mint("cert", word) for word in admitted.certainty}
    found = [
        tie
        for row in iter_texts(view, "explorer-ties", given)
        if (tie := _to_tie(row)).certainty in certainties
    ]
    if day is not None:
        found = [tie for tie in found if tie.value_at(day) is not Value.NO]
    return sorted(found, key=Tie.order)


def tell_ties(
    view: GraphView, node: str, ties: Iterable[Tie], day: date | None = None
) -> list[Json]:
    """Return ties whole, as rows of `facts-neighbours`.

    Args:
        view: The data.
        node: The node that they are ties of; its evidence is that of its properties.
        ties: Some of `read_ties`.
        day: The day of `value`.
    """
    teller = _Teller(view, node, day)
    return [teller.tell(tie) for tie in ties]


def tell_statement(view: GraphView, statement: str) -> Json:
    """Return what a statement says beside its tie.

    Returns:
        `role` of a holding, its `sphere`, `capacity` of a participation, `affiliation`: IRIs or
        None; `share`: a number as text or None; `evidence`: IRIs, sorted.
    """
    rows = select_facts(view, "explorer-tie", {"statement": Iri(statement)}).rows
    return rows[0] if rows else {**dict.fromkeys(_SAID), "evidence": []}


def tell_label(view: GraphView, node: str) -> dict[str, str | None]:
    """Return what a node is called, `{vi, en}`; None where it has no name in a language."""
    (row,) = select_facts(view, "paths-label", {"node": Iri(node)}).rows
    return {tag: cast("str | None", row[tag]) for tag in ("vi", "en")}


class _Teller:
    """Tells ties of one node; what several of them share is read once."""

    def __init__(self, view: GraphView, node: str, day: date | None) -> None:
        self._view, self._node, self._day = view, node, day
        self._names: dict[str, Json] = {}
        self._places: list[str] | None = None

    def tell(self, tie: Tie) -> Json:
        said = tell_statement(self._view, tie.statement) if tie.statement else None
        return {
            "neighbour": self._name(tie.neighbour),
            "via": tie.via,
            "statement": tie.statement,
            "direction": tie.direction,
            "role": self._name(said["role"]) if said else None,
            "capacity": self._name(said["capacity"]) if said else None,
            "certainty": tie.certainty,
            "evidence": said["evidence"] if said else self._evidence_of_node(),
            "validity": tie.validity(),
            "value": tie.value_at(self._day).word if self._day else None,
        }

    def _name(self, iri: object) -> Json | None:
        if iri is None:
            return None
        key = str(iri)
        if key not in self._names:
            self._names[key] = {"iri": key, "label": tell_label(self._view, key)}
        return self._names[key]

    def _evidence_of_node(self) -> list[str]:
        if self._places is None:
            found = select_rows(self._view, "paths-evidence", {"statement": Iri(self._node)})
            self._places = [str(row["place"]) for row in found]
        return self._places


def _to_tie(row: Mapping[str, str]) -> Tie:
    first, begun, lasting, last = (row.get(name) or None for name in BOUNDS)
    return Tie(
        via=row["via"],
        neighbour=row["neighbour"],
        statement=row.get("statement") or None,
        direction=row["direction"],
        certainty=row.get("certainty") or None,
        line=row.get("line") or None,
        bounds=(first, begun, lasting, last),
    )
