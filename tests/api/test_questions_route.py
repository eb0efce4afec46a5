"""The catalogue over HTTP gives the rows written by hand from the articles."""

import pytest

from kg.query.catalogue import load_catalogue
from kg.query.question import load_expected

QUESTIONS = [q for q in load_catalogue() if q.number < 40]
PREFIXES = (("https://w3id.org/phoihop/ontology#", "ph:"), ("https://w3id.org/phoihop/id/", ""))


def short(value):
    for start, prefix in PREFIXES:
        if value.startswith(start):
            return prefix + value.removeprefix(start)
    return value


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.name)
def test_each_question_answers_as_expected(client, question):
    detail = client.get(f"/api/v1/questions/{question.number}", params={"run": 1}).json()
    variables = detail["results"]["head"]["vars"]
    rows = {
        tuple(short(row[name]["value"]) if name in row else "" for name in variables)
        for row in detail["results"]["results"]["bindings"]
    }
    assert rows == set(load_expected(question))


def test_the_list_has_them_all_in_both_languages(client):
    listed = client.get("/api/v1/questions").json()
    assert [row["number"] for row in listed] == [q.number for q in load_catalogue()]
    assert all(row["text"]["vi"] and row["text"]["en"] for row in listed)


def test_unknown_is_said(client):
    assert "superior" in client.get("/api/v1/questions/15?run=1").json()["unknown"]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/api/v1/questions/4", 404, "not-found"),
        ("/api/v1/questions/15?run=yes", 400, "parameter-error"),
        ("/api/v1/questions/15?run=1&colour=red", 400, "parameter-error"),
        ("/api/v1/questions/15?run=1&unit=unit/khong-co", 404, "not-found"),
    ],
)
def test_bad_requests(client, path, status, code):
    response = client.get(path)
    assert (response.status_code, response.json()["code"]) == (status, code)


def test_the_pages_show_list_and_answer(client):
    assert "/questions/14" in client.get("/questions").text
    text = client.get("/questions/15?lang=en").text
    assert "unknown" in text and "SELECT" in text
    assert client.get("/questions/999").status_code == 404
