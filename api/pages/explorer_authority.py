"""Who is above and below a body: statement by statement, and by chains on a day."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

from api.pages.explorer_parts import cut
from api.pages.explorer_time import RANKS, value_of
from kg.model.iri import mint
from kg.ontology.terms import PH
from kg.query.hierarchy import HierarchyRequest, find_superiors, find_units
from kg.query.ties import tell_statement

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from api.pages.explorer_names import Names
    from api.pages.explorer_parts import Part, PartName, Turned
    from kg.index.authority_open import AuthorityIndex
    from kg.query.facts import FactFilter, Json
    from kg.query.ties import Tie

Side: TypeAlias = Literal["superiors", "units"]
_AUTHORITY = (PH.PartySubordination, PH.EnterpriseAffiliation, PH.LeadershipDirection)


def show_lines(
    node: str,
    ties: Mapping[str, Sequence[Tie]],
    names: Names,
    day: date | None,
    turned: Turned,
) -> tuple[Part[dict[str, Any]], Part[dict[str, Any]]]:
    """Return the statements that put something above a body, and those that put it above others.

    Args:
        node: The body.
        ties: What is tied to it and to each of those that stand for it, by node.
        names: Words and names in the reader's language.
        day: The day of `value`; None leaves it open.
        turned: Which list of the page is turned over.

    Returns:
        Rows that are certain on the day first, then the possible ones, last those that cannot
        hold and say so; each by line. `more` holds `stands`: the node that all rows are told of,
        where it is one and not the body itself, else None.
    """
    above = _lines("superiors", "out", node, ties, names, day, turned)
    below = _lines("below", "in", node, ties, names, day, turned)
    return above, below


@dataclass(slots=True)
class Hierarchy:
    """Chains of any length on a day, each worked out once for the list and for the picture.

    Attributes:
        index: Arrays of the generation.
        request: The day and what may be used; None without a day, when there are no chains.
    """

    index: AuthorityIndex
    request: HierarchyRequest | None
    _found: dict[tuple[str, str], list[Json]] = field(
        default_factory=dict[tuple[str, str], "list[Json]"]
    )

    @classmethod
    def on(cls, index: AuthorityIndex, admitted: FactFilter, day: date | None) -> Hierarchy:
        """Return the chains of a day."""
        if day is None:
            return cls(index, None)
        return cls(index, HierarchyRequest(day, admitted.certainty, admitted.collection))

    def find(self, side: Side, node: str) -> list[Json]:
        """Return the superiors of a unit or the units under a committee; none that is unknown."""
        if self.request is None or self.index.find_node(node) is None:
            return []
        if (side, node) not in self._found:
            find = find_superiors if side == "superiors" else find_units
            self._found[side, node] = find(self.index, node, self.request)
        return self._found[side, node]


def show_chains(
    side: Side, nodes: Sequence[str], hierarchy: Hierarchy, names: Names, turned: Turned
) -> Part[dict[str, Any]]:
    """Return chains of any length on a day, nearest first; none without a day.

    Args:
        side: `superiors` of units, or `units` under committees.
        nodes: The units, or the committees.
        hierarchy: The chains of the day.
        names: Words and names in the reader's language.
        turned: Which list of the page is turned over.
    """
    name: PartName = "above-chains" if side == "superiors" else "below-chains"
    other = "committee" if side == "superiors" else "unit"
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for node in nodes:
        for row in cast("list[dict[str, Any]]", hierarchy.find(side, node)):
            rows.setdefault((str(row[other]["iri"]), str(row["kind"])), row)
    return cut(name, list(rows.values()), turned, lambda row: _chain(row, other, names))


def _lines(
    name: PartName,
    direction: str,
    node: str,
    ties: Mapping[str, Sequence[Tie]],
    names: Names,
    day: date | None,
    turned: Turned,
) -> Part[dict[str, Any]]:
    # a statement that is told of two of the nodes is one
    found = {
        str(tie.statement): (one, tie)
        for one, of_node in ties.items()
        for tie in sorted(of_node, key=_by_line)
        if tie.via in _AUTHORITY and tie.direction == direction
    }
    kinds = {_line_of(tie) for _, tie in found.values()}
    words = {line: names.text(names.maybe(line)) for line in kinds}
    values = {statement: value_of(tie, day) for statement, (_, tie) in found.items()}
    lines = sorted(found, key=lambda one: (RANKS[values[one]], words[_line_of(found[one][1])]))
    part = cut(name, lines, turned, lambda one: _line(*found[one], values[one], words, names))
    told_of = {one for one, _ in found.values()}
    is_of_another = len(told_of) == 1 and node not in told_of
    part.more["stands"] = names.node(told_of.pop()) if is_of_another else None
    return part


def _by_line(tie: Tie) -> tuple[str, str, str, str, str]:
    return tie.via, tie.line or "", tie.neighbour, tie.bounds[1] or "", tie.statement or ""


def _line_of(tie: Tie) -> str | None:
    if not tie.line and tie.via == PH.EnterpriseAffiliation:
        return mint("line", "ownership")
    return tie.line


def _line(
    node: str, tie: Tie, value: str | None, words: Mapping[str | None, str], names: Names
) -> dict[str, Any]:
    said = tell_statement(names.snapshot.view, str(tie.statement))
    affiliation, share = names.maybe(said["affiliation"]), said["share"]
    return {
        "line": words[_line_of(tie)],
        "what": names.term(tie.via),
        "detail": names.text(affiliation) if affiliation else "",
        "share": _percent(float(str(share)), names.lang) if share else "",
        "node": names.node(tie.neighbour),
        "self": names.node(node),
        "statement": tie.statement,
        "time": names.time({"validity": tie.validity()}),
        "value": value,
        "certainty": names.maybe(tie.certainty),
        "places": names.places(said["evidence"]),
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
