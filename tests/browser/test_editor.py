"""The editor's room in the browser: from a finding to the rebuilt atlas."""

import json
import shutil
from contextlib import suppress

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import PATIENCE_MS
from editor import Editor
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import expect
from shipped import ATLAS, REGION, SEED

from geo.cli.main import main
from geo.model.atlas import read_atlas

GROUNDS = "试画的位置，只用于测试"
HOSTILE = "{{ 7*7 }} ${1} `x` <img src=x onerror=alert(1)> **粗** </script>"
# Invented, and hostile.
REPORT = (
    "青石区政府工作报告\n2023年工作回顾\n鹭洲大厦、槐荫国际广场等19个项目顺利竣工。\n"
    "2024年工作安排\n推动柳湾隧道开工{{ 7*7 }}<img src=x onerror=alert(1)>。\n"
)


@pytest.fixture
def open_editor(browser):
    contexts = []

    def start(url, width=1400, height=1000, **options):
        context = browser.new_context(
            viewport={"width": width, "height": height}, accept_downloads=True, **options
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        return Editor(context.new_page()).enter(url)

    yield start
    for context in contexts:
        context.close()


def decide_on_shipped(editor):
    """Reject a site, set a stage, rename a site, place one by a click and one by drawing."""
    editor.pick("udesk")
    editor.act("驳回：这不是项目")
    editor.fill("理由（必填）", "试驳回")
    editor.decide(1)

    editor.pick("emergency-depot")
    editor.act("设定阶段")
    editor.choose("阶段", "提及")
    editor.fill("理由（必填）", "试设阶段")
    editor.decide(2)

    editor.pick("jd-health", None)
    editor.act("给项目改名")
    editor.fill("新名称", "京东健康武昌")
    editor.fill("理由（必填）", "试改名")
    editor.decide(3)

    editor.pick("poke-city", None)
    editor.act("在地图上定位")
    editor.draw("点", (0.5, 0.5))
    editor.fill("依据：写明资料或理由（必填）", GROUNDS)
    editor.decide(4)

    editor.pick("quantum-institute", None)
    editor.act("在地图上定位")
    editor.draw("面", (0.5, 0.4), (0.6, 0.4), (0.6, 0.5))
    editor.fill("依据：写明资料或理由（必填）", GROUNDS)
    editor.decide(5)


def test_from_finding_to_rebuilt_atlas(open_editor, address, tmp_path):
    editor = open_editor(f"{address}/editor")
    decide_on_shipped(editor)

    places = tmp_path / "places"
    shutil.copytree(REGION.places, places)
    review = editor.download("下载决定 wuchang-2021.csv", tmp_path)
    assert editor.download("下载名录 buildings.geojson", places).name == "buildings.geojson"
    built = tmp_path / "built.geojson"
    arguments = ["build", SEED, "--review", review, "--places", places, "-o", built]
    assert main([*map(str, arguments)]) == 0

    before, after = read_atlas(ATLAS), read_atlas(built)
    assert before.by_id.keys() - after.by_id.keys() == {"udesk"}
    changed = {i: f for i, f in after.by_id.items() if f != before.by_id[i]}
    assert changed.keys() == {"emergency-depot", "jd-health", "poke-city", "quantum-institute"}
    assert changed["emergency-depot"]["properties"]["status"] == "mentioned"
    assert changed["jd-health"]["properties"]["name"] == "京东健康武昌"
    point, area = changed["poke-city"], changed["quantum-institute"]
    assert point["geometry"]["type"] == "Point"
    assert point["properties"]["uncertainty_m"] == 500
    assert point["properties"]["location_source"]["text"] == GROUNDS
    assert area["geometry"]["type"] == "Polygon"
    assert len(area["geometry"]["coordinates"][0]) == 4

    # Whoever writes no code has the same from one button, and the site.
    finished = editor.finish("改好的地图数据", tmp_path)
    assert finished.name == "wuchang-2021.geojson"
    assert finished.read_bytes() == built.read_bytes()
    site = editor.finish("改好的网站", tmp_path).read_text(encoding="utf-8")
    assert "京东健康武昌" in site
    assert '"udesk"' not in site
    sent = editor.finish("发给维护本图的人的文件", tmp_path)
    assert len(json.loads(sent.read_text(encoding="utf-8"))["steps"]) == 5

    # The page shows the same atlas before anything is written.
    editor.tab.get_by_role("button", name="在地图上预览").click()
    shown = sum(1 for f in after.features if f["geometry"])
    map_frame = editor.tab.frame_locator("iframe[title='项目地图']")
    map_frame.locator(f"body[data-shown='{shown}']").wait_for(timeout=PATIENCE_MS)
    editor.tab.get_by_text("现在显示的是编辑室里的草稿").wait_for()
    assert editor.errors == []


def test_by_keys_alone_one_goes_from_mention_to_mention(open_editor, address):
    editor = open_editor(f"{address}/editor")
    card, keys = editor.tab.locator(".editor-choice"), editor.tab.keyboard
    undecided = editor.tab.locator("li.found .finding-row, li.new .finding-row")
    first, second, third = (undecided.nth(n).get_attribute("data-pick") for n in range(3))
    # A page that is still being laid out hears no key; whoever sees nothing presses it again.
    editor.tab.locator(".st-key-editor_walk_next button:enabled").wait_for()
    for _ in range(20):
        keys.press("n")
        with suppress(PlaywrightTimeout):
            card.wait_for(timeout=15_000)
            break
    expect(card).to_have_attribute("data-pick", first)
    editor.settle()
    keys.press("a")
    expect(card).to_have_attribute("data-pick", second)
    editor.tab.get_by_text("草稿：1 步未提交").wait_for()
    editor.settle()
    keys.press("x")
    expect(card).to_have_attribute("data-pick", third)
    editor.tab.get_by_text("草稿：2 步未提交").wait_for()
    editor.settle()
    keys.press("u")
    editor.tab.get_by_text("草稿：1 步未提交").wait_for()
    editor.settle()
    # What is typed is typed.
    editor.tab.get_by_label("查找项目").press_sequentially("anux")
    expect(editor.tab.get_by_label("查找项目")).to_have_value("anux")
    editor.tab.get_by_text("草稿：1 步未提交").wait_for()
    assert editor.errors == []


def test_while_one_is_placed_the_others_step_back(open_editor, address):
    editor = open_editor(f"{address}/editor")
    editor.pick("poke-city", None)
    editor.act("在地图上定位")
    editor.map.locator("body[data-loaded]").wait_for()
    others = editor.map.locator(".site-mark, .count-badge, path.site")
    assert others.count() > 50
    faint = others.evaluate_all(
        "(nodes) => nodes.filter((n) => +getComputedStyle(n).opacity < .5).length"
    )
    assert faint == others.count()
    assert (
        editor.map.locator(".leaflet-base-pane").evaluate("(n) => +getComputedStyle(n).opacity")
        == 1
    )
    editor.draw("点", (0.5, 0.5))
    drawn = editor.map.locator(".drawn-mark")
    assert drawn.evaluate("(n) => +getComputedStyle(n).opacity") == 1
    assert editor.errors == []


def test_on_a_phone_a_line_is_tapped_and_axe_finds_nothing(open_editor, address):
    editor = open_editor(f"{address}/?lang=en&sector=social_care", 390, 844, has_touch=True)
    editor.pick("eldercare-center", None)
    editor.act("Locate on the map", "Put into the draft")
    editor.draw("Line", (0.45, 0.6), (0.6, 0.7), tap=True)
    coordinates = editor.tab.get_by_label("Coordinates: longitude, latitude (WGS-84)")
    assert len(coordinates.input_value().splitlines()) == 2
    violations = Axe().run(editor.tab).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in violations] == []
    # The way back leads to the view that one came from.
    editor.tab.get_by_role("link", name="Back to the map").click()
    editor.tab.get_by_text("Social care (").first.wait_for(state="attached")
    assert "sector=social_care" in editor.tab.url
    assert editor.errors == []


def test_a_draft_about_ones_own_report_outlives_a_reload(open_editor, address, tmp_path):
    report = {"name": "own.txt", "mimeType": "text/plain", "buffer": REPORT.encode()}

    def upload():
        editor.tab.get_by_text("打开自己的报告").click()
        editor.tab.locator(".st-key-own input[type=file]").set_input_files(report)
        editor.tab.locator("[data-pick^='liu-wan-sui-dao|']").first.wait_for()
        editor.settle()

    editor = open_editor(f"{address}/editor")
    upload()
    editor.pick("liu-wan-sui-dao")
    editor.act("驳回：这不是项目")
    editor.fill("理由（必填）", HOSTILE)
    editor.decide(1)
    editor.tab.get_by_text(HOSTILE).wait_for()
    draft = editor.download("完成：下载", tmp_path)

    # Leaving asks; whoever leaves all the same finds the draft again.
    asked = []
    editor.tab.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    editor.tab.reload()
    assert asked == ["beforeunload"]
    editor.wait()
    upload()
    editor.tab.get_by_text("已恢复这个浏览器里保存的草稿：1 步。").wait_for()
    editor.tab.get_by_text("草稿：1 步未提交").wait_for()

    # The same again contradicts what is there: nothing is lost, and it says so.
    editor.tab.get_by_text("载入草稿文件").first.click()
    editor.tab.locator("input[type=file]").first.set_input_files(draft)
    editor.tab.get_by_text("已载入 1 步。").wait_for()
    review = editor.download("下载决定 own.csv", tmp_path).read_text(encoding="utf-8")
    assert review.count(HOSTILE) == 1
    editor.tab.get_by_role("button", name="撤销上一步").click()
    editor.tab.get_by_text("草稿：0 步未提交").wait_for()
    assert editor.errors == []
    assert asked == ["beforeunload"]
