"""Take the pictures of the main views that the README shows: ``make shots``."""

import shutil
import sys
from pathlib import Path

from browser_server import serve
from editor import Editor
from playwright.sync_api import sync_playwright

# Name, address, width, height, colour scheme. The README shows the light ones.
VIEWS = (
    ("page-1400.png", "/?site=tanhualin", 1400, 1000, "light"),
    ("page-390.png", "/?site=tanhualin", 390, 1560, "light"),
    ("page-1400-en-dark.png", "/?site=tanhualin&lang=en", 1400, 1000, "dark"),
    ("page-390-en-dark.png", "/?site=tanhualin&lang=en", 390, 1560, "dark"),
)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with serve() as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
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
