"""The editor's room as tests and pictures use it."""

import re

from playwright.sync_api import expect


class Editor:
    """The editor's room as an editor has it."""

    def __init__(self, tab):
        self.tab = tab
        self.errors = []
        tab.on("pageerror", lambda error: self.errors.append(f"{error}\n{error.stack}"))

    def enter(self, url):
        """Open the room by its own address, or by the link of the map page."""
        self.tab.goto(url)
        if "/editor" not in url:
            self.tab.frame_locator("iframe").locator("body[data-shown]").wait_for()
            self.tab.get_by_role("link", name=re.compile("编辑室|Editor")).click()
        return self.wait()

    def wait(self):
        self.tab.locator(".findings[data-count]").wait_for()
        self.settle()
        return self

    def settle(self):
        self.tab.locator("[data-test-script-state='notRunning']").wait_for()

    @property
    def map(self):
        return self.tab.frame_locator("iframe[srcdoc]")

    def pick(self, site, mention=0):
        """Choose the site's mention, or with None the site itself."""
        kind = ".site-row" if mention is None else ".finding-row"
        row = self.tab.locator(f"[data-pick^='{site}|']{kind}").nth(mention or 0)
        pick = row.get_attribute("data-pick")
        row.click()
        self.tab.locator(f".editor-choice[data-pick='{pick}']").wait_for()
        self.settle()

    def drop(self, box):
        """Open a box's list where no scrolling of the page closes it again."""
        box.evaluate("""(node) => new Promise((done) => {
            node.scrollIntoView({block: "center", behavior: "instant"});
            requestAnimationFrame(() => requestAnimationFrame(done));
        })""")
        box.click()

    def act(self, action, submit="记入草稿"):
        box = self.tab.get_by_role("combobox", name=re.compile("要做什么|What to do"))
        self.drop(box)
        self.tab.get_by_role("option", name=action).click()
        self.tab.get_by_role("button", name=f"{submit} · {action}").wait_for()
        self.settle()

    def fill(self, label, value):
        self.tab.get_by_label(label, exact=True).fill(value)

    def choose(self, label, option):
        box = self.tab.get_by_role("combobox", name=label, exact=True)
        self.drop(box)
        self.tab.get_by_role("option", name=option).first.click()

    def decide(self, steps):
        """Put what is filled in into the draft, which then has so many steps."""
        self.tab.get_by_role("button", name="记入草稿").first.click()
        self.tab.get_by_text(f"草稿：{steps} 步未提交").wait_for()
        self.settle()

    def draw(self, tool, *spots, tap=False):
        """Draw on the map at these shares of its width and height."""
        self.map.locator("body[data-loaded]").wait_for()
        self.map.get_by_role("button", name=tool, exact=True).click()
        canvas = self.map.locator(".leaflet-container")
        corners = self.map.locator(".leaflet-editing-icon")
        box = canvas.bounding_box()
        press = canvas.tap if tap else canvas.click
        for number, (x, y) in enumerate(spots, 1):
            spot = {"x": box["width"] * x, "y": box["height"] * y}
            press(position=spot)
            # Leaflet.draw takes no corner within 50 ms of the last one. A hand is slower.
            while tool != "点" and corners.count() < number:
                press(position=spot)
        if tool != "点":
            self.map.locator("[data-tool=finish]").click()
        # The page has it once its coordinates stand in the form.
        coordinates = self.tab.get_by_role("textbox", name=re.compile(r"WGS-84\W?$"))
        expect(coordinates).not_to_have_value("")
        self.settle()

    def finish(self, kind, folder):
        """Take what the finished work makes."""
        self.tab.get_by_role("radio", name=kind).locator("xpath=ancestor::label").click()
        # The button of this kind, and no longer that of the last.
        code = {"改好的地图数据": "atlas", "改好的网站": "site"}.get(kind, "send")
        self.tab.locator(f".st-key-editor_finish_{code}").wait_for()
        self.settle()
        return self.download("完成：下载", folder)

    def download(self, label, folder):
        """Take a file; those for the command line stand in a box that may be shut."""
        self.settle()
        button = self.tab.get_by_role("button", name=label)
        if not button.is_visible():
            self.tab.get_by_text("分开的文件").click()
        button.wait_for()
        with self.tab.expect_download() as waiting:
            button.click()
        path = folder / waiting.value.suggested_filename
        waiting.value.save_as(path)
        return path
