"""The index of names, changed in place: it finds what an index built anew finds."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from kg.index.search import SearchIndex
from kg.index.search_build import STEP, build_search
from kg.index.search_update import NoRoom, update_search
from kg.model.iri import ID, ONTOLOGY
from kg.model.terms import RDF, RDFS, Iri, Quad, text
from kg.store.oxigraph import OxigraphStore

HOME = Iri("https://w3id.org/phoihop/graph/source/one")


def told(node, cls, *labels):
    kind = Quad(Iri(ID + node), Iri(RDF + "type"), Iri(ONTOLOGY + cls), HOME)
    named = (Quad(Iri(ID + node), Iri(RDFS + "label"), text(name, "vi"), HOME) for name in labels)
    return [kind, *named]


FIRST = [*told("com/a", "PartyCommittee", "Đảng ủy A"), *told("per/xuan", "Person", "Xuân Hạ")]
SECOND = [
    *told("com/a", "PartyCommittee", "Đảng ủy Bắc"),
    *told("ent/m", "Enterprise", "Công ty M"),
]


def search(path, word, **more):
    with SearchIndex.open(path) as index:
        return [hit.iri.removeprefix(ID) for hit in index.search(word, **more).hits]


@pytest.fixture
def changed(tmp_path):
    """The index of the first data, changed into that of the second."""
    before, after = tmp_path / "before.sqlite", tmp_path / "after.sqlite"
    with OxigraphStore() as store:
        store.load(HOME.value, FIRST)
        build_search(store, before)
    with OxigraphStore() as store:
        store.load(HOME.value, SECOND)
        nodes = {quad.subject.value for quad in (*FIRST, *SECOND)}
        update_search(store, before, after, nodes)
    return before, after


def test_a_changed_name_is_found_and_the_one_before_is_not(changed):
    before, after = changed
    assert search(before, "dang uy a") == ["com/a"]
    assert search(after, "dang uy bac") == ["com/a"]
    assert search(before, "bac") == []
    with closing(sqlite3.connect(after)) as database:
        rows = database.execute("SELECT key FROM name ORDER BY id").fetchall()
        assert rows == [("cong ty m",), ("dang uy bac",)]


def test_a_node_that_is_gone_leaves_no_class_and_no_near_word(changed):
    before, after = changed
    assert search(before, "xuan") == ["per/xuan"]
    assert search(before, "xuaan") == ["per/xuan"]
    assert search(after, "xuan") == search(after, "xuaan") == []
    with closing(sqlite3.connect(after)) as database:
        names = {name for (name,) in database.execute("SELECT name FROM type")}
        assert names == {"PartyCommittee", "Enterprise"}


def test_the_index_before_is_not_written(changed):
    before, _ = changed
    assert search(before, "dang uy") == ["com/a"]
    assert search(before, "cong ty") == []


def test_more_names_than_there_is_room_for_ask_for_a_new_index(tmp_path):
    before, after = tmp_path / "before.sqlite", tmp_path / "after.sqlite"
    ends = [*told("com/a", "PartyCommittee", "Bàn"), *told("com/z", "PartyCommittee", "Thu")]
    with OxigraphStore() as store:
        store.load(HOME.value, ends)
        build_search(store, before)
        between = [told(f"com/n{n}", "PartyCommittee", f"Ca {n:04}") for n in range(STEP)]
        shorter = [
            told(f"com/n{n}", "PartyCommittee", f"C{chr(97 + n % 26)}a") for n in range(STEP)
        ]
        for quads, fits in ((between, True), (shorter, False)):
            store.load(HOME.value, [quad for one in quads for quad in one])
            nodes = {one[0].subject.value for one in quads}
            if fits:  # two words come after the last name, where there is always room
                update_search(store, before, after, nodes)
                assert search(after, "ca 0512") == ["com/n512"]
            else:
                with pytest.raises(NoRoom):
                    update_search(store, before, after, nodes)
