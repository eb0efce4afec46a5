"""The two-line picture for pages and downloads: one builder, links of this server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.model.iri import ID
from kg.picture.context import find_context
from kg.picture.stage import Style
from kg.picture.two_lines import draw_two_lines

if TYPE_CHECKING:
    from api.pages.words import Language
    from api.snapshot import Snapshot
    from kg.picture.palette import Theme
    from kg.picture.picture import Picture
    from kg.query.under_both import UnderBothAnswer


def picture_of(answer: UnderBothAnswer, snapshot: Snapshot, language: Language) -> Picture:
    """Return the picture that a page holds: light colours, which its style sheet may turn dark."""
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
