"""The formats of query results and graphs: media types, names, file extensions.

Two tables, one lookup. There is no weighing of `Accept` here (that is HTTP); a name or a media
type goes in, a `Format` comes out. The first entry of each table is its default.

References: SPARQL 1.1 Query Results JSON, XML, CSV/TSV; RDF 1.1 Turtle, N-Triples, N-Quads, TriG,
XML; JSON-LD 1.1. Media types as registered with IANA.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kg.errors import ParameterError

Kind = Literal["solutions", "graph"]
QueryForm = Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]


@dataclass(frozen=True, slots=True)
class Format:
    """One serialisation.

    Attributes:
        name: Short stable name, as in `?format=`.
        media_type: Canonical media type, without parameters.
        extension: File extension, without the dot.
        kind: What it can hold: the solutions or boolean of SELECT and ASK, or a graph.
        aliases: Other media types and names that mean the same.
        charset: True when `; charset=utf-8` belongs to the content type (text/*).
    """

    name: str
    media_type: str
    extension: str
    kind: Kind
    aliases: tuple[str, ...] = ()
    charset: bool = False

    @property
    def content_type(self) -> str:
        """The value for a Content-Type header."""
        return f"{self.media_type}; charset=utf-8" if self.charset else self.media_type


SOLUTION_FORMATS = (
    Format(
        "json",
        "application/sparql-results+json",
        "srj",
        "solutions",
        ("application/json", "srj", "sparql-json"),
    ),
    Format(
        "xml",
        "application/sparql-results+xml",
        "srx",
        "solutions",
        ("application/xml", "text/xml", "srx", "sparql-xml"),
    ),
    Format("csv", "text/csv", "csv", "solutions", charset=True),
    Format(
        "tsv",
        "text/tab-separated-values",
        "tsv",
        "solutions",
        ("text/tsv",),
        charset=True,
    ),
)

GRAPH_FORMATS = (
    Format(
        "turtle",
        "text/turtle",
        "ttl",
        "graph",
        ("application/x-turtle", "application/turtle", "ttl"),
        charset=True,
    ),
    Format("ntriples", "application/n-triples", "nt", "graph", ("nt", "n-triples", "text/plain")),
    Format("nquads", "application/n-quads", "nq", "graph", ("nq", "n-quads", "text/x-nquads")),
    Format("trig", "application/trig", "trig", "graph", ("application/x-trig",)),
    Format("jsonld", "application/ld+json", "jsonld", "graph", ("json-ld", "application/json")),
    Format(
        "rdfxml",
        "application/rdf+xml",
        "rdf",
        "graph",
        ("rdf", "rdf-xml", "application/xml", "text/xml", "xml"),
    ),
)

JSON, XML, CSV, TSV = SOLUTION_FORMATS
TURTLE, NTRIPLES, NQUADS, TRIG, JSONLD, RDFXML = GRAPH_FORMATS

_TABLES: dict[Kind, tuple[Format, ...]] = {"solutions": SOLUTION_FORMATS, "graph": GRAPH_FORMATS}


def _index(formats: tuple[Format, ...]) -> dict[str, Format]:
    index: dict[str, Format] = {}
    for entry in formats:
        for key in (entry.name, entry.media_type, *entry.aliases):
            index.setdefault(key, entry)
    return index


_INDEX = {kind: _index(table) for kind, table in _TABLES.items()}


def kind_of(form: QueryForm) -> Kind:
    """Return what a query of this form answers with."""
    return "solutions" if form in {"SELECT", "ASK"} else "graph"


def formats_of(kind: Kind) -> tuple[Format, ...]:
    """Return the formats of a kind, the default first."""
    return _TABLES[kind]


def find_format(value: str, kind: Kind) -> Format | None:
    """Return the format with this name, media type or alias; parameters and case are ignored.

    >>> find_format("Application/JSON; charset=utf-8", "solutions").name
    'json'
    """
    return _INDEX[kind].get(value.partition(";")[0].strip().lower())


def get_format(value: str, kind: Kind) -> Format:
    """Return the format with this name, media type or alias.

    Raises:
        ParameterError: No format of this kind has it.
    """
    found = find_format(value, kind)
    if found is None:
        names = ", ".join(entry.name for entry in _TABLES[kind])
        raise ParameterError("format", value, f"one of {names} or their media types")
    return found
