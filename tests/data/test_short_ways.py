"""What is answered a short way is what the whole way gives, over all data.

Units of provinces, read without names and by the index; near names, looked for in a class.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kg.build.pipeline import build
from kg.index.authority_open import AuthorityIndex
from kg.model.iri import ID
from kg.model.terms import Iri, text
from kg.model.validity import Value
from kg.publish import Generations
from kg.query.facts import FactFilter, select_facts
from kg.query.names import CLASSES_OF_TYPES
from kg.query.territories import LINES, find_territories, provinces_on, read_sitings
from kg.store.oxigraph import OxigraphStore

DAYS = [date(2010, 1, 1), date(2017, 10, 6), date(2025, 6, 30), date(2025, 7, 1), date(2026, 2, 1)]
WORDS = {value.word: value for value in Value}
ALL = ("stated", "implied", "inferred")
FILTERS = [
    FactFilter(),
    FactFilter(certainty=("stated",)),
    FactFilter(certainty=ALL),
    FactFilter(collection="seeds"),
    FactFilter(collection="public-record"),
]


@pytest.fixture(scope="module")
def world(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[OxigraphStore, AuthorityIndex]]:
    generations = Generations(tmp_path_factory.mktemp("data") / "var")
    current = build([root / "data"], generations).generation
    with OxigraphStore.open_read_only(current.store_path) as store:
        yield store, AuthorityIndex.open(current.authority_path)


def defined(store: OxigraphStore, day: date, admitted: FactFilter) -> dict[str, dict[str, object]]:
    """What `territory-units` and `territory-lines` say, by province and unit."""
    at_day = FactFilter(day, admitted.certainty, admitted.collection)
    provinces = {one.iri for one in provinces_on(day)}
    lines: defaultdict[str, dict[str, Value]] = defaultdict(dict)
    for row in select_facts(store, "territory-lines", {}, at_day).rows:
        value, line = WORDS[str(row["value"])], str(row["line"]).rpartition("/")[2]
        if value is not Value.NO:
            known = lines[str(row["unit"])]
            known[line] = max(known.get(line, Value.NO), value)
    found: defaultdict[str, dict[str, object]] = defaultdict(dict)
    rows = [
        row
        for row in select_facts(store, "territory-units", {}, at_day).rows
        if WORDS[str(row["value"])] is not Value.NO
    ]
    placed = {row["unit"]["iri"] for row in rows if row["province"] in provinces}
    for row in rows:
        province = str(row["province"]) if row["province"] in provinces else ""
        unit = str(row["unit"]["iri"])
        if not province and unit in placed:
            continue
        entry = found[province].setdefault(unit, [Value.NO, set(), set(), lines[unit]])
        entry[0] = max(entry[0], WORDS[str(row["value"])])
        entry[1].add(row["area"]["iri"])
        entry[2].update([row["through"]] if row["through"] else [])
    return dict(found)


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("admitted", FILTERS, ids=str)
def test_units_of_provinces_are_those_of_the_queries(world, day, admitted) -> None:
    store, index = world
    sitings = read_sitings(store, admitted.collection)
    territories = find_territories(sitings, index, day, admitted)
    found = {
        province: {
            iri: [one.value, one.areas, one.through, one.lines] for iri, one in units.items()
        }
        for province, units in territories.units.items()
        if units
    }
    assert found == defined(store, day, admitted)


def test_there_are_units_of_every_line_to_compare(world) -> None:
    store, index = world
    found = find_territories(read_sitings(store), index, date(2026, 2, 1), FactFilter())
    lines = {line for some in found.units.values() for one in some.values() for line in one.lines}
    assert lines == set(LINES)


@pytest.mark.parametrize("prefix", sorted(CLASSES_OF_TYPES))
def test_every_node_of_a_type_is_of_its_class(world, prefix) -> None:
    store, _ = world
    query = """SELECT DISTINCT ?node WHERE {
      ?node <http://www.w3.org/2000/01/rdf-schema#label> ?name FILTER(STRSTARTS(STR(?node), ?start))
      FILTER NOT EXISTS { ?node a ?class }
    }"""
    given = {"start": text(f"{ID}{prefix}/"), "class": Iri(CLASSES_OF_TYPES[prefix])}
    assert list(store.query(query, bindings=given)) == []
