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
from typing import TYPE_CHECKING, Final

from kg.build.change_graphs import clone_store
from kg.build.delta import Changing, Delta, Overlay
from kg.build.describe import change_summary, hash_graph
from kg.build.increment_chains import find_chain_delta, iter_held_chains
from kg.build.increment_index import count_classes_after, is_of_authority, refresh_indexes
from kg.build.report_file import write_report
from kg.build.touched import (
    Work,
    find_difference,
    work_out_closure,
    work_out_findings,
)
from kg.errors import ValidationFailed
from kg.infer.chains import iter_chain_quads
from kg.infer.closure import TYPE, WANTED
from kg.model.iri import GRAPH_DERIVED, GRAPH_META
from kg.model.terms import Iri, Quad
from kg.ontology.terms import PH
from kg.publish import Contents
from kg.publish.content_hash import content_hash
from kg.shapes import Report, find_near_names
from kg.shapes.code_checks import DERIVED_FROM
from kg.store.base import QuadLookup
from kg.store.oxigraph import OxigraphStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kg.build.delta import ChangedGraphs
    from kg.build.fingerprint import Inputs
    from kg.build.progress import Steps
    from kg.build.result import BuildOptions
    from kg.model.terms import Triple
    from kg.publish import Generation, Generations, GraphSummary, StagedGeneration

_NAMING: Final = frozenset({PH.claimSubject, PH.claimObject})
_PERSON: Final = Iri(PH.Person)


def assemble_increment(
    base: Generation,
    changed: ChangedGraphs,
    inputs: Inputs,
    generations: Generations,
    options: BuildOptions,
    staged: StagedGeneration,
    steps: Steps,
) -> Generation:
    """Make a generation of another one and the new contents of some graphs.

    Args:
        base: The generation to begin with; its files are linked, never written.
        changed: The graphs that change, `graph/meta` among them.
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
    with OxigraphStore.open_read_only(base.store_path) as old:
        with steps.step("read"):
            sources = find_difference(old, changed.graphs)
        with clone_store(base.store_path, staged.path / "store") as new:
            with steps.step("read"):
                new.change(sources.added, sources.removed)
                moves = _moves_authority(sources, old, new)
                matters = moves or _brings_collection(sources, old)
            work = _Writing(base, old, new, sources, options, changed, matters, moves)
            return _finish(work, inputs, generations, staged, steps)


def check_increment(
    base: Generation, changed: ChangedGraphs, options: BuildOptions, steps: Steps
) -> Report:
    """Return the findings that a generation would have with some graphs changed; write nothing.

    Raises:
        TooFar: The full way is the shorter one.
        StoreError: An engine failed.
    """
    with OxigraphStore.open_read_only(base.store_path) as old, Overlay(old) as new:
        with steps.step("read"):
            sources = find_difference(old, changed.graphs)
            new.change(sources.added, sources.removed)
        work = Work[QuadLookup, Changing](base, old, new, sources, options, changed)
        with steps.step("validate"):
            report, derived = work_out_findings(work)
        if report.violations:
            return report
        with steps.step("infer"):
            return work_out_closure(work, derived, report)


@dataclass(slots=True)
class _Writing(Work[OxigraphStore, OxigraphStore]):
    """One change that is being published; `new` is a clone of the store."""

    is_of_authority: bool
    moves_chains: bool


def _finish(
    work: _Writing,
    inputs: Inputs,
    generations: Generations,
    staged: StagedGeneration,
    steps: Steps,
) -> Generation:
    with steps.step("validate"):
        report, derived = work_out_findings(work)
        _refuse(report)
    with steps.step("infer"):
        report = _refuse(work_out_closure(work, derived, report))
        work.apply(_chain_delta(work))
    with steps.step("hash"):
        contents = _describe(work, inputs, report, staged.path / "work")
    with steps.step("index"):
        changed = work.delta.triples
        refresh_indexes(
            work.base, work.old, work.new, changed, staged.path, authority=work.is_of_authority
        )
        _write_report(work, report, staged.path / "report.json")
        staged.describe(contents)
        work.new.flush()
        work.new.close()
    with steps.step("publish"):
        shutil.rmtree(staged.path / "work", ignore_errors=True)
        return generations.publish(staged)


def _refuse(report: Report) -> Report:
    if report.violations:
        raise ValidationFailed(report, len(report.violations))
    return report


def _moves_authority(sources: Delta, old: OxigraphStore, new: OxigraphStore) -> bool:
    """Tell whether facts of authority change, or the collection in which known facts are."""
    if any(_tells_collection(quad) for quad in sources.removed):
        return True
    quads = sources.added | sources.removed
    return is_of_authority((q for q in quads if q.graph.value != GRAPH_META), (old, new))


def _brings_collection(sources: Delta, old: OxigraphStore) -> bool:
    """Tell whether a collection is new: the index numbers them all, chains name their own."""
    known = Iri(PH.collection)
    names = {quad.object for quad in sources.added if quad.predicate == known}
    return any(not any(old.iter_triples(None, known, name)) for name in names)


def _tells_collection(quad: Quad) -> bool:
    return quad.predicate.value in (PH.collection, DERIVED_FROM)


def _chain_delta(work: _Writing) -> Delta:
    """Derive the dated chains again if a changed triple can be part of one."""
    wanted = _has_chains(work)
    held = PH.DatedChain in work.base.manifest.contents.classes
    if not wanted and not held:
        return Delta(frozenset(), frozenset())
    if wanted == held and not work.moves_chains:
        return Delta(frozenset(), frozenset())
    if wanted and held:
        return find_chain_delta(work.old, work.new, work.delta.triples)
    if wanted:
        return Delta(frozenset(iter_chain_quads(work.new)), frozenset())
    return Delta(frozenset(), frozenset(iter_held_chains(work.new)))


def _has_chains(work: _Writing) -> bool:
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


def _describe(work: _Writing, inputs: Inputs, report: Report, folder: Path) -> Contents:
    """Hash the graphs that changed; everything else is told again."""
    known = work.base.manifest.contents
    graphs = dict(known.graphs)
    for graph in {quad.graph.value for quad in work.delta.added | work.delta.removed}:
        summary = _summary_of(graph, work, graphs.pop(graph, None), folder)
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


def _summary_of(
    graph: str, work: _Writing, known: GraphSummary | None, folder: Path
) -> GraphSummary:
    if known is None or not known.sum:
        return hash_graph(work.new, graph, folder)
    added, removed = (
        [quad for quad in quads if quad.graph.value == graph]
        for quads in (work.delta.added, work.delta.removed)
    )
    return change_summary(known, added, removed)


def _write_report(work: _Writing, report: Report, path: Path) -> None:
    """Write the findings, and the near names: those known, unless somebody's name changed."""
    data = json.loads(work.base.report_path.read_text(encoding="utf-8"))
    if any(_names_somebody(work, triple) for triple in work.delta.triples):
        write_report(report, find_near_names(_iter_people(work)), path)
    else:
        found = {**report.to_dict(), "review": data["review"]}
        text = json.dumps(found, ensure_ascii=False, indent=1)
        path.write_text(text + "\n", encoding="utf-8")


def _names_somebody(work: _Writing, triple: Triple) -> bool:
    """Tell whether a changed triple can change the list of near names."""
    name = triple.predicate.value
    if name in _NAMING or (name == TYPE and triple.object == _PERSON):
        return True
    if name != WANTED[0]:
        return False
    kind = Iri(TYPE)
    return any(any(s.iter_triples(triple.subject, kind, _PERSON)) for s in (work.old, work.new))


def _iter_people(work: _Writing) -> Iterator[Quad]:
    """Yield what a whole build reads of people and of claims about who is who."""
    label, kind = Iri(WANTED[0]), Iri(TYPE)
    for graph in work.changed.looked_at:
        for quad in work.new.iter_quads(None, kind, _PERSON, graph):
            yield quad
            yield from work.new.iter_quads(quad.subject, label, graph=graph)
        for predicate in _NAMING:
            yield from work.new.iter_quads(None, Iri(predicate), graph=graph)
