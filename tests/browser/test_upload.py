"""A reader's own report: dropped in, mapped, taken home, left again. The text is invented."""

import json

PLACE = "在武汉市武昌区第十六届人民代表大会第三次会议上\n"
REPORT = (
    "政府工作报告\n2023年工作回顾\n鹭洲大厦、槐荫国际广场等19个项目顺利竣工。\n"
    "黄鹤楼对外开放。\n2024年工作安排\n推动柳湾隧道开工，<img src=x onerror=alert(1)>。\n"
)


def drop(page, name, data):
    page.tab.get_by_text("打开自己的报告").click()
    file = {"name": name, "mimeType": "text/plain", "buffer": data}
    page.tab.locator("input[type=file]").set_input_files(file)


def test_it_is_read_shown_and_left(open_page, address, atlas):
    page = open_page(address)
    drop(page, "own.txt", (PLACE + REPORT).encode())
    page.tab.get_by_text("现在显示的是您的报告").wait_for()
    page.wait_shown(1)
    assert page.drawn() == {"yellow-crane-tower"}
    taken = json.loads(page.download("下载 GeoJSON").path().read_text(encoding="utf-8"))
    names = {f["properties"]["name"] for f in taken["features"]}
    assert {"鹭洲大厦", "槐荫国际广场", "柳湾隧道", "黄鹤楼"} <= names
    page.tab.get_by_role("tab", name="报告全文").click()
    page.tab.locator(".reader").get_by_text("<img src=x onerror=alert(1)>").wait_for()
    assert page.dialogs == []
    page.tab.get_by_role("button", name="回到原来的报告").click()
    page.wait_shown(sum(1 for f in atlas.features if f["geometry"]))


def test_of_another_city_it_lies_on_no_map_of_wuchang(open_page, address):
    page = open_page(address)
    drop(page, "own.txt", REPORT.replace("黄鹤楼对外开放。\n", "").encode())
    page.map.get_by_text("还没有项目能在地图上定位").wait_for()
    assert page.map.locator(".base-label").count() == 0
    page.tab.get_by_role("button", name="回到原来的报告").click()
    page.map.locator(".base-label:visible").first.wait_for()
    assert page.map.locator(".map-note").count() == 0
    assert page.errors == []


def test_what_cannot_be_read_is_a_notice(open_page, address, atlas):
    page = open_page(address)
    drop(page, "empty.txt", b" \n")
    page.tab.get_by_text("这份文件读不了").wait_for()
    page.tab.get_by_text("empty.txt: 报告是空的").wait_for()
    page.wait_shown(sum(1 for f in atlas.features if f["geometry"]))
