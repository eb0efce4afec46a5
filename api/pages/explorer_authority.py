"""Who is above and below a body: statement by statement, and by chains on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from api.pages.explorer_time import add_values
from kg.errors import NotFoundError
from kg.model.iri import mint
from kg.model.terms import Iri
from kg.ontology.terms import PH
from kg.query.facts import FactFilter, select_facts
from kg.query.hierarchy import HierarchyRequest, find_superiors, find_units

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from api.pages.explorer_names import Names

_ORDER = {"certain": 0, "possible": 1, None: 1, "not shown": 2}


def show_lines(
    nodes: Sequence[str], names: Names, admitted: FactFilter, day: date | None
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the statements that put something above a body, and those that put it above others.

    Args:
        nodes: The body and those that stand for it.
        names: Words and names in the reader's language.
        admitted: Certainties that count.
        day: The day of `value`; None leaves it open.

    Returns:
        Rows that are certain on the day first, then the possible ones, last those that cannot
        hold and say so; each by line.
    """
    above, below = (
        _lines(side, other, nodes, names, admitted, day)
        for side, other in (("subordinate", "superior"), ("superior", "subordinate"))
    )
    return above, below


def show_chains(
    side: str, nodes: Sequence[str], names: Names, admitted: FactFilter, day: date | None
) -> list[dict[str, Any]]:
    """Return chains of any length on a day, nearest first; none without a day.

    Args:
        side: `superiors` of units, or `units` under committees.
        nodes: The units, or the committees.
        names: Words and names in the reader's language.
        admitted: Certainties that count.
        day: The day.
    """
    if day is None:
        return []
    request = HierarchyRequest(day, admitted.certainty, admitted.collection)
    find, other = (find_superiors, "committee") if side == "superiors" else (find_units, "unit")
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for node in nodes:
        try:
            found = find(names.snapshot.authority, node, request)
        except NotFoundError:  # no statement of authority names it, so the index does not know it
            continue
        for row in found:
            shown = _chain(cast("dict[str, Any]", row), other, names)
            rows.setdefault((str(shown["node"]["iri"]), str(row["kind"])), shown)
    return list(rows.values())


def _lines(
    side: str,
    other: str,
    nodes: Sequence[str],
    names: Names,
    admitted: FactFilter,
    day: date | None,
) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for node in nodes:
        table = select_facts(names.snapshot.view, "explorer-authority", {side: Iri(node)}, admitted)
        found.update({str(row["statement"]): row for row in table.rows})
    rows = list(found.values())
    add_values(rows, day)
    shown = [_line(row, other, side, names) for row in rows]
    return sorted(shown, key=lambda row: (_ORDER[row["value"]], row["line"]))


def _line(row: dict[str, Any], other: str, side: str, names: Names) -> dict[str, Any]:
    line = row["line"]
    if not line and row["class"] == PH.EnterpriseAffiliation:
        line = mint("line", "ownership")
    affiliation = names.maybe(row["affiliation"])
    share = row["share"]
    return {
        "line": names.text(names.maybe(line)),
        "what": names.term(row["class"]),
        "detail": names.text(affiliation) if affiliation else "",
        "share": _percent(float(share), names.lang) if share else "",
        "node": row[other],
        "self": row[side],
        "statement": row["statement"],
        "time": names.time(row),
        "value": row["value"],
        "certainty": names.maybe(row["certainty"]),
        "places": names.places(row["evidence"]),
        "raw": row,
    }


def _chain(row: dict[str, Any], other: str, names: Names) -> dict[str, Any]:
    line = str(row["line"])
    known = line not in {"", "mixed"}
    return {
        "node": row[other],
        "kind": names.words[f"chain_{row['kind']}"],
        "line": names.text(names.node(mint("line", line))) if known else names.words["line_mixed"],
        "depth": row["depth"],
        "value": row["value"],
        "path": [edge["to"] for edge in row["path"]],
    }


def _percent(share: float, lang: str) -> str:
    """Return a share as people write it, its sign not to be broken from its number."""
    text = f"{share:g}\N{NO-BREAK SPACE}%"
    return text.replace(".", ",") if lang == "vi" else text
