"""Clocks and memory of the process that measures."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

MIB = 1024 * 1024


@dataclass(slots=True)
class Samples:
    """Repeated measurements of one thing.

    Attributes:
        wall: Seconds on the clock on the wall.
        cpu: Seconds of all threads of this process; on a busy machine the fairer number.
    """

    wall: list[float] = field(default_factory=list[float])
    cpu: list[float] = field(default_factory=list[float])

    @contextmanager
    def one(self) -> Generator[None]:
        """Measure the block once."""
        begin, begin_cpu = time.perf_counter(), time.process_time()
        yield
        self.wall.append(time.perf_counter() - begin)
        self.cpu.append(time.process_time() - begin_cpu)

    def to_dict(self) -> dict[str, float | int]:
        """Return medians, the least, and how often it was measured."""
        return {
            "wall_s": median(self.wall),
            "cpu_s": median(self.cpu),
            "least_s": min(self.wall),
            "runs": len(self.wall),
        }


def repeat(
    run: Callable[[], object], times: int, *, most_s: float = 20.0, warm: bool = True
) -> Samples:
    """Run something several times, fewer once `most_s` seconds are spent.

    Args:
        run: What to measure.
        times: How often, at most.
        most_s: After so many seconds there is no further run.
        warm: Whether to run it once before, unmeasured.
    """
    if warm:
        run()
    samples = Samples()
    while len(samples.wall) < times and (not samples.wall or sum(samples.wall) < most_s):
        with samples.one():
            run()
    return samples


def peak_rss_bytes() -> int:
    """Return the largest resident size this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def rss_bytes(pid: int) -> int:
    """Return the resident size of a process now, pages of mapped files included."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return 0


def children_of(pid: int) -> list[int]:
    """Return the processes a process has started, and theirs."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text(encoding="ascii").split()):
            found += [child, *children_of(child)]
    return found
