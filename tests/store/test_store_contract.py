"""What every adapter promises, whatever engine is behind it: one body, run over all of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.errors import ParameterError, QueryRefused, QuerySyntaxError, StoreError
from kg.model.terms import BlankNode, Iri, Literal, Triple, text, typed
from kg.store.base import Dataset, GraphStore, GraphView, Solutions, Triples
from kg.store.probe import check_engine
from kg.store.remote import RemoteStore
from tests.store.conftest import VIEWS
from tests.store.sample import CONTENTS, GRAPH_A, GRAPH_B, GRAPH_C, NS, quad

PREFIX = f"PREFIX : <{NS}> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "


def rows(view: GraphView, query: str, **options: object) -> list[tuple[str | None, ...]]:
    found = view.query(PREFIX + query, **options)
    assert isinstance(found, Solutions)
    names = [[None if cell is None else str(cell) for cell in row] for row in found.rows]
    return sorted((tuple(row) for row in names), key=repr)


def local(name: str) -> str:
    return NS + name


def test_is_a_graph_view(view: GraphView) -> None:
    assert isinstance(view, GraphView)


def test_default_graph_is_the_union(view: GraphView) -> None:
    assert rows(view, "SELECT DISTINCT ?o { :b :under ?o }") == [(local("p"),)]
    assert rows(view, "SELECT ?o { :b :count ?o }") == [("4",)]


def test_a_triple_of_two_graphs_counts_once(view: GraphView) -> None:
    # Oxigraph's own server gives it once for each graph; the check of the adapter says so.
    times = 2 if isinstance(view, RemoteStore) and view.check() else 1
    assert rows(view, "SELECT ?o { :b :under ?o }") == [(local("p"),)] * times
    assert rows(view, "SELECT (COUNT(*) AS ?n) { :b :under ?o }") == [(str(times),)]


def test_graph_clause_tells_where_a_fact_stands(view: GraphView) -> None:
    assert rows(view, "SELECT ?g { GRAPH ?g { :b :under :p } }") == [(GRAPH_A,), (GRAPH_B,)]


def test_terms_come_back_as_they_went_in(view: GraphView) -> None:
    found = view.query(PREFIX + "SELECT ?p ?o { :b ?p ?o } ORDER BY ?p")
    assert isinstance(found, Solutions)
    assert found.variables == ("p", "o")
    assert dict(found.rows) == {
        Iri(local("count")): typed("4", "integer"),
        Iri(local("note")): text('quote " backslash \\ line\nend %C4%91 \\u0041'),
        Iri(local("since")): typed("2017-10-06", "date"),
        Iri(local("under")): Iri(local("p")),
    }


def test_language_tags_survive(view: GraphView) -> None:
    found = view.query(PREFIX + 'SELECT ?l { :a :label ?l FILTER(LANG(?l) = "vi") }')
    assert isinstance(found, Solutions)
    assert found.column("l") == [text("Đảng ủy Tổng công ty Thép", "vi")]


def test_unbound_cells_are_none_and_left_out_of_row_dicts(view: GraphView) -> None:
    query = "SELECT ?s ?n { ?s :since ?day OPTIONAL { ?s :count ?n } } ORDER BY ?s"
    found = view.query(PREFIX + query)
    assert isinstance(found, Solutions)
    assert found.column("n") == [None, typed("4", "integer"), None]
    assert [sorted(row) for row in found] == [["s"], ["n", "s"], ["s"]]


def test_order_of_the_engine_is_kept(view: GraphView) -> None:
    found = view.query(PREFIX + "SELECT ?s { ?s :since ?day } ORDER BY DESC(?day)")
    assert isinstance(found, Solutions)
    assert [str(term) for term in found.column("s")] == [local("p"), local("b"), local("a")]


@pytest.mark.parametrize(("pattern", "expected"), [(":a :under :b", True), (":b :under :a", False)])
def test_ask_gives_a_boolean(view: GraphView, pattern: str, expected: bool) -> None:
    assert view.query(PREFIX + f"ASK {{ {pattern} }}") is expected


def test_construct_gives_triples(view: GraphView) -> None:
    found = view.query(PREFIX + "CONSTRUCT { ?o :over ?s } WHERE { ?s :under ?o }")
    assert isinstance(found, Triples)
    over = Iri(local("over"))
    pairs = (("b", "a"), ("p", "b"), ("e", "p"))
    assert set(found.triples) == {Triple(Iri(local(s)), over, Iri(local(o))) for s, o in pairs}


def test_describe_gives_triples(view: GraphView) -> None:
    found = view.query(PREFIX + "DESCRIBE :e :p")
    assert isinstance(found, Triples)
    assert {str(triple.subject) for triple in found.triples} == {local("p")}


def test_blank_nodes_of_a_result_are_ours(view: GraphView) -> None:
    found = view.query(PREFIX + "CONSTRUCT { _:x :names ?s } WHERE { ?s :count ?n }")
    assert isinstance(found, Triples)
    assert [type(triple.subject) for triple in found.triples] == [BlankNode]


@pytest.mark.parametrize(
    ("dataset", "expected"),
    [
        (Dataset(default=(GRAPH_A,)), [(local("p"), None)]),
        (Dataset(default=(GRAPH_B,)), [(local("p"), None)]),
        (Dataset(default=(GRAPH_A,), named=(GRAPH_B,)), [(local("p"), GRAPH_B)]),
        (Dataset(named=(GRAPH_B,)), []),
        (Dataset(default=(GRAPH_C,)), []),
        (
            Dataset(default=(GRAPH_A, GRAPH_B), named=(GRAPH_A, GRAPH_B)),
            [(local("p"), GRAPH_A), (local("p"), GRAPH_B)],
        ),
    ],
)
def test_dataset_is_exactly_what_is_named(
    view: GraphView, dataset: Dataset, expected: list[tuple[str | None, ...]]
) -> None:
    query = "SELECT DISTINCT ?o ?g { :b :under ?o OPTIONAL { GRAPH ?g { :b :under :p } } }"
    assert rows(view, query, dataset=dataset) == expected


def test_dataset_of_the_caller_wins_over_from(view: GraphView) -> None:
    query = f"SELECT ?p FROM <{GRAPH_A}> {{ :b ?p 4 }}"
    assert rows(view, query, dataset=Dataset(default=(GRAPH_B,))) == [(local("count"),)]


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        (f"FROM <{GRAPH_A}>", []),
        (f"FROM <{GRAPH_B}>", [("4",)]),
        (f"FROM <{GRAPH_A}> FROM <{GRAPH_B}>", [("4",)]),
        (f"FROM NAMED <{GRAPH_B}>", []),
    ],
)
def test_from_clauses_are_honoured(
    view: GraphView, clause: str, expected: list[tuple[str | None, ...]]
) -> None:
    assert rows(view, f"SELECT ?n {clause} {{ :b :count ?n }}") == expected


def test_bindings_reach_filters_negation_and_subselects(view: GraphView) -> None:
    day = {"day": typed("2017-10-06", "date")}
    assert rows(view, "SELECT ?s { ?s :since ?d FILTER(?d <= ?day) }", bindings=day) == [
        (local("a"),),
        (local("b"),),
    ]
    negated = (
        "SELECT DISTINCT ?s { ?s :under ?o FILTER NOT EXISTS { ?s :since ?d FILTER(?d > ?day) } }"
    )
    assert rows(view, negated, bindings=day) == [(local("a"),), (local("b"),)]
    nested = "SELECT ?n { { SELECT (COUNT(*) AS ?n) { ?s :since ?d FILTER(?d <= ?day) } } }"
    assert rows(view, nested, bindings=day) == [("2",)]


def test_bound_variable_stays_a_column(view: GraphView) -> None:
    bindings = {"s": Iri(local("b"))}
    query = "SELECT ?s (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o } GROUP BY ?s ORDER BY ?s"
    assert rows(view, query, bindings=bindings) == [(local("b"), "4")]


def test_bindings_work_in_ask_and_construct(view: GraphView) -> None:
    bindings = {"x": text("Party committee", "en")}
    assert view.query("ASK { ?s ?p ?x }", bindings=bindings) is True
    found = view.query("CONSTRUCT { ?s ?p ?x } WHERE { ?s ?p ?x }", bindings=bindings)
    assert isinstance(found, Triples)
    assert [triple.object for triple in found.triples] == [text("Party committee", "en")]


def test_bound_text_is_never_syntax(view: GraphView) -> None:
    hostile = text('" } SELECT * { ?s ?p ?o } #\n\\')
    found = view.query("SELECT (?x AS ?y) {}", bindings={"x": hostile})
    assert isinstance(found, Solutions)
    assert found.column("y") == [hostile]


@pytest.mark.parametrize(
    ("bindings", "query"),
    [
        ({"nobody": text("x")}, "ASK {}"),
        ({"x": BlankNode("b")}, "ASK { ?x ?p ?o }"),
        ({"x": Iri("a> <b")}, "ASK { ?x ?p ?o }"),
        ({"x": text("1")}, "SELECT (1 AS ?x) {}"),
    ],
)
def test_impossible_bindings_are_refused(
    view: GraphView, bindings: dict[str, Literal], query: str
) -> None:
    with pytest.raises(ParameterError):
        view.query(query, bindings=bindings)


def test_syntax_error_has_its_place(view: GraphView) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        view.query("SELECT *\nWHERE { ?s ?p }")
    assert (caught.value.line, caught.value.column) == (2, 16)


@pytest.mark.parametrize(
    "query",
    [
        "ASK { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "ASK { FILTER" + "(" * 20_000 + "1" + ")" * 20_000 + " }",
    ],
)
def test_refused_queries_are_refused(view: GraphView, query: str) -> None:
    with pytest.raises(QueryRefused):
        view.query(query)


@pytest.mark.parametrize("query", ["", "# only a comment", "INSERT DATA { <a:a> <a:a> <a:a> }"])
def test_what_is_no_query_is_a_syntax_error(view: GraphView, query: str) -> None:
    with pytest.raises(QuerySyntaxError):
        view.query(query)


def test_query_may_begin_with_comments_and_prefixes(view: GraphView) -> None:
    query = f"# first\nPREFIX ex: <{NS}>\n# second\nASK {{ ex:a ex:under ex:b }}"
    assert view.query(query) is True


def test_unknown_function_is_an_error_not_rows(view: GraphView) -> None:
    with pytest.raises((QuerySyntaxError, StoreError)):
        view.query("SELECT * { BIND(<https://example.org/nothing>(1) AS ?x) }")


def test_dump_yields_one_graph(view: GraphView) -> None:
    assert set(view.dump(GRAPH_A)) == set(CONTENTS[GRAPH_A])
    assert set(view.dump(GRAPH_B)) == set(CONTENTS[GRAPH_B])
    assert list(view.dump(GRAPH_C)) == []


def test_graphs_are_sorted(view: GraphView) -> None:
    assert view.graphs() == (GRAPH_A, GRAPH_B)


def test_known_answers_are_right(view: GraphView) -> None:
    check_engine(view)


@pytest.mark.parametrize("name", VIEWS)
def test_close_twice_is_allowed(name: str, open_view: Callable[[str], GraphView]) -> None:
    view = open_view(name)
    view.close()
    view.close()


def test_load_replaces_a_graph_and_leaves_the_others(store: GraphStore) -> None:
    store.load(GRAPH_A, [quad("a", "under", "b"), quad("x", "under", "y")])
    assert set(store.dump(GRAPH_A)) == {quad("a", "under", "b"), quad("x", "under", "y")}
    assert set(store.dump(GRAPH_B)) == set(CONTENTS[GRAPH_B])


def test_what_one_source_loses_another_keeps(store: GraphStore) -> None:
    store.load(GRAPH_B, [quad("b", "count", typed("5", "integer"), GRAPH_B)])
    assert rows(store, "SELECT DISTINCT ?o { :b :under ?o }") == [(local("p"),)]
    assert rows(store, "SELECT ?o { :b :count ?o }") == [("5",)]
    store.load(GRAPH_A, [])
    assert rows(store, "SELECT ?s ?o { ?s :under ?o }") == []


def test_load_adds_to_a_graph(store: GraphStore) -> None:
    more = (*CONTENTS[GRAPH_A], quad("x", "under", "y"))
    store.load(GRAPH_A, more)
    assert set(store.dump(GRAPH_A)) == set(more)


def test_loading_again_changes_nothing(store: GraphStore) -> None:
    store.load(GRAPH_A, CONTENTS[GRAPH_A] + CONTENTS[GRAPH_A])
    assert sorted(map(str, store.dump(GRAPH_A))) == sorted(map(str, CONTENTS[GRAPH_A]))


def test_loading_nothing_removes_the_graph(store: GraphStore) -> None:
    store.load(GRAPH_B, ())
    store.load(GRAPH_C, ())
    assert store.graphs() == (GRAPH_A,)
    assert list(store.dump(GRAPH_B)) == []


def test_load_takes_blank_nodes_twice(store: GraphStore) -> None:
    node = BlankNode("x")
    held = quad("a", "b", "c", GRAPH_C)
    for value in ("first", "second"):
        quads = [
            held,
            type(held)(node, Iri(local("p")), text(value), Iri(GRAPH_C)),
            type(held)(Iri(local("s")), Iri(local("p")), node, Iri(GRAPH_C)),
        ]
        store.load(GRAPH_C, quads)
    found = store.query(PREFIX + "SELECT ?v { :s :p ?x . ?x :p ?v }")
    assert isinstance(found, Solutions)
    assert found.column("v") == [text("second")]
    assert len(list(store.dump(GRAPH_C))) == 3


@pytest.mark.parametrize(
    "bad",
    [
        quad("a", "b", "c", GRAPH_B),
        type(quad("a", "b", "c"))(Iri("no iri"), Iri(NS), Iri(NS), Iri(GRAPH_A)),
        quad("a", "b", Literal("x", "rdf:langString", "not a language")),
    ],
)
def test_a_bad_quad_changes_nothing(store: GraphStore, bad: object) -> None:
    with pytest.raises(StoreError):
        store.load(GRAPH_A, [quad("x", "y", "z"), bad])
    assert set(store.dump(GRAPH_A)) == set(CONTENTS[GRAPH_A])


def test_update_writes(store: GraphStore) -> None:
    store.update(f"{PREFIX} INSERT DATA {{ GRAPH <{GRAPH_C}> {{ :a :is :new }} }}")
    assert set(store.dump(GRAPH_C)) == {quad("a", "is", "new", GRAPH_C)}


def test_update_that_does_not_parse_changes_nothing(store: GraphStore) -> None:
    text_ = f"INSERT DATA {{ GRAPH <{GRAPH_C}> {{ <a:a> <a:b> <a:c> }} }} ; INSERT DATA {{"
    with pytest.raises(QuerySyntaxError):
        store.update(text_)
    assert store.graphs() == (GRAPH_A, GRAPH_B)


@pytest.mark.parametrize(
    "update",
    [
        "LOAD <http://127.0.0.1:1/>",
        "load silent <http://127.0.0.1:1/>",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    ],
)
def test_update_refuses_load_and_service(store: GraphStore, update: str) -> None:
    with pytest.raises(QueryRefused):
        store.update(update)


def test_is_a_graph_store(store: GraphStore) -> None:
    assert isinstance(store, GraphStore)
    differences = check_engine(store, store)
    assert bool(differences) is isinstance(store, RemoteStore)
    assert store.graphs() == (GRAPH_A, GRAPH_B)
