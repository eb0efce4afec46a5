"""Lists of a page that can be too long for it: the part asked for, and how to reach the others."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Generic, Literal, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MOST_ROWS: Final = 200
"""Rows of one list on a page; the others are on its next pages, and in the data."""

PartName: TypeAlias = Literal[
    "ties",
    "superiors",
    "below",
    "above-chains",
    "below-chains",
    "people",
    "posts",
    "others",
    "relations",
]
"""Lists of the page of a body or a person that can be turned over, by the anchor they stand at."""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Turned:
    """Which list of a page is turned over, and to which row.

    Attributes:
        part: A `PartName`; empty for none.
        offset: Rows of that list that come before.
    """

    part: PartName | Literal[""] = ""
    offset: int = 0


NOT_TURNED: Final = Turned()


@dataclass(frozen=True, slots=True)
class Part(Generic[Item]):
    """The rows of one list that a page shows.

    Attributes:
        name: A `PartName`.
        rows: What is shown.
        total: How many there are in all.
        offset: How many come before; lists that were not turned over begin at 0.
        more: What else is said of the whole list.
    """

    name: PartName
    rows: Sequence[Item]
    total: int
    offset: int = 0
    more: dict[str, Any] = field(default_factory=dict[str, Any])

    def __len__(self) -> int:
        """Return how many rows there are, shown or not, so that an empty list is false."""
        return self.total

    @property
    def left_out(self) -> int:
        """How many rows are not shown."""
        return self.total - len(self.rows)

    @property
    def last(self) -> int:
        """Number of the last row shown, counted from one."""
        return self.offset + len(self.rows)

    @property
    def back(self) -> int | None:
        """Offset of the part before; None for the first."""
        return max(0, self.offset - MOST_ROWS) if self.offset else None

    @property
    def next(self) -> int | None:
        """Offset of the part that follows; None for the last."""
        return self.last if self.last < self.total else None


def cut(
    name: PartName, items: Sequence[Any], turned: Turned, show: Callable[[Any], Item]
) -> Part[Item]:
    """Return the part of a list that a page shows, each of its items put into words.

    Args:
        name: The list, a `PartName`.
        items: All of it, in order; beyond its end a part is empty.
        turned: Which list is turned over.
        show: Puts one item into words; called for those that are shown only.
    """
    offset = min(turned.offset, len(items)) if turned.part == name else 0
    shown = items[offset : offset + MOST_ROWS]
    return Part(name, [show(item) for item in shown], len(items), offset)
