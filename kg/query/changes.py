"""What differs between two days: statements whose value on one is not their value on the other."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, cast

from kg.model.terms import Literal, Term, typed
from kg.model.validity import Validity, parse_day
from kg.query.facts import DEFAULT_CERTAINTY, FactFilter, Json, select_facts

if TYPE_CHECKING:
    from kg.store.base import GraphView

_NAMES = ("startEarliest", "startLatest", "endEarliest", "endLatest")


def find_changes(
    view: GraphView,
    first: date,
    last: date,
    *,
    certainty: tuple[str, ...] = DEFAULT_CERTAINTY,
    collection: str | None = None,
) -> list[Json]:
    """Return the statements whose value differs, by statement; one row per party of an agreement.

    A value changes only where a bound lies between the days, so nothing else is read. Each row has
    `before`, the value on `first`, and `after`, the value on `last`.
    """
    low, high = sorted((first, last))
    bindings: dict[str, Term] = {
        "first": typed(low.isoformat(), "date"),
        "last": typed(high.isoformat(), "date"),
    }
    if collection is not None:
        bindings["collection"] = Literal(collection)
    admitted = FactFilter(certainty=certainty)
    rows: list[Json] = []
    for row in select_facts(view, "changes-between", bindings, admitted).rows:
        bounds = cast("dict[str, str | None]", row["validity"])
        days = (bounds[name] for name in _NAMES)
        validity = Validity(*(parse_day(day) if day else None for day in days))
        before, after = validity.value_at(first), validity.value_at(last)
        if before is not after:
            kept = {name: value for name, value in row.items() if name != "value"}
            rows.append({**kept, "before": before.word, "after": after.word})
    return rows
