"""The steps of a build, told to whoever waits for it, and the time each took."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Generator

STEPS: Final = ("read", "validate", "load", "infer", "hash", "index", "publish")
"""Names of the steps, in order; the command line has words for each."""


CHECKS: Final = STEPS[:4]
"""Names of the steps of a look that publishes nothing."""


class Progress(Protocol):
    """Called when a step begins, and once with `done` equal to `of` at the end."""

    def __call__(self, step: str, done: int, of: int) -> None:
        """Take note: `done` steps of `of` are over and `step` begins."""
        ...


def silent(step: str, done: int, of: int) -> None:
    """Tell nobody."""


@dataclass(slots=True)
class Steps:
    """Announces steps and measures them.

    Attributes:
        progress: Who is told.
        names: The steps there are, in order.
        seconds: Time of each finished step, in all if it came again.
        last: The step told last; one that goes on is not told again.
    """

    progress: Progress = silent
    names: tuple[str, ...] = STEPS
    seconds: dict[str, float] = field(default_factory=dict[str, float])
    last: str = ""

    @contextmanager
    def step(self, name: str) -> Generator[None]:
        """Announce a step and measure the block."""
        if self.last != name:
            self.progress(name, self.names.index(name), len(self.names))
        self.last = name
        begin = time.perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - begin
        if name == self.names[-1]:
            self.progress(name, len(self.names), len(self.names))
