"""Adding and retracting: nothing changes before the report is clean, everything can be undone."""

from __future__ import annotations

import json
import shutil

import pytest

from kg.build.pipeline import build
from kg.build.result import BuildOptions
from kg.build.retract import restore_source, retract_source
from kg.build.retracted import active_folders, iter_known, read_retracted
from kg.errors import NotFoundError, ParameterError, SourceError, StoreBusy, TableError
from kg.publish import Generations

OPTIONS = BuildOptions()
CLAIM = "subordinate,superior,line,startLatest,endEarliest,certainty,evidence\n"


def test_a_dry_run_reports_and_changes_nothing(add, source, mine, generations, place):
    before = generations.current_id()
    result = add(source("mine", mine))
    assert result.built is None
    assert result.report.ok
    (finding,) = result.report.findings
    assert (finding.result.shape_id, finding.result.severity) == ("S19", "warning")
    assert result.to_dict()["applied"] is False
    assert generations.current_id() == before
    assert not (place / "var" / "sources").exists()


def test_what_was_added_is_built_again_to_the_same_hash(
    add, source, mine, generations, place, tmp_path, log_lines
):
    first = generations.current()
    added = add(source("mine", mine), apply=True).built
    assert added is not None
    assert added.generation.content_hash != first.content_hash
    folders = active_folders([place / "data"], place / "var")
    full = build(folders, Generations(tmp_path / "elsewhere")).generation
    assert full.content_hash == added.generation.content_hash
    assert not build(folders, generations).built
    line = json.loads(log_lines()[-1])
    assert (line["what"], line["who"], line["source"]) == ("add", "tester", "mine")
    assert line["before"] == first.id
    assert line["generation"] == added.generation.id


def test_retract_and_restore_give_the_hashes_back(add, source, mine, generations, place):
    first = generations.current()
    added = add(source("mine", mine), apply=True).built.generation
    data = [place / "data"]
    gone = retract_source("mine", data, generations, OPTIONS, "tester", "a reason").generation
    assert gone.content_hash == first.content_hash
    assert read_retracted(place / "var")["mine"].reason == "a reason"
    with pytest.raises(NotFoundError):
        retract_source("mine", data, generations, OPTIONS, "tester")
    with pytest.raises(ParameterError):
        add(place / "var" / "sources" / "mine")
    back = restore_source("mine", data, generations, OPTIONS, "tester").generation
    assert back.content_hash == added.content_hash
    with pytest.raises(NotFoundError):
        restore_source("mine", data, generations, OPTIONS, "tester")


def test_a_source_of_the_data_folders_is_retracted_without_being_touched(
    generations, place, tmp_path, log_lines
):
    data, before = [place / "data"], generations.current()
    gone = retract_source("second", data, generations, OPTIONS, "tester").generation
    alone = build([place / "data" / "first"], Generations(tmp_path / "alone")).generation
    assert gone.content_hash == alone.content_hash
    assert (place / "data" / "second" / "people.csv").exists()
    assert [json.loads(line)["what"] for line in log_lines()] == ["retract"]
    assert restore_source(
        "second", data, generations, OPTIONS, "tester"
    ).generation.content_hash == (before.content_hash)


def test_what_others_refer_to_is_not_retracted(generations, place):
    before = generations.current_id()
    with pytest.raises(TableError) as caught:
        retract_source("first", [place / "data"], generations, OPTIONS, "tester")
    assert {fault.code for fault in caught.value.faults} == {"retracted-reference"}
    assert generations.current_id() == before
    assert read_retracted(place / "var") == {}


def test_names_are_taken_once(add, source, mine, generations, place):
    with pytest.raises(ParameterError, match="retract"):
        add(source("first", mine))
    path = source("mine", mine)
    before = add(path, apply=True).built.generation
    with pytest.raises(ParameterError, match="--replace"):
        add(path, apply=True)
    (path / "subordinations.csv").write_text(
        f"{CLAIM}unit/p,com/a,vertical,2018,2018,implied,đoạn 2\n"
    )
    after = add(path, apply=True, replace=True).built.generation
    assert after.content_hash != before.content_hash
    assert [known.slug for known in iter_known([place / "data"], place / "var")] == [
        "first",
        "mine",
        "second",
    ]


def test_a_failed_publication_takes_the_folder_away(add, source, mine, generations, place):
    path = source("mine", mine)
    with generations.stage(), pytest.raises(StoreBusy):
        add(path, apply=True)
    assert not (place / "var" / "sources" / "mine").exists()


def test_a_damaged_record_is_said(place):
    (place / "var" / "retracted.json").write_text("[1]")
    with pytest.raises(SourceError):
        read_retracted(place / "var")


BAD_TABLES = {
    "a cycle": ({"subordinations": f"{CLAIM}unit/a,com/b,vertical,2017,2019,stated,đoạn 1\n"
                 "unit/b,com/a,vertical,2017,2019,stated,đoạn 1\n"}, "S18"),
    "a person who is an organisation": (
        {"x.ttl": "@prefix ph: <https://w3id.org/phoihop/ontology#> .\n"
         "<https://w3id.org/phoihop/id/com/a> a ph:Person .\n"}, None),
}  # fmt: skip


@pytest.mark.parametrize(("tables", "shape"), BAD_TABLES.values(), ids=BAD_TABLES)
def test_what_breaks_shapes_is_reported_and_not_published(
    add, source, generations, place, tables, shape
):
    before = generations.current_id()
    result = add(source("bad", tables), apply=True)
    assert result.report.violations
    assert result.built is None
    shapes = {finding.result.shape_id for finding in result.report.findings}
    assert shape is None or shape in shapes
    assert generations.current_id() == before
    assert not (place / "var" / "sources").exists()


BAD_CELLS = {
    "trailing space": (f"{CLAIM}unit/p ,com/a,vertical,2018,2018,stated,đoạn 1\n", "padded"),
    "NFD": (f"{CLAIM}Chi bo\u0302\u0323 P,com/a,vertical,2018,2018,stated,đoạn 1\n", "not-nfc"),
    "a near name": (f"{CLAIM}Chi bộ p,com/a,vertical,2018,2018,stated,x\n", "unresolved-reference"),
    "a date as a number": (f"{CLAIM}unit/p,com/a,vertical,43014,,stated,đoạn 1\n", "bad-date"),
}


@pytest.mark.parametrize(("text", "code"), BAD_CELLS.values(), ids=BAD_CELLS)
def test_a_bad_cell_is_reported_by_row_and_column(add, source, text, code):
    report = add(source("bad", {"subordinations": text}), apply=True).report
    (fault,) = report.faults
    assert (fault.file, fault.row, fault.code) == ("subordinations.csv", 2, code)
    assert fault.column in ("subordinate", "startLatest")
    assert not report.ok


def test_a_finding_stands_at_its_row(add, source):
    tables = {
        "units": "id,type,label@vi,evidence\nunit/q,PartyCell,Chi bộ Q,đoạn 1\n",
        "subordinations": f"{CLAIM}unit/q,com/a,vertical,2017,2019,stated,đoạn 1\n"
        "unit/q,com/b,territorial,2017,2019,stated,đoạn 1\n",
    }
    (finding,) = add(source("mine", tables)).report.findings
    assert (finding.result.shape_id, finding.file, finding.row) == ("S19", "units.csv", 2)


RDF = {
    "a huge literal": ("x.ttl", f'<urn:a> <urn:b> "{"x" * (1 << 20)}y" .', "rdf-syntax-error"),
    "a remote context": ("x.jsonld", '{"@context": "https://example.org/c"}', "rdf-syntax-error"),
    "another graph": ("x.trig", "<urn:g> { <urn:a> <urn:b> <urn:c> }", "rdf-syntax-error"),
}


@pytest.mark.parametrize(("name", "text", "code"), RDF.values(), ids=RDF)
def test_an_rdf_file_is_checked_before_anything(add, tmp_path, name, text, code):
    path = tmp_path / name
    path.write_text(text)
    report = add(path, apply=True, given={"slug": "rdf"}).report
    (fault,) = report.faults
    assert (fault.file, fault.code) == (name, code)


def test_an_rdf_file_becomes_a_source(add, tmp_path, generations, place):
    path = tmp_path / "Ghi chép.ttl"
    path.write_text(
        "@prefix ph: <https://w3id.org/phoihop/ontology#> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        '<https://w3id.org/phoihop/id/ent/e> skos:altLabel "E"@vi .'
    )
    result = add(path, apply=True)
    assert result.report.source == "ghi-chep"
    assert result.built is not None
    assert "https://w3id.org/phoihop/graph/source/ghi-chep" in (
        generations.current().manifest.contents.graphs
    )


@pytest.mark.parametrize("kind", ["nothing", "empty", "word", "two"])
def test_what_is_no_source_is_said(add, source, tmp_path, kind):
    path = tmp_path / kind
    if kind == "empty":
        path.mkdir()
    elif kind == "word":
        path = tmp_path / "x.docx"
        path.write_text("x")
    elif kind == "two":
        path = source("outer", {"people": "id,label@vi,evidence\n"})
        shutil.copytree(path, path / "inner")
    with pytest.raises(SourceError):
        add(path)


def test_a_slug_has_to_be_one(add, source, mine):
    with pytest.raises(ParameterError):
        add(source("mine", mine), given={"slug": "Không phải"})
    assert add(source("", mine, "no description")).report.source == "no-description"
