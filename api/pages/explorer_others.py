"""Claims about a node that are neither authority nor post: sites, participations, findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.pages.explorer_parts import cut
from api.pages.explorer_time import value_of
from kg.query.ties import tell_statement

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from api.pages.explorer_names import Names
    from api.pages.explorer_parts import Part, Turned
    from kg.query.ties import Tie


def show_others(
    ties: Iterable[Tie], classes: Collection[str], names: Names, day: date | None, turned: Turned
) -> Part[dict[str, Any]]:
    """Return claims of some classes as rows, in the order of the ties.

    Args:
        ties: What is tied to the node.
        classes: IRIs of the classes of statements that count.
        names: Words and names in the reader's language.
        day: The day of `value`; None leaves it open.
        turned: Which list of the page is turned over.
    """
    found = [tie for tie in ties if tie.via in classes and tie.statement]
    return cut("others", found, turned, lambda tie: _other(tie, names, day))


def _other(tie: Tie, names: Names, day: date | None) -> dict[str, Any]:
    said = tell_statement(names.snapshot.view, str(tie.statement))
    return {
        "what": names.term(tie.via),
        "statement": names.node(str(tie.statement)),
        "detail": names.text(names.maybe(said["capacity"])) if said["capacity"] else "",
        "other": names.node(tie.neighbour),
        "time": names.time({"validity": tie.validity()}),
        "value": value_of(tie, day),
        "certainty": names.maybe(tie.certainty),
        "places": names.places(said["evidence"]),
    }
