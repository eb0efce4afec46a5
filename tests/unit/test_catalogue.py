"""Question files, the catalogue, and asking with parameters."""

from __future__ import annotations

import doctest
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.errors import NotFoundError, OntologyError, ParameterError
from kg.model.iri import GRAPH, ID, ONTOLOGY
from kg.model.terms import RDF, RDFS, Iri, Quad, text, typed
from kg.query import document
from kg.query import question as question_module
from kg.query.catalogue import (
    Catalogue,
    bind_parameters,
    build_catalogue,
    load_catalogue,
    named_query,
    run_question,
)
from kg.query.question import (
    Question,
    find_unknown,
    format_cell,
    load_expected,
    parse_question,
)
from kg.store.base import Solutions
from kg.store.oxigraph import OxigraphStore

HOME = Iri(GRAPH + "source/a")
TEXT = """\
# question-vi: Ai?
# question-en: Who?
# note-vi: Ghi chú.
# note-en: A note.
# param: person id:per per/a người | the person
# param: day date - ngày | the day
# column: asked người được hỏi | who was asked about
# column: label tên | the name
# answer: label

PREFIX per: <https://w3id.org/phoihop/id/per/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT ?asked ?label WHERE {
  BIND(COALESCE(?person, per:a) AS ?asked)
  ?asked a ?any .
  OPTIONAL { ?asked rdfs:label ?label FILTER(?day > "2000-01-01"^^xsd:date) }
}
"""


def _write(folder: Path, text_: str = TEXT, name: str = "07-who.rq") -> Path:
    path = folder / name
    path.write_text(text_, encoding="utf-8")
    return path


@pytest.fixture
def question(tmp_path: Path) -> Question:
    return parse_question(_write(tmp_path))


@pytest.fixture(scope="module")
def view() -> Iterator[OxigraphStore]:
    store = OxigraphStore()
    quads = [
        Quad(Iri(f"{ID}per/{name}"), Iri(RDF + "type"), Iri(ONTOLOGY + "Person"), HOME)
        for name in ("a", "b")
    ]
    quads.append(Quad(Iri(ID + "per/b"), Iri(RDFS + "label"), text("Bê", "vi"), HOME))
    store.load(HOME.value, quads)
    yield store
    store.close()


def test_header_becomes_a_question(question: Question) -> None:
    assert (question.number, question.slug, question.name) == (7, "who", "07-who")
    assert (question.text_vi, question.text_en) == ("Ai?", "Who?")
    assert (question.note_vi, question.note_en) == ("Ghi chú.", "A note.")
    assert [(p.name, p.type, p.default) for p in question.parameters] == [
        ("person", "id:per", "per/a"),
        ("day", "date", None),
    ]
    assert [column.name for column in question.columns] == ["asked", "label"]
    assert question.answer == ("label",)
    assert question.sparql == TEXT
    assert question.expected.name == "07-who.expected.csv"
    found = question.parameter("day")
    assert found is not None
    assert found.description_en == "the day"
    assert question.parameter("days") is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# question-vi: Ai?\n", ""),
        ("# question-en: Who?", "# question-en: Who?\n# question-en: Who else?"),
        ("# note-vi:", "# remark:"),
        ("# note-vi: Ghi chú.", "# note-vi:"),
        ("# note-vi: Ghi chú.", "# just a comment"),
        ("id:per", "id:person"),
        ("người | the person", "the person"),
        ("# param: day date - ngày | the day", "# param: day date"),
        ("| who was asked about", "|"),
        ("# answer: label", "# answer: person"),
        ("# answer: label", ""),
    ],
)
def test_faulty_headers_are_refused(tmp_path: Path, old: str, new: str) -> None:
    assert old in TEXT
    with pytest.raises(OntologyError):
        parse_question(_write(tmp_path, TEXT.replace(old, new, 1)))


@pytest.mark.parametrize("name", ["who.rq", "7-who.rq", "07_who.rq", "07-Who.rq", "07-.rq"])
def test_files_are_named_by_number_and_slug(tmp_path: Path, name: str) -> None:
    with pytest.raises(OntologyError, match=name):
        parse_question(_write(tmp_path, name=name))


def test_expected_rows_have_the_columns_of_the_question(question: Question) -> None:
    with pytest.raises(OntologyError, match="no expected rows"):
        load_expected(question)
    question.expected.write_text("asked,label\nper/a,\n", encoding="utf-8")
    assert load_expected(question) == (("per/a", ""),)
    question.expected.write_text("label,asked\n", encoding="utf-8")
    with pytest.raises(OntologyError, match="header"):
        load_expected(question)
    question.expected.write_text("", encoding="utf-8")
    with pytest.raises(OntologyError, match="header"):
        load_expected(question)


def test_catalogue_is_ordered_and_closed() -> None:
    catalogue = load_catalogue()
    numbers = [question.number for question in catalogue]
    assert numbers == sorted(set(numbers))
    assert len(catalogue) == len(numbers) == len(catalogue.questions)
    first = catalogue.questions[0]
    assert all(catalogue.get(name) is first for name in (1, "1", "01", first.slug, first.name))


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        (4, "3"),
        ("32", "33"),
        ("units-under-bot", "units-under-both"),
        ("-1", None),
        ("9" * 5000, None),
        ("../../etc/passwd", None),
        ("\u0661", None),
    ],
)
def test_what_is_not_in_the_catalogue_is_not_found(name: int | str, nearest: str | None) -> None:
    with pytest.raises(NotFoundError) as caught:
        load_catalogue().get(name)
    assert caught.value.kind == "question"
    assert nearest is None or nearest in caught.value.nearest


def test_two_questions_of_one_number_are_refused(tmp_path: Path) -> None:
    paths = [_write(tmp_path), _write(tmp_path, name="07-who-else.rq")]
    assert len(build_catalogue(paths[:1])) == 1
    with pytest.raises(OntologyError, match="one number"):
        build_catalogue(paths)
    with pytest.raises(OntologyError, match="no questions"):
        build_catalogue([])


def test_values_are_bound_as_terms(view: OxigraphStore, question: Question) -> None:
    bound = bind_parameters(view, question, {"day": "2017-10-06", "person": "Bê"})
    assert bound == {"day": typed("2017-10-06", "date"), "person": Iri(ID + "per/b")}


def test_a_question_runs_with_its_defaults_and_with_values(
    view: OxigraphStore, question: Question
) -> None:
    solutions = run_question(view, question, {"day": "2017-10-06"})
    assert [tuple(map(format_cell, row)) for row in solutions.rows] == [("per/a", "")]
    assert find_unknown(question, solutions) == ("label",)
    solutions = run_question(view, question, {"day": "2017-10-06", "person": "per/b"})
    assert [tuple(map(format_cell, row)) for row in solutions.rows] == [("per/b", "Bê")]
    assert find_unknown(question, solutions) == ()
    assert find_unknown(question, Solutions(("asked", "label"), ())) == ()


@pytest.mark.parametrize(
    ("parameters", "parameter", "hint"),
    [
        ({"day": "2017-10-06", "persons": "per/b"}, "persons", "person"),
        ({"day": "2017-10-06", "q": "per/b"}, "q", "person, day"),
        ({"person": "per/b"}, "day", "date"),
        ({"day": "yesterday"}, "day", "2017-10-06"),
        ({"day": ""}, "day", "2017-10-06"),
        ({"day": '2017-10-06"^^<x> } #'}, "day", "2017-10-06"),
    ],
)
def test_unknown_missing_and_faulty_parameters_are_refused(
    view: OxigraphStore,
    question: Question,
    parameters: dict[str, str],
    parameter: str,
    hint: str,
) -> None:
    with pytest.raises(ParameterError, match=hint) as caught:
        run_question(view, question, parameters)
    assert caught.value.parameter == parameter


@pytest.mark.parametrize("person", ["per/c", "com/quan-uy-hong-bang", "Xê", "per/b> } #"])
def test_a_node_that_does_not_exist_is_not_asked_about(
    view: OxigraphStore, question: Question, person: str
) -> None:
    with pytest.raises(NotFoundError):
        run_question(view, question, {"day": "2017-10-06", "person": person})


def test_a_question_must_be_a_select(view: OxigraphStore, tmp_path: Path) -> None:
    head = TEXT.partition("PREFIX")[0].replace("# param: day date - ngày | the day\n", "")
    question = parse_question(_write(tmp_path, head + "ASK { ?s ?p ?o }"))
    with pytest.raises(OntologyError, match="SELECT"):
        run_question(view, question)


def test_questions_use_no_prefixed_name_with_a_slash() -> None:
    # rdflib 7.6 reads `id:person\\/x` as an IRI with a backslash, and finds nothing.
    for question in load_catalogue():
        assert "\\/" not in question.sparql, question.name


def test_named_queries_are_closed() -> None:
    assert "SELECT" in named_query("under-both")
    for name in ("under-bot", "../../../etc/passwd", "", "under-both.rq"):
        with pytest.raises(NotFoundError):
            named_query(name)
    with pytest.raises(NotFoundError) as caught:
        named_query("under-bot")
    assert "under-both" in caught.value.nearest


def test_the_reference_page_is_as_generated(capsys: pytest.CaptureFixture[str]) -> None:
    assert document.main(["--check"]) == 0
    assert capsys.readouterr().err == ""


def test_the_reference_page_names_everything() -> None:
    page = document.format_page(load_catalogue())
    for question in load_catalogue():
        assert question.text_vi in page
        assert question.text_en in page
        for column in question.columns:
            assert f"`{column.name}`" in page


def test_drift_of_the_page_is_told_and_mended(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert document.main(["--check"], root=tmp_path) == 1
    assert "differs" in capsys.readouterr().err
    assert document.main([], root=tmp_path) == 0
    assert document.main(["--check"], root=tmp_path) == 0


def test_a_required_parameter_has_no_default_on_the_page(question: Question) -> None:
    question.expected.write_text("asked,label\nper/a,\n", encoding="utf-8")
    page = document.format_page(Catalogue((question,)))
    assert "| `day` | `date` |  | ngày | the day |" in page
    assert "| per/a | *unknown* |" in page
    assert "Ghi chú. A note." in page


def test_examples_of_the_docstrings_hold() -> None:
    assert doctest.testmod(question_module).failed == 0
