"""The fast engine: pyshifty (Rust). 1 M triples of N-Triples need no Python object each.

References: https://shifty.gtf.fyi/reference/python.html.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import shifty
from rdflib import Graph

from kg.errors import StoreError


def run_fast(data: bytes | Path, shapes: str, names: Sequence[str] | None = None) -> Graph:
    """Validate Turtle or N-Triples and return the W3C report graph.

    Only the shapes in `names` are asked, if there are any; what they refer to counts as well.

    A path whose name ends in `.nt` is read by the N-Triples reader, anything else as Turtle.

    Two passes: the algebra finds which shapes are broken, in half the time of a W3C report; only
    those are run again for the report. Data that break nothing are read once.

    Raises:
        StoreError: The data or shapes cannot be read, or a constraint is not supported.
    """
    try:
        prepared = _prepare(shapes)
        # "data": the shapes graph is not part of what is checked, as with the other engine.
        found = prepared.validate_algebra(
            data,
            graph_mode="data",
            shape_names=names,
            infer=False,
            sort_results=False,
            on_unsupported="error",
        )
        broken = {violation.shape_name for violation in found.violations}
        if not broken:
            return Graph()
        _, report, _ = prepared.validate(
            data,
            graph_mode="data",
            shape_names=sorted(name for name in broken if name) if None not in broken else names,
            infer=False,
            sort_results=False,
            on_unsupported="error",
        )
    except (ValueError, RuntimeError, OSError, shifty.ShaclDiagnosticWarning) as error:
        raise StoreError("pyshifty could not validate the data") from error
    return report


def give_back_memory() -> None:
    """Let the C library return what the engine has freed; by itself glibc keeps all of it.

    A union of 300 000 triples leaves 580 MB behind, which the store then asks for again.
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # musl has none
        if trim is not None:
            trim(0)


@lru_cache(maxsize=4)
def _prepare(shapes: str) -> shifty.PreparedValidator:
    prepared = shifty.PreparedValidator(shapes.encode())
    if prepared.diagnostics:
        raise ValueError(f"pyshifty does not take every shape: {prepared.diagnostics}")
    return prepared
