"""Units that two committees direct together by a task or an obligation (ontology.md 4.2, 10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kg.index.authority_arrays import CERTAINTIES, I4, Ints
from kg.index.authority_open import to_validity
from kg.index.authority_reach import expand, organised_units, own_units
from kg.model.validity import Value
from kg.query.under_both_types import JointDuty

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.index.authority_arrays import Pairs
    from kg.index.authority_lens import Lens
    from kg.query.under_both_paths import Explainer


def find_joint_duties(explainer: Explainer, a: int, b: int) -> tuple[JointDuty, ...]:
    """Return jointly directed units, by unit and task; never a proof of authority.

    A duty counts on days its agreement may be in force, a focus task from the day it was agreed on.
    The units of A and B themselves are left out: no unit is under its own committee.
    """
    lens = explainer.lens
    facts = lens.index.committees
    own = {
        unit
        for side in (a, b)
        for unit in facts.right[facts.by_left[side] : facts.by_left[side + 1]].tolist()
    }
    best: dict[tuple[int, int], JointDuty] = {}
    values: dict[tuple[int, int], Value] = {}
    for place, value in _shared_duties(explainer, a, b):
        duties = lens.index.duties
        beneficiary, duty = int(duties.beneficiary[place]), int(duties.duty[place])
        for unit in _units_of(lens, beneficiary):
            key = unit, duty
            if unit not in own and value > values.get(key, Value.NO):
                values[key] = value
                best[key] = _to_duty(explainer, place, unit, beneficiary, value)
    return tuple(best[key] for key in sorted(best))


def count_joint_units(lens: Lens, a: I4, b: I4) -> Ints:
    """Return, for each pair (a[i], b[i]), how many units both direct together; as above."""
    duties, size = lens.index.duties, len(lens.index.nodes.iri)
    admitted = _is_admitted(lens, np.arange(len(duties.duty)))
    owed = duties.obligor[admitted].astype(np.int64) * size + duties.duty[admitted]
    place, pair = expand(duties.by_obligor, a)
    wanted = b[pair].astype(np.int64) * size + duties.duty[place]
    day = lens.day
    live = (duties.bounds[place, 0] <= day) & (day <= duties.bounds[place, 3])
    kept = admitted[place] & live & np.isin(wanted, owed)
    pair, beneficiary = pair[kept], duties.beneficiary[place[kept]]
    itself = lens.index.nodes.is_unit[beneficiary] != 0
    inside, of_body = organised_units(lens, beneficiary)
    units = np.concatenate([beneficiary[itself], inside])
    keys = np.unique(np.concatenate([pair[itself], pair[of_body]]) * size + units)
    own = (own_units(lens.index.committees, side, size) for side in (a, b))
    keys = np.setdiff1d(keys, np.concatenate(list(own)))
    return np.bincount(keys // size, minlength=len(a))


def _shared_duties(explainer: Explainer, a: int, b: int) -> Iterator[tuple[int, Value]]:
    """Yield rows of duties of A that B also owes, with their value on the day."""
    lens, duties = explainer.lens, explainer.lens.index.duties
    mine, theirs = (_admitted(lens, side) for side in (a, b))
    if not len(mine) or not len(theirs):
        return
    shared = mine[np.isin(duties.duty[mine], duties.duty[theirs])]
    for place in shared.tolist():
        value = to_validity(duties.bounds[place].tolist()).value_at(explainer.day)
        if value > Value.NO:
            yield place, value


def _admitted(lens: Lens, committee: int) -> I4:
    duties = lens.index.duties
    start, end = duties.by_obligor[committee : committee + 2].tolist()
    places = np.arange(start, end, dtype=np.int32)
    return places[_is_admitted(lens, places)]


def _is_admitted(lens: Lens, places: Ints) -> npt.NDArray[np.bool_]:
    duties = lens.index.duties
    certain = (duties.certainty[places] & lens.certainty) != 0
    return certain & lens.admits(duties.mask[places])


def _units_of(lens: Lens, beneficiary: int) -> list[int]:
    """Return the beneficiary if it is a unit, and the units organised in it."""
    facts = lens.index.organised
    start, end = int(facts.by_right[beneficiary]), int(facts.by_right[beneficiary + 1])
    places: I4 = facts.right_order[start:end]
    inside = facts.left[places[lens.admits(facts.mask[places])]].tolist()
    return [beneficiary, *inside] if lens.index.nodes.is_unit[beneficiary] else inside


def _follow(lens: Lens, facts: Pairs, node: int) -> list[int]:
    places = np.arange(int(facts.by_left[node]), int(facts.by_left[node + 1]))
    return facts.right[places[lens.admits(facts.mask[places])]].tolist()


def _to_duty(
    explainer: Explainer, place: int, unit: int, beneficiary: int, value: Value
) -> JointDuty:
    duties = explainer.lens.index.duties
    agreement = int(duties.agreement[place])
    bodies = _follow(explainer.lens, explainer.lens.index.organised, unit)
    body = beneficiary if beneficiary in bodies else next(iter(sorted(bodies)), None)
    return JointDuty(
        unit=explainer.node(unit),
        enterprise=None if body is None else explainer.node(body),
        task=explainer.node(int(duties.duty[place])),
        agreement=explainer.node(agreement) if agreement >= 0 else None,
        value=value.word,
        certainty=CERTAINTIES[int(duties.certainty[place]).bit_length() - 1],
        evidence=explainer.evidence_of_node(int(duties.duty[place])),
    )
