"""Bringing places in the browser, and choosing among candidates on the room's map."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser_server import serve
from conftest import PATIENCE_MS
from editor import Editor
from extracts import REPORT, jingzhou, run, write_table
from test_placing import opened

from geo.sources.intake import Terms, import_file

TABLE = [("星河广场", 112.2450, 30.3300), ("栖霞中学", 112.2500, 30.3400)]


@pytest.fixture
def store(tmp_path, monkeypatch):
    path = tmp_path / "home" / "places.sqlite"
    monkeypatch.setenv("GEO_PLACES", str(path))
    return path


@pytest.fixture
def built(tmp_path, store, capsys):
    """An atlas of before there were places, with its report."""
    report, out = tmp_path / "荆州-2024.txt", tmp_path / "荆州-2024.geojson"
    report.write_text(REPORT, encoding="utf-8")
    assert run(capsys, "build", report, "-o", out)[0] == 0
    import_file(jingzhou().write(tmp_path / "jingzhou.osm.pbf"), store, Terms())
    return out, report


def violations(tab):
    found = Axe().run(tab).response["violations"]
    # Streamlit's field for files has a label and the role that takes it away.
    others = [v for v in found if v["id"] != "presentation-role-conflict"]
    return [(v["id"], v["nodes"][0]["html"][:200]) for v in others]


def test_files_are_brought_and_a_report_is_placed_by_them(store, open_page, tmp_path):
    extract = jingzhou().write(tmp_path / "jingzhou.osm.pbf")
    table = write_table(tmp_path / "学校.csv", TABLE)
    with serve() as address:
        page = open_page(address)
        page.tab.get_by_text("导入自己的地点").click()
        fields = page.tab.locator(".st-key-own_places input[type=file]")
        fields.set_input_files([extract, table])
        page.tab.get_by_text("WGS-84（GPS").click()
        page.tab.get_by_role("button", name="导入", exact=True).click()
        page.tab.get_by_text("学校.csv：导入 2 个地点").wait_for()
        page.tab.get_by_text("jingzhou.osm.pbf：导入").wait_for()
        assert violations(page.tab) == []
        opened(page, "荆州-2024.txt", REPORT)
        # Points and lines that were a badge at the city's seat without them.
        page.map.locator("body[data-shown]").wait_for()
        assert "feng-ming-da-dao" in page.drawn()
        assert page.errors == []
        assert page.outside == []


def test_candidates_stand_by_number_on_the_map_and_one_is_accepted(built, browser):
    atlas, report = built
    with serve(atlas, "--report", report) as address:
        context = browser.new_context(viewport={"width": 1400, "height": 1600})
        context.set_default_timeout(PATIENCE_MS)
        editor = Editor(context.new_page()).enter(f"{address}/editor")
        editor.pick("ying-feng-lu", None)
        box = editor.tab.get_by_role("combobox", name="要做什么")
        editor.drop(box)
        editor.tab.get_by_role("option", name="从候选中选位置").click()
        editor.map.locator("body[data-candidates='2']").wait_for()
        editor.map.get_by_role("button", name="2 迎风路").click()
        editor.tab.locator(".candidate.is-chosen[data-candidate='2']").wait_for()
        editor.settle()
        assert violations(editor.tab) == []
        editor.tab.get_by_role("button", name="采用", exact=True).nth(1).click()
        editor.tab.get_by_text("草稿：1 步未提交").wait_for()
        editor.settle()
        editor.tab.get_by_role("button", name="下一个待定位的项目").click()
        editor.tab.locator(".editor-choice[data-pick$='|']").wait_for()
        assert editor.errors == []
        context.close()
