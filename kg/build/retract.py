"""Leaving a source out of the graph, and bringing it back.

A retraction deletes nothing: the folder stays where it is, and taking the record away brings the
source back, to the same content hash.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kg.build.add_log import append_log
from kg.build.pipeline import build
from kg.build.progress import Progress, silent
from kg.build.referrers import as_referenced, refuse_referenced
from kg.build.retracted import (
    RETRACTED_FILE,
    Retraction,
    active_folders,
    choose_folders,
    iter_known,
    read_retracted,
)
from kg.build.written import refuse_if_written
from kg.errors import NotFoundError, TableError
from kg.ingest.faults import find_nearest
from kg.publish.files import replace_text
from kg.publish.lock import BuildLock

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence
    from pathlib import Path

    from kg.build.result import BuildOptions, BuildResult
    from kg.publish import Generations


def retract_source(
    slug: str,
    data: Sequence[Path],
    generations: Generations,
    options: BuildOptions,
    who: str,
    reason: str = "",
    progress: Progress = silent,
) -> BuildResult:
    """Leave a source out and publish a generation without it.

    Raises:
        NotFoundError: There is no such source, or it is retracted already.
        SourceReferenced: Others refer to what this source alone describes; nothing changed.
        TableError: The folders that are left hold faults; nothing changed.
        ValidationFailed: Without it the data would break shapes; nothing changed.
        StoreBusy: Somebody else is at it.
    """
    var = generations.var
    with source_lock(var):
        retracted = read_retracted(var)
        known = {one.slug: one for one in iter_known(data, var) if one.slug not in retracted}
        if slug not in known:
            refuse_if_written(slug, generations)
            raise _unknown(slug, known)
        entry = Retraction(known[slug].place, who, now(), reason)
        after = {**retracted, slug: entry}
        left, current = choose_folders(data, var, after), generations.find_current()
        refuse_referenced(slug, known[slug].folder, left, current)
        try:
            return _publish("retract", slug, after, data, generations, options, who, progress)
        except TableError as error:
            raise as_referenced(slug, error) from None


def restore_source(
    slug: str,
    data: Sequence[Path],
    generations: Generations,
    options: BuildOptions,
    who: str,
    progress: Progress = silent,
) -> BuildResult:
    """Take a retraction back and publish a generation with the source again.

    Raises:
        NotFoundError: It is not retracted.
        TableError: What it refers to is not there any more; nothing changed.
        ValidationFailed: With it the data would break shapes; nothing changed.
    """
    var = generations.var
    with source_lock(var):
        retracted = read_retracted(var)
        if slug not in retracted:
            raise _unknown(slug, retracted, "retracted source")
        left = {name: entry for name, entry in retracted.items() if name != slug}
        return _publish("restore", slug, left, data, generations, options, who, progress)


@contextmanager
def source_lock(var: Path) -> Generator[None]:
    """Keep others from adding or retracting.

    Raises:
        StoreBusy: Somebody else is at it.
    """
    lock = BuildLock(var / "sources.lock")
    lock.acquire()
    try:
        yield
    finally:
        lock.release()


def now() -> str:
    """Return the UTC time, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _publish(
    what: str,
    slug: str,
    retracted: Mapping[str, Retraction],
    data: Sequence[Path],
    generations: Generations,
    options: BuildOptions,
    who: str,
    progress: Progress,
) -> BuildResult:
    var = generations.var
    before = generations.current_id()
    path = var / RETRACTED_FILE
    old = path.read_text(encoding="utf-8") if path.is_file() else "{}\n"
    entries = {name: asdict(entry) for name, entry in sorted(retracted.items())}
    replace_text(path, json.dumps(entries, ensure_ascii=False, indent=1) + "\n")
    try:
        result = build(active_folders(data, var), generations, options, progress)
    except BaseException:
        replace_text(path, old)
        raise
    append_log(var, what, who, slug, before, result.generation)
    return result


def _unknown(slug: str, names: Mapping[str, object], kind: str = "source") -> NotFoundError:
    nearest = find_nearest(slug, set(names))
    return NotFoundError(kind, slug, (nearest,) if nearest else ())
