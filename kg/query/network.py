"""The network around a node: what was expanded, its neighbours, places to draw them at.

Nodes that are opened share the room there is, and each brings its neighbours by kinds of relations
in turn, so that no kind hides the others; each says how many it left out. Places are computed here,
so that everybody sees the same picture and a page without a script could draw it too.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest
from typing import TYPE_CHECKING, Final, TypeAlias, cast

import networkx as nx

from kg.model.iri import ID, ONTOLOGY, mint
from kg.model.terms import RDF, Iri
from kg.model.validity import Validity, Value, parse_day
from kg.query.facts import Json, select_facts
from kg.query.paths import KINDS
from kg.store.base import Solutions

if TYPE_CHECKING:
    from kg.store.base import GraphView

MOST_NODES: Final = 300
"""Nodes of one picture, at most."""

MOST_EXPANDED: Final = 12
"""Nodes that can be expanded in one picture."""

READ: Final = 2001
"""Edges of a node that are read (`paths-edges`); as many as this means there are more."""

_BOUNDS: Final = ("startEarliest", "startLatest", "endEarliest", "endLatest")
_STRUCTURE: Final = ("organised-in", "executive-committee")
_DETAILS: Final = f"""
SELECT ?class ?label WHERE {{
  {{ ?node <{RDF}type> ?class . FILTER(STRSTARTS(STR(?class), "{ONTOLOGY}")) }}
  UNION {{ ?node <http://www.w3.org/2000/01/rdf-schema#label> ?label }}
}}
"""
# Concrete shapes of a picture, most telling first; a node has several classes.
_SHAPES: Final = (
    ("Person", "person"),
    ("CoordinationRegulation", "agreement"),
    ("Agreement", "agreement"),
    ("PartyCommittee", "party"),
    ("PartyUnit", "party"),
    ("Enterprise", "enterprise"),
    ("StateBody", "state"),
    ("AdministrativeArea", "state"),
    ("Event", "event"),
)


# Between two parts that nothing ties together, where a node has a side of one.
_GAP: Final = 1.2
Places: TypeAlias = dict[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class NetworkRequest:
    """What is asked.

    Attributes:
        start: IRI of the node in the middle.
        expand: IRIs of other nodes whose neighbours are shown too, in order.
        as_of: Only edges that can hold on this day; None admits all.
        kinds: Some of `kg.query.paths.KINDS`.
        certainty: Certainties admitted.
        limit: Nodes at most.
    """

    start: str
    expand: tuple[str, ...] = ()
    as_of: date | None = None
    kinds: tuple[str, ...] = KINDS
    certainty: tuple[str, ...] = ("stated", "implied")
    limit: int = 60


@dataclass(slots=True)
class Network:
    """What is shown.

    Attributes:
        nodes: By IRI: `{iri, label, class, shape, expanded, left_out, x, y}`; `left_out` is null
            for a node that is not expanded, and `more` tells whether even that number is a floor.
        edges: `{from, to, kind, statement, certainty, value, validity}`, both ends among the nodes.
    """

    nodes: dict[str, Json] = field(default_factory=dict[str, Json])
    edges: list[Json] = field(default_factory=list[Json])


def find_network(view: GraphView, request: NetworkRequest) -> Network:
    """Return the network around a node.

    Raises:
        StoreError: The engine failed.
    """
    network = Network()
    admitted = {mint("cert", word) for word in request.certainty}
    read: dict[str, list[Json]] = {}
    opened = tuple(dict.fromkeys((request.start, *request.expand)))[:MOST_EXPANDED]
    for node in opened:
        _add(network, view, node)
    for number, node in enumerate(opened):
        room = (request.limit - len(network.nodes)) // (len(opened) - number)
        read[node] = _expand(network, view, node, request, admitted, max(0, room))
    known: dict[tuple[str, str, str, str], Json] = {}
    for edges in read.values():
        for edge in edges:
            if edge["from"] in network.nodes and edge["to"] in network.nodes:
                key = (edge["kind"], edge["statement"], edge["from"], edge["to"])
                known[cast("tuple[str, str, str, str]", key)] = edge
    network.edges = [known[key] for key in sorted(known)]
    place(network)
    return network


def _expand(
    network: Network,
    view: GraphView,
    node: str,
    request: NetworkRequest,
    admitted: set[str],
    room: int,
) -> list[Json]:
    """Add as many neighbours of a node as there is room for; return its edges."""
    rows = select_facts(view, "paths-edges", {"node": Iri(node)}).rows
    edges = [edge for row in rows if (edge := _edge(row, request, admitted))]
    new = [other for other in _in_turn(edges, node) if other not in network.nodes]
    for other in new[:room]:
        _add(network, view, other)
    network.nodes[node] |= {
        "expanded": True,
        "left_out": len(new[room:]),
        "more": len(rows) >= READ,
    }
    return edges


def _in_turn(edges: list[Json], node: str) -> list[str]:
    """Return the neighbours, each once: one of each kind of relation, then another of each."""
    by_kind: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for edge in edges:
        by_kind[str(edge["kind"])].append(_other(edge, node))
    queues = [sorted(set(found)) for found in by_kind.values()]
    turns = zip_longest(*queues)
    return list(dict.fromkeys(one for turn in turns for one in turn if one is not None))


def _other(edge: Mapping[str, object], node: str) -> str:
    return str(edge["to"] if edge["from"] == node else edge["from"])


def _edge(row: Json, request: NetworkRequest, admitted: set[str]) -> Json | None:
    kind, certainty = str(row["kind"]), cast("str | None", row["certainty"])
    if kind not in request.kinds or (certainty is not None and certainty not in admitted):
        return None
    bounds = cast("dict[str, str | None]", row["validity"])
    value = _value(kind, bounds, request.as_of)
    if value is Value.NO or row["from"] == row["to"]:
        return None
    return {
        "from": row["from"],
        "to": row["to"],
        "kind": kind,
        "statement": row["statement"],
        "certainty": certainty.rpartition("/")[2] if certainty else None,
        "value": value.word if value is not None else None,
        "validity": bounds,
    }


def _value(kind: str, bounds: Mapping[str, str | None], as_of: date | None) -> Value | None:
    if as_of is None:
        return None
    if kind in _STRUCTURE:
        return Value.CERTAIN
    days = (bounds[name] for name in _BOUNDS)
    return Validity(*(parse_day(day) if day else None for day in days)).value_at(as_of)


def _add(network: Network, view: GraphView, node: str) -> None:
    found = view.query(_DETAILS, bindings={"node": Iri(node)})
    assert isinstance(found, Solutions)
    classes: set[str] = set()
    labels: dict[str, str] = {}
    for row in found:
        if "class" in row:
            classes.add(str(row["class"]).removeprefix(ONTOLOGY))
        elif "label" in row:
            language = getattr(row["label"], "language", "") or "vi"
            labels[language] = min(labels.get(language, str(row["label"])), str(row["label"]))
    network.nodes[node] = describe_node(node, classes, labels)


def describe_node(iri: str, classes: Collection[str], labels: Mapping[str, str]) -> Json:
    """Return a node of a network that is not opened, by its classes (local names) and labels."""
    name, shape = _shape_of(classes)
    return {
        "iri": iri,
        "id": iri.removeprefix(ID),
        "label": {"vi": labels.get("vi"), "en": labels.get("en")},
        "class": name or next(iter(sorted(classes)), None),
        "shape": shape,
        "expanded": False,
        "left_out": None,
        "more": False,
    }


def _shape_of(classes: Collection[str]) -> tuple[str, str]:
    """Return the class that decides how a node is drawn, empty for none, and its shape.

    >>> _shape_of({"PartyUnit", "PartyOrganisation"})
    ('PartyUnit', 'party')
    """
    return next(((name, shape) for name, shape in _SHAPES if name in classes), ("", "other"))


def place(network: Network) -> None:
    """Give every node a place in a square from -1 to 1; the same network has the same places.

    Parts that nothing ties together are placed each by itself, and beside each other: springs would
    push them far apart and leave each a clump.
    """
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(network.nodes)
    graph.add_edges_from((str(edge["from"]), str(edge["to"])) for edge in network.edges)
    parts = sorted((graph.subgraph(one) for one in nx.connected_components(graph)), key=_order)
    for node, (x, y) in _side_by_side([_place_part(part) for part in parts]).items():
        network.nodes[node] |= {"x": round(x, 4), "y": round(y, 4)}


def _order(part: nx.Graph[str]) -> tuple[int, str]:
    return -len(part), min(part)


def _place_part(part: nx.Graph[str]) -> Places:
    """Place nodes in a square as wide as the root of their number, its corner at the origin."""
    side = len(part) ** 0.5
    if len(part) == 1:
        return dict.fromkeys(part, (side / 2, side / 2))
    # nodes in the order of the network: the same graph, the same places
    found = nx.spring_layout(part, seed=1, iterations=80, k=1.6 / side)
    across, down = ([float(place[axis]) for place in found.values()] for axis in (0, 1))
    wide, high = max(across) - min(across) or 1.0, max(down) - min(down) or 1.0
    return {
        node: ((x - min(across)) / wide * side, (y - min(down)) / high * side)
        for node, (x, y) in zip(found, zip(across, down, strict=True), strict=True)
    }


def _side_by_side(parts: list[Places]) -> Places:
    """Put squares into rows of about the same width, and all of it into a square from -1 to 1."""
    sides = [len(part) ** 0.5 + _GAP for part in parts]
    row = max(sum(side**2 for side in sides) ** 0.5, sides[0])
    places: Places = {}
    x = y = high = wide = 0.0
    for part, side in zip(parts, sides, strict=True):
        if x and x + side > row * 1.15:
            x, y, high = 0.0, y + high, 0.0
        places |= {node: (x + px, y + py) for node, (px, py) in part.items()}
        x, high = x + side, max(high, side)
        wide = max(wide, x)
    across, down = max(wide - _GAP, 0.01), max(y + high - _GAP, 0.01)
    return {node: (2 * px / across - 1, 2 * py / down - 1) for node, (px, py) in places.items()}
