"""What a running server owes its operators and its clients: tags, logs, numbers, bounds."""

import gzip
import signal
import threading
import time

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from api.rate_limit import MOST_CLIENTS, Buckets
from kg.build.pipeline import build
from kg.publish import Generations

API = "/api/v1"
NODE = "com/quan-uy-hong-bang"


def wait_for_generation(client, wanted, seconds=20):
    deadline = time.monotonic() + seconds
    while client.get("/readyz").json().get("generation") != wanted:
        assert time.monotonic() < deadline
        time.sleep(0.05)


# entity tags


@pytest.mark.parametrize(
    "path",
    [
        "/agreements",
        f"/entities/{NODE}",
        "/search?q=hong%20bang",
        "/dataset",
        "/questions/1?run=1",
        "/under-both?a=com/dang-uy-tct-thep-viet-nam&b=com/quan-uy-hong-bang&as_of=2017-10-06",
    ],
)
def test_an_answer_has_a_strong_tag_and_the_tag_gives_304(client, path):
    first = client.get(API + path).raise_for_status()
    etag = first.headers["etag"]
    assert etag.startswith('"') and first.headers["cache-control"] == "no-cache"
    assert client.get(API + path).headers["etag"] == etag
    for shown in (etag, f'"other", {etag}', f"W/{etag}"):
        again = client.get(API + path, headers={"If-None-Match": shown})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == etag
    assert client.get(API + path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_each_representation_has_its_own_tag(client):
    path = f"{API}/agreements"
    answers = [
        client.get(path, headers={"Accept": accept, "Accept-Encoding": coding})
        for accept in ("application/json", "text/csv")
        for coding in ("identity", "gzip")
    ]
    assert len({answer.headers["etag"] for answer in answers}) == 4
    assert [answer.headers.get("content-encoding") for answer in answers] == [None, "gzip"] * 2
    assert answers[0].content == answers[1].content
    for answer in answers:
        assert {"Accept", "Accept-Encoding"} <= {
            name.strip() for name in answer.headers["vary"].split(",")
        }


def test_a_compressed_answer_is_known_by_its_tag(client):
    path = f"{API}/entities/{NODE}"
    with client.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as answer:
        raw = b"".join(answer.iter_raw())
        etag = answer.headers["etag"]
    assert gzip.decompress(raw) == client.get(path, headers={"Accept-Encoding": "identity"}).content
    assert etag.endswith('-gzip"')
    headers = {"If-None-Match": etag, "Accept-Encoding": "gzip"}
    assert client.get(path, headers=headers).status_code == 304


def test_a_problem_has_no_tag(client):
    answer = client.get(f"{API}/entities/com/khong-co")
    assert answer.status_code == 404 and "etag" not in answer.headers


def test_head_has_the_headers_of_get(client):
    path = f"{API}/agreements"
    head, whole = client.head(path), client.get(path)
    assert head.content == b""
    for name in ("etag", "content-type", "vary", "content-length"):
        assert head.headers.get(name) == whole.headers.get(name)


def test_a_new_generation_has_new_tags(var_copy, serve, announce, root):
    server = serve(var_copy)
    with httpx.Client(base_url=server.url, timeout=60) as client:
        old = client.get(f"{API}/agreements")
        build([root / "data" / "seeds" / "ff155d59015d49ce"], Generations(var_copy))
        announce(var_copy)
        wait_for_generation(client, Generations(var_copy).current().id)
        new = client.get(f"{API}/agreements", headers={"If-None-Match": old.headers["etag"]})
    assert new.status_code == 200
    assert new.headers["etag"] != old.headers["etag"]
    assert new.headers["phoihop-generation"] == new.json()["dataset"]["generation"]


# log and numbers


def test_a_request_is_logged_with_its_id_and_without_the_person(small_var, serve, tmp_path):
    server = serve(small_var)
    with httpx.Client(base_url=server.url, timeout=60) as client:
        answers = [
            client.get(f"{API}/search", params={"q": "Nguyen Van Secret"}),
            client.get(f"{API}/entities/com/secret-place"),
            client.get("/no/secret/path"),
            client.get("/healthz", headers={"User-Agent": "secret-agent", "X-Request-Id": "mine"}),
        ]
    server.stop()
    log = (tmp_path / "server-0.log").read_text()
    ids = [answer.headers["x-request-id"] for answer in answers]
    assert len(set(ids)) == 4 and "mine" not in ids
    assert all(found in log for found in ids[:3]) and ids[3] not in log
    assert "/api/v1/entities/{node_type}/{local}" in log and "unknown" in log
    assert "secret" not in log.lower()
    assert "127.0.0.1" not in "".join(line for line in log.splitlines() if ids[0] in line)


def test_metrics_count_by_route_and_status(small_var, serve):
    server = serve(small_var)
    with httpx.Client(base_url=server.url, timeout=60) as client:
        for _ in range(3):
            client.get(f"{API}/dataset").raise_for_status()
        client.get(f"{API}/entities/com/khong-co")
        answer = client.get("/metrics").raise_for_status()
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    samples = [
        sample
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    ]
    counts = {
        (sample.labels["route"], sample.labels["status"]): sample.value
        for sample in samples
        if sample.name == "phoihop_requests_total"
    }
    assert counts[f"{API}/dataset", "200"] == 3
    assert counts[f"{API}/entities/{{node_type}}/{{local}}", "404"] == 1
    named = {sample.name: sample.value for sample in samples}
    assert named["phoihop_requests_in_progress"] == 1
    assert named["phoihop_generation_info"] == 1 and named["phoihop_quads"] > 0


# rate limit


def test_without_the_setting_nobody_is_refused(client):
    assert {client.get("/healthz").status_code for _ in range(50)} == {200}


def test_a_client_over_its_rate_is_told_when_to_come_back(small_var, serve):
    server = serve(small_var, requests_per_minute=5)
    with httpx.Client(base_url=server.url, timeout=60) as client:
        answers = [client.get(f"{API}/dataset") for _ in range(7)]
        assert [answer.status_code for answer in answers[:5]] == [200] * 5
        refused = answers[-1]
        assert (refused.status_code, refused.json()["code"]) == (429, "too-many-requests")
        assert 1 <= int(refused.headers["retry-after"]) <= 12
        assert "content-security-policy" in refused.headers
        assert client.get("/healthz").status_code == 200
        assert client.get("/assets/style.css").status_code == 200


def test_a_bucket_fills_evenly_and_forgets_the_longest_unseen():
    clock = [0.0]
    buckets = Buckets(60, lambda: clock[0])
    assert [buckets.take("a") for _ in range(60)] == [0.0] * 60
    assert buckets.take("a") == pytest.approx(1.0)
    assert buckets.take("b") == 0.0
    clock[0] = 1.0
    assert buckets.take("a") == 0.0
    assert buckets.take("a") > 0
    for number in range(MOST_CLIENTS + 5):
        buckets.take(str(number))
    assert len(buckets) == MOST_CLIENTS


# ending


def test_a_running_request_is_answered_before_the_server_ends(seed_var, serve):
    server = serve(seed_var, deadline_s=2)
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . FILTER(?c < ?f) }"
    results = []

    def ask():
        with httpx.Client(base_url=server.url, timeout=60) as client:
            results.append(client.get("/sparql", params={"query": slow, "format": "csv"}))

    asking = threading.Thread(target=ask)
    asking.start()
    time.sleep(0.4)
    assert not results
    server.process.send_signal(signal.SIGTERM)
    asking.join(60)
    assert server.process.wait(30) in {0, -signal.SIGTERM}
    # the deadline may end the query; the client is told so, its connection is not dropped
    assert results and results[0].status_code in {200, 503}
