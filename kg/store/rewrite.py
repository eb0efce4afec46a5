"""From the format an engine answered in to the one a client asked for, strictly.

References: SPARQL 1.1 Query Results JSON, XML, CSV/TSV; RDF 1.1 N-Triples.
"""

from __future__ import annotations

import pyoxigraph as ox

from kg.errors import StoreError
from kg.store.engine import engine_rdf_format, engine_results_format
from kg.store.formats import JSON, NTRIPLES, Format, QueryForm


def rewrite(body: bytes, entry: Format, form: QueryForm) -> bytes:
    """Return a whole answer in another format of its kind.

    Args:
        body: SPARQL JSON results, or N-Triples when `entry` is a graph format.
        entry: The format to write; the one it is in is checked and kept byte for byte.
        form: Form of the query.

    Raises:
        StoreError: It breaks off, or holds something else.
    """
    try:
        if entry.kind == "graph":
            return _rewrite_graph(body, entry)
        return _rewrite_solutions(body, entry, form)
    except (SyntaxError, ValueError) as error:
        wanted = NTRIPLES.name if entry.kind == "graph" else JSON.name
        raise StoreError(f"the engine's answer is not a complete result in {wanted}") from error


def _rewrite_solutions(body: bytes, entry: Format, form: QueryForm) -> bytes:
    found = ox.parse_query_results(body, engine_results_format(JSON))
    if isinstance(found, ox.QueryBoolean) != (form == "ASK"):
        raise ValueError(form)
    written = found.serialize(format=engine_results_format(entry)) or b""
    return body if entry is JSON else written


def _rewrite_graph(body: bytes, entry: Format) -> bytes:
    triples = [quad.triple for quad in ox.parse(body, engine_rdf_format(NTRIPLES))]
    if entry is NTRIPLES:
        return body
    return ox.serialize(triples, format=engine_rdf_format(entry)) or b""
