"""How complete an answer can be: what sources count about two committees (ontology.md 4.3)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.index.authority_arrays import CERTAINTIES
from kg.index.authority_facts import PROPERTIES
from kg.model.iri import ID, ONTOLOGY
from kg.query.under_both_types import Completeness, GroupReport
from kg.query.under_both_words import completeness_en, completeness_vi

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

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


@dataclass(frozen=True, slots=True)
class Counted:
    """What is said of one group, as positions of the index.

    Attributes:
        texts: Texts by the local name of their property.
        scoped: The group is the scope of an agreement of both committees.
    """

    group: int
    reported: int | None
    known: tuple[int, ...]
    candidates: tuple[int, ...]
    kind: str
    is_open: bool
    texts: Mapping[str, str]
    scoped: bool = False

    @property
    def status(self) -> str:
        """`complete`, `incomplete` or `unknown`."""
        return status_of(self.reported, len(self.known), is_open=self.is_open)


@dataclass(frozen=True, slots=True)
class Total:
    """What several counts say together.

    Attributes:
        speaker: The count that speaks for the pair; None if there is none, or several do.
    """

    status: str
    speaker: Counted | None
    known: tuple[int, ...]
    candidates: tuple[int, ...]


class Counts:
    """What sources count, through one lens; remembers what it has looked up."""

    def __init__(self, lens: Lens) -> None:
        self.lens = lens
        self._counted: dict[int, Counted | None] = {}
        self._agreements: dict[int, frozenset[int]] = {}
        self._bodies: dict[int, tuple[int, ...]] = {}
        self._groups: dict[tuple[int, int], tuple[int, ...]] = {}

    @classmethod
    def of(cls, lens: Lens) -> Counts:
        """Return the counts of a lens; counts have no day, so lenses of all days share them."""
        key = lens.certainty, int(lens.bit)
        known = lens.index.memo.get(key)
        if not isinstance(known, Counts):
            known = lens.index.memo[key] = cls(lens)
        return known

    def find(self, a: int, b: int) -> list[Counted]:
        """Return the counts that speak of units under two committees, by group IRI."""
        shared = self._agreements_of(a) & self._agreements_of(b)
        groups = dict.fromkeys(self._tied(_SCOPE, shared), True)
        bodies = {*self._bodies_of(a), *self._bodies_of(b)}
        for group in (*self._tied(_SUPERIOR, (a, b)), *self._tied(_AFFILIATED, bodies)):
            groups.setdefault(group, False)
        found: list[Counted] = []
        for group in sorted(groups):
            counted = self._count(group)
            if counted is not None:
                found.append(replace(counted, scoped=True) if groups[group] else counted)
        return found

    def _agreements_of(self, committee: int) -> frozenset[int]:
        known = self._agreements.get(committee)
        if known is None:
            parties = self.lens.index.parties
            start, end = parties.by_committee[committee : committee + 2].tolist()
            places = parties.order[start:end]
            admitted = places[self.lens.admits(parties.mask[places])]
            known = frozenset(parties.agreement[admitted].tolist())
            self._agreements[committee] = known
        return known

    def _bodies_of(self, committee: int) -> tuple[int, ...]:
        """Return the bodies in which the units of a committee are organised."""
        known = self._bodies.get(committee)
        if known is None:
            index = self.lens.index
            units = self._right_of(index.committees, committee)
            known = tuple(body for unit in units for body in self._right_of(index.organised, unit))
            self._bodies[committee] = known
        return known

    def _right_of(self, facts: Pairs, node: int) -> list[int]:
        start, end = facts.by_left[node : node + 2].tolist()
        return facts.right[start:end][self.lens.admits(facts.mask[start:end])].tolist()

    def _tied(self, kind: int, nodes: Collection[int]) -> list[int]:
        """Return the groups that a fact of one kind ties to some nodes."""
        return [group for node in nodes for group in self._tied_to(kind, node)]

    def _tied_to(self, kind: int, node: int) -> tuple[int, ...]:
        known = self._groups.get((kind, node))
        if known is None:
            groups = self.lens.index.groups
            start, end = groups.anchors.searchsorted((node, node + 1)).tolist()
            known = tuple(
                groups.group.item(fact)
                for fact in groups.anchor_facts[start:end].tolist()
                if groups.property.item(fact) == kind and groups.mask[fact] & self.lens.bit
            )
            self._groups[kind, node] = known
        return known

    def _count(self, group: int) -> Counted | None:
        if group not in self._counted:
            self._counted[group] = _read(self.lens, group)
        return self._counted[group]


def find_completeness(explainer: Explainer, a: int, b: int) -> Completeness:
    """Return what sources count about two committees, and the sum of it in words."""
    counts = Counts.of(explainer.lens).find(a, b)
    total = add_up(counts)
    reports = [_report(explainer, counted) for counted in counts]
    speaker = None if total.speaker is None else reports[counts.index(total.speaker)]
    return Completeness(
        status=total.status,
        reported=speaker.reported if speaker else None,
        known=tuple(explainer.node(node) for node in total.known),
        candidates=tuple(explainer.node(node) for node in total.candidates),
        statements=tuple(sorted(reports, key=lambda report: (not report.scoped, report.group.iri))),
        text_vi=completeness_vi(reports, speaker),
        text_en=completeness_en(reports, speaker),
    )


def add_up(counts: Sequence[Counted]) -> Total:
    """Put several counts together: the one that an agreement scopes speaks, if it is alone."""
    scoped = [counted for counted in counts if counted.scoped]
    speaker = counts[0] if len(counts) == 1 else scoped[0] if len(scoped) == 1 else None
    used = [speaker] if speaker else counts
    known = {node for counted in used for node in counted.known}
    candidates = {node for counted in used for node in counted.candidates}
    return Total(
        status=max((counted.status for counted in used), key=STATUSES.index, default="unknown"),
        speaker=speaker,
        known=tuple(sorted(known)),
        candidates=tuple(sorted(candidates - known)),
    )


def _read(lens: Lens, group: int) -> Counted | None:
    """Return what is said of one group; None if it is not of units or not admitted."""
    groups = lens.index.groups
    start, end = groups.group.searchsorted((group, group + 1)).tolist()
    texts: defaultdict[str, list[str]] = defaultdict(list)
    nodes: defaultdict[str, set[int]] = defaultdict(set)
    for fact in range(start, end):
        if not groups.mask[fact] & lens.bit:
            continue
        name, node = PROPERTIES[groups.property.item(fact)], groups.node.item(fact)
        if node >= 0:
            nodes[name].add(node)
        else:
            texts[name].append(groups.texts[groups.text.item(fact)])
    first = {name: values[0] for name, values in texts.items()}
    kind = first.get("countedKind", "").removeprefix(ONTOLOGY)
    if kind not in COUNTED_KINDS or not _is_admitted(lens, texts["certainty"]):
        return None
    known = nodes["knownMember"]
    return Counted(
        group=group,
        # Where graphs count differently the larger number promises less.
        reported=max((int(count) for count in texts["reportedCount"]), default=None),
        known=tuple(sorted(known)),
        candidates=tuple(sorted(nodes["candidateMember"] - known)),
        kind=kind,
        is_open=any(value in {"true", "1"} for value in texts["openList"]),
        texts=first,
    )


def _report(explainer: Explainer, counted: Counted) -> GroupReport:
    texts = counted.texts
    return GroupReport(
        group=explainer.node(counted.group),
        reported=counted.reported,
        known=tuple(explainer.node(node) for node in counted.known),
        candidates=tuple(explainer.node(node) for node in counted.candidates),
        counted_kind=counted.kind,
        counted_what_vi=texts.get("countedWhatVi", ""),
        counted_what_en=texts.get("countedWhatEn", ""),
        day=texts.get("reportedOn") or texts.get("eventDate"),
        open_list=counted.is_open,
        status=counted.status,
        scoped=counted.scoped,
        evidence=explainer.evidence_of_node(counted.group),
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
