"""The explorer's page: neighbours in a table, with what opens and closes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import urlencode

from api.pages.explorer_names import load_explorer_words
from kg.model.iri import ID
from kg.query.network import MOST_EXPANDED

if TYPE_CHECKING:
    from api.pages.explorer_names import Names
    from kg.query.network import Network, NetworkRequest

Row = dict[str, Any]
# Nodes to begin with, of the three articles and of the public record.
_EXAMPLES: Final = ("ent/tct-thep-viet-nam-ctcp", "com/quan-uy-hong-bang", "ent/tkv")


def list_examples(names: Names) -> list[Row]:
    """Return nodes to begin with, those of them that the generation holds."""
    found = [names.node(f"{ID}{one}") for one in _EXAMPLES]
    return [node for node in found if any(node["label"].values())]


def show_network(network: Network, asked: NetworkRequest, names: Names) -> Row:
    """Return what the page shows of a network.

    Returns:
        `nodes` in the order they came in, each with the address that opens or closes it; `edges`
        with both ends named; `raw`, the edges as a flat table; `left_out`, a sentence's worth of
        numbers per node that left some out.
    """
    opened = [asked.start, *asked.expand]
    nodes = [_node(node, opened, asked, names) for node in network.nodes.values()]
    by_iri = {row["node"]["iri"]: row["node"] for row in nodes}
    edges: list[Row] = [
        {
            **edge,
            "from": by_iri[str(edge["from"])],
            "to": by_iri[str(edge["to"])],
            "kind_text": names.words[_key(str(edge["kind"]))],
        }
        for edge in network.edges
    ]
    return {
        "nodes": nodes,
        "edges": edges,
        "raw": [_flat(edge) for edge in edges],
        "start": by_iri[asked.start],
        "left_out": [row for row in nodes if row["left_out"] or row["more"]],
    }


def name_kinds(network: Network) -> dict[str, dict[str, str]]:
    """Return what the kinds of relations of a network are called, by kind and language."""
    words = load_explorer_words()
    kinds = dict.fromkeys(str(edge["kind"]) for edge in network.edges)
    return {kind: {tag: words[tag][_key(kind)] for tag in words} for kind in kinds}


def _key(kind: str) -> str:
    return f"edge_{kind.replace('-', '_')}"


def _node(node: Row, opened: list[str], asked: NetworkRequest, names: Names) -> Row:
    iri = str(node["iri"])
    is_open = bool(node["expanded"])
    url = None
    if is_open and iri != asked.start:
        url = _url(asked, [one for one in opened[1:] if one != iri], names)
    elif not is_open and len(opened) < MOST_EXPANDED:
        url = _url(asked, [*opened[1:], iri], names)
    return {
        "node": {"iri": iri, "label": node["label"]},
        "shape": node["shape"],
        "class_text": names.words[f"shape_{node['shape']}"],
        "is_open": is_open,
        "toggle_url": url,
        "centre_url": "/explorer?" + urlencode({"start": node["id"], "lang": names.lang}),
        "left_out": node["left_out"],
        "more": node["more"],
    }


def _url(asked: NetworkRequest, expand: list[str], names: Names) -> str:
    fields: list[tuple[str, str]] = [("start", asked.start), ("lang", names.lang)]
    fields += [("expand", one) for one in expand]
    fields += [("kinds", one) for one in asked.kinds]
    if asked.as_of:
        fields.append(("as_of", asked.as_of.isoformat()))
    if "inferred" in asked.certainty:
        fields.append(("inferred", "1"))
    fields.append(("limit", str(asked.limit)))
    return "/explorer?" + urlencode(fields)


def _flat(edge: Row) -> Row:
    validity = cast("dict[str, str | None]", edge["validity"])
    kept = {key: edge[key] for key in ("from", "kind", "to", "statement", "certainty", "value")}
    return {**kept, **validity}
