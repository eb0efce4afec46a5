"""A change to a generation: the same in, the same out; what is refused; the process it runs in."""

from __future__ import annotations

import io
import json
import os
import shutil
from pathlib import Path

import pytest

from api.change_process import ChangeProcess
from kg.build.change import Author, apply_change, graph_hash
from kg.build.change_errors import decode_error, encode_error
from kg.build.change_graphs import restore_datatype
from kg.build.change_job import run, serve
from kg.build.change_request import ChangeRequest, NotWritable, PreconditionFailed
from kg.build.pipeline import build
from kg.build.result import BuildOptions
from kg.errors import (
    KgError,
    NotFoundError,
    ParameterError,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooLarge,
    RdfSyntaxError,
    SourceError,
    StoreBusy,
    StoreError,
    StoreUnavailable,
    TableError,
    ValidationFailed,
)
from kg.model.iri import GRAPH_CURATED, GRAPH_DERIVED, GRAPH_META, source_graph
from kg.publish import Generations
from kg.shapes import Report
from kg.store.oxigraph import OxigraphStore

G = source_graph("written")
FIRST = source_graph("first")
WHO = Author("tester", "writer", "2026-01-02T03:04:05+00:00")
TRIPLE = b"<http://example.org/s> <http://example.org/p> [ <http://example.org/q> 'x' ] ."


def replace(graph=G, body=TRIPLE, **conditions):
    return ChangeRequest("replace", graph, (("turtle", len(body)),), **conditions), body


def change(generations, request, body=b"", author=WHO):
    return apply_change(request, body, author, generations, BuildOptions())


def test_the_same_change_gives_the_same_generation(built, generations, tmp_path):
    other = Generations(shutil.copytree(generations.var, tmp_path / "other"), keep=3)
    for one in (generations, other):
        result = change(one, *replace())
        assert (result.changed, result.created) == ((G,), True)
    assert generations.current().content_hash == other.current().content_hash
    assert generations.current().content_hash != built.content_hash
    assert (generations.var / "log.jsonl").read_text() == (other.var / "log.jsonl").read_text()


def test_a_change_leaves_the_graphs_of_other_sources_alone(built, generations):
    change(generations, *replace())
    before, after = built.manifest.contents, generations.current().manifest.contents
    differing = {
        graph
        for graph in before.graphs.keys() | after.graphs.keys()
        if before.graphs.get(graph) != after.graphs.get(graph)
    }
    # what follows from the new source, such as its classes, is derived as well
    assert differing == {G, GRAPH_META, GRAPH_DERIVED}
    assert after.findings["violation"] == 0
    assert after.classes.keys() - before.classes.keys() == {
        "http://www.w3.org/ns/prov#Activity",
        "http://www.w3.org/ns/prov#Agent",
    }


def test_what_was_derived_goes_with_what_it_came_from(built, generations):
    query = "ASK { ?s <https://w3id.org/phoihop/ontology#everUnder> ?o }"
    with OxigraphStore.open_read_only(built.store_path) as store:
        assert store.query(query) is True
    change(generations, ChangeRequest("delete", source_graph("second")))
    change(generations, ChangeRequest("delete", FIRST))
    now = generations.current()
    with OxigraphStore.open_read_only(now.store_path) as store:
        assert store.query(query) is False
        assert FIRST not in store.graphs()
    assert (
        now.manifest.contents.graphs[GRAPH_DERIVED]
        != (built.manifest.contents.graphs[GRAPH_DERIVED])
    )


def test_a_graph_in_use_is_not_deleted(built, generations):
    with pytest.raises(ValidationFailed):
        # the second source holds a post in a committee that only the first describes
        change(generations, ChangeRequest("delete", FIRST))
    assert generations.current_id() == built.id


def test_a_written_graph_is_the_one_that_was_read(built, generations):
    with OxigraphStore.open_read_only(built.store_path) as store:
        text = store.serialise_graph(FIRST, "turtle")
    assert change(generations, *replace(FIRST, text)).changed == ()
    assert generations.current_id() == built.id


@pytest.mark.parametrize("graph", [GRAPH_DERIVED, GRAPH_META, GRAPH_CURATED, "http://a/", G + "/x"])
def test_only_graphs_of_sources_are_written(graph, built, generations):
    with pytest.raises(NotWritable):
        change(generations, *replace(graph))
    update = ChangeRequest("update")
    with pytest.raises(NotWritable):
        change(generations, update, f"INSERT DATA {{ GRAPH <{graph}> {{ <s> <p> 1 }} }}".encode())
    assert generations.current_id() == built.id


def test_conditions_and_missing_graphs(built, generations):
    first = built.manifest.contents.graphs[FIRST].sha256
    for request, error in (
        (replace(FIRST, if_none_match=True), PreconditionFailed),
        (replace(FIRST, if_match="0" * 8), PreconditionFailed),
        (replace(G, if_match=first), PreconditionFailed),
        ((ChangeRequest("delete", G), b""), NotFoundError),
    ):
        with pytest.raises(error):
            change(generations, *request)
    assert generations.current_id() == built.id


def test_an_update_keeps_the_places_of_its_mistakes(built, generations):
    update = f"CLEAR SILENT GRAPH <{G}> ;\nINSERT DATA {{ GRAPH <{G}> {{ <s> <p> }} }}"
    with pytest.raises(QuerySyntaxError) as caught:
        change(generations, ChangeRequest("update"), update.encode())
    assert caught.value.line == 2


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("turtle", TRIPLE),
        ("jsonld", b'{"@id": "http://example.org/s", "http://example.org/p": "x"}'),
        ("nquads", f"<http://e/s> <http://e/p> <http://e/o> <{G}> .".encode()),
        (
            "rdfxml",
            b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
            b"<rdf:Description><rdf:value>x</rdf:value></rdf:Description></rdf:RDF>",
        ),
    ],
)
def test_every_format_of_graphs_is_read(name, body, built, generations):
    result = change(generations, ChangeRequest("replace", G, ((name, len(body)),)), body)
    assert result.changed == (G,)
    with OxigraphStore.open_read_only(generations.current().store_path) as store:
        quads = tuple(store.dump(G))
    assert len(quads) >= 1
    assert graph_hash(quads) == generations.current().manifest.contents.graphs[G].sha256


def test_integers_get_back_the_type_that_shapes_ask_for():
    line = b'<s> <p> "4"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
    restored = b'<s> <p> "4"^^<http://www.w3.org/2001/XMLSchema#nonNegativeInteger> .\n'
    assert restore_datatype(line, frozenset({b"<p>"})) == restored
    assert restore_datatype(line, frozenset({b"<q>"})) == line
    assert restore_datatype(b"<s> <p> <o> .\n", frozenset({b"<p>"})) == b"<s> <p> <o> .\n"


ERRORS: tuple[KgError, ...] = (
    QuerySyntaxError("x", line=2, column=3),
    QueryRefused("x", line=2, column=3),
    RdfSyntaxError("body.ttl", "x", line=2, column=3),
    ParameterError("graph", "x", "y"),
    NotFoundError("graph", "x", ("y",)),
    QueryTooLarge("memory", 5),
    StoreBusy("x", retry_after_s=7),
    ValidationFailed(Report(()), 3),
    PreconditionFailed("x"),
    NotWritable("x"),
    SourceError("x"),
    StoreUnavailable("x"),
    StoreError("x"),
)


@pytest.mark.parametrize("error", ERRORS, ids=[error.code for error in ERRORS])
def test_errors_travel_between_processes(error):
    arrived = decode_error(json.loads(json.dumps(encode_error(error))))
    assert (type(arrived), str(arrived)) == (type(error), str(error))
    for name in ("line", "column", "parameter", "nearest", "limit_bytes", "retry_after_s"):
        found, sent = getattr(arrived, name, None), getattr(error, name, None)
        assert (list(found) if isinstance(found, tuple | list) else found) == (
            list(sent) if isinstance(sent, tuple) else sent
        )


def head(var: Path, request: ChangeRequest, **more):
    fields = {
        "kind": request.kind,
        "graph": request.graph,
        "parts": [list(part) for part in request.parts],
        "using_default": [],
        "using_named": [],
    }
    return {
        "var": str(var),
        "keep": 3,
        "engine": "shifty",
        "chain_limit": 5_000_000,
        "memory_bytes": 4 * 1024**3,
        "request": fields,
        "agent": WHO.name,
        "scope": WHO.scope,
        "at": WHO.at,
        **more,
    }


def test_a_job_answers_with_the_result_or_the_error(built, generations):
    request, body = replace()
    done = run(head(generations.var, request), body)
    assert (done["changed"], done["created"]) == ((G,), True)
    refused = run(head(generations.var, ChangeRequest("delete", source_graph("none"))), b"")
    assert isinstance(decode_error(refused["error"]), NotFoundError)


def test_a_job_ends_with_its_input():
    assert serve(io.BytesIO(b""), io.BytesIO()) == 0


def test_the_process_of_changes_is_kept_and_replaced(built, generations):
    process = ChangeProcess()
    try:
        request, body = replace()
        first = process.call(head(generations.var, request), body, 120)
        assert first["changed"] == [G]
        kept = process._process.pid
        again = process.call(head(generations.var, request), body, 120)
        assert again["changed"] == []
        assert process._process.pid == kept
        os.kill(kept, 9)
        process._process.wait()
        assert process.call(head(generations.var, request), body, 120)["changed"] == []
        with pytest.raises(QueryTimeout):
            process.call(head(generations.var, request), body, 0.0)
        with pytest.raises((QueryTooLarge, StoreError)):
            # no memory at all: the child dies, and says so by its code
            process.call(head(generations.var, request, memory_bytes=1), body, 120)
    finally:
        process.close()
    process.close()


SOURCE = """\
slug: {slug}
title: {{vi: Nguồn, en: Source}}
publisher: phép thử
language: vi
collection: test
licence_note: none
"""
UNIT = b"""
@prefix ph: <https://w3id.org/phoihop/ontology#> .
@prefix id: <https://w3id.org/phoihop/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
id:ent\\/ghi a ph:Enterprise ; rdfs:label "Doanh nghi\xe1\xbb\x87p ghi"@vi ;
  ph:evidence <https://w3id.org/phoihop/id/ev/written.at-00000000> .
<https://w3id.org/phoihop/id/ev/written.at-00000000> a ph:EvidenceSpan ;
  <http://www.w3.org/ns/oa#hasSource> <https://w3id.org/phoihop/id/src/written> ;
  ph:locator "trang 1" .
"""


def add_folder(data, slug, **tables):
    folder = data / slug
    folder.mkdir()
    (folder / "source.yml").write_text(SOURCE.format(slug=slug), encoding="utf-8")
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")


def quads_of(generation, graph):
    with OxigraphStore.open_read_only(generation.store_path) as store:
        return set(store.dump(graph))


def test_a_build_carries_what_was_written(built, generations, data, tmp_path):
    change(generations, *replace(body=UNIT))
    before = generations.current()
    # a table may refer to what only the written graph describes
    units = "id,type,label@vi,organisedIn,evidence\nunit/moi,PartyCell,Chi bộ mới,ent/ghi,trang 2\n"
    add_folder(data, "moi", units=units)
    whole = Generations(shutil.copytree(generations.var, tmp_path / "whole"), keep=3)
    after = build([data], generations)
    assert after.built and after.base == before.id
    assert quads_of(after.generation, G) == quads_of(before, G) != set()
    records = {quad.subject.value for quad in quads_of(before, GRAPH_META)}
    kept = {quad.subject.value for quad in quads_of(after.generation, GRAPH_META)}
    assert {one for one in records if "/log/" in one} <= kept
    contents = after.generation.manifest.contents
    assert contents.inputs["written/" + G] == before.manifest.contents.inputs["written/" + G]
    assert build([data], whole, BuildOptions(incremental=False)).whole == "asked"
    assert whole.current().content_hash == after.generation.content_hash
    assert whole.current().manifest.contents == contents
    assert build([data], generations).built is False


def test_a_build_drops_what_was_written_when_it_is_told_to(built, generations, data):
    change(generations, *replace())
    forced = build([data], generations, BuildOptions(force=True)).generation
    assert G not in forced.manifest.contents.graphs
    assert forced.content_hash == built.content_hash


def test_counts_are_carried_as_they_were_written(built, generations, data):
    # the engine keeps every integer as xsd:integer, of which shapes would complain
    span = b"""
    @prefix oa: <http://www.w3.org/ns/oa#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    <https://w3id.org/phoihop/id/ev/written.3-9.selector> a oa:TextPositionSelector ;
      oa:start "3"^^xsd:nonNegativeInteger ; oa:end "9"^^xsd:nonNegativeInteger ."""
    change(generations, *replace(body=span))
    add_folder(data, "moi", areas="id,label@vi,evidence\narea/moi,Xã mới,trang 2\n")
    for options in (BuildOptions(), BuildOptions(incremental=False)):
        generation = build([data], generations, options).generation
        assert generation.manifest.contents.findings["violation"] == 0
        assert len(quads_of(generation, G)) == 3


def test_a_folder_may_not_have_the_graph_that_was_written(built, generations, data):
    change(generations, *replace())
    before = generations.current_id()
    add_folder(data, "written", areas="id,label@vi,evidence\narea/moi,Xã mới,trang 2\n")
    with pytest.raises(TableError) as caught:
        build([data], generations)
    (fault,) = caught.value.faults
    assert (fault.code, fault.column, fault.value) == ("duplicate-row", "slug", "written")
    assert "--force" in fault.expected
    assert generations.current_id() == before
    change(generations, ChangeRequest("delete", G))
    assert G in build([data], generations).generation.manifest.contents.graphs
