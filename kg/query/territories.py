"""Provinces on a day, and the party units that sources place in each, by line.

A unit counts in a province when a siting of its own, of its committee or of the body it is
organised in lies there and can hold on the day; a siting in an area that had ended cannot. Seat
never makes a line: the lines are those of the unit's own subordinations and of its enterprise's
owners. A province without such a unit is one that nothing is known of, not one without units.

The units are those of the named query `territory-units`, the lines those of `territory-lines`; both
are answered without reading names and evidence, which a page shows of few.

References: `provinces.csv` is our own table. Its provinces are those of National Assembly
resolution 202/2025/QH15 (34, in force on 2025-07-01) and before it of 15/2008/QH12 (63, from
2008-08-01) and 175/2024/QH15 (Huế, from 2025-01-01); rows and columns are where we draw them.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.index.authority_arrays import AFFILIATION, SUBORDINATION
from kg.index.authority_lens import Lens
from kg.model.iri import ID, mint
from kg.model.validity import Validity, Value, parse_day
from kg.query.facts import FactFilter
from kg.query.rows import iter_texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from kg.index.authority_open import AuthorityIndex
    from kg.store.base import GraphView

LINES: Final = ("vertical", "territorial", "ownership")
FIRST_DAY: Final = "2008-08-01"
"""Before this day there were other provinces; those of this day are shown, and it is said."""
_BOUNDS: Final = ("startEarliest", "startLatest", "endEarliest", "endLatest")
_OF_AREA: Final = tuple(f"other{name[0].upper()}{name[1:]}" for name in _BOUNDS)
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


@dataclass(frozen=True, slots=True)
class Siting:
    """One siting of a unit, or of a body in its place, at any time.

    Attributes:
        statement: IRI of the siting.
        unit: IRI.
        area: IRI of the area it is sited in.
        province: IRI of the province in which that lies, empty where none is known.
        through: IRI of the body that is sited, empty when it is the unit itself.
        certainty: IRI.
        validity: Of the siting.
        of_area: Validity of the area.
    """

    statement: str
    unit: str
    area: str
    province: str
    through: str
    certainty: str
    validity: Validity
    of_area: Validity

    def value_at(self, day: date) -> Value:
        """Return how sure it is on a day; in an area that had ended there is none."""
        return min(self.validity.value_at(day), self.of_area.value_at(day))


@dataclass(slots=True)
class Seated:
    """A unit in a province.

    Attributes:
        unit: IRI.
        value: `certain` or `possible` on the day, of its best siting.
        areas: IRIs of the areas it is sited in.
        through: IRIs of bodies that are sited in its place.
        lines: Its lines, by the best value on the day.
        sitings: IRIs of the statements that say so.
    """

    unit: str
    value: Value = Value.NO
    areas: set[str] = field(default_factory=set[str])
    through: set[str] = field(default_factory=set[str])
    lines: dict[str, Value] = field(default_factory=dict[str, Value])
    sitings: set[str] = field(default_factory=set[str])


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


def read_sitings(view: GraphView, collection: str | None = None) -> tuple[Siting, ...]:
    """Return every siting of a party unit; of a generation they can be kept.

    Args:
        view: The data.
        collection: Only sitings that sources of this collection tell; None admits all.
    """
    given = FactFilter(collection=collection).bindings()
    return tuple(map(_siting, iter_texts(view, "explorer-sitings", given)))


def find_territories(
    sitings: Iterable[Siting],
    index: AuthorityIndex,
    day: date,
    admitted: FactFilter | None = None,
) -> Territories:
    """Return the provinces of a day with the units that sources place in them.

    Args:
        sitings: As `read_sitings` returns them, for the collection of `admitted`.
        index: Arrays of the same generation, for the lines.
        day: The day.
        admitted: Certainties and collection; its day is not looked at.

    Raises:
        ParameterError: A certainty or the collection does not exist.
    """
    given = admitted or FactFilter()
    certainties = {mint("cert", word) for word in given.certainty}
    provinces = provinces_on(day)
    known = {one.iri for one in provinces}
    units: dict[str, dict[str, Seated]] = {}
    for siting in sitings:
        value = siting.value_at(day)
        if siting.certainty in certainties and value is not Value.NO:
            province = siting.province if siting.province in known else ""
            _add(units.setdefault(province, {}), siting, value)
    placed = {iri for name, some in units.items() if name for iri in some}
    units[""] = {iri: one for iri, one in units.pop("", {}).items() if iri not in placed}
    lens = Lens.make(index, day, certainty=given.certainty, collection=given.collection)
    for some in units.values():
        for iri, seated in some.items():
            seated.lines.update(_lines_of(iri, lens))
    return Territories(day, provinces, units)


def _add(units: dict[str, Seated], siting: Siting, value: Value) -> None:
    seated = units.setdefault(siting.unit, Seated(siting.unit))
    seated.value = max(seated.value, value)
    seated.areas.add(siting.area)
    seated.sitings.add(siting.statement)
    if siting.through:
        seated.through.add(siting.through)


def _lines_of(unit: str, lens: Lens) -> dict[str, Value]:
    """Return the lines of a unit's own subordinations and of the owners of its bodies."""
    index = lens.index
    node = index.find_node(unit)
    if node is None:
        return {}
    found: dict[str, Value] = {}
    names = index.tables.lines
    for edge in _edges_up(index, node, SUBORDINATION):
        code = int(index.edges.line[edge])
        if code:
            name = names[code - 1]
            found[name] = max(found.get(name, Value.NO), Value(lens.value(edge)))
    begin, end = index.organised.by_left[node : node + 2].tolist()
    for body in index.organised.right[begin:end].tolist():
        for edge in _edges_up(index, body, AFFILIATION):
            value = Value(lens.value(edge))
            found["ownership"] = max(found.get("ownership", Value.NO), value)
    return {name: value for name, value in found.items() if value is not Value.NO}


def _edges_up(index: AuthorityIndex, node: int, kind: int) -> list[int]:
    begin, end = index.edges.up[kind, node : node + 2].tolist()
    found: list[int] = index.edges.up_edges[begin:end].tolist()
    return found


def _siting(row: Mapping[str, str]) -> Siting:
    return Siting(
        row["siting"],
        row["unit"],
        row["area"],
        row["province"],
        row["through"],
        row["certainty"],
        _validity(row, _BOUNDS),
        _validity(row, _OF_AREA),
    )


def _validity(row: Mapping[str, str], names: tuple[str, ...]) -> Validity:
    return Validity(*(parse_day(row[name]) if row[name] else None for name in names))


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
