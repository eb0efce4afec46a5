"""The indexes and figures of a changed generation: linked where the change is none of theirs."""

from __future__ import annotations

import os
import shutil
import sqlite3
from typing import TYPE_CHECKING, Final

from kg.build.increment_authority import update_authority
from kg.build.said import Said
from kg.errors import StoreError
from kg.index.search_build import build_search
from kg.index.search_update import SUBJECT_OF, NoRoom, update_search
from kg.infer.closure import TYPE
from kg.model.terms import Iri, Triple
from kg.ontology.terms import PH

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from kg.model.terms import Quad, Subject
    from kg.publish import Generation
    from kg.store.oxigraph import OxigraphStore

_OA = "http://www.w3.org/ns/oa#"
_OWNERS: Final = tuple(map(Iri, (PH.evidence, PH.validity, f"{_OA}hasSelector")))
"""Properties by which a node is a part of what others say of another one."""

CLASSES: Final = frozenset(
    {
        PH.PartySubordination,
        PH.EnterpriseAffiliation,
        PH.LeadershipDirection,
        PH.PartyCommittee,
        PH.PartyCell,
        PH.PartyOrganisation,
        PH.PartyUnit,
        PH.Enterprise,
        PH.EnterpriseGroup,
        PH.StateBody,
        PH.CoordinationRegulation,
        PH.Agreement,
        PH.Clause,
        PH.FocusTask,
        PH.Obligation,
        PH.ReportedGroup,
        PH.Event,
        PH.SigningEvent,
        PH.ReviewEvent,
        PH.Transfer,
        PH.NormativeDocument,
    }
)
"""Classes of which chains and the authority index speak; the queries `index-*.rq` name them."""

PREDICATES: Final = frozenset(
    {
        PH.subordinate,
        PH.superior,
        PH.basis,
        PH.executiveCommitteeOf,
        PH.organisedIn,
        PH.endsStatement,
        PH.startsStatement,
        PH.agreementParty,
        PH.obligor,
        PH.beneficiary,
        PH.inAgreement,
        PH.inClause,
        PH.plannedIn,
        PH.eventDate,
        PH.groupOfEvent,
        PH.statedForm,
        PH.line,
    }
)
"""Properties that only chains and the authority index look at, whatever has them."""


def is_of_authority(quads: Iterable[Quad], stores: Iterable[OxigraphStore]) -> bool:
    """Tell whether changed quads can matter to the dated chains or to the authority index.

    A node that nobody types and that is part of nothing counts as one that matters. The
    description of a source matters when it changes, not when it comes with a source that is new.
    """
    views = tuple(map(Said, stores))
    judged: dict[Subject, bool] = {}
    for quad in quads:
        if quad.predicate.value in PREDICATES:
            return True
        if quad.subject not in judged:
            judged[quad.subject] = _matters(quad.subject, views, frozenset())
        if judged[quad.subject]:
            return True
    return False


def _matters(node: Subject, views: tuple[Said, ...], below: frozenset[Subject]) -> bool:
    types = {str(triple.object) for view in views for triple in view.iter_triples(node, Iri(TYPE))}
    if types & CLASSES:
        return True
    owners = {
        triple.subject
        for view in views
        for owner in _OWNERS
        for triple in view.iter_triples(None, owner, node)
    } - below
    if not types and not owners:
        return True
    return any(_matters(owner, views, below | {node}) for owner in owners)


def refresh_indexes(
    base: Generation,
    old: OxigraphStore,
    store: OxigraphStore,
    changed: Collection[Triple],
    folder: Path,
    *,
    authority: bool,
) -> None:
    """Write the indexes of a store into the folder of its generation.

    Args:
        base: The generation it came from.
        old: The store of that generation.
        store: The changed store.
        changed: Every triple that changed in some graph.
        folder: The folder of the new generation.
        authority: Whether the authority index changes; otherwise it is linked.

    Raises:
        StoreError: The engine or the disk failed.
    """
    try:
        _refresh_search(base, store, changed, folder / "search.sqlite")
    except sqlite3.Error as error:
        raise StoreError("the search index could not be written") from error
    if authority:
        update_authority(old, store, changed, base.authority_path, folder / "authority")
    else:
        shutil.copytree(base.authority_path, folder / "authority", copy_function=os.link)


def _refresh_search(
    base: Generation, store: OxigraphStore, changed: Iterable[Triple], path: Path
) -> None:
    named = (one for one in changed if one.predicate.value in SUBJECT_OF)
    try:
        nodes = {str(one.subject) for one in named}
        update_search(store, base.search_path, path, nodes)
    except NoRoom:
        build_search(store, path)


def count_classes_after(
    known: Mapping[str, int], triples: Iterable[Triple], old: OxigraphStore, new: OxigraphStore
) -> dict[str, int]:
    """Return how many nodes each class has, from what it had and the triples that change."""
    counts = dict(known)
    for triple in triples:
        if triple.predicate.value == TYPE and isinstance(triple.object, Iri):
            before, after = (
                any(view.iter_triples(triple.subject, triple.predicate, triple.object))
                for view in (old, new)
            )
            name = triple.object.value
            counts[name] = counts.get(name, 0) + after - before
    return {name: count for name, count in sorted(counts.items()) if count}
