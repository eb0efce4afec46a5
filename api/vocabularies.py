"""Names of the vocabularies that descriptions of the service and the data are written in."""

from __future__ import annotations

from collections.abc import Iterator

from kg.model.terms import RDF, RDFS, XSD, Iri, Literal, Term, Triple, typed

DCAT = "http://www.w3.org/ns/dcat#"
DCTERMS = "http://purl.org/dc/terms/"
FOAF = "http://xmlns.com/foaf/0.1/"
FORMATS = "http://www.w3.org/ns/formats/"
SCHEMA = "https://schema.org/"
SD = "http://www.w3.org/ns/sparql-service-description#"
SPDX = "http://spdx.org/rdf/terms#"
VOID = "http://rdfs.org/ns/void#"

PREFIXES = {
    "dcat": DCAT,
    "dcterms": DCTERMS,
    "foaf": FOAF,
    "formats": FORMATS,
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": SCHEMA,
    "sd": SD,
    "spdx": SPDX,
    "void": VOID,
    "xsd": XSD,
}

FORMAT_NAMES = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "turtle": "Turtle",
    "ntriples": "N-Triples",
    "nquads": "N-Quads",
    "trig": "TriG",
    "jsonld": "JSON-LD",
    "rdfxml": "RDF_XML",
}
"""Our names of formats to the local names of W3C's IRIs for them."""


def integer(value: int) -> Literal:
    """Return a number as a literal."""
    return typed(str(value), "integer")


def iter_triples(subject: str, *pairs: tuple[str, Term | str]) -> Iterator[Triple]:
    """Yield triples of one subject; objects given as text are IRIs, as a `Literal` values."""
    for predicate, value in pairs:
        yield Triple(Iri(subject), Iri(predicate), Iri(value) if isinstance(value, str) else value)
