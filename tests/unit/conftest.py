"""Fixtures that several unit tests share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from kg.index.authority import build_authority
from kg.index.authority_open import AuthorityIndex
from kg.model.iri import ID
from kg.query.under_both import UnderBothAnswer, UnderBothRequest, under_both
from kg.store.oxigraph import OxigraphStore

FIXTURES = Path(__file__).resolve().parent / "fixtures"
PREFIXES = (FIXTURES / "prefixes.trig").read_text(encoding="utf-8")


@dataclass(frozen=True)
class World:
    """A small store and its authority index."""

    store: OxigraphStore
    index: AuthorityIndex
    folder: Path

    def ask(self, a: str, b: str, day: str, **others: object) -> UnderBothAnswer:
        request = UnderBothRequest(a, b, date.fromisoformat(day), **others)
        return under_both(self.index, self.store, request)

    def node(self, short: str) -> int:
        found = self.index.find_node(ID + short)
        assert found is not None, short
        return found


@pytest.fixture
def open_world(tmp_path: Path) -> Iterator[Callable[..., World]]:
    """Make a world of a TriG file of `fixtures/` and more TriG text, prefixes given."""
    with ExitStack() as stack:

        def make(text: str = "", *, file: str | None = "under-both.trig") -> World:
            store = stack.enter_context(OxigraphStore())
            number = len(list(tmp_path.glob("authority-*")))
            more = tmp_path / f"more-{number}.trig"
            more.write_text(PREFIXES + text, encoding="utf-8")
            for path in (FIXTURES / file if file else None, more):
                if path:
                    store.bulk_load_file(path, "trig")
            folder = tmp_path / f"authority-{number}"
            build_authority(store, folder)
            return World(store, AuthorityIndex.open(folder), folder)

        yield make


@pytest.fixture
def fixture_world(open_world: Callable[..., World]) -> World:
    """The world of ontology.md 4.5."""
    return open_world()
