"""The authority index of a changed store: rows of the nodes that a change touches, arrays of all.

The index is made of rows of named queries, each of which speaks of one node (its key) and rests on
triples that are met on walks from that node. Walked backwards from what changed, these give the
keys whose rows may be different; walked forwards from those, the quads on which their rows rest.
The same queries then run on these quads alone, and what they say of other keys is thrown away, as
when shapes are checked (`kg.shapes.neighbourhood`). The arrays are made of all rows, as ever.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from kg.build.near import gather_near, is_moved, open_near
from kg.index.authority_build import build_authority, write_authority
from kg.index.authority_facts import NODE_FACTS
from kg.index.authority_feed import Asked, order_rows, read_frame, read_kept
from kg.infer.closure import TYPE, WANTED
from kg.model.iri import ONTOLOGY
from kg.ontology.terms import PH
from kg.shapes.neighbourhood import TooFar, find_nodes
from kg.shapes.reach import FOCUS, Reach
from kg.store.oxigraph import OxigraphStore

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from kg.model.terms import Term, Triple

MOST_PLACES: Final = 100_000
"""Places on walks after which all rows are asked for again."""

_OA: Final = "http://www.w3.org/ns/oa#"
_BOUNDS: Final = tuple(
    (PH.validity, bound)
    for bound in (PH.startEarliest, PH.startLatest, PH.endEarliest, PH.endLatest)
)

_COUNTED: Final = (
    PH.certainty,
    PH.reportedCount,
    PH.openList,
    PH.countedKind,
    PH.countedWhat,
    PH.reportedOn,
)

WALKS: Final[Mapping[str, tuple[str, tuple[tuple[str, ...], ...]]]] = {
    "index-statements": (
        "statement",
        ((TYPE,), (PH.subordinate,), (PH.superior,), (PH.certainty,), (PH.line,), *_BOUNDS),
    ),
    "index-bases": ("statement", ((TYPE,), (PH.basis,))),
    "index-forms": ("statement", ((PH.statedForm,), (PH.superior,))),
    "index-structure": ("from", ((PH.executiveCommitteeOf,), (PH.organisedIn,))),
    "index-parties": ("agreement", ((PH.agreementParty,),)),
    "index-terms": ("agreement", ((TYPE,), *_BOUNDS)),
    "index-duties": (
        "duty",
        (
            (PH.obligor,),
            (PH.beneficiary,),
            (PH.certainty,),
            (PH.inAgreement,),
            (PH.inClause, PH.inAgreement),
            (PH.plannedIn, PH.eventDate),
        ),
    ),
    "index-group-facts": (
        "group",
        (
            (TYPE,),
            *((ONTOLOGY + name,) for name in NODE_FACTS),
            *((name,) for name in _COUNTED),
        ),
    ),
    "index-group-days": ("group", ((TYPE,), (PH.groupOfEvent, PH.eventDate))),
    "index-nodes": ("node", ((TYPE,), (WANTED[0],))),
    "index-evidence": (
        "claim",
        (
            (TYPE,),
            (PH.evidence, PH.sha256),
            (PH.evidence, PH.locator),
            (PH.evidence, f"{_OA}hasSelector", f"{_OA}start"),
            (PH.evidence, f"{_OA}hasSelector", f"{_OA}end"),
        ),
    ),
    "index-transfers": ("ended", ((f"^{PH.endsStatement}", PH.startsStatement),)),
}
"""By query: the column of its key, and the walks on which its rows rest; `^` is backwards."""


def update_authority(
    old: OxigraphStore,
    new: OxigraphStore,
    changed: Collection[Triple],
    before: Path,
    folder: Path,
) -> None:
    """Write the authority index of a changed store into `folder`; the same bytes as made anew.

    Args:
        old: The store before the change.
        new: The store after it.
        changed: Every triple that changed in some graph.
        before: The index of the store before.
        folder: Where to write; made if it is not there.

    Raises:
        InputError: There are more collections or lines than the index can tell apart.
        StoreError: An engine failed.
    """
    known = read_kept(before)
    try:
        frames = _refresh(known, old, new, changed)
    except TooFar:
        build_authority(new, folder)
        return
    write_authority(Asked(new, frames), folder)


def _refresh(
    known: Mapping[str, pl.DataFrame],
    old: OxigraphStore,
    new: OxigraphStore,
    changed: Collection[Triple],
) -> dict[str, pl.DataFrame]:
    """Return the rows of the queries that were asked before; the others are asked when wanted.

    Raises:
        TooFar: The walks lead to too many places, or a graph that was and is belongs to another
            collection now, which is a change to all that it says.
    """
    if is_moved(old, new):
        raise TooFar("a graph belongs to another collection")
    frames: dict[str, pl.DataFrame] = {}
    reaches = {name: _reach_of(WALKS[name][1]) for name in WALKS if name in known}
    keys = {
        name: find_nodes(changed, (old, new), reach, MOST_PLACES) for name, reach in reaches.items()
    }
    quads = (
        quad
        for name, reach in reaches.items()
        for quad in gather_near(new, keys[name], reach, MOST_PLACES)
    )
    with open_near(quads, new) as near:
        for name in reaches:
            frames[name] = _replace(known[name], read_frame(near, name), WALKS[name][0], keys[name])
    return frames


def _reach_of(walks: Iterable[tuple[str, ...]]) -> Reach:
    reach = Reach()
    for walk in walks:
        state = FOCUS
        for step in walk:
            state = reach.follow(state, step.removeprefix("^"), inverse=step.startswith("^"))
    return reach


def _replace(
    known: pl.DataFrame, fresh: pl.DataFrame, column: str, keys: Iterable[Term]
) -> pl.DataFrame:
    here = pl.Series(values=[str(key) for key in keys], dtype=pl.String)
    kept = known.filter(~pl.col(column).is_in(here.implode()))
    told = fresh.cast(pl.String).filter(pl.col(column).is_in(here.implode()))
    return order_rows(pl.concat([kept, told.select(kept.columns)]))
