"""A change worked out from the generation before it is that of a build of everything."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import sqlite3
from contextlib import closing

import pytest

from kg.build.change import Author, apply_change
from kg.build.change_request import ChangeRequest
from kg.build.result import BuildOptions
from kg.errors import ValidationFailed
from kg.index.search import SearchIndex
from kg.model.iri import source_graph
from kg.publish import Generations
from kg.store.oxigraph import OxigraphStore

WHO = Author("tester", "writer", "2026-01-02T03:04:05+00:00")
FULL = BuildOptions(incremental=False)
SOURCES = ("one", "two", "three")
HEAD = """@prefix ph: <https://w3id.org/phoihop/ontology#> .
@prefix id: <https://w3id.org/phoihop/id/> .
@prefix cert: <https://w3id.org/phoihop/id/cert/> .
@prefix line: <https://w3id.org/phoihop/id/line/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def i(name):
    return f"<https://w3id.org/phoihop/id/{name}>"


def statement(kind, cls, below, above, rng, slug):
    """Return a statement with evidence; every source has its own node for it."""
    node = f"{kind}/{hashlib.sha256(f'{below}{above}{slug}'.encode()).hexdigest()[:16]}"
    year = rng.choice((2015, 2017, 2019))
    line = "line:ownership" if kind == "aff" else rng.choice(("line:vertical", "line:territorial"))
    kinds = f"; ph:affiliationKind {i('aff-kind/subsidiary')}" if kind == "aff" else ""
    place = f"ev/{slug}.at-{rng.randrange(3)}"
    return f"""{i(node)} a ph:{cls} ; ph:subordinate {i(below)} ; ph:superior {i(above)} ;
  ph:line {line} ; ph:certainty cert:stated ; ph:evidence {i(place)} ;
  ph:validity {i(node + ".validity")} {kinds} .
{i(node + ".validity")} a ph:Validity ; ph:startLatest "{year}-01-01"^^xsd:date ;
  ph:endEarliest "{year + 1}-01-01"^^xsd:date .
{i(place)} a ph:EvidenceSpan ;
  <http://www.w3.org/ns/oa#hasSource> {i("src/" + slug)} ; ph:locator "paragraph" .
"""


def document(rng, slug):
    """Return a random small source: units and committees of five, statements between them."""
    parts = [HEAD]
    place = f"ev/{slug}.at-9"
    told = f"ph:evidence {i(place)} ."
    parts.append(
        f"{i(place)} a ph:EvidenceSpan ;"
        f' <http://www.w3.org/ns/oa#hasSource> {i("src/" + slug)} ; ph:locator "page" .'
    )
    for n in range(5):
        if rng.random() < 0.7:
            name = rng.choice((f"Đảng bộ {n}", "Đảng bộ chung"))
            cls = rng.choice(("PartyUnit", "PartyOrganisation"))
            parts.append(f'{i(f"unit/{n}")} a ph:{cls} ; rdfs:label "{name}"@vi ; {told}')
            if rng.random() < 0.5:
                parts.append(f"{i(f'unit/{n}')} ph:organisedIn {i(f'ent/{n}')} .")
            parts.append(f'{i(f"ent/{n}")} a ph:Enterprise ; rdfs:label "Công ty {n}"@vi ; {told}')
        if rng.random() < 0.7:
            parts.append(
                f'{i(f"com/{n}")} a ph:PartyCommittee ; rdfs:label "Đảng ủy {n}"@vi ; '
                f"ph:executiveCommitteeOf {i(f'unit/{n}')} ; {told}"
            )
            parts.append(f'{i(f"unit/{n}")} a ph:PartyUnit ; rdfs:label "Đảng bộ {n}"@vi ; {told}')
        if rng.random() < 0.5:
            parts.append(f'{i(f"per/ten-{n}")} a ph:Person ; rdfs:label "Tên {n}"@vi ; {told}')
    text = "".join(parts)
    for _ in range(rng.randrange(5)):
        below, above = sorted(rng.sample(range(5), 2))
        ends = f"unit/{below}", f"com/{above}"
        if rng.random() < 0.9 and not all(f"{i(end)} a " in text for end in ends):
            continue  # most statements are about what is described, so that some are published
        parts.append(statement("sub", "PartySubordination", *ends, rng, slug))
    if rng.random() < 0.3:
        parts.append(f"{i('com/0')} a ph:Event .")
    return "\n".join(parts).encode()


def contents(generation):
    with OxigraphStore.open_read_only(generation.store_path) as store:
        quads = {(graph, quad) for graph in store.graphs() for quad in store.dump(graph)}
        union = set(store.iter_triples())
    return quads, union


def names(generation):
    """All that the index of names holds, without the numbers of its rows; names in their order."""
    with closing(sqlite3.connect(generation.search_path)) as database:
        nodes = database.execute(
            "SELECT iri, type.name, superclasses, vi, en, name.text FROM node"
            " JOIN type ON type.id = node.type JOIN name ON name.id = best_name ORDER BY iri"
        ).fetchall()
        rows = database.execute(
            "SELECT name.id, iri, type.name, key, spelling, text, language FROM name"
            " JOIN node ON node.id = name.node JOIN type ON type.id = name.type ORDER BY name.id"
        ).fetchall()
        order = {row[0]: place for place, row in enumerate(rows)}
        words = sorted({word for row in rows for word in row[3].split()})
        found = {
            (word, column): [
                order[number]
                for (number,) in database.execute(
                    "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid",
                    (f'{column}:"{word}"',),
                )
            ]
            for word in words
            for column in ("key", "spelling")
        }
        types = database.execute("SELECT name FROM type ORDER BY name").fetchall()
        near = database.execute("SELECT * FROM near ORDER BY deletion, word").fetchall()
    return nodes, [row[1:] for row in rows], found, types, near


def answers(generation):
    files = sorted(generation.authority_path.iterdir())
    arrays = {path.name: path.read_bytes() for path in files}
    with SearchIndex.open(generation.search_path) as search:
        names = [search.search(text).hits for text in ("dang", "cong ty", "Đảng bộ chung", "ten")]
    return arrays, names


def change(generations, request, body, options):
    """Return what went wrong, or nothing."""
    try:
        apply_change(request, body, WHO, generations, options)
    except ValidationFailed as error:
        return error.report
    return None


def test_a_source_of_which_the_index_does_not_speak_leaves_it_as_a_whole_build_does(
    built, generations, tmp_path
):
    whole = Generations(shutil.copytree(generations.var, tmp_path / "whole"), keep=3)
    body = f"""{HEAD}
      {i("ev/four.at-1")} a ph:EvidenceSpan ; ph:locator "page" ;
        <http://www.w3.org/ns/oa#hasSource> {i("src/four")} .
      {i("per/mot-nguoi")} a ph:Person ; rdfs:label "Một Người"@vi ;
        ph:evidence {i("ev/four.at-1")} .
    """.encode()
    request = ChangeRequest("replace", source_graph("four"), (("turtle", len(body)),))
    for one, options in ((generations, BuildOptions()), (whole, FULL)):
        assert change(one, request, body, options) is None
    assert answers(generations.current()) == answers(whole.current())


@pytest.mark.parametrize("seed", range(4))
def test_changes_worked_out_are_those_of_a_whole_build(seed, built, generations, tmp_path):
    rng = random.Random(seed)
    whole = Generations(shutil.copytree(generations.var, tmp_path / "whole"), keep=3)
    published = 0
    written = set()
    for _ in range(6):
        slug = rng.choice(SOURCES)
        graph = source_graph(slug)
        if graph in written and rng.random() < 0.3:
            request, body = ChangeRequest("delete", graph), b""
        else:
            body = document(rng, slug)
            kind = "add" if rng.random() < 0.2 else "replace"
            request = ChangeRequest(kind, graph, (("turtle", len(body)),))
        said = change(generations, request, body, BuildOptions())
        expected = change(whole, request, body, FULL)
        assert said == expected
        if expected is not None:
            continue
        published += 1
        (written.discard if request.kind == "delete" else written.add)(graph)
        one, other = generations.current(), whole.current()
        assert contents(one) == contents(other)
        assert one.manifest.contents == other.manifest.contents
        assert json.loads(one.report_path.read_text()) == json.loads(other.report_path.read_text())
        assert answers(one) == answers(other)
        assert names(one) == names(other)
    assert published, "every change was refused"


def test_a_finding_at_a_node_stays_when_a_new_source_points_to_it(built, generations, tmp_path):
    whole = Generations(shutil.copytree(generations.var, tmp_path / "whole"), keep=3)
    place = f"{i('ev/one.at-1')} a ph:EvidenceSpan ; ph:locator 'page' ;"
    place += f" <http://www.w3.org/ns/oa#hasSource> {i('src/one')} ."
    unit = f"{i('unit/n')} a ph:PartyUnit ; rdfs:label 'Đảng bộ N'@vi, 'Đảng bộ M'@vi ;"
    unit += f" ph:evidence {i('ev/one.at-1')} ."
    committee = f"{i('com/n')} a ph:PartyCommittee ; rdfs:label 'Đảng ủy N'@vi ;"
    committee += f" ph:executiveCommitteeOf {i('unit/n')} ; ph:evidence {i('ev/two.at-1')} ."
    texts = {"one": HEAD + place + unit, "two": HEAD + place.replace("one", "two") + committee}
    for slug, text in texts.items():
        request = ChangeRequest("replace", source_graph(slug), (("turtle", len(text.encode())),))
        for each, options in ((generations, BuildOptions()), (whole, FULL)):
            assert change(each, request, text.encode(), options) is None
            found = json.loads(each.current().report_path.read_text())["results"]
            (labels,) = [one for one in found if one["focus"].endswith("unit/n")]
            assert labels["shape"] == "C07"
