"""RDF terms as plain values: what crosses every door of this package.

No engine type leaves an adapter; adapters turn theirs into these. Blank nodes do not occur in our
data (ontology.md 3.7: a validity is `{statement}.validity`); `BlankNode` exists because queries
and foreign RDF may still produce one.

References: RDF 1.1 Concepts, section 3; canonical N-Quads (RDF 1.1 N-Quads, section 4).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

XSD = "http://www.w3.org/2001/XMLSchema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD_STRING = XSD + "string"
LANG_STRING = RDF + "langString"


@dataclass(frozen=True, slots=True, order=True)
class Iri:
    """An absolute IRI, without angle brackets."""

    value: str

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True, order=True)
class BlankNode:
    """A blank node; `value` is its label without `_:` and means nothing outside one result."""

    value: str

    def __str__(self) -> str:
        return f"_:{self.value}"


@dataclass(frozen=True, slots=True, order=True)
class Literal:
    """A literal: lexical form, datatype IRI, BCP 47 language tag ("" when there is none)."""

    value: str
    datatype: str = XSD_STRING
    language: str = ""

    def __str__(self) -> str:
        return self.value


Term: TypeAlias = Iri | BlankNode | Literal
Subject: TypeAlias = Iri | BlankNode


@dataclass(frozen=True, slots=True)
class Triple:
    """One RDF triple."""

    subject: Subject
    predicate: Iri
    object: Term


@dataclass(frozen=True, slots=True)
class Quad:
    """One triple in one named graph."""

    subject: Subject
    predicate: Iri
    object: Term
    graph: Iri


def text(value: str, language: str = "") -> Literal:
    """Return a plain string, or a language-tagged one when `language` is given."""
    if language:
        return Literal(value, LANG_STRING, language)
    return Literal(value)


def typed(value: str, local: str) -> Literal:
    """Return a literal of the XSD datatype named `local` (`date`, `integer`, `gYear`, ...)."""
    return Literal(value, XSD + local)


_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})


def format_term(term: Term) -> str:
    """Format a term as canonical N-Quads does: backslash, quote, LF and CR are escaped."""
    if isinstance(term, Iri):
        return f"<{term.value}>"
    if isinstance(term, BlankNode):
        return f"_:{term.value}"
    quoted = f'"{term.value.translate(_ESCAPES)}"'
    if term.language:
        return f"{quoted}@{term.language}"
    return quoted if term.datatype == XSD_STRING else f"{quoted}^^<{term.datatype}>"


def format_quad(quad: Quad) -> str:
    """Format a quad as one canonical N-Quads line, without its line end."""
    parts = (quad.subject, quad.predicate, quad.object, quad.graph)
    return " ".join(format_term(part) for part in parts) + " ."
