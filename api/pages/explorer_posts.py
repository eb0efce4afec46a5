"""Posts of a person or a body: a row per holding, and a mark for each day that is known."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from api.pages.explorer_time import add_values, list_days, to_validity
from kg.model.terms import Iri
from kg.query.facts import FactFilter, select_facts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from api.pages.explorer_names import Names

MOST_DAYS = 8
"""Days with a column of their own; the latest ones, so that the table stays readable."""

_ORDER = {"certain": 0, "possible": 1, None: 1, "not shown": 2}


def show_posts(
    asked: Mapping[str, str], names: Names, admitted: FactFilter, day: date | None
) -> dict[str, Any]:
    """Return posts as rows and as marks by day.

    Args:
        asked: `person` or `organisation` with its IRI.
        names: Words and names in the reader's language.
        admitted: Certainties that count.
        day: The day of `value`; None leaves it open.

    Returns:
        `rows`: certain on the day first, then possible, then those not shown; `days`: the days
        some bound names, with the day asked about; each row has `marks`, one value a day;
        `certain` and `possible`: how many.
    """
    bindings = {name: Iri(iri) for name, iri in asked.items()}
    found = list(select_facts(names.snapshot.view, "facts-posts", bindings, admitted).rows)
    add_values(found, day)
    days = list_days(found, MOST_DAYS)
    if day:
        days = sorted({*days, day.isoformat()})
    rows = [_post(row, days, names) for row in found]
    rows.sort(key=lambda row: _ORDER[row["value"]])
    return {
        "rows": rows,
        "days": [{"iso": one, "text": names.day(one)} for one in days],
        "day": day.isoformat() if day else None,
        "certain": sum(row["value"] == "certain" for row in rows),
        "possible": sum(row["value"] == "possible" for row in rows),
    }


def _post(row: dict[str, Any], days: Sequence[str], names: Names) -> dict[str, Any]:
    bounds = to_validity(row["validity"])
    return {
        "person": row["person"],
        "role": row["role"],
        "sphere": names.maybe(row["sphere"]),
        "organisation": row["organisation"],
        "statement": row["statement"],
        "time": names.time(row),
        "value": row["value"],
        "certainty": names.maybe(row["certainty"]),
        "places": names.places(row["evidence"]),
        "marks": [bounds.value_at(date.fromisoformat(one)).word for one in days],
        "raw": row,
    }
