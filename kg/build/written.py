"""Graphs that were written to the server and are in no folder: no build may lose them unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.build.change_request import WRITTEN
from kg.errors import InputError

if TYPE_CHECKING:
    from kg.publish import Generations


class WrittenGraphs(InputError):
    """The current generation holds graphs that were written to the server and are in no folder."""

    code = "written-graphs"


def refuse_written(generations: Generations) -> None:
    """Refuse to build over graphs that are in no folder: the build would lose them.

    Raises:
        WrittenGraphs: There are some.
    """
    current = generations.find_current()
    written = [
        name.removeprefix(WRITTEN)
        for name in (current.manifest.contents.inputs if current else ())
        if name.startswith(WRITTEN)
    ]
    if written:
        raise WrittenGraphs(
            f"{len(written)} graph(s) were written to the server and are in no folder: "
            f"{', '.join(written[:3])}; export them and add them as "
            "sources, or build with --force to drop them"
        )
