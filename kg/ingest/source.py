"""`source.yml`: what a source folder is a source of.

Values are taken as written (a slug of digits stays text, a date stays a date); unknown and repeated
keys are refused; every fault names the line. A source of kind `curated` holds what reviewers said,
such as identity claims, and goes to the graph `graph/curated`.

References: ontology.md 3.6; YAML 1.1 as PyYAML composes it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal, TypeVar, cast

from kg.errors import DateError, IriError, SourceError, TableError
from kg.ingest.faults import BadCell, FaultLog
from kg.ingest.schema import MAX_LABEL
from kg.ingest.sheets import check_text, decode
from kg.ingest.yaml_lines import Entry, read_entries
from kg.model.evidence import Source
from kg.model.iri import GRAPH_CURATED, source_graph
from kg.model.validity import parse_day, parse_partial

SOURCE_FILE = "source.yml"
MAX_BYTES = 65_536
"""Largest `source.yml`; a real one has about 600 bytes."""

SourceKind = Literal["source", "curated"]

KEYS = (
    "slug", "kind", "title.vi", "title.en", "publisher", "published", "accessed", "language",
    "collection", "url", "file.name", "file.sha256", "file.characters", "licence_note", "reach",
)  # fmt: skip
"""Every key there is; a point stands for nesting."""

REQUIRED = ("slug", "title.vi", "title.en", "publisher", "language", "collection", "licence_note")
_FILE = ("file.name", "file.sha256", "file.characters")

_HEX16 = re.compile(r"[0-9a-f]{16}\Z")
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*\Z")
_URL = re.compile(r"https?://[^\s<>\"{}|\\^`/?#@]+(?:[/?#][^\s<>\"{}|\\^`]*)?\Z")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?\Z", re.ASCII)
_NAME = re.compile(r"[^/\\]+\Z")
_COUNT = re.compile(r"[1-9][0-9]{0,9}\Z")

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Description:
    """A source and what its folder is for."""

    source: Source
    kind: SourceKind = "source"

    @property
    def graph(self) -> str:
        """The named graph that everything in the folder goes to."""
        return GRAPH_CURATED if self.kind == "curated" else self.source.graph


def read_source_description(folder: Path) -> Source:
    """Return the source that a folder describes in its `source.yml`.

    Raises:
        SourceError: There is no `source.yml`.
        TableError: It has faults; all of them, with `row` the line and `column` the key.
    """
    path = folder / SOURCE_FILE
    if not path.is_file():
        raise SourceError(f"no {SOURCE_FILE} in the source folder {folder.name!r}")
    return parse_description(path.read_bytes()).source


@lru_cache(maxsize=2_000)
def parse_description(data: bytes, shown: str = SOURCE_FILE) -> Description:
    """Parse the bytes of a `source.yml`; the same bytes are parsed once in a process.

    Args:
        data: The file's bytes.
        shown: How faults name the file.

    Raises:
        TableError: It has faults; all of them.
    """
    log = FaultLog(shown)
    entries: dict[str, Entry] = {}
    if len(data) > MAX_BYTES:
        log.add(0, "", f"{len(data)} bytes", f"at most {MAX_BYTES} bytes", "too-long")
    elif (text := decode(data, log)) is not None:
        entries = read_entries(text, KEYS, log)
    if log.faults:
        raise TableError(log.faults)
    description = _Reader(entries, log).read()
    if log.faults or description is None:
        raise TableError(log.faults)
    return description


class _Reader:
    """Turns entries into a description, noting every fault."""

    def __init__(self, entries: dict[str, Entry], log: FaultLog) -> None:
        self.entries, self.log = entries, log

    def read(self) -> Description | None:
        kind = self.take("kind", _parse_kind) or "source"
        self.check_missing(kind)
        slug = self.take("slug", _parse_slug) or ""
        sha256 = self.take("file.sha256", _parse_sha256)
        self.check_slug(slug, sha256)
        source = Source(
            slug=slug,
            title_vi=self.take("title.vi", _parse_words) or "",
            title_en=self.take("title.en", _parse_words) or "",
            publisher=self.take("publisher", _parse_words) or "",
            collection=self.take("collection", _parse_slug) or kind,
            language=self.take("language", _parse_language) or "",
            licence_note=self.take("licence_note", _parse_words) or "",
            published=self.take("published", parse_moment),
            accessed=self.take("accessed", _parse_day),
            url=self.take("url", _parse_url),
            file_name=self.take("file.name", _parse_name),
            sha256=sha256,
            characters=self.take("file.characters", _parse_count),
            reach=self.take("reach", _parse_words),
        )
        return None if self.log.faults else Description(source, cast("SourceKind", kind))

    def take(self, key: str, parse: Callable[[str], Value]) -> Value | None:
        """Parse the value of a key; None when it is absent or at fault."""
        entry = self.entries.get(key)
        if entry is None:
            return None
        try:
            check_text(entry.value)
            return parse(entry.value)
        except BadCell as bad:
            self.log.add_bad(entry.line, key, entry.value, bad)
            return None

    def check_missing(self, kind: str) -> None:
        required = [key for key in REQUIRED if (kind, key) != ("curated", "collection")]
        if any(key in self.entries for key in _FILE):
            required.extend(_FILE)
        for key in required:
            if key not in self.entries:
                self.log.add(0, key, "", f"a value for `{key}`", "missing-value")

    def check_slug(self, slug: str, sha256: str | None) -> None:
        """A slug that is a hash is the beginning of the hash of the file."""
        if sha256 and _HEX16.match(slug) and not sha256.startswith(slug):
            expected = f"the first 16 digits of file.sha256, {sha256[:16]}"
            self.log.add(self.entries["slug"].line, "slug", slug, expected, "bad-slug")


def parse_moment(value: str) -> str:
    """Return when a source was published, as it says: a partial date, or a day and a time.

    A time without seconds gets `:00`, which xsd:dateTime asks for; a time zone is refused, since
    sources do not state one.

    Raises:
        BadCell: It is neither.

    >>> parse_moment("2017-10-09T13:35")
    '2017-10-09T13:35:00'
    """
    moment = _MOMENT.match(value)
    try:
        parse_day(moment[1]) if moment else parse_partial(value)
    except DateError:
        expected = "a date such as 2017-10-09 or 2017, or 2017-10-09T13:35, without a time zone"
        raise BadCell(expected, "bad-date") from None
    if moment is None:
        return value
    return f"{moment[1]}T{moment[2]}:{moment[3]}:{moment[4] or '00'}"


def _parse_kind(value: str) -> str:
    if value not in ("source", "curated"):
        raise BadCell("source or curated", "bad-code")
    return value


def _parse_slug(value: str) -> str:
    try:
        source_graph(value)
    except IriError:
        raise BadCell("a name of [a-z0-9.-] such as ff155d59015d49ce", "bad-slug") from None
    return value


def _parse_words(value: str) -> str:
    if len(value) > MAX_LABEL:
        raise BadCell(f"at most {MAX_LABEL} characters, not {len(value)}", "too-long")
    return value


def _parse_day(value: str) -> date:
    try:
        return parse_day(value)
    except DateError as error:
        raise BadCell(error.expected, "bad-date") from None


def _matching(pattern: re.Pattern[str], expected: str, code: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if not pattern.match(value):
            raise BadCell(expected, code)
        return value

    return parse


_parse_sha256 = _matching(_SHA256, "64 hexadecimal digits in lower case", "bad-hash")
_parse_language = _matching(_LANGUAGE, "a language tag such as vi", "bad-language")
_parse_url = _matching(_URL, "an absolute address, http or https, without spaces", "bad-url")
_parse_name = _matching(_NAME, "a file name without folders", "bad-name")
_parse_digits = _matching(_COUNT, "a number of characters such as 4177", "bad-integer")


def _parse_count(value: str) -> int:
    return int(_parse_digits(value))
