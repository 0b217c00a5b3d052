"""A reader's own report of any place: its map, its badges and its list. The texts are invented."""

import json
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from geo.building.build import build_atlas
from geo.building.setting import setting_of
from geo.documents.report import Report
from geo.outputs.formats import FORMATS
from geo.places.gazetteer import read_gazetteer
from geo.reading.lexicon import read_lexicon

COUNTY = Path(__file__).parents[1] / "data" / "county-report.txt"
PREFECTURE = (
    "政府工作报告\n在荆州市第六届人民代表大会第四次会议上\n2023年工作回顾\n"
    "公安县鹭洲产业园竣工。沙市区柳湾公园对外开放。沙市区槐荫中学建成。荆州区枫林医院开工。\n"
    "松滋市桐荫水厂建成。鹭鸣大厦、槐荫国际广场竣工。\n2024年工作安排\n推动柳湾隧道开工。\n"
)
NOWHERE = (
    "政府工作报告\n2023年工作回顾\n鹭洲大厦、槐荫国际广场竣工。\n2024年工作安排\n"
    "推动柳湾隧道开工。\n"
)
_CLICKS = 20


def drop(page, name, text):
    page.tab.get_by_text("打开自己的报告").click()
    file = {"name": name, "mimeType": "text/plain", "buffer": text.encode()}
    field = page.tab.locator("[class*='st-key-upload_'] input[type=file]")
    field.set_input_files(file)


def opened(page, name, text):
    drop(page, name, text)
    page.tab.get_by_text("现在显示的是您的报告").wait_for()
    return page


def badge(page, name):
    return page.map.get_by_role("button", name=re.compile(f"^{name}"))


def names_in_list(page):
    rows = page.map.locator(".unit-list button")
    return rows.locator("span:not(.swatch)").all_text_contents()


def bounds(page):
    west, south, east, north = page.frame().evaluate(
        """() => new Promise((tell) => {
            geoAtlas.hear = (m) => { geoAtlas.hear = null; tell(m.bounds); };
            geoAtlas.moved();
        })"""
    )
    return west, south, east, north


@pytest.mark.parametrize("width", [1400, 390])
def test_a_prefecture_has_a_badge_for_each_county_and_a_list_of_the_rest(open_page, address, width):
    page = opened(open_page(address, width), "荆州.txt", PREFECTURE)
    page.map.locator("body[data-units='3']").wait_for()
    assert (
        badge(page, "沙市区").get_attribute("aria-label").startswith("沙市区 · 2 处，仅知所在区县")
    )
    # The map opens on the place; on a phone the list, once open, takes half of it.
    west, south, east, north = bounds(page)
    assert west < 112.2 < east
    assert south < 30.3 < north
    summary = page.map.locator(".unit-list summary")
    assert summary.text_content() == "没有落点的项目 · 4 处"
    if width < 500:
        summary.click()
    assert len(names_in_list(page)) == 4
    assert {"鹭鸣大厦", "槐荫国际广场", "柳湾隧道"} < set(names_in_list(page))
    headings = page.map.locator(".unit-list h2").all_text_contents()
    assert "荆州市 · 3 处，仅知所在市" in headings
    assert any(h.startswith("松滋市 · 1 处，仅知所在区县（驻地不详）") for h in headings)
    assert page.map.locator(".seat-label.own:visible").count()
    assert "GeoNames" in page.map.locator(".leaflet-control-attribution").text_content()
    assert page.outside == []
    assert page.errors == []


def test_a_countys_badges_open_lists_by_key_and_by_mouse(open_page, address):
    page = opened(open_page(address), COUNTY.name, COUNTY.read_text(encoding="utf-8"))
    page.map.locator("body[data-units='10']").wait_for()
    town = badge(page, "斗湖堤镇")
    assert "仅知所在街镇（半径 15 公里之内）" in town.get_attribute("aria-label")
    assert page.map.locator(".unit-reach").count() == 9
    town.focus()
    page.tab.keyboard.press("Enter")
    first = page.map.locator(".hit-list button").first
    first.wait_for()
    page.map.locator(".hit-list button:focus").wait_for()
    page.tab.keyboard.press("Enter")
    page.card().get_by_text("斗湖堤镇").first.wait_for()
    assert "湖北省荆州市公安县斗湖堤镇" in page.card().text_content()
    # No other map is to show the town's seat as the site's.
    assert page.tab.locator(".site-links").count() == 0
    page.map.locator(".unit-badge.is-selected[data-unit='421022101']").wait_for()
    badge(page, "公安县").click()
    rows = page.map.locator(".hit-list button")
    assert rows.count() == 22
    rows.filter(has_text="埠河镇滨江绿道").click()
    page.card().get_by_text("埠河镇滨江绿道").first.wait_for()
    assert "仅知所在街镇" in page.card().text_content()
    assert page.map.locator(".unit-list").count() == 0
    assert page.errors == []


def test_badges_and_list_obey_the_filters_and_the_claims(open_page, address):
    page = opened(open_page(address), "荆州.txt", PREFECTURE)
    page.map.locator("body[data-units='3']").wait_for()
    page.received = 0
    page.tab.locator(".st-key-filter_claim").get_by_text("计划").click()
    page.map.locator("body[data-units='0']").wait_for()
    assert page.received < 15_000
    assert names_in_list(page) == ["柳湾隧道"]
    page.tab.locator(".st-key-filter_claim").get_by_text("已报告").click()
    page.map.locator("body[data-units='3']").wait_for()
    page.choose("行业", "医疗")
    page.map.locator("body[data-units='1']").wait_for()
    assert badge(page, "荆州区").is_visible()
    assert page.errors == []


def test_a_report_that_speaks_for_nowhere_says_so_and_is_given_a_place(open_page, address):
    page = opened(open_page(address), "own.txt", NOWHERE)
    page.tab.get_by_text("看不出这份报告说的是哪里").wait_for()
    assert page.map.locator(".seat-label:visible").count() > 5
    field = page.tab.get_by_label("换一个地点")
    field.fill("鹭洲市")
    field.press("Enter")
    page.tab.get_by_text("没有叫“鹭洲市”").wait_for()
    field.fill("公安")
    field.press("Enter")
    page.tab.get_by_text("湖北省荆州市公安县 · 421022").click()
    page.tab.get_by_text("按您指定的地点读取：湖北省荆州市公安县").wait_for()
    page.map.locator("body[data-units='1']").wait_for()
    assert badge(page, "公安县").get_attribute("data-held").split()
    page.tab.get_by_role("heading", name="荆州市公安县政府工作报告地图").wait_for()
    taken = json.loads(page.download("下载 GeoJSON").path().read_text(encoding="utf-8"))
    assert taken["report"]["place_code"] == "421022"
    assert {f["properties"]["region"] for f in taken["features"]} == {"421022"}
    assert {f["geometry"] for f in taken["features"]} == {None}
    assert page.errors == []


@pytest.mark.parametrize("width", [1400, 390])
def test_axe_finds_nothing_to_object_to_in_badges_and_list(open_page, address, width):
    page = opened(open_page(address, width), "荆州.txt", PREFECTURE)
    page.map.locator("body[data-units='3']").wait_for()
    if width < 500:
        page.map.locator(".unit-list summary").click()
    badge(page, "公安县").click()
    page.map.locator(".hit-list button").first.wait_for()
    violations = Axe().run(page.tab).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in violations] == []


def test_a_saved_page_has_the_same_badges_and_list(browser, tmp_path):
    atlas = build_atlas(
        report := Report("own", PREFECTURE, "own.txt"),
        read_lexicon(),
        read_gazetteer(None),
        setting=setting_of(report),
    )
    path = tmp_path / "own.html"
    path.write_bytes(FORMATS["html"].write_file(atlas, PREFECTURE))
    tab = browser.new_page(viewport={"width": 1400, "height": 1000})
    errors = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.goto(path.as_uri())
    tab.locator("body[data-units='3']").wait_for()
    tab.get_by_role("button", name="荆州区 · 1 处").click()
    tab.locator(".hit-list button").click()
    tab.locator(".site-card").get_by_text("湖北省荆州市荆州区").first.wait_for()
    tab.locator(".unit-list button").filter(has_text="柳湾隧道").click()
    tab.locator(".site-card").get_by_text("柳湾隧道").first.wait_for()
    tab.locator(".unit-list button[aria-current]").wait_for()
    tab.get_by_text("8 个项目（8 个仅知所在街镇、区县或省市）").wait_for()
    tab.close()
    assert errors == []


def test_the_menu_offers_points_of_the_regions_in_geojson(open_page, address):
    page = opened(open_page(address), "荆州.txt", PREFECTURE)
    page.map.locator("body[data-units='3']").wait_for()
    page.tab.locator(".st-key-downloads").get_by_role("button").first.click()
    page.tab.get_by_text("加上驻地的点").click()
    page.settle()
    # A click that comes before the page has run takes what stood there before.
    for _ in range(_CLICKS):
        with page.tab.expect_download() as waiting:
            page.tab.get_by_role("button", name="下载 GeoJSON").click()
        taken = json.loads(waiting.value.path().read_text(encoding="utf-8"))
        if all(feature["geometry"] for feature in taken["features"]):
            break
        page.settle()
    assert all(feature["geometry"] for feature in taken["features"])
    assert "GeoNames" in taken["attribution"]
