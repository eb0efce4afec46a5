"""The cases by name, in the order in which they run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Final

Run = Callable[..., dict[str, object]]


@dataclass(frozen=True, slots=True)
class Case:
    """A case.

    Attributes:
        module: Module of `bench.cases`, imported in the process of the case only.
        function: Its function.
        needs_generation: Whether the case `build` has to have run.
    """

    module: str
    function: str
    needs_generation: bool = True

    def load(self) -> Run:
        """Import the case."""
        run: Run = getattr(import_module(f"bench.cases.{self.module}"), self.function)
        return run


CASES: Final[Mapping[str, Case]] = {
    "build": Case("build", "run", needs_generation=False),
    "index-authority": Case("index", "authority"),
    "index-search": Case("index", "search"),
    "publish": Case("serve", "publish"),
    "open": Case("serve", "opening"),
    "under-both": Case("under_both", "one"),
    "under-both-all": Case("under_both", "every"),
    "search": Case("search", "run"),
    "picture": Case("picture", "run"),
    "pages": Case("pages", "run"),
    "serve": Case("serve", "serving"),
    "service": Case("service", "run"),
    "add": Case("add", "run"),
    "workbook": Case("workbook", "run", needs_generation=False),
    "hub": Case("hub", "run", needs_generation=False),
    "load": Case("load", "run", needs_generation=False),
    "validate-shifty": Case("validate", "shifty", needs_generation=False),
    "validate-pyshacl": Case("validate", "pyshacl", needs_generation=False),
}
