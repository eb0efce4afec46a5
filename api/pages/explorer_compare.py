"""The page of agreements side by side: topic by agreement, agreed or not mentioned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from api.pages.explorer_figures import figures_of_comparison
from kg.errors import ParameterError
from kg.query.compare import AGREED, compare_agreements
from kg.query.names import resolve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from api.pages.explorer_names import Names

MOST_COMPARED = 10


def resolve_compared(given: Sequence[str], names: Names) -> list[str]:
    """Return the agreements to lay side by side.

    Raises:
        ParameterError: Fewer than 2 or more than 10, or one twice.
        NotFoundError: One does not exist.
    """
    shown = ", ".join(given)[:80]
    if not 2 <= len(given) <= MOST_COMPARED:
        raise ParameterError("ids", shown, f"2 … {MOST_COMPARED}")
    nodes = [resolve(names.snapshot.view, one, ("agr",), parameter="ids") for one in given]
    if len(set(nodes)) != len(nodes):
        raise ParameterError("ids", shown, "each agreement once")
    return nodes


def show_compared(nodes: Sequence[str], names: Names) -> dict[str, Any]:
    """Return `{agreements, topics, raw}`: a row per topic, a cell per agreement.

    A topic that all have in common comes first, then those of fewer.
    """
    compared = compare_agreements(names.snapshot.view, nodes)
    topics = [_topic(row, names) for row in compared["topics"]]
    topics.sort(key=lambda row: (-row["agreed"], row["text"]))
    return {
        "agreements": [names.node(iri) for iri in nodes],
        "topics": topics,
        "raw": compared["topics"],
        "figures": lambda: figures_of_comparison(nodes, names),
    }


def _topic(row: dict[str, Any], names: Names) -> dict[str, Any]:
    node = names.node(row["topic"])
    cells: list[dict[str, Any]] = [
        {
            "is_agreed": cell["status"] == AGREED,
            "by": names.nodes(cell["by"]),
            "items": [
                {"node": item, "places": names.places(item["evidence"])}
                for item in {item["iri"]: item for item in cell["items"]}.values()
            ],
        }
        for cell in cast("list[dict[str, Any]]", row["cells"])
    ]
    return {
        "node": node,
        "text": names.text(node),
        "cells": cells,
        "agreed": sum(bool(cell["is_agreed"]) for cell in cells),
    }
