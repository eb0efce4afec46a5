"""Named graphs as text in canonical order: the same data give the same bytes.

N-Quads are sorted by line; the other formats sort graphs, subjects, predicates and objects. Nothing
depends on the order in which a store lists its quads.

References: RDF 1.1 N-Quads, TriG, Turtle; JSON-LD 1.1, 4 (graphs).
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from kg.errors import ParameterError
from kg.model.iri import GRAPH_DERIVED, GRAPH_ONTOLOGY, ID, NODE_TYPES, ONTOLOGY
from kg.model.terms import (
    LANG_STRING,
    RDF,
    RDFS,
    XSD,
    XSD_STRING,
    Iri,
    Literal,
    format_quad,
    format_term,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kg.model.terms import Quad, Term
    from kg.store.base import GraphView

Graphs = "dict[str, tuple[Quad, ...]]"

PREFIXES: Final[Mapping[str, str]] = {
    **{node_type: f"{ID}{node_type}/" for node_type in NODE_TYPES},
    "dcterms": "http://purl.org/dc/terms/",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "ph": ONTOLOGY,
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": RDF,
    "rdfs": RDFS,
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": XSD,
}
"""Prefixes of Turtle, TriG and JSON-LD."""

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?\Z")
_BY_LENGTH = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))


def read_graphs(view: GraphView, *, everything: bool = False) -> dict[str, tuple[Quad, ...]]:
    """Return the quads of each graph, sorted; graphs sorted.

    Args:
        view: The data.
        everything: With what is derived and the ontology; without, what sources and reviewers said.
    """
    own = () if everything else (GRAPH_DERIVED, GRAPH_ONTOLOGY)
    return {
        graph: tuple(sorted(view.dump(graph), key=_order))
        for graph in view.graphs()
        if graph not in own
    }


def format_rdf(graphs: Mapping[str, Sequence[Quad]], name: str) -> Iterator[str]:
    """Yield graphs as text.

    Args:
        graphs: Quads by graph.
        name: `nquads`, `trig`, `turtle` (the union, without graphs) or `jsonld`.

    Raises:
        ParameterError: There is no such format.
    """
    if name == "nquads":
        lines = sorted(format_quad(quad) for quads in graphs.values() for quad in quads)
        yield from (f"{line}\n" for line in lines)
    elif name == "trig":
        yield from _prefix_lines()
        for graph, quads in sorted(graphs.items()):
            yield f"\n{_name(Iri(graph))} {{\n"
            yield from (f"  {line}\n" for line in _iter_subjects(quads))
            yield "}\n"
    elif name == "turtle":
        yield from _prefix_lines()
        yield "\n"
        union = {(q.subject, q.predicate, q.object): q for quads in graphs.values() for q in quads}
        yield from (f"{line}\n" for line in _iter_subjects(union.values()))
    elif name == "jsonld":
        yield json.dumps(_to_jsonld(graphs), ensure_ascii=False, indent=1) + "\n"
    else:
        raise ParameterError("format", name, "nquads, trig, turtle or jsonld")


def _order(quad: Quad) -> tuple[str, str, str]:
    return str(quad.subject), quad.predicate.value, format_term(quad.object)


def _prefix_lines() -> Iterator[str]:
    yield from (f"@prefix {name}: <{iri}> .\n" for name, iri in sorted(PREFIXES.items()))


def _iter_subjects(quads: Iterable[Quad]) -> Iterator[str]:
    grouped: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for quad in quads:
        predicate = "a" if quad.predicate.value == RDF + "type" else _name(quad.predicate)
        grouped[_name(quad.subject)][predicate].add(_name(quad.object))
    for subject, said in sorted(grouped.items()):
        parts = [f"{verb} {', '.join(sorted(values))}" for verb, values in sorted(said.items())]
        yield f"{subject} {' ; '.join(parts)} ."


def _name(term: Term) -> str:
    """Return a term as Turtle writes it, with a prefix where one fits."""
    if isinstance(term, Iri):
        short = _shorten(term.value)
        return short or format_term(term)
    if isinstance(term, Literal) and term.datatype not in (XSD_STRING, LANG_STRING):
        short = _shorten(term.datatype)
        if short:
            return f"{format_term(Literal(term.value))}^^{short}"
    return format_term(term)


def _shorten(iri: str) -> str:
    for prefix, namespace in _BY_LENGTH:
        if iri.startswith(namespace) and _LOCAL.match(iri[len(namespace) :]):
            return f"{prefix}:{iri[len(namespace) :]}"
    return ""


def _to_jsonld(graphs: Mapping[str, Sequence[Quad]]) -> dict[str, Any]:
    context = dict(sorted(PREFIXES.items()))
    parts = [
        {"@id": graph, "@graph": _nodes(quads)} for graph, quads in sorted(graphs.items()) if quads
    ]
    return {"@context": context, "@graph": parts}


def _nodes(quads: Iterable[Quad]) -> list[dict[str, Any]]:
    grouped: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for quad in sorted(quads, key=_order):
        subject = _compact(quad.subject)
        if quad.predicate.value == RDF + "type":
            grouped[subject]["@type"].append(_compact(quad.object))
        else:
            grouped[subject][_compact(quad.predicate)].append(_json_value(quad.object))
    return [{"@id": node, **dict(sorted(said.items()))} for node, said in sorted(grouped.items())]


def _compact(term: Term) -> str:
    return _shorten(str(term)) or str(term)


def _json_value(term: Term) -> dict[str, str]:
    if not isinstance(term, Literal):
        return {"@id": _compact(term)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    if term.datatype == XSD_STRING:
        return {"@value": term.value}
    return {"@value": term.value, "@type": _compact(Iri(term.datatype))}
