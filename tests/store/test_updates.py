"""Reading updates: operations apart, places kept, what may not be written refused."""

from __future__ import annotations

import pytest

from kg.errors import ParameterError, QueryRefused, QuerySyntaxError
from kg.store.base import Dataset
from kg.store.oxigraph import OxigraphStore
from kg.store.updates import MAX_OPERATIONS, split_update

G = "<http://g/>"


def texts(update, using=None):
    operations = split_update(update, using or Dataset())
    return [operation.text.split("\n", 1)[1].strip() for operation in operations]


def test_operations_are_apart_and_keep_their_prologue():
    found = texts(
        "PREFIX a: <http://a/>\n"
        f"INSERT DATA {{ GRAPH {G} {{ a:s a:p 'x;y' }} }} ;\n"
        "PREFIX b: <http://b/> CLEAR SILENT GRAPH a:g ;"
    )
    assert len(found) == 2
    assert found[0].endswith("'x;y' } }")
    assert "INSERT" not in found[1]
    assert all(f"PREFIX {name}:" in found[1] for name in "ab")
    assert found[1].endswith("CLEAR SILENT GRAPH a:g")


def test_places_are_those_of_the_request():
    update = f"CLEAR GRAPH {G} ;\n\n  INSERT DATA {{ GRAPH {G} {{ <s> <p> }} }}"
    last = split_update(update)[-1]
    lines = last.text.split("\n")
    assert lines[last.lines_before + 2].index("INSERT") == 2
    assert lines[last.lines_before].strip() == ""


@pytest.mark.parametrize(
    "update", ["", "  # nothing\n", "PREFIX a: <http://a/>", "BASE <http://a/> ;"]
)
def test_a_request_may_do_nothing(update):
    with OxigraphStore() as store:
        for operation in split_update(update):
            store.update(operation.text)


@pytest.mark.parametrize(
    "update",
    [
        f"INSERT DATA {{ GRAPH {G} {{ <s> <p> <o> , [ <q> 1 ] ; <r> 2 . <s> <p> 'a.b' }} }}",
        f"INSERT DATA {{ GRAPH {G} {{ <s> <p> <o> }} . GRAPH <http://h/> {{ <s> <p> <o> }} }}",
        f"DELETE WHERE {{ GRAPH {G} {{ ?s ?p ?o }} }}",
        f"WITH {G} DELETE {{ ?s ?p ?o }} INSERT {{ ?s ?p 1 }} WHERE {{ ?s ?p ?o }}",
        f"INSERT {{ GRAPH ?g {{ ?s ?p ?o }} }} WHERE {{ ?s ?p ?o . BIND({G} AS ?g) }}",
        f"DELETE {{ GRAPH {G} {{ ?s ?p ?o }} }} USING {G} WHERE {{ {{ ?s ?p ?o }} }}",
        "DELETE { } INSERT { } WHERE { ?s ?p ?o }",
        f"CLEAR GRAPH {G}",
        f"DROP SILENT GRAPH {G}",
        f"CREATE GRAPH {G}",
        f"COPY DEFAULT TO {G}",
        f"ADD GRAPH {G} TO GRAPH <http://h/>",
        f"MOVE SILENT {G} TO <http://h/>",
    ],
)
def test_what_writes_named_graphs_passes_and_runs(update):
    with OxigraphStore() as store:
        store.update(f"INSERT DATA {{ GRAPH {G} {{ <http://s/> <http://p/> 1 }} }}")
        for operation in split_update(update.replace("CREATE GRAPH", "CREATE SILENT GRAPH")):
            store.update(operation.text)


@pytest.mark.parametrize(
    ("update", "place"),
    [
        ("INSERT DATA { <s> <p> <o> }", "<s>"),
        (f"INSERT DATA {{ GRAPH {G} {{ <s> <p> <o> }} <x> <p> <o> }}", "<x>"),
        ("DELETE WHERE { ?s ?p ?o }", "?s"),
        ("DELETE { ?s ?p ?o } WHERE { ?x ?p ?o }", "?s"),
        (f"DELETE {{ GRAPH {G} {{ ?s ?p ?o }} }} INSERT {{ ?x ?p 1 }} WHERE {{ ?s ?p 1 }}", "?x"),
        ("CLEAR DEFAULT", "DEFAULT"),
        ("CLEAR ALL", "ALL"),
        ("DROP NAMED", "NAMED"),
        (f"COPY {G} TO DEFAULT", "DEFAULT"),
        (f"MOVE DEFAULT TO {G}", "DEFAULT"),
    ],
)
def test_what_would_be_lost_is_refused_where_it_stands(update, place):
    with pytest.raises(QueryRefused) as caught:
        split_update(update)
    assert (caught.value.line, caught.value.column) == (1, update.index(place) + 1)


@pytest.mark.parametrize("update", ["ASK {}", "SELECT * {}", "INSERTDATA {}", "{}", "<a>"])
def test_what_is_no_update_is_a_mistake(update):
    with pytest.raises(QuerySyntaxError):
        split_update(update)


def test_graphs_of_the_protocol_stand_before_where():
    using = Dataset(("http://a/",), ("http://b/",))
    update = f"INSERT {{ GRAPH {G} {{ ?s ?p 1 }} }} WHERE {{ ?s ?p ?o }}"
    clause = "USING <http://a/> USING NAMED <http://b/> WHERE { ?s ?p ?o }"
    assert texts(update, using)[0].endswith(clause)
    assert texts(f"CLEAR GRAPH {G}", using) == [f"CLEAR GRAPH {G}"]


def test_graphs_of_protocol_and_request_exclude_each_other():
    using = Dataset(("http://a/",))
    for update in (
        f"WITH {G} DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}",
        f"DELETE {{ GRAPH {G} {{ ?s ?p ?o }} }} USING {G} WHERE {{ ?s ?p ?o }}",
    ):
        with pytest.raises(ParameterError):
            split_update(update, using)
    with pytest.raises(QueryRefused):
        split_update(f"DELETE WHERE {{ GRAPH {G} {{ ?s ?p ?o }} }}", using)


def test_operations_are_bounded():
    one = f"CLEAR SILENT GRAPH {G};"
    assert len(split_update(one * 5)) == 5
    with pytest.raises(QueryRefused, match=str(MAX_OPERATIONS)):
        split_update(one * (MAX_OPERATIONS + 1))
