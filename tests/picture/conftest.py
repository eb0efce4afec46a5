"""Answers made by hand: neutral names, every part that a picture can show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from kg.model.validity import Value
from kg.query.under_both_types import (
    Above,
    Completeness,
    GroupReport,
    JointDuty,
    Node,
    PathEdge,
    UnderBothAnswer,
    UnderBothRequest,
    UnderBothRow,
)

ID = "https://w3id.org/phoihop/id/"
Make = Callable[..., UnderBothAnswer]


def node(local: str, label: str, cls: str) -> Node:
    return Node(ID + local, label, label, cls)


def edge(start: Node, end: Node, kind: str, line: str | None = None) -> PathEdge:
    fact = (start.iri, kind, end.iri) if kind[0].islower() else None
    if kind == "executiveCommitteeOf" and end.cls == "PartyCommittee":
        fact = (end.iri, kind, start.iri)
    return PathEdge(f"{ID}stm/{kind}", start, end, kind, kind[0], line, fact=fact)


A = node("com/a", "Đảng ủy Tập đoàn A", "PartyCommittee")
B = node("com/b", "Tỉnh ủy B", "PartyCommittee")


def owned_row(number: int, label: str = "", value: str = "possible") -> UnderBothRow:
    """A unit of T2: its enterprise owned by the group of A, itself under B through C."""
    unit = node(f"unit/{number}", label or f"Đảng bộ Công ty {number}", "PartyOrganisation")
    enterprise = node(f"ent/{number}", label or f"Công ty {number}", "Enterprise")
    group = node("ent/group", "Tập đoàn A", "EnterpriseGroup")
    body = node("unit/a", "Đảng bộ Tập đoàn A", "PartyOrganisation")
    between = node("com/c", "Đảng ủy C", "PartyCommittee")
    between_unit = node("unit/c", "Đảng bộ C", "PartyOrganisation")
    up = (
        edge(unit, enterprise, "organisedIn"),
        edge(enterprise, group, "F", "ownership"),
        edge(group, body, "organisedIn"),
        edge(body, A, "executiveCommitteeOf"),
    )
    across = (
        edge(unit, between, "D", "territorial"),
        edge(between, between_unit, "executiveCommitteeOf"),
        edge(between_unit, B, "D", "territorial"),
    )
    lines = ("ownership", "territorial")
    return UnderBothRow(
        unit, enterprise, "T2", value, value, (), (), lines, (up,), (across,), False
    )


@pytest.fixture
def make() -> Make:
    """Make an answer: `make(rows=[...], joint=2, groups=1, total=9, reported=4)`."""

    def build(
        rows=(), joint=0, groups=0, candidates=0, total=None, reported=4, nested=False, label=""
    ) -> UnderBothAnswer:
        duties = tuple(
            JointDuty(
                node(f"unit/j{n}", label or f"Chi bộ {n}", "PartyCell"),
                node(f"ent/j{n}", label or f"Doanh nghiệp {n}", "Enterprise"),
                node("task/1", "Việc chung", "FocusTask"),
                None,
                "certain",
                "stated",
                (),
            )
            for n in range(joint)
        )
        named = tuple(
            node(f"ent/k{n}", label or f"Ứng viên {n}", "Enterprise") for n in range(candidates)
        )
        reports = tuple(
            GroupReport(
                node(f"grp/{n}", label or f"Nhóm {n}", "ReportedGroup"),
                *(reported, (), named, "unit", "", "", "2017-10-06", False, "incomplete", True, ()),
            )
            for n in range(groups)
        )
        found = Completeness("incomplete", reported, (), named, reports, "", "")
        return UnderBothAnswer(
            request=UnderBothRequest(A.iri, B.iri, date(2017, 10, 6)),
            a=A,
            b=B,
            units=() if nested else tuple(rows),
            nested=tuple(rows) if nested else (),
            total=len(rows) if total is None else total,
            above=Above(Value.CERTAIN if nested else Value.NO, Value.NO),
            next_after=None,
            jointly_directed=duties,
            completeness=found,
            summary_vi="Tóm tắt.",
            summary_en="Summary.",
        )

    return build
