"""A maker of source folders for the tests of `kg.ingest`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

DESCRIPTION = """\
slug: bao-a
title:
  vi: Hội nghị sơ kết
  en: Review conference
publisher: bao-a.example
language: vi
collection: news
licence_note: Facts only
"""
HELD = """\
file:
  name: a.txt
  sha256: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
  characters: 2000
"""

MakeSource = Callable[..., Path]


@pytest.fixture
def description() -> str:
    """A `source.yml` without a text."""
    return DESCRIPTION


@pytest.fixture
def held_description() -> str:
    """A `source.yml` whose text is held: 2 000 characters."""
    return DESCRIPTION + HELD


@pytest.fixture
def make_source(tmp_path: Path) -> MakeSource:
    """Return a function that writes a source folder below the test's own folder."""

    def make(
        files: Mapping[str, str | bytes] | None = None,
        name: str = "data/a",
        yml: str = DESCRIPTION,
    ) -> Path:
        folder = tmp_path / name
        folder.mkdir(parents=True, exist_ok=True)
        for file, content in {"source.yml": yml, **(files or {})}.items():
            data = content.encode() if isinstance(content, str) else content
            (folder / file).write_bytes(data)
        return folder

    return make
