"""How complete an answer can be: what sources count about two committees (ontology.md 4.3)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from kg.index.authority_arrays import CERTAINTIES, I4
from kg.index.authority_facts import PROPERTIES
from kg.index.authority_reach import expand
from kg.model.iri import ID, ONTOLOGY
from kg.query.under_both_types import Completeness, GroupReport, Node
from kg.query.under_both_words import completeness_en, completeness_vi

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from kg.index.authority_arrays import Pairs
    from kg.index.authority_lens import Lens
    from kg.query.under_both_paths import Explainer

COUNTED_KINDS = ("PartyUnit", "PartyOrganisation", "PartyCell", "Enterprise")
"""Groups of these speak of units; a group of tasks or clauses does not."""

STATUSES = ("complete", "unknown", "incomplete")
"""From best to worst: a list known to lack members is worse than one that may."""

_SCOPE, _SUPERIOR, _AFFILIATED = (
    PROPERTIES.index(name) for name in ("scopeOf", "memberSuperior", "memberAffiliatedTo")
)


def find_completeness(explainer: Explainer, a: int, b: int) -> Completeness:
    """Return what sources count about two committees, and the sum of it in words."""
    lens = explainer.lens
    shared = agreements_of(lens, a) & agreements_of(lens, b)
    groups = dict.fromkeys(_tied(lens, _SCOPE, shared), True)
    bodies = {body for side in (a, b) for body in _bodies_of(lens, side)}
    others = (*_tied(lens, _SUPERIOR, (a, b)), *_tied(lens, _AFFILIATED, bodies))
    for group in others:
        groups.setdefault(group, False)
    found = (_report(explainer, group, scoped=groups[group]) for group in sorted(groups))
    return summarise([report for report in found if report is not None])


def summarise(reports: list[GroupReport]) -> Completeness:
    """Put several counts together: the one that an agreement scopes speaks, if it is alone."""
    scoped = [report for report in reports if report.scoped]
    speaker = reports[0] if len(reports) == 1 else scoped[0] if len(scoped) == 1 else None
    used = [speaker] if speaker else reports
    status = max((report.status for report in used), key=STATUSES.index, default="unknown")
    reported = speaker.reported if speaker else None
    known = _distinct(node for report in used for node in report.known)
    candidates = _distinct(node for report in used for node in report.candidates)
    return Completeness(
        status=status,
        reported=reported,
        known=known,
        candidates=tuple(node for node in candidates if node not in known),
        statements=tuple(sorted(reports, key=lambda report: (not report.scoped, report.group.iri))),
        text_vi=completeness_vi(reports, speaker),
        text_en=completeness_en(reports, speaker),
    )


def agreements_of(lens: Lens, committee: int) -> set[int]:
    """Return the agreements that a committee is a party to."""
    parties = lens.index.parties
    places = parties.order[parties.by_committee[committee] : parties.by_committee[committee + 1]]
    admitted = places[lens.admits(parties.mask[places])]
    return set(parties.agreement[admitted].tolist())


def _bodies_of(lens: Lens, committee: int) -> list[int]:
    """Return the bodies in which the units of a committee are organised."""
    units = _right_of(lens, lens.index.committees, np.array([committee], dtype=np.int32))
    return _right_of(lens, lens.index.organised, units).tolist()


def _right_of(lens: Lens, facts: Pairs, keys: I4) -> I4:
    places, _ = expand(facts.by_left, keys)
    return facts.right[places[lens.admits(facts.mask[places])]]


def _tied(lens: Lens, kind: int, nodes: Collection[int]) -> list[int]:
    """Return the groups that a fact of one kind ties to some nodes."""
    groups, found = lens.index.groups, list[int]()
    for node in nodes:
        start, end = np.searchsorted(groups.anchors, (node, node + 1))
        for fact in groups.anchor_facts[start:end].tolist():
            if groups.property[fact] == kind and groups.mask[fact] & lens.bit:
                found.append(int(groups.group[fact]))
    return found


def _report(explainer: Explainer, group: int, *, scoped: bool) -> GroupReport | None:
    """Return what is said of one group; None if it is not of units or not admitted."""
    lens, groups = explainer.lens, explainer.lens.index.groups
    start, end = np.searchsorted(groups.group, (group, group + 1))
    texts: defaultdict[str, list[str]] = defaultdict(list)
    nodes: defaultdict[str, list[Node]] = defaultdict(list)
    for fact in range(int(start), int(end)):
        if not groups.mask[fact] & lens.bit:
            continue
        name = PROPERTIES[int(groups.property[fact])]
        if groups.node[fact] >= 0:
            nodes[name].append(explainer.node(int(groups.node[fact])))
        else:
            texts[name].append(groups.texts[int(groups.text[fact])])
    kind = _first(texts["countedKind"]).removeprefix(ONTOLOGY)
    if kind not in COUNTED_KINDS or not _is_admitted(lens, texts["certainty"]):
        return None
    counts = [int(count) for count in texts["reportedCount"]]
    known, candidates = _distinct(nodes["knownMember"]), _distinct(nodes["candidateMember"])
    is_open = any(value in {"true", "1"} for value in texts["openList"])
    # Where graphs count differently the larger number promises less.
    reported = max(counts, default=None)
    return GroupReport(
        group=explainer.node(group),
        reported=reported,
        known=known,
        candidates=tuple(node for node in candidates if node not in known),
        counted_kind=kind,
        counted_what_vi=_first(texts["countedWhatVi"]),
        counted_what_en=_first(texts["countedWhatEn"]),
        day=_first(texts["reportedOn"]) or _first(texts["eventDate"]) or None,
        open_list=is_open,
        status=status_of(reported, len(known), is_open=is_open),
        scoped=scoped,
        evidence=explainer.evidence_of_node(group),
    )


def status_of(reported: int | None, known: int, *, is_open: bool) -> str:
    """Return `complete`, `incomplete` or `unknown` (ontology.md 3.5).

    More known members than were counted is a contradiction (shape S40): nothing follows from it.
    """
    if reported is None or is_open or known > reported:
        return "unknown"
    return "complete" if known == reported else "incomplete"


def _is_admitted(lens: Lens, certainties: list[str]) -> bool:
    words = (certainty.removeprefix(f"{ID}cert/") for certainty in certainties)
    return any(
        word in CERTAINTIES and lens.certainty >> CERTAINTIES.index(word) & 1 for word in words
    )


def _first(texts: list[str]) -> str:
    return texts[0] if texts else ""


def _distinct(nodes: Iterable[Node]) -> tuple[Node, ...]:
    return tuple(sorted(dict.fromkeys(nodes), key=lambda node: node.iri))
