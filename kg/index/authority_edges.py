"""The edges of the authority index: statements, their bounds, their bases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from kg.errors import InputError
from kg.index.authority_arrays import (
    AFFILIATION,
    CERTAINTIES,
    DIRECTION,
    SUBORDINATION,
    Edges,
)
from kg.index.authority_feed import BOUNDS, read_frame
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
from kg.model.iri import ID, ONTOLOGY

if TYPE_CHECKING:
    from kg.store.base import GraphView

KINDS = {
    ONTOLOGY + "PartySubordination": SUBORDINATION,
    ONTOLOGY + "EnterpriseAffiliation": AFFILIATION,
    ONTOLOGY + "LeadershipDirection": DIRECTION,
}
CERTAINTY_BITS = {f"{ID}cert/{word}": 1 << bit for bit, word in enumerate(CERTAINTIES)}
_OWN = tuple(f"{name}_own" for name in BOUNDS)
_TERM = tuple(f"{name}_term" for name in BOUNDS)
# What a line is where its statement does not say (ontology.md 4.2, 4 and 5).
_LINE_OF_KIND = {AFFILIATION: f"{ID}line/ownership", DIRECTION: f"{ID}line/agreement"}
_MAX_LINES = 254  # codes are one byte, and 0 is "not said"


@dataclass(frozen=True, slots=True)
class EdgeRows:
    """Edges as rows of IRIs, and the IRIs of their lines by code - 1."""

    frame: pl.DataFrame
    lines: tuple[str, ...]


def read_terms(view: GraphView) -> pl.DataFrame:
    """Return the terms of agreements: agreement IRI and four day numbers."""
    return parse_bounds(read_frame(view, "index-terms").drop("graph").unique())


def read_edges(view: GraphView, graphs: pl.DataFrame, terms: pl.DataFrame) -> EdgeRows:
    """Return all edges; a direction without a basis is none (shape S21).

    Raises:
        InputError: There are more than 254 lines.
    """
    rows = read_frame(view, "index-statements")
    bases = read_frame(view, "index-bases")
    directed = rows.join(bases, on=["graph", "statement"])
    others = rows.filter(pl.col("class") != ONTOLOGY + "LeadershipDirection")
    plain = others.with_columns(pl.lit(None, dtype=pl.String).alias("basis"))
    told = pl.concat([plain, directed.select(plain.columns)])
    known = told.with_columns(
        pl.col("class").replace_strict(KINDS, return_dtype=pl.UInt8).alias("kind"),
        pl.col("certainty").replace_strict(CERTAINTY_BITS, default=0, return_dtype=pl.UInt8),
    ).drop("class")
    lined = known.with_columns(
        pl.col("line").fill_null(
            pl.col("kind").replace_strict(_LINE_OF_KIND, default=None, return_dtype=pl.String)
        )
    )
    dated = parse_bounds(add_masks(lined, graphs))
    own = dated.with_columns(
        pl.col(name).alias(kept) for name, kept in zip(BOUNDS, _OWN, strict=True)
    )
    met = collect_masks(meet_terms(own, terms, "basis"))
    lines = tuple(met["line"].drop_nulls().unique().sort().to_list())
    if len(lines) > _MAX_LINES:
        raise InputError(f"{len(lines)} lines of authority; the index tells {_MAX_LINES} apart")
    return EdgeRows(met, lines)


def build_edges(rows: EdgeRows, nodes: Coder, statements: Coder) -> Edges:
    """Pack the edges, sorted by kind and target."""
    frame = nodes.encode(rows.frame, "subordinate", "superior", "basis")
    frame = statements.encode(frame, "statement").with_columns(
        pl.col("line").replace_strict(
            {line: place + 1 for place, line in enumerate(rows.lines)} or {"": 0},
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


def _adjacency(kind, source, target, size):  # type: ignore[no-untyped-def]
    down = np.zeros((3, size + 1), dtype=np.int32)
    up = np.zeros((3, size + 1), dtype=np.int32)
    orders = []
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
