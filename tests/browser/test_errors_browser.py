"""Pages of errors in Chromium, in both themes and languages: no barrier, no sideways scrolling."""

import pytest

from kg.build.pipeline import build
from kg.publish import Generations
from tests.browser.conftest import load_server_module

THEMES = [
    {"color_scheme": theme, "viewport": {"width": width, "height": 800}}
    for theme, width in (("light", 1200), ("dark", 320))
]
SLOW = (
    "/sparql?format=html&query=SELECT+(COUNT(*)+AS+%3Fn)+%7B+%3Fa+%3Fb+%3Fc+.+%3Fd+%3Fe+%3Ff+.+"
    "%3Fg+%3Fh+%3Fi+FILTER(%3Fc+!%3D+%3Ff+%26%26+%3Ff+!%3D+%3Fi)+%7D"
)


@pytest.fixture(scope="module")
def start(root, tmp_path_factory):
    """Start a server with settings over the seeds, or over nothing; all end with the module."""
    module, running = load_server_module(root), []

    def run(name, *, is_empty=False, **settings):
        folder = tmp_path_factory.mktemp(name)
        (folder / "var").mkdir()
        if not is_empty:
            build([root / "data" / "seeds"], Generations(folder / "var"))
        running.append(module.start_server(folder / "var", folder / "log", root, **settings))
        return running[-1].url, folder / "var"

    yield run
    for one in running:
        one.stop()


@pytest.fixture(scope="module")
def hasty(start):
    return start("hasty", workers=1, deadline_s=1, requests_per_minute=10_000)[0]


@pytest.fixture(scope="module")
def refusing(start):
    return start("refusing", requests_per_minute=1)[0]


def is_sound(tab, name):
    tab.shoot(name)
    assert tab.violations() == [], name
    assert tab.overflow() <= 0, name


@pytest.mark.parametrize("tab", THEMES, indirect=True, ids=["light", "dark-narrow"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_query_that_takes_too_long_keeps_its_text(tab, hasty, language):
    tab.base = hasty
    page = tab.open(f"{SLOW}&lang={language}")
    words = {"vi": "chưa có câu trả lời", "en": "This is not an empty result"}[language]
    assert words in page.locator(".problem").inner_text()
    assert "COUNT(*)" in page.locator("#query").input_value()
    is_sound(tab, f"timeout-{language}-{tab.page.viewport_size['width']}")


@pytest.mark.parametrize("tab", THEMES, indirect=True, ids=["light", "dark-narrow"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_client_over_its_rate_sees_how_long_to_wait(tab, refusing, language):
    tab.base = refusing
    for _ in range(2):
        page = tab.open(f"/search?q=thep&lang={language}")
    words = {"vi": "Nên chờ", "en": "Please wait"}[language]
    assert words in page.locator(".problem").inner_text()
    again = {"vi": "Thử lại trang này", "en": "Try this page again"}[language]
    link = page.get_by_role("link", name=again).get_attribute("href")
    assert link == f"/search?q=thep&lang={language}"
    is_sound(tab, f"rate-{language}-{tab.page.viewport_size['width']}")


@pytest.mark.parametrize("tab", [{}], indirect=True)
def test_the_first_generation_is_a_click_away_once_it_is_built(tab, start, root):
    tab.base, var = start("empty", is_empty=True)
    page = tab.open("/?lang=en")
    assert "phoihop build" in page.locator(".problem").inner_text()
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        for language in ("vi", "en"):
            page = tab.open(f"/?lang={language}")
            is_sound(tab, f"empty-{language}-{theme}")
    build([root / "data" / "seeds"], Generations(var))
    page.get_by_role("link", name="Try this page again").wait_for()
    for _ in range(50):
        page.get_by_role("link", name="Try this page again").click()
        if page.locator("#as_of").count():
            break
        page.wait_for_timeout(200)
    assert page.locator("#as_of").is_visible()
