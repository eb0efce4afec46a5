"""Texts of sources that this server holds, found by the hash of their bytes.

Without a folder nothing is held, and pages say where to look instead. A text is read when it is
asked for, and shown only if both hashes are as the data say.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.errors import SourceError
from kg.ingest.evidence import find_texts
from kg.model.evidence import hash_text, read_stream

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


NEAR = 300
"""Characters beside a span that are enough to read it in its context."""
MOST = 100_000
"""Characters that a page shows on each side of a span; it tells how many it leaves out."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A document cut at a span.

    Attributes:
        before: The text up to the span.
        selected: The span.
        after: The text from its end on.
    """

    before: str
    selected: str
    after: str

    @property
    def opening(self) -> str:
        """The text up to the span, or its end if it is very long."""
        return self.before[-MOST:]

    @property
    def closing(self) -> str:
        """The text after the span, or its beginning if it is very long."""
        return self.after[:MOST]

    @property
    def cut(self) -> tuple[int, int]:
        """How many characters `opening` and `closing` leave out."""
        return max(0, len(self.before) - MOST), max(0, len(self.after) - MOST)

    @property
    def lead_in(self) -> str:
        """The words just before the span, from the beginning of a word."""
        if len(self.before) <= NEAR:
            return self.before
        return "… " + self.before[-NEAR:].partition(" ")[2]

    @property
    def lead_out(self) -> str:
        """The words just after the span, to the end of a word."""
        if len(self.after) <= NEAR:
            return self.after
        return self.after[:NEAR].rpartition(" ")[0] + " …"


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of a folder, by the SHA-256 of their bytes."""

    paths: Mapping[str, Path] = field(default_factory=dict[str, "Path"])

    @classmethod
    def open(cls, folder: Path | None) -> Texts:
        """Look at every file of a folder once.

        Raises:
            SourceError: There is no such folder.
        """
        return cls(find_texts(folder) if folder else {})

    def passage(
        self, document: str | None, start: int | None, end: int | None, sha256: str | None
    ) -> Passage | None:
        """Return the span in its document; None if the text is not held or is another one.

        Args:
            document: SHA-256 of the bytes of the document.
            start: First code point.
            end: One past the last code point.
            sha256: SHA-256 of the selected text.
        """
        path = self.paths.get(document or "")
        if path is None or start is None or end is None:
            return None
        try:
            stream = _read(path, document or "")
        except (OSError, SourceError):
            return None
        selected = stream[start:end]
        if hash_text(selected) != sha256:
            return None
        return Passage(stream[:start], selected, stream[end:])


@lru_cache(maxsize=16)
def _read(path: Path, sha256: str) -> str:
    data = path.read_bytes()
    # the folder was looked at when the server started; its files may be others by now
    if hashlib.sha256(data).hexdigest() != sha256:
        raise SourceError(f"{path.name} is no longer the text that it was")
    return read_stream(data)
