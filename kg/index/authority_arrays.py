"""What the authority index holds: groups of arrays, one `.npy` file per array.

Nodes and statements are integers: positions in sorted tables of IRIs. Bounds are day numbers
(`date.toordinal`) in the order startEarliest, startLatest, endEarliest, endLatest. An unknown bound
is the number that makes its comparison say what "unknown" means, so that the conjunction of two
validities is max, max, min, min (`Validity.meet`), unknown or not:

| bound | unknown is | because |
|---|---|---|
| startEarliest | least | no day is too early |
| startLatest | greatest | no day is certainly late enough |
| endEarliest | least | no day is certainly early enough |
| endLatest | greatest | no day is too late |

A mask says in which collections a fact counts: bit 0 is "in any graph that is not derived", the
other bits are the collections by position.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from kg.errors import StoreUnavailable
from kg.index.authority_strings import Strings

if TYPE_CHECKING:
    from pathlib import Path

U1 = npt.NDArray[np.uint8]
I4 = npt.NDArray[np.int32]
U8 = npt.NDArray[np.uint64]
Ints: TypeAlias = "npt.NDArray[np.signedinteger[Any]]"
"""Positions or keys of either width."""

FORMAT = 1
"""Raised whenever a file changes its meaning; another number is not opened."""

LEAST, GREATEST = -(2**31), 2**31 - 1
UNKNOWN_BOUNDS = (LEAST, GREATEST, LEAST, GREATEST)

SUBORDINATION, AFFILIATION, DIRECTION = 0, 1, 2
"""Kinds of edges: PartySubordination, EnterpriseAffiliation, LeadershipDirection."""

CLASSES = (
    "",
    "PartyCommittee",
    "PartyCell",
    "PartyOrganisation",
    "PartyUnit",
    "Enterprise",
    "EnterpriseGroup",
    "StateBody",
    "CoordinationRegulation",
    "Agreement",
    "FocusTask",
    "Obligation",
    "ReportedGroup",
    "Event",
    "NormativeDocument",
)
"""Classes of nodes by code, the most specific first; 0 is a node nobody describes.

`index-nodes.rq` writes the same codes.
"""

COMMITTEE = CLASSES.index("PartyCommittee")
UNITS = tuple(CLASSES.index(name) for name in ("PartyCell", "PartyOrganisation", "PartyUnit"))

CERTAINTIES = ("stated", "implied", "inferred")
"""Certainties by bit: 1, 2, 4."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Statements of authority, from the subordinate up; sorted by kind, then target.

    A statement that graphs tell differently, or whose agreement has several terms, is several
    edges. `bounds` is what counts; for a direction it is `own_bounds` met with `basis_bounds`, the
    term of its agreement. `down[kind]` holds offsets by target, `up[kind]` offsets into `up_edges`
    by source, `by_statement` offsets into `of_statement`.
    """

    kind: U1
    source: I4
    target: I4
    statement: I4
    line: U1
    certainty: U1
    mask: U8
    bounds: I4
    own_bounds: I4
    basis: I4
    basis_bounds: I4
    down: I4
    up: I4
    up_edges: I4
    by_statement: I4
    of_statement: I4


@dataclass(frozen=True, slots=True)
class Pairs:
    """A binary fact: `left` to `right`, sorted by left.

    `by_left` holds offsets, `by_right` offsets into `right_order`.
    """

    left: I4
    right: I4
    mask: U8
    by_left: I4
    by_right: I4
    right_order: I4


@dataclass(frozen=True, slots=True)
class Nodes:
    """Nodes sorted by IRI; labels are "" where there is none; places are evidence by offsets."""

    iri: Strings
    label_vi: Strings
    label_en: Strings
    cls: U1
    is_unit: U1
    place_offsets: I4
    places: I4


@dataclass(frozen=True, slots=True)
class Statements:
    """Statements sorted by IRI; `form` is the stated form or ""; places as of `Nodes`."""

    iri: Strings
    form: Strings
    place_offsets: I4
    places: I4


@dataclass(frozen=True, slots=True)
class Places:
    """Evidence: a span (`start` 0 or more, `sha256` of 32 bytes) or a locator (`start` -1)."""

    iri: Strings
    source: I4
    start: I4
    end: I4
    sha256: U1
    locator: Strings


@dataclass(frozen=True, slots=True)
class Sources:
    """Source documents and the collections they belong to."""

    iri: Strings
    mask: U8


@dataclass(frozen=True, slots=True)
class Ties:
    """Statements that a transfer ends and starts: they never hold together.

    Outside `first_day` to `last_day` one of them cannot hold anyway. There is no mask: what only
    excludes counts whoever tells it.
    """

    ended: I4
    started: I4
    first_day: I4
    last_day: I4


@dataclass(frozen=True, slots=True)
class Parties:
    """Parties of agreements, sorted by agreement; offsets by committee into `order`."""

    agreement: I4
    committee: I4
    mask: U8
    by_committee: I4
    order: I4


@dataclass(frozen=True, slots=True)
class Duties:
    """Obligations and focus tasks, one row per obligor and beneficiary, sorted by obligor.

    `agreement` is -1 where none is known; `bounds` is when the duty may be in force.
    """

    duty: I4
    agreement: I4
    obligor: I4
    beneficiary: I4
    certainty: U1
    mask: U8
    bounds: I4
    by_obligor: I4


@dataclass(frozen=True, slots=True)
class Groups:
    """Facts of reported groups, sorted by group; `node` or `text` is -1.

    `anchors` are the nodes that tie a group to a question, sorted, with the fact's position.
    """

    group: I4
    property: U1
    node: I4
    text: I4
    mask: U8
    texts: Strings
    anchors: I4
    anchor_facts: I4


@dataclass(frozen=True, slots=True)
class Tables:
    """Small tables: collections by bit - 1, lines by code - 1 (0 is "not said")."""

    format: I4
    collections: Strings
    lines: Strings


Group = TypeVar("Group")


def dump_group(folder: Path, name: str, group: object) -> None:
    """Write each array of a group to `folder/{name}.{field}.npy`."""
    for field in fields(group):  # type: ignore[arg-type]  # every group is a dataclass
        value = getattr(group, field.name)
        if isinstance(value, Strings):
            np.save(folder / f"{name}.{field.name}.blob.npy", value.blob)
            np.save(folder / f"{name}.{field.name}.offsets.npy", value.offsets)
        else:
            np.save(folder / f"{name}.{field.name}.npy", value)


def load_group(folder: Path, name: str, group: type[Group]) -> Group:
    """Map each array of a group from `folder`, read-only.

    Raises:
        StoreUnavailable: A file is missing or is not an array.
    """
    values: dict[str, object] = {}
    for field in fields(group):  # type: ignore[arg-type]  # every group is a dataclass
        path = folder / f"{name}.{field.name}"
        if field.type == "Strings":
            values[field.name] = Strings(
                _map(path.with_name(f"{path.name}.blob.npy")),
                _map(path.with_name(f"{path.name}.offsets.npy")),
            )
        else:
            values[field.name] = _map(path.with_name(f"{path.name}.npy"))
    return group(**values)


def _map(path: Path) -> npt.NDArray[Any]:
    try:
        # A plain view: every access through np.memmap itself costs a microsecond more.
        return np.load(path, mmap_mode="r").view(np.ndarray)
    except (OSError, ValueError):
        raise StoreUnavailable(f"the authority index has no usable file {path.name}") from None
