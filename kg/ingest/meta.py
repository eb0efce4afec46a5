"""The descriptions of sources, and of our own graphs, as quads of the graph `graph/meta`.

Bibliography only: where the document is, how long it was and what its hash must be. No text of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kg.ingest.cells import parse_partial_term
from kg.ingest.source import Description
from kg.model.evidence import Source
from kg.model.iri import GRAPH_CURATED, GRAPH_DERIVED, GRAPH_META, GRAPH_ONTOLOGY
from kg.model.records import TYPE
from kg.model.terms import Iri, Literal, Quad, Term, text, typed
from kg.ontology.terms import PH

DCTERMS = "http://purl.org/dc/terms/"
PROV = "http://www.w3.org/ns/prov#"

# What each graph of our own is, and how it is made: title and description in vi and en.
_OWN: Final = {
    GRAPH_CURATED: (
        "Đồ thị biên tập",
        "Curated graph",
        "Những điều người biên tập đã xem xét: định danh và trái ngược giữa các nguồn. "
        "Lấy từ các thư mục có kind: curated.",
        "What editors have reviewed: identity across sources, conflicts between them. "
        "Taken from the folders whose kind is curated.",
    ),
    GRAPH_DERIVED: (
        "Đồ thị suy ra",
        "Derived graph",
        "Suy ra từ mọi đồ thị khác khi dựng: lớp cha, quan hệ nghịch, các chuỗi trực thuộc có thời "
        "hạn, khóa tìm kiếm. Không nguồn nào nói thẳng những điều này.",
        "Derived from all other graphs when a generation is built: superclasses, inverses, dated "
        "chains of authority, search keys. No source says these things itself.",
    ),
    GRAPH_META: (
        "Đồ thị mô tả",
        "Descriptive graph",
        "Mô tả các nguồn và các đồ thị; ai đã thay đổi gì qua máy chủ, khi nào.",
        "Describes the sources and the graphs; who changed what through the server, and when.",
    ),
    GRAPH_ONTOLOGY: (
        "Đồ thị từ vựng",
        "Ontology graph",
        "Lớp, thuộc tính, danh mục và ánh xạ của từ vựng, lấy từ các tệp của ontology.",
        "Classes, properties, code lists and alignments of the vocabulary, from its files.",
    ),
}


def iter_graph_quads() -> Iterator[Quad]:
    """Yield what the graphs are that no source document stands behind; the same in every build."""
    for graph, (title_vi, title_en, about_vi, about_en) in _OWN.items():
        values = (
            ("title", text(title_vi, "vi")),
            ("title", text(title_en, "en")),
            ("description", text(about_vi, "vi")),
            ("description", text(about_en, "en")),
        )
        for name, value in values:
            yield Quad(Iri(graph), Iri(DCTERMS + name), value, Iri(GRAPH_META))


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
