"""What can be read off a picture: lines of text and the ground they cover, by font metrics."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from kg.picture.text import width

SVG = "{http://www.w3.org/2000/svg}"
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Written:
    """A line of text and the rectangle it fills."""

    text: str
    left: float
    right: float
    top: float
    low: float

    def overlaps(self, other: Written) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.low
            and other.top < self.low
        )


def texts(svg: str) -> list[Written]:
    found = []
    for element in ElementTree.fromstring(svg).iter(f"{SVG}text"):
        size, x, y = (float(element.attrib[name]) for name in ("font-size", "x", "y"))
        assert size >= 12
        taken = width(element.text or "", size, int(element.get("font-weight", "400")))
        shift = {"middle": taken / 2, "end": taken}.get(element.get("text-anchor"), 0.0)
        left = x - shift
        # letters reach from 0.9 above the base line (Ấ) to 0.25 below it
        found.append(
            Written(element.text or "", left, left + taken, y - size * 0.9, y + size * 0.25)
        )
    return found


def overlaps(svg: str) -> list[tuple[str, str]]:
    """Return pairs of texts that touch; sorted by height, so that few are compared."""
    written = sorted((one for one in texts(svg) if one.text), key=lambda one: one.top)
    found = []
    for place, one in enumerate(written):
        for other in written[place + 1 :]:
            if other.top >= one.low:
                break
            if one.overlaps(other):
                found.append((one.text, other.text))
    return found


def outside(svg: str) -> list[str]:
    root = ElementTree.fromstring(svg)
    right, low = float(root.attrib["width"]), float(root.attrib["height"])
    return [
        one.text
        for one in texts(svg)
        if one.left < 0 or one.right > right or one.top < 0 or one.low > low
    ]


@cache
def longest_labels() -> tuple[str, ...]:
    """Return the 200 longest labels of the data, longest first."""
    labels = set()
    for path in (ROOT / "data").rglob("*.csv"):
        with path.open(encoding="utf-8") as table:
            for row in csv.DictReader(table):
                labels.update(row.get(name) or "" for name in ("label@vi", "label@en"))
    longest = sorted(labels, key=lambda label: (-len(label), label))[:200]
    assert len(longest) == 200
    return tuple(longest)
