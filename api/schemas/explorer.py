"""Parameters of the explorer's pages. All are text of a form, so empty means not given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.pages.explorer_parts import Turned
from kg.model.validity import parse_day
from kg.query.facts import DEFAULT_CERTAINTY, FactFilter

if TYPE_CHECKING:
    from datetime import date

_WITH_INFERRED = (*DEFAULT_CERTAINTY, "inferred")


class PlainPage(BaseModel):
    """What every page takes: its language."""

    model_config = ConfigDict(extra="forbid")

    lang: str = Field("", max_length=8)


class TablePage(PlainPage):
    """A page with a table that can be had as CSV."""

    format: Literal["", "html", "csv"] = ""


class TriplesPage(PlainPage):
    """The page of any node, whose relations can be turned over."""

    part: Literal["", "relations"] = ""
    offset: int = Field(0, ge=0, le=10_000_000)

    def turned(self) -> Turned:
        """Return which list is turned over."""
        return Turned(self.part, self.offset)


class ListPage(TablePage):
    """A long list, page by page."""

    offset: int = Field(0, ge=0, le=10_000_000)


class DayPage(TablePage):
    """A page of a day; without one it is about all times."""

    as_of: str = Field("", max_length=40)
    inferred: Literal["", "0", "1"] = ""

    def day(self) -> date | None:
        """Return the day asked about.

        Raises:
            DateError: It is not a day of the calendar.
        """
        text = self.as_of.strip()
        return parse_day(text) if text else None

    def admitted(self) -> FactFilter:
        """Return what may be used: all times, so that other days can be shown beside the day."""
        certainty = _WITH_INFERRED if self.inferred == "1" else DEFAULT_CERTAINTY
        return FactFilter(certainty=certainty)


class NodePage(DayPage):
    """A page of a node whose lists can be turned over, one at a time."""

    part: Literal[
        "", "ties", "superiors", "below", "above-chains", "below-chains", "people", "others"
    ] = ""
    offset: int = Field(0, ge=0, le=10_000_000)

    def turned(self) -> Turned:
        """Return which list is turned over."""
        return Turned(self.part, self.offset)


class ComparePage(TablePage):
    """Agreements side by side; a form sends one `ids` for each box that is ticked."""

    ids: list[str] = Field(default=[], max_length=20)

    def names(self) -> list[str]:
        """Return the agreements asked for, as given; commas separate, too."""
        return [name.strip() for one in self.ids for name in one.split(",") if name.strip()]


class SearchPageQuery(TablePage):
    """What was typed, one class or all, and where the page begins."""

    q: str = Field("", max_length=200)
    type: str = Field("", max_length=80)
    offset: int = Field(0, ge=0, le=10_000)
