"""Pictures over HTTP, and on the page of the main question."""

from xml.etree import ElementTree

import pytest

STEEL, HONG_BANG = "com/dang-uy-tct-thep-viet-nam", "com/quan-uy-hong-bang"
ASKED = {"a": STEEL, "b": HONG_BANG, "as_of": "2017-10-06"}


def picture(client, extension="svg", **more):
    return client.get(f"/picture/under-both.{extension}", params={**ASKED, **more})


def test_the_picture_is_svg_with_a_validator(client):
    response = picture(client).raise_for_status()
    assert response.headers["content-type"] == "image/svg+xml"
    assert ElementTree.fromstring(response.content).tag.endswith("svg")
    etag = response.headers["etag"]
    again = client.get("/picture/under-both.svg", params=ASKED, headers={"If-None-Match": etag})
    assert again.status_code == 304


def test_theme_and_language_change_it(client):
    texts = {picture(client, theme=t, lang=n).text for t in ("light", "dark") for n in ("vi", "en")}
    assert len(texts) == 4


def test_the_seed_pair_shows_the_agreement_the_cells_and_the_count(client):
    text = picture(client).text
    for part in ("agr/tct-thep.quan-uy-hong-bang", "chi-bo-vinausteel", "nêu 4, biết 0"):
        assert part in text


@pytest.mark.parametrize(
    "change", [{"theme": "pink"}, {"lang": "fr"}, {"as_of": "x"}, {"b": STEEL}]
)
def test_bad_requests_are_problems(client, change):
    assert picture(client, **change).status_code == 400


def test_the_page_holds_the_picture_with_local_links_and_a_download(client):
    page = client.get("/", params={**ASKED, "lang": "vi"}).raise_for_status().text
    assert '<figure class="picture">' in page
    assert 'href="/id/com/quan-uy-hong-bang"' in page
    assert "/picture/under-both.svg?" in page
    assert " style=" not in page
