"""The search index: what is found, in which order, whatever is typed."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import ParameterError, StoreUnavailable
from kg.index.search import MAX_FOUND, SearchIndex, build_search
from kg.index.search_build import FORMAT
from kg.index.search_pool import ReadPool
from kg.model.iri import GRAPH, ID, ONTOLOGY
from kg.model.terms import RDF, RDFS, Iri, Literal, Quad, text
from kg.store.oxigraph import OxigraphStore

SKOS = "http://www.w3.org/2004/02/skos/core#"
LABEL, ALT, PREF = RDFS + "label", SKOS + "altLabel", SKOS + "prefLabel"
HOME = Iri(GRAPH + "source/a")

# short id: classes, labels (vi, en), alternative labels
NODES: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "ent/tct-thep-viet-nam-ctcp": (
        ("Enterprise",),
        ("Tổng công ty Thép Việt Nam - CTCP", "Vietnam Steel Corporation"),
        ("VNSTEEL",),
    ),
    "com/dang-uy-tct-thep-viet-nam": (
        ("PartyCommittee",),
        ("Đảng ủy Tổng công ty Thép Việt Nam", "Party committee of Vietnam Steel"),
        ("Đảng ủy TCT Thép Việt Nam", "Đảng uỷ Tổng công ty Thép Việt Nam"),
    ),
    "com/quan-uy-hong-bang": (("PartyCommittee",), ("Quận ủy Hồng Bàng",), ()),
    "unit/chi-bo-vinausteel": (
        ("PartyCell", "PartyUnit"),
        ("Chi bộ Công ty liên doanh sản xuất thép Vinausteel",),
        ("Chi bộ Vinausteel",),
    ),
    "unit/dang-bo-thep": (("PartyOrganisation",), ("Đảng bộ Thép",), ()),
    "per/nguyen-thanh-thom": (("Person",), ("Nguyễn Thành Thơm", "Nguyễn Thành Thơm"), ()),
    "per/nguyen-thanh-tho": (("Person",), ("Nguyễn Thành Thơ",), ()),
    "per/hong-bang": (("Person",), ("Hông Bang",), ()),
    "per/hong-bang-2": (("Person",), ("Hồng Bàng",), ()),
    "state/hdnd-quan-hong-bang": (("StateBody",), ("Hội đồng nhân dân Quận Hồng Bàng",), ()),
    "area/tp-ho-chi-minh": (("AdministrativeArea",), ("Thành phố Hồ Chí Minh",), ()),
    "ent/tkv": (("Enterprise",), ("Tập đoàn Công nghiệp Than - Khoáng sản Việt Nam",), ()),
    "ent/only-english": (("Enterprise",), ("", "Northern Cement"), ()),
    "ent/no-label": (("Enterprise",), (), ("Công ty không nhãn",)),
}


def _quads() -> Iterator[Quad]:
    def say(node: str, predicate: str, value: Iri | Literal) -> Quad:
        return Quad(Iri(ID + node), Iri(predicate), value, HOME)

    for node, (classes, labels, others) in NODES.items():
        for name in classes:
            yield say(node, RDF + "type", Iri(ONTOLOGY + name))
        for label, language in zip(labels, ("vi", "en"), strict=False):
            if label:
                yield say(node, LABEL, text(label, language))
        for other in others:
            yield say(node, ALT, text(other, "vi"))
    yield say("role/bi-thu", RDF + "type", Iri(SKOS + "Concept"))
    yield say("role/bi-thu", PREF, text("bí thư", "vi"))
    yield say("role/bi-thu", PREF, text("secretary", "en"))
    yield say("norm/126-qd-tw", RDF + "type", Iri(ONTOLOGY + "NormativeDocument"))
    yield say("norm/126-qd-tw", LABEL, text("Quy định về bảo vệ chính trị nội bộ", "vi"))
    yield say("norm/126-qd-tw", ONTOLOGY + "documentNumber", text("126-QĐ/TW"))
    yield say("src/a", RDF + "type", Iri(ONTOLOGY + "SourceDocument"))
    yield say("src/b", RDF + "type", Iri(ONTOLOGY + "SourceDocument"))
    yield say("src/b", "http://purl.org/dc/terms/title", text("Quận ủy A họp", "vi"))
    yield say("src/a", "http://purl.org/dc/terms/title", text("Sơ kết Quy chế phối hợp", "vi"))
    # Neither a name nor a thing of ours.
    yield Quad(Iri(ONTOLOGY + "PartyUnit"), Iri(LABEL), text("tổ chức đảng", "vi"), HOME)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("search") / "a folder with ?#% in its name"
    found.mkdir()
    _build(found / "search.sqlite")
    return found / "search.sqlite"


def _build(path: Path) -> None:
    store = OxigraphStore()
    store.load(HOME.value, _quads())
    build_search(store, path)
    store.close()


@pytest.fixture(scope="module")
def index(path: Path) -> Iterator[SearchIndex]:
    with SearchIndex.open(path) as opened:
        yield opened


def _ids(index: SearchIndex, q: str, *types: str) -> list[str]:
    return [hit.id for hit in index.search(q, types).hits]


@pytest.mark.parametrize(
    "q", ["dang uy", "đảng uỷ", "Đảng ủy", "ĐẢNG ỦY", "đảng\u00a0ủy", "dang-uy"]
)
def test_spellings_find_the_same(index: SearchIndex, q: str) -> None:
    assert _ids(index, q) == ["com/dang-uy-tct-thep-viet-nam"]


@pytest.mark.parametrize(
    ("q", "first"),
    [
        ("tct thep", "ent/tct-thep-viet-nam-ctcp"),
        ("TCT Thép", "ent/tct-thep-viet-nam-ctcp"),
        ("tổng công ty thép việt nam ctcp", "ent/tct-thep-viet-nam-ctcp"),
        ("thep tong cong ty", "ent/tct-thep-viet-nam-ctcp"),
        ("vnsteel", "ent/tct-thep-viet-nam-ctcp"),
        ("hđnd quận hồng bàng", "state/hdnd-quan-hong-bang"),
        ("TP.HCM", "area/tp-ho-chi-minh"),
        ("tp hcm", "area/tp-ho-chi-minh"),
        ("tphcm", "area/tp-ho-chi-minh"),
        ("tkv", "ent/tkv"),
        ("than khoáng sản", "ent/tkv"),
        ("126-QĐ/TW", "norm/126-qd-tw"),
        ("126 qd", "norm/126-qd-tw"),
        ("secretary", "role/bi-thu"),
        ("bi thu", "role/bi-thu"),
        ("so ket", "src/a"),
        ("northern", "ent/only-english"),
        ("com/quan-uy-hong-bang", "com/quan-uy-hong-bang"),
        (f"{ID}com/quan-uy-hong-bang", "com/quan-uy-hong-bang"),
        ("quan uy h", "com/quan-uy-hong-bang"),
        ("khong nhan", "ent/no-label"),
    ],
)
def test_names_abbreviations_numbers_and_ids_are_found(
    index: SearchIndex, q: str, first: str
) -> None:
    assert _ids(index, q)[0] == first


def test_exact_spelling_comes_before_folded(index: SearchIndex) -> None:
    found = index.search("Hồng Bàng").hits
    assert [(hit.id, hit.match) for hit in found[:2]] == [
        ("per/hong-bang-2", "exact-spelling"),
        ("per/hong-bang", "exact"),
    ]
    assert _ids(index, "Hông Bang")[:2] == ["per/hong-bang", "per/hong-bang-2"]
    # Names that hold the words come after, the shorter first, still by spelling.
    assert [hit.id for hit in found[2:]] == ["com/quan-uy-hong-bang", "state/hdnd-quan-hong-bang"]


def test_beginnings_come_before_words_and_spelling_before_folding(index: SearchIndex) -> None:
    assert [hit.match for hit in index.search("thép").hits] == ["words"] * 4
    assert _ids(index, "nguyễn thành thơ") == ["per/nguyen-thanh-tho", "per/nguyen-thanh-thom"]
    assert [hit.match for hit in index.search("nguyễn thành t").hits] == ["prefix", "prefix"]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("hong bnag", "per/hong-bang"),
        ("vinasteel", "unit/chi-bo-vinausteel"),
        ("vinaustel chi bo", "unit/chi-bo-vinausteel"),
        ("khoagn san", "ent/tkv"),
    ],
)
def test_one_slip_per_word_is_forgiven(index: SearchIndex, q: str, found: str) -> None:
    hits = index.search(q).hits
    assert found in [hit.id for hit in hits]
    assert {hit.match for hit in hits} == {"near"}


@pytest.mark.parametrize("q", ["vinxxsteel", "127-QĐ/TW", "xy", "", "  ", "!?*\"'()", "\x00", "--"])
def test_nothing_is_found_for_what_is_not_there(index: SearchIndex, q: str) -> None:
    page = index.search(q)
    assert (page.hits, page.total, dict(page.facets)) == ((), 0, {})
    assert page.is_complete
    assert page.next_offset is None


def test_slips_are_not_forgiven_when_the_words_are_there(index: SearchIndex) -> None:
    # `Thơ` is one slip from `Thơm`, but nothing needs forgiving.
    assert _ids(index, "nguyen thanh thom") == ["per/nguyen-thanh-thom"]


def test_documents_come_after_what_they_are_about(index: SearchIndex) -> None:
    # By alphabet the title would be first.
    assert _ids(index, "quan uy") == ["com/quan-uy-hong-bang", "src/b"]
    assert _ids(index, "quan uy a") == ["src/b"]


def test_two_people_who_differ_by_a_mark_stay_two(index: SearchIndex) -> None:
    assert {"per/hong-bang", "per/hong-bang-2"} <= set(_ids(index, "hong bang"))


def test_a_node_stands_once_at_its_best_name(index: SearchIndex) -> None:
    (hit,) = index.search("Đảng uỷ Tổng công ty Thép Việt Nam").hits
    assert hit.match == "exact-spelling"
    (hit,) = index.search("chi bo vinausteel").hits
    assert (hit.matched, hit.language) == ("Chi bộ Vinausteel", "vi")
    assert hit.label_vi == "Chi bộ Công ty liên doanh sản xuất thép Vinausteel"


@pytest.mark.parametrize(
    ("q", "vi", "en"),
    [
        (
            "tct thep viet nam ctcp",
            "Tổng công ty Thép Việt Nam - CTCP",
            "Vietnam Steel Corporation",
        ),
        ("northern", "Northern Cement", "Northern Cement"),
        ("khong nhan", "no-label", None),
    ],
)
def test_labels_fall_back(index: SearchIndex, q: str, vi: str, en: str | None) -> None:
    (hit,) = index.search(q).hits
    assert (hit.label_vi, hit.label_en) == (vi, en)


def test_types_filter_and_facets_count_all(index: SearchIndex) -> None:
    page = index.search("thep", ("PartyUnit",))
    assert [(hit.id, hit.type) for hit in page.hits] == [
        ("unit/dang-bo-thep", "PartyOrganisation"),
        ("unit/chi-bo-vinausteel", "PartyCell"),
    ]
    assert page.total == 2
    assert list(page.facets.items()) == [
        ("Enterprise", 1),
        ("PartyCell", 1),
        ("PartyCommittee", 1),
        ("PartyOrganisation", 1),
    ]
    assert _ids(index, "thep", ONTOLOGY + "PartyCell") == ["unit/chi-bo-vinausteel"]
    assert _ids(index, "bi thu", "Concept", "Person") == ["role/bi-thu"]
    assert _ids(index, "hồng b", "Person") == ["per/hong-bang-2", "per/hong-bang"]
    assert _ids(index, "hong bnag", "Person") == ["per/hong-bang", "per/hong-bang-2"]


def test_a_class_without_nodes_finds_nothing(index: SearchIndex) -> None:
    page = index.search("thep", ("Merger",))
    assert (page.hits, page.total) == ((), 0)
    assert page.facets
    assert index.search("com/quan-uy-hong-bang", ("Person",)).hits == ()


def test_pages_follow_each_other(index: SearchIndex) -> None:
    whole = _ids(index, "t")
    assert len(whole) > 4
    seen: list[str] = []
    offset: int | None = 0
    while offset is not None:
        page = index.search("t", limit=2, offset=offset)
        seen += [hit.id for hit in page.hits]
        offset = page.next_offset
    assert seen == whole
    assert index.search("t", offset=100).hits == ()


@pytest.mark.parametrize(
    ("arguments", "parameter"),
    [
        ({"q": "x" * 201}, "q"),
        ({"q": "x", "limit": 0}, "limit"),
        ({"q": "x", "limit": 101}, "limit"),
        ({"q": "x", "offset": -1}, "offset"),
        ({"q": "x", "offset": MAX_FOUND + 1}, "offset"),
        ({"q": "x", "types": ("Partty",)}, "type"),
    ],
)
def test_arguments_out_of_range_are_refused(
    index: SearchIndex, arguments: dict[str, object], parameter: str
) -> None:
    with pytest.raises(ParameterError) as caught:
        index.search(**arguments)
    assert caught.value.parameter == parameter


INJECTIONS = [
    '"',
    '" OR "a" "',
    "key : thep",
    "thep AND NOT viet",
    "thep*",
    "^thep",
    "NEAR(thep viet)",
    "thep OR",
    "(thep",
    "-thep",
    "type : t1",
    "'; DROP TABLE name; --",
    "thep\x00viet",
    "a" * 200,
    "tkv " * 50,
    " ".join("abcdefghij"[place % 10] for place in range(100)),
]


@pytest.mark.parametrize("q", INJECTIONS)
def test_nothing_typed_is_syntax(index: SearchIndex, q: str) -> None:
    assert index.search(q[:200]).total >= 0
    assert "com/quan-uy-hong-bang" in _ids(index, "quan uy hong bang")


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_any_text_can_be_typed(index: SearchIndex, q: str) -> None:
    page = index.search(q)
    assert page.total == len({hit.iri for hit in page.hits})
    assert sum(page.facets.values()) == page.total


def test_every_name_finds_its_node(index: SearchIndex) -> None:
    for node, (_, labels, others) in NODES.items():
        for name in (*labels, *others):
            if name:
                assert node in _ids(index, name), name


def test_threads_share_an_index(index: SearchIndex) -> None:
    found: list[list[str]] = []

    def ask() -> None:
        found.extend(_ids(index, "hong bang") for _ in range(50))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 200
    assert all(ids == found[0] for ids in found)


def _dump(path: Path) -> list[str]:
    with sqlite3.connect(path) as database:
        lines = list(database.iterdump())
    database.close()
    return lines


def test_the_same_graph_gives_the_same_contents(path: Path, tmp_path: Path) -> None:
    _build(tmp_path / "again.sqlite")
    assert _dump(tmp_path / "again.sqlite") == _dump(path)


def test_building_replaces_a_file(tmp_path: Path) -> None:
    (tmp_path / "search.sqlite").write_text("something else")
    _build(tmp_path / "search.sqlite")
    with SearchIndex.open(tmp_path / "search.sqlite") as index:
        assert index.search("thep").total == 4


def test_an_index_may_lie_on_a_read_only_mount(path: Path) -> None:
    path.chmod(0o400)
    path.parent.chmod(0o500)
    try:
        with SearchIndex.open(path) as index:
            assert index.search("thep").total == 4
    finally:
        path.parent.chmod(0o700)


@pytest.mark.parametrize("contents", [None, b"", b"not a database, but long enough to be one" * 99])
def test_what_is_no_index_is_not_opened(tmp_path: Path, contents: bytes | None) -> None:
    if contents is not None:
        (tmp_path / "search.sqlite").write_bytes(contents)
    with pytest.raises(StoreUnavailable):
        SearchIndex.open(tmp_path / "search.sqlite")


def test_an_index_of_another_version_is_not_opened(tmp_path: Path) -> None:
    _build(tmp_path / "search.sqlite")
    with sqlite3.connect(tmp_path / "search.sqlite") as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(StoreUnavailable):
        SearchIndex.open(tmp_path / "search.sqlite")


def test_a_closed_index_says_so(path: Path) -> None:
    index = SearchIndex.open(path)
    index.close()
    index.close()
    with pytest.raises(StoreUnavailable):
        index.search("thep")


def test_closing_lets_a_running_search_end(path: Path) -> None:
    pool = ReadPool(path, FORMAT)
    with pool.connection() as database:
        pool.close()
        assert database.execute("SELECT count(*) FROM node").fetchone()[0] > 10
    with pytest.raises(sqlite3.ProgrammingError):
        database.execute("SELECT 1")


def test_more_than_can_be_counted_is_said(tmp_path: Path) -> None:
    store = OxigraphStore()
    quads = (
        Quad(Iri(f"{ID}per/p{number}"), Iri(LABEL), text(f"Nguyễn Văn {number:05}", "vi"), HOME)
        for number in range(MAX_FOUND + 200)
    )
    store.load(HOME.value, quads)
    build_search(store, tmp_path / "search.sqlite")
    store.close()
    with SearchIndex.open(tmp_path / "search.sqlite") as index:
        page = index.search("nguyen", limit=100, offset=MAX_FOUND - 50)
        assert (page.total, page.is_complete, page.facets_complete) == (MAX_FOUND, False, False)
        assert dict(page.facets) == {"Thing": MAX_FOUND}
        assert (len(page.hits), page.next_offset) == (50, None)
        assert index.search("nguyen van 00007").is_complete


def test_an_empty_graph_gives_an_index_that_finds_nothing(tmp_path: Path) -> None:
    store = OxigraphStore()
    build_search(store, tmp_path / "search.sqlite")
    store.close()
    with SearchIndex.open(tmp_path / "search.sqlite") as index:
        assert index.search("thep").total == 0


def test_a_node_is_called_what_its_label_says(index: SearchIndex) -> None:
    assert index.label(f"{ID}role/bi-thu") == {"vi": "bí thư", "en": "secretary"}
    assert index.label(f"{ID}src/a") == {"vi": "Sơ kết Quy chế phối hợp", "en": None}
    assert index.label(f"{ID}com/nobody") is None


def test_labels_of_a_class_come_in_order_and_end_at_the_limit(index: SearchIndex) -> None:
    labels = index.labels_of("SourceDocument", 10)
    assert labels == ["Quận ủy A họp", "Sơ kết Quy chế phối hợp"]
    assert index.labels_of("SourceDocument", 1) == labels[:1]
    assert index.labels_of("PartySubordination", 10) == []
