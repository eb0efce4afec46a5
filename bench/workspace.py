"""The folder one size is measured in: generated sources, one file of all quads, a generation.

Cases find what they need here; the first one that needs a thing makes it.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from bench.generator import SIZES, Generator
from kg.publish import Generation, Generations

_PIECE = 16 << 20


@dataclass(frozen=True, slots=True)
class Workspace:
    """Paths of one size under a folder that nobody else uses."""

    folder: Path
    size: str

    @property
    def data(self) -> Path:
        """Source folders, as a build reads them."""
        path = self.folder / "data"
        if not path.is_dir():
            fresh = self.folder / "data.part"
            Generator(fresh, SIZES[self.size]).run()
            fresh.rename(path)
        return path

    @property
    def quads(self) -> Path:
        """One N-Quads file of all sources: what the engine is given raw."""
        path = self.folder / "all.nq"
        if not path.exists():
            fresh = self.folder / "all.part"
            with fresh.open("wb") as output:
                for source in sorted(self.data.glob("*/data.nq")):
                    with source.open("rb") as file:
                        shutil.copyfileobj(file, output, _PIECE)
            fresh.rename(path)
        return path

    @property
    def generations(self) -> Generations:
        """Where the case `build` publishes."""
        return Generations(self.folder / "var", keep=1)

    @property
    def var(self) -> Path:
        """The folder of the generations."""
        return self.folder / "var"

    def generation(self) -> Generation:
        """Return the generation that the case `build` has left."""
        return self.generations.current()

    def scratch(self, name: str) -> Path:
        """Return an empty folder to work in."""
        path = self.folder / name
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True)
        return path
