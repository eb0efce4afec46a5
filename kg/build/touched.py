"""What a change touches: derived triples and findings worked out again where it can matter.

Everything here looks quads up by pattern, in the data as they were and as they are to be, so it
serves a store that is being written and one that is only looked at (`kg.build.delta`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, TypeAlias, TypeVar, cast

from kg.build.change_graphs import counting_predicates, restore_datatype
from kg.build.delta import ChangedGraphs, Changing, Delta
from kg.build.derive import clash_results, schema_axioms
from kg.build.derived_reach import is_local, read_derived_reach
from kg.build.gather import iter_search_keys
from kg.build.look_at_all import LookAtAll
from kg.build.said import Said
from kg.infer.clash import find_clashes
from kg.infer.closure import TYPE, WANTED, iter_closure_quads
from kg.model.iri import GRAPH_DERIVED, GRAPH_ONTOLOGY
from kg.model.terms import Iri, Literal, Quad, Term, Triple, format_term
from kg.ontology.load import shapes_text
from kg.ontology.terms import PH
from kg.shapes import Report, Result, check_quads, merge_reports, validate
from kg.shapes.code_checks import DERIVED_FROM
from kg.shapes.neighbourhood import find_neighbourhood, keep_findings
from kg.shapes.reach import read_reach
from kg.store.base import QuadLookup
from kg.store.oxigraph import OxigraphStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kg.build.result import BuildOptions
    from kg.publish import Generation

MOST_PLACES: Final = 400_000
"""Places on walks after which a change is left to the full way: seconds of looking up."""
MOST_QUADS: Final = 100_000
"""Changed quads above which it is."""

_CHAIN = Iri(PH.DatedChain)
_KEY = Iri(PH.searchKey)
_OWN: Final = frozenset({TYPE, PH.searchKey, *WANTED})


Old = TypeVar("Old", bound=QuadLookup)
New = TypeVar("New", bound=Changing)


@dataclass(slots=True)
class Work(Generic[Old, New]):
    """One change under way.

    Attributes:
        base: The generation it begins with.
        old: Its store.
        new: The store as it is to be.
        delta: What was changed in it so far.
        options: How to build.
        changed: What it was begun with.
    """

    base: Generation
    old: Old
    new: New
    delta: Delta
    options: BuildOptions
    changed: ChangedGraphs

    def apply(self, delta: Delta) -> None:
        """Write a further change."""
        self.new.change(delta.added, delta.removed)
        self.delta |= delta


AnyWork: TypeAlias = Work[QuadLookup, Changing] | Work[OxigraphStore, OxigraphStore]


def find_difference(old: OxigraphStore, changed: Mapping[str, Iterable[Quad]]) -> Delta:
    """Return what the new contents of some graphs change.

    Raises:
        LookAtAll: It is too much, or the vocabulary has inferences that are not local.
    """
    if not is_local(schema_axioms()):
        raise LookAtAll("vocabulary")
    added: set[Quad] = set()
    removed: set[Quad] = set()
    for graph, quads in changed.items():
        held, wanted = set(old.dump(graph)), set(quads)
        added |= wanted - held
        removed |= held - wanted
        if len(added) + len(removed) > MOST_QUADS:
            raise LookAtAll("large-change")
    return Delta(frozenset(added), frozenset(removed))


def work_out_findings(work: AnyWork) -> tuple[Report, Derived]:
    """Write the search keys that change; return the findings and what the closure rests on.

    Raises:
        TooFar: More places are touched than can be looked at.
    """
    nodes, triples = _find_derived(work)
    work.apply(_key_delta(work, nodes))
    return _validate(work), Derived(nodes, triples)


def work_out_closure(work: AnyWork, derived: Derived, report: Report) -> Report:
    """Write the derived triples that change; return the report with clashes added."""
    work.apply(_closure_delta(work, derived.nodes, derived.triples))
    return _add_clashes(work, report)


@dataclass(frozen=True, slots=True)
class Derived:
    """Nodes whose derived triples may change, and what these follow from."""

    nodes: frozenset[Term]
    triples: frozenset[Triple]


def _really_changed(work: AnyWork) -> list[Triple]:
    """Return the triples that one union holds and the other does not."""
    before, after = Said(work.old), Said(work.new)
    return [one for one in work.delta.triples if before.holds(one) != after.holds(one)]


def _find_derived(work: AnyWork) -> tuple[frozenset[Term], frozenset[Triple]]:
    """Return the nodes whose derived triples may change, and what these follow from."""
    reach = read_derived_reach(schema_axioms())
    before, after = Said(work.old), Said(work.new)
    found = find_neighbourhood(_really_changed(work), before, after, reach, MOST_PLACES)
    # A label that two graphs tell decides about the search key of each.
    return found.nodes, found.triples


def _key_delta(work: AnyWork, nodes: Iterable[Term]) -> Delta:
    added: set[Quad] = set()
    removed: set[Quad] = set()
    label = Iri(WANTED[0])
    for node in nodes:
        if isinstance(node, Literal):
            continue
        said = [one for one in work.new.iter_quads(node, label) if is_source(one.graph.value)]
        wanted = set(iter_search_keys(said))
        held = {one for one in work.new.iter_quads(node, _KEY) if one.graph.value == GRAPH_DERIVED}
        added |= wanted - held
        removed |= held - wanted
    return Delta(frozenset(added), frozenset(removed))


def is_source(graph: str) -> bool:
    """Tell whether a graph is of a source, or describes them."""
    return graph not in (GRAPH_DERIVED, GRAPH_ONTOLOGY)


def _validate(work: AnyWork) -> Report:
    """Validate what the change can have touched, and keep what is known of the rest."""
    reach = read_reach(shapes_text())
    before, after = Said(work.old), Said(work.new)
    near = find_neighbourhood(_really_changed(work), before, after, reach, MOST_PLACES)
    predicates = counting_predicates()
    data = b"".join(_line(work, one, predicates) for one in near.triples)
    fresh = validate(data, shapes=shapes_text(), engine=work.options.engine)
    known = read_report(work.base)
    shapes = Report(tuple(one for one in known.results if not _is_code(one)))
    codes = Report(tuple(one for one in known.results if _is_code(one)))
    kept = keep_findings(shapes, fresh, {str(node) for node in near.nodes})
    return merge_reports(kept, _check_codes(work, codes))


def _line(work: AnyWork, triple: Triple, predicates: frozenset[bytes]) -> bytes:
    """Return a triple as it was written, or, when only the store knows it, as it must have been."""
    told = work.changed.written.get(triple)
    said = told or triple
    terms = (format_term(one) for one in (said.subject, said.predicate, said.object))
    line = f"{' '.join(terms)} .\n".encode()
    return line if told else restore_datatype(line, predicates)


def _is_code(result: Result) -> bool:
    return result.shape_id.startswith("C")


def _check_codes(work: AnyWork, known: Report) -> Report:
    """Check the letters and graphs of every node that changed quads speak of or point to."""
    changed = work.delta.added | work.delta.removed
    graphs = {one.graph.value for one in changed} - {GRAPH_DERIVED}
    subjects = {one.subject for one in changed if one.graph.value != GRAPH_DERIVED}
    subjects |= {one.object for one in work.delta.added if isinstance(one.object, Iri)}
    homes = {Iri(graph) for graph in graphs}
    quads: set[Quad] = set()
    looked_at = work.changed.looked_at
    for subject in subjects | homes:
        quads.update(q for q in work.new.iter_quads(subject) if q.graph.value in looked_at)
    for graph in {one.graph.value for one in quads} | graphs:
        quads.update(work.new.iter_quads(Iri(graph), Iri(DERIVED_FROM)))
    return keep_findings(known, check_quads(quads), {str(one) for one in subjects | homes})


def read_report(base: Generation) -> Report:
    """Return the findings of a generation."""
    data = cast("dict[str, Any]", json.loads(base.report_path.read_text(encoding="utf-8")))
    return Report(tuple(Result.from_dict(row) for row in data["results"]))


def _closure_delta(work: AnyWork, nodes: frozenset[Term], triples: Iterable[Triple]) -> Delta:
    home = Iri("urn:phoihop:near")
    with OxigraphStore() as near:
        near.load(home.value, (Quad(t.subject, t.predicate, t.object, home) for t in triples))
        closure = iter_closure_quads(near, schema_axioms())
        wanted = {quad for quad in closure if quad.subject in nodes}
    held = {quad for node in nodes for quad in _held(work.new, node)}
    return Delta(frozenset(wanted - held), frozenset(held - wanted))


def _held(store: QuadLookup, node: Term) -> Iterator[Quad]:
    """Yield the derived triples of a node, apart from its search keys and those of a chain."""
    if isinstance(node, Literal):
        return
    derived = [one for one in store.iter_quads(node) if one.graph.value == GRAPH_DERIVED]
    if not any(one.object == _CHAIN for one in derived):
        yield from (one for one in derived if one.predicate.value in _OWN - {PH.searchKey})


def _add_clashes(work: AnyWork, report: Report) -> Report:
    home = Iri("urn:phoihop:near")
    nodes = {one.subject for one in work.delta.added if one.predicate.value == TYPE}
    types = {
        Triple(q.subject, q.predicate, q.object)
        for node in nodes
        for q in work.new.iter_quads(node, Iri(TYPE))
    }
    with OxigraphStore() as near:
        near.load(home.value, (Quad(t.subject, t.predicate, t.object, home) for t in types))
        clashes = find_clashes(near, schema_axioms())
    return Report((*clash_results(clashes), *report.results))
