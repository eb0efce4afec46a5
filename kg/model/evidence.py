"""Evidence: where in which source a claim stands (ontology.md 3.6).

The text stream of a source is: file bytes, decoded as UTF-8, normalised to NFC, a Python `str`;
newlines and no-break spaces kept, nothing trimmed. Positions are code points of that stream, the
end excluded. No text is ever stored, only positions and the hash of what they select.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from kg.errors import SourceError
from kg.model import iri


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A range of code points of a source's text.

    Attributes:
        source: Local name of the source (`ff155d59015d49ce`).
        start: First code point.
        end: One past the last code point.
        sha256: Hex digest of the UTF-8 bytes of the selected text.
    """

    source: str
    start: int
    end: int
    sha256: str

    @property
    def iri(self) -> str:
        """The span's IRI."""
        return iri.mint_span(self.source, self.start, self.end)


@dataclass(frozen=True, slots=True, order=True)
class Locator:
    """A place in words ("paragraph 3") in a source whose text we do not hold."""

    source: str
    text: str

    @property
    def iri(self) -> str:
        """The place's IRI."""
        return iri.mint_locator(self.source, self.text)


Evidence: TypeAlias = Span | Locator


@dataclass(frozen=True, slots=True)
class Source:
    """A source document: bibliography only, in our own words.

    Attributes:
        slug: Local name: the first 16 hex digits of the text's hash, or a name of our own.
        collection: `seeds` or the name of another collection.
        published: xsd:date or xsd:dateTime as the source gives it, without a time zone; None when
            it gives none.
        sha256: Hash of the text's bytes; None when we do not hold the text.
        characters: Length of the text stream in code points; None when we do not hold the text.
        reach: How much was seen: `whole page`, `beginning only`.
    """

    slug: str
    title_vi: str
    title_en: str
    publisher: str
    collection: str
    language: str
    licence_note: str
    published: str | None = None
    accessed: date | None = None
    url: str | None = None
    file_name: str | None = None
    sha256: str | None = None
    characters: int | None = None
    reach: str | None = None

    @property
    def iri(self) -> str:
        """The document's IRI."""
        return iri.mint("src", self.slug)

    @property
    def graph(self) -> str:
        """The named graph that holds the claims of this source."""
        return iri.source_graph(self.slug)


def read_stream(data: bytes) -> str:
    """Return the text stream of a source file's bytes.

    Raises:
        SourceError: The bytes are not UTF-8.
    """
    try:
        return unicodedata.normalize("NFC", data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise SourceError(f"the text is not UTF-8: bad byte at offset {error.start}") from None


def hash_text(selected: str) -> str:
    """Return the SHA-256 hex digest of the UTF-8 bytes of a piece of a text stream."""
    return hashlib.sha256(selected.encode("utf-8")).hexdigest()
