"""A source looked at from the current generation gives the report of a look at everything."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kg.build.add import AddRequest, add_source
from kg.build.pipeline import build
from kg.build.result import BuildOptions
from kg.publish import Generations

WHOLE = BuildOptions(incremental=False)
HEAD = """@prefix ph: <https://w3id.org/phoihop/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@base <https://w3id.org/phoihop/id/> .
<ev/mine.at-1> a ph:EvidenceSpan ; oa:hasSource <src/mine> ; ph:locator "page 1" .
"""
SUBORDINATIONS = "subordinate,superior,line,startLatest,endEarliest,certainty,evidence\n"
ADDITIONS = {
    "a unit and its committee": {
        "units": "id,type,label@vi,evidence\nunit/c,PartyOrganisation,Đảng bộ C,đoạn 1\n",
        "committees": "id,label@vi,executiveCommitteeOf,evidence\ncom/c,Đảng ủy C,unit/c,đoạn 1\n",
    },
    "a second superior": {
        "subordinations": SUBORDINATIONS
        + "unit/p,com/a,vertical,2018-01-01,2018-12-31,stated,đoạn 1\n"
    },
    "a name that another node has": {
        "units": "id,type,label@vi,evidence\nunit/a2,PartyOrganisation,Đảng bộ A,đoạn 1\n",
    },
    "another name for a known node": {
        "units": "id,type,label@vi,evidence\nunit/a,PartyOrganisation,Đảng bộ khác,đoạn 1\n",
    },
    "a circle": {
        "subordinations": SUBORDINATIONS
        + "unit/a,com/b,vertical,2018-01-01,2018-12-31,stated,đoạn 1\n"
        + "unit/b,com/a,vertical,2018-01-01,2018-12-31,stated,đoạn 1\n"
    },
    "days in the wrong order": {
        "subordinations": SUBORDINATIONS
        + "unit/a,com/b,vertical,2018-12-31,2018-01-01,stated,đoạn 1\n"
        + "unit/b,com/a,vertical,,,stated,đoạn 2\n"
    },
    "a person who is an enterprise": {"more.ttl": HEAD + "<per/nguoi-n> a ph:Enterprise .\n"},
    "what has no evidence": {
        "more.ttl": HEAD + '<unit/x> a ph:PartyCell ; rdfs:label "Chi bộ X"@vi .\n'
    },
    "a number of another type": {
        "more.ttl": HEAD
        + "<ev/mine.0-4> a ph:EvidenceSpan ; oa:hasSource <src/mine> ;"
        + " oa:hasSelector <ev/mine.0-4.selector> .\n"
        + "<ev/mine.0-4.selector> a oa:TextPositionSelector ; oa:start 0 ; oa:end 4 .\n"
    },
    "a number with a zero before it": {
        "more.ttl": HEAD
        + "<grp/g> a ph:ReportedGroup ; ph:evidence <ev/mine.at-1> ;"
        + ' ph:countTotal "04"^^xsd:nonNegativeInteger .\n'
    },
    "a reference to nothing": {
        "subordinations": SUBORDINATIONS
        + "unit/zz,com/a,vertical,2018-01-01,2018-12-31,stated,đoạn 1\n"
    },
}


def both_reports(path: Path, data: Path, generations: Generations):
    """Return the report worked out from the current generation and that of everything."""
    request = AddRequest(path, {}, who="tester")
    near, whole = (
        add_source(request, [data], generations, options).report
        for options in (BuildOptions(), WHOLE)
    )
    assert whole.faults or whole.way.why == "asked"
    return near, whole


@pytest.mark.parametrize("tables", ADDITIONS.values(), ids=ADDITIONS)
def test_a_look_from_the_current_generation_says_what_a_look_at_everything_says(
    tables, place, generations, source
):
    near, whole = both_reports(source("mine", tables), place / "data", generations)
    assert near.faults == whole.faults
    assert near.findings == whole.findings
    assert near.faults or near.way.base == generations.current_id()


def test_most_additions_of_this_list_are_found_fault_with(place, generations, source):
    said = {}
    for name, tables in ADDITIONS.items():
        path = source("mine", tables, name)
        request = AddRequest(path, {}, who="tester")
        report = add_source(request, [place / "data"], generations, BuildOptions()).report
        said[name] = (report.ok, bool(report.findings))
    assert said["a unit and its committee"] == (True, False)
    assert said["a second superior"] == (True, True)
    for bad in ("a circle", "a person who is an enterprise", "a number of another type"):
        assert said[bad][0] is False, bad


def test_why_everything_is_looked_at_is_said(place, generations, source, mine):
    (place / "data" / "second" / "people.csv").write_text(
        "id,label@vi,evidence\nper/nguoi-n,Người N,đoạn 9\n", encoding="utf-8"
    )
    shutil.rmtree(place / "var" / "generations")
    report = add_source(
        AddRequest(source("mine", mine), {}), [place / "data"], generations, BuildOptions()
    ).report
    assert report.way.why == "first"
    assert report.to_dict("vi")["whole"] == (
        "Toàn bộ đồ thị được kiểm tra lại: chưa có thế hệ nào mở được"
    )
    assert report.to_dict("en")["base"] == ""


REAL_GOOD = {
    "units": "id,type,label@vi,evidence\nunit/thu-1,PartyCell,Chi bộ thử một,đoạn 1\n",
    "committees": "id,label@vi,executiveCommitteeOf,evidence\n"
    "com/thu-1,Chi ủy thử một,unit/thu-1,đoạn 1\n",
    "subordinations": SUBORDINATIONS
    + "unit/thu-1,{first},territorial,2018-01-01,2018-12-31,stated,đoạn 2\n"
    + "unit/thu-1,{second},territorial,2018-01-01,2018-12-31,stated,đoạn 3\n",
}
REAL_BAD = {
    "more.ttl": HEAD
    + "<{first}> a ph:Person .\n"
    + '<unit/thu-2> a ph:PartyCell ; rdfs:label "{label}"@vi .\n',
    "subordinations": SUBORDINATIONS
    + "{unit},{first},vertical,2018-12-31,2018-01-01,stated,đoạn 1\n",
}


@pytest.fixture(scope="module")
def record(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Generations:
    """A generation of the whole data."""
    generations = Generations(tmp_path_factory.mktemp("record") / "var")
    build([root / "data"], generations)
    return generations


@pytest.mark.parametrize(("tables", "ok"), [(REAL_GOOD, True), (REAL_BAD, False)])
def test_the_whole_record_gives_the_same_report_both_ways(tables, ok, root, record, source):
    names = {
        "first": "com/dang-uy-khoi-doanh-nghiep-trung-uong",
        "second": "com/tinh-uy-quang-ninh",
        "unit": "unit/dang-bo-tkv",
        "label": "Đảng bộ Tập đoàn Công nghiệp Than - Khoáng sản Việt Nam",
    }
    filled = {name: text.format(**names) for name, text in tables.items()}
    near, whole = both_reports(source("mine", filled), root / "data", record)
    assert near.faults == whole.faults == ()
    assert near.findings == whole.findings
    assert near.findings
    assert near.ok == ok
    assert near.way.base == record.current_id()
