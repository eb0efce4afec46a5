"""Known-answer queries: an engine that answers wrongly is refused."""

from __future__ import annotations

import dataclasses

import pytest

from kg.errors import StoreError, StoreUnavailable
from kg.model.terms import RDFS, Iri, Quad, typed
from kg.store.base import QueryResult, Solutions
from kg.store.oxigraph import OxigraphStore
from kg.store.probe import PROBES, check_engine
from tests.store.sample import GRAPH_A, NS


class Wrong(OxigraphStore):
    """A real engine whose answers to some queries are spoilt, as known engines spoil theirs."""

    def __init__(self, spoilt: str) -> None:
        super().__init__()
        self.spoilt = spoilt

    def query(self, text: str, **options: object) -> QueryResult:
        found = super().query(text, **options)
        if self.spoilt not in text:
            return found
        assert isinstance(found, Solutions)
        if not found.rows:
            return Solutions(("x",), ((typed("1", "integer"),),))
        return dataclasses.replace(found, rows=found.rows[:-1])


@pytest.mark.parametrize(
    ("spoilt", "name"),
    [
        ('VALUES ?x { "2016-12-31"', "an xsd:date filter"),
        ("IF(", "xsd:date comparison"),
        ("MIN(", "minimum and maximum"),
        ("MINUS", "negation"),
        ("COALESCE", "unbound values"),
        ("GROUP BY", "grouping no rows"),
        ("follows+", r"a \+ path"),
        ("follows*", r"a \* path"),
        ("n:day", "stored values"),
        ("?z } }", "NOT EXISTS on stored values"),
    ],
)
def test_wrong_answers_are_refused(spoilt: str, name: str) -> None:
    store = Wrong(spoilt)
    with pytest.raises(StoreUnavailable, match=name):
        check_engine(store, store)
    assert store.graphs() == ()


def test_paths_are_checked_on_what_is_there() -> None:
    store = Wrong("subClassOf+")
    narrower = Iri(RDFS + "subClassOf")
    chain = [Quad(Iri(NS + a), narrower, Iri(NS + b), Iri(GRAPH_A)) for a, b in ("ab", "bc")]
    store.load(GRAPH_A, chain)
    with pytest.raises(StoreUnavailable, match="path"):
        check_engine(store)
    store.spoilt = "nothing"
    assert check_engine(store) == ()


def test_engine_that_fails_is_unavailable() -> None:
    class Failing(OxigraphStore):
        def query(self, text: str, **options: object) -> QueryResult:
            raise StoreError("no")

    with pytest.raises(StoreUnavailable, match=PROBES[0].name):
        check_engine(Failing())


def test_booleans_where_rows_belong_are_wrong() -> None:
    class Boolean(OxigraphStore):
        def query(self, text: str, **options: object) -> QueryResult:
            return True

    with pytest.raises(StoreUnavailable):
        check_engine(Boolean())


def test_every_wrong_answer_is_named() -> None:
    class WrongTwice(Wrong):
        def query(self, text: str, **options: object) -> QueryResult:
            self.spoilt = "MIN(" if "MIN(" in text else "COALESCE"
            return super().query(text, **options)

    with WrongTwice("") as engine, pytest.raises(StoreUnavailable) as caught:
        check_engine(engine)
    words = str(caught.value)
    assert "minimum and maximum" in words
    assert "unbound values" in words
    assert "negation" not in words


def test_a_dataset_that_is_not_listened_to_is_found() -> None:
    class Deaf(OxigraphStore):
        def query(self, text: str, **options: object) -> QueryResult:
            options.pop("dataset", None)
            return super().query(text, **options)

    with Deaf() as engine:
        engine.load(GRAPH_A, [Quad(Iri(NS + "a"), Iri(NS + "b"), Iri(NS + "c"), Iri(GRAPH_A))])
        with pytest.raises(StoreUnavailable, match="the dataset that a request names"):
            check_engine(engine)
