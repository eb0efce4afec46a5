"""What people meet when something is wrong: a page in their language, its status, a way on."""

import asyncio
import threading
import time
from http import HTTPStatus

import httpx
import pytest

from api.app import create_app
from kg.build.pipeline import build
from kg.errors import StoreUnavailable
from kg.publish import Generations
from kg.settings import Settings

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
STEEL, HONG_BANG = "com/dang-uy-tct-thep-viet-nam", "com/quan-uy-hong-bang"
# over 7 700 quads this joins every triple with every other, three times over
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c != ?f && ?f != ?i) }"

# path, status, what is said in Vietnamese and in English, what the page holds in both
WRONG = {
    "unknown-id": (
        "/people/nghiem-xuan", 404, "Không tìm thấy", "Not found", "/people/nghiem-xuan-da",
    ),
    "unknown-body": (
        "/organisations/com/quan-uy-hong-ban", 404, "Không tìm thấy", "Not found", HONG_BANG,
    ),
    "unknown-question": ("/questions/999", 404, "Không tìm thấy", "Not found", "/search"),
    "no-day": (
        "/agreements?as_of=2017-02-30", 400, "không phải là một ngày", "not a day", "2017-10-06",
    ),
    "no-day-asked": (
        f"/?a={STEEL}&b={HONG_BANG}&as_of=banana", 400, "không phải là một ngày", "not a day",
        "2017-10-06",
    ),
    "itself": (
        f"/?a={HONG_BANG}&b={HONG_BANG}&as_of=2017-10-06", 400, "cùng một cấp ủy", "the same",
        HONG_BANG,
    ),
    "nowhere": ("/no/such/page", 404, "Không có trang này", "There is no such page", "/search"),
    "slip": (
        "/agreements?asof=2017-10-06", 400, "Chưa hiểu", "not understood", "<code>asof</code>",
    ),
}  # fmt: skip


def ask(client, path, language="vi", **more):
    joint = "&" if "?" in path else "?"
    return client.get(f"{path}{joint}lang={language}", headers=BROWSER, **more)


def is_whole(answer, language):
    """A page of ours, in the language, with one heading and ways on."""
    page = answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-language"] == language
    assert f'<html lang="{language}">' in page and page.count("<h1>") == 1
    assert 'role="alert"' in page
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    return page


@pytest.mark.parametrize("case", WRONG.values(), ids=WRONG.keys())
@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_is_wrong_is_said_with_a_way_on(client, case, language):
    path, status, vietnamese, english, held = case
    answer = ask(client, path, language)
    assert answer.status_code == status
    page = is_whole(answer, language)
    assert (vietnamese if language == "vi" else english) in page
    assert held in page
    assert 'href="/?lang=' in page


def test_what_was_given_is_shown_as_text(client):
    answer = ask(client, "/agreements?as_of=%3Cscript%3Ealert(1)%3C/script%3E")
    assert answer.status_code == 400
    assert "<script>alert" not in answer.text and "&lt;script&gt;" in answer.text


@pytest.mark.parametrize(("language", "words"), [("vi", "chỉ để đọc"), ("en", "for reading only")])
def test_a_form_sent_to_a_page_is_405_with_what_is_allowed(client, language, words):
    answer = client.post("/search", params={"lang": language}, data={"q": "x"}, headers=BROWSER)
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
    assert words in is_whole(answer, language)
    program = client.post("/search", data={"q": "x"}, headers={"Accept": "application/json"})
    assert (program.status_code, program.json()["code"]) == (405, "method-not-allowed")
    assert program.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/api/v1/nowhere", "/api/v1/under-both", "/data/com/nobody"])
def test_programs_get_problem_documents_whatever_they_accept(client, path):
    answer = client.get(path, headers=BROWSER)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == answer.status_code >= 400


# a committee that has ended


@pytest.fixture(scope="module")
def all_data(root, tmp_path_factory, start_for_module):
    folder = tmp_path_factory.mktemp("all")
    build([root / "data"], Generations(folder / "var"))
    with httpx.Client(base_url=start_for_module(folder / "var").url, timeout=60) as opened:
        yield opened


ENDED = {
    "vi": "kết thúc hoặc thay đổi tính đến ngày này",
    "en": "its end or change by this day",
}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_dissolved_committee_is_answered_with_what_became_of_it(all_data, language):
    before = ask(all_data, f"/organisations/{HONG_BANG}?as_of=2024-06-01", language)
    after = ask(all_data, f"/organisations/{HONG_BANG}?as_of=2025-08-01", language)
    assert (before.status_code, after.status_code) == (200, 200)
    assert ENDED[language] not in before.text
    assert ENDED[language] in after.text
    both = ask(all_data, f"/?a={STEEL}&b={HONG_BANG}&as_of=2025-08-01", language)
    assert both.status_code == 200
    assert ENDED[language] in both.text


# a server that has no time


@pytest.fixture(scope="module")
def hasty(seed_var, start_for_module):
    """One worker, a second for a query, two places in the queue."""
    server = start_for_module(seed_var, workers=1, deadline_s=1, queue=2)
    with httpx.Client(base_url=server.url, timeout=60) as opened:
        yield opened


@pytest.mark.parametrize(
    ("language", "words"), [("vi", "chưa có câu trả lời"), ("en", "not an empty result")]
)
def test_a_query_that_takes_too_long_is_no_empty_result(hasty, language, words):
    asked = {"query": SLOW, "format": "html", "lang": language}
    answer = hasty.get("/sparql", params=asked, headers=BROWSER)
    assert answer.status_code == 503
    page = is_whole(answer, language)
    assert words in page
    assert "COUNT(*)" in page, "the query is still in the form"
    assert '<table class="result"' not in page
    program = hasty.get("/sparql", params={"query": SLOW, "format": "json"})
    assert (program.status_code, program.json()["code"]) == (503, "query-timeout")


@pytest.mark.parametrize(("language", "words"), [("vi", "hỏi quá nhiều"), ("en", "asks too much")])
def test_one_who_asks_too_much_at_once_is_told_when_to_come_back(hasty, language, words):
    asked = {"query": SLOW, "format": "html", "lang": language}
    answers = []

    def run():
        with httpx.Client(base_url=hasty.base_url, timeout=60) as own:
            answers.append(own.get("/sparql", params=asked, headers=BROWSER))

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused, [answer.status_code for answer in answers]
    for answer in refused:
        assert int(answer.headers["retry-after"]) >= 1
        page = is_whole(answer, language)
        assert words in page and f" {answer.headers['retry-after']} " in page


@pytest.mark.parametrize("language", ["vi", "en"])
def test_pages_beyond_the_rate_of_a_client_say_when_to_come_back(small_var, serve, language):
    server = serve(small_var, requests_per_minute=2)
    with httpx.Client(base_url=server.url, timeout=60) as opened:
        answers = [ask(opened, "/search?q=x", language) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert int(answers[2].headers["retry-after"]) >= 1
        page = is_whole(answers[2], language)
        again = "Thử lại trang này" if language == "vi" else "Try this page again"
        assert f'<a href="/search?q=x&amp;lang={language}">{again}</a>' in page
        assert opened.get("/api/v1/dataset").json()["code"] == "too-many-requests"


@pytest.mark.parametrize(("language", "words"), [("vi", "Máy chủ gặp lỗi"), ("en", "met an error")])
def test_an_error_nobody_expected_is_a_page_without_details(var_copy, serve, language, words):
    report = next((var_copy / "generations").glob("*/report.json"))
    url = serve(var_copy).url
    with httpx.Client(base_url=url, timeout=60) as opened:
        report.write_text("this is no JSON", encoding="utf-8")  # which whoever starts would refuse
        answer = ask(opened, "/validation", language)
        assert answer.status_code == 500
        page = is_whole(answer, language)
        assert words in page and str(var_copy) not in page and "JSON" not in page
        assert len(answer.headers["x-request-id"]) == 16
    # after an error that nobody expected the server closes the connection
    document = httpx.get(f"{url}/api/v1/validation", timeout=60)
    assert (document.status_code, document.json()["code"]) == (500, "internal-error")


# a server without a generation


def test_a_server_without_a_generation_says_what_to_run_and_takes_the_first(tmp_path, serve, root):
    var = tmp_path / "var"
    var.mkdir()
    with httpx.Client(base_url=serve(var).url, timeout=60) as opened:
        assert opened.get("/healthz").status_code == 200
        for path in ("/", "/search?q=thep", "/sparql", "/sparql?query=ASK%7B%7D", "/questions"):
            for language, words in (("vi", "chưa có dữ liệu"), ("en", "has no data")):
                answer = ask(opened, path, language)
                assert answer.status_code == 503, path
                page = is_whole(answer, language)
                assert words in page and '<code lang="en">phoihop build</code>' in page
        for path in ("/api/v1/sources", "/readyz", "/sparql?query=ASK%7B%7D", "/data/com/x"):
            answer = opened.get(path)
            assert (answer.status_code, answer.json()["code"]) == (503, "store-unavailable")
            assert "phoihop build" in answer.json()["detail"]
        assert opened.get("/assets/style.css").status_code == 200
        assert ask(opened, "/no/such/page").status_code == 404

        built = build([root / "data" / "seeds" / "ff155d59015d49ce"], Generations(var))
        deadline = time.monotonic() + 30
        while (ready := opened.get("/readyz")).status_code != HTTPStatus.OK:
            assert time.monotonic() < deadline, ready.text
            time.sleep(0.1)
        assert ready.json()["generation"] == built.generation.id
        assert ask(opened, "/").status_code == 200
        asked = {"query": "ASK { ?s ?p ?o }", "format": "json"}
        assert opened.get("/sparql", params=asked).json()["boolean"] is True


def test_a_generation_that_cannot_be_opened_is_no_empty_server(tmp_path):
    (tmp_path / "current").write_text("000001-00000000\n", encoding="utf-8")
    app = create_app(Settings(var=tmp_path))

    async def start():
        async with app.router.lifespan_context(app):
            pass

    with pytest.raises(StoreUnavailable, match="000001-00000000"):
        asyncio.run(start())
