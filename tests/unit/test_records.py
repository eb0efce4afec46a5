"""Records become quads without blank nodes, each claim with its bounds and evidence."""

from datetime import date

import pytest

from kg.errors import SourceError
from kg.model.evidence import Locator, Source, Span, hash_text, read_stream
from kg.model.iri import ONTOLOGY, mint, source_graph
from kg.model.records import OA, Record, iter_quads
from kg.model.terms import Iri, text
from kg.model.validity import Validity

SLUG = "ff155d59015d49ce"
GRAPH = source_graph(SLUG)
HOLDING = Record(
    iri=mint("hold", "0123456789abcdef"),
    cls=ONTOLOGY + "PostHolding",
    source=SLUG,
    values=((ONTOLOGY + "statedForm", text("Bí thư", "vi")),),
    validity=Validity.attested(date(2017, 10, 6)),
    certainty="implied",
    evidence=(Span(SLUG, 304, 434, "0" * 64), Locator(SLUG, "đoạn 3")),
)


def objects(record: Record, predicate: str, subject: str | None = None) -> list[str]:
    node = Iri(subject or record.iri)
    return [
        str(quad.object)
        for quad in iter_quads(record, GRAPH)
        if quad.predicate.value == predicate and quad.subject == node
    ]


def test_every_quad_is_in_the_graph_of_the_source():
    assert {quad.graph.value for quad in iter_quads(HOLDING, GRAPH)} == {GRAPH}


def test_the_validity_is_a_named_node_with_the_known_bounds_only():
    (bounds,) = objects(HOLDING, ONTOLOGY + "validity")
    assert bounds == HOLDING.iri + ".validity"
    assert objects(HOLDING, ONTOLOGY + "startLatest", bounds) == ["2017-10-06"]
    assert objects(HOLDING, ONTOLOGY + "endEarliest", bounds) == ["2017-10-06"]
    assert objects(HOLDING, ONTOLOGY + "startEarliest", bounds) == []


def test_a_span_says_where_and_its_hash_and_no_text():
    span, place = objects(HOLDING, ONTOLOGY + "evidence")
    assert span.endswith(f"ev/{SLUG}.304-434")
    assert objects(HOLDING, ONTOLOGY + "sha256", span) == ["0" * 64]
    (selector,) = objects(HOLDING, OA + "hasSelector", span)
    assert objects(HOLDING, OA + "start", selector) == ["304"]
    assert objects(HOLDING, OA + "end", selector) == ["434"]
    assert objects(HOLDING, ONTOLOGY + "locator", place) == ["đoạn 3"]
    assert objects(HOLDING, OA + "hasSelector", place) == []


def test_a_record_without_time_or_certainty_has_no_such_quads():
    bare = Record(mint("per", "a"), ONTOLOGY + "Person", SLUG)
    assert len(list(iter_quads(bare, GRAPH))) == 1


def test_the_certainty_is_a_concept():
    assert objects(HOLDING, ONTOLOGY + "certainty") == [mint("cert", "implied")]


def test_a_source_names_its_node_and_its_graph():
    source = Source(SLUG, "Tên", "Title", "vnsteel.vn", "seeds", "vi", "facts only")
    assert source.iri == mint("src", SLUG)
    assert source.graph == GRAPH


def test_the_text_stream_is_nfc_and_keeps_its_spaces():
    decomposed = "Qua\u0323\u0302n\u00a0u\u0309y \n".encode()
    assert read_stream(decomposed) == "Quận\u00a0ủy \n"
    assert len(hash_text("Quận")) == 64


def test_bytes_that_are_not_utf_8_are_refused_with_their_place():
    with pytest.raises(SourceError, match="offset 2"):
        read_stream(b"ab\xe9c")
