"""Time as it is known: four bounds and a three-valued test (ontology.md 3.5).

A claim began somewhere between `start_earliest` and `start_latest` and ended somewhere between
`end_earliest` and `end_latest`; any of the four may be unknown. On day *d* it

* certainly holds iff start_latest <= d <= end_earliest (both known),
* cannot hold iff d < start_earliest or d > end_latest,
* is possible otherwise.

An unknown end has no `end_latest`. A claim attested on one day and nothing else has
`start_latest = end_earliest =` that day.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from itertools import combinations

from kg.errors import DateError, InputError

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z", re.ASCII)
BOUNDS = ("start_earliest", "start_latest", "end_earliest", "end_latest")


class Value(IntEnum):
    """Whether a claim holds on a day. Ordered: the lower of two is their conjunction."""

    NO = 0
    POSSIBLE = 1
    CERTAIN = 2

    @property
    def word(self) -> str:
        """`certain`, `possible` or `not shown`; "no" is never said of what is only not known."""
        return ("not shown", "possible", "certain")[self]


@dataclass(frozen=True, slots=True)
class Validity:
    """Four optional days. Ordering of the bounds is checked by `check_order`, not on creation."""

    start_earliest: date | None = None
    start_latest: date | None = None
    end_earliest: date | None = None
    end_latest: date | None = None

    @classmethod
    def attested(cls, day: date) -> Validity:
        """Known to hold on `day`; beginning and end unknown."""
        return cls(start_latest=day, end_earliest=day)

    def value_at(self, day: date) -> Value:
        """Return whether a claim with these bounds holds on `day`."""
        if self.start_earliest and day < self.start_earliest:
            return Value.NO
        if self.end_latest and day > self.end_latest:
            return Value.NO
        if (
            self.start_latest
            and self.end_earliest
            and self.start_latest <= day <= self.end_earliest
        ):
            return Value.CERTAIN
        return Value.POSSIBLE

    def missing_bound(self, day: date) -> str | None:
        """Name the bound that keeps the claim from being certain on `day`, if it is possible.

        `startLatest` when the claim may have begun only after `day`, `endEarliest` when it may have
        ended before.
        """
        if self.value_at(day) is not Value.POSSIBLE:
            return None
        if not self.start_latest or day < self.start_latest:
            return "startLatest"
        return "endEarliest"

    def meet(self, other: Validity) -> Validity:
        """Bounds of the conjunction: both claims hold on exactly the days this one does.

        Certainty needs both inner bounds of both claims, so a missing inner bound stays missing.
        """
        return Validity(
            _latest_known(self.start_earliest, other.start_earliest),
            _both(self.start_latest, other.start_latest, max),
            _both(self.end_earliest, other.end_earliest, min),
            _earliest_known(self.end_latest, other.end_latest),
        )

    def check_order(self) -> str | None:
        """Return the first pair of bounds that is out of order, as words, else None.

        `start_latest` after `end_earliest` is in order: "within 2016" is a beginning up to
        2016-12-31 and an end from 2016-01-01. No day is certain then (decision 0004, shape S39).
        """
        for low, high in combinations(BOUNDS, 2):
            before, after = getattr(self, low), getattr(self, high)
            if (low, high) != ("start_latest", "end_earliest") and before and after:
                if before > after:
                    return f"{low} {before} is after {high} {after}"
        return None


ALWAYS_POSSIBLE = Validity()
"""The bounds of a claim without validity: possible on every day, certain on none."""


def _both(left: date | None, right: date | None, pick: Callable[[date, date], date]) -> date | None:
    return pick(left, right) if left and right else None


def _latest_known(left: date | None, right: date | None) -> date | None:
    return max(left, right) if left and right else left or right


def _earliest_known(left: date | None, right: date | None) -> date | None:
    return min(left, right) if left and right else left or right


def parse_day(value: str) -> date:
    """Parse a full day, `YYYY-MM-DD`.

    Raises:
        DateError: It is not one, or not in the calendar.
    """
    earliest, latest = parse_partial(value)
    if earliest != latest:
        raise DateError(value, "a full day such as 2017-10-06")
    return earliest


def parse_partial(value: str) -> tuple[date, date]:
    """Parse `YYYY`, `YYYY-MM` or `YYYY-MM-DD` into its first and last day.

    Raises:
        DateError: It is none of these, or not in the calendar.

    >>> parse_partial("2016-02")
    (datetime.date(2016, 2, 1), datetime.date(2016, 2, 29))
    """
    match = _PARTIAL.match(value)
    if not match:
        raise DateError(value, "a date such as 2017-10-06, 2017-10 or 2017")
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        if year is None or month is None:
            return date(year or 0, 1, 1), date(year or 0, 12, 31)
        if day is None:
            return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        return date(year, month, day), date(year, month, day)
    except (ValueError, calendar.IllegalMonthError):
        raise DateError(value, "a day of the calendar") from None


def check_validity(validity: Validity) -> None:
    """Refuse bounds that contradict each other.

    Raises:
        InputError: The first pair out of order.
    """
    fault = validity.check_order()
    if fault:
        raise InputError(fault)
