"""The content hash depends on what the lines say, not on their order or on memory."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

import pytest

from kg.publish import GraphSummary
from kg.publish.content_hash import content_hash, hash_lines

LINES = sorted(f'<urn:s{number}> <urn:p> "dòng {number}"@vi <urn:g> .\n' for number in range(900))
EXPECTED = hashlib.sha256("".join(LINES).encode()).hexdigest()


@pytest.mark.parametrize("chunk_bytes", [1 << 20, 20_000, 5_000, 700])
@pytest.mark.parametrize("seed", [1, 2])
def test_hash_is_of_the_sorted_lines_whatever_the_chunks(
    tmp_path: Path, chunk_bytes: int, seed: int
) -> None:
    shuffled = list(LINES)
    random.Random(seed).shuffle(shuffled)
    path = tmp_path / "graph.nq"
    path.write_text("".join(shuffled))
    assert hash_lines(path, chunk_bytes=chunk_bytes) == GraphSummary(900, EXPECTED)
    assert list(tmp_path.iterdir()) == [path]


def test_lines_in_one_narrow_range_are_hashed_too(tmp_path: Path) -> None:
    path = tmp_path / "graph.nq"
    path.write_text("".join(LINES))  # already sorted: the first chunk is no fair sample
    assert hash_lines(path, chunk_bytes=2_000) == GraphSummary(900, EXPECTED)


def test_an_empty_graph(tmp_path: Path) -> None:
    path = tmp_path / "graph.nq"
    path.write_text("")
    assert hash_lines(path) == GraphSummary(0, hashlib.sha256(b"").hexdigest())


def test_content_hash_is_of_the_sorted_graph_lines() -> None:
    graphs = {"urn:b": GraphSummary(1, "22"), "urn:a": GraphSummary(2, "11")}
    expected = hashlib.sha256(b"urn:a 11\nurn:b 22\n").hexdigest()
    assert content_hash(graphs) == expected
    assert content_hash({**graphs, "urn:c": GraphSummary(0, "00")}) == expected
    assert content_hash({**graphs, "urn:c": GraphSummary(1, "00")}) != expected
