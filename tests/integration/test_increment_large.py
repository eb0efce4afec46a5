"""A source added beside large files: they are not read again, and nothing is different for it."""

from __future__ import annotations

import json
import shutil

import pytest

from kg.build.add import AddRequest, add_source
from kg.build.pipeline import build
from kg.build.result import BuildOptions
from kg.ingest.bulk import BULK_BYTES, is_still_bulk
from kg.publish import Generations

FULL = BuildOptions(incremental=False)
ID = "https://w3id.org/phoihop/id/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
PH = "https://w3id.org/phoihop/ontology#"
OA = "http://www.w3.org/ns/oa#"


def named(slug):
    """Return the quads of a unit of two names, and of a person whose name is near another's."""
    told = f"<{PH}evidence> <{ID}ev/{slug}.at-1>"
    said = (
        f'<{ID}unit/{slug}-7> <{RDFS}label> "Đảng bộ tên khác"@vi',
        f"<{ID}per/nguoi-m> <{RDF}type> <{PH}Person>",
        f'<{ID}per/nguoi-m> <{RDFS}label> "Người M"@vi',
        f"<{ID}per/nguoi-m> {told}",
    )
    return "".join(f"{one} <https://w3id.org/phoihop/graph/source/{slug}> .\n" for one in said)


def lines(slug, number):
    """Return the quads of one described unit."""
    unit, place = f"<{ID}unit/{slug}-{number}>", f"<{ID}ev/{slug}.at-{number}>"
    said = (
        f"{unit} <{RDF}type> <{PH}PartyOrganisation>",
        f'{unit} <{RDFS}label> "Đảng bộ {slug} số {number}"@vi',
        f"{unit} <{PH}evidence> {place}",
        f"{place} <{RDF}type> <{PH}EvidenceSpan>",
        f"{place} <{OA}hasSource> <{ID}src/{slug}>",
        f'{place} <{PH}locator> "dòng {number}"',
    )
    return "".join(f"{one} <https://w3id.org/phoihop/graph/source/{slug}> .\n" for one in said)


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A folder with `data`, one source of which is a large file, and `var`, built."""
    folder = tmp_path_factory.mktemp("large")
    home = folder / "data" / "big"
    home.mkdir(parents=True)
    text = named("big") + "".join(lines("big", number) for number in range(1_300))
    assert len(text.encode()) > BULK_BYTES
    (home / "data.nq").write_text(text, encoding="utf-8")
    (home / "source.yml").write_text(
        'slug: big\ntitle:\n  vi: "Lớn"\n  en: "Large"\npublisher: a test\nlanguage: vi\n'
        "collection: tests\nlicence_note: our own words\n",
        encoding="utf-8",
    )
    other = folder / "data" / "other"
    other.mkdir()
    text = (home / "source.yml").read_text(encoding="utf-8").replace("slug: big", "slug: other")
    (other / "source.yml").write_text(text, encoding="utf-8")
    people = "id,label@vi,evidence\nper/nguoi-n,Người N,đoạn 1\n"
    (other / "people.csv").write_text(people, encoding="utf-8")
    build([folder / "data"], Generations(folder / "var"))
    return folder


@pytest.fixture
def here(large, tmp_path):
    return shutil.copytree(large, tmp_path / "here")


def small(source_writer, folder, unit, **more):
    tables = {
        **more,
        "committees": f"id,label@vi,executiveCommitteeOf,evidence\ncom/n,Đảng ủy N,{unit},đoạn 1\n",
    }
    return source_writer(folder, "small", tables)


def test_a_source_beside_a_large_file_gives_the_hash_of_a_whole_build(
    here, tmp_path, source_writer
):
    people = "id,label@vi,evidence\nper/nguoi-p,Người P,đoạn 1\n"
    path = small(source_writer, tmp_path, "unit/big-7", people=people)
    whole = Generations(shutil.copytree(here / "var", tmp_path / "whole"))
    near = Generations(here / "var")
    request = AddRequest(path, {}, apply=True)
    results = [
        add_source(request, [here / "data"], near, BuildOptions()),
        add_source(request, [here / "data"], whole, FULL),
    ]
    assert [result.report.faults for result in results] == [(), ()]
    assert results[0].report.findings == results[1].report.findings
    assert results[0].built.base
    assert not results[1].built.base
    assert near.current().manifest.contents == whole.current().manifest.contents
    reports = [json.loads(one.current().report_path.read_text()) for one in (near, whole)]
    assert reports[0] == reports[1]
    # letters and names of large files are not looked at, so only the small sources are compared
    (pair,) = reports[0]["review"]["nearNames"]["pairs"]
    assert (pair["leftLabel"], pair["rightLabel"]) == ("Người N", "Người P")


def test_a_reference_to_nothing_is_told_the_nearest_id_of_a_large_file(
    here, tmp_path, source_writer
):
    path = small(source_writer, tmp_path, "unit/big-1300")
    near, whole = (
        add_source(AddRequest(path, {}), [here / "data"], Generations(here / "var"), options)
        for options in (BuildOptions(), FULL)
    )
    assert near.report.faults == whole.report.faults
    (fault,) = near.report.faults
    assert "nearest: unit/big-" in fault.expected


def test_a_large_file_that_changed_is_read(here, tmp_path, source_writer):
    file = here / "data" / "big" / "data.nq"
    file.write_text(file.read_text(encoding="utf-8") + lines("big", 1_300), encoding="utf-8")
    path = small(source_writer, tmp_path, "unit/big-1300")
    report = add_source(
        AddRequest(path, {}), [here / "data"], Generations(here / "var"), BuildOptions()
    ).report
    assert report.ok
    assert report.way.why == "large-file"


def test_a_file_of_another_graph_is_not_taken_for_a_known_one(here):
    file = here / "data" / "big" / "data.nq"
    graph = "https://w3id.org/phoihop/graph/source/"
    assert is_still_bulk(file, graph + "big")
    assert not is_still_bulk(file, graph + "other")
    file.write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert not is_still_bulk(file, graph + "big")
