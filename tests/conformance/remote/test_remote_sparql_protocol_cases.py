"""The same cases over a remote engine; those of updates are left out, and counted."""

import pytest

from tests.conformance.test_sparql_protocol import *  # noqa: F403  # the same tests, over the engine
from tests.conformance.test_sparql_protocol import ALL, NEGATIVE, POSITIVE


def test_what_is_left_out_is_the_writing():
    updates = [[case.path for case in cases].count("/update") for cases in (NEGATIVE, POSITIVE)]
    assert updates == [7, 7]
    assert len([case for case in ALL if case.path != "/update"]) == 37


WRITES = (
    ("POST", "/update", {"data": {"update": "CLEAR ALL"}}, 404),
    ("PUT", "/graph-store?graph=https://w3id.org/phoihop/graph/source/data-1", {}, 405),
    ("DELETE", "/graph-store/source/data-1", {}, 405),
    ("POST", "/api/v1/sources?apply=true", {"json": {"source": {}, "tables": {}}}, 404),
    ("DELETE", "/api/v1/sources/data-1", {}, 404),
    ("POST", "/api/v1/sources/data-1/restore", {}, 404),
)


@pytest.mark.parametrize(("method", "path", "body", "status"), WRITES)
def test_no_address_writes_over_an_engine(writable, method, path, body, status):
    before = writable.get("/readyz").json()["generation"]
    answer = writable.request(method, path, **body)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert writable.get("/readyz").json()["generation"] == before
