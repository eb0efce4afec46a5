"""Pictures for pages and downloads: the builders of `kg.picture`, with links of this server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from kg.model.iri import ID
from kg.picture.context import find_context
from kg.picture.draw import Drawer
from kg.picture.export import formats
from kg.picture.stage import Style
from kg.picture.two_lines import draw_two_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from api.pages.words import Language
    from api.snapshot import Snapshot
    from kg.picture.palette import Theme
    from kg.picture.picture import Picture
    from kg.query.under_both import UnderBothAnswer


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture in a page.

    Attributes:
        picture: Light colours, which the style sheet may turn dark; its links lead to pages here.
        kind: Of picture, as in `/picture/{kind}.svg`.
        query: Of the downloads.
    """

    picture: Picture
    kind: str
    query: str

    @property
    def downloads(self) -> list[tuple[str, str]]:
        """Name and address of each format that can be made here."""
        return [(one.upper(), f"/picture/{self.kind}.{one}?{self.query}") for one in formats()]


def figure_of(
    picture: Picture, kind: str, language: Language, asked: Sequence[tuple[str, str]]
) -> Figure:
    """Return a picture with its downloads; parameters that are empty are left out."""
    query = urlencode([(name, value) for name, value in asked if value] + [("lang", language)])
    return Figure(picture, kind, query)


def drawer_of(snapshot: Snapshot, language: Language, theme: Theme) -> Drawer:
    """Return what draws downloads: nodes lead to the IRIs themselves."""
    return Drawer(snapshot.view, snapshot.authority, Style(language, theme))


def page_drawer(snapshot: Snapshot, language: Language) -> Drawer:
    """Return what draws figures of pages."""
    return Drawer(snapshot.view, snapshot.authority, Style(language, "light", to_local))


def picture_of(answer: UnderBothAnswer, snapshot: Snapshot, language: Language) -> Picture:
    """Return the picture of the main question for its page."""
    style = Style(language, "light", to_local)
    return draw_two_lines(answer, find_context(snapshot.view, answer), style)


def download_of(
    answer: UnderBothAnswer, snapshot: Snapshot, language: Language, theme: Theme
) -> Picture:
    """Return the picture that is downloaded: its nodes lead to the IRIs themselves."""
    style = Style(language, theme)
    return draw_two_lines(answer, find_context(snapshot.view, answer), style)


def to_local(iri: str) -> str:
    """Return the path of a node of ours on this server; other IRIs stay as they are.

    >>> to_local("https://w3id.org/phoihop/id/com/quan-uy-hong-bang")
    '/id/com/quan-uy-hong-bang'
    """
    return f"/id/{iri.removeprefix(ID)}" if iri.startswith(ID) else iri
