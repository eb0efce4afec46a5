"""The description of a source as quads of the graph `graph/meta`.

Bibliography only: where the document is, how long it was and what its hash must be. No text of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.ingest.cells import parse_partial_term
from kg.ingest.source import Description
from kg.model.evidence import Source
from kg.model.iri import GRAPH_META
from kg.model.records import TYPE
from kg.model.terms import Iri, Literal, Quad, Term, text, typed
from kg.ontology.terms import PH

DCTERMS = "http://purl.org/dc/terms/"
PROV = "http://www.w3.org/ns/prov#"


def iter_source_quads(description: Description) -> Iterator[Quad]:
    """Yield the description of a source, and what its graph was made from."""
    source, home = description.source, Iri(GRAPH_META)
    node = Iri(source.iri)
    yield Quad(node, TYPE, Iri(PH.SourceDocument), home)
    for predicate, value in _iter_values(source):
        yield Quad(node, Iri(predicate), value, home)
    yield Quad(Iri(description.graph), Iri(PROV + "wasDerivedFrom"), node, home)


def _iter_values(source: Source) -> Iterator[tuple[str, Term]]:
    yield DCTERMS + "title", text(source.title_vi, "vi")
    yield DCTERMS + "title", text(source.title_en, "en")
    yield DCTERMS + "publisher", text(source.publisher)
    yield DCTERMS + "language", text(source.language)
    yield PH.collection, text(source.collection)
    yield PH.licenceNote, text(source.licence_note)
    if source.published:
        yield DCTERMS + "issued", _moment(source.published)
    if source.url:
        yield DCTERMS + "source", Iri(source.url)
    optional = (
        (PH.fileName, source.file_name),
        (PH.sha256, source.sha256),
        (PH.reach, source.reach),
    )
    for predicate, value in optional:
        if value:
            yield predicate, text(value)
    if source.characters is not None:
        yield PH.characterCount, typed(str(source.characters), "nonNegativeInteger")


def _moment(published: str) -> Literal:
    if "T" in published:
        return typed(published, "dateTime")
    return parse_partial_term(published)
