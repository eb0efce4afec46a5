"""Posts of a person or a body: a row per holding, and a mark for each day that is known."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from api.pages.explorer_parts import cut
from api.pages.explorer_time import RANKS, list_days, value_of
from kg.model.iri import ID
from kg.ontology.terms import PH
from kg.query.ties import tell_statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from api.pages.explorer_names import Names
    from api.pages.explorer_parts import Part, PartName, Turned
    from kg.query.ties import Tie

MOST_DAYS = 8
"""Days with a column of their own; the latest ones, so that the table stays readable."""


def show_posts(
    node: str, ties: Iterable[Tie], names: Names, day: date | None, turned: Turned
) -> Part[dict[str, Any]]:
    """Return posts as rows and as marks by day.

    Args:
        node: A person or a body.
        ties: All that is tied to it.
        names: Words and names in the reader's language.
        day: The day of `value`; None leaves it open.
        turned: Which list of the page is turned over.

    Returns:
        Certain on the day first, then possible, then those not shown. `more` holds `days`: the
        days some bound names, with the day asked about; each row has `marks`, one value a day;
        `certain` and `possible`: how many.
    """
    name: PartName = "posts" if node.startswith(f"{ID}per/") else "people"
    side = "out" if name == "posts" else "in"
    posts = [tie for tie in ties if tie.via == PH.PostHolding and tie.direction == side]
    posts.sort(key=lambda tie: (tie.bounds[1] or "", tie.statement or ""))
    values = {tie: value_of(tie, day) for tie in posts}
    posts.sort(key=lambda tie: RANKS[values[tie]])
    days = list_days(({"validity": tie.validity()} for tie in posts), MOST_DAYS)
    if day:
        days = sorted({*days, day.isoformat()})
    part = cut(name, posts, turned, lambda tie: _post(node, tie, values[tie], days, names))
    told = list(values.values())
    part.more.update(
        days=[{"iso": one, "text": names.day(one)} for one in days],
        day=day.isoformat() if day else None,
        certain=told.count("certain"),
        possible=told.count("possible"),
    )
    return part


def _post(
    node: str, tie: Tie, value: str | None, days: Sequence[str], names: Names
) -> dict[str, Any]:
    said = tell_statement(names.snapshot.view, str(tie.statement))
    person, body = (node, tie.neighbour) if tie.direction == "out" else (tie.neighbour, node)
    return {
        "person": names.node(person),
        "role": names.node(str(said["role"])),
        "sphere": names.maybe(said["sphere"]),
        "organisation": names.node(body),
        "statement": tie.statement,
        "time": names.time({"validity": tie.validity()}),
        "value": value,
        "certainty": names.maybe(tie.certainty),
        "places": names.places(said["evidence"]),
        "marks": [tie.value_at(date.fromisoformat(one)).word for one in days],
    }
