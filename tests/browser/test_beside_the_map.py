"""What a reader finds beside the map: never nothing, and the results of filters to walk through."""

import pytest
from conftest import PATIENCE_MS
from playwright.sync_api import expect

from geo.selecting.selection import Selection

PHONE = (390, 844)


def panel(page, shows):
    found = page.tab.locator(f".panel[data-shows='{shows}']")
    found.wait_for()
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_title_filters_map_and_panel_fit_a_small_window(open_page, address, language):
    page = open_page(f"{address}/?lang={language}", width=1366, height=768)
    panel(page, "overview")
    for part in ("h2", ".st-key-choice", "iframe[title='项目地图']", ".st-key-card"):
        box = page.tab.locator(part).first.bounding_box()
        assert box["y"] >= 0, part
        assert box["y"] + box["height"] <= 768, part
    assert page.tab.locator("iframe[title='项目地图']").bounding_box()["height"] > 500


@pytest.mark.parametrize("language", ["zh", "en"])
def test_on_a_phone_the_map_stands_within_the_first_screen(open_page, address, language):
    page = open_page(f"{address}/?lang={language}", *PHONE)
    sheet = page.tab.locator(".st-key-side")
    # A busy machine may lay it out a moment after the run has ended.
    of_map = page.tab.locator("iframe").first
    expect(of_map).to_be_in_viewport(ratio=1, timeout=PATIENCE_MS)
    box, below = of_map.bounding_box(), sheet.bounding_box()
    assert box["height"] > 200
    assert below["y"] < PHONE[1] - 150
    page.tab.locator(".fold.sheet").click()
    page.tab.locator("html[data-sheet='open']").wait_for(state="attached")
    drawn = sheet.bounding_box()
    assert drawn["y"] < box["y"] + box["height"] / 2
    widths = page.tab.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1]


def test_on_a_phone_the_filters_are_folded_and_open_by_a_button(open_page, address, atlas):
    page = open_page(address, *PHONE)
    claims = page.tab.locator(".st-key-filter_claim")
    assert not claims.is_visible()
    button = page.tab.locator(".fold.filters")
    assert button.get_attribute("aria-expanded") == "false"
    button.click()
    claims.wait_for()
    assert button.get_attribute("aria-expanded") == "true"
    claims.get_by_text("计划").click()
    selection = Selection(claim="planned")
    page.wait_shown(sum(atlas.by_id[i]["geometry"] is not None for i in selection.ids(atlas)))
    assert claims.is_visible()


def test_the_panel_tells_first_what_the_report_is_and_leads_on(open_page, address, atlas):
    page = open_page(address)
    first = panel(page, "overview")
    assert atlas.report["date"] in first.inner_text()
    first.locator("button.way[data-site='wuchang-old-city']").click()
    page.card().get_by_text("武昌古城").first.wait_for()
    panel(page, "card").get_by_role("button", name="返回概览").click()
    panel(page, "overview").locator("button[data-stage='signed']").click()
    page.listed(len(Selection(stage=("signed",)).ids(atlas)))
    assert page.errors == []


def test_results_are_shown_on_the_map_opened_and_walked_through(open_page, address, atlas):
    page = open_page(f"{address}/?sector=health")
    ids = Selection(sector=("health",)).ids(atlas)
    rows = page.listed(len(ids))
    assert {row.get_attribute("data-site") for row in rows.all()} == set(ids)
    placed = page.tab.locator("button.row[data-site='seventh-hospital']")
    assert "市七医院迁建进展顺利" in placed.inner_text()
    assert "医疗" in placed.inner_text()
    placed.hover()
    page.map.locator("body[data-hint='seventh-hospital']").wait_for()
    rows.first.focus()
    second = rows.nth(1).get_attribute("data-site")
    page.tab.keyboard.press("ArrowDown")
    page.tab.locator(f"button.row[data-site='{second}']:focus").wait_for()
    page.map.locator(f"body[data-hint='{second}']").wait_for()
    page.tab.keyboard.press("Enter")
    name = atlas.by_id[second]["properties"]["name"]
    page.card().get_by_role("heading", name=name).wait_for()
    bar = panel(page, "card")
    bar.get_by_text(f"2 / {len(ids)}").wait_for()
    page.tab.keyboard.press("ArrowDown")
    bar.get_by_text(f"3 / {len(ids)}").wait_for()
    bar.get_by_role("button", name=f"返回结果（{len(ids)}）").click()
    page.listed(len(ids))
    assert page.errors == []


def test_a_filter_sends_its_rows_once(open_page, address, atlas):
    page = open_page(f"{address}/?sector=health")
    page.listed(len(Selection(sector=("health",)).ids(atlas)))
    claims = page.tab.locator(".st-key-filter_claim")
    claims.get_by_text("计划").click()
    page.listed(len(Selection(sector=("health",), claim="planned").ids(atlas)))
    page.settle()
    before = page.received
    claims.get_by_text("全部").click()
    page.listed(len(Selection(sector=("health",)).ids(atlas)))
    page.settle()
    assert page.received - before < 12_000


def test_no_result_is_said_and_the_panel_goes_on(open_page, address):
    page = open_page(f"{address}/?q=zzzz")
    assert "0 个结果" in panel(page, "results").inner_text()
    page.tab.get_by_role("button", name="清除筛选").click()
    panel(page, "overview")


def test_the_report_and_back_leaves_the_panel_as_it_was(open_page, address, atlas):
    page = open_page(f"{address}/?sector=health")
    count = len(Selection(sector=("health",)).ids(atlas))
    page.listed(count)
    page.tab.get_by_role("tab", name="报告全文").click()
    page.tab.locator(".reader").wait_for()
    page.tab.get_by_role("tab", name="项目").click()
    page.listed(count)
    assert page.errors == []
