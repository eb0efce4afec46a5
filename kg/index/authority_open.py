"""The authority index as it is read: arrays mapped into memory, shared by all processes.

A server keeps one open per generation. Opening reads no data; the pages that questions touch are
loaded by the system as they are touched.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from kg.errors import ParameterError, StoreUnavailable
from kg.index.authority_arrays import (
    CLASSES,
    COMMITTEE,
    FORMAT,
    GREATEST,
    LEAST,
    Duties,
    Edges,
    Groups,
    Nodes,
    Pairs,
    Parties,
    Places,
    Sources,
    Statements,
    Tables,
    Ties,
    load_group,
)
from kg.model.validity import Validity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class AuthorityIndex:
    """All arrays of one generation.

    `committees` pairs a committee with the unit it leads, `organised` a unit with the body it is
    organised in. `memo` is for what readers work out once per certainties and collection; it is
    bounded by the size of the index.
    """

    nodes: Nodes
    statements: Statements
    edges: Edges
    committees: Pairs
    organised: Pairs
    ties: Ties
    parties: Parties
    duties: Duties
    groups: Groups
    places: Places
    sources: Sources
    tables: Tables
    memo: dict[tuple[int, int], object] = field(default_factory=dict[tuple[int, int], object])

    @classmethod
    def open(cls, folder: Path) -> AuthorityIndex:
        """Map the index in `folder`.

        Raises:
            StoreUnavailable: It is missing, incomplete or of another format.
        """
        tables = load_group(folder, "tables", Tables)
        if tables.format.tolist() != [FORMAT]:
            raise StoreUnavailable(f"the authority index is of format {tables.format.tolist()}")
        return cls(
            nodes=load_group(folder, "nodes", Nodes),
            statements=load_group(folder, "statements", Statements),
            edges=load_group(folder, "edges", Edges),
            committees=load_group(folder, "committees", Pairs),
            organised=load_group(folder, "organised", Pairs),
            ties=load_group(folder, "ties", Ties),
            parties=load_group(folder, "parties", Parties),
            duties=load_group(folder, "duties", Duties),
            groups=load_group(folder, "groups", Groups),
            places=load_group(folder, "places", Places),
            sources=load_group(folder, "sources", Sources),
            tables=tables,
        )

    def find_node(self, iri: str) -> int | None:
        """Return a node's position, or None if no answer can speak of it."""
        return self.nodes.iri.find(iri)

    def class_of(self, node: int) -> str:
        """Return the local name of a node's class as asserted; "" if nobody describes it."""
        return CLASSES[int(self.nodes.cls[node])]

    def is_committee(self, node: int) -> bool:
        """Tell whether a node is described as a party committee or leads a unit."""
        if self.nodes.cls[node]:
            return bool(self.nodes.cls[node] == COMMITTEE)
        offsets = self.committees.by_left
        return bool(offsets[node] < offsets[node + 1])

    def collection_bit(self, collection: str | None) -> int:
        """Return the mask of a collection; None is every graph that is not derived.

        Raises:
            ParameterError: No source belongs to it.
        """
        if collection is None:
            return 1
        names = self.tables.collections.to_list()
        if collection not in names:
            expected = f"one of the collections {', '.join(names) or '(there is none)'}"
            raise ParameterError("collection", collection, expected)
        return 1 << names.index(collection) + 1


def to_validity(bounds: Sequence[int]) -> Validity:
    """Turn four day numbers into dates, None where a bound is unknown."""
    return Validity(
        *(None if day in (LEAST, GREATEST) else date.fromordinal(day) for day in bounds)
    )
