"""From an id, an IRI or an exact label to a node."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg.errors import NotFoundError, ParameterError
from kg.model.iri import GRAPH, ID, ONTOLOGY
from kg.model.terms import RDF, RDFS, Iri, Quad, text
from kg.ontology.terms import PH
from kg.query.names import find_nearest, resolve
from kg.store.oxigraph import OxigraphStore

HOME = Iri(GRAPH + "source/a")
ALT = "http://www.w3.org/2004/02/skos/core#altLabel"


@pytest.fixture(scope="module")
def view() -> Iterator[OxigraphStore]:
    def say(node: str, predicate: str, value: object) -> Quad:
        return Quad(Iri(ID + node), Iri(predicate), value, HOME)

    nodes = (
        ("com/quan-uy-hong-bang", PH.PartyCommittee, "Quận ủy Hồng Bàng"),
        ("com/thanh-uy-hai-phong", PH.PartyCommittee, "Thành ủy Hải Phòng"),
        ("unit/dang-bo-quan-hong-bang", PH.PartyOrganisation, "Đảng bộ Quận Hồng Bàng"),
        ("ent/hong-bang", PH.Enterprise, "Hồng Bàng"),
        ("area/hong-bang", PH.AdministrativeArea, "Hồng Bàng"),
    )
    store = OxigraphStore()
    quads = [say(node, RDF + "type", Iri(cls)) for node, cls, _ in nodes]
    quads += [say(node, RDFS + "label", text(label, "vi")) for node, _, label in nodes]
    quads += [
        say("com/quan-uy-hong-bang", RDFS + "label", text("Party committee of Hồng Bàng", "en")),
        say("com/quan-uy-hong-bang", ALT, text("QU Hồng Bàng")),
    ]
    store.load(HOME.value, quads)
    yield store
    store.close()


@pytest.mark.parametrize(
    "given",
    [
        "com/quan-uy-hong-bang",
        f"{ID}com/quan-uy-hong-bang",
        " com/quan-uy-hong-bang ",
        "Quận ủy Hồng Bàng",
        "Qu\u00e2\u0323n u\u0309y H\u00f4\u0300ng Ba\u0300ng",  # the same, decomposed
        "Party committee of Hồng Bàng",
        "QU Hồng Bàng",
    ],
)
@pytest.mark.parametrize("types", [(), ("com",), (PH.PartyCommittee,), ("per", PH.PartyCommittee)])
def test_id_iri_and_label_name_a_node(
    view: OxigraphStore, given: str, types: tuple[str, ...]
) -> None:
    assert resolve(view, given, types) == ID + "com/quan-uy-hong-bang"


def test_types_choose_between_nodes_of_one_name(view: OxigraphStore) -> None:
    assert resolve(view, "Hồng Bàng", ("ent",)) == ID + "ent/hong-bang"
    assert resolve(view, "Hồng Bàng", (PH.AdministrativeArea,)) == ID + "area/hong-bang"
    with pytest.raises(ParameterError, match="area/hong-bang, ent/hong-bang") as caught:
        resolve(view, "Hồng Bàng", parameter="a")
    assert caught.value.parameter == "a"


@pytest.mark.parametrize(
    ("given", "types", "kind", "first"),
    [
        ("quan uy hong bang", ("com",), "party committee", "com/quan-uy-hong-bang"),
        ("com/quan-uy-hong-ban", ("com",), "party committee", "com/quan-uy-hong-bang"),
        ("Quận uỷ Hồng Bàn", (), "node", "com/quan-uy-hong-bang"),
        ("Hải Phòng", ("com", "unit"), "party committee or party unit", "com/thanh-uy-hai-phong"),
        ("Hồng Bang", (PH.Enterprise,), "Enterprise", "ent/hong-bang"),
    ],
)
def test_a_near_miss_is_a_hint_and_no_answer(
    view: OxigraphStore, given: str, types: tuple[str, ...], kind: str, first: str
) -> None:
    with pytest.raises(NotFoundError) as caught:
        resolve(view, given, types)
    assert (caught.value.kind, caught.value.nearest[0]) == (kind, first)
    assert caught.value.value == given


def test_a_node_of_another_type_is_not_found(view: OxigraphStore) -> None:
    with pytest.raises(NotFoundError) as caught:
        resolve(view, "unit/dang-bo-quan-hong-bang", ("com",))
    assert all(near.startswith("com/") for near in caught.value.nearest)
    with pytest.raises(NotFoundError):
        resolve(view, "unit/dang-bo-quan-hong-bang", (PH.PartyCommittee,))


def test_of_nodes_that_are_one_the_nearest_stands_for_all() -> None:
    people = ("per/tran-van-x", "per/tran-van-x.b", "per/tran-van-x.c")
    names = [Quad(Iri(ID + one), Iri(RDFS + "label"), text("Trần Văn X"), HOME) for one in people]
    person = Iri(ONTOLOGY + "Person")
    names += [Quad(Iri(ID + one), Iri(RDF + "type"), person, HOME) for one in people]
    same = Iri("http://www.w3.org/2002/07/owl#sameAs")
    with OxigraphStore() as store:
        store.load(HOME.value, [*names, Quad(Iri(ID + people[1]), same, Iri(ID + people[0]), HOME)])
        # the third has the same name, and nobody said that it is the same person
        assert find_nearest(store, "tran van x", ("per",)) == (people[0], people[2])


def test_nothing_is_near_what_is_far(view: OxigraphStore) -> None:
    assert find_nearest(view, "zzzz") == ()
    assert find_nearest(view, "!!") == ()


@pytest.mark.parametrize("given", ["", "  "])
def test_nothing_names_nothing(view: OxigraphStore, given: str) -> None:
    with pytest.raises(ParameterError):
        resolve(view, given)


@pytest.mark.parametrize(
    "given", ['x" } #', "com/../../etc", "ph:Party", "<http://a>", 'a"@vi . ?s ?p ?o', "\\u0022"]
)
def test_what_was_given_is_never_query_text(view: OxigraphStore, given: str) -> None:
    with pytest.raises(NotFoundError):
        resolve(view, given)
