"""Pages of answers: the main question, competency questions, results of SPARQL, what is missing."""

import csv
import io

import pytest

STEEL, HONG_BANG = "com/dang-uy-tct-thep-viet-nam", "com/quan-uy-hong-bang"
BROWSER = {"Accept": "text/html,*/*;q=0.8"}


def get(client, path, **fields):
    return client.get(path, params={"lang": "vi", **fields}, headers=BROWSER)


def test_the_first_page_says_what_the_graph_holds(client):
    text = get(client, "/").raise_for_status().text
    classes = client.get("/api/v1/dataset").json()["classes"]
    committees = classes["https://w3id.org/phoihop/ontology#PartyCommittee"]
    assert f"cấp ủy</a></dt><dd>{committees}</dd>" in text
    assert "3 tài liệu" in text


def test_an_answer_says_how_complete_it_is_before_it_lists_units(client):
    text = get(client, "/", a=STEEL, b=HONG_BANG, as_of="2017-10-06").text
    places = [text.index(f'id="{name}"') for name in ("answer", "completeness", "units", "jointly")]
    assert places == sorted(places)
    rows = get(client, "/", a=STEEL, b=HONG_BANG, as_of="2017-10-06", format="csv").text
    parts = [row["part"] for row in csv.DictReader(io.StringIO(rows))]
    assert parts == ["jointly-directed"] * 2 + ["candidate"] * 2


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"a": HONG_BANG, "b": HONG_BANG, "as_of": "2017-10-06"}, 400, "cùng một cấp ủy"),
        ({"a": STEEL, "b": HONG_BANG}, 400, "Cần một ngày"),
        ({"a": STEEL, "b": HONG_BANG, "as_of": "hôm qua"}, 400, "không phải là một ngày"),
        ({"a": STEEL, "as_of": "2017-10-06"}, 400, "Cần hai cấp ủy"),
    ],
)
def test_a_question_that_cannot_be_asked_says_why_in_vietnamese(client, fields, status, words):
    response = get(client, "/", **fields)
    assert response.status_code == status and words in response.text
    assert "expected" not in response.text


def test_a_near_name_asks_the_question_again(client):
    response = get(client, "/", a="Quận uỷ Hồng Bàn", b=STEEL, as_of="2017-10-06")
    assert response.status_code == 404
    assert "quan-uy-hong-bang" in response.text and "as_of=2017-10-06" in response.text


def test_a_result_stands_on_the_page_and_an_error_keeps_the_query(client):
    query = "SELECT ?s WHERE { ?s a <https://w3id.org/phoihop/ontology#PartyCell> }"
    shown = get(client, "/sparql", query=query, format="html").raise_for_status().text
    assert "/organisations/unit/chi-bo-vinausteel?lang=" in shown
    ask = get(client, "/sparql", query="ASK { ?s ?p ?o }", format="html")
    assert "Có trong dữ liệu." in ask.raise_for_status().text
    wrong = get(client, "/sparql", query="SELECT ?s WHERE { ?s", format="html")
    assert wrong.status_code == 400
    assert "Truy vấn viết chưa đúng" in wrong.text and "SELECT ?s WHERE { ?s" in wrong.text


def test_a_question_takes_other_values_and_leads_to_the_query_form(client):
    text = get(client, "/questions/1", day="2010-01-01").raise_for_status().text
    assert 'value="2010-01-01"' in text and "COALESCE%28%222010-01-01%22" in text
    led = client.get("/questions/1/query")
    assert led.status_code == 303 and led.headers["location"].startswith("/sparql?query=")


@pytest.mark.parametrize("path", ["/no/such/page", "/page/com/nobody", "/questions/999"])
def test_a_page_that_is_not_there_is_a_page_for_people_and_a_document_for_programs(client, path):
    assert 'role="alert"' in get(client, path).text
    assert get(client, path).status_code == client.get(path).status_code == 404


def test_every_number_of_quality_has_its_list(client):
    numbers = client.get("/api/v1/dataset").json()["quality"]["total"]
    for name in numbers:
        assert get(client, f"/quality/{name}").status_code == 200, name
    assert "SHACL" in get(client, "/validation").text
