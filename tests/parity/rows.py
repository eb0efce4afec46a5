"""Rows of a query and rows of an answer, both as flat text, so that they can be compared.

Written apart from `kg.query.facts`, which shapes the answers: a node is its IRI and two labels, a
list its members in order, a bound its day, nothing is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kg.model.iri import ID
from kg.model.terms import Iri, Term, typed
from kg.query.catalogue import named_query
from kg.store.oxigraph import OxigraphStore

BOUNDS = ("startEarliest", "startLatest", "endEarliest", "endLatest")
ADMITTED = ("stated", "implied")
Flat = dict[str, str]


def ask(
    view: OxigraphStore,
    name: str,
    bindings: Mapping[str, str],
    *,
    day: str | None = None,
    certainties: Iterable[str] = ADMITTED,
) -> list[Flat]:
    """Run a named query and flatten its rows; those of other certainties are left out."""
    bound: dict[str, Term] = {key: Iri(value) for key, value in bindings.items()}
    if day:
        bound["asOf"] = typed(day, "date")
    words = {f"{ID}cert/{word}" for word in certainties}
    rows = view.query(named_query(name), bindings=bound)
    flat = [
        {key: _of_query(key, term) for key, term in row.items() if term is not None} for row in rows
    ]
    return [
        row
        for row in flat
        if all(row.get(key, next(iter(words))) in words for key in ("certainty", "otherCertainty"))
    ]


def _of_query(key: str, term: Term) -> str:
    text = str(term)
    return " ".join(sorted(set(text.split()))) if key.endswith("List") else text


def flatten(item: Mapping[str, Any], lists: Iterable[str] = ()) -> Flat:
    """Flatten one row of an answer to the columns of its query, `value` left out."""
    flat: Flat = {}
    for name, value in item.items():
        if name == "value" and value in {"certain", "possible", None}:
            continue
        if name in {"validity", "otherValidity"}:
            flat |= _bounds(value, name)
        elif isinstance(value, list):
            flat[f"{name}List"] = " ".join(sorted(value))
        elif isinstance(value, dict):
            flat[name] = value["iri"]
            labels = {f"{name}{tag.title()}": text for tag, text in value["label"].items()}
            flat |= {key: text for key, text in labels.items() if text is not None}
        elif isinstance(value, bool):
            flat[name] = str(value).lower()
        elif value is not None:
            flat[name] = str(value)
    return flat


def _bounds(value: Mapping[str, str | None], name: str) -> Flat:
    prefix = "other" if name == "otherValidity" else ""
    return {
        (prefix + bound[0].upper() + bound[1:] if prefix else bound): day
        for bound, day in value.items()
        if day is not None
    }


def same(items: Iterable[Mapping[str, Any]], rows: list[Flat]) -> int:
    """Assert that an answer has the rows of a query, in its order; return how many."""
    got = [flatten(item) for item in items]
    for one in (*got, *rows):
        for key in [key for key, text in one.items() if key.endswith("List") and not text]:
            del one[key]
    assert got == rows
    return len(rows)


def value_on(bounds: Mapping[str, str | None], day: str) -> str:
    """Say how sure it is that something with these bounds holds on a day (ontology.md 4.1)."""
    start_earliest, start_latest, end_earliest, end_latest = (bounds.get(name) for name in BOUNDS)
    if (start_earliest and day < start_earliest) or (end_latest and end_latest < day):
        return "not shown"
    if start_latest and end_earliest and start_latest <= day <= end_earliest:
        return "certain"
    return "possible"
