"""Steps that every table of the authority index takes on its way from rows to arrays."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from kg.errors import InputError
from kg.index.authority_arrays import I4, UNKNOWN_BOUNDS, Pairs
from kg.index.authority_feed import BOUNDS
from kg.index.authority_strings import I8, Strings
from kg.model.validity import parse_partial

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.index.authority_feed import Rows

ANY_GRAPH = 1
"""Bit 0 of a mask: asserted in a graph that is not derived."""

_MAX_COLLECTIONS = 63  # a mask has 64 bits, one of them is ANY_GRAPH
_EPOCH = date(1970, 1, 1).toordinal()
_WHEN_UNKNOWN: dict[str, int] = dict(zip(BOUNDS, UNKNOWN_BOUNDS, strict=True))


class Coder:
    """Gives each string its position among all strings of a table, sorted."""

    def __init__(self, columns: Iterable[pl.Series]) -> None:
        seen = pl.concat([column.drop_nulls().rename("value") for column in columns])
        self.values = seen.unique().sort()
        self._places = pl.DataFrame(
            {"value": self.values, "code": np.arange(len(self.values), dtype=np.int32)}
        )

    def __len__(self) -> int:
        return len(self.values)

    def codes(self, column: pl.Series) -> pl.Series:
        """Return int32 positions; -1 for null and for a string that is not in the table."""
        coded = column.rename("value").to_frame()
        joined = coded.join(self._places, on="value", how="left", maintain_order="left")
        return joined["code"].fill_null(-1)

    def encode(self, frame: pl.DataFrame, *columns: str) -> pl.DataFrame:
        """Replace string columns by their positions."""
        return frame.with_columns(self.codes(frame[name]).alias(name) for name in columns)


def read_collections(ask: Rows) -> tuple[list[str], pl.DataFrame]:
    """Return the collections, sorted, and a frame of their masks (collection, mask).

    Raises:
        InputError: There are more than 63.
    """
    names = ask("index-collections")["collection"].unique().sort().to_list()
    if len(names) > _MAX_COLLECTIONS:
        raise InputError(f"{len(names)} collections; the authority index tells 63 apart")
    bits = pl.DataFrame(
        {"collection": names, "mask": [ANY_GRAPH | 1 << place + 1 for place in range(len(names))]},
        schema={"collection": pl.String, "mask": pl.UInt64},
    )
    return names, bits


def add_masks(frame: pl.DataFrame, bits: pl.DataFrame) -> pl.DataFrame:
    """Replace the column `collection` by `mask`; what has none counts for all only."""
    joined = frame.join(bits, on="collection", how="left", maintain_order="left")
    joined = joined.drop("collection")
    return joined.with_columns(pl.col("mask").fill_null(pl.lit(ANY_GRAPH, dtype=pl.UInt64)))


def collect_masks(frame: pl.DataFrame) -> pl.DataFrame:
    """Merge rows that differ in their mask only, sorted by their other columns."""
    keys = [name for name in frame.columns if name != "mask"]
    return frame.group_by(keys).agg(pl.col("mask").bitwise_or()).sort(keys)


def parse_bounds(frame: pl.DataFrame) -> pl.DataFrame:
    """Turn the four columns of bounds into day numbers, unknown ones as `arrays` says."""
    return frame.with_columns(
        _day(name).fill_null(pl.lit(_WHEN_UNKNOWN[name], dtype=pl.Int32)).alias(name)
        for name in BOUNDS
    )


def _day(name: str) -> pl.Expr:
    # A time zone may follow the day (xsd:date); it does not move the day here.
    days = pl.col(name).str.slice(0, 10).str.to_date("%Y-%m-%d").cast(pl.Int32)
    return days + pl.lit(_EPOCH, dtype=pl.Int32)


def meet_terms(frame: pl.DataFrame, terms: pl.DataFrame, key: str) -> pl.DataFrame:
    """Meet the bounds of rows with the terms of the agreement in column `key`.

    The term counts whoever tells it, since it can only make an answer more careful. An agreement
    whose term graphs tell differently gives one row per term; the term stays in `{bound}_term`.
    """
    names = {name: f"{name}_term" for name in BOUNDS}
    told = terms.rename(names | {"agreement": key}).select(key, *names.values()).unique()
    joined = frame.join(told, on=key, how="left", maintain_order="left")
    # Where no term is told the columns are null, and least and greatest ignore null.
    return joined.with_columns(_meet()).with_columns(
        pl.col(term).fill_null(pl.lit(_WHEN_UNKNOWN[name], pl.Int32))
        for name, term in names.items()
    )


def _meet() -> list[pl.Expr]:
    picks = (pl.max_horizontal, pl.max_horizontal, pl.min_horizontal, pl.min_horizontal)
    return [
        pick(name, f"{name}_term").alias(name) for name, pick in zip(BOUNDS, picks, strict=True)
    ]


def fill_bounds(frame: pl.DataFrame) -> pl.DataFrame:
    """Make bounds that are null unknown."""
    return frame.with_columns(
        pl.col(name).fill_null(pl.lit(_WHEN_UNKNOWN[name], dtype=pl.Int32)) for name in BOUNDS
    )


def to_bounds(frame: pl.DataFrame, columns: Sequence[str] = BOUNDS) -> I4:
    """Return the bounds of all rows as one int32 array of four columns."""
    return np.ascontiguousarray(frame.select(columns).to_numpy().astype(np.int32).reshape(-1, 4))


def to_int(frame: pl.DataFrame, column: str) -> I4:
    """Return a column of positions as int32."""
    return frame[column].to_numpy().astype(np.int32)


def build_offsets(keys: I4, size: int) -> I4:
    """Return offsets of each of `size` keys in an array sorted by key."""
    offsets = np.zeros(size + 1, dtype=np.int32)
    np.cumsum(np.bincount(keys, minlength=size), out=offsets[1:])
    return offsets


def build_csr(keys: I4, size: int) -> tuple[I4, I4]:
    """Return (offsets by key, positions in key order) of an array in any order."""
    order = np.argsort(keys, kind="stable").astype(np.int32)
    return build_offsets(keys, size), order


def build_pairs(frame: pl.DataFrame, size: int) -> Pairs:
    """Pack a binary fact (left, right, mask), sorted by left and right."""
    left, right = to_int(frame, "from"), to_int(frame, "to")
    by_right, order = build_csr(right, size)
    mask = frame["mask"].to_numpy()
    return Pairs(left, right, mask, build_offsets(left, size), by_right, order)


def to_strings(values: pl.Series) -> Strings:
    """Pack a column of strings; null is ""."""
    filled = values.fill_null("")
    offsets: I8 = np.zeros(len(filled) + 1, dtype=np.int64)
    np.cumsum(filled.str.len_bytes().to_numpy(), out=offsets[1:])
    joined = "".join(filled.to_list()).encode()
    return Strings(np.frombuffer(joined, dtype=np.uint8), offsets)


def parse_partial_days(column: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Return the first and last possible day of partial dates, null for null.

    Raises:
        DateError: A value is not a partial date.
    """
    texts = column.drop_nulls().unique().to_list()
    spans = [parse_partial(text) for text in texts]
    first, last = (
        column.replace_strict(
            pl.Series(texts, dtype=pl.String),
            pl.Series([span[end].toordinal() for span in spans], dtype=pl.Int32),
            default=None,
            return_dtype=pl.Int32,
        )
        for end in (0, 1)
    )
    return first, last
