"""What the published data say of themselves as a whole: VoID and DCAT.

References: VoID (W3C Interest Group Note 2011); DCAT 3; SPDX checksum; DCMI terms.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from api.vocabularies import (
    DCAT,
    DCTERMS,
    FOAF,
    FORMAT_NAMES,
    FORMATS,
    SPDX,
    VOID,
    integer,
    iter_triples,
)
from kg.model.iri import BASE, ID, ONTOLOGY_IRI, source_graph
from kg.model.terms import RDF, Triple, text, typed
from kg.store.formats import GRAPH_FORMATS

if TYPE_CHECKING:
    from kg.publish import Generation

DATASET = BASE + "dataset"
CATALOGUE = BASE + "catalogue"
TYPE = RDF + "type"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_IANA = "https://www.iana.org/assignments/media-types/"
_EVERY_LANGUAGE = "http://publications.europa.eu/resource/authority/language/"
_TITLE = {
    "vi": "Phối Hợp: tổ chức đảng, doanh nghiệp và quy chế phối hợp",
    "en": "Phối Hợp: party organisations, enterprises and coordination regulations",
}
_DESCRIPTION = {
    "vi": "Tổ chức đảng, doanh nghiệp, quy chế phối hợp giữa chúng, và chứng cứ của mỗi khẳng "
    "định.",
    "en": "Party organisations, enterprises, the coordination regulations between them, and the "
    "evidence of every claim.",
}
_KEYWORDS = ("party committee", "state-owned enterprise", "coordination regulation", "Vietnam")


def iter_void(generation: Generation, base_url: str) -> Iterator[Triple]:
    """Yield the VoID description of a generation.

    Args:
        generation: The one that is served.
        base_url: Address of the server, with a final slash.
    """
    contents = generation.manifest.contents
    document = f"{base_url}.well-known/void"
    yield from iter_triples(
        document,
        (TYPE, VOID + "DatasetDescription"),
        (FOAF + "primaryTopic", DATASET),
    )
    yield from _iter_words(DATASET)
    yield from iter_triples(
        DATASET,
        (TYPE, VOID + "Dataset"),
        (DCTERMS + "license", LICENCE),
        (DCTERMS + "modified", typed(generation.manifest.created, "dateTime")),
        (FOAF + "homepage", base_url),
        (VOID + "sparqlEndpoint", f"{base_url}sparql"),
        (VOID + "dataDump", f"{base_url}graph-store?default"),
        (VOID + "uriSpace", text(ID)),
        (VOID + "uriRegexPattern", text("^" + ID.replace(".", r"\."))),
        (VOID + "vocabulary", ONTOLOGY_IRI),
        (VOID + "triples", integer(contents.quads)),
        (VOID + "classes", integer(len(contents.classes))),
    )
    for number, (cls, count) in enumerate(sorted(contents.classes.items())):
        part = f"{document}#class-{number}"
        yield from iter_triples(DATASET, (VOID + "classPartition", part))
        yield from iter_triples(part, (VOID + "class", cls), (VOID + "entities", integer(count)))
    for entry in GRAPH_FORMATS:
        yield from iter_triples(DATASET, (VOID + "feature", _format_iri(entry.name)))
    for number, (graph, summary) in enumerate(sorted(contents.graphs.items())):
        part = f"{document}#graph-{number}"
        yield from iter_triples(DATASET, (VOID + "subset", part))
        yield from iter_triples(
            part,
            (TYPE, VOID + "Dataset"),
            (DCTERMS + "source", graph),
            (VOID + "triples", integer(summary.quads)),
        )


def iter_dcat(generation: Generation, base_url: str) -> Iterator[Triple]:
    """Yield the DCAT description of a generation; arguments as of `iter_void`."""
    service = f"{base_url}sparql"
    yield from iter_triples(
        CATALOGUE,
        (TYPE, DCAT + "Catalog"),
        (DCAT + "dataset", DATASET),
        (DCAT + "service", service),
    )
    yield from _iter_words(CATALOGUE)
    yield from _iter_words(DATASET)
    yield from iter_triples(
        DATASET,
        (TYPE, DCAT + "Dataset"),
        (DCTERMS + "license", LICENCE),
        (DCTERMS + "identifier", text(generation.content_hash)),
        (DCTERMS + "modified", typed(generation.manifest.created, "dateTime")),
        (DCTERMS + "language", _EVERY_LANGUAGE + "VIE"),
        (DCTERMS + "language", _EVERY_LANGUAGE + "ENG"),
        (DCTERMS + "conformsTo", ONTOLOGY_IRI),
        (DCAT + "version", text(generation.id)),
        (DCAT + "landingPage", base_url),
        *((DCAT + "keyword", text(word, "en")) for word in _KEYWORDS),
    )
    yield from iter_triples(
        service,
        (TYPE, DCAT + "DataService"),
        (DCTERMS + "title", text("SPARQL")),
        (DCAT + "endpointURL", service),
        (DCAT + "endpointDescription", service),
        (DCAT + "servesDataset", DATASET),
        (DCTERMS + "conformsTo", "https://www.w3.org/TR/sparql11-protocol/"),
    )
    yield from _iter_distributions(generation, base_url)


def _iter_distributions(generation: Generation, base_url: str) -> Iterator[Triple]:
    contents = generation.manifest.contents
    for entry in GRAPH_FORMATS:
        node = f"{base_url}dcat#{entry.name}"
        address = f"{base_url}graph-store?default&format={entry.name}"
        yield from iter_triples(DATASET, (DCAT + "distribution", node))
        yield from iter_triples(
            node,
            (TYPE, DCAT + "Distribution"),
            (DCTERMS + "title", text(entry.name)),
            (DCTERMS + "license", LICENCE),
            (DCAT + "accessURL", address),
            (DCAT + "downloadURL", address),
            (DCAT + "mediaType", _IANA + entry.media_type),
        )
    for number, (graph, summary) in enumerate(sorted(contents.graphs.items())):
        if not graph.startswith(source_graph("x")[:-1]):
            continue
        checksum = f"{base_url}dcat#checksum-{number}"
        yield from iter_triples(DATASET, (DCTERMS + "hasPart", graph))
        yield from iter_triples(graph, (SPDX + "checksum", checksum))
        yield from iter_triples(
            checksum,
            (TYPE, SPDX + "Checksum"),
            (SPDX + "algorithm", SPDX + "checksumAlgorithm_sha256"),
            (SPDX + "checksumValue", typed(summary.sha256, "hexBinary")),
        )


def _iter_words(node: str) -> Iterator[Triple]:
    for predicate, words in (("title", _TITLE), ("description", _DESCRIPTION)):
        for language, value in words.items():
            yield from iter_triples(node, (DCTERMS + predicate, text(value, language)))


def _format_iri(name: str) -> str:
    return FORMATS + FORMAT_NAMES[name]
