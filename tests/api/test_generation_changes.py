"""What two generations say differently, over HTTP; loose ends of the relational routes."""

from __future__ import annotations

import asyncio
import csv
import hashlib
import io
import shutil
from pathlib import Path

import httpx
import pytest

from api.app import create_app
from kg.model.iri import ID
from kg.settings import Settings
from tests.api.conftest import Serve

API = "/api/v1"
TOKEN = "t" * 40
SOURCE = "https://w3id.org/phoihop/graph/source/sent"
HONG_BANG = "com/quan-uy-hong-bang"


@pytest.fixture(scope="module")
def writable(
    seed_var: Path, tmp_path_factory: pytest.TempPathFactory, start_for_module: Serve
) -> httpx.Client:
    """A client that may write to a copy of the seeds."""
    var = shutil.copytree(seed_var, tmp_path_factory.mktemp("two") / "var")
    digest = hashlib.sha256(TOKEN.encode()).hexdigest()
    server = start_for_module(var, tokens=f"anna:writer:{digest}")
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with httpx.Client(base_url=server.url, headers=headers, timeout=120) as client:
        yield client


@pytest.fixture(scope="module")
def two(writable: httpx.Client) -> tuple[str, str]:
    """Ids of the generation of the seeds, and of one where a graph was added."""
    first = writable.get("/readyz").json()["generation"]
    body = f"<{ID}per/nguoi-a> a <https://w3id.org/phoihop/ontology#Person> ;"
    body += ' <http://www.w3.org/2000/01/rdf-schema#label> "Người A"@vi .'
    sent = writable.put(
        "/graph-store/source/sent", content=body.encode(), headers={"Content-Type": "text/turtle"}
    )
    assert sent.status_code in {200, 201, 204}, sent.text
    return first, writable.get("/readyz").json()["generation"]


def test_generations_are_listed_newest_first(writable, two) -> None:
    rows = writable.get(f"{API}/generations").json()["items"]
    assert [row["generation"] for row in rows] == list(reversed(two))
    assert [row["current"] for row in rows] == [True, False]
    assert rows[0]["quads"] > rows[1]["quads"] and rows[0]["fault"] is None


def test_two_generations_differ_by_what_was_written(writable, two) -> None:
    first, last = two
    answer = writable.get(f"{API}/changes", params={"from": first, "to": last}).json()
    graphs = {row["graph"]: row for row in answer["items"] if row["what"] == "graph"}
    assert (graphs[SOURCE]["added"], graphs[SOURCE]["removed"]) == (2, 0)
    (fact,) = [row for row in answer["items"] if row["graph"] == SOURCE and row["what"] == "fact"]
    assert (fact["change"], fact["node"], fact["label"]) == (
        "added",
        f"{ID}per/nguoi-a",
        "Người A",
    )
    back = writable.get(f"{API}/changes", params={"from": last, "to": first}).json()["items"]
    removed = {row["node"] for row in back if row["change"] == "removed" and row["what"] == "fact"}
    assert f"{ID}per/nguoi-a" in removed
    same = writable.get(f"{API}/changes", params={"from": last, "to": last}).json()
    assert same["total"] == 0


def test_pages_and_csv_of_a_difference(writable, two) -> None:
    fields = {"from": two[0], "to": two[1], "limit": 1}
    whole = writable.get(f"{API}/changes", params={**fields, "limit": 1000}).json()["items"]
    rows, path = [], f"{API}/changes?" + str(httpx.QueryParams(fields))
    while path:
        page = writable.get(path).raise_for_status().json()
        rows, path = rows + page["items"], page["next"]
    assert rows == whole and len(rows) > 1
    response = writable.get(
        f"{API}/changes", params={**fields, "limit": 1000}, headers={"Accept": "text/csv"}
    )
    table = list(csv.DictReader(io.StringIO(response.text)))
    assert [row["node"] for row in table] == [row["node"] or "" for row in whole]


@pytest.mark.parametrize(
    ("first", "last", "status", "code"),
    [
        ("000099-aaaaaaaa", "000099-aaaaaaaa", 404, "not-found"),
        ("000099-aaaaaaaa", "2017-10-06", 400, "parameter-error"),
        ("2017-10-06", "000099-aaaaaaaa", 400, "parameter-error"),
        ("../current", "../current", 400, "parameter-error"),
        ("2017-02-30", "2018-01-01", 400, "parameter-error"),
    ],
)
def test_what_is_no_day_and_no_generation_is_refused(client, first, last, status, code) -> None:
    answer = client.get(f"{API}/changes", params={"from": first, "to": last})
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


def test_who_changed_what_is_described_where_its_name_leads(writable, two) -> None:
    query = "SELECT ?change ?agent { ?change <http://www.w3.org/ns/prov#wasAssociatedWith> ?agent }"
    rows = writable.get("/sparql", params={"query": query, "format": "json"}).json()
    (row,) = rows["results"]["bindings"]
    for name in ("change", "agent"):
        path = row[name]["value"].removeprefix("https://w3id.org/phoihop")
        answer = writable.get(path, headers={"Accept": "text/turtle"}, follow_redirects=True)
        assert answer.status_code == 200 and row[name]["value"] in answer.text
        page = writable.get(path, headers={"Accept": "text/html"}, follow_redirects=True)
        assert page.status_code == 200 and "anna" in page.text
    assert writable.get("/agent/nobody", headers={"Accept": "text/html"}).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/agreements",
        f"/committees/{HONG_BANG}/units?as_of=2017-10-06",
        "/under-both/all?as_of=2017-10-06",
        "/changes?from=2017-10-05&to=2017-10-06",
    ],
)
def test_tables_refuse_what_they_cannot_serve(client, path) -> None:
    refused = client.get(API + path, headers={"Accept": "image/png"})
    assert (refused.status_code, refused.json()["code"]) == (406, "not-acceptable")
    for accept in ("*/*", "text/csv", "application/*", "text/html, */*;q=0.1"):
        assert client.get(API + path, headers={"Accept": accept}).status_code == 200


def test_every_page_of_authority_says_what_was_asked(client) -> None:
    unit = "unit/chi-bo-vinausteel"
    answer = client.get(f"{API}/units/{unit}/superiors", params={"as_of": "2017-10-06"}).json()
    assert (answer["asked"], answer["succession"]) == (ID + unit, [])


def test_a_wrong_line_names_the_parameter_that_was_given(client) -> None:
    fields = {"as_of": "2017-10-06", "line": "up"}
    answer = client.get(f"{API}/units/unit/chi-bo-vinausteel/superiors", params=fields).json()
    assert (answer["parameter"], answer["value"]) == ("line", "up")


def test_an_unexpected_error_has_its_request_id_and_no_details(tmp_path: Path) -> None:
    app = create_app(Settings(var=tmp_path))

    @app.get("/broken")
    def broken() -> None:
        raise RuntimeError("a secret path")

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.get("/broken")

    answer = asyncio.run(ask())
    assert (answer.status_code, answer.json()["code"]) == (500, "internal-error")
    assert len(answer.headers["x-request-id"]) == 16
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "secret" not in answer.text


@pytest.mark.parametrize("day", ["0", "1507248000", "2017-10-06T00:00:00", "06/10/2017", "2017-10"])
def test_a_day_is_a_day_and_nothing_that_could_be_made_one(client, day) -> None:
    for path in ("/under-both/all", "/agreements", "/under-both?a=x&b=y"):
        joint = "&" if "?" in path else "?"
        answer = client.get(f"{API}{path}{joint}as_of={day}")
        assert (answer.status_code, answer.json()["parameter"]) == (400, "as_of"), answer.text
        assert "2017-10-06" in answer.json()["expected"]


def test_neighbours_of_nobody_are_not_found(client) -> None:
    answer = client.get(f"{API}/entities/per/khong-co/neighbours")
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
