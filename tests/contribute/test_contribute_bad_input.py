"""Bad input of every kind: told by file, row and column, within bounds, and never published."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile

import openpyxl
import pytest

from kg.errors import RdfSyntaxError, TableError
from kg.ingest.bulk import check_bulk_file
from kg.ingest.template import write_template

GIGABYTE = 1 << 30
CLAIM = "subordinate,superior,line,startLatest,endEarliest,certainty,evidence\n"
GOOD = f"{CLAIM}unit/p,com/a,vertical,2018,2018,stated,đoạn 1\n"


@pytest.fixture(scope="module")
def good_book(tmp_path_factory):
    """A workbook that could be added, to be spoilt."""
    folder = tmp_path_factory.mktemp("good") / "template"
    write_template(folder)
    book = openpyxl.load_workbook(folder / "phoihop.xlsx")
    described = {"slug": "mine", "title.vi": "Của tôi", "title.en": "Mine", "publisher": "a test"}
    described |= {"language": "vi", "collection": "tests", "licence_note": "own words"}
    for row in book["source"].iter_rows(min_row=2):
        row[1].value = described.get(row[0].value)
    cells = {"subordinate": "unit/p", "superior": "com/a", "line": "vertical"}
    cells |= {"startLatest": "2018", "certainty": "stated", "evidence": "đoạn 1"}
    sheet = book["subordinations"]
    sheet.append([cells.get(cell.value) for cell in sheet[1]])
    path = folder / "good.xlsx"
    book.save(path)
    book.close()
    return path


def put_row(book, table, **cells):
    sheet = book[table]
    sheet.append([cells.get(cell.value.replace("@", "_")) for cell in sheet[1]])


def add_part(path, name, data):
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, data)


def replace_part(path, name, data):
    old = path.with_suffix(".old")
    path.rename(old)
    with zipfile.ZipFile(old) as before, zipfile.ZipFile(path, "w") as after:
        for part in before.namelist():
            after.writestr(part, data if part == name else before.read(part))


def encrypt(path):
    path.write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 4096)


def truncate(path):
    path.write_bytes(path.read_bytes()[:-2000])


def inflate(path):
    add_part(path, "xl/worksheets/sheet99.xml", b" " * (20 << 20))


def lie_about_size(path):
    """Make a part unpack to more than it says."""
    data = path.read_bytes()
    with zipfile.ZipFile(path) as package:
        name = "xl/styles.xml"
        size = package.getinfo(name).file_size
    at = data.rindex(name.encode())  # the central directory is last; the size is 22 bytes before
    assert data[at - 22 : at - 18] == size.to_bytes(4, "little")
    path.write_bytes(data[: at - 22] + (10).to_bytes(4, "little") + data[at - 18 :])


def nest_entities(path):
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE x [<!ENTITY e0 "x">{entities}]><x>&e9;</x>'
    replace_part(path, "xl/workbook.xml", bomb)


def fetch_entity(path):
    text = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><x>&e;</x>'
    replace_part(path, "xl/workbook.xml", text)


PACKAGES = {
    "password": (encrypt, "not-a-workbook", "without a password"),
    "truncated": (truncate, "not-a-workbook", ".xlsx"),
    "bomb": (inflate, "too-long", "when unpacked"),
    "size that lies": (lie_about_size, "not-a-workbook", ".xlsx"),
    "nested entities": (nest_entities, "not-a-workbook", ".xlsx"),
    "entity of a file": (fetch_entity, "not-a-workbook", ".xlsx"),
    "macros": (lambda path: add_part(path, "xl/vbaProject.bin", b"x"), "macros", "macros"),
}


@pytest.mark.parametrize(("spoil", "code", "words"), PACKAGES.values(), ids=PACKAGES)
def test_a_package_that_is_no_plain_workbook_is_refused(
    add, good_book, generations, tmp_path, spoil, code, words
):
    before, path = generations.current_id(), tmp_path / "mine.xlsx"
    shutil.copyfile(good_book, path)
    spoil(path)
    with pytest.raises(TableError) as caught:
        add(path, apply=True)
    (fault,) = caught.value.faults
    assert (fault.file, fault.row, fault.code) == ("mine.xlsx", 0, code)
    assert words in fault.expected
    assert generations.current_id() == before


def test_a_workbook_of_type_xlsm_is_told_of_its_macros(add, good_book, tmp_path):
    path = tmp_path / "mine.xlsm"
    shutil.copyfile(good_book, path)
    add_part(path, "xl/vbaProject.bin", b"x")
    with pytest.raises(TableError) as caught:
        add(path, apply=True)
    assert [fault.code for fault in caught.value.faults] == ["macros"]


def hide(book):
    book["subordinations"].sheet_state = "hidden"


def hide_well(book):
    book["people"].sheet_state = "veryHidden"


def rename(book):
    book["subordinations"].title = "subordination"


def link_out(book):
    put_row(book, "people", id="='[other.xlsx]people'!A2", label_vi="N", evidence="x")


def write_numbers(book):
    put_row(book, "norms", id="norm/x", label_vi="X", documentDate=43014, evidence="x")


BOOKS = {
    "hidden": (hide, ("[subordinations]", 0, "", "hidden-sheet")),
    "very hidden": (hide_well, ("[people]", 0, "", "hidden-sheet")),
    "another name": (rename, ("[subordination]", 0, "", "unknown-table")),
    "link to another book": (link_out, ("[people]", 2, "id", "formula")),
    "day as a number": (write_numbers, ("[norms]", 2, "documentDate", "bad-date")),
}


@pytest.mark.parametrize(("spoil", "expected"), BOOKS.values(), ids=BOOKS)
def test_a_spoilt_sheet_is_told_where(add, good_book, generations, tmp_path, spoil, expected):
    before, path = generations.current_id(), tmp_path / "mine.xlsx"
    book = openpyxl.load_workbook(good_book)
    spoil(book)
    book.save(path)
    book.close()
    result = add(path, apply=True)
    told = {(fault.file, fault.row, fault.column, fault.code) for fault in result.report.faults}
    assert (f"mine.xlsx {expected[0]}", *expected[1:]) in told
    assert result.built is None
    assert generations.current_id() == before


SHAPES = {
    "cycle": (
        [("unit/a", "com/b", "vertical"), ("unit/b", "com/a", "vertical")], "S18", "violation"
    ),
    "its own committee": ([("unit/a", "com/a", "vertical")], "S20", "violation"),
    "second superior": ([("unit/p", "com/a", "vertical")], "S19", "warning"),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "shape", "severity"), SHAPES.values(), ids=SHAPES)
def test_a_workbook_that_breaks_shapes_is_told(
    add, good_book, generations, tmp_path, rows, shape, severity
):
    before, path = generations.current_id(), tmp_path / "mine.xlsx"
    book = openpyxl.load_workbook(good_book)
    book["subordinations"].delete_rows(2)
    for subordinate, superior, line in rows:
        cells = {"subordinate": subordinate, "superior": superior, "line": line}
        days = {"startLatest": "2017-12-31", "endEarliest": "2018-12-31"}
        put_row(book, "subordinations", **cells, **days, certainty="stated", evidence="đoạn 1")
    book.save(path)
    book.close()
    result = add(path, apply=severity == "violation")
    found = {(one.result.shape_id, one.result.severity) for one in result.report.findings}
    assert (shape, severity) in found
    assert result.report.ok == (severity == "warning")
    assert generations.current_id() == before


def test_a_person_who_is_an_organisation_is_no_row_of_a_table(add, source, generations):
    before = generations.current_id()
    tables = {"people": "id,label@vi,evidence\ncom/a,Đảng ủy A,đoạn 1\n"}
    (fault,) = add(source("bad", tables), apply=True).report.faults
    assert (fault.row, fault.column, fault.code) == (2, "id", "wrong-type")
    assert generations.current_id() == before


FILES = {
    "cp1258": (GOOD.replace("đoạn", "đoa\u0323n").encode("cp1258"), 2, "not-utf8"),
    "latin-1": (f"{CLAIM}unit/p,com/é,vertical,,,stated,x\n".encode("latin-1"), 2, "not-utf8"),
    "utf-16": (GOOD.encode("utf-16"), 1, "not-utf8"),
    "semicolons": (GOOD.replace(",", ";").encode(), 1, "wrong-delimiter"),
    "tabs": (GOOD.replace(",", "\t").encode(), 1, "wrong-delimiter"),
    "NUL": (GOOD.replace("đoạn 1", "đoạn\0 1").encode(), 2, "invisible-character"),
    "NUL in the header": (GOOD.replace("line", "li\0ne").encode(), 1, "unknown-column"),
    "ragged": (f"{GOOD}unit/p,com/b\n".encode(), 3, "ragged-row"),
    "cell of 1 MB": (GOOD.replace("đoạn 1", "x" * (1 << 20)).encode(), 2, "too-long"),
    "open quote": (f'{GOOD}"unit/p,com/b\n'.encode(), 3, "csv-syntax"),
}


@pytest.mark.parametrize(("data", "row", "code"), FILES.values(), ids=FILES)
def test_a_bad_csv_file_is_told_by_row(add, source, generations, data, row, code):
    before, folder = generations.current_id(), source("bad", {"subordinations": ""})
    (folder / "subordinations.csv").write_bytes(data)
    report = add(folder, apply=True).report
    told = {(fault.file, fault.row, fault.code) for fault in report.faults}
    assert ("subordinations.csv", row, code) in told
    assert all(len(fault.value) <= 80 for fault in report.faults)
    assert generations.current_id() == before


def test_a_byte_order_mark_is_layout(add, source):
    folder = source("mine", {"subordinations": ""})
    (folder / "subordinations.csv").write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert add(folder).report.faults == ()


REMOTE = {
    "context": '{"@context": "http://127.0.0.1:9/c", "@id": "urn:a"}',
    "context in a list": '{"@context": [{}, "http://127.0.0.1:9/c"], "@id": "urn:a"}',
    "import": '{"@context": {"@import": "http://127.0.0.1:9/c"}, "@id": "urn:a"}',
    "context inside": '{"urn:p": {"@context": "http://127.0.0.1:9/c", "urn:q": "x"}}',
}


@pytest.mark.parametrize("text", REMOTE.values(), ids=REMOTE)
def test_a_remote_context_is_named_and_not_fetched(add, generations, tmp_path, text):
    before, path = generations.current_id(), tmp_path / "x.jsonld"
    path.write_text(text)
    (fault,) = add(path, apply=True).report.faults
    assert "'http://127.0.0.1:9/c' is never fetched" in fault.expected
    assert generations.current_id() == before


def write_literal(path, head, size):
    """Write a literal of `size` bytes as a hole in a file: no disk is used for it."""
    with path.open("wb") as file:
        file.write(head)
        file.truncate(len(head) + size)
        file.seek(0, os.SEEK_END)
        file.write(b'" .\n')


# The peak of the process itself: what `wait4` tells includes the size of whoever started it.
MEASURED = """
import atexit, sys
from kg.cli import main

def tell():
    with open("/proc/self/status") as status:
        print(next(line for line in status if line.startswith("VmHWM:")), file=sys.stderr)

atexit.register(tell)
main()
"""


def test_a_literal_of_a_gigabyte_is_refused_in_bounded_memory(root, place, tmp_path):
    path = tmp_path / "big.ttl"
    write_literal(path, b'<urn:a> <urn:b> "', GIGABYTE)
    environment = {**os.environ, "PYTHONPATH": str(root), "PHOIHOP_VAR": str(place / "var")}
    environment |= {"PHOIHOP_DATA": str(place / "data")}
    command = [sys.executable, "-c", MEASURED, "add", str(path), "--apply", "--lang", "en"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    told = done.stdout + done.stderr
    assert done.returncode == 3, told
    assert "big.ttl: an RDF file that cannot be read" in told
    assert "bytes" in told
    peak = re.search(r"VmHWM:\s+(\d+) kB", told)
    assert peak and int(peak[1]) * 1024 < GIGABYTE // 2, told


def test_a_line_of_a_gigabyte_is_refused_where_it_begins(tmp_path):
    path = tmp_path / "big.nq"
    graph = "https://w3id.org/phoihop/graph/source/big"
    write_literal(path, f'<urn:a> <urn:b> "x" <{graph}> .\n<urn:a> <urn:b> "'.encode(), GIGABYTE)
    with pytest.raises(RdfSyntaxError) as caught:
        check_bulk_file(path, graph)
    assert caught.value.line == 2
    assert "a line is over" in caught.value.reason


WORDS = {
    "vi": (
        "[1/4] đọc nguồn",
        "Chưa có gì thay đổi",
        "không phải sổ .xlsx",
        "cần một sổ loại .xlsx",
    ),
    "en": ("[1/4] reading", "Nothing was changed", "no .xlsx workbook", "expected a workbook"),
}


@pytest.mark.parametrize("language", WORDS)
def test_the_command_line_speaks_one_language(root, place, source, tmp_path, language):
    """A dry run that is fine, with its steps, and a file that is no workbook at all."""
    environment = {**os.environ, "PYTHONPATH": str(root), "PHOIHOP_VAR": str(place / "var")}
    environment |= {"PHOIHOP_DATA": str(place / "data")}
    (tmp_path / "x.xlsx").write_bytes(b"no zip")

    def run(path):
        command = [sys.executable, "-m", "kg.cli", "add", str(path), "--lang", language]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    good, bad = run(source("mine", {"subordinations": GOOD})), run(tmp_path / "x.xlsx")
    assert (good[0], bad[0]) == (0, 3)
    steps, unchanged, meaning, expected = WORDS[language]
    assert steps in good[1]
    assert unchanged in good[1]
    assert meaning in bad[1]
    assert expected in bad[1]
    other = WORDS["en" if language == "vi" else "vi"]
    assert not any(word in good[1] + bad[1] for word in other)
