"""Writing RDF that was not asked of a store: descriptions, parts of a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from kg.model.terms import Triple
from kg.store.engine import engine_rdf_format, to_engine
from kg.store.formats import Format


def serialise(triples: Iterable[Triple], entry: Format, prefixes: Mapping[str, str]) -> bytes:
    """Write triples in a graph format.

    Args:
        triples: Without blank nodes, or with labels that are unique among them.
        entry: One of `formats.GRAPH_FORMATS`.
        prefixes: Namespace IRIs by prefix, for the formats that have them.

    Raises:
        StoreError: A term is not valid.
    """
    converted = [_to_engine_triple(triple) for triple in dict.fromkeys(triples)]
    return ox.serialize(converted, format=engine_rdf_format(entry), prefixes=dict(prefixes)) or b""


def _to_engine_triple(triple: Triple) -> ox.Triple:
    subject, predicate = to_engine(triple.subject), to_engine(triple.predicate)
    assert not isinstance(subject, ox.Literal)
    assert isinstance(predicate, ox.NamedNode)
    return ox.Triple(subject, predicate, to_engine(triple.object))
