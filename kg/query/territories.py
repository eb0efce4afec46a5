"""Provinces on a day, and the party units that sources place in each, by line.

A unit counts in a province when a siting of its own, of its committee or of the body it is
organised in lies there and can hold on the day; a siting in an area that had ended cannot. Seat
never makes a line: the lines are those of the unit's own subordinations and of its enterprise's
owners. A province without such a unit is one that nothing is known of, not one without units.

References: `provinces.csv` is our own table. Its provinces are those of National Assembly
resolution 202/2025/QH15 (34, in force on 2025-07-01) and before it of 15/2008/QH12 (63, from
2008-08-01) and 175/2024/QH15 (Huế, from 2025-01-01); rows and columns are where we draw them.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from kg.model.iri import ID
from kg.model.validity import Validity, Value, parse_day
from kg.query.facts import FactFilter, select_facts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from kg.query.facts import Json
    from kg.store.base import GraphView

LINES: Final = ("vertical", "territorial", "ownership")
FIRST_DAY: Final = "2008-08-01"
"""Before this day there were other provinces; those of this day are shown, and it is said."""
_FILE: Final = Path(__file__).parent / "provinces.csv"


@dataclass(frozen=True, slots=True)
class Province:
    """A province in a period, and where its tile stands.

    Attributes:
        iri: Of its area; the graph may know nothing of it.
        period: First and last day, inclusive.
        row: From the north, 0 first.
        column: From the west, 0 first.
        into: IRI of the province it became part of, empty when it goes on.
    """

    iri: str
    label_vi: str
    label_en: str
    period: Validity
    row: int
    column: int
    into: str

    def label(self, language: str) -> str:
        """Return its name."""
        return self.label_vi if language == "vi" else self.label_en


@dataclass(slots=True)
class Seated:
    """A unit in a province.

    Attributes:
        unit: `{iri, label}`.
        value: `certain` or `possible` on the day, of its best siting.
        areas: The areas it is sited in, `{iri, label}` by IRI.
        through: IRIs of bodies that are sited in its place.
        lines: Its lines, by the best value on the day.
        evidence: IRIs of places in sources.
    """

    unit: Mapping[str, Any]
    value: Value = Value.NO
    areas: dict[str, Mapping[str, Any]] = field(default_factory=dict[str, "Mapping[str, Any]"])
    through: set[str] = field(default_factory=set[str])
    lines: dict[str, Value] = field(default_factory=dict[str, Value])
    evidence: set[str] = field(default_factory=set[str])


@dataclass(frozen=True, slots=True)
class Territories:
    """Provinces on a day with their units.

    Attributes:
        day: The day.
        provinces: In the order of the table, north to south.
        units: By IRI of a province, then by IRI of the unit; those of no province under `""`.
    """

    day: date
    provinces: tuple[Province, ...]
    units: Mapping[str, Mapping[str, Seated]]

    def seated(self, province: str) -> tuple[Seated, ...]:
        """Return the units of a province by IRI; `""` gives those that no province is known of."""
        return tuple(one for _, one in sorted(self.units.get(province, {}).items()))

    def count(self, province: str, line: str) -> int:
        """Return how many units of a province stand on a line; `""` counts those on none."""
        found = self.seated(province)
        return sum(line in one.lines if line else not one.lines for one in found)


@cache
def load_provinces() -> tuple[Province, ...]:
    """Return the provinces of every period, as the table has them."""
    with _FILE.open(encoding="utf-8", newline="") as table:
        return tuple(_province(row) for row in csv.DictReader(table))


def provinces_on(day: date) -> tuple[Province, ...]:
    """Return the provinces of a day; before 2008-08-01 those of that day.

    >>> from datetime import date
    >>> len(provinces_on(date(2025, 6, 30))), len(provinces_on(date(2025, 7, 1)))
    (63, 34)
    """
    return tuple(one for one in load_provinces() if one.period.value_at(day) is not Value.NO)


def find_territories(view: GraphView, day: date, admitted: FactFilter | None = None) -> Territories:
    """Return the provinces of a day with the units that sources place in them.

    Args:
        view: The data.
        day: The day.
        admitted: Certainties and collection; its day is not looked at.
    """
    given = admitted or FactFilter()
    at_day = FactFilter(day, given.certainty, given.collection)
    provinces = provinces_on(day)
    known = {one.iri for one in provinces}
    units: dict[str, dict[str, Seated]] = {}
    for row in select_facts(view, "territory-units", {}, at_day).rows:
        value = _value(row)
        if value is not Value.NO:
            province = str(row["province"] or "")
            _add(units.setdefault(province if province in known else "", {}), row, value)
    placed = {iri for name, some in units.items() if name for iri in some}
    nowhere = {iri: one for iri, one in units.pop("", {}).items() if iri not in placed}
    units[""] = nowhere
    lines = _lines(view, at_day)
    for some in units.values():
        for iri, seated in some.items():
            seated.lines.update(lines.get(iri, {}))
    return Territories(day, provinces, units)


def _add(units: dict[str, Seated], row: Json, value: Value) -> None:
    unit, area = cast("Json", row["unit"]), cast("Json", row["area"])
    seated = units.setdefault(str(unit["iri"]), Seated(unit))
    seated.value = max(seated.value, value)
    seated.areas[str(area["iri"])] = area
    seated.evidence.update(cast("list[str]", row["evidence"]))
    if row["through"]:
        seated.through.add(str(row["through"]))


def _lines(view: GraphView, at_day: FactFilter) -> dict[str, dict[str, Value]]:
    found: dict[str, dict[str, Value]] = {}
    for row in select_facts(view, "territory-lines", {}, at_day).rows:
        value, line = _value(row), str(row["line"]).rpartition("/")[2]
        if value is not Value.NO:
            known = found.setdefault(str(row["unit"]), {})
            known[line] = max(known.get(line, Value.NO), value)
    return found


def _value(row: Json) -> Value:
    return next(one for one in Value if one.word == row["value"])


def _province(row: Mapping[str, str]) -> Province:
    first, last = (parse_day(text) if text else None for text in (row["from"], row["to"]))
    return Province(
        f"{ID}area/{row['area']}",
        row["label@vi"],
        row["label@en"],
        Validity(first, first, last, last),
        int(row["row"]),
        int(row["column"]),
        f"{ID}area/{row['into']}" if row["into"] else "",
    )
