"""Lists that a page cuts: what is left out is said, and nothing is counted twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from api.pages import explorer_territories
from api.pages.explorer_names import Names
from api.snapshot import Snapshot, open_snapshot
from kg.model.iri import ID, ONTOLOGY
from kg.model.terms import RDF, Iri, Quad
from kg.publish import Generations
from kg.query.facts import FactFilter
from kg.store.oxigraph import OxigraphStore

GRAPH = Iri("https://w3id.org/phoihop/graph/source/x")
DAY = date(2017, 10, 6)
EVERY = FactFilter(certainty=("stated", "implied"))


@pytest.fixture(scope="module")
def snapshot(seed_var: Path) -> Iterator[Snapshot]:
    opened = open_snapshot(Generations(seed_var).current())
    yield opened
    opened.close()


def sitings() -> Iterator[Quad]:
    """Three units in one province, and two in an area of no province."""
    province = Iri(f"{ID}area/hai-phong")
    level = Iri(f"{ID}level/province")
    yield Quad(province, Iri(ONTOLOGY + "areaLevel"), level, GRAPH)
    for number in range(5):
        unit, siting = Iri(f"{ID}unit/u{number}"), Iri(f"{ID}sit/s{number}")
        yield Quad(unit, Iri(RDF + "type"), Iri(ONTOLOGY + "PartyUnit"), GRAPH)
        said = {
            RDF + "type": Iri(ONTOLOGY + "Siting"),
            ONTOLOGY + "sited": unit,
            ONTOLOGY + "area": province if number < 3 else Iri(f"{ID}area/elsewhere"),
            ONTOLOGY + "certainty": Iri(f"{ID}cert/stated"),
            ONTOLOGY + "evidence": Iri(f"{ID}ev/x.{number}-9"),
        }
        for name, value in said.items():
            yield Quad(siting, Iri(name), value, GRAPH)


def test_units_of_a_province_are_cut_but_counted(snapshot, monkeypatch) -> None:
    monkeypatch.setattr(explorer_territories, "MOST_UNITS", 1)
    with OxigraphStore() as store:
        store.load(GRAPH.value, sitings())
        names = Names(replace(snapshot, view=store), "vi")
        shown = explorer_territories.show_territories(names, EVERY, DAY)
        raw = shown["raw"]()
    (row,) = shown["provinces"]
    assert (row["iri"], row["total"], len(row["units"])) == (f"{ID}area/hai-phong", 3, 1)
    assert (shown["nowhere_total"], len(shown["nowhere"])) == (2, 1)
    assert len(raw) == 5


def test_a_list_of_a_generation_is_read_once_and_given_as_a_copy(snapshot) -> None:
    names = Names(snapshot, "vi")
    first = names.table("facts-agreements", EVERY)
    assert first and all("value" in row for row in first)
    first[0]["value"] = "written by a page"
    assert names.table("facts-agreements", EVERY)[0]["value"] is None
