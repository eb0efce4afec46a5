import pytest

from api.negotiate import choose, parse_accept

JSON, XML, CSV = "application/sparql-results+json", "application/sparql-results+xml", "text/csv"
OFFERS = (JSON, XML, CSV)
CHROME = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,"
    "image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7"
)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        (CSV, CSV),
        ("TEXT/CSV", CSV),
        ("text/*", CSV),
        (f"{CSV};q=0.4, {XML};q=0.6", XML),
        (f"{CSV} ; q = 0.4 , {XML}", XML),
        (f"{JSON};q=0, */*;q=0.1", XML),  # an exact refusal beats a wildcard
        (f"{JSON};q=0.2, application/*;q=0.9", XML),
        (f"{CSV};q=nonsense, {XML};q=0.1", XML),
        (f"{CSV};q=1.5, {XML};q=0.1", XML),
        ("text/html, application/json", None),
        ("garbage", None),
        (f"{JSON};q=0", None),
        (CHROME, JSON),
    ],
)
def test_choose_follows_quality_then_specificity_then_our_order(header, expected):
    assert choose(header, OFFERS) == expected


def test_html_wins_for_a_browser_where_it_is_offered():
    assert choose(CHROME, (JSON, "text/html")) == "text/html"


def test_members_that_are_not_media_ranges_are_ignored():
    assert [r.subtype for r in parse_accept("a, /b, c/, text/csv")] == ["csv"]
