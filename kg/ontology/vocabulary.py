"""The vocabulary as plain values, read from its Turtle files.

Everything that is generated (Python terms, JSON-LD context, reference page) is made of one
`Vocabulary`, so the three cannot disagree.

References: SKOS Reference, section 5 (labels); RDF Schema 1.1, section 3 (properties).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rdflib import OWL, RDF, RDFS, SKOS, Graph, Namespace, URIRef
from rdflib import Literal as RdfLiteral
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from kg.errors import OntologyError
from kg.model.iri import ID, ONTOLOGY
from kg.ontology.files import alignment_files, code_files, core_files

PH = Namespace(ONTOLOGY)
Kind = Literal["class", "object", "datatype", "annotation"]
KINDS: tuple[tuple[Kind, URIRef], ...] = (
    ("class", OWL.Class),
    ("object", OWL.ObjectProperty),
    ("datatype", OWL.DatatypeProperty),
    ("annotation", OWL.AnnotationProperty),
)


@dataclass(frozen=True, slots=True)
class Words:
    """A text in both languages; empty where the files have none."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Term:
    """A class or a property.

    Attributes:
        name: Local name.
        kind: What it is declared as.
        module: File name of its module without `.ttl`.
        label: Names for people.
        definition: What it means, in our words.
        source: Where the meaning comes from.
        examples: Turtle lines that use it.
        questions: Numbers of the competency questions it serves, ascending.
        parents: IRIs of its direct super-classes or super-properties, sorted.
        domain: IRIs it is expected on, sorted; empty on classes.
        range: IRIs its values are expected to have, sorted; empty on classes.
        inverse: Local name of the inverse, or "".
    """

    name: str
    kind: Kind
    module: str
    label: Words
    definition: Words
    source: str
    examples: tuple[str, ...]
    questions: tuple[int, ...]
    parents: tuple[str, ...]
    domain: tuple[str, ...]
    range: tuple[str, ...]
    inverse: str

    @property
    def iri(self) -> str:
        """The full IRI."""
        return ONTOLOGY + self.name


@dataclass(frozen=True, slots=True)
class Concept:
    """One entry of a code list; `broader` and `sphere` are local names or ""."""

    name: str
    label: Words
    definition: Words
    alternatives: tuple[str, ...]
    broader: str
    sphere: str


@dataclass(frozen=True, slots=True)
class Scheme:
    """A code list. `prefix` is the node type of its concepts, `name` its file without `.ttl`."""

    iri: str
    name: str
    prefix: str
    label: Words
    definition: Words
    concepts: tuple[Concept, ...]


@dataclass(frozen=True, slots=True)
class Module:
    """One core file; `name` is its file name without `.ttl`."""

    name: str
    title: Words
    description: Words


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Modules and terms by name, code lists by prefix; all sorted."""

    modules: tuple[Module, ...]
    terms: tuple[Term, ...]
    schemes: tuple[Scheme, ...]
    superclasses: Mapping[str, tuple[str, ...]]

    def of_kind(self, *kinds: Kind) -> tuple[Term, ...]:
        """Return the terms declared as one of `kinds`."""
        return tuple(term for term in self.terms if term.kind in kinds)


def parse_turtle(paths: Iterable[Path]) -> Graph:
    """Read Turtle files into one graph.

    Raises:
        OntologyError: A file is not Turtle.
    """
    graph = Graph()
    for path in paths:
        try:
            graph.parse(path, format="turtle")
        # rdflib raises its own BadSyntax (a SyntaxError) and ValueErrors for bad IRIs.
        except (SyntaxError, ValueError) as error:
            raise OntologyError(f"{path.parent.name}/{path.name} is not Turtle") from error
    return graph


def load_vocabulary() -> Vocabulary:
    """Read core, code lists and alignments.

    Raises:
        OntologyError: A file is not Turtle, a term is declared in two modules, or a concept is not
            of the form `id/{prefix}/{local}`.
    """
    terms: dict[str, Term] = {}
    modules: list[Module] = []
    for path in core_files():
        graph = parse_turtle([path])
        modules.append(_module(graph, path.stem))
        for term in _terms(graph, path.stem):
            if term.name in terms:
                raise OntologyError(f"ph:{term.name} is declared in two modules")
            terms[term.name] = term
    whole = parse_turtle((*core_files(), *alignment_files()))
    classes = [term.name for term in terms.values() if term.kind == "class"]
    return Vocabulary(
        tuple(modules),
        tuple(terms[name] for name in sorted(terms)),
        tuple(sorted((_scheme(path) for path in code_files()), key=lambda one: one.prefix)),
        {name: _ancestors(whole, PH[name]) for name in sorted(classes)},
    )


def _module(graph: Graph, name: str) -> Module:
    node = graph.value(None, RDF.type, OWL.Ontology)
    if node is None:
        raise OntologyError(f"core/{name}.ttl has no header")
    title, description = DCTERMS.title, DCTERMS.description
    return Module(name, _words(graph, node, title), _words(graph, node, description))


def _terms(graph: Graph, module: str) -> Iterable[Term]:
    for kind, declared in KINDS:
        for node in sorted(set(graph.subjects(RDF.type, declared)), key=str):
            if str(node).startswith(ONTOLOGY):
                yield _term(graph, node, kind, module)


def _term(graph: Graph, node: Node, kind: Kind, module: str) -> Term:
    parent = RDFS.subClassOf if kind == "class" else RDFS.subPropertyOf
    inverse = graph.value(node, OWL.inverseOf) or graph.value(None, OWL.inverseOf, node)
    return Term(
        name=str(node).removeprefix(ONTOLOGY),
        kind=kind,
        module=module,
        label=_words(graph, node, RDFS.label),
        definition=_words(graph, node, SKOS.definition),
        source=str(graph.value(node, DCTERMS.source) or ""),
        examples=tuple(sorted(str(value) for value in graph.objects(node, SKOS.example))),
        questions=tuple(sorted(int(str(n)) for n in graph.objects(node, PH.competencyQuestion))),
        parents=_iris(graph, node, parent),
        domain=_iris(graph, node, PH.expectedDomain),
        range=_iris(graph, node, PH.expectedRange),
        inverse=str(inverse or "").removeprefix(ONTOLOGY),
    )


def _scheme(path: Path) -> Scheme:
    graph = parse_turtle([path])
    node = graph.value(None, RDF.type, SKOS.ConceptScheme)
    if node is None:
        raise OntologyError(f"codes/{path.name} has no concept scheme")
    members = sorted(set(graph.subjects(SKOS.inScheme, node)), key=str)
    return Scheme(
        iri=str(node),
        name=path.stem,
        prefix=_concept_id(members[0])[0] if members else "",
        label=_words(graph, node, SKOS.prefLabel),
        definition=_words(graph, node, SKOS.definition),
        concepts=tuple(_concept(graph, member) for member in members),
    )


def _concept(graph: Graph, node: Node) -> Concept:
    broader, sphere = graph.value(node, SKOS.broader), graph.value(node, PH.sphere)
    return Concept(
        name=_concept_id(node)[1],
        label=_words(graph, node, SKOS.prefLabel),
        definition=_words(graph, node, SKOS.definition),
        alternatives=tuple(sorted(str(value) for value in graph.objects(node, SKOS.altLabel))),
        broader=_concept_id(broader)[1] if broader else "",
        sphere=_concept_id(sphere)[1] if sphere else "",
    )


def _concept_id(node: Node) -> tuple[str, str]:
    prefix, slash, local = str(node).removeprefix(ID).partition("/")
    if not slash or not str(node).startswith(ID):
        raise OntologyError(f"{node} is not a concept of the form {ID}prefix/local")
    return prefix, local


def _words(graph: Graph, node: Node, predicate: URIRef) -> Words:
    by_language = {
        value.language: str(value)
        for value in graph.objects(node, predicate)
        if isinstance(value, RdfLiteral)
    }
    return Words(by_language.get("vi", ""), by_language.get("en", ""))


def _iris(graph: Graph, node: Node, predicate: URIRef) -> tuple[str, ...]:
    return tuple(
        sorted(str(value) for value in graph.objects(node, predicate) if isinstance(value, URIRef))
    )


def _ancestors(graph: Graph, node: Node) -> tuple[str, ...]:
    found = set(graph.transitive_objects(node, RDFS.subClassOf)) - {node}
    return tuple(sorted(str(one) for one in found if isinstance(one, URIRef)))
