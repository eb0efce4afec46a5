"""The edges of the authority index: statements, their bounds, their bases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from kg.index.authority_arrays import (
    AFFILIATION,
    DIRECTION,
    I4,
    SUBORDINATION,
    U1,
    Edges,
)
from kg.index.authority_feed import BOUNDS
from kg.index.authority_frames import (
    Coder,
    add_masks,
    build_csr,
    build_offsets,
    collect_masks,
    meet_terms,
    parse_bounds,
    to_bounds,
    to_int,
)

if TYPE_CHECKING:
    from kg.index.authority_feed import Rows

LINES = ("vertical", "territorial", "ownership", "agreement")
"""The lines of `index-statements.rq`, by code - 1."""

_OWN = tuple(f"{name}_own" for name in BOUNDS)
_TERM = tuple(f"{name}_term" for name in BOUNDS)
# What a line is where its statement does not say (ontology.md 4.2, 4 and 5).
_LINE_OF_KIND = {AFFILIATION: "ownership", DIRECTION: "agreement"}


def read_terms(ask: Rows) -> pl.DataFrame:
    """Return the terms of agreements: agreement IRI and four day numbers."""
    return parse_bounds(ask("index-terms").unique())


def read_edges(ask: Rows, bits: pl.DataFrame, terms: pl.DataFrame) -> pl.DataFrame:
    """Return all edges as rows of IRIs; a direction without a basis is none (shape S21)."""
    rows = ask("index-statements").with_columns(
        pl.col("kind").cast(pl.UInt8),
        pl.col("certainty").cast(pl.UInt8),
        pl.col("collection").fill_null(""),
    )
    bases = ask("index-bases").with_columns(pl.col("collection").fill_null(""))
    directed = rows.join(bases.unique(), on=["collection", "statement"])
    others = rows.filter(pl.col("kind") != DIRECTION)
    plain = others.with_columns(pl.lit(None, dtype=pl.String).alias("basis"))
    told = pl.concat([plain, directed.filter(pl.col("kind") == DIRECTION).select(plain.columns)])
    implied = pl.col("kind").replace_strict(_LINE_OF_KIND, default=None, return_dtype=pl.String)
    dated = parse_bounds(add_masks(told.with_columns(pl.col("line").fill_null(implied)), bits))
    own = dated.with_columns(
        pl.col(name).alias(kept) for name, kept in zip(BOUNDS, _OWN, strict=True)
    )
    return collect_masks(meet_terms(own, terms, "basis"))


def build_edges(rows: pl.DataFrame, nodes: Coder, statements: Coder) -> Edges:
    """Pack the edges, sorted by kind and target."""
    frame = nodes.encode(rows, "subordinate", "superior", "basis")
    frame = statements.encode(frame, "statement").with_columns(
        pl.col("line").replace_strict(
            {line: place + 1 for place, line in enumerate(LINES)},
            default=0,
            return_dtype=pl.UInt8,
        )
    )
    order = [
        "kind",
        "superior",
        "subordinate",
        "statement",
        "basis",
        *BOUNDS,
        *_OWN,
        *_TERM,
        "certainty",
    ]
    frame = frame.sort([*order, "line"])
    kind = frame["kind"].to_numpy()
    source, target = to_int(frame, "subordinate"), to_int(frame, "superior")
    down, up, up_edges = _adjacency(kind, source, target, len(nodes))
    statement = to_int(frame, "statement")
    by_statement, of_statement = build_csr(statement, len(statements))
    return Edges(
        kind=kind,
        source=source,
        target=target,
        statement=statement,
        line=frame["line"].to_numpy(),
        certainty=frame["certainty"].to_numpy(),
        mask=frame["mask"].to_numpy(),
        bounds=to_bounds(frame),
        own_bounds=to_bounds(frame, _OWN),
        basis=to_int(frame, "basis"),
        basis_bounds=to_bounds(frame, _TERM),
        down=down,
        up=up,
        up_edges=up_edges,
        by_statement=by_statement,
        of_statement=of_statement,
    )


def _adjacency(kind: U1, source: I4, target: I4, size: int) -> tuple[I4, I4, I4]:
    """Return `down`, `up` and `up_edges` of edges that are sorted by kind and target."""
    down = np.zeros((3, size + 1), dtype=np.int32)
    up = np.zeros((3, size + 1), dtype=np.int32)
    orders: list[I4] = []
    begin = 0
    for code in (SUBORDINATION, AFFILIATION, DIRECTION):
        count = int(np.count_nonzero(kind == code))
        span = slice(begin, begin + count)
        down[code] = build_offsets(target[span], size) + begin
        offsets, order = build_csr(source[span], size)
        up[code] = offsets + begin
        orders.append(order + begin)
        begin += count
    return down, up, np.concatenate(orders).astype(np.int32)
