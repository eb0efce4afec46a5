"""The current generation, opened for the length of a command."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.cli.options import generations_of
from kg.store.oxigraph import OxigraphStore

if TYPE_CHECKING:
    from collections.abc import Generator

    from kg.publish import Generation
    from kg.settings import Settings
    from kg.store.base import GraphView


@dataclass(frozen=True, slots=True)
class Opened:
    """A generation and its store, read-only; for named queries, never for a query of a user."""

    generation: Generation
    view: GraphView


@contextmanager
def opened(settings: Settings) -> Generator[Opened]:
    """Open the current generation.

    Raises:
        StoreUnavailable: Nothing is published, or it cannot be opened.
    """
    generation = generations_of(settings).current()
    view = OxigraphStore.open_read_only(generation.store_path)
    try:
        yield Opened(generation, view)
    finally:
        view.close()
