"""Time in words: four bounds as a phrase, days as people write them, the value of each row."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, cast

from markupsafe import Markup

from kg.model.validity import Validity, parse_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from api.pages.words import Language
    from kg.query.ties import Tie

_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:T.*)?\Z")
RANKS: Final = {"certain": 0, "possible": 1, None: 1, "not shown": 2}
"""What comes first in a list: what is certain on the day; last, what cannot hold and says so."""

_BOUNDS = ("startEarliest", "startLatest", "endEarliest", "endLatest")


def format_day(day: str | None, language: Language) -> str:
    """Return a day, month or year as people of a language write it.

    >>> format_day("2017-10-06", "vi"), format_day("2017-10", "vi"), format_day("2017-10-06", "en")
    ('06/10/2017', '10/2017', '2017-10-06')
    """
    match = _DATE.match(day or "")
    if not match:
        return day or ""
    parts = [part for part in match.groups() if part]
    return "/".join(reversed(parts)) if language == "vi" else "-".join(parts)


def mark_day(day: str | None, language: Language) -> Markup:
    """Return a day as a `time` element, which is never broken across lines; empty for none."""
    if not day:
        return Markup("")
    return Markup('<time datetime="{}">{}</time>').format(day, format_day(day, language))


def describe_time(
    bounds: Mapping[str, str | None], words: Mapping[str, str], lang: Language
) -> Markup:
    """Return the four bounds of a claim as one phrase; what is not known is not said.

    Args:
        bounds: `startEarliest` ... `endLatest`, each a day or None.
        words: The words of the explorer.
        lang: Their language.
    """
    first, begun, lasting, last = (bounds[name] for name in _BOUNDS)
    if begun and begun == lasting and not first and not last:
        return _phrase(words["time_attested"], lang, begun)
    start = _bound("start", first, begun, words, lang)
    end = _bound("end", lasting, last, words, lang)
    parts = [part for part in (start, end) if part]
    return Markup(", ").join(parts) if parts else _phrase(words["time_unknown"], lang)


def add_values(rows: Iterable[dict[str, Any]], day: date | None) -> None:
    """Set `value` of each row with `validity`: its value on the day, None without one."""
    for row in rows:
        row["value"] = None if day is None else to_validity(row["validity"]).value_at(day).word


def value_of(tie: Tie, day: date | None) -> str | None:
    """Return the value of a tie on a day in a word; None without a day."""
    return None if day is None else tie.value_at(day).word


def to_validity(bounds: Mapping[str, str | None]) -> Validity:
    """Return the bounds of a row as a value that can be asked about days."""
    return Validity(*(parse_day(day) if (day := bounds[name]) else None for name in _BOUNDS))


def list_days(rows: Iterable[Mapping[str, Any]], most: int) -> list[str]:
    """Return the days that bound some row, earliest first; the latest ones if there are too many.

    Bounds of a year or month count by their first or last day, as the data have them.
    """
    days: set[str] = set()
    for row in rows:
        bounds = cast("Mapping[str, str | None]", row["validity"])
        days.update(day for day in bounds.values() if day)
    return sorted(days)[-most:]


def _bound(
    side: str, early: str | None, late: str | None, words: Mapping[str, str], lang: Language
) -> Markup:
    if early and late:
        if early == late:
            return _phrase(words[f"time_{side}_on"], lang, early)
        return _phrase(words[f"time_{side}_between"], lang, early, late)
    if early:
        return _phrase(words[f"time_{side}_after"], lang, early)
    return _phrase(words[f"time_{side}_by"], lang, late) if late else Markup("")


def _phrase(words: str, lang: Language, *days: str) -> Markup:
    # the words are ours, from the file beside; what is put into them is escaped
    return Markup(words).format(*(mark_day(day, lang) for day in days))  # noqa: S704 (own words)
