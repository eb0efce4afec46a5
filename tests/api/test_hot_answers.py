"""An answer given again is the answer given before, in everything but its request id."""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from tests.api.conftest import Serve

QUERY = "SELECT ?s WHERE { ?s a <https://w3id.org/phoihop/ontology#PartyCommittee> } ORDER BY ?s"
PATHS = (
    "/api/v1/agreements",
    "/api/v1/under-both?a=com/dang-uy-tct-thep-viet-nam&b=com/quan-uy-hong-bang&as_of=2017-10-06",
    "/api/v1/search?q=thep",
    "/data/com/quan-uy-hong-bang",
    f"/sparql?query={quote(QUERY)}",
)
CHANGING = {"x-request-id", "date"}
TOKEN = "h" * 40


def counted(client: httpx.Client, route: str) -> int:
    """How often a route has been answered with 200, by the counters."""
    text = client.get("/metrics").text
    found = re.findall(
        rf'^phoihop_requests_total{{method="GET",route="{re.escape(route)}",status="200"}} (\d+)',
        text,
        re.MULTILINE,
    )
    return int(found[0]) if found else 0


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("accept", ["*/*", "text/csv, application/json;q=0.5, */*;q=0.1"])
def test_the_second_answer_is_the_first(client, path, accept) -> None:
    first, second = (client.get(path, headers={"Accept": accept}) for _ in range(2))
    assert first.status_code == second.status_code == 200
    assert first.content == second.content
    kept = [{k: v for k, v in r.headers.items() if k not in CHANGING} for r in (first, second)]
    assert kept[0] == kept[1] and kept[0]["etag"] and kept[0]["content-security-policy"]
    ids = [response.headers["x-request-id"] for response in (first, second)]
    assert ids[0] != ids[1] and all(re.fullmatch("[0-9a-f]{16}", one) for one in ids)


def test_what_an_answer_depends_on_is_told_apart(client) -> None:
    path = "/api/v1/agreements"
    for _ in range(2):
        as_json = client.get(path, headers={"Accept": "application/json"})
        as_csv = client.get(path, headers={"Accept": "text/csv"})
        plain = client.get(path, headers={"Accept-Encoding": "identity"})
        packed = client.get(path, headers={"Accept-Encoding": "gzip"})
        assert as_json.headers["content-type"] == "application/json"
        assert as_csv.headers["content-type"].startswith("text/csv")
        assert "content-encoding" not in plain.headers
        assert packed.headers["content-encoding"] == "gzip" and packed.json() == plain.json()
        assert plain.headers["etag"] != packed.headers["etag"]


def test_conditions_and_heads_go_the_ordinary_way(client) -> None:
    path = PATHS[0]
    etag = client.get(path).headers["etag"]
    client.get(path)
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
    head = client.head(path)
    assert (head.status_code, head.content) == (200, b"")


def test_answers_given_again_are_counted(client) -> None:
    before = counted(client, "/api/v1/agreements")
    for _ in range(5):
        client.get("/api/v1/agreements")
    assert counted(client, "/api/v1/agreements") == before + 5


def test_queries_that_answer_anew_are_not_kept(client) -> None:
    query = "SELECT (RAND() AS ?r) WHERE {}"
    answers = {client.get("/sparql", params={"query": query}).text for _ in range(3)}
    assert len(answers) == 3


@pytest.mark.parametrize("settings", [{}, {"answer_bytes": 0}, {"requests_per_minute": 10_000}])
def test_a_new_generation_is_answered_from_at_once(
    seed_var: Path, tmp_path: Path, serve: Serve, settings
) -> None:
    var = shutil.copytree(seed_var, tmp_path / "var")
    digest = hashlib.sha256(TOKEN.encode()).hexdigest()
    server = serve(var, tokens=f"anna:writer:{digest}", **settings)
    query = {"query": "SELECT ?o WHERE { <http://example.org/s> ?p ?o }", "format": "csv"}
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "text/turtle"}
    with httpx.Client(base_url=server.url, timeout=120) as client:
        assert [client.get("/sparql", params=query).text for _ in range(3)] == ["o\r\n"] * 3
        body = "<http://example.org/s> <http://example.org/p> 'new' ."
        client.put("/graph-store/source/sent", content=body, headers=headers).raise_for_status()
        assert client.get("/sparql", params=query).text == "o\r\nnew\r\n"


def test_little_memory_keeps_little(seed_var: Path, tmp_path: Path, serve: Serve) -> None:
    var = shutil.copytree(seed_var, tmp_path / "var")
    server = serve(var, answer_bytes=20_000)
    with httpx.Client(base_url=server.url, timeout=60) as client:
        for number in range(40):
            path = f"/api/v1/search?q=thep&limit={number + 1}"
            assert client.get(path).json() == client.get(path).json()
