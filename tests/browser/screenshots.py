"""Take the pictures of the main views that the documents show: ``make shots``.

Those of a city's and a province's real report want the folder ``GEO_SHOTS`` (``../shared``);
without it they stay as they are.
"""

import io
import os
import shutil
import sys
import tempfile
from pathlib import Path

from browser_server import serve
from editor import Editor
from font_list import font_list
from PIL import Image
from playwright.sync_api import sync_playwright

# Name, address, width, height, colour scheme. The documents show the light ones.
VIEWS = (
    ("page-1400.png", "/?site=dream-plaza", 1400, 1000, "light"),
    ("page-390.png", "/?site=dream-plaza", 390, 1560, "light"),
    ("page-1400-en-dark.png", "/?site=dream-plaza&lang=en", 1400, 1000, "dark"),
    ("page-390-en-dark.png", "/?site=dream-plaza&lang=en", 390, 1560, "dark"),
)

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("GEO_SHOTS", ROOT.parent / "shared"))
# Name, report, and the name of a badge or a list that is opened.
PLACES = (
    ("place-city", SHARED / "reports" / "荆州-2024.txt", "沙市区"),
    ("place-county", ROOT / "tests" / "data" / "county-report.txt", "斗湖堤镇"),
    ("place-province", SHARED / "reports-2026" / "湖北省-2026.txt", "武汉市"),
)
SIZES = ((1400, 1000), (390, 1560))


def shoot_place(chromium, address, report, badge, size, path) -> None:
    """Drop a report on the page and take its map with one list open."""
    width, height = size
    tab = chromium.new_page(viewport={"width": width, "height": height})
    tab.goto(address)
    of_map = tab.frame_locator("iframe")
    of_map.locator("body[data-shown]").wait_for(timeout=30_000)
    tab.locator(".st-key-about").wait_for()
    tab.get_by_text("打开自己的报告").click()
    tab.locator("input[type=file]").set_input_files(report)
    tab.get_by_text("现在显示的是您的报告").wait_for(timeout=60_000)
    of_map.locator(".unit-badge").filter(has_text=badge).click()
    of_map.locator(".hit-list button").first.click()
    tab.locator(".site-card").wait_for()
    tab.locator("[data-test-script-state='notRunning']").wait_for()
    if width < 500 and of_map.locator(".unit-list").count():
        of_map.locator(".unit-list summary").click()
    tab.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")
    with Image.open(io.BytesIO(tab.screenshot())) as picture:
        picture.save(path, "WEBP", lossless=True, method=6)
    tab.close()


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with (
        serve() as address,
        sync_playwright() as playwright,
        tempfile.TemporaryDirectory() as fonts,
    ):
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu"],
            env={**os.environ, "FONTCONFIG_FILE": str(font_list(Path(fonts)))},
        )
        for name, query, width, height, scheme in VIEWS:
            tab = chromium.new_page(
                viewport={"width": width, "height": height}, color_scheme=scheme
            )
            tab.goto(address + query)
            tab.frame_locator("iframe").locator("body[data-shown]").wait_for(timeout=30_000)
            tab.locator(".site-card").wait_for()
            tab.locator(".st-key-about").wait_for()
            tab.locator("[data-test-script-state='notRunning']").wait_for()
            tab.screenshot(path=folder / name)
        for name, report, badge in PLACES:
            for size in SIZES if report.exists() else ():
                path = folder / f"{name}-{size[0]}.webp"
                shoot_place(chromium, address, report, badge, size, path)
        tab = chromium.new_page(viewport={"width": 1400, "height": 1000})
        tab.goto(f"{address}/editor")
        editor = Editor(tab).wait()
        editor.pick("poke-city")
        editor.act("在地图上定位")
        editor.draw("点", (0.5, 0.5))
        tab.screenshot(path=folder / "editor-1400.png")
        chromium.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
