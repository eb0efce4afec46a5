"""Records: the entities and claims that readers produce and the build turns into quads.

One generic shape serves the classes of the ontology: which properties a class has is data
(`kg.ingest.schema` for tables, SHACL for the graph), so a new class needs no new Python class.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kg.model.evidence import Evidence, Locator, Span
from kg.model.iri import ONTOLOGY, mint
from kg.model.terms import RDF, Iri, Literal, Quad, Term, text, typed
from kg.model.validity import Validity

OA = "http://www.w3.org/ns/oa#"
TYPE = Iri(RDF + "type")


@dataclass(frozen=True, slots=True)
class Record:
    """An entity or an n-ary claim, as one source tells it.

    Attributes:
        iri: The node.
        cls: Full IRI of its class.
        source: Local name of the source it comes from; its graph is the source's.
        values: (predicate IRI, term) pairs in table order.
        validity: Bounds, or None for what has no time of its own.
        certainty: `stated`, `implied` or `inferred`; None on entities.
        evidence: Places in the source, in text order.
    """

    iri: str
    cls: str
    source: str
    values: tuple[tuple[str, Term], ...] = ()
    validity: Validity | None = None
    certainty: str | None = None
    evidence: tuple[Evidence, ...] = field(default=())


def iter_quads(record: Record, graph: str) -> Iterator[Quad]:
    """Yield the quads of a record in `graph`, its validity and its evidence nodes included."""
    node, home = Iri(record.iri), Iri(graph)
    yield Quad(node, TYPE, Iri(record.cls), home)
    for predicate, value in record.values:
        yield Quad(node, Iri(predicate), value, home)
    if record.certainty:
        yield Quad(node, _ph("certainty"), Iri(mint("cert", record.certainty)), home)
    if record.validity is not None:
        yield from _validity_quads(node, record.validity, home)
    for evidence in record.evidence:
        yield Quad(node, _ph("evidence"), Iri(evidence.iri), home)
        yield from iter_evidence_quads(evidence, graph)


def iter_evidence_quads(evidence: Evidence, graph: str) -> Iterator[Quad]:
    """Yield the description of one place in a source (Web Annotation Data Model, 4.2.4)."""
    node, home = Iri(evidence.iri), Iri(graph)
    yield Quad(node, TYPE, _ph("EvidenceSpan"), home)
    yield Quad(node, Iri(OA + "hasSource"), Iri(mint("src", evidence.source)), home)
    if isinstance(evidence, Locator):
        yield Quad(node, _ph("locator"), text(evidence.text), home)
        return
    yield from _selector_quads(node, evidence, home)


def _selector_quads(node: Iri, span: Span, home: Iri) -> Iterator[Quad]:
    selector = Iri(f"{node.value}.selector")
    yield Quad(node, Iri(OA + "hasSelector"), selector, home)
    yield Quad(node, _ph("sha256"), text(span.sha256), home)
    yield Quad(selector, TYPE, Iri(OA + "TextPositionSelector"), home)
    for name, position in (("start", span.start), ("end", span.end)):
        yield Quad(selector, Iri(OA + name), typed(str(position), "nonNegativeInteger"), home)


def _validity_quads(node: Iri, validity: Validity, home: Iri) -> Iterator[Quad]:
    bounds = Iri(f"{node.value}.validity")
    yield Quad(node, _ph("validity"), bounds, home)
    yield Quad(bounds, TYPE, _ph("Validity"), home)
    named = (
        ("startEarliest", validity.start_earliest),
        ("startLatest", validity.start_latest),
        ("endEarliest", validity.end_earliest),
        ("endLatest", validity.end_latest),
    )
    for name, day in named:
        if day:
            yield Quad(bounds, _ph(name), _day(day.isoformat()), home)


def _ph(local: str) -> Iri:
    return Iri(ONTOLOGY + local)


def _day(value: str) -> Literal:
    return typed(value, "date")
