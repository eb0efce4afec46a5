"""Names of people that differ by one letter: a list for review, never an identity.

Two reports of one ceremony write "Nguyễn Thành Thơm" and "Nguyễn Thành Thơ". Whether they are one
man is for a person to say, as an IdentityClaim; this finds the pairs. Equal keys are shape S07.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from kg.index.fold import fold
from kg.model.iri import ONTOLOGY
from kg.model.terms import RDF, RDFS, Quad

DEFAULT_LIMIT = 1000


@dataclass(frozen=True, slots=True, order=True)
class NearName:
    """Two people whose folded names are one edit apart; `left` sorts before `right`."""

    left: str
    right: str
    left_label: str
    right_label: str

    def to_dict(self) -> dict[str, str]:
        """Return the pair as plain data."""
        return {
            "left": self.left,
            "right": self.right,
            "leftLabel": self.left_label,
            "rightLabel": self.right_label,
        }


@dataclass(frozen=True, slots=True)
class NearNames:
    """The review list.

    Attributes:
        pairs: At most the limit asked for, in order.
        total: How many there are; more than `len(pairs)` when the list was cut.
    """

    pairs: tuple[NearName, ...]
    total: int


def find_near_names(quads: Iterable[Quad], *, limit: int = DEFAULT_LIMIT) -> NearNames:
    """List pairs of people whose names are one edit apart and whom no IdentityClaim ties."""
    labels, reviewed = _collect(quads)
    pairs = sorted(pair for pair in _iter_pairs(labels) if (pair.left, pair.right) not in reviewed)
    return NearNames(tuple(pairs[:limit]), len(pairs))


def is_one_edit(left: str, right: str) -> bool:
    """Tell whether one insertion, deletion or substitution turns one text into the other.

    >>> is_one_edit("nguyen thanh thom", "nguyen thanh tho")
    True
    """
    if left == right or abs(len(left) - len(right)) > 1:
        return False
    start = 0
    while start < min(len(left), len(right)) and left[start] == right[start]:
        start += 1
    if len(left) == len(right):
        return left[start + 1 :] == right[start + 1 :]
    longer, shorter = (left, right) if len(left) > len(right) else (right, left)
    return longer[start + 1 :] == shorter[start:]


def _iter_pairs(labels: Mapping[str, str]) -> Iterator[NearName]:
    """Yield each pair once, by way of the texts with one letter less: no all-against-all."""
    by_key: dict[str, list[str]] = defaultdict(list)
    for node, label in labels.items():
        by_key[fold(label)].append(node)
    buckets: dict[str, set[str]] = defaultdict(set)
    for key in by_key:
        for variant in _variants(key):
            buckets[variant].add(key)
    close = {
        pair
        for keys in buckets.values()
        for pair in combinations(sorted(keys), 2)
        if is_one_edit(*pair)
    }
    for one, other in close:
        for first in by_key[one]:
            for second in by_key[other]:
                left, right = sorted((first, second))
                yield NearName(left, right, labels[left], labels[right])


def _variants(key: str) -> Iterator[str]:
    yield key
    for index in range(len(key)):
        yield key[:index] + key[index + 1 :]


def _collect(quads: Iterable[Quad]) -> tuple[dict[str, str], set[tuple[str, str]]]:
    """Return the Vietnamese labels of people, and the reviewed pairs in both directions."""
    people: set[str] = set()
    labels: dict[str, str] = {}
    claims: dict[str, dict[str, str]] = defaultdict(dict)
    for quad in quads:
        subject, predicate, value = str(quad.subject), quad.predicate.value, quad.object
        if predicate == RDF + "type" and str(value) == ONTOLOGY + "Person":
            people.add(subject)
        elif predicate == RDFS + "label" and getattr(value, "language", "") == "vi":
            # of two labels the first in order, so that the list does not depend on the stream
            labels[subject] = min(labels.get(subject, str(value)), str(value))
        elif predicate in (ONTOLOGY + "claimSubject", ONTOLOGY + "claimObject"):
            claims[subject][predicate] = str(value)
    reviewed: set[tuple[str, str]] = set()
    for claim in claims.values():
        left, right = (claim.get(ONTOLOGY + name, "") for name in ("claimSubject", "claimObject"))
        reviewed |= {(left, right), (right, left)}
    return {node: label for node, label in labels.items() if node in people}, reviewed
