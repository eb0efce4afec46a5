"""The explorer in Chromium: accessibility in both themes, narrow windows, keyboard, no script."""

import pytest

AGREEMENT = "agr/tct-thep.quan-uy-hong-bang"
PAGES = {
    "home": "/",
    "both": "/?a=com/dang-uy-tct-thep-viet-nam&b=com/quan-uy-hong-bang&as_of=2017-10-06",
    "same": "/?a=com/quan-uy-hong-bang&b=com/quan-uy-hong-bang&as_of=2017-10-06",
    "near": "/?a=dang+uy+tct+thep&b=com/quan-uy-hong-bang&as_of=2017-10-06",
    "search": "/search?q=tct+thep",
    "questions": "/questions",
    "question": "/questions/1",
    "sparql": "/sparql",
    "result": "/sparql?format=html&query=SELECT+*+WHERE+%7B%3Fs+%3Fp+%3Fo%7D+LIMIT+300",
    "misspelt": "/sparql?format=html&query=SELECT+*+WHERE+%7B%3Fs+%3Fp%7D",
    "measure": "/quality/unknown-superiors",
    "validation": "/validation",
    "node": "/page/com/quan-uy-hong-bang",
    "nowhere": "/no/such/page",
    "body": "/organisations/com/dang-uy-tct-thep-viet-nam?as_of=2017-10-06",
    "cell": "/organisations/unit/chi-bo-vinausteel",
    "person": "/people/nghiem-xuan-da?as_of=2018-01-01",
    "agreements": "/agreements",
    "agreement": "/agreements/vinachem.khoi-bct-tphcm?as_of=2020-10-01",
    "compare": f"/agreements/compare?ids={AGREEMENT}&ids=agr/vinachem.khoi-bct-tphcm",
    "conferences": "/conferences",
    "sources": "/sources",
    "source": "/sources/9980497a75eeaa8b",
    "evidence": "/evidence/ff155d59015d49ce.3609-3740",
    "not-found": "/people/nghiem-xuan",
    "no-day": "/agreements?as_of=banana",
}
LIGHT = {"color_scheme": "light"}
NARROW = {"viewport": {"width": 320, "height": 700}}


@pytest.mark.parametrize("tab", [LIGHT], indirect=True, ids=["light"])
def test_no_page_has_a_barrier(tab, request):
    theme = request.node.callspec.id  # every theme, over all data: test_barriers.py
    for number, (name, path) in enumerate(PAGES.items()):
        lang = ("en", "vi")[number % 2]
        page = tab.open(f"{path}{'&' if '?' in path else '?'}lang={lang}")
        tab.shoot(f"{name}-{lang}-{theme}")
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert tab.violations() == [], f"{name} in {lang}"


@pytest.mark.parametrize("tab", [NARROW], indirect=True)
def test_a_narrow_window_needs_no_sideways_scrolling(tab):
    for name, path in PAGES.items():
        page = tab.open(path)
        tab.shoot(f"{name}-narrow")
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert tab.overflow() <= 0, name


def test_targets_are_large_enough_to_hit(tab):
    page = tab.open(PAGES["body"])
    small = page.evaluate(
        """[...document.querySelectorAll('button, input:not([type=hidden]), summary')]
        .map(one => [one.outerHTML.slice(0, 60), one.getBoundingClientRect()])
        .filter(([, box]) => box.width && (box.width < 24 || box.height < 24))
        .map(([name]) => name)"""
    )
    assert small == []


def test_a_reader_finds_a_body_moves_the_day_and_opens_its_evidence(tab):
    page = tab.open("/search?lang=en")
    page.get_by_label("Name, abbreviation or id").fill("tct thep")
    page.get_by_role("button", name="Search").click()
    page.get_by_role(
        "link", name="Party committee of Vietnam Steel Corporation JSC", exact=True
    ).click()
    page.get_by_text("Shown for all times").wait_for()

    page.get_by_label("Day", exact=True).fill("2017-10-06")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**as_of=2017-10-06**")
    people = page.locator("section", has=page.locator("#people"))
    people.wait_for()
    assert people.locator(".mark.certain").count() >= 2

    people.get_by_role("link", name="ff155d59:1163–1262").click()
    page.wait_for_url("**/evidence/ff155d59015d49ce.1163-1262?lang=en")
    page.get_by_role("heading", name="What rests on this place").wait_for()
    page.go_back()

    with page.expect_download() as download:
        page.evaluate("document.querySelector('a[href$=\"format=csv\"]').download = 'table.csv'")
        page.get_by_role("link", name="CSV").click()
    assert "section" in download.value.path().read_text(encoding="utf-8").splitlines()[0]

    page.get_by_role("link", name="Posts", exact=True).click()
    assert "VALUES ?organisation" in page.locator("textarea").input_value()


def test_a_keyboard_reaches_the_content_and_the_form(tab):
    page = tab.open(PAGES["body"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    reached = set()
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.name || document.activeElement.type"))
    assert {"as_of", "inferred", "submit"} <= reached


@pytest.mark.parametrize("tab", [{"java_script_enabled": False}], indirect=True)
def test_a_page_is_whole_without_a_script(tab):
    for path in PAGES.values():
        page = tab.open(path)
        assert page.locator("h1").count() == 1
        assert page.locator("main").inner_text().strip()


def test_agreements_are_ticked_and_compared(tab):
    page = tab.open("/agreements?lang=en")
    boxes = page.get_by_role("checkbox", name="Choose")
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.get_by_role("button", name="Compare").click()
    page.locator("table.compare").wait_for()
    assert page.locator("table.compare thead th").count() == 3
    assert page.get_by_text("not mentioned", exact=True).first.is_visible()


def test_a_printed_page_shows_facts_and_no_controls(tab):
    page = tab.open(PAGES["evidence"])
    page.emulate_media(media="print")
    assert not page.locator("header.site nav").is_visible()
    assert page.locator("#here").is_visible()
