from __future__ import annotations

import pytest

from kg.ingest.faults import BadCell
from kg.ingest.references import Directory
from kg.model.iri import NodeId, parse_short

ID = "https://w3id.org/phoihop/id/"


@pytest.fixture
def directory() -> Directory:
    made = Directory()
    made.add_node(NodeId("com", "dang-uy-a"), "Đảng ủy A", "Party committee A")
    made.add_node(NodeId("com", "dang-uy-b"), "Đảng ủy B")
    made.add_node(NodeId("com", "dang-uy-b-2"), "Đảng ủy B")
    made.add_node(NodeId("unit", "dang-bo-a"), "Đảng bộ A", "A")
    made.add_node(NodeId("ent", "a"), "Công ty A", "A")
    key = ("unit/p", "com/a", "vertical")
    made.add_claim(NodeId("sub", "0000000000000001"), key, "bao-a")
    made.add_claim(NodeId("sub", "0000000000000002"), key, "bao-b")
    made.add_claim(NodeId("sub", "0000000000000003"), (*key, "2015-2020"), "bao-b")
    return made


@pytest.mark.parametrize(
    ("value", "targets", "short"),
    [
        ("com/dang-uy-a", ("unit", "com"), "com/dang-uy-a"),
        (f"{ID}com/dang-uy-a", ("com",), "com/dang-uy-a"),
        ("Đảng ủy A", ("com",), "com/dang-uy-a"),
        ("Party committee A", ("com",), "com/dang-uy-a"),
        ("A", ("ent", "com"), "ent/a"),
        ("sub/0000000000000002", ("sub",), "sub/0000000000000002"),
        ("sub: unit/p > com/a > vertical", ("sub", "aff"), "sub/0000000000000001"),
        ("sub:unit/p >com/a> vertical", ("sub",), "sub/0000000000000001"),
        ("sub: unit/p > com/a > vertical > 2015-2020", ("sub",), "sub/0000000000000003"),
    ],
)
def test_a_reference_resolves(
    directory: Directory, value: str, targets: tuple[str, ...], short: str
) -> None:
    assert directory.resolve(value, targets, "bao-a") == parse_short(short).iri


@pytest.mark.parametrize(
    ("value", "targets", "code", "words"),
    [
        ("com/dang-uy-c", ("com",), "unresolved-reference", "nearest: com/dang-uy-"),
        ("com:dang-uy-a", ("com",), "unresolved-reference", "nearest: com/dang-uy-a"),
        ("Đảng uỷ A", ("com",), "unresolved-reference", "described com"),
        ("đảng ủy a", ("com",), "unresolved-reference", "described com"),
        ("Đảng ủy B", ("com",), "ambiguous-label", "com/dang-uy-b, com/dang-uy-b-2"),
        ("com/dang-uy-a", ("unit",), "wrong-type", "unit"),
        ("com/Đảng-ủy", ("com",), "bad-reference", "local name"),
        ("https://example.org/x", ("com",), "bad-reference", "node id"),
        ("sub: unit/p > com/b > vertical", ("sub",), "unresolved-claim", "key of a claim"),
        ("sub: unit/p > com/a > vertical", ("com",), "unresolved-reference", "com"),
        ("zzz", ("com",), "unresolved-reference", "described com"),
        ("x", ("per",), "unresolved-reference", "described per"),
    ],
)
def test_a_reference_that_names_nothing_or_too_much_is_refused(
    directory: Directory, value: str, targets: tuple[str, ...], code: str, words: str
) -> None:
    with pytest.raises(BadCell) as caught:
        directory.resolve(value, targets, "bao-a")
    assert caught.value.code == code
    assert words in caught.value.expected


def test_a_claim_of_two_other_sources_is_ambiguous_and_of_one_is_not(directory: Directory) -> None:
    with pytest.raises(BadCell, match="of one source"):
        directory.resolve("sub: unit/p > com/a > vertical", ("sub",), "bao-c")
    found = directory.resolve("sub: unit/p > com/a > vertical > 2015-2020", ("sub",), "bao-c")
    assert found == f"{ID}sub/0000000000000003"


def test_one_node_described_twice_is_not_ambiguous(directory: Directory) -> None:
    directory.add_node(NodeId("com", "dang-uy-a"), "Đảng ủy A")
    assert directory.resolve("Đảng ủy A", ("com",), "x") == f"{ID}com/dang-uy-a"


def test_has_tells_what_is_described(directory: Directory) -> None:
    assert directory.has(NodeId("ent", "a"))
    assert not directory.has(NodeId("ent", "b"))
    assert not directory.has(NodeId("per", "a"))
