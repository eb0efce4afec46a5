"""Content negotiation: `Accept` lists with q-values against what can be served.

References: RFC 9110, section 12.5.1 (Accept), 12.4.2 (quality values).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.errors import InputError
from kg.store.formats import Format

_Q = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\Z", re.ASCII)


class NotAcceptable(InputError):
    """None of the types that the client accepts can be served (HTTP 406).

    Attributes:
        offers: Media types that there are.
    """

    code = "not-acceptable"

    def __init__(self, offers: Sequence[str]) -> None:
        super().__init__(
            f"None of the accepted types can be served; there are {', '.join(offers)}."
        )
        self.offers = tuple(offers)


@dataclass(frozen=True, slots=True)
class MediaRange:
    """One member of an `Accept` list; `type` or `subtype` may be `*`."""

    type: str
    subtype: str
    quality: float

    def specificity(self, media_type: str) -> int:
        """Return how closely the range names `media_type`: 3 exact, 2 type, 1 any, 0 not at all."""
        main, _, sub = media_type.partition("/")
        if (self.type, self.subtype) == (main, sub):
            return 3
        if self.type == main and self.subtype == "*":
            return 2
        return 1 if (self.type, self.subtype) == ("*", "*") else 0


def parse_accept(header: str) -> tuple[MediaRange, ...]:
    """Parse an `Accept` header; members that are not media ranges are ignored."""
    return tuple(found for member in header.split(",") if (found := _parse_range(member)))


def _parse_range(member: str) -> MediaRange | None:
    name, *parameters = (part.strip() for part in member.split(";"))
    main, slash, sub = name.lower().partition("/")
    if not (main and slash and sub):
        return None
    quality = 1.0
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "q":
            quality = float(value) if _Q.match(value.strip()) else 0.0
    return MediaRange(main, sub, quality)


def choose(header: str | None, offers: Sequence[str]) -> str | None:
    """Return the best of `offers` (media types, the server's favourite first), or None for 406.

    An absent or empty header accepts everything. The most specific range decides the quality of an
    offer; among equal qualities the earlier offer wins.

    >>> choose("text/html;q=0.5, application/json", ["text/html", "application/json"])
    'application/json'
    """
    if header is None or not header.strip():
        return offers[0]
    ranges = parse_accept(header)
    best, best_quality = None, 0.0
    for offer in offers:
        quality = _quality(offer, ranges)
        if quality > best_quality:
            best, best_quality = offer, quality
    return best


def _quality(offer: str, ranges: Sequence[MediaRange]) -> float:
    fitting = [(found, r.quality) for r in ranges if (found := r.specificity(offer))]
    if not fitting:
        return 0.0
    closest = max(found for found, _ in fitting)
    return max(quality for found, quality in fitting if found == closest)


def choose_format(
    header: str | None, offers: Sequence[Format], extra: Sequence[str] = ()
) -> tuple[Format | None, str] | None:
    """Return the best of some formats and the media type to answer with, or None for 406.

    A client that names an alias (`application/json`) gets its answer under that name.

    Args:
        header: The `Accept` header.
        offers: Formats, the server's favourite first.
        extra: Other media types that can be served, after the formats; for them the format is None.
    """
    by_type: dict[str, Format] = {}
    for offer in offers:
        by_type.setdefault(offer.media_type, offer)
    for offer in offers:
        for alias in offer.aliases:
            if "/" in alias:
                by_type.setdefault(alias, offer)
    chosen = choose(header, (*by_type, *extra))
    return (by_type.get(chosen), chosen) if chosen else None


def content_type(entry: Format, media_type: str) -> str:
    """Return the Content-Type for a format served under a media type of its."""
    text = entry.charset or media_type.startswith("text/")
    return f"{media_type}; charset=utf-8" if text else media_type


def matches_etag(header: str | None, etag: str) -> bool:
    """Tell whether an `If-None-Match` list names an entity tag (weak comparison).

    References: RFC 9110, 8.8.3.2, 13.1.2.

    >>> matches_etag('W/"a", "b"', '"a"')
    True
    """
    if header is None:
        return False
    tags = (tag.strip().removeprefix("W/") for tag in header.split(","))
    return header.strip() == "*" or etag in tags
