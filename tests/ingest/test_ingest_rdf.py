from __future__ import annotations

import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import RdfSyntaxError
from kg.ingest import rdf
from kg.ingest.rdf import FORMATS, check_syntax, read_graph, read_rdf
from kg.ingest.suffixes import RDF_SUFFIXES
from kg.model.iri import GRAPH_CURATED, source_graph
from kg.model.terms import Iri, Literal, Quad, Triple, text, typed

OWN = source_graph("bao-a")
PREFIXES = "@prefix ex: <https://e.example/> .\n"


def write(folder: Path, content: str | bytes, name: str = "a.ttl") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def fail(path: Path) -> RdfSyntaxError:
    with pytest.raises(RdfSyntaxError) as caught:
        read_rdf(path)
    assert caught.value.file == path.name
    return caught.value


def ex(local: str) -> Iri:
    return Iri(f"https://e.example/{local}")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.ttl", f"{PREFIXES}ex:a ex:p 'Đảng ủy'@vi , 4 ; ex:q ex:b ."),
        (
            "a.nt",
            '<https://e.example/a> <https://e.example/p> "Đảng ủy"@vi .\n'
            '<https://e.example/a> <https://e.example/p> "4"^^<http://www.w3.org/2001/XMLSchema#'
            "integer> .\n"
            "<https://e.example/a> <https://e.example/q> <https://e.example/b> .\n",
        ),
        (
            "a.jsonld",
            '{"@context": {"ex": "https://e.example/"}, "@id": "ex:a", "ex:q": {"@id": "ex:b"},'
            ' "ex:p": [{"@value": "Đảng ủy", "@language": "vi"}, 4]}',
        ),
    ],
)
def test_formats_without_graphs_give_triples(tmp_path: Path, name: str, content: str) -> None:
    assert set(read_rdf(write(tmp_path, content, name))) == {
        Triple(ex("a"), ex("p"), text("Đảng ủy", "vi")),
        Triple(ex("a"), ex("p"), typed("4", "integer")),
        Triple(ex("a"), ex("q"), ex("b")),
    }


def test_a_byte_order_mark_is_fine(tmp_path: Path) -> None:
    assert len(read_rdf(write(tmp_path, f"\ufeff{PREFIXES}ex:a ex:p 1 ."))) == 1


def test_formats_with_graphs_give_quads_and_triples(tmp_path: Path) -> None:
    path = write(tmp_path, f"{PREFIXES}ex:a ex:p ex:b . ex:g {{ ex:c ex:p ex:d }}", "a.trig")
    assert set(read_rdf(path)) == {
        Triple(ex("a"), ex("p"), ex("b")),
        Quad(ex("c"), ex("p"), ex("d"), ex("g")),
    }


def test_a_file_goes_to_the_graph_of_its_source(tmp_path: Path) -> None:
    turtle = write(tmp_path, f"{PREFIXES}ex:a ex:p ex:b .")
    assert read_graph(turtle, GRAPH_CURATED)[0].graph == Iri(GRAPH_CURATED)
    trig = write(tmp_path, f"{PREFIXES}ex:a ex:p ex:b . <{OWN}> {{ ex:c ex:p ex:d }}", "a.trig")
    assert {quad.graph for quad in read_graph(trig, OWN)} == {Iri(OWN)}


@pytest.mark.parametrize("other", [source_graph("bao-b"), GRAPH_CURATED])
def test_a_file_that_names_another_graph_is_refused(tmp_path: Path, other: str) -> None:
    path = write(tmp_path, f"<https://e/a> <https://e/p> <https://e/b> <{other}> .\n", "a.nq")
    with pytest.raises(RdfSyntaxError, match="not the source's own"):
        read_graph(path, OWN)


@pytest.mark.parametrize(
    ("content", "line", "column", "words"),
    [
        (f"{PREFIXES}ex:a ex:p\n  ex:b ;; ] .", 3, 11, "not well-formed Turtle near 'ex:b ;; ] .'"),
        ("<https://e/a> <https://e/p> <b> .", 1, 29, "relative IRI"),
        ("\n<https://e/a> no:p 1 .", 2, 15, "undeclared prefix"),
        ("<https://e/a> <https://e/p> 'open .", 1, 29, "not well-formed"),
    ],
)
def test_a_syntax_error_names_line_and_column(
    tmp_path: Path, content: str, line: int, column: int, words: str
) -> None:
    error = fail(write(tmp_path, content))
    assert error.line == line
    assert abs(error.column - column) <= 2
    assert words in error.reason


def test_a_latin_1_file_names_line_and_offset(tmp_path: Path) -> None:
    error = fail(write(tmp_path, f"{PREFIXES}ex:a ex:p 'Café' .".encode("latin-1")))
    assert error.line == 2
    assert "byte 0xE9 at offset" in error.reason


def test_a_declared_base_makes_iris_absolute(tmp_path: Path) -> None:
    (triple,) = read_rdf(write(tmp_path, "@base <https://e.example/> . <a> <p> <b> ."))
    assert triple == Triple(ex("a"), ex("p"), ex("b"))


def test_a_literal_over_the_limit_is_refused(tmp_path: Path) -> None:
    value = "đ" * (rdf.MAX_LITERAL_BYTES // 2)
    assert read_rdf(write(tmp_path, f"{PREFIXES}ex:a ex:p '{value}' ."))
    assert "over 1048576 bytes" in fail(write(tmp_path, f"{PREFIXES}ex:a ex:p '{value}x' .")).reason


def test_a_literal_that_is_not_nfc_is_refused(tmp_path: Path) -> None:
    assert "NFC" in fail(write(tmp_path, f"{PREFIXES}ex:a ex:p 'Ho\u0323\u0302i' .")).reason


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.ttl", f"{PREFIXES}<<( ex:a ex:p ex:b )>> ex:q ex:c ."),
        ("a.ttl", f"{PREFIXES}ex:a ex:p <<( ex:a ex:p ex:b )>> ."),
        ("a.ttl", f"{PREFIXES}ex:a ex:p 'x'@vi--ltr ."),
        ("a.trig", f"{PREFIXES}_:g {{ ex:a ex:p ex:b }}"),
    ],
)
def test_what_cannot_be_stored_is_refused(tmp_path: Path, name: str, content: str) -> None:
    fail(write(tmp_path, content, name))


BLANKS = """
ex:s ph:validity [ a ph:Validity ; ph:startLatest "2017-10-06" ; ph:via _:x ] .
ex:t ph:validity [ a ph:Validity ; ph:startLatest "2017-10-06" ] .
_:x ph:via _:y . _:y ph:depth 1 .
""".replace("ph:", "ex:")


def test_blank_nodes_become_the_same_iris_whatever_their_labels_and_order(tmp_path: Path) -> None:
    first = read_rdf(write(tmp_path, PREFIXES + BLANKS))
    turned = [line for line in reversed(BLANKS.replace("_:x", "_:b0").split("\n")) if line]
    second = read_rdf(write(tmp_path, PREFIXES + "\n".join(turned)))
    assert set(first) == set(second)
    nodes = {triple.subject for triple in first} | {triple.object for triple in first}
    former = {str(node) for node in nodes if str(node).startswith(rdf.GENID)}
    assert len(former) == 4
    assert all(isinstance(node, Iri | Literal) for node in nodes)


def test_blank_nodes_of_other_sources_and_files_are_other_nodes(tmp_path: Path) -> None:
    content = f"{PREFIXES}ex:s ex:p [] ."
    one, two = write(tmp_path, content, "a.ttl"), write(tmp_path, content, "b.ttl")
    objects = {
        read_graph(one, OWN)[0].object,
        read_graph(two, OWN)[0].object,
        read_graph(one, GRAPH_CURATED)[0].object,
    }
    assert len(objects) == 3


@pytest.mark.parametrize(
    "content",
    ["ex:s ex:p [ ex:q 1 ] , [ ex:q 1 ] .", "_:a ex:p _:b . _:b ex:p _:a ."],
)
def test_blank_nodes_that_nothing_tells_apart_are_refused(tmp_path: Path, content: str) -> None:
    assert "give them IRIs" in fail(write(tmp_path, PREFIXES + content)).reason


def test_a_long_list_of_blank_nodes_is_read(tmp_path: Path) -> None:
    items = " ".join(str(number % 3) for number in range(60))
    triples = read_rdf(write(tmp_path, f"{PREFIXES}ex:s ex:p ( {items} ) ."))
    assert len({triple.subject for triple in triples}) == 61


@pytest.mark.parametrize(
    "context",
    ['"CONTEXT"', '[{"ex": "https://e.example/"}, "CONTEXT"]', '{"@import": "CONTEXT"}'],
)
def test_a_remote_context_is_refused_and_never_fetched(tmp_path: Path, context: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/context.jsonld"
        content = f'{{"https://e.example/p": {{"@context": {context}}}}}'
        error = fail(write(tmp_path, content.replace("CONTEXT", address), "a.jsonld"))
        assert "never fetched" in error.reason
        assert address in error.reason
        with pytest.raises(TimeoutError):
            server.accept()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('{"@id": "x", "https://e.example/p": 1}', "relative IRI"),
        ('{"@id": "https://e.example/a", "https://e.example/p": {"@id": "x"}}', "relative IRI"),
        ('{"@id": "https://e.example/a", "label": "x"}', "key 'label'"),
        ('{"@context": {"label": "https://e.example/l"}, "lable": "x"}', "key 'lable'"),
        ('{"@id": ', "not well-formed JSON"),
        ("[" * 100_000, "nested too deep"),
    ],
)
def test_json_ld_that_would_lose_something_is_refused(
    tmp_path: Path, content: str, words: str
) -> None:
    assert words in fail(write(tmp_path, content, "a.jsonld")).reason


@pytest.mark.parametrize(
    "context",
    [
        '{"label": "https://e.example/l"}',
        '{"@vocab": "https://e.example/"}',
        '{"x": {"@id": "https://e.example/x", "@container": "@language"}, '
        '"label": "https://e.example/l"}',
    ],
)
def test_json_ld_with_its_context_inside_is_read(tmp_path: Path, context: str) -> None:
    content = f'{{"@context": {context}, "@id": "https://e.example/a", "label": "x"}}'
    assert len(read_rdf(write(tmp_path, content, "a.jsonld"))) == 1


def test_json_ld_may_declare_its_base(tmp_path: Path) -> None:
    content = '{"@context": {"@base": "https://e.example/"}, "@id": "a", "https://e.example/p": 1}'
    assert read_rdf(write(tmp_path, content, "a.jsonld"))[0].subject == ex("a")


def test_syntax_is_checked_without_keeping_anything(tmp_path: Path) -> None:
    good = "<https://e/a> <https://e/p> <https://e/b> .\n"
    assert check_syntax(write(tmp_path, good * 3, "a.nq")) == 3
    with pytest.raises(RdfSyntaxError) as caught:
        check_syntax(write(tmp_path, good + "<https://e/a> <https://e/p> .\n", "a.nq"))
    assert caught.value.line == 2


@given(st.binary(max_size=200), st.sampled_from(sorted(rdf.FORMATS)))
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, suffix: str
) -> None:
    path = write(tmp_path_factory.getbasetemp(), data, f"any{suffix}")
    try:
        read_rdf(path)
    except RdfSyntaxError as error:
        assert error.reason


def test_every_suffix_has_a_format():
    assert tuple(FORMATS) == RDF_SUFFIXES
