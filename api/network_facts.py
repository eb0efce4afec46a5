"""Facts of a node as the panel beside a network shows them: time in words, evidence to follow.

A property has no bounds of its own; the tie of an agreement to its parties has those of the
agreement, as the picture of the network draws it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from api.pages.explorer_names import Names
from api.pages.explorer_time import to_validity
from kg.model.iri import ID
from kg.model.terms import Iri
from kg.query.facts import FactFilter, select_facts
from kg.query.ties import read_ties, tell_ties

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.pages.words import Language
    from api.snapshot import Snapshot
    from kg.query.ties import Tie

_LANGUAGES: Final[tuple[Language, ...]] = ("vi", "en")
_PROPERTIES: Final = frozenset({"agreement-party", "organised-in", "executive-committee"})
_NO: Final = "not shown"

Row = dict[str, Any]
Bounds = dict[str, "str | None"]


def list_facts(
    snapshot: Snapshot, node: str, other: str | None, admitted: FactFilter, limit: int
) -> tuple[list[Row], int]:
    """Return the first facts of a node, or of it and another one, and how many there are.

    Returns:
        Rows shaped as `api.schemas.network_facts.NetworkFactModel` says, in the query's order.

    Raises:
        StoreError: The engine failed.
    """
    ties = read_ties(snapshot.view, node, admitted, other)
    shaper = _Shaper(snapshot, node, admitted)
    found = [tie for tie in ties if shaper.value(tie) != _NO]
    rows = tell_ties(snapshot.view, node, found[:limit])
    shown = zip(found, rows, strict=False)  # as many as are told
    return [shaper.shape(tie, cast("Row", row)) for tie, row in shown], len(found)


class _Shaper:
    def __init__(self, snapshot: Snapshot, node: str, admitted: FactFilter) -> None:
        self._names = {tag: Names(snapshot, tag) for tag in _LANGUAGES}
        self._day = admitted.as_of
        edges = select_facts(snapshot.view, "paths-edges", {"node": Iri(node)}).rows
        self._bounds = {
            (_other(cast("Row", edge), node), str(edge["detail"])): cast("Bounds", edge["validity"])
            for edge in edges
            if edge["kind"] in _PROPERTIES
        }

    def bounds(self, tie: Tie) -> Bounds:
        told = cast("Bounds", tie.validity())
        return told if tie.statement else self._bounds.get((tie.neighbour, tie.via), told)

    def value(self, tie: Tie) -> str | None:
        bounds = self.bounds(tie)
        if self._day is None or not any(bounds.values()):
            return None
        return to_validity(bounds).value_at(self._day).word

    def shape(self, tie: Tie, row: Row) -> Row:
        node, via = cast("Row", row["neighbour"]), tie.via
        bounds, certainty = self.bounds(tie), tie.certainty
        return {
            "via": via,
            "via_label": {tag: names.term(via) for tag, names in self._names.items()},
            "detail": self._detail(row["role"] or row["capacity"]),
            "direction": tie.direction,
            "neighbour": {**node, "id": str(node["iri"]).removeprefix(ID)},
            "statement": tie.statement,
            "certainty": certainty.rpartition("/")[2] if certainty else None,
            "validity": bounds,
            "time": self.describe({"validity": bounds}),
            "value": self.value(tie),
            "evidence": self._places(row["evidence"]),
        }

    def describe(self, row: Mapping[str, Any]) -> dict[str, str]:
        return {tag: names.time(row).striptags() for tag, names in self._names.items()}

    def _detail(self, node: Row | None) -> dict[str, str] | None:
        if node is None:
            return None
        return {tag: names.text(node) for tag, names in self._names.items()}

    def _places(self, evidence: object) -> list[Row]:
        both = zip(*(names.places(evidence) for names in self._names.values()), strict=True)
        return [
            {
                "iri": vi["iri"],
                "id": str(vi["iri"]).removeprefix(ID),
                "text": vi["text"],
                "title": {"vi": vi["title"], "en": en["title"]},
            }
            for vi, en in both
        ]


def _other(edge: Row, node: str) -> str:
    return str(edge["to"] if edge["from"] == node else edge["from"])
