"""Building both indexes from the store of a generation."""

from __future__ import annotations

import shutil

from bench.measure import peak_rss_bytes, repeat
from bench.workspace import Workspace
from kg.index.authority import build_authority
from kg.index.search import build_search
from kg.store.oxigraph import OxigraphStore


def authority(space: Workspace, times: int) -> dict[str, object]:
    """Rows of the store to arrays in a folder."""
    folder = space.scratch("index")
    with OxigraphStore.open_read_only(space.generation().store_path) as view:
        samples = repeat(lambda: build_authority(view, folder / "authority"), times, warm=False)
    size = sum(path.stat().st_size for path in (folder / "authority").iterdir())
    shutil.rmtree(folder)
    return {"build": samples.to_dict(), "size_bytes": size, "peak_rss_bytes": peak_rss_bytes()}


def search(space: Workspace, times: int) -> dict[str, object]:
    """Labels of the store to one SQLite file."""
    folder = space.scratch("index")
    path = folder / "search.sqlite"
    with OxigraphStore.open_read_only(space.generation().store_path) as view:
        samples = repeat(lambda: build_search(view, path), times, warm=False)
    size = path.stat().st_size
    shutil.rmtree(folder)
    return {"build": samples.to_dict(), "size_bytes": size, "peak_rss_bytes": peak_rss_bytes()}
