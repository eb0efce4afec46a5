"""The reference engine: pySHACL. For tests, examples and doubts; 1 M triples take minutes.

References: https://github.com/RDFLib/pySHACL.
"""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import Any, cast

import pyshacl
from rdflib import Graph

from kg.errors import StoreError

_LOCK = Lock()  # rdflib's SPARQL parser is not thread-safe (rdflib #1282)


def run_reference(data: bytes | Path, shapes: str) -> Graph:
    """Validate Turtle or N-Triples and return the W3C report graph.

    Raises:
        StoreError: The data or shapes cannot be read, or a constraint failed to run.
    """
    engine = cast("Any", pyshacl)  # its annotations are partial; the result is checked below
    with _LOCK:
        try:
            graph, shapes_graph = _parse(data), _parse(shapes.encode())
            report = engine.validate(graph, shacl_graph=shapes_graph, inplace=True)[1]
        except Exception as error:
            # rdflib and pySHACL have no common base class of their exceptions
            raise StoreError("pySHACL could not validate the data") from error
    if not isinstance(report, Graph):
        raise StoreError("pySHACL could not finish: a constraint failed to run")
    return report


def _parse(data: bytes | Path) -> Graph:
    raw = data.read_bytes() if isinstance(data, Path) else data
    return Graph().parse(data=raw, format="turtle")
