"""Rows for the authority index: named queries of `kg/query/sparql`, read into polars frames.

An engine that can serialise its own results is asked for CSV: rows that are never Python objects
are 8 times faster (architecture.md section 4). Any other view is asked for solutions.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import polars as pl

from kg.errors import StoreError
from kg.store.base import GraphView, SerialisingView, Solutions

if TYPE_CHECKING:
    from collections.abc import Sequence

BOUNDS = ("startEarliest", "startLatest", "endEarliest", "endLatest")


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
