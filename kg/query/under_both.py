"""Which units fall under both committees on a day (ontology.md section 4, to the letter).

The answer is defined by `kg/query/sparql/under-both.rq` over the dated chains of graph/derived and
served from the authority index; a test proves that both give the same rows. It always comes with
its completeness and with the units both committees direct together; "not shown" is never "no".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kg.errors import IriError, NotFoundError, ParameterError
from kg.index.authority_lens import CERTAIN, Lens
from kg.index.authority_walk import ORGANISED_FACT, Walker
from kg.model.iri import parse_iri
from kg.model.terms import Iri
from kg.model.validity import Value
from kg.query.under_both_completeness import find_completeness
from kg.query.under_both_duties import find_joint_duties
from kg.query.under_both_judge import judge
from kg.query.under_both_paths import LONGEST, Explainer
from kg.query.under_both_rows import find_rows, order_rows
from kg.query.under_both_types import Above, UnderBothAnswer, UnderBothRequest, UnderBothRow
from kg.query.under_both_words import summary_en, summary_vi

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.index.authority_open import AuthorityIndex
    from kg.index.authority_walk import Chain
    from kg.query.under_both_judge import Conflicts, Verdict
    from kg.query.under_both_rows import PairRows
    from kg.query.under_both_types import MissingBound, Node
    from kg.store.base import GraphView

__all__ = ["UnderBothAnswer", "UnderBothRequest", "find_committee", "under_both"]

MOST_PATHS = 50
"""Paths of each kind that a side of a row may have; beyond, the row says so."""

_EXISTS = "ASK { ?node ?property ?value }"


def under_both(
    index: AuthorityIndex, view: GraphView, request: UnderBothRequest
) -> UnderBothAnswer:
    """Answer which party units fall under both committees.

    Args:
        index: Arrays of one generation.
        view: The store of the same generation; asked only to say what an unknown id is.
        request: The question.

    Raises:
        NotFoundError: `a` or `b` does not exist.
        ParameterError: `a` or `b` is not a committee, both are the same, or another parameter is
            not one of its values.
    """
    lens = Lens.make(
        index,
        request.as_of,
        certainty=request.certainty,
        collection=request.collection,
        lines=request.lines,
    )
    a, b = (find_committee(index, view, name, getattr(request, name)) for name in ("a", "b"))
    if a == b:
        raise ParameterError("b", request.b, "another committee than a")
    conflicts = lens.find_conflicts()
    first, second = (np.array([side], dtype=np.int32) for side in (a, b))
    rows = find_rows(lens, first, second, conflicts)
    explainer, walker = Explainer(lens, request.as_of), Walker(lens)
    above = Above(*(Value(int(value)) for value in rows.above[:, 0]))
    shown, next_after = _page(index, rows, request)
    if above and not request.include_nested:
        shown, next_after = (), None
    explained = tuple(
        _explain(explainer, walker, rows, place, (a, b), conflicts) for place in shown
    )
    certain = int(np.count_nonzero(rows.value == CERTAIN))
    duties = find_joint_duties(explainer, a, b)
    completeness = find_completeness(explainer, a, b)
    sides = explainer.node(a), explainer.node(b)
    counts = certain, len(rows.unit) - certain
    said = (*sides, request.as_of, explained, counts, above, duties, completeness)
    return UnderBothAnswer(
        request=request,
        a=sides[0],
        b=sides[1],
        units=() if above else explained,
        nested=explained if above else (),
        total=len(rows.unit),
        above=above,
        next_after=next_after,
        jointly_directed=duties,
        completeness=completeness,
        summary_vi=summary_vi(*said),
        summary_en=summary_en(*said),
        sources=tuple(sorted(explainer.sources)),
    )


def find_committee(index: AuthorityIndex, view: GraphView, parameter: str, value: str) -> int:
    """Return the node of a committee given by IRI or short id.

    Raises:
        NotFoundError: Nothing has this id.
        ParameterError: It is not the id of a committee.
    """
    iri = _to_iri(parameter, value)
    node = index.find_node(iri)
    if node is not None and index.is_committee(node):
        return node
    if node is None and view.query(_EXISTS, bindings={"node": Iri(iri)}) is not True:
        raise NotFoundError("committee", value)
    raise ParameterError(parameter, value, "the id of a party committee")


def _to_iri(parameter: str, value: str) -> str:
    try:
        return parse_iri(value).iri
    except IriError:
        # A committee of somebody else's data has an IRI of its own.
        if "://" in value or value.startswith("urn:"):
            return value
        expected = "an id such as com/quan-uy-hong-bang, or an IRI"
        raise ParameterError(parameter, value, expected) from None


def _page(
    index: AuthorityIndex, rows: PairRows, request: UnderBothRequest
) -> tuple[Sequence[int], str | None]:
    """Return the positions of the rows to show, and where the next page begins."""
    ordered = order_rows(rows)
    start = 0
    if request.after is not None:
        after = index.find_node(_to_iri("after", request.after))
        units = [int(rows.unit[place]) for place in ordered]
        if after not in units:
            raise ParameterError("after", request.after, "the last unit of the page before")
        start = units.index(after) + 1
    if request.limit is None or start + request.limit >= len(ordered):
        return ordered[start:], None
    if request.limit < 1:
        raise ParameterError("limit", str(request.limit), "a number from 1")
    shown = ordered[start : start + request.limit]
    return shown, index.nodes.iri[rows.unit[shown[-1]]]


def _explain(
    explainer: Explainer,
    walker: Walker,
    rows: PairRows,
    place: int,
    sides: tuple[int, int],
    conflicts: Conflicts,
) -> UnderBothRow:
    unit = int(rows.unit[place])
    found = [walker.find_chains(unit, side, most=MOST_PATHS) for side in sides]
    verdict = judge(found[0].chains, found[1].chains, conflicts)
    pair = verdict.pair if verdict else ()
    paths = [_shown(found[side].chains, pair, side) for side in (0, 1)]
    return UnderBothRow(
        unit=explainer.node(unit),
        enterprise=_enterprise(explainer, walker, unit, pair),
        type=f"T{rows.type[place]}",
        value=Value(int(rows.value[place])).word,
        type_value=Value(int(rows.type_value[place])).word,
        missing=_missing(explainer, rows, place, verdict),
        warnings=verdict.warnings if verdict else (),
        lines=(explainer.lines(pair[0]), explainer.lines(pair[1])) if pair else ("", ""),
        paths_a=tuple(explainer.path(chain) for chain in paths[0]),
        paths_b=tuple(explainer.path(chain) for chain in paths[1]),
        paths_truncated=any(one.truncated for one in found),
    )


def _shown(chains: Sequence[Chain], pair: Sequence[Chain], side: int) -> list[Chain]:
    """Return the chains to show: the shortest, those up to LONGEST, the one that decides."""
    decides = pair[side] if pair else None
    return [
        chain
        for place, chain in enumerate(chains)
        if place == 0 or chain.length <= LONGEST or chain is decides
    ]


def _missing(
    explainer: Explainer, rows: PairRows, place: int, verdict: Verdict | None
) -> tuple[MissingBound, ...]:
    if verdict is None or rows.value[place] == CERTAIN:
        return ()
    return explainer.missing(verdict.pair)


def _enterprise(
    explainer: Explainer, walker: Walker, unit: int, pair: Sequence[Chain]
) -> Node | None:
    """Return the enterprise that the deciding chains pass, else the unit's first by IRI."""
    starts = (chain.hops[0] for chain in pair)
    used = [hop.end for hop in starts if hop.kind == ORGANISED_FACT]
    bodies = used or walker.bodies(unit)
    return explainer.node(bodies[0]) if bodies else None
