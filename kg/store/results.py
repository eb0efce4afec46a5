"""Read what a SPARQL engine sends: solutions and booleans as JSON, graphs as N-Triples.

Strict: a body that is cut or holds an error text where a result should be is a StoreError, never a
short result. Oxigraph's server ends a timed-out answer with status 200 and the message inside it.

References: SPARQL 1.1 Query Results JSON Format, section 3; RDF 1.1 N-Triples.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from typing import IO, Any, cast

from kg.errors import RdfSyntaxError, StoreError
from kg.model.terms import LANG_STRING, XSD_STRING, BlankNode, Iri, Literal, Quad, Term, Triple
from kg.store.base import QueryResult, Solutions, Triples
from kg.store.engine import from_engine_triple, iter_rdf
from kg.store.formats import NTRIPLES, Kind


def parse_result(body: bytes, kind: Kind) -> QueryResult:
    """Parse the whole body of an answer: JSON for solutions, N-Triples for a graph.

    Raises:
        StoreError: It is not a complete result.
    """
    if kind == "graph":
        return Triples(tuple(iter_triples([body])))
    return parse_solutions(body)


def parse_solutions(body: bytes) -> Solutions | bool:
    """Parse SPARQL JSON results.

    Raises:
        StoreError: They are not complete, or not SPARQL JSON.
    """
    try:
        document = cast("dict[str, Any]", json.loads(body))
        if "boolean" in document:
            return _boolean(document["boolean"])
        names = tuple(str(name) for name in document["head"]["vars"])
        rows = cast("list[dict[str, dict[str, str]]]", document["results"]["bindings"])
        return Solutions(names, tuple(_row(names, row) for row in rows))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreError("the engine's answer is not a complete SPARQL JSON result") from error


def iter_triples(chunks: Iterable[bytes]) -> Iterator[Triple]:
    """Yield the triples of N-Triples as they arrive.

    Raises:
        StoreError: They break off, or are not N-Triples.
    """
    source = cast("IO[bytes]", io.BufferedReader(_ChunkReader(chunks)))
    try:
        for quad in iter_rdf(source, NTRIPLES, "answer"):
            yield from_engine_triple(quad.triple)
    except RdfSyntaxError as error:
        raise StoreError("the engine's answer is not complete N-Triples") from error


def iter_graph(chunks: Iterable[bytes], graph: str) -> Iterator[Quad]:
    """Yield N-Triples as quads of one named graph, as they arrive.

    Raises:
        StoreError: They break off, or are not N-Triples.
    """
    name = Iri(graph)
    for triple in iter_triples(chunks):
        yield Quad(triple.subject, triple.predicate, triple.object, name)


class _ChunkReader(io.RawIOBase):
    """Chunks of bytes as a file."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        super().__init__()
        self._chunks, self._rest = iter(chunks), b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = chunk
        count = min(len(buffer), len(self._rest))
        buffer[:count], self._rest = self._rest[:count], self._rest[count:]
        return count


def _boolean(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _row(names: tuple[str, ...], row: dict[str, dict[str, str]]) -> tuple[Term | None, ...]:
    row.keys()  # a string would answer `in` too
    return tuple(_term(row[name]) if name in row else None for name in names)


def _term(cell: dict[str, str]) -> Term:
    value = cell["value"]
    match cell["type"]:
        case "uri":
            return Iri(value)
        case "bnode":
            return BlankNode(value)
        case "literal" | "typed-literal":
            language = cell.get("xml:lang", "")
            datatype = LANG_STRING if language else cell.get("datatype", XSD_STRING)
            return Literal(value, datatype, language)
        case other:
            raise ValueError(other)
