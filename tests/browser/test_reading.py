"""What a reader does: look, filter, click, read, download; in both languages, on a phone."""

import json
import re

import pytest

from geo.selecting.selection import Selection


def located(atlas, selection=None):
    chosen = (selection or Selection()).ids(atlas)
    return {i for i in chosen if atlas.by_id[i]["geometry"]}


def test_it_draws_every_located_site_without_asking_another_host(open_page, address, atlas):
    page = open_page(address)
    page.wait_shown(len(located(atlas)))
    assert page.drawn() == located(atlas)
    assert page.outside == []
    assert page.errors == []


def test_a_filter_changes_the_map_without_rebuilding_it(open_page, address, atlas):
    page = open_page(address)
    body = page.map.locator("body")
    before = body.get_attribute("data-zoom")
    page.map.get_by_role("button", name="放大").click()
    page.map.locator(f"body:not([data-zoom='{before}'])").wait_for()
    zoom = body.get_attribute("data-zoom")
    page.frame().evaluate("() => { window.sameDocument = true; }")
    page.choose("行业", "交通")
    page.choose("阶段", "投用")
    selection = Selection(sector=("transport",), stage=("operating",))
    page.wait_shown(len(located(atlas, selection)))
    assert page.drawn() == located(atlas, selection)
    assert page.frame().evaluate("() => window.sameDocument") is True
    assert body.get_attribute("data-zoom") == zoom
    page.tab.get_by_text("个项目：交通 · 投用").wait_for()
    page.tab.get_by_role("button", name="清除筛选").click()
    page.wait_shown(len(located(atlas)))
    assert page.errors == []


def test_a_filter_change_carries_no_sites(open_page, address, atlas):
    page = open_page(address)
    # The first change still says once that the filters stay; from then on it is a reference. Rows
    # beside the map go over once, when they are first asked for.
    for claim, label in (("planned", "计划"), ("reported", "已报告"), ("planned", "计划")):
        page.received = 0
        page.tab.locator(".st-key-filter_claim").get_by_text(label).click()
        page.wait_shown(len(located(atlas, Selection(claim=claim))))
        page.tab.wait_for_url(f"**claim={claim}**")
        page.listed(len(Selection(claim=claim).ids(atlas)))
        page.settle()
    assert 0 < page.received < 3_500


def test_a_map_that_has_lost_its_sites_is_handed_them_again(open_page, address, atlas):
    page = open_page(address)
    page.tab.evaluate("() => window.geoFrames['atlas-map'].frame.remove()")
    page.choose("行业", "医疗")
    page.wait_shown(len(located(atlas, Selection(sector=("health",)))))
    assert page.errors == []


def test_a_click_on_a_site_shows_its_card(open_page, address):
    page = open_page(address)
    page.map.locator("div[data-site='yellow-crane-tower']").click(force=True)
    choice = page.map.locator(".hit-list button[data-site='yellow-crane-tower']")
    choice.click()
    card = page.card()
    card.get_by_text("黄鹤楼", exact=True).first.wait_for()
    text = card.inner_text()
    for part in ("文旅", "阶段", "未说明阶段", "报告未说明", "精确", "千年黄鹤楼借助现代光影技术"):
        assert part in text
    page.tab.wait_for_url("**site=yellow-crane-tower**")


def test_a_site_is_reached_by_keyboard_alone(open_page, address):
    page = open_page(address)
    page.map.locator("div[data-site='dream-plaza']").focus()
    page.tab.keyboard.press("Enter")
    page.card().get_by_text("武商梦时代广场").first.wait_for()


ON_TOP = """badge => {
    const box = badge.getBoundingClientRect();
    return badge.contains(
        document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
}"""


def test_sites_known_only_by_their_area_are_reached_through_their_badge(open_page, address, atlas):
    page = open_page(address)
    badges = page.map.locator("[data-sites]")
    badges.first.wait_for()
    # Another site's mark may stand on a badge: take one that is on top.
    badge = next(b for b in badges.all() if b.evaluate(ON_TOP))
    site = badge.get_attribute("data-sites").split()[0]
    badge.click(force=True)
    page.map.locator(f".hit-list button[data-site='{site}']").click()
    page.card().get_by_text(atlas.by_id[site]["properties"]["name"]).first.wait_for()


def test_the_download_is_exactly_what_is_shown(open_page, address, atlas):
    page = open_page(address + "/?sector=health&claim=planned")
    ids = Selection(sector=("health",), claim="planned").ids(atlas)
    page.wait_shown(len(located(atlas, Selection(sector=("health",), claim="planned"))))
    download = page.download(f"下载 GeoJSON（{len(ids)} 个项目）")
    name = download.suggested_filename
    assert name.startswith("wuchang-2021-health-planned-20")
    assert name.endswith(".geojson")
    downloaded = json.loads(download.path().read_text(encoding="utf-8"))
    assert downloaded["features"] == [atlas.by_id[i] for i in ids]
    assert downloaded["report"] == atlas.report


def test_the_language_switch_reaches_page_and_map(open_page, address, atlas):
    page = open_page(address)
    page.tab.get_by_text("English", exact=True).click()
    page.tab.get_by_text("sites (and").wait_for()
    page.map.get_by_text("Under construction").wait_for()
    page.map.locator("[aria-label='Yellow Crane Tower']").wait_for(state="attached")
    page.tab.wait_for_url("**lang=en**")
    assert page.errors == []


def test_a_link_opens_the_view_that_it_was_copied_from(open_page, address, atlas):
    page = open_page(address + "/?stage=operating&site=han-street&lang=en")
    page.wait_shown(len(located(atlas, Selection(stage=("operating",)))))
    page.card().get_by_text("Chu River and Han Street").first.wait_for()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_phone_shows_all_of_it_without_sideways_scrolling(open_page, address, language):
    page = open_page(f"{address}/?lang={language}&site=tanhualin", width=390, height=844)
    page.card().wait_for()
    widths = page.tab.evaluate("() => [document.documentElement.scrollWidth, window.innerWidth]")
    assert widths[0] <= widths[1]
    box = page.tab.locator("iframe[title='项目地图']").bounding_box()
    assert box["width"] > 340


def test_a_click_on_the_legend_filters_and_a_second_one_undoes_it(open_page, address, atlas):
    page = open_page(address)
    row = page.map.locator("button[data-stage='signed']")
    row.click()
    page.wait_shown(len(located(atlas, Selection(stage=("signed",)))))
    page.map.locator("button[data-stage='signed'][aria-pressed='true']").click()
    page.wait_shown(len(located(atlas)))


def test_the_browsers_back_button_undoes_a_filter(open_page, address, atlas):
    page = open_page(address)
    page.choose("行业", "医疗")
    page.wait_shown(len(located(atlas, Selection(sector=("health",)))))
    page.tab.wait_for_url("**sector=health**")
    page.tab.go_back()
    page.wait_shown(len(located(atlas)))


def test_the_link_keeps_where_the_map_stands(open_page, address):
    page = open_page(address + "/?at=30.55000,114.30000,15")
    page.map.locator("body[data-zoom='15']").wait_for()
    page.map.get_by_role("button", name="缩小").click()
    page.tab.wait_for_url(re.compile(r"at=30\.5[\d.]+%2C114\.[\d.]+%2C14\.5"))


def test_only_the_visible_map(open_page, address, atlas):
    page = open_page(address + "/?at=30.54710,114.29700,16")
    page.tab.get_by_text("更多条件").click()
    page.tab.get_by_text("只看地图范围").click()
    page.tab.get_by_text("个项目：地图范围内").wait_for()
    page.tab.wait_for_url("**bounds=**")
    assert "yellow-crane-tower" in page.drawn()
    assert len(page.drawn()) < len(located(atlas))


def test_the_report_and_the_map_lead_to_each_other(open_page, address):
    page = open_page(address)
    page.tab.get_by_role("tab", name="报告全文").click()
    page.tab.locator(".reader mark[data-site='dream-plaza']").first.click()
    page.map.locator("body[data-selected='dream-plaza']").wait_for()
    page.tab.locator(".reader mark.chosen[data-site='dream-plaza']").first.wait_for()
    page.map.locator("div[data-site='yellow-crane-tower']").focus()
    page.tab.keyboard.press("Enter")
    mark = page.tab.locator(".reader mark.chosen[data-site='yellow-crane-tower']").first
    mark.wait_for()
    inside = """(n) => {
        const mark = n.getBoundingClientRect(), text = n.closest('.text').getBoundingClientRect();
        return mark.top >= text.top && mark.bottom <= text.bottom;
    }"""
    assert mark.evaluate(inside)


def test_the_report_opens_at_the_words_of_the_chosen_site(open_page, address):
    page = open_page(address + "/?site=yellow-crane-tower")
    page.tab.get_by_role("tab", name="报告全文").click()
    page.tab.wait_for_function(
        "() => document.querySelector('[data-testid=stTabs] *') && window.geoReader?.goal === null"
    )
    text = page.tab.locator(".reader .text")
    assert text.evaluate("(n) => n.scrollTop") > 0


def test_the_text_beside_the_map_is_the_report_to_the_letter(open_page, address, report):
    page = open_page(address)
    page.tab.get_by_role("tab", name="报告全文").click()
    assert page.tab.locator(".reader .text").evaluate("(n) => n.textContent") == report.text


def test_gaode_tiles_shift_the_sites_and_our_own_map_shifts_them_back(open_page, address):
    page = open_page(address)
    page.map.locator("summary", has_text="底图").click()
    menu = page.map.get_by_label("底图")
    menu.select_option("gaode")
    page.map.locator("body[data-datum='GCJ-02']").wait_for()
    assert len(page.drawn()) > 100
    menu.select_option("")
    page.map.locator("body[data-datum='WGS-84']").wait_for()
