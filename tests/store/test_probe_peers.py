"""A real engine that answers wrongly is refused: rdflib, as rdflib-endpoint serves it."""

from __future__ import annotations

import pytest
import rdflib

from kg.errors import StoreUnavailable
from kg.model.terms import Literal
from kg.store.base import Solutions
from kg.store.oxigraph import OxigraphStore
from kg.store.probe import check_engine


class Rdflib(OxigraphStore):
    """The queries go to rdflib, over a dataset that holds nothing."""

    def query(self, text: str, **_: object) -> Solutions:
        found = rdflib.Graph().query(text)
        rows = tuple((Literal(str(row[0])),) for row in found)
        return Solutions(tuple(str(name) for name in found.vars or ()), rows)


def test_rdflib_loses_rows_of_an_optional_with_inline_values() -> None:
    # When a newer rdflib keeps them, this fails: then say so in docs/how-to/remote-engine.md.
    with Rdflib() as engine, pytest.raises(StoreUnavailable, match="unbound values in OPTIONAL"):
        check_engine(engine)
