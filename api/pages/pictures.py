"""Pictures for pages and downloads: the builders of `kg.picture`, with links of this server."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from api.pages.page_links import page_link
from kg.picture.context import find_context
from kg.picture.export import formats
from kg.picture.stage import Style
from kg.picture.two_lines import draw_two_lines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from api.pages.words import Language
    from api.snapshot import Snapshot
    from kg.picture.draw import Drawing
    from kg.picture.picture import Picture
    from kg.query.under_both import UnderBothAnswer


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture in a page: light colours, which the style sheet may turn dark; links lead here.

    Attributes:
        wide: The picture.
        narrow: The same in one column; the style sheet shows one of both.
        kind: Of picture, as in `/picture/{kind}.svg`.
        query: Of the downloads.
    """

    wide: Picture
    narrow: Picture
    kind: str
    query: str

    @property
    def downloads(self) -> list[tuple[str, str]]:
        """Name and address of each format that can be made here."""
        return [(one.upper(), f"/picture/{self.kind}.{one}?{self.query}") for one in formats()]


def figure_of(
    drawing: Drawing, kind: str, language: Language, asked: Sequence[tuple[str, str]]
) -> Figure:
    """Return a picture for a page.

    Args:
        drawing: What is drawn, wide and narrow.
        kind: Of picture.
        language: Of the page.
        asked: Parameters of the downloads; those that are empty are left out.
    """
    day = dict(asked).get("as_of", "")
    wide, narrow = (drawing(style) for style in page_styles(language, day))
    given = [(name, value) for name, value in asked if value]
    return Figure(wide, narrow, kind, urlencode([*given, ("lang", language)]))


def figure_of_answer(
    answer: UnderBothAnswer, snapshot: Snapshot, language: Language, asked: Mapping[str, str]
) -> Figure:
    """Return the two-line picture for the page of the main question."""
    context = find_context(snapshot.view, answer)
    styles = page_styles(language, asked.get("as_of", ""))
    wide, narrow = (draw_two_lines(answer, context, style) for style in styles)
    return Figure(wide, narrow, "under-both", urlencode({**asked, "lang": language}))


def page_styles(language: Language, day: str = "") -> tuple[Style, Style]:
    """Return how the wide and the narrow picture of a page are drawn; a day goes along in links."""
    wide = Style(language, "light", lambda iri: page_link(iri, language, day))
    return wide, replace(wide, narrow=True)


def draw_answer(answer: UnderBothAnswer, snapshot: Snapshot, style: Style) -> Picture:
    """Return the picture of the main question for a download."""
    return draw_two_lines(answer, find_context(snapshot.view, answer), style)
