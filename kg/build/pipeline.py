"""The one pipeline: read, validate, load, infer, hash, index, publish (architecture.md 2).

Everything happens in a staging folder under the build lock. Whatever goes wrong before the last
step, the folder goes away and readers keep the generation they have.
"""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from kg.build.derive import derive
from kg.build.describe import count_classes, find_ontology_version, hash_graphs
from kg.build.fingerprint import Inputs, find_up_to_date, read_inputs
from kg.build.gather import Material, gather
from kg.build.increment import assemble_increment, check_increment
from kg.build.increment_sources import find_base, read_changed
from kg.build.look_at_all import find_why
from kg.build.progress import CHECKS, Progress, Steps, silent
from kg.build.report_file import write_report
from kg.build.result import BuildOptions, BuildResult, Way
from kg.build.written import NOTHING, read_carried
from kg.errors import StoreError, ValidationFailed
from kg.index.authority import build_authority
from kg.index.search import build_search
from kg.ontology.load import shapes_text
from kg.publish import Contents
from kg.publish.content_hash import content_hash
from kg.publish.files import disk_errors
from kg.shapes import Report, merge_reports, validate
from kg.shapes.neighbourhood import TooFar
from kg.store.oxigraph import OxigraphStore

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kg.build.written import Carried
    from kg.publish import Generation, Generations, GraphSummary, StagedGeneration

DEFAULTS = BuildOptions()


def build(
    data: Sequence[Path],
    generations: Generations,
    options: BuildOptions = DEFAULTS,
    progress: Progress = silent,
) -> BuildResult:
    """Build the sources under `data` into a new generation, unless nothing changed.

    Graphs that were written to the current generation go along; with `force` they are dropped.

    Raises:
        TableError: Tables or RDF files hold faults; all of them.
        SourceError: A source folder is not as declared, or there is none.
        ValidationFailed: The data break shapes, or a node is what excludes itself.
        StoreBusy: Another build is running.
        StoreError: The disk is full or an engine failed.
    """
    current = find_up_to_date(data, generations, options)
    if current is not None:
        return BuildResult(current, built=False)
    steps = Steps(progress)
    with generations.stage() as staged, disk_errors("building"):
        carried = NOTHING if options.force else read_carried(generations)
        generation, way = _build(data, carried, generations, options, staged, steps)
    return BuildResult(generation, built=True, seconds=steps.seconds, base=way.base, whole=way.why)


def check(
    data: Sequence[Path], options: BuildOptions = DEFAULTS, progress: Progress = silent
) -> Report:
    """Say what a build would say of the sources, without a generation to put them in.

    Raises:
        TableError: Tables or RDF files hold faults; all of them.
        SourceError: A source folder is not as declared, or there is none.
        StoreError: The disk is full or an engine failed.
    """
    return _check_all(data, options, Steps(progress, CHECKS))


def check_change(
    data: Sequence[Path],
    generations: Generations,
    options: BuildOptions = DEFAULTS,
    progress: Progress = silent,
) -> tuple[Report, Way]:
    """Say what `check` says, worked out from the current generation where that can be done.

    Raises:
        TableError: Tables or RDF files hold faults; all of them.
        SourceError: A source folder is not as declared, or there is none.
        StoreError: The disk is full or an engine failed.
    """
    steps = Steps(progress, CHECKS)
    with disk_errors("validating"):
        carried = NOTHING if options.force else read_carried(generations)
        try:
            return _check_from(data, carried, generations, options, steps)
        except TooFar as far:
            way = Way(why=find_why(far))
    return _check_all(data, options, steps, carried), way


def _check_from(
    data: Sequence[Path],
    carried: Carried,
    generations: Generations,
    options: BuildOptions,
    steps: Steps,
) -> tuple[Report, Way]:
    """Work the report out from the current one; what was read is let go if that is too far."""
    with steps.step("read"):
        base = find_base(read_inputs(data, options), generations, options)
        changed = read_changed(data, base, carried.graphs)
    return check_increment(base, changed, options, steps), Way(base.id)


def _check_all(
    data: Sequence[Path], options: BuildOptions, steps: Steps, carried: Carried = NOTHING
) -> Report:
    with disk_errors("validating"), TemporaryDirectory(prefix="phoihop-") as name:
        folder = Path(name)
        with steps.step("read"):
            material = gather(data, folder, beside=carried.graphs)
        with steps.step("validate"):
            report = _validate(material, options)
        if report.violations:
            return report
        with OxigraphStore(folder / "store") as store:
            with steps.step("load"):
                _load(store, material)
            with steps.step("infer"):
                return derive(store, folder, 0, report)


def _build(
    data: Sequence[Path],
    carried: Carried,
    generations: Generations,
    options: BuildOptions,
    staged: StagedGeneration,
    steps: Steps,
) -> tuple[Generation, Way]:
    """Return the generation, and how it came about."""
    work = staged.path / "work"
    work.mkdir()
    with steps.step("read"):
        read = read_inputs(data, options)
        files = dict(sorted({**read.files, **carried.files}.items()))
        inputs = Inputs(files, read.tools, read.fingerprint)
    try:
        return _build_from(data, carried, inputs, generations, options, staged, steps)
    except TooFar as far:
        way = Way(why=find_why(far))
    staged.clear()
    work.mkdir()
    with steps.step("read"):
        material = gather(data, work, beside=carried.graphs)
    return assemble(material, inputs, generations, options, staged, steps), way


def _build_from(
    data: Sequence[Path],
    carried: Carried,
    inputs: Inputs,
    generations: Generations,
    options: BuildOptions,
    staged: StagedGeneration,
    steps: Steps,
) -> tuple[Generation, Way]:
    """Work the generation out from the current one; what was read is let go if that is too far."""
    with steps.step("read"):
        base = find_base(inputs, generations, options)
        changed = read_changed(data, base, carried.graphs)
    made = assemble_increment(base, changed, inputs, generations, options, staged, steps)
    return made, Way(base.id)


def assemble(
    material: Material,
    inputs: Inputs,
    generations: Generations,
    options: BuildOptions,
    staged: StagedGeneration,
    steps: Steps,
) -> Generation:
    """Make a generation of material: validate, load, infer, hash, index, publish.

    Args:
        material: Its files stand in `staged.path / "work"`, which is deleted.
        inputs: What the material was made from, for the manifest.
        generations: Where to publish.
        options: How to build.
        staged: The folder to fill.
        steps: Who is told.

    Raises:
        ValidationFailed: The data break shapes, or a node is what excludes itself.
        StoreError: The disk is full or an engine failed.
    """
    work = staged.path / "work"
    with steps.step("validate"):
        report = _refuse_violations(_validate(material, options))
    store = OxigraphStore(staged.path / "store")
    try:
        with steps.step("load"):
            _load(store, material)
        with steps.step("infer"):
            report = _refuse_violations(derive(store, work, options.chain_limit, report))
        with steps.step("hash"):
            graphs = hash_graphs(store, work)
        with steps.step("index"):
            _index(store, staged.path)
            staged.describe(_contents(store, graphs, inputs, report))
            store.flush()
    finally:
        store.close()
    with steps.step("publish"):
        write_report(report, material.review, staged.path / "report.json")
        shutil.rmtree(work)
        return generations.publish(staged)


def _validate(material: Material, options: BuildOptions) -> Report:
    """Run the shapes on the union; the checks of graphs and letters are done already."""
    report = validate(material.union, shapes=shapes_text(), engine=options.engine)
    return merge_reports(report, material.checked)


def _load(store: OxigraphStore, material: Material) -> None:
    store.bulk_load_dataset(material.to_load, material.union)


def _refuse_violations(report: Report) -> Report:
    if report.violations:
        raise ValidationFailed(report, len(report.violations))
    return report


def _index(store: OxigraphStore, folder: Path) -> None:
    try:
        build_search(store, folder / "search.sqlite")
    except sqlite3.Error as error:
        raise StoreError("the search index could not be written") from error
    build_authority(store, folder / "authority")


def _contents(
    store: OxigraphStore,
    graphs: Mapping[str, GraphSummary],
    inputs: Inputs,
    report: Report,
) -> Contents:
    counts = {"violation": report.violations, "warning": report.warnings, "info": report.infos}
    return Contents(
        content_hash=content_hash(graphs),
        fingerprint=inputs.fingerprint,
        ontology_version=find_ontology_version(store),
        graphs=graphs,
        classes=count_classes(store),
        inputs=inputs.files,
        tools=inputs.tools,
        findings={name: len(results) for name, results in counts.items()},
    )
