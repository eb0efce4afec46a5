"""The page of a body: what is known of it, at a day or at all times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from api.pages.explorer_authority import Hierarchy, show_chains, show_lines
from api.pages.explorer_body import find_body
from api.pages.explorer_changes import show_changes, show_status
from api.pages.explorer_figures import figures_of_body
from api.pages.explorer_links import rdf_links, sparql_url
from api.pages.explorer_others import show_others
from api.pages.explorer_parts import NOT_TURNED, cut
from api.pages.explorer_posts import show_posts
from api.pages.explorer_time import add_values
from kg.model.iri import BASE, ID, ONTOLOGY
from kg.model.terms import RDF, Iri, Literal
from kg.ontology.terms import PH
from kg.query.describe import read_said
from kg.query.facts import FactFilter, select_facts
from kg.query.ties import read_ties

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from api.pages.explorer_body import Body
    from api.pages.explorer_names import Names
    from api.pages.explorer_parts import Turned
    from kg.query.ties import Tie
    from kg.store.base import GraphView

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


def show_organisation(
    iri: str,
    names: Names,
    admitted: FactFilter,
    day: date | None,
    turned: Turned = NOT_TURNED,
) -> dict[str, Any]:
    """Return what the page of a body shows.

    Args:
        iri: A body that exists.
        names: Words and names in the reader's language.
        admitted: Certainties that count.
        day: The day asked about; None for all times.
        turned: Which of its lists is turned over.
    """
    view = names.snapshot.view
    own = read_ties(view, iri, admitted)
    body = find_body(iri, own)
    ties = {iri: own} | {one: read_ties(view, one, admitted) for one in body.all if one != iri}
    outgoing = read_said(view, iri)
    hierarchy = Hierarchy.on(names.snapshot.authority, admitted, day)
    above, below = show_lines(iri, ties, names, day, turned)
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
        "ties": cut(
            "ties", [tie for tie in own if tie.via in _TIES], turned, lambda tie: _tie(tie, names)
        ),
        "kind": _kind_of(outgoing, names),
        "above": above,
        "below": below,
        "chains_above": show_chains("superiors", body.units, hierarchy, names, turned),
        "chains_below": show_chains("units", body.committees, hierarchy, names, turned),
        "posts": show_posts(iri, own, names, day, turned),
        "agreements": _agreements(body, names),
        "changes": show_changes(body.all, names),
        "others": show_others(own, _OTHER_CLAIMS, names, day, turned),
        "figures": lambda: figures_of_body(body, own, hierarchy, names, admitted, day),
        "rdf": rdf_links(iri),
        "sparql": [
            (names.words["superiors"], sparql_url("explorer-authority", {"subordinate": iri})),
            (names.words["units_below"], sparql_url("explorer-authority", {"superior": iri})),
            (names.words["posts"], sparql_url("facts-posts", {"organisation": iri})),
            (names.words["changes"], sparql_url("facts-changes", {"subject": iri})),
        ],
    }


def list_facts_of_body(
    iri: str, view: GraphView, admitted: FactFilter, day: date | None
) -> list[dict[str, Any]]:
    """Return the authorities and posts of a body as rows of one table, all of them, for CSV."""
    body = find_body(iri, read_ties(view, iri, admitted))
    rows: list[dict[str, Any]] = []
    for section, side in (("above", "subordinate"), ("below", "superior")):
        found: dict[str, dict[str, Any]] = {}
        for node in body.all:
            told = select_facts(view, "explorer-authority", {side: Iri(node)}, admitted).rows
            found.update({str(row["statement"]): row for row in told})
        rows += [{"section": section, **row} for row in found.values()]
    posts = select_facts(view, "facts-posts", {"organisation": Iri(iri)}, admitted).rows
    rows += [{"section": "posts", **row} for row in posts]
    add_values(rows, day)
    return rows


def _is_text(value: object) -> bool:
    return isinstance(value, Literal)


def _tie(tie: Tie, names: Names) -> dict[str, Any]:
    return {
        "relation": names.words[f"tie_{_TIES[tie.via]}_{tie.direction}"],
        "other": names.node(tie.neighbour),
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
