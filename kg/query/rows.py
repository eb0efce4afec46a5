"""Rows of named queries as they come: as terms, or as texts where there are very many."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from kg.errors import OntologyError
from kg.query.catalogue import named_query
from kg.store.base import SerialisingView, Solutions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kg.model.terms import Term
    from kg.store.base import GraphView


def select_rows(view: GraphView, name: str, bindings: Mapping[str, Term]) -> Solutions:
    """Return the rows of a named query.

    Raises:
        OntologyError: It is not a SELECT.
        StoreError: The engine failed.
    """
    result = view.query(named_query(name), bindings=bindings)
    if not isinstance(result, Solutions):
        raise OntologyError(f"the named query {name} is not a SELECT")
    return result


def iter_texts(
    view: GraphView, name: str, bindings: Mapping[str, Term]
) -> Iterator[Mapping[str, str]]:
    """Yield the rows of a named query as texts, empty where unbound.

    An engine that can is asked for CSV: fifteen thousand rows that never become terms are had in
    half the time.

    Raises:
        OntologyError: It is not a SELECT.
        StoreError: The engine failed.
    """
    if isinstance(view, SerialisingView):
        told = view.query_serialised(named_query(name), "csv", bindings=bindings)
        yield from csv.DictReader(io.StringIO(told.decode("utf-8"), newline=""))
        return
    found = select_rows(view, name, bindings)
    for row in found.rows:
        cells = ("" if term is None else str(term) for term in row)
        yield dict(zip(found.variables, cells, strict=True))
