"""axe-core finds nothing on any kind of page, in any theme, whatever its state.

The matrix is whole: pages times looks, all folds open, and states times looks. How many cells there
are is counted, so that none is lost without a word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser.conftest import Tab, open_tab

STEEL = "com/dang-uy-tct-thep-viet-nam"
TKV = "com/dang-uy-tkv"
MINES = "com/dang-uy-than-quang-ninh"
COMPARED = "ids=agr/tct-thep.quan-uy-hong-bang&ids=agr/vinachem.khoi-bct-tphcm"
CONSTRUCT = "CONSTRUCT+%7B%3Fs+%3Fp+%3Fo%7D+WHERE+%7B%3Fs+%3Fp+%3Fo%7D+LIMIT+20"

LOOKS = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "forced": {"forced_colors": "active"},
    "narrow-dark": {"color_scheme": "dark", "viewport": {"width": 320, "height": 800}},
}
PAGES = (
    "/",
    f"/?a={TKV}&b={MINES}&as_of=2015-03-01",
    f"/?a={STEEL}&b=com/quan-uy-hong-bang&as_of=2017-10-06",
    f"/?a={STEEL}&b={STEEL}&as_of=2017-10-06",
    "/search",
    "/search?q=dang+uy",
    "/search?q=zzzzqqq",
    f"/organisations/{STEEL}",
    f"/organisations/{TKV}?as_of=2015-03-01&inferred=1",
    "/organisations/ent/tap-doan-hoa-chat-viet-nam",
    "/people/nghiem-xuan-da?as_of=2018-01-01",
    "/agreements",
    "/agreements/vinachem.khoi-bct-tphcm?as_of=2020-10-01",
    f"/agreements/compare?{COMPARED}",
    "/conferences",
    "/territories?as_of=2025-06-30",
    f"/explorer?start={TKV}",
    "/explorer",
    "/sources",
    "/sources/ff155d59015d49ce",
    "/evidence/ff155d59015d49ce.3609-3740",
    "/quality/conflicts",
    "/quality/claims",
    "/validation",
    "/questions",
    "/questions/5",
    "/sparql",
    f"/sparql?query={CONSTRUCT}",
    "/sparql?query=SELECT+*+WHERE+%7B%3Fs+%3Fp%7D",
    f"/page/{STEEL}",
    "/page/cert/stated",
    "/ontology",
    "/docs",
    "/organisations/com/khong-co",
    "/territories?as_of=2017-13-01",
)
"""Every kind of page, empty, answered and refused."""


def open_folds(page: Page) -> None:
    """Open every fold of the page."""
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")


def suggest(page: Page) -> None:
    """Type into the first field and walk down the names that are offered."""
    field = page.get_by_role("combobox").first
    field.fill("tct thep")
    page.get_by_role("option").first.wait_for()
    field.press("ArrowDown")


def choose(page: Page) -> None:
    """Choose a node of the network, so that its panel opens."""
    page.locator(".network .node").first.wait_for()
    page.locator(".network .node").first.focus()
    page.keyboard.press("Enter")
    page.locator(".network .facts, .network-panel a").first.wait_for()


def wait_for_network(page: Page) -> None:
    """Look while the network is still on its way."""
    page.locator(".network").first.wait_for(state="attached")


def type_query(page: Page) -> None:
    """Write a query into the editor and ask for it to be run."""
    page.locator(".editor .cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("SELECT * WHERE { ?a ?b ?c } LIMIT 3")
    page.keyboard.press("Control+Enter")


def run(page: Page) -> None:
    """Run a query in place."""
    type_query(page)
    page.locator("table.result").wait_for()


def fail(page: Page) -> None:
    """Run a query while the server cannot be reached."""
    type_query(page)
    page.locator(".query-state [role=alert]").wait_for()


STATES: dict[str, tuple[str, str, Callable[[Page], None]]] = {
    "names offered": ("/search", "", suggest),
    "committees offered": ("/", "", suggest),
    "a node chosen": (f"/explorer?start={TKV}", "", choose),
    "the network on its way": (f"/explorer?start={TKV}", "**/api/v1/network?**", wait_for_network),
    "a result in place": ("/sparql", "", run),
    "the server lost": ("/sparql", "**/sparql?**", fail),
}
"""By name: the page, what is held back or lost on the way, and what is done."""


@pytest.fixture(scope="module", params=LOOKS)
def tab(
    request: pytest.FixtureRequest, chromium: Browser, public_site: str, axe_source: str
) -> Iterator[Tab]:
    """One tab for each look, over all data."""
    options = {"viewport": {"width": 1200, "height": 900}, **LOOKS[request.param]}
    context = chromium.new_context(**options)
    opened = open_tab(context, public_site, axe_source)
    opened.look = request.param
    yield opened
    context.close()
    assert opened.outside == []


def address(path: str, number: int) -> str:
    """An address in one of the languages, which change from page to page."""
    language = ("vi", "en")[number % 2]
    return f"{path}{'&' if '?' in path else '?'}lang={language}"


def test_no_page_has_a_barrier_in_any_look(tab: Tab) -> None:
    found = {}
    for number, path in enumerate(PAGES):
        tab.open(address(path, number + list(LOOKS).index(tab.look)))
        open_folds(tab.page)
        found[path] = tab.violations()
    assert len(found) == len(PAGES) == 35
    assert {path: some for path, some in found.items() if some} == {}


def test_no_state_has_a_barrier_in_any_look(tab: Tab) -> None:
    found = {}
    for number, (name, (path, held, act)) in enumerate(STATES.items()):
        stop = hold if name == "the network on its way" else lose
        if held:
            tab.page.route(held, stop)
        tab.open(address(path, number))
        act(tab.page)
        found[name] = tab.violations()
        if held:
            tab.page.unroute(held)
    assert len(found) == len(STATES) == 6
    assert {name: some for name, some in found.items() if some} == {}


def hold(route: Route) -> None:
    """Never answer."""


def lose(route: Route) -> None:
    """Lose the connection, except for the page itself."""
    if route.request.is_navigation_request():
        route.continue_()
    else:
        route.abort()


def test_every_cell_of_the_matrix_is_looked_at() -> None:
    assert len(LOOKS) * (len(PAGES) + len(STATES)) == 164
