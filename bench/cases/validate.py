"""Validation of the whole union with both engines."""

from __future__ import annotations

import shutil

from bench.measure import peak_rss_bytes, repeat
from bench.workspace import Workspace
from kg.build.gather import gather
from kg.ontology.load import shapes_text
from kg.shapes import validate


def shifty(space: Workspace, times: int) -> dict[str, object]:
    """The fast engine, given a file."""
    return _run(space, "shifty", {"100k": times}.get(space.size, 1))


def pyshacl(space: Workspace, times: int) -> dict[str, object]:
    """The reference engine; at the smallest size only, since it takes minutes beyond."""
    if space.size != "100k":
        return {"skipped": "takes minutes beyond 100k"}
    return _run(space, "pyshacl", 1)


def _run(space: Workspace, engine: str, times: int) -> dict[str, object]:
    folder = space.scratch("validate")
    union, shapes = gather([space.data], folder).union, shapes_text()
    before = peak_rss_bytes()
    found: list[int] = []

    def once() -> None:
        report = validate(union, shapes=shapes, engine=engine)
        found.append(len(report.results))

    samples = repeat(once, times, warm=False)
    shutil.rmtree(folder)
    return {
        "validate": samples.to_dict(),
        "results": found[0],
        "rss_before_bytes": before,
        "peak_rss_bytes": peak_rss_bytes(),
    }
