from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import RdfSyntaxError
from kg.ingest import bulk
from kg.ingest.bulk import RdfFile, check_bulk_file, is_bulk, iter_described, iter_labels
from kg.model.iri import source_graph

OWN = source_graph("bao-a")
LABEL = f'<https://w3id.org/phoihop/id/com/a> <https://e/p> "Đảng ủy _:x"@vi <{OWN}> .\n'
TYPE = (
    "<https://w3id.org/phoihop/id/com/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
    f"<https://w3id.org/phoihop/ontology#PartyCommittee> <{OWN}> .\n"
)


def write(folder: Path, content: str | bytes) -> Path:
    path = folder / "a.nq"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_a_large_n_quads_file_is_handed_on_as_a_file(tmp_path: Path) -> None:
    path = write(tmp_path, LABEL * 3 + TYPE)
    assert is_bulk(path, path.stat().st_size)
    assert not is_bulk(path, path.stat().st_size + 1)
    assert not is_bulk(path)
    assert check_bulk_file(path, OWN) == RdfFile(path, OWN, 4)


def test_only_n_quads_are_handed_on(tmp_path: Path) -> None:
    turtle = tmp_path / "a.ttl"
    turtle.write_text("x")
    assert not is_bulk(turtle, 0)


def test_the_last_line_may_lack_its_end(tmp_path: Path) -> None:
    assert check_bulk_file(write(tmp_path, (LABEL + TYPE).rstrip("\n")), OWN).quads == 2


def test_pieces_hold_whole_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "_PIECE", 50)
    assert check_bulk_file(write(tmp_path, LABEL * 5), OWN).quads == 5
    with pytest.raises(RdfSyntaxError) as caught:
        check_bulk_file(write(tmp_path, LABEL * 5 + LABEL.replace(OWN, f"{OWN}b") + LABEL), OWN)
    assert caught.value.line == 6


BLANK_OBJECT = f"<https://e/s> <https://e/p> _:b <{OWN}> .\n"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (LABEL.replace(OWN, source_graph("bao-b")), "its own graph on every line"),
        (LABEL.replace(" .\n", ".\n"), "its own graph on every line"),
        ("<https://e/s> <https://e/p> <https://e/o> .\n", "its own graph on every line"),
        ("\n", "its own graph on every line"),
        (f"_:b <https://e/p> <https://e/o> <{OWN}> .\n", "blank nodes"),
        (BLANK_OBJECT, "blank nodes"),
        (LABEL.replace("Đảng", "Ho\u0323\u0302i"), "NFC"),
        (LABEL.replace("Đảng", "x" * (1 << 20)), "over 1048576 bytes"),
        (LABEL.replace("<https://e/p>", "<relative>"), "relative IRI"),
        (f"<https://e/s> 'x' <https://e/o> <{OWN}> .\n", "not well-formed"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, words: str) -> None:
    with pytest.raises(RdfSyntaxError) as caught:
        check_bulk_file(write(tmp_path, TYPE + LABEL + line + TYPE), OWN)
    assert caught.value.line == 3
    assert words in caught.value.reason


def test_bytes_that_are_not_utf_8_are_named(tmp_path: Path) -> None:
    data = (TYPE + LABEL).encode().replace("Đ".encode(), b"\xd0")
    with pytest.raises(RdfSyntaxError) as caught:
        check_bulk_file(write(tmp_path, data), OWN)
    assert (caught.value.line, caught.value.reason) == (2, "not UTF-8")


def test_described_nodes_are_those_of_ours_with_a_type(tmp_path: Path) -> None:
    foreign = TYPE.replace("https://w3id.org/phoihop/id/com/a", "https://e/x")
    odd = TYPE.replace("id/com/a", "id/nothing/a")
    path = write(tmp_path, LABEL + TYPE + foreign + odd)
    assert list(iter_described(path)) == ["https://w3id.org/phoihop/id/com/a"]


def test_labels_are_read_out_of_a_file(tmp_path: Path) -> None:
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    node = "<https://w3id.org/phoihop/id/com/a>"
    said = f'{node} {label} "Đảng ủy \\"A\\""@vi <{OWN}> .\n'
    decoy = f'{node} <https://e/p> "> {label} " <{OWN}> .\n'
    found = list(iter_labels(write(tmp_path, TYPE + said + decoy)))
    assert [str(one.object) for one in found] == ['Đảng ủy "A"']
    assert str(found[0].subject) == node[1:-1]
