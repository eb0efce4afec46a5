"""The edge to pyoxigraph: terms, formats, datasets and exceptions, in and out.

Used by the embedded adapter, by the sandbox worker, and to read RDF that other engines return.
Nothing of pyoxigraph passes beyond the modules that import this one.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import IO, TypeAlias, cast

import pyoxigraph as ox

from kg.errors import QuerySyntaxError, RdfSyntaxError, StoreError
from kg.model.terms import (
    LANG_STRING,
    XSD_STRING,
    BlankNode,
    Iri,
    Literal,
    Quad,
    Subject,
    Term,
    Triple,
)
from kg.store.base import Dataset
from kg.store.formats import Format
from kg.store.lexer import place, tokenise

EngineTerm: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal
EngineResult: TypeAlias = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples

_PLACE = re.compile(r"error at (\d+):(\d+)")
_PARSER_PLACE = re.compile(r"line (\d+) column (\d+)")
# What the grammar of pyoxigraph says, and how we say it; its own words do not travel.
_REASONS = (
    ("variable that is unbound", "SELECT has a variable that is neither grouped nor aggregated"),
    ("overrides an existing variable", "SELECT assigns a variable that has a value already"),
    ("IRI parsing failed", "an IRI is relative without BASE, or has a character it may not have"),
    ("Prefix not found", "a prefix is not declared"),
)


def to_engine(term: Term) -> EngineTerm:
    """Turn one of our terms into the engine's.

    Raises:
        StoreError: An IRI, label or language tag is not valid.
    """
    try:
        if isinstance(term, Iri):
            return ox.NamedNode(term.value)
        if isinstance(term, BlankNode):
            return ox.BlankNode(term.value)
        if term.language:
            return ox.Literal(term.value, language=term.language)
        return ox.Literal(term.value, datatype=ox.NamedNode(term.datatype))
    except ValueError as error:
        raise StoreError(f"{str(term)!r} is not a valid RDF term") from error


def to_engine_graph(graph: str) -> ox.NamedNode:
    """Turn the IRI of a graph into the engine's.

    Raises:
        StoreError: It is not an absolute IRI.
    """
    name = to_engine(Iri(graph))
    assert isinstance(name, ox.NamedNode)
    return name


def to_engine_quad(quad: Quad) -> ox.Quad:
    """Turn one of our quads into the engine's.

    Raises:
        StoreError: One of its terms is not valid.
    """
    subject, predicate, graph = map(to_engine, (quad.subject, quad.predicate, quad.graph))
    assert not isinstance(subject, ox.Literal)
    assert isinstance(predicate, ox.NamedNode)
    assert isinstance(graph, ox.NamedNode)
    return ox.Quad(subject, predicate, to_engine(quad.object), graph)


def from_engine(term: object) -> Term:
    """Turn one of the engine's terms into ours.

    Raises:
        StoreError: It is a triple term of RDF 1.2, which this package does not hold.
    """
    if isinstance(term, ox.NamedNode):
        return Iri(term.value)
    if isinstance(term, ox.BlankNode):
        return BlankNode(term.value)
    if isinstance(term, ox.Literal):
        if term.language:
            return Literal(term.value, LANG_STRING, term.language)
        datatype = term.datatype.value
        return Literal(term.value, XSD_STRING if datatype == XSD_STRING else datatype)
    raise StoreError("a result holds a triple term, which is not supported here")


def from_engine_triple(triple: ox.Triple) -> Triple:
    """Turn one of the engine's triples into ours."""
    subject = cast("Subject", from_engine(triple.subject))
    return Triple(subject, Iri(triple.predicate.value), from_engine(triple.object))


def engine_rdf_format(entry: Format) -> ox.RdfFormat:
    """Return the engine's name of a graph format."""
    found = ox.RdfFormat.from_media_type(entry.media_type)
    assert found is not None
    return found


def engine_results_format(entry: Format) -> ox.QueryResultsFormat:
    """Return the engine's name of a format for solutions."""
    found = ox.QueryResultsFormat.from_media_type(entry.media_type)
    assert found is not None
    return found


def run_query(store: ox.Store, text: str, dataset: Dataset) -> EngineResult:
    """Run a query over a dataset; the default one is the union that `OxigraphStore` keeps.

    Raises:
        QuerySyntaxError: It does not parse, or calls a function that does not exist.
        StoreError: The engine failed.
    """
    with query_errors(text):
        if dataset.default or dataset.named:
            # A list that is left out would mean "all": an explicit dataset is exactly what it says.
            return store.query(
                text,
                default_graph=[ox.NamedNode(graph) for graph in dataset.default],
                named_graphs=[ox.NamedNode(graph) for graph in dataset.named],
            )
        return store.query(text)


def write_result(result: EngineResult, entry: Format, output: IO[bytes]) -> None:
    """Serialise a result; it is evaluated as it is written."""
    if isinstance(result, ox.QueryTriples):
        result.serialize(output, engine_rdf_format(entry))
    else:
        result.serialize(output, engine_results_format(entry))


def iter_rdf(source: IO[bytes] | bytes, entry: Format, file: str) -> Iterator[ox.Quad]:
    """Yield the quads of an RDF document; triples come in the engine's default graph.

    Raises:
        RdfSyntaxError: It cannot be read; `file` names it.
    """
    with rdf_errors(file):
        yield from cast("Iterable[ox.Quad]", ox.parse(source, engine_rdf_format(entry)))


def iter_triples(source: IO[bytes] | bytes, entry: Format, file: str) -> Iterator[Triple]:
    """Yield the triples of an RDF document, in its order.

    Raises:
        RdfSyntaxError: It cannot be read; `file` names it.
    """
    for quad in iter_rdf(source, entry, file):
        yield from_engine_triple(quad.triple)


def release_results(error: BaseException) -> None:
    """Drop what the finished frames of an error still hold.

    A result of pyoxigraph may only be freed in its own thread; a traceback would carry it to
    whichever thread handles the error, where it cannot be freed at all.
    """
    chain = list[BaseException]()
    cause: BaseException | None = error
    while cause is not None and cause not in chain:
        traceback.clear_frames(cause.__traceback__)
        chain.append(cause)
        cause = cause.__cause__ or cause.__context__


@contextmanager
def query_errors(text: str) -> Generator[None]:
    """Translate what the engine raises about a query."""
    try:
        yield
    except SyntaxError as error:
        raise _syntax_error(text, str(error)) from error
    except RuntimeError as error:
        if "function" in str(error) and "not supported" in str(error):
            raise QuerySyntaxError("the query calls a function that does not exist") from error
        raise StoreError("the engine could not evaluate the query") from error
    except ValueError as error:
        raise QuerySyntaxError("a graph of the dataset is not an absolute IRI") from error
    except OSError as error:
        raise StoreError("the engine could not read its files") from error


@contextmanager
def rdf_errors(file: str) -> Generator[None]:
    """Translate what the engine raises about an RDF document."""
    try:
        yield
    except SyntaxError as error:
        found = _PARSER_PLACE.search(str(error))
        line, column = (int(found[1]), int(found[2])) if found else (0, 0)
        raise RdfSyntaxError(file, "does not parse", line=line, column=column) from error
    except OSError as error:
        raise StoreError(f"{file!r} could not be read or stored") from error


@contextmanager
def storage_errors(reason: str) -> Generator[None]:
    """Translate what the engine raises about its files."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        raise StoreError(reason) from error


def _syntax_error(text: str, message: str) -> QuerySyntaxError:
    undeclared = _undeclared_prefix(text)
    if undeclared:
        return undeclared
    found = _PLACE.match(message)
    line, column = (int(found[1]), int(found[2])) if found else (0, 0)
    for words, reason in _REASONS:
        if words in message:
            return QuerySyntaxError(reason, line=line, column=column)
    lines = text.split("\n")
    rest = lines[line - 1][column - 1 :].strip() if 0 < line <= len(lines) else ""
    # At its end the engine says the same of a text that breaks off and of a last token too many.
    reason = f"unexpected {rest[:40]!r}" if rest else "the text breaks off, or ends wrongly"
    return QuerySyntaxError(reason, line=line, column=column)


def _undeclared_prefix(text: str) -> QuerySyntaxError | None:
    """Find a prefix without declaration: the engine points at some later place for it."""
    declared = set[str]()
    before = ""
    for token in tokenise(text):
        if token.kind == "name":
            prefix = token.text.partition(":")[0]
            if before == "PREFIX":
                declared.add(prefix)
            elif prefix not in declared:
                line, column = place(text, token.start)
                return QuerySyntaxError(
                    f"prefix {prefix + ':'!r} is not declared", line=line, column=column
                )
        before = token.keyword
    return None
