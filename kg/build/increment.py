"""A new generation of an old one and a few changed graphs, without looking at the rest.

The store is cloned by hard links, the changed quads are written, and what can follow from them is
worked out again: search keys and derived triples of the nodes that a changed triple can touch,
findings at the nodes that it can decide about, hashes of the graphs that are different. The result
is that of a build of everything, to the content hash; a change that touches too much, or a base
that another program built, is left to the full way (`TooFar`).
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from kg.build.change_graphs import clone_store, counting_predicates, restore_datatype
from kg.build.derive import clash_results, schema_axioms
from kg.build.derived_reach import is_local, read_derived_reach
from kg.build.describe import hash_graph
from kg.build.gather import iter_search_keys
from kg.build.increment_index import count_classes_after, is_of_authority, refresh_indexes
from kg.build.report_file import write_report
from kg.build.said import Said
from kg.errors import ValidationFailed
from kg.infer.chains import iter_chain_quads
from kg.infer.clash import find_clashes
from kg.infer.closure import TYPE, WANTED, iter_closure_quads
from kg.model.iri import GRAPH_DERIVED, GRAPH_META, GRAPH_ONTOLOGY
from kg.model.terms import Iri, Literal, Quad, Term, Triple, format_term
from kg.ontology.load import shapes_text
from kg.ontology.terms import PH
from kg.publish import Contents
from kg.publish.content_hash import content_hash
from kg.shapes import Report, Result, check_quads, find_near_names, merge_reports, validate
from kg.shapes.code_checks import DERIVED_FROM
from kg.shapes.neighbourhood import TooFar, find_neighbourhood, keep_findings
from kg.shapes.reach import read_reach
from kg.store.oxigraph import OxigraphStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from kg.build.fingerprint import Inputs
    from kg.build.progress import Steps
    from kg.build.result import BuildOptions
    from kg.publish import Generation, Generations, StagedGeneration

MOST_PLACES: Final = 400_000
"""Places on walks after which a change is left to the full way: seconds of looking up."""
MOST_QUADS: Final = 100_000
"""Changed quads above which it is."""

_NAMING: Final = frozenset({WANTED[0], PH.claimSubject, PH.claimObject})
_CHAIN = Iri(PH.DatedChain)
_KEY = Iri(PH.searchKey)
_OWN: Final = frozenset({TYPE, PH.searchKey, *WANTED})


@dataclass(frozen=True, slots=True)
class Delta:
    """Quads that one generation has and the other has not."""

    added: frozenset[Quad]
    removed: frozenset[Quad]

    def __or__(self, other: Delta) -> Delta:
        """Return both changes, one after the other."""
        added = (self.added - other.removed) | (other.added - self.removed)
        removed = (self.removed - other.added) | (other.removed - self.added)
        return Delta(frozenset(added), frozenset(removed))

    @property
    def triples(self) -> frozenset[Triple]:
        """Every triple that changes in some graph."""
        quads = self.added | self.removed
        return frozenset(Triple(one.subject, one.predicate, one.object) for one in quads)


def assemble_increment(
    base: Generation,
    changed: Mapping[str, Iterable[Quad]],
    inputs: Inputs,
    generations: Generations,
    options: BuildOptions,
    staged: StagedGeneration,
    steps: Steps,
) -> Generation:
    """Make a generation of another one and the new contents of some graphs.

    Args:
        base: The generation to begin with; its files are linked, never written.
        changed: New quads of each graph that changes, `graph/meta` among them.
        inputs: What the new generation is made from, for the manifest.
        generations: Where to publish.
        options: How to build.
        staged: The folder to fill.
        steps: Who is told.

    Raises:
        TooFar: The full way is the shorter one; nothing was published.
        ValidationFailed: The data would break shapes, or a node would be what excludes itself.
        StoreError: The disk is full or an engine failed.
    """
    axioms = schema_axioms()
    if not is_local(axioms):
        raise TooFar("the vocabulary has inferences that do not begin at their subject")
    with OxigraphStore.open_read_only(base.store_path) as old:
        with steps.step("read"):
            sources = _difference(old, changed)
        with clone_store(base.store_path, staged.path / "store") as new:
            with steps.step("read"):
                new.change(sources.added, sources.removed)
                matters = _is_of_authority(sources, old, new)
            work = _Work(base, old, new, sources, options, matters)
            return _finish(work, inputs, generations, staged, steps)


@dataclass(slots=True)
class _Work:
    """One change under way."""

    base: Generation
    old: OxigraphStore
    new: OxigraphStore
    delta: Delta
    options: BuildOptions
    is_of_authority: bool

    def apply(self, delta: Delta) -> None:
        """Write a further change."""
        self.new.change(delta.added, delta.removed)
        self.delta |= delta


def _finish(
    work: _Work,
    inputs: Inputs,
    generations: Generations,
    staged: StagedGeneration,
    steps: Steps,
) -> Generation:
    with steps.step("validate"):
        nodes, closure = _find_derived(work)
        work.apply(_key_delta(work, nodes))
        report = _refuse(_validate(work))
    with steps.step("infer"):
        work.apply(_closure_delta(work, nodes, closure))
        report = _refuse(_add_clashes(work, report))
        work.apply(_chain_delta(work))
    with steps.step("hash"):
        contents = _describe(work, inputs, report, staged.path / "work")
    with steps.step("index"):
        refresh_indexes(work.base, work.new, staged.path, authority=work.is_of_authority)
        _write_report(work, report, staged.path / "report.json")
        staged.describe(contents)
        work.new.flush()
        work.new.close()
    with steps.step("publish"):
        shutil.rmtree(staged.path / "work", ignore_errors=True)
        return generations.publish(staged)


def _difference(old: OxigraphStore, changed: Mapping[str, Iterable[Quad]]) -> Delta:
    added: set[Quad] = set()
    removed: set[Quad] = set()
    for graph, quads in changed.items():
        held, wanted = set(old.dump(graph)), set(quads)
        added |= wanted - held
        removed |= held - wanted
        if len(added) + len(removed) > MOST_QUADS:
            raise TooFar(f"more than {MOST_QUADS} quads change")
    return Delta(frozenset(added), frozenset(removed))


def _really_changed(work: _Work) -> list[Triple]:
    """Return the triples that one union holds and the other does not."""
    before, after = Said(work.old), Said(work.new)
    return [one for one in work.delta.triples if before.holds(one) != after.holds(one)]


def _find_derived(work: _Work) -> tuple[frozenset[Term], frozenset[Triple]]:
    """Return the nodes whose derived triples may change, and what these follow from."""
    reach = read_derived_reach(schema_axioms())
    before, after = Said(work.old), Said(work.new)
    found = find_neighbourhood(_really_changed(work), before, after, reach, MOST_PLACES)
    # A label that two graphs tell decides about the search key of each.
    return found.nodes, found.triples


def _key_delta(work: _Work, nodes: Iterable[Term]) -> Delta:
    added: set[Quad] = set()
    removed: set[Quad] = set()
    label = Iri(WANTED[0])
    for node in nodes:
        if isinstance(node, Literal):
            continue
        said = [one for one in work.new.iter_quads(node, label) if _is_source(one.graph.value)]
        wanted = set(iter_search_keys(said))
        held = {one for one in work.new.iter_quads(node, _KEY) if one.graph.value == GRAPH_DERIVED}
        added |= wanted - held
        removed |= held - wanted
    return Delta(frozenset(added), frozenset(removed))


def _is_source(graph: str) -> bool:
    return graph not in (GRAPH_DERIVED, GRAPH_ONTOLOGY)


def _validate(work: _Work) -> Report:
    """Validate what the change can have touched, and keep what is known of the rest."""
    reach = read_reach(shapes_text())
    before, after = Said(work.old), Said(work.new)
    near = find_neighbourhood(_really_changed(work), before, after, reach, MOST_PLACES)
    predicates = counting_predicates()
    lines = (restore_datatype(_line(triple), predicates) for triple in near.triples)
    data = b"".join(lines)
    fresh = validate(data, shapes=shapes_text(), engine=work.options.engine)
    known = _read_report(work.base)
    shapes = Report(tuple(one for one in known.results if not _is_code(one)))
    codes = Report(tuple(one for one in known.results if _is_code(one)))
    kept = keep_findings(shapes, fresh, {str(node) for node in near.nodes})
    return merge_reports(kept, _check_codes(work, codes))


def _line(triple: Triple) -> bytes:
    terms = (format_term(one) for one in (triple.subject, triple.predicate, triple.object))
    return f"{' '.join(terms)} .\n".encode()


def _is_code(result: Result) -> bool:
    return result.shape_id.startswith("C")


def _check_codes(work: _Work, known: Report) -> Report:
    """Check the letters and graphs of every node that changed quads speak of or point to."""
    changed = work.delta.added | work.delta.removed
    graphs = {one.graph.value for one in changed} - {GRAPH_DERIVED}
    subjects = {one.subject for one in changed if one.graph.value != GRAPH_DERIVED}
    subjects |= {one.object for one in work.delta.added if isinstance(one.object, Iri)}
    homes = {Iri(graph) for graph in graphs}
    quads: set[Quad] = set()
    for subject in subjects | homes:
        quads.update(q for q in work.new.iter_quads(subject) if _is_source(q.graph.value))
    for graph in {one.graph.value for one in quads} | graphs:
        quads.update(work.new.iter_quads(Iri(graph), Iri(DERIVED_FROM)))
    return keep_findings(known, check_quads(quads), {str(one) for one in subjects | homes})


def _read_report(base: Generation) -> Report:
    data = cast("dict[str, Any]", json.loads(base.report_path.read_text(encoding="utf-8")))
    return Report(tuple(Result.from_dict(row) for row in data["results"]))


def _refuse(report: Report) -> Report:
    if report.violations:
        raise ValidationFailed(report, len(report.violations))
    return report


def _closure_delta(work: _Work, nodes: frozenset[Term], triples: Iterable[Triple]) -> Delta:
    home = Iri("urn:phoihop:near")
    with OxigraphStore() as near:
        near.load(home.value, (Quad(t.subject, t.predicate, t.object, home) for t in triples))
        closure = iter_closure_quads(near, schema_axioms())
        wanted = {quad for quad in closure if quad.subject in nodes}
    held = {quad for node in nodes for quad in _held(work.new, node)}
    return Delta(frozenset(wanted - held), frozenset(held - wanted))


def _held(store: OxigraphStore, node: Term) -> Iterator[Quad]:
    """Yield the derived triples of a node, apart from its search keys and those of a chain."""
    if isinstance(node, Literal):
        return
    derived = [one for one in store.iter_quads(node) if one.graph.value == GRAPH_DERIVED]
    if not any(one.object == _CHAIN for one in derived):
        yield from (one for one in derived if one.predicate.value in _OWN - {PH.searchKey})


def _add_clashes(work: _Work, report: Report) -> Report:
    home = Iri("urn:phoihop:near")
    nodes = {one.subject for one in work.delta.added if one.predicate.value == TYPE}
    types = (one for node in nodes for one in work.new.iter_triples(node, Iri(TYPE)))
    with OxigraphStore() as near:
        near.load(home.value, (Quad(t.subject, t.predicate, t.object, home) for t in types))
        clashes = find_clashes(near, schema_axioms())
    return Report((*clash_results(clashes), *report.results))


def _is_of_authority(sources: Delta, old: OxigraphStore, new: OxigraphStore) -> bool:
    quads = sources.added | sources.removed
    if any(_tells_collection(quad) for quad in sources.removed):
        return True
    described = (quad for quad in sources.added if _tells_collection(quad))
    collections = {quad.object for quad in described if quad.predicate.value == PH.collection}
    known = Iri(PH.collection)
    if any(not any(old.iter_triples(None, known, name)) for name in collections):
        return True
    return is_of_authority((q for q in quads if q.graph.value != GRAPH_META), (old, new))


def _tells_collection(quad: Quad) -> bool:
    return quad.predicate.value in (PH.collection, DERIVED_FROM)


def _chain_delta(work: _Work) -> Delta:
    """Derive the dated chains again if a changed triple can be part of one."""
    wanted = _has_chains(work)
    held = PH.DatedChain in work.base.manifest.contents.classes
    if not wanted and not held:
        return Delta(frozenset(), frozenset())
    if wanted == held and not work.is_of_authority:
        return Delta(frozenset(), frozenset())
    before = {
        quad
        for chain in work.new.iter_triples(None, Iri(TYPE), _CHAIN)
        for quad in work.new.iter_quads(chain.subject)
        if quad.graph.value == GRAPH_DERIVED
    }
    after = set(iter_chain_quads(work.new)) if wanted else set[Quad]()
    return Delta(frozenset(after - before), frozenset(before - after))


def _has_chains(work: _Work) -> bool:
    """Tell what a build would: whether the data, before inference, are within the limit."""
    graphs = work.base.manifest.contents.graphs
    derived = graphs[GRAPH_DERIVED].quads if GRAPH_DERIVED in graphs else 0
    quads = sum(one.quads for one in graphs.values()) + len(work.delta.added)
    most = 2 * work.options.chain_limit
    if 2 * quads <= most:
        return True
    if quads - derived - len(work.delta.added) - len(work.delta.removed) > most:
        return False
    own = sum(quad.predicate.value != PH.searchKey for quad in work.new.dump(GRAPH_DERIVED))
    return work.new.count_statements() - 2 * own <= most


def _describe(work: _Work, inputs: Inputs, report: Report, folder: Path) -> Contents:
    """Hash the graphs that changed; everything else is told again."""
    known = work.base.manifest.contents
    graphs = dict(known.graphs)
    for graph in {quad.graph.value for quad in work.delta.added | work.delta.removed}:
        summary = hash_graph(work.new, graph, folder)
        graphs.pop(graph, None)
        if summary.quads:
            graphs[graph] = summary
    graphs = dict(sorted(graphs.items()))
    counts = {"violation": report.violations, "warning": report.warnings, "info": report.infos}
    return Contents(
        content_hash=content_hash(graphs),
        fingerprint=inputs.fingerprint,
        ontology_version=known.ontology_version,
        graphs=graphs,
        classes=count_classes_after(known.classes, work.delta.triples, work.old, work.new),
        inputs=inputs.files,
        tools=inputs.tools,
        findings={name: len(results) for name, results in counts.items()},
    )


def _write_report(work: _Work, report: Report, path: Path) -> None:
    """Write the findings, and the near names: those known, unless somebody's name changed."""
    data = json.loads(work.base.report_path.read_text(encoding="utf-8"))
    if any(quad.predicate.value in _NAMING for quad in work.delta.added | work.delta.removed):
        write_report(report, find_near_names(_iter_people(work.new)), path)
    else:
        found = {**report.to_dict(), "review": data["review"]}
        text = json.dumps(found, ensure_ascii=False, indent=1)
        path.write_text(text + "\n", encoding="utf-8")


def _iter_people(store: OxigraphStore) -> Iterator[Quad]:
    for quad in store.iter_quads(None, Iri(TYPE), Iri(PH.Person)):
        if _is_source(quad.graph.value):
            yield quad
            labels = store.iter_quads(quad.subject, Iri(WANTED[0]))
            yield from (one for one in labels if _is_source(one.graph.value))
    for predicate in (PH.claimSubject, PH.claimObject):
        yield from store.iter_quads(None, Iri(predicate))
