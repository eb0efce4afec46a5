from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import SourceError, TableError
from kg.ingest.evidence import SpanMismatch, check_texts, find_texts, write_spans
from kg.ingest.folder import read_folders
from kg.model.evidence import Source, Span, hash_text

TEXT = "Hội nghị sơ kết\u00a0\nQuy chế phối hợp của A và B.\n"
SHA256 = hashlib.sha256(TEXT.encode()).hexdigest()
PEOPLE = "id,label@vi,evidence\nper/n,Người N,0-3;4-8\nper/m,Người M,4-8\n"

MakeSource = Callable[..., Path]


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts/deep"
    folder.mkdir(parents=True)
    (folder / "whatever.bin").write_bytes(TEXT.encode())
    (folder / "other.txt").write_bytes(b"\xff")
    return tmp_path / "texts"


@pytest.fixture
def folder(make_source: MakeSource, description: str) -> Path:
    held = f"file: {{name: a.txt, sha256: {SHA256}, characters: {len(TEXT)}}}\n"
    return make_source({"people.csv": PEOPLE}, yml=description + held)


def source(sha256: str | None = SHA256, characters: int | None = len(TEXT)) -> Source:
    return Source("a", "x", "x", "x", "news", "vi", "x", sha256=sha256, characters=characters)


def span(start: int, end: int, sha256: str | None = None) -> Span:
    return Span("a", start, end, sha256 or hash_text(TEXT[start:end]))


def test_hashes_are_written_and_then_agree(folder: Path, texts: Path) -> None:
    with pytest.raises(TableError, match="phoihop evidence hash"):
        read_folders([folder])
    path = write_spans(folder, texts)
    assert path.read_text() == (
        f"start,end,sha256\n0,3,{hash_text('Hội')}\n4,8,{hash_text('nghị')}\n"
    )
    found = read_folders([folder])
    assert len(found.spans) == 2
    assert check_texts(found.sources, found.spans, texts) == []


def test_writing_again_drops_ranges_that_no_table_uses(folder: Path, texts: Path) -> None:
    write_spans(folder, texts)
    (folder / "people.csv").write_text("id,label@vi,evidence\nper/n,Người N,0-3\n")
    assert write_spans(folder, texts).read_text().count("\n") == 2
    assert sorted(path.name for path in folder.iterdir()) == [
        "people.csv",
        "source.yml",
        "spans.csv",
    ]


def test_no_text_is_written(folder: Path, texts: Path) -> None:
    assert "nghị" not in write_spans(folder, texts).read_text()


def test_a_range_beyond_the_text_is_a_fault_and_nothing_is_written(
    folder: Path, texts: Path
) -> None:
    rows = "id,label@vi,evidence\nper/n,Người N,0-999\nper/m,Người M,9-3\n"
    (folder / "people.csv").write_text(rows)
    with pytest.raises(TableError) as caught:
        write_spans(folder, texts)
    assert [(f.file, f.row, f.code) for f in caught.value.faults] == [
        ("people.csv", 2, "bad-range"),
        ("people.csv", 3, "bad-range"),
    ]
    assert not (folder / "spans.csv").exists()


def test_a_text_that_is_not_there_is_an_error(
    folder: Path, texts: Path, make_source: MakeSource
) -> None:
    (texts / "deep/whatever.bin").write_bytes(b"changed")
    with pytest.raises(SourceError, match=SHA256):
        write_spans(folder, texts)
    with pytest.raises(SourceError, match="named in its source"):
        write_spans(make_source(name="data/b"), texts)
    with pytest.raises(SourceError, match="no folder"):
        find_texts(texts / "nowhere")


@pytest.mark.parametrize(
    ("described", "spans", "expected"),
    [
        (source(), [span(0, 3)], []),
        (source(None, None), [span(0, 3, "f" * 64)], []),
        (
            source(),
            [span(4, 8), span(0, 3, "f" * 64)],
            [SpanMismatch("a", "hash-differs", 0, 3, "f" * 64, hash_text("Hội"))],
        ),
        (
            source(),
            [span(0, 999, "f" * 64)],
            [SpanMismatch("a", "beyond-text", 0, 999, "f" * 64, None)],
        ),
        (
            source("e" * 64),
            [span(0, 3)],
            [SpanMismatch("a", "text-missing", None, None, "e" * 64, None)],
        ),
        (
            source(characters=3),
            [],
            [SpanMismatch("a", "characters-differ", None, None, "3", str(len(TEXT)))],
        ),
    ],
)
def test_each_mismatch_is_reported(
    texts: Path, described: Source, spans: list[Span], expected: list[SpanMismatch]
) -> None:
    assert check_texts([described], spans, texts) == expected


def test_positions_count_the_nfc_text(tmp_path: Path) -> None:
    decomposed = "Ho\u0323\u0302i nghi\u0323"
    (tmp_path / "a.txt").write_bytes(decomposed.encode())
    described = source(hashlib.sha256(decomposed.encode()).hexdigest(), 8)
    assert check_texts([described], [span(4, 8, hash_text("nghị"))], tmp_path) == []


def test_a_file_over_the_limit_is_not_looked_at(
    texts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.ingest.evidence.MAX_TEXT_BYTES", 1)
    assert SHA256 not in find_texts(texts)


@pytest.mark.seeds
def test_the_evidence_of_the_seeds_agrees_with_their_texts(root: Path, seeds_dir: Path) -> None:
    found = read_folders([root / "data/seeds"])
    assert len(found.spans) > 100
    assert check_texts(found.sources, found.spans, seeds_dir) == []
