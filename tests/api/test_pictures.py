"""Pictures over HTTP: every kind in every format, and on the pages."""

import re
from xml.etree import ElementTree

import pytest

STEEL, HONG_BANG = "com/dang-uy-tct-thep-viet-nam", "com/quan-uy-hong-bang"
ASKED = {"a": STEEL, "b": HONG_BANG, "as_of": "2017-10-06"}
SVG = "{http://www.w3.org/2000/svg}"
AGREEMENTS = ["agr/tct-thep.quan-uy-hong-bang", "agr/tap-doan.than-quang-ninh"]
KINDS = {
    "under-both": ASKED,
    "superiors": {"unit": "unit/chi-bo-vinausteel", "as_of": "2017-10-06"},
    "units": {"committee": HONG_BANG, "as_of": "2017-10-06"},
    "neighbourhood": {"of": HONG_BANG, "as_of": "2017-10-06"},
    "posts": {"of": HONG_BANG},
    "conferences": {},
    "comparison": {"ids": AGREEMENTS},
    "territories": {"as_of": "2017-10-06"},
}
BEGINS = {"svg": b"<?xml", "png": b"\x89PNG\r\n", "pdf": b"%PDF-"}
TYPES = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}


def picture(client, kind="under-both", extension="svg", **more):
    return client.get(f"/picture/{kind}.{extension}", params={**KINDS[kind], **more})


def links(svg):
    return [one.attrib["href"] for one in ElementTree.fromstring(svg).iter(f"{SVG}a")]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("extension", TYPES)
def test_every_kind_is_served_in_every_format(client, kind, extension):
    response = picture(client, kind, extension).raise_for_status()
    assert response.headers["content-type"] == TYPES[extension]
    assert response.content.startswith(BEGINS[extension])
    name = response.headers["content-disposition"]
    assert f'filename="phoihop-{kind}' in name and name.endswith(f'.{extension}"')


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_that_is_known_is_not_sent_again(client, kind):
    etag = picture(client, kind).headers["etag"]
    address, asked = f"/picture/{kind}.svg", KINDS[kind]
    again = client.get(address, params=asked, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get(address, params={**asked, "lang": "en"}, headers={"If-None-Match": etag})
    assert other.status_code == 200


@pytest.mark.parametrize("kind", KINDS)
def test_head_says_what_get_would(client, kind):
    response = client.head(f"/picture/{kind}.svg", params=KINDS[kind])
    assert response.status_code == 200
    assert response.headers["content-type"] == TYPES["svg"]
    assert response.content == b""


@pytest.mark.parametrize("kind", KINDS)
def test_theme_and_language_change_it(client, kind):
    styles = [(theme, lang) for theme in ("light", "dark") for lang in ("vi", "en")]
    texts = {picture(client, kind, theme=theme, lang=lang).text for theme, lang in styles}
    assert len(texts) == 4


@pytest.mark.parametrize(
    ("accept", "ending"),
    [
        ("*/*", ".svg"),
        ("image/png", ".png"),
        ("image/png;q=0.4, application/pdf", ".pdf"),
        ("image/*", ".svg"),
    ],
)
def test_without_a_suffix_accept_decides(client, accept, ending):
    response = client.get(
        "/picture/units",
        params=KINDS["units"],
        headers={"Accept": accept},
        follow_redirects=False,
    )
    assert response.status_code == 303
    assert response.headers["vary"] == "Accept"
    path, _, query = response.headers["location"].partition("?")
    assert path == f"/picture/units{ending}"
    assert "committee=" in query and "as_of=2017-10-06" in query


def test_what_no_picture_is_made_as_is_not_acceptable(client):
    response = client.get("/picture/units", headers={"Accept": "image/gif"})
    assert response.status_code == 406
    assert response.json()["code"] == "not-acceptable"


@pytest.mark.parametrize(
    ("kind", "change", "status"),
    [
        ("under-both", {"theme": "pink"}, 400),
        ("under-both", {"lang": "fr"}, 400),
        ("under-both", {"as_of": "x"}, 400),
        ("under-both", {"b": STEEL}, 400),
        ("superiors", {"unit": "unit/none"}, 404),
        ("superiors", {"as_of": ""}, 400),
        ("units", {"committee": "com/none"}, 404),
        ("units", {"certainty": "sure"}, 400),
        ("neighbourhood", {"of": "com/none"}, 404),
        ("posts", {"of": "per/none"}, 404),
        ("conferences", {"as_of": "2017-13-01"}, 400),
        ("comparison", {"ids": AGREEMENTS[:1]}, 400),
        ("comparison", {"ids": ["agr/none", *AGREEMENTS]}, 404),
        ("territories", {"as_of": "2017"}, 400),
        ("territories", {"more": "x"}, 400),
    ],
)
def test_bad_requests_are_problems(client, kind, change, status):
    response = picture(client, kind, **change)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("address", ["/picture/units.gif", "/picture/nothing"])
def test_what_is_no_picture_is_a_problem(client, address):
    response = client.get(address, params=KINDS["units"])
    assert response.status_code in {400, 404}
    assert response.headers["content-type"] == "application/problem+json"


def test_the_seed_pair_shows_the_agreement_the_cells_and_the_count(client):
    text = picture(client).text
    for part in ("agr/tct-thep.quan-uy-hong-bang", "chi-bo-vinausteel", "nêu 4, biết 0"):
        assert part in text


def test_the_neighbourhood_shows_each_neighbour_once_in_a_group(client):
    found = links(picture(client, "neighbourhood").text)
    assert found[0].endswith(HONG_BANG)
    assert sum(one.endswith("agr/tct-thep.quan-uy-hong-bang") for one in found) >= 1
    assert any(one.endswith("per/doan-van-chuong") for one in found)


def test_a_committee_leads_to_the_superiors_of_its_unit(client):
    asked = {"unit": HONG_BANG}
    assert "unit/dang-bo-quan-hong-bang" in picture(client, "superiors", **asked).text


@pytest.mark.parametrize(("day", "count"), [("2025-06-30", 63), ("2025-07-01", 34)])
def test_the_reform_of_2025_changes_the_tiles(client, day, count):
    text = picture(client, "territories", as_of=day).text
    assert f"{count} tỉnh, thành phố" in text
    hatched = re.findall(r"<g><title>", text)
    assert len(hatched) + len(links(text)) == count


def test_the_page_holds_the_picture_with_local_links_and_a_download(client):
    page = client.get("/", params={**ASKED, "lang": "vi"}).raise_for_status().text
    assert '<figure class="picture" id="picture-under-both">' in page
    assert 'href="/organisations/com/quan-uy-hong-bang?lang=vi&amp;as_of=' in page
    assert "/picture/under-both.svg?" in page
    assert " style=" not in page
