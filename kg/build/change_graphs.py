"""What a change makes of the graphs: bytes of a client as quads, the effect of an update."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from kg.build.describe import hash_graphs
from kg.errors import QueryRefused, QuerySyntaxError, RdfSyntaxError
from kg.ingest.rdf import read_graph
from kg.model.terms import XSD, BlankNode, Iri, Quad, format_term
from kg.ontology.load import ontology_quads
from kg.ontology.terms import PH
from kg.store.base import Dataset
from kg.store.engine import from_engine_triple, iter_rdf
from kg.store.formats import get_format
from kg.store.guard import check_nesting
from kg.store.lexer import refuse_forbidden
from kg.store.oxigraph import OxigraphStore
from kg.store.updates import split_update

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from kg.build.change_request import ChangeRequest
    from kg.store.updates import Operation

_OA = "http://www.w3.org/ns/oa#"
_INTEGER = f"^^<{XSD}integer> .\n".encode()
_NOT_NEGATIVE = f"^^<{XSD}nonNegativeInteger> .\n".encode()
_SUFFIXES = {
    "turtle": ".ttl",
    "ntriples": ".nt",
    "nquads": ".nq",
    "trig": ".trig",
    "jsonld": ".jsonld",
}
# RocksDB never changes these once they are written, so a link is as good as a copy.
_IMMUTABLE = (".sst", ".blob")


def read_payload(
    payload: bytes, parts: Sequence[tuple[str, int]], graph: str, work: Path
) -> tuple[Quad, ...]:
    """Read documents as quads of one graph, without blank nodes.

    Args:
        payload: The documents, one after the other.
        parts: Name of the format and length of each.
        graph: Where they go.
        work: A folder for files.

    Raises:
        RdfSyntaxError: One does not parse, declares entities, names a remote context or another
            graph, or has blank nodes that nothing tells apart.
    """
    quads: list[Quad] = []
    begin = 0
    for number, (name, length) in enumerate(parts):
        document = payload[begin : begin + length]
        quads += _read_document(document, name, f"body-{number}", graph, work)
        begin += length
    with OxigraphStore() as store:
        # as the store will give them back, so that hashes can be compared
        store.load(graph, quads)
        return tuple(store.dump(graph))


def _read_document(
    document: bytes, name: str, stem: str, graph: str, work: Path
) -> tuple[Quad, ...]:
    if not document.strip():
        return ()
    if name == "rdfxml":
        document, name = _from_rdfxml(document), "ntriples"
    path = work / f"{stem}{_SUFFIXES[name]}"
    path.write_bytes(document)
    return read_graph(path, graph)


def counting_predicates() -> frozenset[bytes]:
    """Return the predicates whose values are `xsd:nonNegativeInteger`, as N-Triples terms."""
    wanted = Iri(XSD + "nonNegativeInteger")
    found = {
        quad.subject.value
        for quad in ontology_quads()
        if quad.predicate.value == PH.expectedRange and quad.object == wanted
    }
    return frozenset(f"<{iri}>".encode() for iri in (*found, f"{_OA}start", f"{_OA}end"))


def restore_datatype(line: bytes, predicates: frozenset[bytes]) -> bytes:
    r"""Give a line of N-Triples the datatype that was written and that the engine does not keep.

    Oxigraph stores every integer type as `xsd:integer`; shapes ask for the one that was written.

    >>> line = b'<a> <p> "4"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
    >>> restore_datatype(line, frozenset({b"<p>"}))
    b'<a> <p> "4"^^<http://www.w3.org/2001/XMLSchema#nonNegativeInteger> .\n'
    """
    if line.endswith(_INTEGER) and line.split(b" ", 2)[1] in predicates:
        return line[: -len(_INTEGER)] + _NOT_NEGATIVE
    return line


def _from_rdfxml(payload: bytes) -> bytes:
    """Turn RDF/XML into N-Triples; a document type could declare entities, so there may be none."""
    encoded = payload.replace(b"\0", b"")  # also where every other byte is zero, as in UTF-16
    if b"<!DOCTYPE" in encoded or b"<!ENTITY" in encoded:
        raise RdfSyntaxError("body.rdf", "a document type or an entity is declared")
    entry = get_format("rdfxml", "graph")
    triples = (from_engine_triple(quad.triple) for quad in iter_rdf(payload, entry, "body.rdf"))
    lines = (
        " ".join(format_term(part) for part in (one.subject, one.predicate, one.object))
        for one in triples
    )
    return "".join(f"{line} .\n" for line in lines).encode()


def clone_store(source: Path, target: Path) -> OxigraphStore:
    """Copy a closed store so that the copy can be written, sharing the bytes that never change."""

    def copy(found: str, wanted: str) -> None:
        if found.endswith(_IMMUTABLE):
            os.link(found, wanted)
        else:
            shutil.copy2(found, wanted)

    shutil.copytree(
        source, target, copy_function=copy, ignore=shutil.ignore_patterns("LOCK", "LOG*")
    )
    return OxigraphStore(target)


def read_update(request: ChangeRequest, payload: bytes) -> tuple[Operation, ...]:
    """Read the operations of an update, before anything is made ready for them.

    Raises:
        QuerySyntaxError: It is no update.
        QueryRefused: LOAD or SERVICE, nested too deep, or it writes into the default graph.
        ParameterError: The request and its text both name graphs.
    """
    text = payload.decode("utf-8")
    refuse_forbidden(text)
    check_nesting(text)
    return split_update(text, Dataset(request.using_default, request.using_named))


def changed_by_update(
    operations: Sequence[Operation],
    scratch: OxigraphStore,
    hashes: Mapping[str, str],
    work: Path,
) -> Iterator[tuple[str, tuple[Quad, ...] | None]]:
    """Run an update on a scratch copy and yield the graphs that it changed.

    Args:
        operations: The operations.
        scratch: The copy.
        hashes: Hash of each graph before.
        work: A folder for files.

    Raises:
        QuerySyntaxError: It does not parse.
    """
    for operation in operations:
        try:
            scratch.update(operation.text)
        except QuerySyntaxError as error:
            raise _moved(error, operation.lines_before) from None
    after = hash_graphs(scratch, work)
    for graph in sorted(hashes.keys() | after.keys()):
        if graph not in after:
            yield graph, None
        elif hashes.get(graph) != after[graph].sha256:
            yield graph, _without_blank_nodes(tuple(scratch.dump(graph)), graph, work)


def _moved(error: QuerySyntaxError, lines: int) -> QuerySyntaxError:
    kind = QueryRefused if isinstance(error, QueryRefused) else QuerySyntaxError
    line = error.line - lines if error.line > lines else 0
    return kind(error.reason, line=line, column=error.column)


def _without_blank_nodes(quads: tuple[Quad, ...], graph: str, work: Path) -> tuple[Quad, ...]:
    nodes = (term for quad in quads for term in (quad.subject, quad.object))
    if not any(isinstance(term, BlankNode) for term in nodes):
        return quads
    lines = (
        " ".join(format_term(part) for part in (quad.subject, quad.predicate, quad.object))
        for quad in quads
    )
    text = "".join(f"{line} .\n" for line in lines)
    document = text.encode()
    return read_payload(document, (("ntriples", len(document)),), graph, work)
