"""The pictures of the explorer's pages: each beside the table that says the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.pages.pictures import Figure, figure_of
from kg.model.iri import ID
from kg.picture.draw import Drawer
from kg.query.facts import FactFilter

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from api.pages.explorer_authority import Hierarchy
    from api.pages.explorer_body import Body
    from api.pages.explorer_names import Names
    from kg.picture.draw import Drawing
    from kg.query.territories import Territories
    from kg.query.ties import Tie

MOST_COMPARED = 6
"""Agreements side by side in a picture; more stand in the table alone."""


def figures_of_body(
    body: Body,
    ties: Sequence[Tie],
    hierarchy: Hierarchy,
    names: Names,
    admitted: FactFilter,
    day: date | None,
) -> list[Figure]:
    """Return superiors and units on a day, and the neighbourhood; none that shows the body alone.

    Args:
        body: The body and those that stand for it.
        ties: All that is tied to the body, at any time.
        hierarchy: The chains of the day; without one there is no authority to draw.
        names: The generation and the language.
        admitted: Certainties that count.
        day: The day.
    """
    drawer = _drawer(names)
    figures: list[Figure] = []
    asked = _asked(day, admitted)
    knows = names.snapshot.authority.find_node
    if day:
        for unit in [one for one in body.units if knows(one) is not None][:1]:
            drawing = drawer.found_superiors(unit, hierarchy.find("superiors", unit), day)
            figures.append(_figure(drawing, "superiors", names, [("unit", _short(unit)), *asked]))
        for committee in [one for one in body.committees if knows(one) is not None][:1]:
            drawing = drawer.found_units(committee, hierarchy.find("units", committee), day)
            given = [("committee", _short(committee)), *asked]
            figures.append(_figure(drawing, "units", names, given))
    drawing = drawer.found_ties(body.iri, ties, day)
    figures.append(_figure(drawing, "neighbourhood", names, [("of", _short(body.iri)), *asked]))
    return [figure for figure in figures if figure.wide.boxes > 1]


def figures_of_person(iri: str, names: Names, day: date | None) -> list[Figure]:
    """Return the timeline of a person's posts."""
    drawing = _drawer(names).posts(iri, day)
    return [_figure(drawing, "posts", names, [("of", _short(iri)), *_asked(day)])]


def figures_of_conferences(names: Names, day: date | None) -> list[Figure]:
    """Return the timeline of conferences."""
    return [_figure(_drawer(names).conferences(day), "conferences", names, _asked(day))]


def figures_of_comparison(agreements: Sequence[str], names: Names) -> list[Figure]:
    """Return agreements side by side, unless they are too many to be drawn."""
    if len(agreements) > MOST_COMPARED:
        return []
    asked = [("ids", _short(one)) for one in agreements]
    return [_figure(_drawer(names).comparison(agreements), "comparison", names, asked)]


def figures_of_territories(
    found: Territories, names: Names, day: date, admitted: FactFilter
) -> list[Figure]:
    """Return the provinces of a day, as they were found for the page."""
    drawing = _drawer(names).found_territories(found)
    return [_figure(drawing, "territories", names, _asked(day, admitted))]


def _drawer(names: Names) -> Drawer:
    return Drawer(names.snapshot.view, names.snapshot.authority)


def _figure(drawing: Drawing, kind: str, names: Names, asked: list[tuple[str, str]]) -> Figure:
    return figure_of(drawing, kind, names.lang, asked)


def _asked(day: date | None, admitted: FactFilter | None = None) -> list[tuple[str, str]]:
    """Return the parameters of a download; certainties only where they are not the usual ones."""
    asked = [("as_of", day.isoformat() if day else "")]
    if admitted and admitted.certainty != FactFilter().certainty:
        asked.append(("certainty", ",".join(admitted.certainty)))
    return asked


def _short(iri: str) -> str:
    return iri.removeprefix(ID)
