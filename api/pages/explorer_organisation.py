"""The page of a body: what is known of it, at a day or at all times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from api.pages.explorer_authority import show_chains, show_lines
from api.pages.explorer_changes import show_changes, show_status
from api.pages.explorer_figures import figures_of_body
from api.pages.explorer_links import rdf_links, sparql_url
from api.pages.explorer_posts import show_posts
from api.pages.explorer_time import add_values
from kg.model.iri import BASE, ID, ONTOLOGY
from kg.model.terms import RDF, Iri, Literal
from kg.ontology.terms import PH
from kg.query.describe import read_said
from kg.query.facts import FactFilter, select_facts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from api.pages.explorer_names import Names

MOST_ROWS = 200
"""Rows of one table that a page shows; beyond, it says how many are left out."""

# Ties that have no time of their own, and what each is called on the page, out and in.
_TIES = {
    f"{ONTOLOGY}{name}": name
    for name in (
        "organisedIn", "executiveCommitteeOf", "standingCommitteeOf", "advisoryBodyOf",
        "partOfBody", "bodyOf", "ofArea", "parentCompany",
    )
}  # fmt: skip
_OTHER_CLAIMS = {f"{ONTOLOGY}{name}" for name in ("Siting", "EventParticipation", "Finding")}
_TYPE = RDF + "type"
_ALT = "http://www.w3.org/2004/02/skos/core#altLabel"


@dataclass(frozen=True, slots=True)
class Body:
    """A body and those that stand for it: a committee and its unit, an enterprise's units.

    Attributes:
        iri: The body.
        units: Party units whose superiors are its own.
        committees: Committees whose units are its own.
    """

    iri: str
    units: tuple[str, ...]
    committees: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """The body and those that stand for it, each once."""
        return tuple(dict.fromkeys((self.iri, *self.units, *self.committees)))


def show_organisation(
    iri: str, names: Names, admitted: FactFilter, day: date | None
) -> dict[str, Any]:
    """Return what the page of a body shows.

    Args:
        iri: A body that exists.
        names: Words and names in the reader's language.
        admitted: Certainties that count.
        day: The day asked about; None for all times.
    """
    view = names.snapshot.view
    ties = select_facts(view, "facts-neighbours", {"node": Iri(iri)}, admitted).rows
    body = _find_body(iri, ties)
    outgoing = read_said(view, iri)
    above, below = show_lines(body.all, names, admitted, day)
    return {
        "node": names.node(iri),
        "short": iri.removeprefix(ID),
        "classes": [
            names.term(str(row.object))
            for row in outgoing
            if row.property == _TYPE
            and str(row.object).startswith(BASE)
            and row.graphs != (f"{BASE}graph/derived",)
        ],
        "aliases": sorted(
            {row.object.value for row in outgoing if row.property == _ALT and _is_text(row.object)}
        ),
        "presence": show_status(body.all, names, day),
        "ties": [_tie(row, names) for row in ties if row["via"] in _TIES],
        "kind": _kind_of(outgoing, names),
        "above": above,
        "below": below,
        "chains_above": show_chains("superiors", body.units, names, admitted, day),
        "chains_below": show_chains("units", body.committees, names, admitted, day),
        "posts": show_posts({"organisation": iri}, names, admitted, day),
        "agreements": _agreements(body, names),
        "changes": show_changes(body.all, names),
        "others": _others(ties, names, day),
        "figures": lambda: figures_of_body(iri, body.units, body.committees, names, admitted, day),
        "rdf": rdf_links(iri),
        "sparql": [
            (names.words["superiors"], sparql_url("explorer-authority", {"subordinate": iri})),
            (names.words["units_below"], sparql_url("explorer-authority", {"superior": iri})),
            (names.words["posts"], sparql_url("facts-posts", {"organisation": iri})),
            (names.words["changes"], sparql_url("facts-changes", {"subject": iri})),
        ],
        "most": MOST_ROWS,
    }


def facts_as_rows(shown: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the facts of the page as rows of one table, for CSV."""
    rows: list[dict[str, Any]] = []
    for section in ("above", "below"):
        rows += [{"section": section, **row["raw"]} for row in shown[section]]
    rows += [{"section": "posts", **row["raw"]} for row in shown["posts"]["rows"]]
    return rows


def _find_body(iri: str, ties: Sequence[dict[str, object]]) -> Body:
    """Return who stands for a body; a tie that is asked for twice is one."""
    units = [iri] if _type_of(iri) == "unit" else []
    committees = [iri] if _type_of(iri) == "com" else []
    for row in ties:
        other = str(cast("dict[str, object]", row["neighbour"])["iri"])
        if row["via"] == PH.executiveCommitteeOf:
            (units if row["direction"] == "out" else committees).append(other)
        if row["via"] == PH.organisedIn and row["direction"] == "in":
            units.append(other)
    return Body(iri, tuple(dict.fromkeys(units)), tuple(dict.fromkeys(committees)))


def _type_of(iri: str) -> str:
    return iri.removeprefix(ID).partition("/")[0]


def _is_text(value: object) -> bool:
    return isinstance(value, Literal)


def _tie(row: dict[str, object], names: Names) -> dict[str, Any]:
    name = _TIES[str(row["via"])]
    return {
        "relation": names.words[f"tie_{name}_{row['direction']}"],
        "other": row["neighbour"],
        "places": names.places(row["evidence"]),
    }


def _kind_of(outgoing: Sequence[Any], names: Names) -> dict[str, Any] | None:
    kinds = [str(row.object) for row in outgoing if row.property == PH.kind]
    return names.node(kinds[0]) if kinds else None


def _agreements(body: Body, names: Names) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for party in (body.iri, *body.committees):
        table = select_facts(names.snapshot.view, "facts-agreements", {"party": Iri(party)})
        for row in table.rows:
            node = cast("dict[str, Any]", row["agreement"])
            others = [side for side in cast("list[str]", row["parties"]) if side != party]
            found[str(node["iri"])] = {
                "node": node,
                "others": names.nodes(others),
                "time": names.time(row),
                "places": names.places(row["evidence"]),
            }
    return list(found.values())


def _others(
    ties: Sequence[dict[str, object]], names: Names, day: date | None
) -> list[dict[str, Any]]:
    rows = [row for row in ties if row["via"] in _OTHER_CLAIMS and row["statement"]]
    add_values(rows, day)
    return [
        {
            "what": names.term(str(row["via"])),
            "statement": names.node(str(row["statement"])),
            "detail": names.capacity(row),
            "other": row["neighbour"],
            "time": names.time(row),
            "value": row["value"],
            "certainty": names.maybe(row["certainty"]),
            "places": names.places(row["evidence"]),
        }
        for row in rows
    ]
