"""What the three articles answer (ontology.md 4.6), from the tables of `data/seeds`."""

from __future__ import annotations

from datetime import date

import pytest

from kg.index.authority import build_authority
from kg.index.authority_feed import read_query
from kg.index.authority_open import AuthorityIndex
from kg.infer.chains import iter_chain_quads
from kg.ingest.folder import read_folders
from kg.model.iri import GRAPH_DERIVED, ID
from kg.model.terms import Iri, text, typed
from kg.query.under_both import UnderBothRequest, under_both
from kg.query.under_both_all import under_both_all
from kg.store.oxigraph import OxigraphStore

STEEL = ("com/dang-uy-tct-thep-viet-nam", "com/quan-uy-hong-bang", "2017-10-06")
CHEMICAL = (
    "com/dang-uy-tap-doan-hoa-chat",
    "com/dang-uy-khoi-co-so-bo-cong-thuong-tphcm",
    "2020-10-01",
)
COAL = ("com/unnamed.f59a9959.dang-uy-tap-doan", "com/dang-uy-than-quang-ninh", "2017-01-10")


@pytest.fixture(scope="module")
def seeds(root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("seeds")
    with OxigraphStore() as store:
        for graph, quads in read_folders([root / "data" / "seeds"]).graphs.items():
            store.load(graph, quads)
        build_authority(store, folder)
        yield store, AuthorityIndex.open(folder)


def ask(seeds, case: tuple[str, str, str]):
    store, index = seeds
    a, b, day = case
    return under_both(
        index, store, UnderBothRequest(a, b, date.fromisoformat(day), collection="seeds")
    )


def test_steel_corporation_and_hong_bang(seeds) -> None:
    answer = ask(seeds, STEEL)
    assert answer.units == () and not answer.above
    assert {duty.unit.iri for duty in answer.jointly_directed} == {
        f"{ID}unit/chi-bo-vinausteel",
        f"{ID}unit/chi-bo-ong-thep-viet-nam",
    }
    assert {duty.task.iri for duty in answer.jointly_directed} == {f"{ID}task/s0-4"}
    assert all(duty.enterprise and duty.evidence for duty in answer.jointly_directed)
    told = answer.completeness
    assert (told.status, told.reported, len(told.known)) == ("incomplete", 4, 0)
    assert {node.iri for node in told.candidates} == {
        f"{ID}ent/vinausteel",
        f"{ID}ent/ong-thep-viet-nam",
    }
    assert told.text_en == "4 reported on 2017-10-06, 0 known by name, 2 candidates not proven"
    assert "two party units are jointly directed by both committees" in answer.summary_en
    assert "no party unit is shown to be under both" in answer.summary_en
    assert "the source reports 4 units and names none of them" in answer.summary_en
    assert "2 tổ chức đảng được cả hai cấp ủy cùng chỉ đạo" in answer.summary_vi


@pytest.mark.parametrize(
    ("case", "status", "reported"),
    [(CHEMICAL, "incomplete", 8), (COAL, "unknown", None)],
)
def test_chemical_group_and_coal(seeds, case, status, reported) -> None:
    answer = ask(seeds, case)
    assert (answer.units, answer.jointly_directed) == ((), ())
    told = answer.completeness
    assert (told.status, told.reported, len(told.known)) == (status, reported, 0)
    assert told.candidates == ()


def test_nothing_of_the_seeds_is_a_chain_so_sparql_shows_none_either(seeds) -> None:
    store, _ = seeds
    chains = list(iter_chain_quads(store))
    assert chains == []
    store.load(GRAPH_DERIVED, chains)
    for a, b, day in (STEEL, CHEMICAL, COAL):
        bindings = {
            "a": Iri(ID + a),
            "b": Iri(ID + b),
            "day": typed(day, "date"),
            "collection": text("seeds"),
        }
        assert len(store.query(read_query("under-both"), bindings=bindings)) == 0


def test_all_agreements_of_the_seeds(seeds) -> None:
    _, index = seeds
    rows = under_both_all(index, date(2017, 10, 6), collection="seeds")
    told = {
        row.agreement.iri.removeprefix(ID): (row.jointly_directed, row.status, row.reported)
        for row in rows
    }
    assert told == {
        "agr/tct-thep.quan-uy-hong-bang": (2, "incomplete", 4),
        "agr/vinachem.khoi-bct-tphcm": (0, "incomplete", 8),
        "agr/tap-doan.than-quang-ninh": (0, "unknown", None),
    }
    assert all(sum(certain + possible for _, certain, possible in row.counts) == 0 for row in rows)
    steel = next(row for row in rows if row.reported == 4).to_dict()
    assert steel["completeness"] == {
        "status": "incomplete",
        "reported": 4,
        "known": 0,
        "candidates": 2,
    }
