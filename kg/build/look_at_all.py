"""That a build or a check looks at everything, as an error of the way that looks at the change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.shapes.neighbourhood import TooFar

if TYPE_CHECKING:
    from kg.build.whole import Why


class LookAtAll(TooFar):
    """Everything is to be looked at, for a reason known before anything was walked."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


def find_why(error: TooFar) -> Why:
    """Return the reason of an error; one met on a walk is how far it leads."""
    return error.why if isinstance(error, LookAtAll) else "far-reaching"
