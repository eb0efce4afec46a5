"""The OpenAPI description: it holds, its examples are real, generated requests find no fault.

`UPDATE_EXAMPLES=1` writes the examples again from the answers over the seeds.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import jsonschema_rs
import pytest

from api.app import create_app
from api.document import PAGE, format_page
from api.openapi import EXAMPLES, iter_operations, load_examples, shorten
from kg.settings import Settings
from tests.api.conftest import without_islands

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)


@pytest.fixture(scope="module")
def document(client):
    return client.get("/openapi.json").raise_for_status().json()


def ask(client, path):
    example = load_examples()[path]
    for name, value in example["path"].items():
        path = path.replace(f"{{{name}}}", value)
    return client.get(path, params=example["query"]).raise_for_status().json()


def timeless(value):
    """An answer without what differs between two builds of the same data."""
    if isinstance(value, dict):
        left_out = {"generation", "content_hash", "created", "tools"}
        return {key: timeless(part) for key, part in value.items() if key not in left_out}
    return [timeless(part) for part in value] if isinstance(value, list) else value


def test_it_is_openapi_3_1_and_names_every_route(document):
    assert document["openapi"].startswith("3.1")
    app = create_app(Settings())
    served = set(app.openapi()["paths"])
    assert served == set(document["paths"])
    assert len(served) >= 38


def test_every_operation_documents_its_problems_with_their_schema(document):
    for path, method, operation in iter_operations(document):
        responses = operation["responses"]
        assert "503" in responses and "429" in responses, (method, path)
        assert "HTTPValidationError" not in str(operation), path
        if path.startswith("/api/v1/"):
            assert {"200", "304", "400", "404"} <= set(responses), path
        for status, response in responses.items():
            if int(status) >= 400:
                content = response["content"]["application/problem+json"]
                assert content["schema"]["$ref"].endswith("/Problem"), (path, status)


@pytest.mark.skipif("UPDATE_EXAMPLES" not in os.environ, reason="writes the examples")
def test_write_the_examples(client):
    examples = {
        path: {**example, "answer": shorten(ask(client, path))}
        for path, example in load_examples().items()
    }
    text = json.dumps(examples, ensure_ascii=False, indent=1)
    EXAMPLES.write_text(text + "\n", encoding="utf-8")


@pytest.mark.parametrize("path", sorted(load_examples()))
def test_an_example_is_what_the_server_answers(client, document, path):
    answer = ask(client, path)
    expected = load_examples()[path]["answer"]
    assert timeless(shorten(answer)) == timeless(expected)
    operation = document["paths"][path]["get"]
    given = load_examples()[path]
    shown = {p["name"]: p.get("example") for p in operation.get("parameters", [])}
    assert given["path"].items() <= shown.items()
    schema = operation["responses"]["200"]["content"]["application/json"].get("schema", {})
    if "$ref" in schema:
        whole = {**schema, "components": document["components"]}
        jsonschema_rs.validate(whole, expected)


def test_most_reading_routes_have_an_example(document):
    routes = {p for p, m, _ in iter_operations(document) if m == "get" and p.startswith("/api/v1/")}
    # a report as long as its data, and the log and counts of one installation
    without = {"/api/v1/validation", "/api/v1/log", "/api/v1/quality/{name}"}
    assert routes - set(load_examples()) <= without


@pytest.mark.parametrize("language", ["vi", "en"])
def test_docs_list_every_route_offline(client, document, language):
    response = client.get("/docs", params={"lang": language})
    page = response.text
    for path in document["paths"]:
        assert path in page
    rest = without_islands(page)
    assert not re.search(r"<script|style=|https?://(?!w3id\.org|127)", rest)
    assert "unsafe" not in response.headers["content-security-policy"]
    links = re.findall(r'<a href="(/api/v1/[^"]+)"', page)
    assert len(links) == len(load_examples())
    for link in links[:3]:
        assert client.get(link.replace("&amp;", "&")).status_code == 200


@pytest.mark.slow
def test_generated_requests_find_no_error_and_no_undocumented_answer(server, tmp_path):
    examples = os.environ.get("PHOIHOP_FUZZ_EXAMPLES", "5")
    done = subprocess.run(
        [
            Path(sys.executable).parent / "st",
            "run",
            f"{server}/openapi.json",
            *("--max-examples", examples, "--seed", "1", "--no-color"),
            *("--phases", "examples,coverage,fuzzing,stateful", "--checks", ",".join(CHECKS)),
            *("--suppress-health-check", "all"),
        ],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    generated = re.search(r"(\d+) generated", done.stdout)
    # shown by `make fuzz`, which states how many requests ran
    sys.stdout.write(f"{generated[0] if generated else done.stdout[-3000:]}\n")
    assert generated and int(generated[1]) >= (5000 if int(examples) >= 100 else 200)
    assert re.search(r"✅ Stateful", done.stdout), done.stdout[-3000:]


def test_links_lead_to_operations_with_their_parameters(document):
    operations = {o["operationId"]: o for _, _, o in iter_operations(document)}
    links = [
        (name, link)
        for operation in operations.values()
        for name, link in operation["responses"].get("200", {}).get("links", {}).items()
    ]
    assert len([name for name, _ in links if name != "next"]) == 11
    assert len([name for name, _ in links if name == "next"]) == 17
    for _, link in links:
        known = {p["name"] for p in operations[link["operationId"]]["parameters"]}
        assert link["parameters"].keys() <= known


def test_the_reference_page_lists_the_routes_of_the_application(document):
    page = PAGE.read_text(encoding="utf-8")
    listed = set(re.findall(r"^### `([A-Z]+) (\S+)`$", page, re.MULTILINE))
    served = {(method.upper(), path) for path, method, _ in iter_operations(document)}
    assert listed == served
    assert page == format_page(), "run `python -m api.document`"
