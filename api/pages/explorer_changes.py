"""What became of a body: changes and plans apart, and whether it was there on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from kg.model.iri import ONTOLOGY
from kg.model.terms import Iri
from kg.query.facts import select_facts
from kg.query.hierarchy import find_succession

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from api.pages.explorer_names import Names

_PLANNED = ONTOLOGY + "PlannedChange"
_BIRTHS = (ONTOLOGY + "Establishment", ONTOLOGY + "Merger")
# The most telling class of a change; a change of no known sort comes last.
_SORTS = ("Establishment", "Merger", "Upgrade", "Dissolution", "Transfer", "PlannedChange")


def show_changes(nodes: Sequence[str], names: Names) -> dict[str, list[dict[str, Any]]]:
    """Return `{happened, planned}`: changes by date, and plans, which have none."""
    found = [_change(row, names) for row in _rows(nodes, names)]
    return {
        "happened": [row for row in found if not row["is_plan"]],
        "planned": [row for row in found if row["is_plan"]],
    }


def show_status(nodes: Sequence[str], names: Names, day: date | None) -> dict[str, Any]:
    """Return what is known of a body's being there on a day.

    Returns:
        `word`: `ended`, `went-on`, `not-yet`, `set-up`, `no-end-known`; `all-times` without a day;
        and `changes`: the rows that say so, with what came before and after.
    """
    if day is None:
        return {"word": "all-times", "changes": []}
    ended = [row for node in nodes[:1] for row in find_succession(names.snapshot.view, node, day)]
    if ended:
        went_on = all(set(nodes) & set(cast("list[str]", row["results"])) for row in ended)
        word = "went-on" if went_on else "ended"
        return {"word": word, "changes": [_change(row, names) for row in ended]}
    births = [row for row in _rows(nodes, names) if _is_birth(row, nodes)]
    later = [row for row in births if str(row["date"]) > day.isoformat()[: len(str(row["date"]))]]
    if later and len(later) == len(births):
        return {"word": "not-yet", "changes": [_change(row, names) for row in later]}
    if births:
        earlier = [row for row in births if row not in later]
        return {"word": "set-up", "changes": [_change(row, names) for row in earlier]}
    return {"word": "no-end-known", "changes": []}


def _rows(nodes: Sequence[str], names: Names) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for node in nodes:
        table = select_facts(names.snapshot.view, "facts-changes", {"subject": Iri(node)})
        found.update({_key(row["change"]): row for row in table.rows})
    return sorted(found.values(), key=lambda row: (str(row["date"] or "9999"), _key(row["change"])))


def _is_birth(row: dict[str, Any], nodes: Sequence[str]) -> bool:
    """Tell whether a change made the body; a merger that it entered itself did not."""
    made = set(cast("list[str]", row["results"])) - set(cast("list[str]", row["originals"]))
    return bool(row["date"] and made & set(nodes) and set(row["classes"]) & set(_BIRTHS))


def _change(row: dict[str, Any], names: Names) -> dict[str, Any]:
    classes = cast("list[str]", row["classes"])
    sorts = [name for name in _SORTS if ONTOLOGY + name in classes]
    return {
        "node": row["change"],
        "sort": names.term(ONTOLOGY + (sorts[0] if sorts else "OrganisationChange")),
        "is_plan": _PLANNED in classes,
        "date": names.day(row["date"]),
        "status": names.maybe(row["status"]),
        "before": names.nodes(row["originals"]),
        "after": names.nodes(row["results"]),
        "moved": names.nodes(row["transferred"]),
        "from": names.maybe(row["fromSuperior"]),
        "to": names.maybe(row["toSuperior"]),
        "places": names.places(row["evidence"]),
    }


def _key(node: object) -> str:
    return str(cast("dict[str, object]", node)["iri"])
