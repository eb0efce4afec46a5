"""What a build is asked and what it gives back; light to import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from kg.build.whole import Why
    from kg.publish import Generation


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """How to build.

    Attributes:
        force: Build although nothing changed, and over graphs that were written to the server.
        engine: SHACL engine.
        chain_limit: Dated chains are derived up to this many quads of data; beyond, the authority
            index alone answers.
        incremental: Work small changes out from the current generation; the result is the same.
    """

    force: bool = False
    engine: Literal["shifty", "pyshacl"] = "shifty"
    chain_limit: int = 5_000_000
    incremental: bool = True


@dataclass(frozen=True, slots=True)
class Way:
    """How a result came about.

    Attributes:
        base: Id of the generation it was worked out from; "" when everything was looked at.
        why: Why everything was.
    """

    base: str = ""
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class BuildResult:
    """A generation, and whether this build made it.

    Attributes:
        generation: The current generation.
        built: False when the inputs were those of the current generation already.
        seconds: Time of each step; empty when nothing was built.
        base: Id of the generation this one was worked out from; "" when everything was built.
        whole: Why everything was built.
    """

    generation: Generation
    built: bool
    seconds: Mapping[str, float] = field(default_factory=dict[str, float])
    base: str = ""
    whole: Why | None = None

    def to_dict(self) -> dict[str, object]:
        """Return the result as plain data, fit for JSON."""
        contents = self.generation.manifest.contents
        return {
            "generation": self.generation.id,
            "content_hash": contents.content_hash,
            "built": self.built,
            "base": self.base,
            "whole": self.whole,
            "quads": contents.quads,
            "findings": dict(contents.findings),
            "seconds": {name: round(time, 3) for name, time in self.seconds.items()},
        }
