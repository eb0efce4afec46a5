"""The whole pipeline, by phase; leaves a generation for the other cases."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from bench.measure import peak_rss_bytes
from bench.workspace import Workspace
from kg.build import derive, pipeline
from kg.build.result import BuildOptions


class _Watch:
    """Wraps functions of the pipeline, so that steps are told apart that it counts as one."""

    def __init__(self) -> None:
        self.phases: dict[str, dict[str, float]] = {}

    def wrap(self, module: Any, name: str, phases: list[str]) -> None:
        """Measure calls of a function of a module; the n-th call is the n-th phase."""
        function: Callable[..., Any] = getattr(module, name)
        calls = iter(phases)

        def measured(*args: Any, **kwargs: Any) -> Any:
            begin, cpu = time.perf_counter(), time.process_time()
            result = function(*args, **kwargs)
            self._note(next(calls, phases[-1]), begin, cpu)
            return result

        setattr(module, name, measured)

    def _note(self, phase: str, begin: float, cpu: float) -> None:
        so_far = self.phases.setdefault(phase, {"wall_s": 0.0, "cpu_s": 0.0})
        so_far["wall_s"] += time.perf_counter() - begin
        so_far["cpu_s"] += time.process_time() - cpu
        so_far["peak_rss_bytes"] = peak_rss_bytes()


def run(space: Workspace, times: int) -> dict[str, object]:
    """Build once; a build is long enough to be measured once."""
    watch = _Watch()
    watch.wrap(pipeline, "read_inputs", ["fingerprint"])
    watch.wrap(pipeline, "gather", ["ingest"])
    watch.wrap(pipeline, "validate", ["validate"])
    watch.wrap(derive, "_add", ["closure", "chains"])
    watch.wrap(derive, "find_clashes", ["clashes"])
    watch.wrap(pipeline, "hash_graphs", ["hash"])
    watch.wrap(pipeline, "build_search", ["search"])
    watch.wrap(pipeline, "build_authority", ["authority"])
    data, generations = space.data, space.generations
    begin, cpu = time.perf_counter(), time.process_time()
    result = pipeline.build([data], generations, BuildOptions(force=True))
    watch._note("total", begin, cpu)
    for step in ("load", "publish"):
        watch.phases[step] = {"wall_s": result.seconds[step]}
    contents = result.generation.manifest.contents
    derived = [s.quads for iri, s in contents.graphs.items() if iri.endswith("/derived")]
    return {
        "quads": contents.quads,
        "derived": sum(derived),
        "phases": watch.phases,
        "findings": dict(contents.findings),
        "store_bytes": _bytes(result.generation.store_path),
        "authority_bytes": _bytes(result.generation.authority_path),
        "search_bytes": result.generation.search_path.stat().st_size,
        "peak_rss_bytes": peak_rss_bytes(),
    }


def _bytes(folder: Any) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
