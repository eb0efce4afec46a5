"""The story of a first visit, without a script and with whatever scripts there are."""

import pytest

STEEL = "Đảng ủy Tổng công ty Thép Việt Nam-CTCP"
WITHOUT, WITH = {"java_script_enabled": False}, {}


@pytest.mark.parametrize("tab", [WITHOUT, WITH], indirect=True, ids=["no-script", "script"])
def test_a_newcomer_gets_from_a_name_to_a_query_that_runs(tab):
    page = tab.open("/?lang=vi")
    page.locator("form[action='/search'] input[name=q]").first.fill("tct thep")
    page.get_by_role("button", name="Tìm").click()
    page.get_by_role("link", name=STEEL, exact=True).first.click()
    page.get_by_role("heading", name=STEEL, level=1).wait_for()

    page = tab.open("/?lang=vi")
    page.get_by_label("Cấp ủy thứ nhất").fill(STEEL)
    page.get_by_label("Cấp ủy thứ hai").fill("Quận ủy Hồng Bàng")
    page.locator("#as_of").fill("2017-10-06")
    page.keyboard.press("Enter")
    page.locator(".summary").wait_for()
    assert "2 tổ chức đảng được cả hai cấp ủy cùng chỉ đạo" in page.locator(".summary").inner_text()
    assert page.locator("#units").inner_text().endswith("(0)")
    tab.shoot("story-answer")

    section = page.locator("section[aria-labelledby=jointly]")
    section.get_by_role("link", name="ff155d59:3609–3740").first.click()
    page.get_by_role("heading", name="Điều dựa vào chỗ này").wait_for()
    tab.shoot("story-evidence")

    page.go_back()
    page.locator("#as_of").fill("2018-01-01")
    page.get_by_role("button", name="Hỏi").click()
    page.wait_for_url("**as_of=2018-01-01**")
    assert "01/01/2018" in page.locator(".summary").inner_text()

    figure = page.locator("figure.picture").first
    svg = figure.get_by_role("link", name="SVG").get_attribute("href")
    drawn = page.request.get(tab.base + svg)
    assert drawn.ok and drawn.headers["content-type"].startswith("image/svg+xml")
    table = page.request.get(
        tab.base + page.get_by_role("link", name="CSV", exact=True).get_attribute("href")
    )
    assert table.ok and "chi-bo-vinausteel" in table.text()

    page.get_by_role("link", name="đơn vị được cùng chỉ đạo").click()
    page.locator("#query").wait_for()
    page.get_by_role("button", name="Chạy").click()
    page.locator("table.result").wait_for()
    assert "chi-bo-vinausteel" in page.locator("table.result").inner_text()
    tab.shoot("story-sparql")


PATHS = "/?a=com/dang-uy-tkv&b=com/dang-uy-than-quang-ninh&as_of=2015-03-01&lang=vi"


@pytest.mark.parametrize("tab", [WITHOUT], indirect=True)
def test_a_path_opens_down_to_its_evidence_without_a_script(tab, public_site):
    tab.base = public_site
    tab.page.goto(public_site + PATHS)
    row = tab.page.locator("table.units details").first
    row.locator("summary").click()
    row.get_by_role("link", name="daidoanket-2023").first.click()
    tab.page.get_by_role("heading", name="Điều dựa vào chỗ này").wait_for()
    assert tab.page.get_by_text("Máy chủ này không giữ lời văn").is_visible()
