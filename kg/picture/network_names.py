"""Names beside the nodes of a network: their lines, the room they take, which matter most.

The script that draws a network hides names that would cover others; it knows no font, so the boxes
are measured here, with the same metrics as all pictures.
"""

from __future__ import annotations

from collections import Counter
from math import ceil
from typing import TYPE_CHECKING, Any, Final, cast

from kg.picture.text import LEADING, SMALL, width, wrap

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.query.network import Network

NAME_ROOM: Final = 150.0
"""The widest line of a name."""
MOST_LINES: Final = 2


def describe_names(network: Network) -> list[dict[str, Any]]:
    """Return the nodes of a network with `rank` and `name`, in their order.

    `rank` is 0 for the node that comes first to be named: opened nodes in their order, then those
    with most relations in the picture. `name` has for each language `lines`, `width` and `height`.
    """
    degree = Counter(str(edge[end]) for edge in network.edges for end in ("from", "to"))
    nodes = list(network.nodes.values())
    order = sorted(nodes, key=lambda node: (not node["expanded"], -degree[str(node["iri"])]))
    ranks = {str(node["iri"]): rank for rank, node in enumerate(order)}
    return [
        {**node, "rank": ranks[str(node["iri"])], "name": _names(cast("dict[str, Any]", node))}
        for node in nodes
    ]


def _names(node: Mapping[str, Any]) -> dict[str, Any]:
    label = cast("Mapping[str, str | None]", node["label"])
    vi, en = (label[tag] or label[other] for tag, other in (("vi", "en"), ("en", "vi")))
    return {"vi": _measure(vi or str(node["id"])), "en": _measure(en or str(node["id"]))}


def _measure(name: str) -> dict[str, Any]:
    lines = wrap(name, NAME_ROOM, SMALL, 400, MOST_LINES)
    return {
        "lines": list(lines),
        "width": ceil(10 * max(width(line, SMALL) for line in lines)) / 10,
        "height": round(len(lines) * SMALL * LEADING, 1),
    }
