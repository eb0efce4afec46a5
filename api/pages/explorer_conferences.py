"""The page of conferences: the day of the event and the day of the report are two days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from api.pages.explorer_figures import figures_of_conferences
from api.pages.explorer_links import sparql_url
from kg.model.iri import ONTOLOGY
from kg.picture.draw import is_meeting
from kg.query.facts import FactFilter

if TYPE_CHECKING:
    from datetime import date

    from api.pages.explorer_names import Names

_SORTS = ("ReviewEvent", "SigningEvent", "Event")


def show_conferences(names: Names, admitted: FactFilter, day: date | None) -> dict[str, Any]:
    """Return conferences and signings by day, latest first, up to the day when one is asked."""
    rows = names.table("facts-events", admitted)
    meetings = [row for row in rows if is_meeting(row, None)]
    shown = [row for row in meetings if is_meeting(row, day)]
    shown.sort(key=lambda row: str(row["date"]), reverse=True)
    return {
        "rows": [show_event(row, names) for row in shown],
        "raw": shown,
        "later": len(meetings) - len(shown),
        "figures": lambda: figures_of_conferences(names, day) if shown else [],
        "sparql": [(names.words["events"], sparql_url("facts-events"))],
    }


def show_event(row: dict[str, Any], names: Names) -> dict[str, Any]:
    """Return one event with its own day and, apart, the days its sources were published."""
    classes = cast("list[str]", row["classes"])
    sort = next((name for name in _SORTS if ONTOLOGY + name in classes), "Event")
    return {
        "node": row["event"],
        "sort": names.term(ONTOLOGY + sort),
        "day": names.day(row["date"]),
        "published": _published(row["evidence"], names),
        "agreements": names.nodes(row["agreements"]),
        "organisers": names.nodes(row["organisedBy"]),
        "place": row["place"],
        "place_stated": row["placeStated"],
        "reviewed": row["reviewedYear"],
        "planned": row["plannedYear"],
        "places": names.places(row["evidence"]),
        "raw": row,
    }


def _published(evidence: list[str], names: Names) -> list[dict[str, Any]]:
    """Return `{node, day}` of each source that tells of an event; no day where none is given."""
    found: dict[str, dict[str, Any]] = {}
    for place in evidence:
        source = names.source_of(place)
        if source is not None:
            node = cast("dict[str, Any]", source["source"])
            found[node["iri"]] = {"node": node, "day": names.day(source["issued"])}
    return list(found.values())
