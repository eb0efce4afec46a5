from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import TableError
from kg.ingest.examples import EXAMPLES
from kg.ingest.folder import read_folders
from kg.ingest.schema import TABLES, get_table
from kg.ingest.source import read_source_description
from kg.ingest.tables import TableReading, read_tables
from kg.model.evidence import Locator, Span
from kg.model.iri import mint_statement
from kg.model.records import Record
from kg.model.terms import Iri, text, typed
from kg.model.validity import Validity

ID = "https://w3id.org/phoihop/id/"
ONTOLOGY = "https://w3id.org/phoihop/ontology#"
RDFS_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"

MakeSource = Callable[..., Path]

BASE = {
    "units.csv": "id,type,label@vi,evidence\nunit/p,PartyCell,Chi bộ P,paragraph 1\n",
    "committees.csv": (
        "id,label@vi,label@en,evidence\n"
        "com/a,Đảng ủy A,Committee A,paragraph 1\n"
        "com/b,Đảng ủy B,,paragraph 2\n"
    ),
    "people.csv": "id,label@vi,evidence\nper/n,Người N,paragraph 1\n",
}
SUBORDINATIONS = "subordinate,superior,line,certainty,evidence"


def write_csv(rows: Iterable[Iterable[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def read(folder: Path) -> TableReading:
    return read_tables(folder, read_source_description(folder))


def codes(reading: TableReading) -> list[tuple[str, int, str, str]]:
    return [(fault.file, fault.row, fault.column, fault.code) for fault in reading.faults]


def test_an_entity_becomes_a_record(make_source: MakeSource) -> None:
    reading = read(make_source({"committees.csv": BASE["committees.csv"]}))
    assert not reading.faults
    assert reading.records[0] == Record(
        iri=f"{ID}com/a",
        cls=f"{ONTOLOGY}PartyCommittee",
        source="bao-a",
        values=((RDFS_LABEL, text("Đảng ủy A", "vi")), (RDFS_LABEL, text("Committee A", "en"))),
        evidence=(Locator("bao-a", "paragraph 1"),),
    )


def test_a_claim_is_minted_from_class_key_and_source(make_source: MakeSource) -> None:
    folder = make_source(
        {
            **BASE,
            "subordinations.csv": (
                f"startEarliest,startLatest,{SUBORDINATIONS}\n"
                "2015,2015,unit/p,Đảng ủy A,vertical,implied,paragraph 3;paragraph 1\n"
            ),
        }
    )
    reading = read(folder)
    assert not reading.faults
    claim = reading.records[-1]
    ends = (f"{ID}unit/p", f"{ID}com/a", f"{ID}line/vertical")
    assert claim.iri == mint_statement(
        "sub", f"{ONTOLOGY}PartySubordination", *ends, f"{ID}src/bao-a"
    )
    names = ("subordinate", "superior", "line")
    assert claim.values == tuple(
        (ONTOLOGY + name, Iri(end)) for name, end in zip(names, ends, strict=True)
    )
    assert claim.validity == Validity(date(2015, 1, 1), date(2015, 12, 31))
    assert claim.certainty == "implied"
    assert [place.text for place in claim.evidence if isinstance(place, Locator)] == [
        "paragraph 3",
        "paragraph 1",
    ]


def test_two_terms_differ_by_their_key(make_source: MakeSource) -> None:
    row = "unit/p,com/a,vertical,stated,p. 1"
    rows = f"{SUBORDINATIONS},key\n{row},2010\n{row},2020\n"
    reading = read(make_source({**BASE, "subordinations.csv": rows}))
    assert not reading.faults
    assert len({record.iri for record in reading.records[-2:]}) == 2


def test_a_claim_repeated_without_a_key_is_a_fault(make_source: MakeSource) -> None:
    row = "unit/p,com/a,vertical,stated,p. 1\n"
    other = "unit/p,Đảng ủy A,vertical,implied,p. 2\n"
    reading = read(make_source({**BASE, "subordinations.csv": f"{SUBORDINATIONS}\n{row}{other}"}))
    (fault,) = reading.faults
    assert (fault.row, fault.code) == (3, "duplicate-row")
    assert fault.value == "unit/p > com/a > vertical"
    assert "row 2" in fault.expected
    assert "`key`" in fault.expected


def test_an_id_repeated_in_a_table_is_a_fault(make_source: MakeSource) -> None:
    people = "id,label@vi,evidence\nper/n,Người N,p. 1\nper/m,Người M,p. 1\nper/n,Người N,p. 1\n"
    reading = read(make_source({"people.csv": people}))
    assert codes(reading) == [("people.csv", 4, "id", "duplicate-row")]
    assert "row 2" in reading.faults[0].expected


def test_a_symmetric_claim_is_one_whichever_way_round(make_source: MakeSource) -> None:
    head = "claimSubject,claimObject,verdict,certainty,evidence\n"
    one = head + "com/a,com/b,different,stated,p. 1\n"
    other = head + "com/b,com/a,different,stated,p. 1\n"
    first = read(make_source({**BASE, "identities.csv": one})).records[-1]
    second = read(make_source({**BASE, "identities.csv": other})).records[-1]
    assert first.iri == second.iri
    both = read(
        make_source({**BASE, "identities.csv": one + "com/b,com/a,different,stated,p. 1\n"})
    )
    assert codes(both) == [("identities.csv", 3, "claimSubject", "duplicate-row")]


def test_the_order_of_values_in_a_key_cell_does_not_matter(make_source: MakeSource) -> None:
    head = "speaker,about,topic,certainty,evidence\n"
    iris = {
        read(make_source({**BASE, "findings.csv": f"{head}{row}\n"})).records[-1].iri
        for row in (
            "com/a,unit/p;com/b,tuyen-giao;doan-the,stated,p. 1",
            "com/a,com/b;unit/p,doan-the;tuyen-giao,stated,p. 1",
        )
    }
    assert len(iris) == 1
    without = read(make_source({**BASE, "findings.csv": f"{head}com/a,com/b,,stated,p. 1\n"}))
    assert not without.faults


def test_a_claim_is_referred_to_by_its_key(make_source: MakeSource) -> None:
    events = (
        "id,type,label@vi,eventDate,transferred,endsStatement,startsStatement,evidence\n"
        "evt/t,Transfer,Chuyển giao,2020-06,unit/p,"
        "sub: unit/p > com/a > vertical,sub: unit/p > com/b > territorial > 2020,p. 1\n"
    )
    claims = (
        f"{SUBORDINATIONS},key\n"
        "unit/p,com/a,vertical,stated,p. 1,\nunit/p,com/b,territorial,stated,p. 1,2020\n"
    )
    reading = read(make_source({**BASE, "events.csv": events, "subordinations.csv": claims}))
    assert not reading.faults
    event = next(record for record in reading.records if record.iri == f"{ID}evt/t")
    claims_made = [Iri(record.iri) for record in reading.records[-2:]]
    values = dict(event.values)
    assert values[f"{ONTOLOGY}endsStatement"] == claims_made[0]
    assert values[f"{ONTOLOGY}startsStatement"] == claims_made[1]
    assert values[f"{ONTOLOGY}eventDate"] == typed("2020-06", "gYearMonth")


def test_ranges_are_spans_in_text_order(make_source: MakeSource, held_description: str) -> None:
    folder = make_source(
        {
            "people.csv": "id,label@vi,evidence\nper/n,Người N,742-872; 304-434\n",
            "spans.csv": f"start,end,sha256\n304,434,{'b' * 64}\n742,872,{'c' * 64}\n",
        },
        yml=held_description,
    )
    reading = read(folder)
    assert not reading.faults
    assert reading.records[0].evidence == (
        Span("bao-a", 304, 434, "b" * 64),
        Span("bao-a", 742, 872, "c" * 64),
    )


def test_every_bad_cell_is_reported(make_source: MakeSource) -> None:
    events = write_csv(
        [
            ["id", "type", "label@vi", "eventDate", "organisedBy", "duration", "evidence"],
            ["evt/x", "event", "x" * 300, "2017-13-01", "com/zz;com/a;per/n", "4 years", ""],
            ["com/x", "Event", " Hội nghị", "06/10/2017", "com/a;;com/b", "P4Y", "12-14"],
        ]
    )
    reading = read(make_source({**BASE, "events.csv": events}))
    assert [code[0] for code in codes(reading)] == ["events.csv"] * 12
    assert {(row, column, code) for _, row, column, code in codes(reading)} == {
        (2, "type", "bad-class"),
        (2, "label@vi", "too-long"),
        (2, "eventDate", "bad-date"),
        (2, "organisedBy", "unresolved-reference"),
        (2, "organisedBy", "wrong-type"),
        (2, "duration", "bad-duration"),
        (2, "evidence", "missing-value"),
        (3, "id", "wrong-type"),
        (3, "label@vi", "padded"),
        (3, "eventDate", "bad-date"),
        (3, "organisedBy", "empty-value"),
        (3, "evidence", "bad-evidence"),
    }


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("id", "missing-value"),
        ("label@vi", "missing-value"),
        ("evidence", "missing-value"),
    ],
)
def test_an_empty_required_cell_is_a_fault(make_source: MakeSource, cell: str, code: str) -> None:
    row = {"id": "per/n", "label@vi": "Người N", "label@en": "N", "evidence": "p. 1", cell: ""}
    reading = read(make_source({"people.csv": write_csv([row.keys(), row.values()])}))
    assert codes(reading) == [("people.csv", 2, cell, code)]
    assert not reading.records


@pytest.mark.parametrize("value", ["n", "per/Người", "per:n", "com/n"])
def test_a_bad_id_is_a_fault(make_source: MakeSource, value: str) -> None:
    reading = read(make_source({"people.csv": f"id,label@vi,evidence\n{value},Người N,p. 1\n"}))
    assert [(row, column) for _, row, column, _ in codes(reading)] == [(2, "id")]


def test_a_bad_label_does_not_hide_the_id_from_references(make_source: MakeSource) -> None:
    committees = "id,label@vi,evidence\ncom/a, Đảng ủy A,p. 1\n"
    claims = f"{SUBORDINATIONS}\nunit/p,com/a,vertical,stated,p. 1\n"
    files = {**BASE, "committees.csv": committees, "subordinations.csv": claims}
    assert codes(read(make_source(files))) == [("committees.csv", 2, "label@vi", "padded")]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("unit/zz,com/a,vertical,stated,p. 1", ("subordinate", "unresolved-reference")),
        ("unit/p,com/a,Vertical,stated,p. 1", ("line", "bad-code")),
        ("unit/p,com/a,vertical,Stated,p. 1", ("certainty", "bad-code")),
        (",com/a,vertical,stated,p. 1", ("subordinate", "missing-value")),
        ("unit/p, com/a,vertical,stated,p. 1", ("superior", "padded")),
    ],
)
def test_a_claim_with_a_bad_cell_is_one_fault(
    make_source: MakeSource, row: str, expected: tuple[str, str]
) -> None:
    reading = read(make_source({**BASE, "subordinations.csv": f"{SUBORDINATIONS}\n{row}\n"}))
    assert codes(reading) == [("subordinations.csv", 2, *expected)]


@pytest.mark.parametrize("key", [" 2010", "Nhiệm kỳ 1"])
def test_a_bad_key_is_one_fault_and_no_duplicate(make_source: MakeSource, key: str) -> None:
    row = "unit/p,com/a,vertical,stated,p. 1"
    rows = f"{SUBORDINATIONS},key\n{row},\n{row},{key}\n"
    reading = read(make_source({**BASE, "subordinations.csv": rows}))
    ((_, number, column, _),) = codes(reading)
    assert (number, column) == (3, "key")


@pytest.mark.parametrize(
    ("bounds", "column"),
    [
        (("2016", "2015", "", ""), "startEarliest"),
        (("2016", "", "2015", ""), "startEarliest"),
        (("2016", "", "", "2015"), "startEarliest"),
        (("", "2016", "", "2015"), "startLatest"),
        (("", "", "2016", "2015"), "endEarliest"),
    ],
)
def test_bounds_out_of_order_are_a_fault(
    make_source: MakeSource, bounds: tuple[str, ...], column: str
) -> None:
    header = f"startEarliest,startLatest,endEarliest,endLatest,{SUBORDINATIONS}"
    row = f"{','.join(bounds)},unit/p,com/a,vertical,stated,p. 1"
    reading = read(make_source({**BASE, "subordinations.csv": f"{header}\n{row}\n"}))
    (fault,) = reading.faults
    assert (fault.column, fault.code, fault.value) == (column, "bounds-out-of-order", "2016")
    assert "(2015)" in fault.expected


def test_within_a_year_is_in_order(make_source: MakeSource) -> None:
    header = f"startEarliest,startLatest,endEarliest,endLatest,{SUBORDINATIONS}"
    row = "2016,2016,2016,2016,unit/p,com/a,vertical,stated,p. 1"
    assert not read(make_source({**BASE, "subordinations.csv": f"{header}\n{row}\n"})).faults


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("unit.csv", "nearest: units.csv"),
        ("post_holdings.csv", "nearest: post-holdings.csv"),
        ("Units.CSV", "nearest: units.csv"),
        ("zzz.csv", "the name of a table"),
    ],
)
def test_an_unknown_table_is_refused(make_source: MakeSource, name: str, nearest: str) -> None:
    (fault,) = read(make_source({name: "id\n", ".~lock.units.csv": ""})).faults
    assert (fault.file, fault.code) == (name, "unknown-table")
    assert nearest in fault.expected


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty-file"),
        ("id,label@vi\nper/n,Đa".encode("utf-16"), "not-utf8"),
        ("id,label@vi,evidence\nper/n,Café,p. 1\n".encode("latin-1"), "not-utf8"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_fault(
    make_source: MakeSource, content: bytes, code: str
) -> None:
    assert [found for *_, found in codes(read(make_source({"people.csv": content})))] == [code]


def test_the_examples_of_the_documentation_are_one_source(
    make_source: MakeSource, held_description: str
) -> None:
    ranges = {
        span for rows in EXAMPLES.values() for row in rows for span in row["evidence"].split(";")
    }
    spans = [("start", "end", "sha256"), *((*span.split("-"), "d" * 64) for span in ranges)]
    files = {
        f"{name}.csv": write_csv([rows[0].keys(), *(row.values() for row in rows)])
        for name, rows in EXAMPLES.items()
    }
    reading = read(make_source({**files, "spans.csv": write_csv(spans)}, yml=held_description))
    assert not reading.faults
    assert len(reading.records) == sum(len(rows) for rows in EXAMPLES.values())
    assert set(EXAMPLES) == {table.name for table in TABLES}


GARBAGE = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["unit/p", "com/a", "per/n", "vertical", "stated", "2016", "2016-02-30", "p. 1", "1-2",
         "sub: a > b > c", "true", "a;b", ";", "bi-thu", "PartyUnit", "https://w3id.org/phoihop/id/"]
    ),
)  # fmt: skip


@settings(
    max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.data())
def test_a_row_of_garbage_raises_nothing_but_a_table_error(
    make_source: MakeSource, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from([table.name for table in TABLES]))
    table = get_table(name)
    assert table is not None
    names = [column.name for column in table.columns]
    cells: Mapping[str, str] = data.draw(st.fixed_dictionaries(dict.fromkeys(names, GARBAGE)))
    rows = write_csv([names, cells.values()])
    folder = make_source({**BASE, f"{name}.csv": rows.encode(errors="replace")}, name="garbage/a")
    try:
        assert read_folders([folder]).sources
    except TableError as error:
        assert error.faults
    finally:
        for path in folder.iterdir():
            path.unlink()
