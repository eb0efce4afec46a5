"""RDF files of a source folder: strict, without blank nodes, into one named graph.

The only module of `kg.ingest` that knows an RDF library. Turtle, TriG, N-Triples, N-Quads and
JSON-LD are parsed strictly: relative IRIs, remote contexts and over-long literals are refused, and
nothing is ever fetched. Blank nodes become IRIs by what is said of them.

References: RDF 1.1 Turtle, TriG, N-Triples, N-Quads; JSON-LD 1.1; RDF 1.1 Concepts 3.5 (skolem
IRIs).
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import pyoxigraph as ox

from kg.errors import RdfSyntaxError
from kg.ingest.jsonld import check_self_contained
from kg.model.iri import BASE
from kg.model.terms import (
    BlankNode,
    Iri,
    Literal,
    Quad,
    Subject,
    Term,
    Triple,
    format_term,
)

FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".jsonld": ox.RdfFormat.JSON_LD,
}
"""File suffix to format."""

MAX_LITERAL_BYTES = 1 << 20
"""Longest literal, in UTF-8 bytes; labels have at most 200 characters, so this is only a brake."""

MAX_FILE_BYTES = 64 << 20
"""Largest file that is parsed into objects; a larger one has to be N-Quads for the engine."""

GENID = BASE + ".well-known/genid/"
"""Where the IRIs of former blank nodes lie."""

Parsed: TypeAlias = tuple[Subject, Iri, Term, "str | None"]
_EXCERPT = 60
_NO_BASE = "https://relative.invalid/"
"""Base of JSON-LD files: without one the parser drops a relative IRI and what is said of it."""


def read_rdf(path: Path, scope: str = "") -> tuple[Triple | Quad, ...]:
    """Read an RDF file: a `Quad` where the file names a graph, else a `Triple`; in file order.

    Args:
        path: The file; its suffix says the format.
        scope: What keeps the blank nodes of this file apart from those of other sources.

    Raises:
        RdfSyntaxError: The file does not parse, has a relative IRI, a remote context, a literal
            that is too long or not NFC, or blank nodes that nothing tells apart.
    """
    return tuple(
        Triple(subject, predicate, value)
        if graph is None
        else Quad(subject, predicate, value, Iri(graph))
        for subject, predicate, value, graph in _read(path, f"{scope}\x1f{path.name}")
    )


def read_graph(path: Path, graph: str) -> tuple[Quad, ...]:
    """Read an RDF file as quads of one named graph, in file order.

    Args:
        path: The file; its suffix says the format.
        graph: The graph of the source; the file may name it, and no other.

    Raises:
        RdfSyntaxError: As `read_rdf`, or the file names another graph.
    """
    home = Iri(graph)
    quads: list[Quad] = []
    for subject, predicate, value, named in _read(path, f"{graph}\x1f{path.name}"):
        if named not in (None, graph):
            raise RdfSyntaxError(path.name, f"graph <{named}> is not the source's own, <{graph}>")
        quads.append(Quad(subject, predicate, value, home))
    return tuple(quads)


def check_size(path: Path) -> None:
    """Refuse a file that could not be read, before anybody copies or opens it.

    Raises:
        RdfSyntaxError: It is over `MAX_FILE_BYTES`, and no N-Quads for the engine.
    """
    if path.suffix != ".nq" and path.stat().st_size > MAX_FILE_BYTES:
        raise _too_large(path)


def check_syntax(path: Path) -> int:
    """Parse a file from disk without keeping it; return how many quads it holds.

    Raises:
        RdfSyntaxError: It does not parse.
    """
    try:
        return sum(1 for _ in ox.parse(path=path, format=FORMATS[path.suffix]))
    except (SyntaxError, ValueError) as error:
        raise _syntax_error(path, b"", error) from None


def parse_checked(lines: bytes) -> Iterator[Triple]:
    """Yield the triples of N-Quads lines of a file that has been checked."""
    for quad in ox.parse(lines, format=ox.RdfFormat.N_QUADS):
        subject, predicate, value, _ = _from_engine(quad)
        yield Triple(subject, predicate, value)


def _read(path: Path, scope: str) -> list[Parsed]:
    if path.stat().st_size > MAX_FILE_BYTES:
        raise _too_large(path)
    data = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    _check_encoding(path, data)
    base = None
    if path.suffix == ".jsonld":
        check_self_contained(data, path.name)
        base = _NO_BASE
    try:
        parser = ox.parse(data, format=FORMATS[path.suffix], base_iri=base)
        quads = [_from_engine(quad) for quad in parser]
    except (SyntaxError, ValueError) as error:
        raise _syntax_error(path, data, error) from None
    for quad in quads:
        _check_literal(path, quad)
        if base and any(isinstance(term, Iri) and base in term.value for term in quad[:3]):
            raise RdfSyntaxError(path.name, f"relative IRI in {quad[0]} {quad[1]} {quad[2]}")
    return _skolemise(path, quads, scope)


def _too_large(path: Path) -> RdfSyntaxError:
    # a literal of a gigabyte would be held several times over
    reason = f"over {MAX_FILE_BYTES} bytes; only N-Quads with its graph on every line may be larger"
    return RdfSyntaxError(path.name, reason)


def _check_encoding(path: Path, data: bytes) -> None:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        reason = f"not UTF-8: byte 0x{data[error.start]:02X} at offset {error.start}"
        raise RdfSyntaxError(path.name, reason, line=line) from None


def _from_engine(quad: ox.Quad) -> Parsed:
    graph = quad.graph_name
    if isinstance(graph, ox.BlankNode):
        raise ValueError("blank graph name")
    named = graph.value if isinstance(graph, ox.NamedNode) else None
    subject = _to_term(quad.subject)
    assert not isinstance(subject, Literal)
    return subject, Iri(quad.predicate.value), _to_term(quad.object), named


def _to_term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Term:
    if isinstance(term, ox.NamedNode):
        return Iri(term.value)
    if isinstance(term, ox.BlankNode):
        return BlankNode(term.value)
    if isinstance(term, ox.Triple) or term.direction is not None:
        raise ValueError("RDF 1.2 term")  # nothing behind us can store a triple as a term
    return Literal(term.value, term.datatype.value, term.language or "")


def _check_literal(path: Path, quad: Parsed) -> None:
    value = quad[2]
    if not isinstance(value, Literal):
        return
    if len(value.value) > MAX_LITERAL_BYTES // 4 and len(value.value.encode()) > MAX_LITERAL_BYTES:
        reason = f"a literal of <{quad[1]}> is over {MAX_LITERAL_BYTES} bytes"
        raise RdfSyntaxError(path.name, reason)
    if not unicodedata.is_normalized("NFC", value.value):
        reason = f"a literal of <{quad[1]}> is not in Unicode form NFC: {value.value[:_EXCERPT]!r}"
        raise RdfSyntaxError(path.name, reason)


def _syntax_error(path: Path, data: bytes, error: SyntaxError | ValueError) -> RdfSyntaxError:
    """Say in our own words what the parser found: where, and the text that stands there."""
    line = getattr(error, "lineno", None) or 0
    column = getattr(error, "offset", None) or 0
    found = str(error)
    lines = data.split(b"\n")
    excerpt = lines[line - 1].decode(errors="replace").strip() if 0 < line <= len(lines) else ""
    at = f" near {excerpt[:_EXCERPT]!r}" if excerpt else ""
    if "absolute IRI" in found:
        reason = "relative IRI; write IRIs in full or declare a base"
    elif "has not been declared" in found:
        reason = "undeclared prefix"
    elif isinstance(error, ValueError) and not isinstance(error, SyntaxError):
        reason = f"a {found} is not allowed here"
    else:
        reason = f"not well-formed {FORMATS[path.suffix].name}"
    return RdfSyntaxError(path.name, reason + at, line=line, column=column)


def _skolemise(path: Path, quads: list[Parsed], scope: str) -> list[Parsed]:
    """Replace blank nodes by IRIs made from the file's scope and what is said of each node.

    rdflib's canonicalisation takes time cubic in the number of blank nodes (100 s for 2 000), so
    colours are refined here until every node has its own. Nodes that stay alike say the same twice
    or form a symmetric ring; they are refused, as no name would be stable.
    """
    colours = _refine(quads)
    if not colours:
        return quads
    if len(set(colours.values())) < len(colours):
        reason = f"{len(colours)} blank nodes are not all told apart by what is said of them"
        raise RdfSyntaxError(path.name, f"{reason}; give them IRIs")
    names = {label: Iri(GENID + _digest(scope, colour)) for label, colour in colours.items()}

    def rename(term: Subject) -> Iri:
        return names[term.value] if isinstance(term, BlankNode) else term

    return [
        (rename(s), p, o if isinstance(o, Literal) else rename(o), graph)
        for s, p, o, graph in quads
    ]


def _refine(quads: list[Parsed]) -> dict[str, str]:
    """Return a colour for each blank node: a hash of its triples and its neighbours' colours."""
    around: dict[str, list[tuple[str, Iri, Term]]] = defaultdict(list)
    for subject, predicate, value, _ in quads:
        if isinstance(subject, BlankNode):
            around[subject.value].append(("out", predicate, value))
        if isinstance(value, BlankNode):
            around[value.value].append(("in", predicate, subject))
    colours = dict.fromkeys(around, "")
    known = 0
    while known < len(set(colours.values())) < len(colours) or (colours and not known):
        known = len(set(colours.values()))
        colours = {label: _colour(said, colours) for label, said in around.items()}
    return colours


def _colour(said: list[tuple[str, Iri, Term]], colours: dict[str, str]) -> str:
    parts = sorted(
        f"{way} {predicate.value} "
        + (f"_:{colours[term.value]}" if isinstance(term, BlankNode) else format_term(term))
        for way, predicate, term in said
    )
    return _digest(*parts)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]
