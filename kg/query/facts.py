"""Facts from named queries: rows become nodes, bounds, certainty and evidence by column name.

A relational answer is defined by one `.rq` file; this module only gives its rows a shape:

| columns | become |
|---|---|
| `x` with `xVi`, `xEn` | a node `{iri, label: {vi, en}}` |
| `x` alone, an IRI | the IRI |
| `xList` | `x`: a list of IRIs (joined by spaces in the query, sorted here, each once) |
| `startEarliest` ... `endLatest` | `validity`, and `value` on the day asked about |
| `otherStartEarliest` ... | `otherValidity`; `value` is then the lower of the two |
| other literals | their value: text, number, boolean |

An unbound cell is null, and means unknown.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from kg.errors import OntologyError
from kg.model.iri import mint
from kg.model.terms import XSD, Literal, Term, typed
from kg.model.validity import Validity, parse_day
from kg.query.catalogue import named_query
from kg.store.base import GraphView, Solutions

Json: TypeAlias = "dict[str, object]"

DEFAULT_CERTAINTY = ("stated", "implied")
_BOUNDS = ("startEarliest", "startLatest", "endEarliest", "endLatest")
_LIST = "List"
_INTEGERS = (XSD + "integer", XSD + "nonNegativeInteger")


@dataclass(frozen=True, slots=True)
class FactTable:
    """Rows of one named query, shaped.

    Attributes:
        name: The query, as in `kg/query/sparql/{name}.rq`.
        rows: One object per row, in the order of the query; all have the same keys. What cannot
            hold on the day is left out.
    """

    name: str
    rows: tuple[Json, ...]

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class FactFilter:
    """What may be used to answer.

    Attributes:
        as_of: The day asked about; without it every time, and `value` is null.
        certainty: Certainties admitted.
        collection: Only statements of sources of this collection; None admits all.
    """

    as_of: date | None = None
    certainty: tuple[str, ...] = DEFAULT_CERTAINTY
    collection: str | None = None

    def bindings(self) -> dict[str, Term]:
        """Return the values of `?asOf` and `?collection` that are given."""
        given: dict[str, Term] = {}
        if self.as_of is not None:
            given["asOf"] = typed(self.as_of.isoformat(), "date")
        if self.collection is not None:
            given["collection"] = Literal(self.collection)
        return given


def select_facts(
    view: GraphView,
    name: str,
    bindings: Mapping[str, Term] | None = None,
    admitted: FactFilter | None = None,
) -> FactTable:
    """Run a named query and shape its rows.

    Args:
        view: The data.
        name: Name of a query of this package.
        bindings: Values of its variables; those left out are free.
        admitted: The day, certainties and collection; a row that rests on a certainty that is not
            admitted is left out.

    Raises:
        NotFoundError: There is no such query.
        StoreError: The engine failed.
    """
    admitted = admitted or FactFilter()
    given = {**(bindings or {}), **admitted.bindings()}
    result = view.query(named_query(name), bindings=given)
    if not isinstance(result, Solutions):
        raise OntologyError(f"the named query {name} is not a SELECT")
    certainties = {mint("cert", word) for word in admitted.certainty}
    shaper = _Shaper(result.variables, admitted.as_of)
    rows = tuple(shaper.shape(row) for row in result if _is_admitted(row, certainties))
    return FactTable(name, rows)


def _is_admitted(row: Mapping[str, Term], certainties: Collection[str]) -> bool:
    stated = (row.get("certainty"), row.get("otherCertainty"))
    return all(term is None or str(term) in certainties for term in stated)


class _Shaper:
    """Shapes the rows of one result."""

    def __init__(self, variables: Sequence[str], as_of: date | None) -> None:
        self._as_of = as_of
        self._other = "otherStartEarliest" in variables
        self._bounded = "startEarliest" in variables
        names = [name for name in variables if not _is_bound(name)]
        self._labelled = {name for name in names if f"{name}Vi" in names}
        labels = {f"{name}{tag}" for name in self._labelled for tag in ("Vi", "En")}
        self._keys = [name for name in names if name not in labels]

    def shape(self, row: Mapping[str, Term]) -> Json:
        shaped: Json = {}
        for name in self._keys:
            if name.endswith(_LIST):
                shaped[name.removesuffix(_LIST)] = sorted(set(str(row.get(name, "")).split()))
            elif name in self._labelled:
                shaped[name] = _node(row, name)
            else:
                shaped[name] = _plain(row.get(name))
        if self._bounded:
            self._add_time(shaped, row)
        return shaped

    def _add_time(self, shaped: Json, row: Mapping[str, Term]) -> None:
        validities = [_validity(row, "")]
        shaped["validity"] = _bounds(row, "")
        if self._other:
            validities.append(_validity(row, "other"))
            shaped["otherValidity"] = _bounds(row, "other")
        day = self._as_of
        shaped["value"] = None if day is None else min(v.value_at(day) for v in validities).word


def _is_bound(name: str) -> bool:
    plain = name.removeprefix("other")
    return name in _BOUNDS or (name != plain and plain[:1].lower() + plain[1:] in _BOUNDS)


def _bound_names(prefix: str) -> tuple[str, ...]:
    if not prefix:
        return _BOUNDS
    return tuple(prefix + name[0].upper() + name[1:] for name in _BOUNDS)


def _bounds(row: Mapping[str, Term], prefix: str) -> Json:
    named = zip(_BOUNDS, _bound_names(prefix), strict=True)
    return {name: str(row[full]) if full in row else None for name, full in named}


def _validity(row: Mapping[str, Term], prefix: str) -> Validity:
    names = _bound_names(prefix)
    return Validity(*(parse_day(str(row[name])) if name in row else None for name in names))


def _node(row: Mapping[str, Term], name: str) -> Json | None:
    if name not in row:
        return None
    labels = {tag: row.get(f"{name}{tag.capitalize()}") for tag in ("vi", "en")}
    shown = {tag: str(term) if term is not None else None for tag, term in labels.items()}
    return {"iri": str(row[name]), "label": shown}


def _plain(term: Term | None) -> object:
    if term is None:
        return None
    if isinstance(term, Literal) and term.datatype in _INTEGERS:
        return int(term.value)
    if isinstance(term, Literal) and term.datatype == XSD + "boolean":
        return term.value in {"true", "1"}
    return str(term)
