"""The authority index: what is built is what is opened, whatever the engine or the collection."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from kg.errors import InputError, ParameterError, StoreError, StoreUnavailable
from kg.index.authority import AuthorityIndex, Lens, build_authority
from kg.index.authority_arrays import CLASSES, GREATEST, LEAST, UNKNOWN_BOUNDS
from kg.index.authority_feed import read_frame, read_query
from kg.index.authority_open import to_validity
from kg.index.authority_strings import build_strings
from kg.model.iri import ID
from kg.model.validity import Validity, Value
from kg.store.oxigraph import OxigraphStore

GRAPH = "<https://w3id.org/phoihop/graph/source/fixture>"


class PlainView:
    """A view that cannot serialise: solutions only."""

    def __init__(self, store: OxigraphStore) -> None:
        self._store = store

    def query(self, text, **others):
        return self._store.query(text, **others)


@pytest.mark.parametrize("values", [[], [""], ["a", "đảng ủy", "ủy viên", "𠀀"]])
def test_strings_come_back(values) -> None:
    table = build_strings(values)
    assert table.to_list() == values
    assert len(table) == len(values)


def test_sorted_strings_are_found_and_others_are_not() -> None:
    values = sorted(["a", "ab", "b", "đ", "z"])
    table = build_strings(values)
    assert [table.find(value) for value in values] == list(range(len(values)))
    assert [table.find(value) for value in ("", "aa", "zz", "c")] == [None] * 4


def test_same_store_gives_the_same_bytes(fixture_world, tmp_path) -> None:
    build_authority(fixture_world.store, tmp_path / "again")
    first = {path.name: path.read_bytes() for path in fixture_world.folder.iterdir()}
    again = {path.name: path.read_bytes() for path in (tmp_path / "again").iterdir()}
    assert first == again
    assert len(first) > 50


def test_a_view_without_serialisation_gives_the_same_bytes(fixture_world, tmp_path) -> None:
    build_authority(PlainView(fixture_world.store), tmp_path / "plain")
    for path in fixture_world.folder.iterdir():
        assert path.read_bytes() == (tmp_path / "plain" / path.name).read_bytes(), path.name


def test_an_empty_store_has_an_index(tmp_path) -> None:
    with OxigraphStore() as store:
        build_authority(store, tmp_path)
    index = AuthorityIndex.open(tmp_path)
    assert len(index.nodes.iri) == 0
    assert index.find_node(f"{ID}com/a") is None


def test_arrays_are_mapped_and_read_only(fixture_world) -> None:
    with pytest.raises(ValueError, match="read-only"):
        fixture_world.index.edges.bounds[0, 0] = 1


def test_classes_and_labels_are_those_asserted(fixture_world) -> None:
    index = fixture_world.index
    node = fixture_world.node("unit/p")
    assert index.class_of(node) == "PartyCell"
    assert (index.nodes.label_vi[node], index.nodes.label_en[node]) == ("Chi bộ P", "Party cell P")
    assert index.is_committee(fixture_world.node("com/a"))
    assert not index.is_committee(node)
    assert CLASSES[index.nodes.cls[fixture_world.node("agr/a-b")]] == "CoordinationRegulation"


def test_a_committee_is_known_by_leading_a_unit(open_world) -> None:
    world = open_world(f"{GRAPH} {{ com:x ph:executiveCommitteeOf unit:x . }}")
    assert world.index.is_committee(world.node("com/x"))
    assert not world.index.is_committee(world.node("unit/x"))


@pytest.mark.parametrize("name", ["edges.bounds.npy", "nodes.iri.blob.npy", "tables.format.npy"])
def test_a_missing_or_broken_file_is_unavailable(fixture_world, name) -> None:
    path = fixture_world.folder / name
    path.write_bytes(b"not an array")
    with pytest.raises(StoreUnavailable, match=name):
        AuthorityIndex.open(fixture_world.folder)
    path.unlink()
    with pytest.raises(StoreUnavailable, match=name):
        AuthorityIndex.open(fixture_world.folder)


def test_another_format_is_not_opened(fixture_world) -> None:
    np.save(fixture_world.folder / "tables.format.npy", np.array([99], dtype=np.int32))
    with pytest.raises(StoreUnavailable, match="99"):
        AuthorityIndex.open(fixture_world.folder)


def test_too_many_collections_are_refused(open_world) -> None:
    meta = "".join(
        f"<https://w3id.org/phoihop/graph/source/s{n}> prov:wasDerivedFrom src:s{n} ."
        f' src:s{n} ph:collection "c{n}" .'
        for n in range(64)
    )
    with pytest.raises(InputError, match="65 collections"):
        open_world(f"graph:meta {{ {meta} }}")


def test_evidence_keeps_to_the_collection_of_its_source(open_world) -> None:
    world = open_world(
        f"""
graph:meta {{ <https://w3id.org/phoihop/graph/source/other> prov:wasDerivedFrom src:other .
  src:other ph:collection "other" . }}
<https://w3id.org/phoihop/graph/source/other> {{ com:b a ph:PartyCommittee ;
  ph:executiveCommitteeOf unit:b ; ph:evidence ev:other.at-9 .
  ev:other.at-9 oa:hasSource src:other ; ph:locator "table 1" . }}
{GRAPH} {{ sub:p-b ph:evidence <https://example.org/place> .
  <https://example.org/place> oa:hasSource src:fixture ; ph:locator "elsewhere" . }}
"""
    )
    for collection, places in ((None, 2), ("fixture", 1)):
        answer = world.ask("com/a", "com/b2", "2017-01-01", collection=collection)
        path = answer.units[0].paths_b[0]
        assert len(path[1].evidence) == places
        # A place whose IRI does not say its source is asked for its source.
        assert "elsewhere" in [place.locator for place in path[0].evidence]


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        (UNKNOWN_BOUNDS, Validity()),
        (
            (date(2020, 1, 1).toordinal(), GREATEST, LEAST, date(2020, 2, 1).toordinal()),
            Validity(start_earliest=date(2020, 1, 1), end_latest=date(2020, 2, 1)),
        ),
    ],
)
def test_unknown_bounds_are_none_again(bounds, expected) -> None:
    assert to_validity(bounds) == expected


DAYS = [date(2011, 6, 1), date(2012, 6, 1), date(2017, 1, 1), date(2020, 5, 31), date(2026, 1, 1)]


@pytest.mark.parametrize("day", DAYS)
def test_values_at_once_are_those_one_by_one_and_of_the_model(fixture_world, day) -> None:
    index = fixture_world.index
    for lens in (
        Lens.make(index, day),
        Lens.make(index, day, certainty=("stated",), lines=("territorial",), collection="fixture"),
    ):
        edges = np.arange(len(index.edges.kind), dtype=np.int32)
        values = lens.values(edges).tolist()
        assert values == [lens.value(edge) for edge in edges.tolist()]
        if lens.lines is None:
            model = [to_validity(bounds).value_at(day) for bounds in index.edges.bounds.tolist()]
            assert values == [int(value) for value in model]
    assert Value.CERTAIN in values or day != date(2017, 1, 1)


@pytest.mark.parametrize(
    ("others", "parameter"),
    [
        ({"certainty": ("sure",)}, "certainty"),
        ({"certainty": ()}, "certainty"),
        ({"lines": ("sideways",)}, "line"),
        ({"collection": "none"}, "collection"),
    ],
)
def test_unknown_words_are_refused(fixture_world, others, parameter) -> None:
    with pytest.raises(ParameterError) as caught:
        Lens.make(fixture_world.index, date(2017, 1, 1), **others)
    assert caught.value.parameter == parameter


def test_lines_may_be_iris(fixture_world) -> None:
    day = date(2017, 1, 1)
    word = Lens.make(fixture_world.index, day, lines=("territorial",))
    iri = Lens.make(fixture_world.index, day, lines=(f"{ID}line/territorial",))
    assert word.lines is not None and iri.lines is not None
    assert word.lines.tolist() == iri.lines.tolist()


def test_a_query_that_is_no_select_feeds_nothing(fixture_world) -> None:
    class Asking(PlainView):
        def query(self, text, **others):
            return True

    with pytest.raises(StoreError, match="index-terms"):
        read_frame(Asking(fixture_world.store), "index-terms")
    assert "SELECT" in read_query("index-terms")


def test_direction_without_basis_is_none(open_world) -> None:
    world = open_world(
        f"{GRAPH} {{ dir:free a ph:LeadershipDirection ; ph:subordinate unit:p ;"
        " ph:superior com:b2 ; ph:certainty cert:stated . }"
    )
    assert world.index.statements.iri.find(f"{ID}dir/free") is None


def test_direction_on_an_act_needs_no_term(open_world) -> None:
    world = open_world(
        f"{GRAPH} {{ dir:act a ph:LeadershipDirection ; ph:subordinate unit:p ;"
        " ph:superior com:b2 ; ph:certainty cert:stated ; ph:basis norm:n ;"
        " ph:validity dir:act.validity ."
        ' dir:act.validity ph:startLatest "2016-01-01"^^xsd:date ;'
        ' ph:endEarliest "2018-01-01"^^xsd:date .'
        ' norm:n a ph:NormativeDocument ; rdfs:label "Quy định"@vi . }'
    )
    row = world.ask("com/a", "com/b2", "2017-01-01").units[0]
    direct = next(path for path in row.paths_b if path[-1].kind == "L")
    assert (direct[-1].value, direct[-1].line) == ("certain", "agreement")
    assert direct[-1].basis is not None
    assert (direct[-1].basis.node.name_vi, direct[-1].basis.value) == ("Quy định", None)
