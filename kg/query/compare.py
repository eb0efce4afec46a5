"""Agreements side by side: which topic is agreed where, and by whom.

A cell is `agreed` with the clauses and duties that say so, or `not-mentioned`. "No" is never
said: an article tells of some contents of an agreement, and its silence is no absence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, cast

from kg.model.terms import Iri
from kg.query.facts import FactFilter, Json, select_facts
from kg.store.base import GraphView

AGREED, NOT_MENTIONED = "agreed", "not-mentioned"


def compare_agreements(
    view: GraphView, agreements: Sequence[str], admitted: FactFilter | None = None
) -> dict[str, Any]:
    """Return `{agreements, topics}`: one row per topic, one cell per agreement.

    Args:
        view: The data.
        agreements: IRIs, in the order of the columns.
        admitted: What may be used.

    Returns:
        `agreements` are rows of the query `facts-agreements`; a row of `topics` has `topic`
        and `cells`, in the order of the agreements, each with `status`, `items` (clauses and
        tasks: IRI, label, obligors, evidence) and `by` (all obligors). Topics in order of IRI.
    """
    described: list[Json] = []
    cells: defaultdict[str, dict[str, list[Json]]] = defaultdict(dict)
    for agreement in agreements:
        bindings = {"agreement": Iri(agreement)}
        described += select_facts(view, "facts-agreements", bindings, admitted).rows
        for topic, item in _items(view, bindings, admitted):
            cells[topic].setdefault(agreement, []).append(item)
    topics = [
        {"topic": topic, "cells": [_cell(found.get(one, [])) for one in agreements]}
        for topic, found in sorted(cells.items())
    ]
    return {"agreements": described, "topics": topics}


def _items(
    view: GraphView, bindings: Mapping[str, Iri], admitted: FactFilter | None
) -> list[tuple[str, Json]]:
    """Return (topic, item) of every clause with its obligors, and of every focus task."""
    duties = select_facts(view, "facts-duties", bindings, admitted).rows
    obligors: defaultdict[str, set[str]] = defaultdict(set)
    for duty in duties:
        if duty["clause"]:
            obligors[str(duty["clause"])].update(cast("list[str]", duty["obligors"]))
    items: list[tuple[str, Json]] = []
    for clause in select_facts(view, "facts-clauses", bindings, admitted).rows:
        node = cast("Json", clause["clause"])
        by = sorted(obligors[str(node["iri"])])
        items += _spread(clause, node, by)
    for duty in duties:
        if not duty["clause"]:
            items += _spread(duty, cast("Json", duty["duty"]), cast("list[str]", duty["obligors"]))
    return items


def _spread(row: Json, node: Json, by: list[str]) -> list[tuple[str, Json]]:
    item: Json = {**node, "by": by, "evidence": row["evidence"]}
    return [(topic, item) for topic in cast("list[str]", row["topics"])]


def _cell(items: list[Json]) -> Json:
    by = sorted({obligor for item in items for obligor in cast("list[str]", item["by"])})
    return {"status": AGREED if items else NOT_MENTIONED, "by": by, "items": items}
