from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import SourceError, TableError
from kg.ingest import discover
from kg.ingest.bulk import RdfFile
from kg.ingest.discover import find_source_folders, list_input_files
from kg.ingest.folder import read_folders
from kg.model.iri import GRAPH_CURATED, GRAPH_META, source_graph
from kg.model.terms import RDF, XSD, BlankNode, Iri, Quad, format_quad, typed

ID = "https://w3id.org/phoihop/id/"
DCTERMS = "http://purl.org/dc/terms/"
ONTOLOGY = "https://w3id.org/phoihop/ontology#"
PEOPLE = "id,label@vi,evidence\nper/n,Người N,paragraph 1\n"
COMMITTEES = "id,label@vi,evidence\ncom/a,Đảng ủy A,paragraph 1\n"
HOLDINGS = "member,role,organization,certainty,evidence\n"

MakeSource = Callable[..., Path]


def other(yml: str, slug: str = "bao-b") -> str:
    return yml.replace("slug: bao-a", f"slug: {slug}")


def faults(paths: list[Path]) -> list[tuple[str, int, str]]:
    with pytest.raises(TableError) as caught:
        read_folders(paths)
    return [(fault.file, fault.row, fault.code) for fault in caught.value.faults]


def lines(quads: tuple[Quad, ...]) -> list[str]:
    return [format_quad(quad) for quad in quads]


def test_references_resolve_over_all_sources(
    make_source: MakeSource, description: str, tmp_path: Path
) -> None:
    make_source({"people.csv": PEOPLE, "committees.csv": COMMITTEES})
    holding = HOLDINGS + "Người N,bi-thu,com/a,stated,paragraph 2\n"
    make_source({"post-holdings.csv": holding}, "data/deep/er/b", other(description))
    found = read_folders([tmp_path])
    assert [source.slug for source in found.sources] == ["bao-a", "bao-b"]
    assert list(found.graphs) == [GRAPH_META, source_graph("bao-a"), source_graph("bao-b")]
    claim = found.graphs[source_graph("bao-b")]
    member = Iri("http://www.w3.org/ns/org#member")
    assert [q.object for q in claim if q.predicate == member] == [Iri(f"{ID}per/n")]
    assert faults([tmp_path / "data/deep"]) == [
        ("er/b/post-holdings.csv", 2, "unresolved-reference"),
        ("er/b/post-holdings.csv", 2, "unresolved-reference"),
    ]


def test_nothing_depends_on_the_order_of_folders(
    make_source: MakeSource, description: str, tmp_path: Path
) -> None:
    turtle = f"<{ID}per/n> <https://e.example/p> [ <https://e.example/q> 1 ] ."
    folders = [
        make_source({"people.csv": PEOPLE, "x.ttl": turtle}, "x"),
        make_source({"committees.csv": COMMITTEES}, "y", other(description)),
        make_source({"people.csv": PEOPLE}, "z", other(description, "bao-c")),
    ]
    readings = [read_folders(list(order)) for order in itertools.permutations(folders)]
    assert all(reading == readings[0] for reading in readings)
    moved = make_source({"x.ttl": turtle, "people.csv": PEOPLE}, "elsewhere/w")
    assert read_folders([moved]).graphs == read_folders([folders[0]]).graphs
    assert read_folders([tmp_path / "x", tmp_path / "x/."]) == read_folders([tmp_path / "x"])


def test_a_source_is_described_in_the_meta_graph(
    make_source: MakeSource, held_description: str
) -> None:
    more = "published: 2017-10-09T13:35\nurl: https://bao-a.example/1\nreach: whole page\n"
    meta = read_folders([make_source(yml=held_description + more)]).graphs[GRAPH_META]
    node, home = f"<{ID}src/bao-a>", f"<{GRAPH_META}> ."
    assert sorted(lines(meta)) == sorted(
        [
            f"{node} <{RDF}type> <{ONTOLOGY}SourceDocument> {home}",
            f'{node} <{DCTERMS}title> "Hội nghị sơ kết"@vi {home}',
            f'{node} <{DCTERMS}title> "Review conference"@en {home}',
            f'{node} <{DCTERMS}publisher> "bao-a.example" {home}',
            f'{node} <{DCTERMS}language> "vi" {home}',
            f'{node} <{DCTERMS}issued> "2017-10-09T13:35:00"^^<{XSD}dateTime> {home}',
            f"{node} <{DCTERMS}source> <https://bao-a.example/1> {home}",
            f'{node} <{ONTOLOGY}collection> "news" {home}',
            f'{node} <{ONTOLOGY}licenceNote> "Facts only" {home}',
            f'{node} <{ONTOLOGY}fileName> "a.txt" {home}',
            f'{node} <{ONTOLOGY}sha256> "{"a" * 64}" {home}',
            f'{node} <{ONTOLOGY}reach> "whole page" {home}',
            f'{node} <{ONTOLOGY}characterCount> "2000"^^<{XSD}nonNegativeInteger> {home}',
            f"<{source_graph('bao-a')}> <http://www.w3.org/ns/prov#wasDerivedFrom> {node} {home}",
        ]
    )


def test_a_date_of_publication_keeps_its_precision(
    make_source: MakeSource, description: str
) -> None:
    meta = read_folders([make_source(yml=f"{description}published: 2008-11\n")]).graphs[GRAPH_META]
    assert typed("2008-11", "gYearMonth") in [quad.object for quad in meta]


def test_a_curated_folder_goes_to_the_curated_graph(
    make_source: MakeSource, description: str
) -> None:
    yml = description.replace("collection: news", "kind: curated")
    trig = f"<{GRAPH_CURATED}> {{ <https://e/a> <https://e/p> <https://e/b> }}"
    found = read_folders([make_source({"people.csv": PEOPLE, "a.trig": trig}, yml=yml)])
    assert {quad.graph.value for quad in found.graphs[GRAPH_CURATED]} == {GRAPH_CURATED}
    assert len(found.graphs[GRAPH_CURATED]) == 7
    derived = Iri("http://www.w3.org/ns/prov#wasDerivedFrom")
    assert [q.subject for q in found.graphs[GRAPH_META] if q.predicate == derived] == [
        Iri(GRAPH_CURATED)
    ]


def test_quads_are_not_repeated_and_none_is_blank(make_source: MakeSource) -> None:
    both = "id,label@vi,evidence\nper/n,Người N,paragraph 1\nper/m,Người M,paragraph 1\n"
    again = f'<{ID}per/n> <http://www.w3.org/2000/01/rdf-schema#label> "Người N"@vi .'
    folder = make_source({"people.csv": both, "a.ttl": again, "b.ttl": again})
    quads = read_folders([folder]).graphs[source_graph("bao-a")]
    assert len(set(quads)) == len(quads) == 9
    assert not any(isinstance(term, BlankNode) for q in quads for term in (q.subject, q.object))


def test_tables_may_refer_to_what_rdf_files_describe(make_source: MakeSource) -> None:
    turtle = (
        f"<{ID}per/n> a <{ONTOLOGY}Person> ;"
        ' <http://www.w3.org/2000/01/rdf-schema#label> "Người N"@vi .'
        f" [] a <{ONTOLOGY}Validity> ."
    )
    holding = HOLDINGS + "Người N,bi-thu,com/a,stated,paragraph 2\n"
    files = {"committees.csv": COMMITTEES, "post-holdings.csv": holding, "a.ttl": turtle}
    assert read_folders([make_source(files)]).graphs


def test_a_large_file_is_handed_on_and_its_nodes_are_known(make_source: MakeSource) -> None:
    graph = source_graph("bao-a")
    line = (
        f"<{ID}per/n> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
        f"<{ONTOLOGY}Person> <{graph}> .\n"
    )
    holding = HOLDINGS + "per/n,bi-thu,com/a,stated,paragraph 2\n"
    folder = make_source(
        {"a.nq": line * 2, "committees.csv": COMMITTEES, "post-holdings.csv": holding}
    )
    found = read_folders([folder], bulk_bytes=100)
    assert found.files == (RdfFile(folder / "a.nq", graph, 2),)
    assert Iri(f"{ID}per/n") not in {quad.subject for quad in found.graphs[graph]}
    assert read_folders([folder]).files == ()
    (folder / "post-holdings.csv").unlink()
    (folder / "committees.csv").unlink()
    assert read_folders([folder], bulk_bytes=100).graphs[graph] == ()


def test_a_file_that_cannot_go_as_it_is_is_read_if_it_is_not_too_large(
    make_source: MakeSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = source_graph("bao-a")
    folder = make_source({"a.nq": f'_:b <{ONTOLOGY}note> "x" <{graph}> .\n'})
    found = read_folders([folder], bulk_bytes=1)
    assert not found.files
    assert len(found.graphs[graph]) == 1
    monkeypatch.setattr("kg.ingest.folder.OBJECT_BYTES", 1)
    with pytest.raises(TableError, match="blank nodes"):
        read_folders([folder], bulk_bytes=1)


def test_spans_of_tables_and_rdf_are_listed(make_source: MakeSource, held_description: str) -> None:
    turtle = f'<{ID}ev/bao-a.9-12> <{ONTOLOGY}sha256> "{"e" * 64}" .'
    folder = make_source(
        {
            "people.csv": "id,label@vi,evidence\nper/n,Người N,3-9\n",
            "spans.csv": f"start,end,sha256\n3,9,{'d' * 64}\n",
            "a.ttl": turtle,
        },
        yml=held_description,
    )
    spans = read_folders([folder]).spans
    assert [(span.start, span.end, span.sha256[0]) for span in spans] == [(3, 9, "d"), (9, 12, "e")]


def test_all_faults_of_all_folders_are_raised_at_once(
    make_source: MakeSource, description: str, tmp_path: Path
) -> None:
    make_source({"people.csv": PEOPLE.replace("per/n", "per/N"), "bad.ttl": "x"}, "data/a")
    make_source({"people.csv": PEOPLE}, "data/b", other(description) + "licence: x\n")
    holding = HOLDINGS + "per/n,bi thu,per/n,stated,paragraph 2\n"
    make_source({"post-holdings.csv": holding}, "data/c", other(description, "bao-c"))
    make_source({"table.xlsx": b"PK"}, "data/d", other(description, "bao-c"))
    loose = tmp_path / "data/e"
    loose.mkdir()
    (loose / "people.csv").write_text(PEOPLE)
    (loose / "notes.md").write_text("x")
    assert faults([tmp_path / "data"]) == [
        ("a/bad.ttl", 1, "rdf-syntax-error"),
        ("a/people.csv", 2, "bad-id"),
        ("b/source.yml", 9, "unknown-key"),
        ("c/post-holdings.csv", 2, "bad-code"),
        ("c/post-holdings.csv", 2, "wrong-type"),
        ("d/source.yml", 0, "duplicate-row"),
        ("d/table.xlsx", 0, "unknown-file"),
        ("e/people.csv", 0, "no-description"),
    ]


def test_faults_of_several_roots_say_which(
    make_source: MakeSource, description: str, tmp_path: Path
) -> None:
    make_source({"people.csv": ""}, "one/a")
    make_source({"people.csv": ""}, "two", other(description))
    assert [file for file, _, _ in faults([tmp_path / "one", tmp_path / "two"])] == [
        "one/a/people.csv",
        "two/people.csv",
    ]


def test_an_rdf_fault_names_the_column(make_source: MakeSource) -> None:
    with pytest.raises(TableError, match=r"a\.ttl:1 \[column 1\]"):
        read_folders([make_source({"a.ttl": "?"})])


@pytest.mark.parametrize("suffix", ["", "/nothing"])
def test_paths_without_a_source_are_refused(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(SourceError):
        read_folders([Path(f"{tmp_path}{suffix}")])


def test_hidden_folders_and_links_are_not_searched(
    make_source: MakeSource, description: str, tmp_path: Path
) -> None:
    folder = make_source(name="data/a")
    make_source({}, "data/.old", other(description))
    (folder / "loop").symlink_to(tmp_path / "data", target_is_directory=True)
    log: list[discover.FaultLog] = []
    assert [found.shown for found in find_source_folders([tmp_path], log)] == ["data/a/"]


def test_inputs_are_the_files_that_are_read(make_source: MakeSource, tmp_path: Path) -> None:
    folder = make_source({"people.csv": PEOPLE, "a.ttl": "", "spans.csv": "", "README.md": "x"})
    assert [path.name for path in list_input_files([tmp_path])] == [
        "a.ttl",
        "people.csv",
        "source.yml",
        "spans.csv",
    ]
    folder.rename(folder.with_name("b"))
    assert len(list_input_files([tmp_path])) == 4
