"""The islands in a real browser: by keyboard, in both themes, when the server is gone.

The pages without them are tested elsewhere; here everything needs the built scripts.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

HERE = Path(__file__).resolve()
STEEL = "ent/tct-thep-viet-nam-ctcp"
AGREEMENT, HONG_BANG = "agr/tct-thep.quan-uy-hong-bang", "com/quan-uy-hong-bang"
DARK = {"color_scheme": "dark"}
IS_DARK = "matchMedia(`(prefers-color-scheme: dark)`).matches"
DAYS = """[...document.querySelectorAll("main time[datetime]")]
  .map(time => time.getAttribute("datetime")).filter(day => day.length === 10)"""
# Boxes of the names that are shown in a network, as the browser drew them.
NAMES = """[...document.querySelectorAll(".network .node:not(.quiet-label):not(.away) text")]
  .map(text => text.getBoundingClientRect())
  .map(box => [box.left, box.top, box.right, box.bottom])"""


@pytest.fixture(autouse=True, scope="module")
def built(root: Path) -> None:
    """Skip aloud where the islands are not built; under CI they have to be."""
    if not (root / "api" / "static" / ".vite" / "manifest.json").is_file():
        if os.environ.get("CI") == "true":
            pytest.fail("the islands are required under CI: make web")
        pytest.skip("the islands are not built: make web")


def test_a_name_is_found_and_taken_by_keyboard(tab):
    page = tab.open("/search?lang=vi")
    field = page.get_by_role("combobox")
    field.fill("tct th")
    options = page.get_by_role("option")
    options.first.wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    assert tab.violations() == []
    field.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    assert chosen.get_attribute("id") == field.get_attribute("aria-activedescendant")
    tab.shoot("island-suggestions")
    field.press("Enter")
    page.wait_for_url("**/search?q=T**")
    assert "Thép" in page.get_by_role("main").inner_text()


def test_committees_are_suggested_for_the_main_question(tab):
    page = tab.open("/?lang=vi")
    field = page.locator("#a")
    field.press_sequentially("hong bang")
    page.get_by_role("option").first.wait_for()
    field.press("ArrowDown")
    field.press("Enter")
    assert field.input_value() == "com/quan-uy-hong-bang"


def test_a_lost_connection_is_said(tab):
    page = tab.open("/search?lang=vi")
    page.context.set_offline(True)
    page.get_by_role("combobox").fill("thep")
    page.locator(".lost").wait_for()
    assert "Không kết nối được" in page.locator(".lost").inner_text()
    page.context.set_offline(False)
    tab.said.clear()  # the browser reports the request that could not be sent


def test_the_day_moves_over_the_days_of_the_page(tab):
    page = tab.open("/conferences?lang=vi&as_of=2017-10-06")
    slider = page.locator(".days input[type=range]")
    slider.wait_for()
    assert slider.get_attribute("aria-valuetext") == "06/10/2017"
    ticks = page.locator(f"datalist#{slider.get_attribute('list')} option")
    days = set(page.evaluate(DAYS)) | {"2017-10-06"}
    shown = [tick.get_attribute("label") for tick in ticks.all()]
    assert shown == ["/".join(reversed(day.split("-"))) for day in sorted(days)]
    assert tab.violations() == []
    slider.focus()
    slider.press("ArrowLeft")
    page.wait_for_url(lambda url: "as_of=2017-10-06" not in url)
    assert page.locator("#as_of").input_value() < "2017-10-06"


@pytest.mark.parametrize("tab", [{}, DARK], indirect=True, ids=["light", "dark"])
def test_the_network_is_drawn_chosen_opened_and_saved(tab):
    page = tab.open(f"/explorer?start={STEEL}&lang=vi")
    nodes = page.locator(".network .node")
    nodes.first.wait_for()
    listed = page.locator("section[aria-labelledby=nodes] tbody tr").count()
    assert nodes.count() == listed >= 3
    assert tab.overflow() <= 0
    first = page.locator(".network .node").first
    first.focus()
    first.press("ArrowRight")
    page.keyboard.press("Enter")
    panel = page.locator(".network-panel")
    assert panel.locator("h2").inner_text()
    assert page.locator(".network-body .edge.lit").count() >= 1
    assert tab.violations() == []
    tab.shoot(
        f"island-network-{page.evaluate('matchMedia(`(prefers-color-scheme: dark)`).matches')}"
    )
    for button, end in (("SVG", ".svg"), ("PNG", ".png"), ("GraphML", ".graphml")):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=f"Tải {button}").click()
        saved = waiting.value
        assert saved.suggested_filename.endswith(end)
        assert Path(saved.path()).stat().st_size > 1000
    page.get_by_role("button", name="Giãn ra").click()
    panel.get_by_role("link", name="Mở rộng").click()
    page.wait_for_url("**expand=**")
    page.locator(".network .node").first.wait_for()
    assert page.locator(".network .node.open").count() == 2


FACTS = "**/api/v1/network/facts**"
LOST = {"vi": "Không kết nối được", "en": "cannot be reached"}


@pytest.mark.parametrize("tab", [{}, DARK], indirect=True, ids=["light", "dark"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_panel_shows_facts_with_days_certainty_and_evidence(tab, language):
    page = tab.open(f"/explorer?start={AGREEMENT}&lang={language}")
    first = page.locator(".network .node").first
    first.focus()
    first.press("ArrowRight")
    page.keyboard.press("Enter")
    panel = page.locator(".network-panel")
    panel.locator(".facts li").first.wait_for()
    assert {"vi": "nêu rõ", "en": "stated"}[language] in panel.inner_text()
    assert {"vi": "06/10/2017", "en": "2017-10-06"}[language] in panel.inner_text()
    evidence = panel.locator(".facts a[href^='/evidence/']").first
    assert tab.violations() == []
    tab.shoot(f"island-panel-{language}-{page.evaluate(IS_DARK)}")
    for _ in range(12):  # by keyboard alone, from the node to its evidence
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.facts a[href^=\"/evidence/\"]')"):
            break
    else:
        pytest.fail("no evidence is reached by Tab")
    assert evidence.get_attribute("href").endswith(f"?lang={language}")
    page.keyboard.press("Enter")
    page.wait_for_url("**/evidence/**")


def test_a_relation_is_chosen_by_pointing_at_its_line(tab):
    page = tab.open(f"/explorer?start={AGREEMENT}&lang=vi")
    page.locator(".network-body .edge").first.wait_for(state="attached")
    middle = page.locator(".network-body .edge").first.evaluate(
        "edge => { const m = edge.getPointAtLength(edge.getTotalLength() / 2)"
        ".matrixTransform(edge.getScreenCTM()); return [m.x, m.y + scrollY]; }"
    )
    page.evaluate("y => window.scrollTo(0, y - 300)", middle[1])
    page.mouse.click(middle[0], middle[1] - page.evaluate("scrollY"))
    panel = page.locator(".network-panel")
    panel.locator(".facts li").first.wait_for()
    assert page.locator(".network-body .edge.lit").count() >= 1
    assert panel.locator("button.link-button").count() == 2  # both ends
    assert tab.violations() == []
    panel.locator("button.link-button").first.press("Enter")
    page.wait_for_function("document.activeElement.matches('.network-panel h2')")
    assert page.locator(".network .node.chosen").count() == 1


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_panel_that_lost_the_server_says_so_and_asks_again(tab, language):
    page = tab.open(f"/explorer?start={AGREEMENT}&lang={language}")
    page.locator(".network .node").first.wait_for()
    page.route(FACTS, lambda route: route.abort())
    page.locator(".network .node").first.press("Enter")
    alert = page.locator(".network-panel [role=alert]")
    alert.wait_for()
    assert LOST[language] in alert.inner_text()
    assert tab.violations() == []
    page.unroute(FACTS)
    alert.get_by_role("button").press("Enter")
    page.locator(".network-panel .facts li").first.wait_for()
    tab.said.clear()  # the browser reports the request that could not be sent


@pytest.mark.parametrize("status", [0, 503])
def test_a_network_that_cannot_be_had_is_asked_for_again(tab, status):
    page = tab.page
    answer = {"code": "store-busy", "detail": "busy", "status": 503}
    page.route(
        "**/api/v1/network?**",
        lambda route: route.fulfill(status=503, json=answer) if status else route.abort(),
    )
    tab.open(f"/explorer?start={AGREEMENT}&lang=vi")
    alert = page.locator(".network [role=alert]")
    alert.wait_for()
    assert ("không trả lời kịp" if status else LOST["vi"]) in alert.inner_text()
    assert tab.violations() == []
    page.unroute("**/api/v1/network?**")
    alert.get_by_role("button", name="Thử lại").click()
    page.locator(".network .node").first.wait_for()
    tab.said.clear()  # the browser reports the request that could not be sent


def test_names_in_the_network_never_cover_each_other(tab):
    page = tab.open(f"/explorer?start={STEEL}&expand={HONG_BANG}&expand={AGREEMENT}&lang=vi")
    page.locator(".network .node").first.wait_for()
    for _ in range(3):
        boxes = page.evaluate(NAMES)
        assert len(boxes) >= 3
        covered = [
            (a, b)
            for at, a in enumerate(boxes)
            for b in boxes[at + 1 :]
            if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
        ]
        assert covered == []
        page.get_by_role("button", name="Xa hơn").click()


def test_the_network_is_searched_and_filtered(tab):
    page = tab.open(f"/explorer?start={STEEL}&expand={HONG_BANG}&expand={AGREEMENT}&lang=vi")
    page.locator(".network .node").first.wait_for()
    status = page.locator(".network-tools [role=status]")
    whole = page.locator(".network .node:not(.away)").count()
    assert f"{whole}/{whole}" in status.inner_text()
    field = page.get_by_label("Tìm trong sơ đồ")
    field.fill("hong bang")
    assert page.locator(".network .node.found").count() >= 1
    field.press("Enter")
    assert "Hồng Bàng" in page.locator(".network-panel h2").inner_text()
    page.locator(".network-tools summary").click()
    assert tab.violations() == []
    slider = page.locator(".network-tools input[type=range]")
    assert slider.get_attribute("aria-valuetext") == "mọi thời gian"
    assert page.locator(".network-tools datalist option").count() >= 2
    slider.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") != "mọi thời gian"
    redraw = page.get_by_role("link", name="Vẽ lại cho ngày này")
    assert "as_of=" in redraw.get_attribute("href")
    slider.press("Home")
    for box in page.locator(".network-tools fieldset input").all():
        box.uncheck()
    assert page.locator(".network-body .edge:not(.away)").count() == 0
    assert page.locator(".network .node:not(.away)").count() == 3  # those that were opened
    assert "Không có quan hệ nào" in status.inner_text()
    assert tab.violations() == []
    tab.shoot("island-network-empty")


@pytest.mark.parametrize("tab", [{"viewport": {"width": 320, "height": 800}}], indirect=True)
@pytest.mark.parametrize("path", [f"/explorer?start={STEEL}", "/sparql", "/search?q=thep"])
def test_a_narrow_window_holds_the_islands(tab, path):
    tab.open(path)
    tab.page.wait_for_load_state("networkidle")
    assert tab.overflow() <= 0
    tab.shoot(f"island-narrow-{path.strip('/').partition('?')[0]}")


@pytest.mark.parametrize("tab", [{}, DARK], indirect=True, ids=["light", "dark"])
def test_the_editor_completes_runs_and_lets_go(tab):
    page = tab.open("/sparql?lang=vi")
    editor = page.locator(".editor .cm-content")
    editor.wait_for()
    page.wait_for_load_state("networkidle")
    assert tab.violations() == []
    editor.click()
    page.keyboard.press("Control+A")
    page.keyboard.type(
        "PREFIX ph: <https://w3id.org/phoihop/ontology#>\nSELECT ?c { ?c a ph:PartyComm"
    )
    page.locator(".cm-tooltip-autocomplete li", has_text="ph:PartyCommittee").first.wait_for()
    assert "Đảng ủy" in page.locator(".cm-tooltip-autocomplete").inner_text() or (
        "ấp ủy" in page.locator(".cm-tooltip-autocomplete").inner_text()
    )
    assert tab.violations() == []
    page.keyboard.press("Enter")
    page.keyboard.type(" } LIMIT 3")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.editor')") is None
    editor.click()
    page.keyboard.press("Control+Enter")
    page.locator("table.result").wait_for()
    assert page.locator("table.result tbody tr").count() == 3
    page.locator(".editor .cm-content").wait_for()
    tab.shoot("island-editor")


def test_the_place_of_an_error_is_marked_in_the_editor(tab):
    page = tab.open("/sparql?lang=vi")
    editor = page.locator(".editor .cm-content")
    editor.wait_for()
    editor.click()
    page.keyboard.press("Control+A")
    page.keyboard.type("SELECT ?x WHERE {\n?x a\n")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")
    page.locator(".problem[data-line]").wait_for()
    page.locator(".editor .cm-wrong-line").wait_for()


CONSTRUCT = """PREFIX ph: <https://w3id.org/phoihop/ontology#>
CONSTRUCT { ?a ph:agreementParty ?p ; ph:signedOn "x" } WHERE { ?a ph:agreementParty ?p
  FILTER(?a = <https://w3id.org/phoihop/id/agr/tct-thep.quan-uy-hong-bang>) }"""


def run_query(page, text):
    """Type a query into the editor and run it from there."""
    page.locator(".editor .cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")


@pytest.mark.parametrize("tab", [{}, DARK], indirect=True, ids=["light", "dark"])
def test_the_result_of_a_construct_is_a_picture_a_table_and_turtle(tab):
    page = tab.open("/sparql?lang=vi")
    run_query(page, CONSTRUCT)
    page.locator(".network .node").first.wait_for()
    assert page.locator(".network .node").count() == 3  # the agreement and its two parties
    assert page.locator(".network-body .edge").count() == 2
    assert page.locator("table.result tbody tr").count() == 3
    assert "1 giá trị" in page.get_by_role("main").inner_text()
    page.locator("details", has_text="Turtle").locator("summary").click()
    assert "agreementParty" in page.locator("#answer pre").inner_text()
    page.locator(".network .node").first.press("Enter")
    page.locator(".network-panel .facts li").first.wait_for()
    assert tab.violations() == []
    tab.shoot(f"island-construct-{page.evaluate(IS_DARK)}")
    page.reload()  # the address holds the query
    page.locator(".network .node").first.wait_for()
    assert "CONSTRUCT" in page.locator(".editor .cm-content").inner_text()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_query_without_a_server_stays_and_is_run_again(tab, language):
    page = tab.open(f"/sparql?lang={language}")
    page.locator(".editor .cm-content").wait_for()
    page.route("**/sparql?**", lambda route: route.abort())
    run_query(page, "SELECT * WHERE { ?a ?b ?c } LIMIT 2")
    alert = page.locator(".query-state [role=alert]")
    alert.wait_for()
    assert LOST[language] in alert.inner_text()
    assert "LIMIT 2" in page.locator(".editor .cm-content").inner_text()
    assert tab.violations() == []
    page.unroute("**/sparql?**")
    alert.get_by_role("button").press("Enter")
    page.locator("table.result").wait_for()
    assert page.locator("table.result tbody tr").count() == 2
    tab.said.clear()  # the browser reports the request that could not be sent


def test_queries_that_were_run_are_offered_again_in_this_browser(tab):
    page = tab.open("/sparql?lang=vi")
    page.locator(".editor .cm-content").wait_for()
    assert page.locator(".recent").is_hidden()
    run_query(page, "ASK { ?a ?b 1234 }")
    page.locator("#answer .summary").wait_for()
    tab.open("/sparql?lang=vi")
    page.locator(".recent summary").click()
    assert tab.violations() == []
    page.locator(".recent button", has_text="1234").click()
    assert "1234" in page.locator(".editor .cm-content").inner_text()
    page.get_by_role("button", name="Xóa danh sách").click()
    assert page.locator(".recent").is_hidden()


def test_a_class_is_completed_by_its_vietnamese_label_and_its_prefix_declared(tab):
    page = tab.open("/sparql?lang=vi")
    page.locator(".editor .cm-content").click()
    page.wait_for_load_state("networkidle")
    page.keyboard.press("Control+A")
    page.keyboard.insert_text("SELECT * WHERE { ?x a ")
    page.keyboard.type("cap-uy")
    first = page.locator(".cm-tooltip-autocomplete li").first
    page.locator(".cm-tooltip-autocomplete li", has_text="cấp ủy").first.wait_for()
    assert first.locator(".cm-completionLabel").inner_text() == "ph:PartyCommittee"
    assert tab.violations() == []
    tab.shoot("island-completion")
    page.wait_for_timeout(100)  # the editor takes no key for a completion in its first moment
    page.keyboard.press("Enter")
    page.keyboard.type(" } LIMIT 1")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")
    page.locator("table.result").wait_for()
    text = page.locator(".editor .cm-content").inner_text()
    assert text.startswith("PREFIX ph: <https://w3id.org/phoihop/ontology#>")


def test_an_error_is_mended_in_place(tab):
    page = tab.open("/sparql?lang=vi")
    page.locator(".editor .cm-content").wait_for()
    run_query(page, "SELECT ?x WHERE {\n?x a\n")
    page.locator(".editor .cm-wrong-line").wait_for()
    assert tab.violations() == []
    run_query(page, "SELECT ?x WHERE {\n?x a ?y } LIMIT 1\n")
    page.locator("table.result").wait_for()
    assert page.locator(".editor .cm-wrong-line").count() == 0
    assert page.locator(".problem").count() == 0


def test_a_corporation_is_found_by_its_abbreviation_without_tones(tab):
    page = tab.open("/explorer?lang=vi")
    field = page.get_by_role("combobox", name="Nút bắt đầu")
    field.press_sequentially("tct thep")
    options = page.get_by_role("option")
    options.first.wait_for()
    assert "Tổng công ty Thép Việt Nam" in options.first.inner_text()
    field.press("ArrowDown")
    field.press("Enter")
    assert field.input_value() == STEEL
    field.press("Enter")
    page.locator(".network .node").first.wait_for()
    page.context.set_offline(True)
    page.get_by_role("combobox", name="Nút bắt đầu").fill("hong bang")
    lost = page.locator(".combobox .lost")
    lost.wait_for()
    assert LOST["vi"] in lost.inner_text()
    assert tab.violations() == []
    page.context.set_offline(False)
    lost.get_by_role("button", name="Thử lại").click()
    options.first.wait_for()
    tab.said.clear()  # the browser reports the request that could not be sent
