"""A format that cannot be made says so where it stands, and takes nothing else with it."""

import json

import pytest

from benchmarks.served import free_port, run


@pytest.fixture
def broken(tmp_path):
    """A page on a machine where the library for Excel is broken and no Chinese font is left."""
    for name in ("xlsxwriter", "noto_cjk_sans_otc"):
        (tmp_path / f"{name}.py").write_text("raise ImportError('broken')\n", encoding="utf-8")
    environment = {
        "PYTHONPATH": str(tmp_path),
        "PYTHONDONTWRITEBYTECODE": "1",
        "MPLCONFIGDIR": str(tmp_path / "matplotlib"),
        "MPL_IGNORE_SYSTEM_FONTS": "1",
    }
    with run(free_port(), environment=environment) as (address, _):
        yield address


def test_a_fault_shows_at_its_format_and_the_others_work(open_page, broken, atlas):
    page = open_page(broken)
    menu = page.tab.locator(".st-key-downloads")
    menu.get_by_role("button").first.click()
    for form in ("PDF 印刷图", "PNG 印刷图"):
        assert page.tab.get_by_role("button", name=f"下载 {form}").is_disabled()
    faults = page.tab.get_by_text("这个格式暂时做不出来")
    assert [("没有中文字体" in said) for said in faults.all_inner_texts()] == [True, True]

    excel = page.tab.locator(".st-key-download_xlsx")
    excel.get_by_role("button").click()
    fault = page.tab.get_by_text("这台机器做不出格式 xlsx")
    fault.wait_for()
    # It stands right below its button.
    button, line = excel.bounding_box(), fault.bounding_box()
    following = page.tab.locator(".st-key-download_gpkg").bounding_box()
    assert button["y"] < line["y"] < following["y"]

    with page.tab.expect_download() as waiting:
        page.tab.get_by_role("button", name="下载 GeoJSON").click()
    taken = json.loads(waiting.value.path().read_text(encoding="utf-8"))
    assert len(taken["features"]) == len(atlas.features)
    page.settle()
    # The fault stays until the format is asked for again; the page goes on.
    assert fault.is_visible()
    page.tab.keyboard.press("Escape")
    page.choose("行业", "交通")
    page.settle()
    assert page.errors == []
