"""What SHACL cannot see: graphs, Unicode forms, the letters of an IRI.

SHACL runs on one flattened graph and knows no GRAPH (RDFLib/pySHACL #26, #152); these checks run on
the quads. Their findings are results like those of the shapes, numbered C01 to C07:

| id | severity | catches |
|---|---|---|
| C01 | violation | a literal that is not in Unicode form NFC |
| C02 | violation | a graph that no source stands behind |
| C03 | violation | an IRI of ours that breaks the pattern of ids |
| C04 | violation | a node whose id has another type than its class |
| C05 | violation | owl:sameAs outside graph/curated |
| C06 | warning | a person whose id is not made of the name |
| C07 | warning | two different labels in one language |

References: ontology.md 3.6 and 3.7; Unicode Standard Annex 15.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from kg.errors import IriError
from kg.model.iri import (
    GRAPH,
    GRAPH_CURATED,
    GRAPH_DERIVED,
    GRAPH_META,
    GRAPH_ONTOLOGY,
    ID,
    ONTOLOGY,
    is_node,
    parse_iri,
    slugify,
)
from kg.model.terms import RDF, RDFS, Iri, Literal, Quad
from kg.shapes.code_words import CODES, NODE_PREFIXES
from kg.shapes.report import Report, Result, sort_key
from kg.shapes.words import cut, fill_message

SAME_AS: Final = "http://www.w3.org/2002/07/owl#sameAs"
DERIVED_FROM: Final = "http://www.w3.org/ns/prov#wasDerivedFrom"
OWN_GRAPHS: Final = frozenset({GRAPH_CURATED, GRAPH_META, GRAPH_DERIVED, GRAPH_ONTOLOGY})
"""Graphs that no source document stands behind: they are of our own making."""

_LABEL, _TYPE = RDFS + "label", RDF + "type"


@dataclass(slots=True)
class _Seen:
    """What has to be known of all quads before it can be judged."""

    graphs: set[str] = field(default_factory=set[str])
    described: set[str] = field(default_factory=set[str])
    people: set[str] = field(default_factory=set[str])
    labels: dict[tuple[str, str], set[str]] = field(
        default_factory=lambda: defaultdict[tuple[str, str], set[str]](set)
    )


def check_quads(quads: Iterable[Quad]) -> Report:
    """Run every check on a stream of quads, which is read once.

    A node that several quads put in the wrong is reported once for each value.
    """
    seen, results = _Seen(), set[Result]()
    for quad in quads:
        _note(quad, seen)
        results.update(_check_quad(quad))
    results.update(_check_graphs(seen))
    results.update(_check_labels(seen))
    return Report(tuple(sorted(results, key=sort_key)))


def merge_reports(*reports: Report) -> Report:
    """Return one report with the results of all, in the common order."""
    results = {result for report in reports for result in report.results}
    return Report(tuple(sorted(results, key=sort_key)))


def _note(quad: Quad, seen: _Seen) -> None:
    subject, predicate, value = str(quad.subject), quad.predicate.value, quad.object
    seen.graphs.add(quad.graph.value)
    if predicate == DERIVED_FROM:
        seen.described.add(subject)
    elif predicate == _TYPE and str(value) == ONTOLOGY + "Person":
        seen.people.add(subject)
    elif predicate == _LABEL and isinstance(value, Literal):
        seen.labels[subject, value.language].add(value.value)


def _check_quad(quad: Quad) -> Iterator[Result]:
    subject, value = quad.subject, quad.object
    if isinstance(value, Literal) and not unicodedata.is_normalized("NFC", value.value):
        yield _result("C01", str(subject), value.value, quad.predicate.value)
    for term in (subject, value):
        if isinstance(term, Iri) and term.value.startswith(ID) and not is_node(term.value):
            yield _result("C03", term.value)
    if quad.predicate.value == _TYPE and isinstance(subject, Iri):
        yield from _check_class(subject.value, str(value))
    if quad.predicate.value == SAME_AS and quad.graph.value != GRAPH_CURATED:
        yield _result("C05", str(subject), str(value))


def _check_class(node: str, cls: str) -> Iterator[Result]:
    prefixes = NODE_PREFIXES.get(cls.removeprefix(ONTOLOGY)) if cls.startswith(ONTOLOGY) else None
    if prefixes is None or not is_node(node):
        return
    if parse_iri(node).type not in prefixes:
        yield _result("C04", node, cls)


def _check_graphs(seen: _Seen) -> Iterator[Result]:
    for graph in seen.graphs - OWN_GRAPHS:
        if not graph.startswith(GRAPH) or graph not in seen.described:
            yield _result("C02", graph)


def _check_labels(seen: _Seen) -> Iterator[Result]:
    for (node, language), labels in seen.labels.items():
        if len(labels) > 1:
            yield _result("C07", node, " | ".join(sorted(labels)))
        if node in seen.people and language == "vi" and is_node(node):
            yield from _check_slug(node, labels)


def _check_slug(node: str, labels: set[str]) -> Iterator[Result]:
    local = parse_iri(node).local
    for label in labels:
        try:
            slug = slugify(label)
        except IriError:
            slug = ""
        # A second person of one name has a suffix: per/ten.dang-uy-x or per/ten-2 (ontology.md 3.7)
        if local != slug and not local.startswith((f"{slug}.", f"{slug}-", "unnamed.")):
            yield _result("C06", node, label)


def _result(code: str, focus: str, value: str | None = None, path: str = "") -> Result:
    words = CODES[code]
    shown = None if value is None else cut(value)
    return Result(
        shape_id=code,
        shape=words.name,
        focus=focus,
        path=path,
        value=shown,
        severity=words.severity,
        message_vi=fill_message(words.message_vi, "vi", focus, shown),
        message_en=fill_message(words.message_en, "en", focus, shown),
    )
