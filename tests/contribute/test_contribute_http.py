"""Contributing over HTTP: a token, a dry run by default, the same reports as the command line."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import time

import httpx
import pytest

from api.contributing import check_name, write_json_tables
from kg.errors import InputError, ParameterError

URL = re.compile(r"Uvicorn running on (http://127\.0\.0\.1:\d+)")
TOKEN = "a-writer"
WRITER = {"Authorization": f"Bearer {TOKEN}"}
TABLES = {
    "subordinations": [
        {"subordinate": "unit/p", "superior": "com/a", "line": "vertical", "startLatest": 2017,
         "endEarliest": 2019, "certainty": "stated", "evidence": "đoạn 1"}
    ]
}  # fmt: skip
DOCUMENT = {"source": {"slug": "mine"}, "tables": TABLES}


@pytest.fixture
def client(place, tmp_path, root):
    """A client of a server of its own over the small graph."""
    digest = hashlib.sha256(TOKEN.encode()).hexdigest()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PHOIHOP_")}
    environment |= {"PHOIHOP_VAR": str(place / "var"), "PHOIHOP_DATA": str(place / "data")}
    environment |= {"PHOIHOP_WRITER_TOKEN_SHA256": digest, "PHOIHOP_WORKERS": "1"}
    environment |= {"PYTHONPATH": str(root), "PHOIHOP_UPLOAD_BYTES": str(2 << 20)}
    command = [sys.executable, "-m", "uvicorn", "api.asgi:create", "--factory", "--port", "0"]
    log = tmp_path / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + 60
        while not (found := URL.search(log.read_text())) and time.monotonic() < deadline:
            assert process.poll() is None, log.read_text()
            time.sleep(0.05)
        with httpx.Client(base_url=found[1], timeout=60) as opened:
            yield opened
    finally:
        process.terminate()
        process.wait(20)


def test_nobody_writes_without_a_token(client):
    for headers, status in (({}, 401), ({"Authorization": "Bearer other"}, 401)):
        assert client.post("/api/v1/sources", json=DOCUMENT, headers=headers).status_code == status
        assert client.delete("/api/v1/sources/first", headers=headers).status_code == status
    assert client.get("/api/v1/log").json() == {"total": 0, "items": []}


def test_a_source_comes_and_goes(client, generations):
    before = generations.current()
    dry = client.post("/api/v1/sources", json=DOCUMENT, headers=WRITER)
    assert (dry.status_code, dry.json()["applied"]) == (200, False)
    assert [one["shape"] for one in dry.json()["findings"]] == ["S19"]
    assert generations.current_id() == before.id
    made = client.post("/api/v1/sources?apply=true", json=DOCUMENT, headers=WRITER)
    assert made.status_code == 201
    assert made.headers["location"] == "/api/v1/sources/mine"
    assert client.get("/api/v1/sources/mine").status_code == 200
    assert client.get("/api/v1/dataset").json()["quality"]["total"]["claims"]["count"] == 3
    listed = client.get("/api/v1/quality/claims?limit=2").json()
    assert (listed["total"], len(listed["items"])) == (3, 2)
    mine = client.get("/api/v1/quality/claims?source=src/mine").json()
    assert [row["source"].rpartition("/")[2] for row in mine["items"]] == ["mine"]
    assert client.get("/api/v1/quality/claims?source=src/nobody").status_code == 404
    again = client.post("/api/v1/sources?apply=true", json=DOCUMENT, headers=WRITER)
    assert (again.status_code, again.json()["code"]) == (400, "parameter-error")
    gone = client.delete("/api/v1/sources/mine?reason=test", headers=WRITER)
    assert gone.json()["published"]["content_hash"] == before.content_hash
    assert client.get("/api/v1/sources/mine").status_code == 404
    assert client.delete("/api/v1/sources/mine", headers=WRITER).status_code == 404
    back = client.post("/api/v1/sources/mine/restore", headers=WRITER)
    assert back.json()["published"]["content_hash"] == made.json()["published"]["content_hash"]
    assert [line["what"] for line in client.get("/api/v1/log").json()["items"]] == [
        "restore",
        "retract",
        "add",
    ]
    kept = client.delete("/api/v1/sources/first?lang=vi", headers=WRITER)
    assert (kept.status_code, kept.json()["ok"], kept.json()["published"]) == (422, False, None)
    faults = kept.json()["faults"]
    # the post that the second source tells, and both ends of the claim that was added
    places = [(one["file"], one["row"], one["column"]) for one in faults]
    assert places == [
        ("second/post-holdings.csv", 2, "organization"),
        ("sources/mine/subordinations.csv", 2, "subordinate"),
        ("sources/mine/subordinations.csv", 2, "superior"),
    ]
    assert {one["code"] for one in faults} == {"retracted-reference"}
    assert "dòng 2, cột superior: nhắc tới điều" in faults[2]["message"]
    assert client.get("/api/v1/sources/first").status_code == 200


def test_what_reviewers_say_needs_an_admin(client, generations):
    before = generations.current_id()
    described = "slug: mine\nkind: curated\ntitle:\n  vi: a\n  en: a\n"
    document = {"source": {"slug": "mine", "kind": "curated"}, "tables": TABLES}
    files = [("files", ("source.yml", described.encode(), "text/yaml"))]
    sent = (
        client.post("/api/v1/sources?apply=true", json=document, headers=WRITER),
        client.post("/api/v1/sources?apply=true", files=files, headers=WRITER),
    )
    assert [response.status_code for response in sent] == [403, 403]
    assert generations.current_id() == before


def test_faults_are_told_as_json(client, generations):
    before = generations.current_id()
    bad = {"tables": {"subordinations": [{**TABLES["subordinations"][0], "superior": "com/aa"}]}}
    report = client.post("/api/v1/sources?apply=true&slug=mine", json=bad, headers=WRITER)
    assert report.status_code == 422
    (fault,) = report.json()["faults"]
    assert (fault["file"], fault["row"], fault["column"]) == ("subordinations.csv", 2, "superior")
    assert "nearest: com/a" in fault["expected"]
    turtle = {**WRITER, "Content-Type": "text/turtle"}
    broken = client.post("/api/v1/sources?slug=mine", content=b"<a> <b>", headers=turtle)
    assert [one["code"] for one in broken.json()["faults"]] == ["rdf-syntax-error"]
    xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    kind = {**WRITER, "Content-Type": xlsx}
    none = client.post("/api/v1/sources", content=b"no zip", headers=kind)
    assert [one["code"] for one in none.json()["faults"]] == ["not-a-workbook"]
    assert generations.current_id() == before


def test_files_come_as_a_form(client):
    text = "id,label@vi,evidence\nent/f,Công ty F,đoạn 1\n"
    files = [("file", ("enterprises.csv", text.encode(), "text/csv"))]
    sent = client.post("/api/v1/sources?slug=mine", files=files, headers=WRITER)
    assert (sent.status_code, sent.json()["rows"]) == (200, {"enterprises": 1})
    bad = [("file", ("../x.csv", b"", "text/csv"))]
    assert client.post("/api/v1/sources", files=bad, headers=WRITER).status_code == 400
    plain = {**WRITER, "Content-Type": "text/plain"}
    assert client.post("/api/v1/sources", content=b"x", headers=plain).status_code == 415


CLAIM = "subordinate,superior,line,startLatest,endEarliest,certainty,evidence\n"
BAD_FILES = {
    "latin-1": ("subordinations.csv", f"{CLAIM}é".encode("latin-1"), 2, "", "not-utf8"),
    "semicolons": ("units.csv", b"id;label@vi;evidence\nx;y;z\n", 1, "", "wrong-delimiter"),
    "NUL": ("units.csv", b"id,label@vi,evidence\nunit/x,a\0b,c\n", 2, "label@vi",
            "invisible-character"),
    "cell of 1 MB": ("units.csv", b"id,label@vi,evidence\nunit/x," + b"x" * (1 << 20) + b",c\n", 2,
                     "", "too-long"),
    "remote context": ("x.jsonld", b'{"@context": "http://127.0.0.1:9/c"}', 0, "",
                       "rdf-syntax-error"),
    "password": ("x.xlsx", bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 512, 0, "",
                 "not-a-workbook"),
}  # fmt: skip
BAD_GRAPHS = {
    "S18": f"{CLAIM}unit/a,com/b,vertical,2017,2019,stated,x\n"
    "unit/b,com/a,vertical,2017,2019,stated,x\n",
    "S20": f"{CLAIM}unit/a,com/a,vertical,2017,2019,stated,x\n",
}


def test_bad_files_of_a_form_are_told_and_not_published(client, generations):
    before = generations.current_id()

    def send(name, data, **headers):
        files = [("file", (name, data, "application/octet-stream"))]
        where = "/api/v1/sources?apply=true&slug=mine"
        return client.post(where, files=files, headers={**WRITER, **headers})

    for name, data, row, column, code in BAD_FILES.values():
        report = send(name, data)
        assert report.status_code == 422
        told = {
            (one["file"], one["row"], one["column"], one["code"]) for one in report.json()["faults"]
        }
        assert (name, row, column, code) in told
    for shape, text in BAD_GRAPHS.items():
        report = send("subordinations.csv", text.encode())
        assert report.status_code == 422
        assert shape in {one["shape"] for one in report.json()["findings"]}
    person = b"<https://w3id.org/phoihop/id/com/a> a <https://w3id.org/phoihop/ontology#Person> ."
    assert send("x.ttl", person).status_code == 422
    assert send("x.xlsm", b"PK").status_code == 400
    assert send("units.csv", b"id,label@vi,evidence\n").status_code >= 400
    assert send("x.csv", b"x" * (3 << 20)).status_code == 413
    assert client.post("/api/v1/sources", content=b"x" * (3 << 20)).status_code in (401, 413)
    assert generations.current_id() == before


LANGUAGES = {
    "none": ("", {}, "en"),
    "Accept-Language": ("", {"Accept-Language": "vi-VN, en;q=0.5"}, "vi"),
    "English": ("", {"Accept-Language": "en-GB"}, "en"),
    "another": ("", {"Accept-Language": "fr"}, "en"),
    "lang": ("&lang=vi", {"Accept-Language": "en"}, "vi"),
}


def test_a_report_is_in_the_language_of_its_reader(client):
    bad = {"tables": {"subordinations": [{**TABLES["subordinations"][0], "superior": "com/aa"}]}}
    told = {"en": "row 2, column superior", "vi": "dòng 2, cột superior"}
    for query, headers, language in LANGUAGES.values():
        where = f"/api/v1/sources?slug=mine{query}"
        (fault,) = client.post(where, json=bad, headers={**WRITER, **headers}).json()["faults"]
        assert told[language] in fault["message"]
        assert ("gần nhất: com/a" in fault["expected"]) == (language == "vi")
        assert ("nearest: com/a" in fault["expected"]) == (language == "en")


@pytest.mark.parametrize(
    "document", [[], {}, {"tables": {"units": "x"}}, {"tables": [], "source": 1}]
)
def test_json_of_another_shape_is_refused(document, tmp_path):
    with pytest.raises(InputError):
        write_json_tables(document, tmp_path)


def test_cells_of_json(tmp_path):
    rows = [{"a": None, "b": True}, {"b": ["x", 2], "c": 1.5}]
    write_json_tables({"tables": {"units": rows}}, tmp_path)
    assert (tmp_path / "units.csv").read_text() == "a,b,c\n,true,\n,x;2,1.5\n"
    with pytest.raises(ParameterError):
        check_name("a/b.csv")
