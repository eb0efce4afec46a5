"""Validation in parts, for data that would not fit into memory at once.

pyshifty keeps 2.3 KB per triple: 26 GB at 11 million. Here the shapes are dealt into parts, and
each part is checked on those triples only that its shapes can look at (`kg.shapes.needs`). The
results are the same; memory is that of the largest part. Two parts of a million triples take a
tenth more time than the whole, and half of its memory.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from rdflib import RDF, RDFS, Graph

from kg.errors import StoreError
from kg.shapes.fast import give_back_memory, run_fast
from kg.shapes.needs import Need, find_needs

WHOLE_BYTES: Final = 64 << 20
"""Up to this size a file is checked at once: 400 000 triples, 1 GB."""
PART_TRIPLES: Final = 500_000
"""A part has at most so many triples, or a quarter of all: more parts would read too often."""

_PIECE = 16 << 20
_SAMPLE = 1 << 20
_TYPE = f"<{RDF.type}>".encode()
_SUBCLASS = f" <{RDFS.subClassOf}> ".encode()
Counts = tuple[Mapping[bytes, float], Mapping[bytes, float]]
"""Estimated triples by predicate, and types by class."""


@dataclass(slots=True)
class Part:
    """Shapes that are checked together.

    Attributes:
        names: IRIs of the shapes.
        need: What they look at.
    """

    names: list[str]
    need: Need


def run_fast_in_parts(
    data: bytes | Path,
    shapes: str,
    *,
    whole_bytes: int = WHOLE_BYTES,
    part_triples: float | None = None,
) -> Graph:
    """Validate as `run_fast`; a large N-Triples file part by part.

    Args:
        data: Turtle or N-Triples, or the path of such a file.
        shapes: Turtle of all shapes.
        whole_bytes: Size of a file from which it is checked in parts.
        part_triples: Triples of a part at most; by default `PART_TRIPLES` or a quarter of all.

    Raises:
        StoreError: The data or shapes cannot be read, or a constraint is not supported.
    """
    if not isinstance(data, Path):
        return run_fast(data, shapes)
    try:
        large = data.suffix == ".nt" and _size(data) > whole_bytes
        needs = find_needs(shapes) if large else None
        if needs is None:
            return run_fast(data, shapes)
        return _run_parts(data, shapes, needs, part_triples)
    finally:
        give_back_memory()


def _run_parts(
    data: Path, shapes: str, needs: Mapping[str, Need], part_triples: float | None
) -> Graph:
    report = Graph()
    with TemporaryDirectory(prefix="parts-", dir=data.parent) as name:
        counts = _count(data)
        whole = sum(sum(one.values()) for one in counts)
        parts = deal(needs, counts, part_triples or max(PART_TRIPLES, whole / 4))
        paths = [Path(name) / f"{number}.nt" for number in range(len(parts))]
        _split(data, parts, paths)
        for part, path in zip(parts, paths, strict=True):
            report += run_fast(path, shapes, part.names)
            path.unlink()
    return report


def deal(needs: Mapping[str, Need], counts: Counts, most: float) -> list[Part]:
    """Deal shapes into parts of at most `most` triples, a larger shape alone.

    Heaviest first, each to the part that grows least by it.
    """
    weights = {name: _weigh(need, counts) for name, need in needs.items()}
    parts: list[tuple[Part, float]] = []
    for name in sorted(needs, key=lambda name: (-weights[name], name)):
        best: tuple[float, int, float] | None = None
        for place, (part, weight) in enumerate(parts):
            joint = _weigh(part.need | needs[name], counts)
            if joint <= max(most, weight) and (best is None or joint - weight < best[0]):
                best = joint - weight, place, joint
        if best is None:
            parts.append((Part([name], needs[name]), weights[name]))
        else:
            part, _ = parts[best[1]]
            part.names.append(name)
            part.need |= needs[name]
            parts[best[1]] = part, best[2]
    return [part for part, _ in parts]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise StoreError("pyshifty could not validate the data") from error


def _weigh(need: Need, counts: Counts) -> float:
    predicates, classes = counts
    wanted, kinds = _tags(need.predicates), _tags(need.classes)
    return sum(n for tag, n in predicates.items() if wanted is None or tag in wanted) + sum(
        n for tag, n in classes.items() if kinds is None or tag in kinds
    )


def _tags(iris: Iterable[str] | None) -> set[bytes] | None:
    return None if iris is None else {f"<{iri}>".encode() for iri in iris}


def _count(path: Path) -> Counts:
    """Estimate how often each predicate and class stands in a file, from a sixteenth of it."""
    predicates: Counter[bytes] = Counter()
    classes: Counter[bytes] = Counter()
    for piece in _iter_pieces(path):
        for _, predicate, value in _iter_lines(piece[: piece.rfind(b"\n", 0, _SAMPLE) + 1]):
            if predicate == _TYPE:
                classes[value] += 1
            else:
                predicates[predicate] += 1
    scale = _PIECE / _SAMPLE
    return (
        {tag: n * scale for tag, n in predicates.items()},
        {tag: n * scale for tag, n in classes.items()},
    )


def _split(path: Path, parts: list[Part], paths: list[Path]) -> None:
    """Write to the path of each part the lines that it needs."""
    below = _subclasses(path)
    wanted = [_tags(part.need.predicates) for part in parts]
    kinds = [_closed(_tags(part.need.classes), below) for part in parts]
    by_predicate: dict[bytes, list[int]] = {}
    by_class: dict[bytes, list[int]] = {}
    with ExitStack() as stack:
        files = [stack.enter_context(one.open("wb")) for one in paths]
        for piece in _iter_pieces(path):
            lines: list[list[bytes]] = [[] for _ in parts]
            for line, predicate, value in _iter_lines(piece):
                known, key, choice = by_predicate, predicate, wanted
                if predicate == _TYPE:
                    known, key, choice = by_class, value, kinds
                places = known.get(key)
                if places is None:
                    places = known[key] = _places(choice, key)
                for place in places:
                    lines[place].append(line)
            for file, chosen in zip(files, lines, strict=True):
                file.writelines(chosen)


def _places(choice: list[set[bytes] | None], key: bytes) -> list[int]:
    return [place for place, tags in enumerate(choice) if tags is None or key in tags]


def _subclasses(path: Path) -> dict[bytes, set[bytes]]:
    """Return the direct sub-classes of each class that the data name; engines follow them."""
    below: defaultdict[bytes, set[bytes]] = defaultdict(set)
    for piece in _iter_pieces(path):
        if _SUBCLASS in piece:
            chosen = b"".join(line for line in piece.splitlines(keepends=True) if _SUBCLASS in line)
            for line, _, value in _iter_lines(chosen):
                below[value].add(line.split(b" ", 1)[0])
    return below


def _closed(classes: set[bytes] | None, below: Mapping[bytes, set[bytes]]) -> set[bytes] | None:
    if classes is None:
        return None
    found, waiting = set(classes), list(classes)
    while waiting:
        fresh = below.get(waiting.pop(), set()) - found
        found |= fresh
        waiting += fresh
    return found


def _iter_lines(piece: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Yield each line with its predicate and its object, as they are written."""
    for line in piece.splitlines(keepends=True):
        parts = line.split(b" ", 2)
        if len(parts) == 3:
            yield line, parts[1], parts[2].rstrip(b" .\n")


def _iter_pieces(path: Path) -> Iterator[bytes]:
    """Yield a file in pieces of whole lines."""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece + file.readline()
