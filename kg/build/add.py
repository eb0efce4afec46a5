"""Adding a source: checked in a work folder, copied under `var/sources`, published.

Killed between the copy and the publication, the folder is there and the next build reads it; it has
passed the check. Any refusal takes the folder away again.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from kg.build.add_candidate import Candidate, prepare
from kg.build.add_check import AddReport, check_candidate
from kg.build.add_log import append_log
from kg.build.pipeline import build
from kg.build.progress import Progress, silent
from kg.build.retract import source_lock
from kg.build.retracted import SOURCES_FOLDER, active_folders, iter_known, read_retracted
from kg.errors import ParameterError
from kg.publish.files import disk_errors, remove_tree

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kg.build.result import BuildOptions, BuildResult
    from kg.publish import Generations
    from kg.shapes import Language


@dataclass(frozen=True, slots=True)
class AddResult:
    """What adding gave.

    Attributes:
        report: What was found.
        built: The publication; None for a dry run, or when the report says no.
    """

    report: AddReport
    built: BuildResult | None = None

    def to_dict(self, language: Language = "en") -> dict[str, object]:
        """Return plain data, fit for JSON; the words of faults are in one language."""
        published = self.built.to_dict() if self.built else None
        report = self.report.to_dict(language)
        return {**report, "applied": self.built is not None, "published": published}


@dataclass(frozen=True, slots=True)
class AddRequest:
    """What to add and how.

    Attributes:
        path: A folder, workbook or RDF file.
        given: Keys of the description that win over what is found.
        apply: Publish when nothing is wrong; otherwise only look.
        replace: Take the place of an added source of the same slug.
        who: Name for the log.
    """

    path: Path
    given: Mapping[str, str]
    apply: bool = False
    replace: bool = False
    who: str = ""


def add_source(
    request: AddRequest,
    data: Sequence[Path],
    generations: Generations,
    options: BuildOptions,
    progress: Progress = silent,
) -> AddResult:
    """Check a source and, if asked and nothing is wrong, publish a generation with it.

    Raises:
        SourceError: There is no source at the path.
        TableError: It cannot be read at all.
        ParameterError: A source of that slug exists.
        StoreBusy: Somebody else is at it.
        StoreError: An engine or the disk failed.
    """
    with TemporaryDirectory(prefix="phoihop-") as name:
        candidate = prepare(request.path, Path(name), request.given)
        if not request.apply:
            return AddResult(_check(candidate, request, data, generations, options, progress))
        with source_lock(generations.var):
            report = _check(candidate, request, data, generations, options, progress)
            if not report.ok:
                return AddResult(report)
            return AddResult(
                report, _apply(candidate, request, data, generations, options, progress)
            )


def _check(
    candidate: Candidate,
    request: AddRequest,
    data: Sequence[Path],
    generations: Generations,
    options: BuildOptions,
    progress: Progress,
) -> AddReport:
    var, slug = generations.var, candidate.slug
    if slug in read_retracted(var):
        expected = "a slug that is not retracted; bring it back first (retract --undo)"
        raise ParameterError("slug", slug, expected)
    for known in iter_known(data, var):
        if known.slug != slug:
            continue
        if known.place == "data":
            expected = "a slug of its own; a data folder has it: retract that source first"
            raise ParameterError("slug", slug, expected)
        if not request.replace:
            expected = "a slug of its own, or --replace to take the place of the source"
            raise ParameterError("slug", slug, expected)
    folders = active_folders(data, var, without=slug)
    return check_candidate(candidate, folders, options, generations, progress)


def _apply(
    candidate: Candidate,
    request: AddRequest,
    data: Sequence[Path],
    generations: Generations,
    options: BuildOptions,
    progress: Progress,
) -> BuildResult:
    var, slug = generations.var, candidate.slug
    before = generations.current_id()
    home = var / SOURCES_FOLDER / slug
    with disk_errors("adding a source"):
        home.parent.mkdir(parents=True, exist_ok=True)
        # hidden, so that no build reads them on the way
        incoming, outgoing = (home.with_name(f".{slug}.{word}") for word in ("new", "old"))
        for left in (incoming, outgoing):
            shutil.rmtree(left, ignore_errors=True)
        shutil.copytree(candidate.folder, incoming)
        replaced = home.is_dir()
        if replaced:
            home.replace(outgoing)
        incoming.replace(home)
    try:
        result = build(active_folders(data, var), generations, options, progress)
    except BaseException:
        remove_tree(home, var / "staging")
        if replaced:
            outgoing.replace(home)
        raise
    shutil.rmtree(outgoing, ignore_errors=True)
    append_log(var, "replace" if replaced else "add", request.who, slug, before, result.generation)
    return result
