"""The embedded store: what goes beyond the contract."""

from __future__ import annotations

import gc
import io
import json
import threading
from pathlib import Path

import pytest

from kg.errors import (
    ParameterError,
    QuerySyntaxError,
    QueryTimeout,
    RdfSyntaxError,
    StoreError,
    StoreUnavailable,
)
from kg.model.terms import Iri, Quad, format_quad, text, typed
from kg.store.base import Dataset, Solutions
from kg.store.formats import GRAPH_FORMATS, SOLUTION_FORMATS, Format
from kg.store.oxigraph import OxigraphStore
from tests.store.sample import CONTENTS, GRAPH_A, GRAPH_B, NS, quad

EVERYTHING = [entry for quads in CONTENTS.values() for entry in quads]


@pytest.fixture
def memory() -> OxigraphStore:
    store = OxigraphStore()
    for graph, quads in CONTENTS.items():
        store.load(graph, quads)
    return store


@pytest.mark.parametrize("entry", SOLUTION_FORMATS, ids=lambda entry: entry.name)
def test_solutions_in_every_format(memory: OxigraphStore, entry: Format) -> None:
    query = f"PREFIX : <{NS}> SELECT ?n {{ :b :count ?n }}"
    body = memory.query_serialised(query, entry.media_type).decode()
    assert body.splitlines()[0] in {
        "n",
        "?n",
        '{"head":{"vars":["n"]},"results":{"bindings":[{"n":{"type":"literal","value":"4",'
        '"datatype":"http://www.w3.org/2001/XMLSchema#integer"}}]}}',
    } or body.startswith('<?xml version="1.0"?><sparql')
    asked = memory.query_serialised(f"PREFIX : <{NS}> ASK {{ :b :count 4 }}", entry.name)
    assert b"true" in asked


@pytest.mark.parametrize("entry", GRAPH_FORMATS, ids=lambda entry: entry.name)
def test_graphs_in_every_format(memory: OxigraphStore, tmp_path: Path, entry: Format) -> None:
    body = memory.query_serialised("CONSTRUCT WHERE { ?s ?p ?o }", entry.media_type)
    path = tmp_path / f"graph.{entry.extension}"
    path.write_bytes(body)
    again = OxigraphStore()
    if entry.name not in {"nquads", "trig", "jsonld"}:
        again.bulk_load_file(path, entry.name, graph=GRAPH_A)
        triples = {(q.subject, q.predicate, q.object) for q in again.dump(GRAPH_A)}
        assert triples == {(q.subject, q.predicate, q.object) for q in EVERYTHING}
    assert memory.serialise_graph(GRAPH_B, entry.name)


def test_results_are_written_to_a_file(memory: OxigraphStore) -> None:
    output = io.BytesIO()
    assert memory.query_serialised("ASK {}", "json", output) == b""
    assert json.loads(output.getvalue()) == {"head": {}, "boolean": True}
    output = io.BytesIO()
    assert memory.serialise_graph(GRAPH_B, "nt", output) == b""
    assert len(output.getvalue().splitlines()) == len(CONTENTS[GRAPH_B])


def test_format_must_fit_the_form(memory: OxigraphStore) -> None:
    with pytest.raises(ParameterError):
        memory.query_serialised("ASK {}", "turtle")
    with pytest.raises(ParameterError):
        memory.serialise_graph(None, "turtle")


def test_whole_dataset_holds_the_named_graphs_only(memory: OxigraphStore) -> None:
    lines = memory.serialise_graph(None, "nquads").decode().splitlines()
    assert sorted(lines) == sorted(format_quad(entry) for entry in EVERYTHING)


def test_bulk_load_keeps_the_union(tmp_path: Path) -> None:
    path = tmp_path / "all.nq"
    path.write_text("".join(format_quad(entry) + "\n" for entry in EVERYTHING))
    with OxigraphStore(tmp_path / "store") as store:
        store.bulk_load_file(path)
        store.optimise()
        assert set(store.dump(GRAPH_A)) == set(CONTENTS[GRAPH_A])
        found = store.query(f"PREFIX : <{NS}> SELECT ?o {{ :b :under ?o }}")
        assert isinstance(found, Solutions)
        assert found.column("o") == [Iri(NS + "p")]


def test_bulk_load_of_a_dataset_reads_its_union_from_a_file(tmp_path: Path) -> None:
    quads, union = tmp_path / "all.nq", tmp_path / "all.nt"
    lines = [format_quad(entry) for entry in EVERYTHING]
    quads.write_text("".join(line + "\n" for line in lines))
    union.write_text("".join(line.rpartition(" <")[0] + " .\n" for line in lines))
    with OxigraphStore() as one, OxigraphStore() as other:
        one.bulk_load_file(quads)
        other.bulk_load_dataset([quads], union)
        everything = "SELECT ?s ?p ?o { ?s ?p ?o }"
        answers = [
            sorted(store.query_serialised(everything, "csv").splitlines()) for store in (one, other)
        ]
        assert answers[0] == answers[1]
        assert one.serialise_graph(GRAPH_A, "nquads") == other.serialise_graph(GRAPH_A, "nquads")


def test_bulk_load_says_where_a_file_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "bad.nq"
    path.write_text("<a:a> <a:b> <a:c> <a:g> .\n<a:a> <a:b> .\n")
    store = OxigraphStore()
    with pytest.raises(RdfSyntaxError) as caught:
        store.bulk_load_file(path)
    assert (caught.value.file, caught.value.line) == ("bad.nq", 2)
    with pytest.raises(StoreError):
        store.bulk_load_file(tmp_path / "absent.nq")


def test_checkpoint_is_apart_from_its_store(tmp_path: Path) -> None:
    with OxigraphStore(tmp_path / "live") as live:
        live.load(GRAPH_A, CONTENTS[GRAPH_A])
        live.checkpoint(tmp_path / "generation")
        live.load(GRAPH_A, ())
        with OxigraphStore.open_read_only(tmp_path / "generation") as reader:
            assert set(reader.dump(GRAPH_A)) == set(CONTENTS[GRAPH_A])
        with pytest.raises(StoreError):
            live.checkpoint(tmp_path / "generation")


def test_memory_has_no_checkpoint(memory: OxigraphStore, tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        memory.checkpoint(tmp_path / "generation")


def test_read_only_is_read_only(checkpoint: Path) -> None:
    with OxigraphStore.open_read_only(checkpoint) as reader:
        for write in (
            lambda: reader.load(GRAPH_A, ()),
            lambda: reader.update("CLEAR ALL"),
            reader.flush,
        ):
            with pytest.raises(StoreError, match="reading only"):
                write()


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable):
        OxigraphStore.open_read_only(tmp_path / "absent")
    assert not (tmp_path / "absent").exists()
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StoreUnavailable):
        OxigraphStore(tmp_path / "file")


def test_a_folder_has_one_writer(tmp_path: Path) -> None:
    with OxigraphStore(tmp_path / "store"), pytest.raises(StoreUnavailable):
        OxigraphStore(tmp_path / "store")
    OxigraphStore(tmp_path / "store").close()


def test_closed_store_says_so() -> None:
    store = OxigraphStore()
    store.close()
    with pytest.raises(StoreUnavailable):
        store.query("ASK {}")


def test_deadline_is_looked_at_between_rows() -> None:
    store = OxigraphStore()
    name = Iri(GRAPH_A)
    store.load(
        GRAPH_A,
        [Quad(Iri(f"{NS}{i}"), Iri(NS), typed(str(i), "integer"), name) for i in range(300)],
    )
    with pytest.raises(QueryTimeout) as caught:
        store.query("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", deadline_s=0.2)
    assert caught.value.deadline_s == 0.2
    with pytest.raises(QueryTimeout):
        store.query("CONSTRUCT { ?a ?d ?g } { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", deadline_s=0)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("ASK { foo:a ?p ?o }", "prefix 'foo:' is not declared"),
        ("PREFIX b: <b:c> ASK { b:a foo:p 1 }", "prefix 'foo:' is not declared"),
        ("ASK { ?s ?p ?o ", "the text breaks off, or ends wrongly"),
        ("ASK { <relative> ?p ?o }", "an IRI is relative without BASE"),
        ("SELECT ?s (COUNT(?p) AS ?n) { ?s ?p ?o }", "neither grouped nor aggregated"),
        ("SELECT (1 AS ?s) { ?s ?p ?o }", "has a value already"),
        ("ASK { ?s ?p }", "the text breaks off, or ends wrongly"),
        ("SELECT * { ?s ?p ?o } LIMIT x y", "unexpected 'x y'"),
        ("ASK { FILTER(<a:nothing>(1)) }", "calls a function that does not exist"),
    ],
)
def test_syntax_errors_are_in_our_words(memory: OxigraphStore, query: str, words: str) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        memory.query(query)
    assert words in caught.value.reason
    assert "expected one of" not in str(caught.value)


def test_place_of_an_undeclared_prefix(memory: OxigraphStore) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        memory.query("ASK {\n  ?s foo:a ?o }")
    assert (caught.value.line, caught.value.column) == (2, 6)


def test_graph_of_a_dataset_must_be_an_iri(memory: OxigraphStore) -> None:
    with pytest.raises(QuerySyntaxError):
        memory.query("ASK {}", dataset=Dataset(default=("no iri",)))


def test_names_that_are_no_iris(memory: OxigraphStore) -> None:
    with pytest.raises(StoreError):
        list(memory.dump("no iri"))
    with pytest.raises(StoreError):
        memory.serialise_graph("no iri", "nt")


def test_triple_terms_are_refused_not_dropped(memory: OxigraphStore) -> None:
    with pytest.raises(StoreError, match="triple term"):
        memory.query("SELECT (<<( <a:a> <a:b> 1 )>> AS ?t) {}")


def test_update_sees_the_union_and_renews_it(memory: OxigraphStore) -> None:
    memory.update(
        f"PREFIX : <{NS}> DELETE {{ GRAPH ?g {{ :b :under :p }} }} "
        f"WHERE {{ GRAPH ?g {{ :b :under :p }} FILTER EXISTS {{ :b :count 4 }} }};"
    )
    assert memory.query(f"PREFIX : <{NS}> ASK {{ :b :under :p }}") is False
    memory.update("")
    memory.update("# nothing")
    memory.update("INSERT DATA { <a:a> <a:b> <a:c> }")
    assert memory.query("ASK { <a:a> ?p ?o }") is False


def test_engine_writes_numbers_and_tags_its_own_way() -> None:
    """Listed in docs/explanation/stores.md: the value stays, the spelling does not."""
    store = OxigraphStore()
    store.load(
        GRAPH_A, [quad("a", "n", typed("007", "integer")), quad("a", "t", text("x", "EN-us"))]
    )
    assert {str(q.object) for q in store.dump(GRAPH_A)} == {"7", "x"}
    assert {q.object.language for q in store.dump(GRAPH_A)} == {"", "en-us"}
    store.load(GRAPH_A, [quad("a", "n", typed("007", "integer"))])
    assert [q.object for q in store.dump(GRAPH_A)] == [typed("7", "integer")]


def test_an_error_may_be_handled_in_another_thread() -> None:
    """A result of the engine cannot be freed outside its thread; none may hang on an error."""
    store, caught = OxigraphStore(), []
    store.load(GRAPH_A, CONTENTS[GRAPH_A])

    def ask() -> None:
        for ask_store in (
            lambda: store.query("SELECT * { ?a ?b ?c . ?d ?e ?f }", deadline_s=0),
            lambda: store.query("SELECT (<<( <a:a> <a:b> 1 )>> AS ?t) {}"),
            lambda: store.query_serialised("SELECT * { ?a ?b ?c }", "csv", _Broken()),
        ):
            try:
                ask_store()
            except Exception as error:  # whatever it is
                caught.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert [type(error) for error in caught] == [QueryTimeout, StoreError, StoreError]
    caught.clear()
    gc.collect()


class _Broken(io.BytesIO):
    def write(self, _payload: object, /) -> int:
        raise OSError(28, "no space left")
