"""Types up the tree, inverses, and who was ever under whom: the timeless part of graph/derived.

What a full OWL 2 RL closure would add is cut down to what is wanted (ontology.md 3.8): classes of
vocabularies, and the properties in `WANTED`. A test compares the result with a full closure.

Literals never become subjects here. `owl:sameAs` is neither made nor followed: a reviewed sameness
ties two nodes and merges nothing.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kg.infer.axioms import Axioms, is_meaningful
from kg.model.iri import GRAPH_DERIVED
from kg.model.terms import RDF, RDFS, BlankNode, Iri, Literal, Quad, Term
from kg.ontology.terms import PH
from kg.store.base import GraphView, Solutions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

TYPE = RDF + "type"
WANTED = (
    RDFS + "label",
    PH.hasExecutiveCommittee,
    PH.everDirectlyUnder,
    PH.everUnder,
)
"""Properties whose inferred triples are kept; types are kept besides."""

Pair = tuple[Term, Term]

_CLASSES = "SELECT DISTINCT ?class WHERE { ?node a ?class }"
_PAIRS = "SELECT ?subject ?object WHERE { ?subject ?property ?object }"
_MEMBERS = "SELECT ?node WHERE { ?node a ?wanted }"
_LACKING = "SELECT ?node WHERE { ?node a ?class FILTER NOT EXISTS { ?node a ?wanted } }"
_SUBJECTS = (
    "SELECT DISTINCT ?node WHERE { ?node ?property ?x FILTER NOT EXISTS { ?node a ?wanted } }"
)
_OBJECTS = (
    "SELECT DISTINCT ?node WHERE { ?x ?property ?node "
    "FILTER(isIRI(?node)) FILTER NOT EXISTS { ?node a ?wanted } }"
)


def iter_closure_quads(view: GraphView, axioms: Axioms) -> Iterator[Quad]:
    """Yield what the axioms add to the union of the graphs of `view`, in graph/derived.

    None repeats a triple that a graph of the view already holds. A node with two classes below one
    super-class gives that quad twice; a store counts it once.

    Raises:
        StoreError: The view failed.
    """
    yield from _iter_type_quads(view, axioms)
    for prop, pairs in derive_pairs(view, axioms).items():
        for subject, value in pairs:
            yield _quad(subject, prop, value)
        yield from _typed(view, axioms.domains.get(prop, ()), {node for node, _ in pairs})
        yield from _typed(view, axioms.ranges.get(prop, ()), {node for _, node in pairs})


def derive_pairs(view: GraphView, axioms: Axioms) -> dict[str, set[Pair]]:
    """Return the pairs that the axioms add to each of `WANTED`, apart from asserted ones."""
    needed = _needed(axioms)
    asserted = {prop: _read_pairs(view, prop) for prop in sorted(needed)}
    known = {prop: set(pairs) for prop, pairs in asserted.items()}
    fresh = asserted
    while any(fresh.values()):
        found = _step(axioms, needed, known, fresh)
        fresh = {prop: pairs - known[prop] for prop, pairs in found.items()}
        for prop, pairs in fresh.items():
            known[prop] |= pairs
    return {prop: known[prop] - _read_pairs(view, prop) for prop in WANTED if prop in known}


def _needed(axioms: Axioms) -> frozenset[str]:
    """Return the properties that the wanted ones follow from, themselves included."""
    needed = set(WANTED)
    while True:
        more = {prop for prop, ups in axioms.superproperties.items() if ups & needed}
        more |= {inverse for prop in needed for inverse in axioms.inverses.get(prop, ())}
        more |= {step for steps, end in axioms.chains if end in needed for step in steps}
        if more <= needed:
            return frozenset(needed)
        needed |= more


def _read_pairs(view: GraphView, prop: str) -> set[Pair]:
    rows = _select(view, _PAIRS, property=Iri(prop)).rows
    return {(row[0], row[1]) for row in rows if row[0] is not None and row[1] is not None}


def _step(
    axioms: Axioms,
    needed: frozenset[str],
    known: Mapping[str, set[Pair]],
    fresh: Mapping[str, set[Pair]],
) -> dict[str, set[Pair]]:
    """Apply every rule once; at least one premise of each conclusion is fresh."""
    found: defaultdict[str, set[Pair]] = defaultdict(set)
    for prop, pairs in fresh.items():
        for upper in axioms.superproperties.get(prop, frozenset()) & needed:
            found[upper] |= pairs
        for inverse in axioms.inverses.get(prop, frozenset()) & needed:
            found[inverse] |= {(right, left) for left, right in pairs}
        if prop in axioms.transitive:
            found[prop] |= _join(pairs, known[prop]) | _join(known[prop], pairs)
    for steps, conclusion in axioms.chains:
        if conclusion in needed and any(fresh.get(step) for step in steps):
            pairs = known[steps[0]]
            for step in steps[1:]:
                pairs = _join(pairs, known[step])
            found[conclusion] |= pairs
    return found


def _join(left: Iterable[Pair], right: Iterable[Pair]) -> set[Pair]:
    after: defaultdict[Term, list[Term]] = defaultdict(list)
    for start, end in right:
        after[start].append(end)
    return {(start, end) for start, middle in left for end in after.get(middle, ())}


def _iter_type_quads(view: GraphView, axioms: Axioms) -> Iterator[Quad]:
    """Yield types from super-classes, domains and ranges.

    The closure of the vocabulary already holds the super-classes of every domain and range. Nearly
    every member of a domain is one by its own class as well, so those are remembered.
    """
    ends = frozenset[str]().union(*axioms.domains.values(), *axioms.ranges.values())
    told: dict[Term, set[Term]] = {Iri(cls): set() for cls in ends}
    for cls in _values(_select(view, _CLASSES)):
        if isinstance(cls, Iri):
            for quad in _lacking(view, _LACKING, axioms.superclasses.get(cls.value, ()), cls=cls):
                told.get(quad.object, set[Term]()).add(quad.subject)
                yield quad
    for text, rules in ((_SUBJECTS, axioms.domains), (_OBJECTS, axioms.ranges)):
        for prop, classes in rules.items():
            for quad in _lacking(view, text, classes, property=Iri(prop)):
                if quad.subject not in told[quad.object]:
                    told[quad.object].add(quad.subject)
                    yield quad


def _typed(view: GraphView, classes: Iterable[str], nodes: set[Term]) -> Iterator[Quad]:
    """Yield the classes that nodes have by the domain or range of a derived property."""
    for wanted in sorted(filter(is_meaningful, classes)):
        members = set(_values(_select(view, _MEMBERS, wanted=Iri(wanted))))
        resources = (node for node in nodes - members if not isinstance(node, Literal))
        yield from (_quad(node, TYPE, Iri(wanted)) for node in resources)


def _lacking(
    view: GraphView,
    text: str,
    classes: Iterable[str],
    *,
    cls: Iri | None = None,
    property: Iri | None = None,  # noqa: A002  the name of the variable in the query
) -> Iterator[Quad]:
    given = {"class": cls, "property": property}
    bindings = {name: term for name, term in given.items() if term is not None}
    for wanted in sorted(filter(is_meaningful, classes)):
        for node in _values(_select(view, text, **bindings, wanted=Iri(wanted))):
            yield _quad(node, TYPE, Iri(wanted))


def _select(view: GraphView, text: str, **bindings: Term) -> Solutions:
    result = view.query(text, bindings=bindings)
    assert isinstance(result, Solutions)
    return result


def _values(solutions: Solutions) -> list[Term]:
    return [row[0] for row in solutions.rows if row[0] is not None]


def _quad(subject: Term, predicate: str, value: Term) -> Quad:
    assert isinstance(subject, Iri | BlankNode)
    return Quad(subject, Iri(predicate), value, Iri(GRAPH_DERIVED))
