"""Things and relations as a network file for Gephi and Cytoscape: GEXF 1.2, GraphML.

With a day, relations that cannot hold on it are left out and the others say how sure they are.
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

import networkx as nx

from kg.errors import ParameterError
from kg.export.entities import Entities, is_on

if TYPE_CHECKING:
    from datetime import date

# The library writes the day of writing; a file must not depend on it.
_WRITTEN_ON: Final = re.compile(rb'(<meta)[^>]*lastmodifieddate="[^"]*"')
_CREATOR: Final = re.compile(rb"<creator>[^<]*</creator>")


def format_network(entities: Entities, name: str, day: date | None = None) -> bytes:
    """Return the network as `graphml` or `gexf`.

    Raises:
        ParameterError: There is no such format.
    """
    graph = build_network(entities, day)
    target = BytesIO()
    writer: Any = nx
    if name == "graphml":
        writer.write_graphml_xml(graph, target, encoding="utf-8", prettyprint=True)
        return target.getvalue()
    if name == "gexf":
        writer.write_gexf(graph, target, encoding="utf-8", prettyprint=True)
        plain = _WRITTEN_ON.sub(rb"\1", target.getvalue())
        return _CREATOR.sub(b"<creator>phoihop</creator>", plain)
    raise ParameterError("format", name, "graphml or gexf")


def build_network(entities: Entities, day: date | None = None) -> Any:  # a graph without types
    """Return a directed graph with several edges between two nodes; all attributes are text."""
    library: Any = nx
    graph: Any = library.MultiDiGraph()
    for thing in entities.things:
        names = {"label": thing.name, "label_vi": thing.label_vi, "label_en": thing.label_en}
        graph.add_node(thing.short, cls=thing.cls, iri=thing.iri, **names)
    short = {thing.iri: thing.short for thing in entities.things}
    for relation in entities.relations:
        if not is_on(relation, day):
            continue
        bounds = relation.validity
        graph.add_edge(
            short[relation.start],
            short[relation.end],
            key=relation.iri,
            kind=relation.cls,
            label=relation.detail or relation.cls,
            certainty=relation.certainty,
            value=relation.value_at(day) if bounds else "",
            sources=" ".join(relation.sources),
            startEarliest=_day(bounds.start_earliest if bounds else None),
            startLatest=_day(bounds.start_latest if bounds else None),
            endEarliest=_day(bounds.end_earliest if bounds else None),
            endLatest=_day(bounds.end_latest if bounds else None),
        )
    return graph


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""
