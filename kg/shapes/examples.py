"""The examples beside the shapes: files that break exactly one, and files that break none.

A file of `examples/bad` is named after the shape it breaks; its header may list others that it
cannot help breaking. A passing example of a shape is one of `examples/ok` in which the shape has
something to look at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rdflib import RDF, Graph, Namespace, URIRef

from kg.model.iri import ONTOLOGY
from kg.ontology.files import ontology_dir
from kg.ontology.terms import SUPERCLASSES
from kg.shapes.catalogue import read_shapes

SH = Namespace("http://www.w3.org/ns/shacl#")
_ALSO = re.compile(r"^# Also breaks: (.+)\.$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Example:
    """One example file.

    Attributes:
        path: The file.
        breaks: Numbers of the shapes it breaks; empty for a valid one.
    """

    path: Path
    breaks: frozenset[str]

    @property
    def name(self) -> str:
        """File name without `.ttl`."""
        return self.path.stem


def load_examples(folder: Path | None = None) -> tuple[Example, ...]:
    """Return every example of `folder` (by default the vocabulary's), valid ones first."""
    home = folder or ontology_dir() / "examples"
    valid = (Example(path, frozenset()) for path in sorted((home / "ok").glob("*.ttl")))
    broken = (Example(path, _breaks(path)) for path in sorted((home / "bad").glob("*.ttl")))
    return (*valid, *broken)


def find_passing(shapes: str, examples: tuple[Example, ...]) -> dict[str, Example]:
    """Return a passing example for each shape number that has one.

    An example named after the shape's number or one of its classes is preferred.
    """
    graph = Graph().parse(data=shapes, format="turtle")
    valid = [example for example in examples if not example.breaks]
    contents = {example.name: _content(example.path) for example in valid}
    found: dict[str, Example] = {}
    for iri, shape in read_shapes(shapes).items():
        targets = _targets(graph, URIRef(iri))
        fitting = [example for example in valid if targets & contents[example.name]]
        if fitting and (shape.is_main or shape.shape_id not in found):
            wanted = {*(target[1].rpartition("#")[2] for target in targets)}
            found[shape.shape_id] = min(
                fitting,
                key=lambda one: (
                    not one.name.startswith(shape.shape_id),
                    one.name not in wanted,
                    one.name,
                ),
            )
    return found


def _breaks(path: Path) -> frozenset[str]:
    also = _ALSO.search(path.read_text(encoding="utf-8"))
    others = also[1].split(", ") if also else []
    return frozenset({path.name[:3], *others})


def _targets(graph: Graph, shape: URIRef) -> set[tuple[str, str]]:
    return {
        (kind, str(target))
        for kind, predicate in (
            ("class", SH.targetClass),
            ("subject", SH.targetSubjectsOf),
            ("object", SH.targetObjectsOf),
        )
        for target in graph.objects(shape, predicate)
    }


def _content(path: Path) -> set[tuple[str, str]]:
    """Return what targets could match: classes with their superclasses, and properties."""
    graph = Graph().parse(path, format="turtle")
    classes = {str(cls) for cls in graph.objects(None, RDF.type)}
    predicates = {str(predicate) for predicate in graph.predicates()}
    return {
        *(("class", cls) for cls in _with_superclasses(classes, SUPERCLASSES)),
        *(("subject", predicate) for predicate in predicates),
        *(("object", predicate) for predicate in predicates),
    }


def _with_superclasses(
    classes: set[str], superclasses: Mapping[str, frozenset[str]]
) -> Iterator[str]:
    for cls in classes:
        yield cls
        yield from superclasses.get(cls.removeprefix(ONTOLOGY), ())
