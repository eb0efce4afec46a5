"""Rows for the authority index: named queries of `kg/query/sparql`, read into polars frames.

An engine that can serialise its own results is asked for CSV: rows that are never Python objects
are 8 times faster (architecture.md section 4). Any other view is asked for solutions.

The rows are nine tenths of the time of an index, so they are kept beside its arrays: after a small
change only those of the nodes it touches are asked for again (`kg.build.increment_authority`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.resources import files
from typing import TYPE_CHECKING, TypeAlias

import polars as pl

from kg.errors import StoreError
from kg.store.base import GraphView, SerialisingView, Solutions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

NOT_KEPT = ("index-collections", "index-sources", "index-place-sources")
"""Queries about sources alone. They change with sources of which the index does not speak, so that
rows that were kept would be those of another day; they are few, and asked for again.
"""

_KEPT = ".rows.arrow"
_PLAIN = pl.CompatLevel.oldest()  # texts one after the other, the same bytes for the same rows
BOUNDS = ("startEarliest", "startLatest", "endEarliest", "endLatest")


Rows: TypeAlias = "Callable[[str], pl.DataFrame]"
"""Returns the rows of a named query, as `read_frame` does; each once, sorted."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Rows that are asked for when they are wanted, and kept.

    Attributes:
        view: Where they are asked for.
        frames: Those that are known, by name of the query.
    """

    view: GraphView
    frames: dict[str, pl.DataFrame] = field(default_factory=dict[str, pl.DataFrame])

    def __call__(self, name: str) -> pl.DataFrame:
        """Return the rows of a query.

        Raises:
            StoreError: The query is not a SELECT, or the engine failed.
        """
        if name not in self.frames:
            self.frames[name] = order_rows(read_frame(self.view, name))
        return self.frames[name]

    def keep(self, folder: Path) -> None:
        """Write the rows into a folder, a file for each query that was asked, `NOT_KEPT` apart."""
        for name, frame in self.frames.items():
            if name in NOT_KEPT:
                continue
            frame.write_ipc(folder / f"{name}{_KEPT}", compression="zstd", compat_level=_PLAIN)


def read_kept(folder: Path) -> dict[str, pl.DataFrame]:
    """Return the rows that `Asked.keep` wrote; none when the index was made without."""
    paths = sorted(folder.glob(f"*{_KEPT}"))
    return {path.name.removesuffix(_KEPT): pl.read_ipc(path.read_bytes()) for path in paths}


def order_rows(frame: pl.DataFrame) -> pl.DataFrame:
    """Return each row once, in an order that does not depend on the engine."""
    return frame.unique().sort(frame.columns).rechunk()


def read_query(name: str) -> str:
    """Return the text of `kg/query/sparql/{name}.rq`."""
    return (files("kg.query") / "sparql" / f"{name}.rq").read_text(encoding="utf-8")


def read_frame(view: GraphView, name: str) -> pl.DataFrame:
    """Run a named query; all columns are strings, null where a variable is unbound.

    Raises:
        StoreError: The query is not a SELECT, or the engine failed.
    """
    text = read_query(name)
    if isinstance(view, SerialisingView):
        return pl.read_csv(view.query_serialised(text, "csv"), infer_schema=False)
    result = view.query(text)
    if not isinstance(result, Solutions):
        raise StoreError(f"the query {name} gave no rows")
    columns: dict[str, Sequence[str | None]] = {
        variable: [None if cell is None else str(cell) or None for cell in result.column(variable)]
        for variable in result.variables
    }
    return pl.DataFrame(columns, schema=dict.fromkeys(result.variables, pl.String))
