"""The explorer's pages over HTTP: what each must show, in two languages; CSV; errors as pages."""

import csv
import hashlib
import html
import io
import re
import urllib.parse

import httpx
import pytest

from tests.api.conftest import without_islands

# What browsers say they accept: pages, and anything else too.
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
STEEL, HONG_BANG = "com/dang-uy-tct-thep-viet-nam", "com/quan-uy-hong-bang"
AGREEMENT = "tct-thep.quan-uy-hong-bang"
SPAN = "ff155d59015d49ce.3609-3740"
PAGES = (
    "/search",
    "/search?q=tct+thep",
    f"/organisations/{STEEL}",
    f"/organisations/{STEEL}?as_of=2017-10-06",
    "/organisations/unit/chi-bo-vinausteel?as_of=2017-10-06",
    "/organisations/ent/tct-thep-viet-nam-ctcp",
    "/people/nghiem-xuan-da",
    "/people/nghiem-xuan-da?as_of=2017-10-06&inferred=1",
    "/agreements",
    f"/agreements/{AGREEMENT}",
    "/agreements/vinachem.khoi-bct-tphcm?as_of=2020-10-01",
    f"/agreements/compare?ids=agr/{AGREEMENT}&ids=agr/vinachem.khoi-bct-tphcm",
    "/conferences",
    "/conferences?as_of=2017-12-31",
    "/sources",
    "/territories?as_of=2017-10-06",
    "/sources/ff155d59015d49ce",
    f"/evidence/{SPAN}",
)


def page(client, path, lang="vi", **fields):
    joint = "&" if "?" in path else "?"
    query = urllib.parse.urlencode({"lang": lang, **fields})
    return client.get(f"{path}{joint}{query}", headers={"Accept": BROWSER})


def text_of(client, path, lang="vi", **fields):
    return page(client, path, lang, **fields).raise_for_status().text


def section(text, name):
    """The part of a page under the heading with this id."""
    return text.partition(f'<h2 id="{name}">')[2].partition("<h2 ")[0]


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_whole_without_a_script(client, path, lang):
    response = page(client, path, lang).raise_for_status()
    text = response.text
    assert response.headers["content-language"] == lang
    assert f'<html lang="{lang}">' in text
    assert text.count("<h1") == 1 and text.rstrip().endswith("</html>")
    assert "<script" not in without_islands(text) and " style=" not in text
    assert not re.search(r'(?:src|action)="https?://', text)
    # each heading of a section is named once, so that it can be linked to
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", PAGES)
def test_every_link_of_a_page_leads_somewhere(client, path):
    text = text_of(client, path)
    links = {link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"]*)"', text)}
    assert len(links) > 8
    tried = sorted(link for link in links if not link.startswith(("/assets/", "/sparql?")))
    for link in tried[:: max(1, len(tried) // 12)]:
        assert client.get(link, headers={"Accept": BROWSER}).status_code in {200, 303}, link


def test_search_folds_and_counts_by_class(client):
    text = text_of(client, "/search", q="tct thep", lang="en")
    hits = re.findall(r'<li><a href="/organisations/([^?]+)\?', text)
    assert hits[0] == "ent/tct-thep-viet-nam-ctcp"
    facet = re.search(r'href="(/search\?[^"]*type=PartyCommittee[^"]*)"', text)[1]
    narrowed = client.get(facet.replace("&amp;", "&")).text
    assert STEEL in narrowed and "ent/tct-thep-viet-nam-ctcp" not in narrowed


@pytest.mark.parametrize(("lang", "words"), [("vi", "không có nghĩa"), ("en", "does not mean")])
def test_search_that_finds_nothing_does_not_say_no(client, lang, words):
    assert words in text_of(client, "/search", q="zzzzqqqq", lang=lang)


@pytest.mark.parametrize(
    ("day", "words"), [("", "Đang xem mọi thời điểm"), ("2017-10-06", "06/10/2017")]
)
def test_the_day_of_a_page_is_said(client, day, words):
    for path in (f"/organisations/{STEEL}", "/people/nghiem-xuan-da", "/agreements"):
        assert words in text_of(client, path, as_of=day)


@pytest.mark.parametrize(
    ("day", "certain", "possible"),
    [("2017-10-06", 3, 0), ("2018-01-01", 0, 3), ("1900-01-01", 0, 3)],
)
def test_posts_of_a_person_on_a_day_are_three_valued(client, day, certain, possible):
    text = section(text_of(client, "/people/nghiem-xuan-da", as_of=day), "posts")
    assert f"{certain} chức vụ chắc chắn, {possible} chức vụ có thể" in text
    rows = text.partition("<details>")[0]
    assert rows.count('"mark certain"') == certain and rows.count('"mark possible"') == possible


def test_a_person_has_a_mark_for_each_day_that_is_named(client):
    text = text_of(client, "/people/nghiem-xuan-da", as_of="2018-01-01", lang="en")
    table = text.partition('<table class="marks">')[2].partition("</table>")[0]
    assert re.findall(r'datetime="([^"]+)"', table) == ["2017-10-06", "2018-01-01"]
    assert table.count("mark alone certain") == 3 and table.count("mark alone possible") == 3


@pytest.mark.parametrize(
    ("lang", "words"), [("vi", "Như thế là chưa rõ"), ("en", "That is unknown, not none")]
)
def test_what_no_source_says_is_unknown(client, lang, words):
    text = text_of(client, "/organisations/unit/chi-bo-vinausteel", lang)
    silent = section(text, "silent")
    assert words in silent
    assert ("cấp trên" if lang == "vi" else "superiors") in silent


def test_a_body_shows_ties_people_agreements_and_plans_apart(client):
    committee = text_of(client, f"/organisations/{STEEL}", lang="en")
    assert "unit/dang-bo-tct-thep-viet-nam" in section(committee, "ties")
    assert "/people/nghiem-xuan-da" in section(committee, "people")
    assert f"/agreements/{AGREEMENT}" in section(committee, "agreements")
    cell = section(text_of(client, "/organisations/unit/chi-bo-vinausteel"), "changes")
    happened, _, planned = cell.partition("<h3>")
    assert "plan/upgrade" not in happened and "plan/upgrade.chi-bo-vinausteel" in planned


def test_the_day_goes_along_with_the_links(client):
    text = text_of(client, "/people/nghiem-xuan-da", as_of="2017-10-06")
    assert f"/organisations/{STEEL}?lang=vi&amp;as_of=2017-10-06" in text.replace(
        "&as_of", "&amp;as_of"
    )


def test_an_agreement_shows_each_duty_once_by_obligor(client):
    text = text_of(client, f"/agreements/{AGREEMENT}", lang="en")
    duties = section(text, "duties")
    assert "bound together" in duties
    assert len(re.findall(r'href="/page/task/s0-\d', duties)) == 6
    assert "2017-10-09" in section(text, "events")  # the day of the report, apart


def test_the_agreement_with_clauses_numbers_them(client):
    text = section(text_of(client, "/agreements/vinachem.khoi-bct-tphcm"), "clauses")
    assert re.findall(r'<li value="(\d)"', text) == ["1", "2", "3"]


@pytest.mark.parametrize(("lang", "word"), [("vi", "chưa thấy nêu"), ("en", "not mentioned")])
def test_compared_agreements_never_say_no(client, lang, word):
    path = f"/agreements/compare?ids=agr/{AGREEMENT},agr/vinachem.khoi-bct-tphcm"
    text = text_of(client, path, lang)
    cells = re.findall(r"<td[^>]*>(.*?)</td>", text, re.DOTALL)
    assert cells and all(word in cell or "mark certain" in cell for cell in cells)
    assert any(word in cell for cell in cells)


def test_conferences_keep_their_two_days_apart(client):
    text = text_of(client, "/conferences", lang="en")
    row = next(row for row in text.split("<tr>") if "so-ket.2017-10-06" in row)
    event, published = re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)[:2]
    assert "2017-10-06" in event and "2017-10-09" not in event
    assert "2017-10-09" in published and "2017-10-06" not in published


def test_later_conferences_are_left_out_and_counted(client):
    text = text_of(client, "/conferences", as_of="2017-12-31", lang="en")
    assert "2020-10-01" not in text and "events after this day are not shown" in text


def test_a_source_lists_its_claims_by_position(client):
    text = text_of(client, "/sources/ff155d59015d49ce")
    places = [int(found) for found in re.findall(r">(\d+)–\d+</a></td>", text)]
    assert len(places) > 50 and places == sorted(places)
    assert "4177" in text


def test_evidence_without_the_text_says_where_to_look(client):
    text = text_of(client, f"/evidence/{SPAN}", lang="en")
    assert "does not hold the text" in text and "<mark" not in text
    assert re.search(r"<code>[0-9a-f]{64}</code>", section(text, "passage"))
    assert "/page/task/s0-4" in section(text, "here")


@pytest.mark.seeds
def test_evidence_with_the_text_is_highlighted(serve, seed_var, seeds_dir):
    running = serve(seed_var, texts=seeds_dir)
    with httpx.Client(base_url=running.url, timeout=60) as client:
        found = client.get(f"/evidence/{SPAN}").raise_for_status().text
        place = client.get(f"/api/v1/evidence/ev/{SPAN}").json()
    marked = re.search(r'<mark id="span">(.*?)</mark>', found, re.DOTALL)[1]
    assert hashlib.sha256(html.unescape(marked).encode()).hexdigest() == place["sha256"]
    document = re.search(r'<div class="document"[^>]*>(.*?)</div>', found, re.DOTALL)[1]
    start = html.unescape(document).partition("<mark>")[0]
    assert len(start) == int(SPAN.rpartition(".")[2].partition("-")[0])
    claims = section(found, "claims")
    places = [int(one) for one in re.findall(r">(\d+)–\d+</a></td>", claims)]
    assert len(places) > 50 and places == sorted(places)


@pytest.mark.seeds
def test_evidence_whose_text_is_another_says_where_to_look(serve, seed_var, seeds_dir, tmp_path):
    for text in seeds_dir.rglob("*.txt"):
        (tmp_path / text.name).write_bytes(text.read_bytes() + b"\n")
    running = serve(seed_var, texts=tmp_path)
    with httpx.Client(base_url=running.url, timeout=60) as client:
        found = client.get(f"/evidence/{SPAN}", params={"lang": "en"}).raise_for_status().text
    assert "does not hold the text" in found and "<mark" not in found
    assert re.search(r"<code>[0-9a-f]{64}</code>", section(found, "passage"))


@pytest.mark.parametrize(
    ("path", "column"),
    [
        ("/search?q=tct+thep", "node.iri"),
        (f"/organisations/{STEEL}", "section"),
        ("/people/nghiem-xuan-da?as_of=2017-10-06", "value"),
        ("/agreements", "agreement.iri"),
        (f"/agreements/{AGREEMENT}", "duty.iri"),
        (f"/agreements/compare?ids=agr/{AGREEMENT}&ids=agr/vinachem.khoi-bct-tphcm", "topic"),
        ("/conferences", "date"),
        ("/sources", "source.iri"),
        ("/sources/ff155d59015d49ce", "start"),
        (f"/evidence/{SPAN}", "start"),
    ],
)
def test_the_table_of_a_page_is_csv(client, path, column):
    text = text_of(client, path)
    link = re.search(r'href="([^"]+format=csv)"', text)[1].replace("&amp;", "&")
    response = client.get(link).raise_for_status()
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert rows and all(row[column] for row in rows)


@pytest.mark.parametrize(
    "path",
    [
        f"/organisations/{STEEL}",
        "/people/nghiem-xuan-da",
        "/agreements",
        f"/agreements/{AGREEMENT}",
        "/conferences",
        "/sources/ff155d59015d49ce",
    ],
)
def test_the_queries_of_a_page_run_as_they_are_offered(client, path):
    text = text_of(client, path)
    offered = re.findall(r'href="(/sparql\?query=[^"]+)"', text)
    assert offered
    rows = 0
    for link in offered:
        response = client.get(
            html.unescape(link), headers={"Accept": "application/sparql-results+json"}
        )
        rows += len(response.raise_for_status().json()["results"]["bindings"])
    assert rows > 0


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/people/nghiem-xuan", 404, "/people/nghiem-xuan-da"),
        ("/people/khong-co-ai-nhu-the-zzz", 404, "khong-co-ai-nhu-the-zzz"),
        ("/organisations/com/quan-uy-hong-ban", 404, f"/organisations/{HONG_BANG}"),
        ("/organisations/per/nghiem-xuan-da", 404, "per/nghiem-xuan-da"),
        ("/agreements/tct-thep", 404, f"/agreements/{AGREEMENT}"),
        ("/sources/nope", 404, "nope"),
        ("/evidence/nope", 404, "nope"),
        ("/agreements?as_of=banana", 400, "banana"),
        ("/people/nghiem-xuan-da?as_of=2017-02-30", 400, "2017-02-30"),
        ("/people/nghiem-xuan-da?asof=2017-10-06", 400, "asof"),
        ("/agreements/compare?ids=agr/x", 400, "agr/x"),
        (f"/agreements/compare?ids=agr/{AGREEMENT}&ids=agr/{AGREEMENT}", 400, "ids"),
        ("/search?q=a&type=NoSuchClass", 400, "NoSuchClass"),
        ("/search?q=a&offset=-1", 400, "offset"),
    ],
)
def test_mistakes_are_pages_that_help(client, path, status, words, lang):
    response = page(client, path, lang)
    assert response.status_code == status
    assert response.headers["content-type"].startswith("text/html")
    assert words in response.text
    assert 'role="alert"' in response.text and 'action="/search"' in response.text


def test_what_is_typed_is_escaped(client):
    for path in ('/search?q="><script>alert(1)</script>', "/agreements?as_of=<script>x</script>"):
        assert "<script" not in without_islands(client.get(path).text)


@pytest.mark.parametrize(("lang", "name"), [("vi", "bí thư"), ("en", "secretary")])
def test_a_field_that_holds_an_id_says_what_it_means(client, lang, name):
    text = text_of(client, "/questions/1", lang)
    (said,) = re.findall(r'name="role" value="role/bi-thu"[^>]*>(?:<p[^>]*>)([^<]*)', text)
    assert said == name
    assert 'id="m-asOf"' not in text and 'id="m-collection"' not in text
