"""Evidence cells: character ranges with their hashes, or places in words.

`304-434;742-872` are ranges of the source's text stream; their hashes stand in `spans.csv`. Any
other cell names places ("paragraph 3; table 2, row 5") and is only for a source whose text we do
not hold, so that a mistyped range never passes for words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from kg.errors import CellFault
from kg.ingest.faults import BadCell, FaultLog
from kg.ingest.schema import MAX_LABEL
from kg.ingest.sheets import Row, read_sheet
from kg.model.evidence import Evidence, Locator, Source, Span

SPANS_FILE = "spans.csv"
SPANS_COLUMNS = ("start", "end", "sha256")

Range = tuple[int, int]
Hashes = Mapping[Range, str]

_RANGE = re.compile(r"(0|[1-9][0-9]{0,9})-(0|[1-9][0-9]{0,9})\Z")
_NEARLY_RANGE = re.compile(r"[\d\s\-–—.,:]+\Z")
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")


def parse_range(value: str) -> Range | None:
    """Return (start, end) of text shaped like a range, in whatever order; None for other text."""
    match = _RANGE.match(value)
    return (int(match[1]), int(match[2])) if match else None


def parse_place(value: str, source: Source, hashes: Hashes) -> Evidence:
    """Parse one place of an evidence cell.

    Raises:
        BadCell: The range is empty, beyond the text or without a hash; or words where the text is
            held; or something like a range where it is not.
    """
    if source.characters is None:
        return _parse_words(value, source)
    span = parse_range(value)
    if span is None:
        raise BadCell("a character range such as 304-434", "bad-evidence")
    start, end = span
    if start >= end:
        raise BadCell("a range whose start is below its end", "bad-range")
    if end > source.characters:
        expected = f"a range within the {source.characters} characters of the text"
        raise BadCell(expected, "range-beyond-text")
    if span not in hashes:
        expected = f"a range listed in {SPANS_FILE}; run `phoihop evidence hash --texts DIR`"
        raise BadCell(expected, "missing-hash")
    return Span(source.slug, start, end, hashes[span])


def read_hashes(folder: Path, shown: str) -> tuple[dict[Range, str], list[CellFault]]:
    """Read the `spans.csv` of a source folder; a folder without one has no hashes.

    Args:
        folder: The source folder.
        shown: How faults name the file.
    """
    path = folder / SPANS_FILE
    if not path.is_file():
        return {}, []
    sheet = read_sheet(path.read_bytes(), shown, SPANS_COLUMNS, SPANS_COLUMNS)
    log = FaultLog(shown)
    hashes: dict[Range, str] = {}
    for row in sheet.rows:
        _read_hash(row, hashes, log)
    return hashes, [*sheet.faults, *log.faults]


def sort_places(places: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Return places in text order; words stay in the order written."""
    spans = sorted(place for place in places if isinstance(place, Span))
    return (*spans, *(place for place in places if isinstance(place, Locator)))


def _parse_words(value: str, source: Source) -> Locator:
    if _NEARLY_RANGE.match(value):
        expected = "words such as `paragraph 3`: no text of this source is held (`file` is missing)"
        raise BadCell(expected, "bad-evidence")
    if len(value) > MAX_LABEL:
        raise BadCell(f"at most {MAX_LABEL} characters, not {len(value)}", "too-long")
    return Locator(source.slug, value)


def _read_hash(row: Row, hashes: dict[Range, str], log: FaultLog) -> None:
    cells = [row.cells.get(name, "") for name in SPANS_COLUMNS]
    span = parse_range("-".join(cells[:2]))
    if span is None or span[0] >= span[1]:
        log.add(row.number, "start", "-".join(cells[:2]), "start below end", "bad-range")
    elif not _SHA256.match(cells[2]):
        log.add(row.number, "sha256", cells[2], "64 hexadecimal digits in lower case", "bad-hash")
    elif span in hashes:
        log.add(row.number, "start", "-".join(cells[:2]), "each range once", "duplicate-row")
    else:
        hashes[span] = cells[2]
