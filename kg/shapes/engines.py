"""One function to validate with, whichever engine runs behind it.

What is checked is one graph: the union of all named graphs of the data, and the ontology, because
class targets and `sh:class` follow rdfs:subClassOf within the graph that is checked. Nothing is
inferred first: with a range on a property, a reasoner would make `sh:class` true of anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final, Literal, TypeAlias

from rdflib import Graph

from kg.errors import StoreError
from kg.model.terms import Quad, format_term
from kg.shapes.catalogue import read_shapes
from kg.shapes.findings import read_report
from kg.shapes.parts import run_fast_in_parts
from kg.shapes.reference import run_reference
from kg.shapes.report import Report

Engine: TypeAlias = Literal["shifty", "pyshacl"]
Data: TypeAlias = "str | bytes | Path | Iterable[Quad]"

ENGINES: Final[Mapping[str, Callable[[bytes | Path, str], Graph]]] = {
    "shifty": run_fast_in_parts,
    "pyshacl": run_reference,
}


def validate(data: Data, *, shapes: str, ontology: str = "", engine: Engine = "shifty") -> Report:
    """Validate data against the shapes.

    Args:
        data: Turtle or N-Triples as text or bytes, the path of such a file (the fast way for a
            whole build: write the union as `.nt` and hand over its path), or quads, whose graphs
            are flattened.
        shapes: Turtle of all shapes (`kg.ontology.load.shapes_text`).
        ontology: Turtle or N-Triples of the ontology, when the data do not hold it. With a path
            the two are joined in memory, so a build had better put the ontology into the file.
        engine: `shifty` (fast) or `pyshacl` (reference).

    Raises:
        OntologyError: The shapes cannot be read.
        StoreError: The engine failed or the data cannot be read.
    """
    catalogue = read_shapes(shapes)
    return read_report(ENGINES[engine](_prepare(data, ontology), shapes), catalogue)


def flatten(quads: Iterable[Quad]) -> str:
    """Return quads as N-Triples, without their graphs."""
    return "".join(
        f"{format_term(quad.subject)} {format_term(quad.predicate)} {format_term(quad.object)} .\n"
        for quad in quads
    )


def _prepare(data: Data, ontology: str) -> bytes | Path:
    if isinstance(data, Path):
        if not ontology:
            return data
        data = _read(data)
    if isinstance(data, str):
        data = data.encode()
    if not isinstance(data, bytes):
        data = flatten(data).encode()
    # A document may be followed by another: prefixes can be declared anew.
    return data + b"\n" + ontology.encode() if ontology else data


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise StoreError(f"cannot read the data to validate: {path.name}") from error
