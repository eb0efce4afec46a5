"""What one asks of `under_both` and what it answers (service.md section 2).

Every part knows how to become plain data for JSON. Values are words: `certain`, `possible`; dates
are xsd:date; a label is an object of languages, null where there is none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from kg.model.validity import Value

if TYPE_CHECKING:
    from datetime import date

    from kg.model.validity import Validity

Json: TypeAlias = "dict[str, object]"


@dataclass(frozen=True, slots=True)
class UnderBothRequest:
    """Two committees, a day, and what may be used to answer.

    Attributes:
        a: IRI or short id (`com/quan-uy-hong-bang`) of a committee.
        b: The other committee.
        as_of: The day that is asked about.
        certainty: Certainties admitted: `stated`, `implied`, `inferred`.
        collection: Use only what sources of this collection assert; None uses everything.
        lines: Lines admitted (`territorial`, ...); None admits all.
        include_nested: List the units also if one committee is above the other.
        limit: Most units to explain and return; None returns all.
        after: IRI or short id of the last unit of the page before.
    """

    a: str
    b: str
    as_of: date
    certainty: tuple[str, ...] = ("stated", "implied")
    collection: str | None = None
    lines: tuple[str, ...] | None = None
    include_nested: bool = False
    limit: int | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A node with its labels; `cls` is the local name of its class, "" if nobody describes it."""

    iri: str
    label_vi: str
    label_en: str
    cls: str

    @property
    def name_vi(self) -> str:
        """What to call it in a Vietnamese sentence."""
        return self.label_vi or self.label_en or self.iri

    @property
    def name_en(self) -> str:
        """What to call it in an English sentence."""
        return self.label_en or self.label_vi or self.iri

    def to_dict(self) -> Json:
        """Return `{iri, label: {vi, en}, class}`."""
        label = {"vi": self.label_vi or None, "en": self.label_en or None}
        return {"iri": self.iri, "label": label, "class": self.cls or None}


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a source: a span with its hash, or a locator in words."""

    iri: str
    source: str
    start: int | None
    end: int | None
    sha256: str | None
    locator: str | None

    def to_dict(self) -> Json:
        """Return `{id, source, start, end, sha256}` or `{id, source, locator}`."""
        where: Json = {"locator": self.locator}
        if self.start is not None:
            where = {"start": self.start, "end": self.end, "sha256": self.sha256}
        return {"id": self.iri, "source": self.source, **where}


@dataclass(frozen=True, slots=True)
class Basis:
    """What a direction rests on: an agreement with its term, or an act.

    `value` is None where no term is told: then the direction's own time counts alone.
    """

    node: Node
    validity: Validity
    value: str | None

    def to_dict(self) -> Json:
        """Return the node with `validity` and `value`."""
        return {
            **self.node.to_dict(),
            "validity": validity_dict(self.validity),
            "value": self.value,
        }


@dataclass(frozen=True, slots=True)
class PathEdge:
    """One hop of a path, in the direction of the path.

    Attributes:
        statement: IRI of the statement; for a fact of structure the node whose description says it.
        kind: `D`, `F`, `L`, `executiveCommitteeOf` or `organisedIn`.
        rule: `D`, `T`, `F`, `L`, or `N2` (committee of the unit, unit of the enterprise).
        normalised: `N1` where the source wrote the organisation (đảng bộ) for its committee.
        fact: (subject, property, object) of a fact of structure as it is asserted. Such a fact has
            no time, value or certainty of its own and lowers nothing.
    """

    statement: str
    start: Node
    end: Node
    kind: str
    rule: str
    line: str | None = None
    validity: Validity | None = None
    value: str | None = None
    certainty: str | None = None
    evidence: tuple[Place, ...] = ()
    basis: Basis | None = None
    stated_form: str | None = None
    normalised: str | None = None
    fact: tuple[str, str, str] | None = None

    def to_dict(self) -> Json:
        """Return the edge of service.md section 2."""
        result: Json = {
            "statement": self.statement,
            "from": self.start.to_dict(),
            "to": self.end.to_dict(),
            "kind": self.kind,
            "line": self.line,
            "validity": None if self.validity is None else validity_dict(self.validity),
            "value": self.value,
            "certainty": self.certainty,
            "evidence": [place.to_dict() for place in self.evidence],
            "rule": self.rule,
        }
        if self.normalised:
            result["normalised"] = self.normalised
        if self.stated_form:
            result["stated_form"] = self.stated_form
        if self.basis:
            result["basis"] = self.basis.to_dict()
        if self.fact:
            result["fact"] = dict(zip(("subject", "property", "object"), self.fact, strict=True))
        return result


Path: TypeAlias = "tuple[PathEdge, ...]"


@dataclass(frozen=True, slots=True)
class MissingBound:
    """The bound that keeps a statement (or the agreement it rests on) from being certain."""

    bound: str
    statement: str

    def to_dict(self) -> Json:
        """Return `{bound, statement}`."""
        return {"bound": self.bound, "statement": self.statement}


@dataclass(frozen=True, slots=True)
class UnderBothRow:
    """A unit under both committees.

    Attributes:
        type: `T1` to `T4`, the first that some allowed pair of chains has.
        value: The best of all allowed pairs, of any type.
        type_value: The best of the allowed pairs of `type`.
        missing: What keeps `value` from being certain, in path order; empty when it is.
        lines: Lines of the best chain to A and to B; more than one is `mixed`.
    """

    unit: Node
    enterprise: Node | None
    type: str
    value: str
    type_value: str
    missing: tuple[MissingBound, ...]
    warnings: tuple[str, ...]
    lines: tuple[str, str]
    paths_a: tuple[Path, ...]
    paths_b: tuple[Path, ...]
    paths_truncated: bool

    def to_dict(self) -> Json:
        """Return the row of service.md section 2, with `type_value`, `lines` and `missing`."""
        first = self.missing[0] if self.missing else None
        return {
            "unit": self.unit.to_dict(),
            "enterprise": self.enterprise.to_dict() if self.enterprise else None,
            "type": self.type,
            "value": self.value,
            "type_value": self.type_value,
            "missing_bound": first.bound if first else None,
            "missing": [bound.to_dict() for bound in self.missing],
            "warnings": list(self.warnings),
            "lines": dict(zip(("a", "b"), self.lines, strict=True)),
            "paths": {
                side: [[edge.to_dict() for edge in path] for path in paths]
                for side, paths in (("a", self.paths_a), ("b", self.paths_b))
            },
            "paths_truncated": self.paths_truncated,
        }


@dataclass(frozen=True, slots=True)
class JointDuty:
    """A unit that both committees direct by one task or obligation; never a proof of authority."""

    unit: Node
    enterprise: Node | None
    task: Node
    agreement: Node | None
    value: str
    certainty: str
    evidence: tuple[Place, ...]

    def to_dict(self) -> Json:
        """Return the row of service.md section 2, with `value` and `certainty`."""
        return {
            "unit": self.unit.to_dict(),
            "enterprise": self.enterprise.to_dict() if self.enterprise else None,
            "task": self.task.to_dict(),
            "agreement": self.agreement.to_dict() if self.agreement else None,
            "value": self.value,
            "certainty": self.certainty,
            "evidence": [place.to_dict() for place in self.evidence],
        }


@dataclass(frozen=True, slots=True)
class GroupReport:
    """What a source counts about the pair.

    Attributes:
        scoped: The group is the scope of an agreement of both committees.
        day: Day of the count, as far as it is known (a partial date).
    """

    group: Node
    reported: int | None
    known: tuple[Node, ...]
    candidates: tuple[Node, ...]
    counted_kind: str
    counted_what_vi: str
    counted_what_en: str
    day: str | None
    open_list: bool
    status: str
    scoped: bool
    evidence: tuple[Place, ...]

    def to_dict(self) -> Json:
        """Return the statement of service.md section 2, with known and candidates."""
        what = {"vi": self.counted_what_vi or None, "en": self.counted_what_en or None}
        return {
            "group": self.group.to_dict(),
            "reported": self.reported,
            "known": [node.to_dict() for node in self.known],
            "candidates": [node.to_dict() for node in self.candidates],
            "counted_kind": self.counted_kind,
            "counted_what": what,
            "day": self.day,
            "open_list": self.open_list,
            "status": self.status,
            "scope_of_agreement": self.scoped,
            "evidence": [place.to_dict() for place in self.evidence],
        }


@dataclass(frozen=True, slots=True)
class Completeness:
    """How complete the answer can be, by what sources count (ontology.md 4.3)."""

    status: str
    reported: int | None
    known: tuple[Node, ...]
    candidates: tuple[Node, ...]
    statements: tuple[GroupReport, ...]
    text_vi: str
    text_en: str

    def to_dict(self) -> Json:
        """Return the completeness of service.md section 2."""
        return {
            "status": self.status,
            "reported": self.reported,
            "known": len(self.known),
            "candidates": [node.to_dict() for node in self.candidates],
            "statements": [statement.to_dict() for statement in self.statements],
            "text": {"vi": self.text_vi, "en": self.text_en},
        }


@dataclass(frozen=True, slots=True)
class Above:
    """Whether A is above B, and B above A; then the answer is nested, not dual."""

    a: Value
    b: Value

    def __bool__(self) -> bool:
        return max(self.a, self.b) > Value.NO

    @property
    def side(self) -> str | None:
        """`a`, `b`, `both` or None."""
        sides = [name for name, value in (("a", self.a), ("b", self.b)) if value > Value.NO]
        return "both" if len(sides) == 2 else next(iter(sides), None)

    @property
    def value(self) -> Value:
        """How sure the nesting is."""
        return max(self.a, self.b)


@dataclass(frozen=True, slots=True)
class UnderBothAnswer:
    """Which units fall under both committees, with everything a reader needs to check it.

    Attributes:
        units: The page asked for, by type, then certain first, then IRI; empty when nested.
        nested: The same units if one committee is above the other and they were asked for.
        total: Number of units on all pages.
        above: Whether one committee is above the other.
        next_after: IRI to give as `after` for the next page; None on the last.
        sources: IRIs of the documents that the answer cites, sorted.
    """

    request: UnderBothRequest
    a: Node
    b: Node
    units: tuple[UnderBothRow, ...]
    nested: tuple[UnderBothRow, ...]
    total: int
    above: Above
    next_after: str | None
    jointly_directed: tuple[JointDuty, ...]
    completeness: Completeness
    summary_vi: str
    summary_en: str
    sources: tuple[str, ...] = field(default=())

    def to_dict(self, generation: str, content_hash: str) -> Json:
        """Return the JSON shape of service.md section 2.

        Args:
            generation: Id of the generation that was asked.
            content_hash: Its content hash.
        """
        request = self.request
        return {
            "summary": {"vi": self.summary_vi, "en": self.summary_en},
            "question": {
                "a": self.a.to_dict(),
                "b": self.b.to_dict(),
                "as_of": request.as_of.isoformat(),
                "certainty": list(request.certainty),
                "collection": request.collection,
                "lines": None if request.lines is None else list(request.lines),
            },
            "dataset": {
                "generation": generation,
                "content_hash": content_hash,
                "as_of": request.as_of.isoformat(),
                "sources": list(self.sources),
            },
            "relation": "nested" if self.above else "independent",
            "above": {"side": self.above.side, "value": self.above.value.word}
            if self.above
            else None,
            "total": self.total,
            "next_after": self.next_after,
            "units": [row.to_dict() for row in self.units],
            "nested": [row.to_dict() for row in self.nested],
            "jointly_directed": [row.to_dict() for row in self.jointly_directed],
            "completeness": self.completeness.to_dict(),
        }


def validity_dict(validity: Validity) -> Json:
    """Return the four bounds by their names in the ontology, null where unknown."""
    bounds = {
        "startEarliest": validity.start_earliest,
        "startLatest": validity.start_latest,
        "endEarliest": validity.end_earliest,
        "endLatest": validity.end_latest,
    }
    return {name: day.isoformat() if day else None for name, day in bounds.items()}
