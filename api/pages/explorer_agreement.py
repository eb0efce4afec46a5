"""The pages of agreements: all of them, one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from api.pages.explorer_conferences import show_event
from api.pages.explorer_links import rdf_links, sparql_url
from api.pages.explorer_time import add_values
from kg.model.iri import ID, ONTOLOGY
from kg.model.terms import Iri
from kg.query.facts import FactFilter, select_facts

if TYPE_CHECKING:
    from datetime import date

    from api.pages.explorer_names import Names

_TASK = ONTOLOGY + "FocusTask"
MOST_ROWS = 200
"""Agreements that the list shows; beyond, it says how many are left out."""


def show_agreements(names: Names, admitted: FactFilter, day: date | None) -> dict[str, Any]:
    """Return all agreements, one row each, those that can hold on the day first."""
    rows = names.table("facts-agreements", admitted)
    add_values(rows, day)
    rows.sort(key=lambda row: row["value"] == "not shown")
    return {
        "rows": [_agreement(row, names) for row in rows[:MOST_ROWS]],
        "left_out": max(0, len(rows) - MOST_ROWS),
        "raw": rows,
        "sparql": [(names.words["agreements"], sparql_url("facts-agreements"))],
    }


def show_agreement(
    iri: str, names: Names, admitted: FactFilter, day: date | None
) -> dict[str, Any]:
    """Return what the page of one agreement shows.

    Args:
        iri: An agreement that exists.
        names: Words and names in the reader's language.
        admitted: Certainties that count.
        day: The day asked about; None leaves `value` open.
    """
    parts = {
        name: list(
            select_facts(names.snapshot.view, name, {"agreement": Iri(iri)}, admitted).rows
        )
        for name in (
            "facts-agreements", "facts-clauses", "facts-duties", "facts-events",
            "explorer-norms", "explorer-scope",
        )
    }  # fmt: skip
    add_values(parts["facts-agreements"], day)
    found = parts["facts-agreements"]
    parts["facts-duties"] = _once(parts["facts-duties"])
    duties = [_duty(row, names) for row in parts["facts-duties"]]
    clauses = [_clause(row, names) for row in parts["facts-clauses"]]
    labels = {clause["iri"]: clause for clause in clauses}
    for duty in duties:
        duty["clause"] = labels.get(duty["in_clause"])
    return {
        "node": names.node(iri),
        "short": iri.removeprefix(ID),
        "agreement": _agreement(found[0], names) if found else None,
        "clauses": clauses,
        "duties": [duty for duty in duties if not duty["is_task"]],
        "tasks": [duty for duty in duties if duty["is_task"]],
        "obligors": _by_obligor(duties),
        "events": [show_event(row, names) for row in parts["facts-events"]],
        "norms": [_norm(row, names) for row in parts["explorer-norms"]],
        "scope": [_group(row, names) for row in parts["explorer-scope"]],
        "raw": parts["facts-duties"],
        "rdf": rdf_links(iri),
        "sparql": [
            (names.words[word], sparql_url(query, {"agreement": iri}))
            for word, query in (
                ("clauses", "facts-clauses"),
                ("duties", "facts-duties"),
                ("events", "facts-events"),
                ("norms", "explorer-norms"),
            )
        ],
    }


def _agreement(row: dict[str, Any], names: Names) -> dict[str, Any]:
    return {
        "node": row["agreement"],
        "parties": names.nodes(row["parties"]),
        "based_on": names.nodes(row["basedOn"]),
        "purpose": names.pick(row, "purpose"),
        "time": names.time(row),
        "value": row["value"],
        "places": names.places(row["evidence"]),
        "raw": row,
    }


def _clause(row: dict[str, Any], names: Names) -> dict[str, Any]:
    return {
        "iri": row["clause"]["iri"],
        "node": row["clause"],
        "ordinal": row["ordinal"],
        "topics": names.nodes(row["topics"]),
        "cites": names.nodes(row["cites"]),
        "matter": names.pick(row, "subject"),
        "places": names.places(row["evidence"]),
    }


def _duty(row: dict[str, Any], names: Names) -> dict[str, Any]:
    return {
        "node": row["duty"],
        "is_task": row["class"] == _TASK,
        "in_clause": row["clause"],
        "event": names.maybe(row["event"]),
        "ordinal": row["ordinal"],
        "obligors": names.nodes(row["obligors"]),
        "beneficiaries": names.nodes(row["beneficiaries"]),
        "actions": names.nodes(row["actions"]),
        "topics": names.nodes(row["topics"]),
        "cites": names.nodes(row["cites"]),
        "matter": names.pick(row, "subject"),
        "certainty": names.maybe(row["certainty"]),
        "places": names.places(row["evidence"]),
    }


def _once(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return each duty once: a focus task is an obligation, too, and comes as both."""
    tasks = {row["duty"]["iri"] for row in rows if row["class"] == _TASK}
    return [row for row in rows if row["class"] == _TASK or row["duty"]["iri"] not in tasks]


def _by_obligor(duties: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return duties by who is bound: a duty of two is one duty of both together."""
    groups: dict[tuple[str, ...], dict[str, Any]] = {}
    for duty in duties:
        bound = cast("list[dict[str, Any]]", duty["obligors"])
        key = tuple(str(node["iri"]) for node in bound)
        groups.setdefault(key, {"obligors": bound, "duties": []})["duties"].append(duty)
    return list(groups.values())


def _norm(row: dict[str, Any], names: Names) -> dict[str, Any]:
    return {
        "node": row["norm"],
        "number": row["number"],
        "issued": names.day(row["issued"]),
        "kind": names.maybe(row["kind"]),
        "issuer": names.maybe(row["issuer"]),
        "replaces": names.nodes(row["replaces"]),
        "replaced_by": names.nodes(row["replacedBy"]),
        "places": names.places(row["evidence"]),
    }


def _group(row: dict[str, Any], names: Names) -> dict[str, Any]:
    return {
        "node": row["group"],
        "reported": row["reported"],
        "what": names.pick(row, "counted"),
        "members": names.nodes(row["members"]),
        "candidates": names.nodes(row["candidates"]),
        "certainty": names.maybe(row["certainty"]),
        "places": names.places(row["evidence"]),
    }
