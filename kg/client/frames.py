"""Answers as pandas frames, where pandas is installed (extra `notebook`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias, cast

from kg.errors import KgError

if TYPE_CHECKING:
    import pandas as pd  # pyright: ignore[reportMissingTypeStubs]  # its types are in its source

Frame: TypeAlias = "pd.DataFrame"


class FrameUnavailable(KgError):
    """A frame was asked for and pandas is not installed."""

    code: ClassVar[str] = "frame-unavailable"

    def __init__(self) -> None:
        super().__init__("a frame needs pandas; install it with `pip install phoihop[notebook]`")


def build_frame(rows: Iterable[Mapping[str, Any]], columns: Iterable[str] | None = None) -> Frame:
    """Return rows as a frame: a column for each value, `unit.label.vi` for what is inside.

    Lists stay lists. What is unknown is missing (`isna`), never false. Days stay text, because a
    source may know only a year.

    Args:
        rows: Objects as the service sends them.
        columns: Names of the columns, when there may be no row to tell them.

    Raises:
        FrameUnavailable: pandas is not installed.
    """
    try:
        pandas = cast("Any", import_module("pandas"))
    except ImportError:
        raise FrameUnavailable from None
    flat = [dict(_flatten(row)) for row in rows]
    names = dict.fromkeys([*(columns or ()), *(name for row in flat for name in row)])
    inner = {name.rpartition(".")[0] for name in names}
    # A node that is unknown in one row is a null beside the columns of the others: no column.
    kept = [name for name in names if name not in inner]
    # whole numbers stay whole in a column with gaps
    return pandas.DataFrame(flat, columns=kept, dtype=object).convert_dtypes()


def _flatten(row: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        if isinstance(value, Mapping):
            yield from _flatten(cast("Mapping[str, Any]", value), f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value
