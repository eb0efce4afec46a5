"""From the report graph of an engine to results.

Both engines write the W3C validation report; only the shape, the focus node and the value are taken
from it. Wording, number, severity and path come from the catalogue of shapes.

References: SHACL, section 3.6 (validation report).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rdflib import RDF, Graph, Namespace
from rdflib.term import Node

from kg.errors import StoreError
from kg.shapes.catalogue import Shape
from kg.shapes.report import Report, Result, sort_key
from kg.shapes.words import cut, fill_message

SH = Namespace("http://www.w3.org/ns/shacl#")


def read_report(graph: Graph, shapes: Mapping[str, Shape]) -> Report:
    """Build a report of an engine's report graph.

    The same finding told twice (a value out of order with two others) is one result.

    Raises:
        StoreError: The engine speaks of a shape that is not in the catalogue.
    """
    return Report(tuple(sorted(set(_iter_results(graph, shapes)), key=sort_key)))


def _iter_results(graph: Graph, shapes: Mapping[str, Shape]) -> Iterator[Result]:
    for node in graph.subjects(RDF.type, SH.ValidationResult):
        source = str(graph.value(node, SH.sourceShape))
        shape = shapes.get(source)
        if shape is None:
            raise StoreError(f"the engine reports a shape that is not known: {source}")
        focus, value = graph.value(node, SH.focusNode), graph.value(node, SH.value)
        yield _result(shape, str(focus), value)


def _result(shape: Shape, focus: str, value: Node | None) -> Result:
    shown = None if value is None or str(value) == focus else cut(str(value))
    messages = {
        language: fill_message(shape.messages.get(language, shape.iri), language, focus, shown)
        for language in ("vi", "en")
    }
    return Result(
        shape_id=shape.shape_id,
        shape=shape.iri,
        focus=focus,
        path=shape.path,
        value=shown,
        severity=shape.severity,
        message_vi=messages["vi"],
        message_en=messages["en"],
    )
