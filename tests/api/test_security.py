"""Negative tests of the threat model that belong to no single route."""

from __future__ import annotations

import hashlib
import hmac
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from api.auth import Tokens


def ask(server: str, path: str, headers: dict[str, str] | None = None):
    """Send a path as it stands; clients of a higher level would tidy it up."""
    connection = HTTPConnection(urlsplit(server).netloc, timeout=30)
    try:
        connection.putrequest("GET", path, skip_accept_encoding=True)
        for name, value in (headers or {}).items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, answer.getheaders(), answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize("up", ["..", "%2e%2e", "..%2f..", "....//", "..%5c..", "%252e%252e"])
@pytest.mark.parametrize(
    "home",
    [
        "/assets/",
        "/data/",
        "/page/",
        "/graph-store/",
        "/graph-store/source/",
        "/api/v1/sources/",
        "/api/v1/evidence/",
        "/api/v1/entities/com/",
        "/ontology/",
    ],
)
@pytest.mark.parametrize("target", ["app.py", "../../../../../../etc/passwd", "%2fetc%2fpasswd"])
def test_no_path_leads_to_a_file_of_the_machine(server, home, up, target):
    status, _, body = ask(server, f"{home}{up}/{target}")
    assert 300 <= status < 500
    assert b"root:" not in body
    assert b"from __future__" not in body


@pytest.mark.parametrize(
    "path",
    [
        "/id/com/x%0d%0aX-Evil:%201",
        "/sparql?query=ASK%7B%7D&format=csv%0d%0aX-Evil:1",
        "/sparql?query=ASK%7B%7D&default-graph-uri=http://a/%0d%0aX-Evil:1",
        "/api/v1/search?q=a%0d%0aX-Evil:%201",
        "/api/v1/agreements?after=%0d%0aX-Evil:%201",
        "/graph-store?graph=http://a/%0d%0aX-Evil:1",
        "/search?q=x&lang=vi%0d%0aX-Evil:%201",
    ],
)
def test_no_header_is_built_from_what_is_sent(server, path):
    status, headers, _ = ask(server, path, {"X-Request-Id": "mine", "Accept-Language": "x; y"})
    assert status < 500
    names = {name.lower() for name, _ in headers}
    assert "x-evil" not in names
    assert "mine" not in {value for _, value in headers}


@pytest.mark.parametrize("path", ["/sparql?query=ASK%7B%7D", "/graph-store?default", "/sparql"])
def test_every_origin_may_read_and_none_with_credentials(client, path):
    answer = client.get(path, headers={"Origin": "https://other.example", "Accept": "*/*"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    asked = client.options(
        path,
        headers={"Origin": "https://other.example", "Access-Control-Request-Method": "PUT"},
    )
    allowed = asked.headers.get("access-control-allow-methods", "")
    assert not {"PUT", "DELETE", "PATCH"} & {name.strip() for name in allowed.split(",")}


def test_every_known_token_is_compared_whatever_is_found(monkeypatch):
    tokens = [f"token {number}" for number in range(5)]
    digests = [hashlib.sha256(token.encode()).hexdigest() for token in tokens]
    known = Tokens.parse(
        None, " ".join(f"p{number}:reader:{digest}" for number, digest in enumerate(digests))
    )
    compared, compare = [], hmac.compare_digest
    monkeypatch.setattr(hmac, "compare_digest", lambda *pair: compared.append(1) or compare(*pair))
    counts = []
    for token in (tokens[0], tokens[-1], "unknown"):
        compared.clear()
        known.find(token)
        counts.append(len(compared))
    assert counts == [5, 5, 5]
