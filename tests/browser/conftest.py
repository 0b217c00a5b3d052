"""The real page on a free port, and a browser that reaches nothing else."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

import pytest
from browser_server import serve
from font_list import font_list
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import expect, sync_playwright
from proxy import NAME

# What a test waits for comes within this on a machine with a core for all of it.
PATIENCE_MS = 300_000
# A click that has shown nothing for so long has not been taken.
_AGAIN_MS = 15_000
expect.set_options(timeout=PATIENCE_MS)
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_browser():
    return next((path for name in _BROWSERS if (path := shutil.which(name))), None)


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    path = find_browser()
    if path is None:
        give_up(f"NO BROWSER: none of {', '.join(_BROWSERS)} is installed")
    arguments = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--no-first-run",
        # Even a request that no test sees goes nowhere.
        f"--host-resolver-rules=MAP {NAME} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ]
    environment = {
        **os.environ,
        "FONTCONFIG_FILE": str(font_list(tmp_path_factory.mktemp("fonts"))),
    }
    driver = sync_playwright()
    try:
        playwright = driver.start()
    except Exception as error:  # noqa: BLE001 (it has no name for this)
        give_up(f"NO DRIVER FOR THE BROWSER (Debian: libatomic1): {error}")
    chromium = playwright.chromium.launch(executable_path=path, args=arguments, env=environment)
    yield chromium
    chromium.close()
    playwright.stop()


def give_up(message):
    """Skip what wants the browser; where everything is to run, fail."""
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def address():
    with serve() as running:
        yield running


class Page:
    """The page as a reader has it, with what went wrong in it."""

    def __init__(self, tab):
        self.tab = tab
        self.outside, self.errors, self.dialogs = [], [], []
        self.received = 0
        tab.on("websocket", lambda socket: socket.on("framereceived", self._count))
        tab.on("request", self._note)
        tab.on("pageerror", lambda error: self.errors.append(str(error)))
        tab.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        tab.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))

    def _note(self, request):
        if not request.url.startswith(
            ("http://127.0.0.1", "ws://127.0.0.1", f"https://{NAME}", "data:", "blob:", "about:")
        ):
            self.outside.append(request.url)

    def _count(self, frame):
        self.received += len(frame)

    @property
    def map(self):
        return self.tab.frame_locator("iframe[title='项目地图']")

    def frame(self):
        """The map's own document, for questions that a locator cannot ask."""
        return next(f for f in self.tab.frames if f.parent_frame is not None)

    def open(self, url):
        self.tab.goto(url)
        self.map.locator("body[data-shown]").wait_for()
        self.settle()
        self.tab.locator(".st-key-about").wait_for()
        return self

    def settle(self):
        """Wait until the page's run has ended: it is still being laid out until then."""
        self.tab.locator("[data-test-script-state='notRunning']").wait_for()

    def listed(self, count):
        """Wait until the panel beside the map tells these results; return their rows."""
        found = self.tab.locator(".panel[data-shows='results'] button.row")
        expect(found).to_have_count(count, timeout=PATIENCE_MS)
        return found

    def wait_shown(self, count):
        self.map.locator(f"body[data-shown='{count}']").wait_for()

    def choose(self, label, *options):
        box = self.tab.get_by_role("combobox", name=label)
        for option in options:
            self._take(box, option)
        self.tab.keyboard.press("Escape")

    def _take(self, box, option):
        """Choose until the choice is shown, as a reader does: a click may only close a menu."""
        choice = self.tab.get_by_role("option", name=f"{option} (")
        taken = self.tab.locator(f"[data-tag][aria-label^='{option} (']").first
        for _ in range(PATIENCE_MS // _AGAIN_MS):
            try:
                box.click(timeout=_AGAIN_MS)
                choice.click(timeout=_AGAIN_MS)
                taken.wait_for(timeout=_AGAIN_MS)
            except PlaywrightTimeout:
                if not taken.is_visible():
                    continue
            return
        taken.wait_for()

    def click_for(self, button, shown):
        """Click until something is shown, as a reader does; a page laid out anew loses a click."""
        for _ in range(PATIENCE_MS // _AGAIN_MS):
            button.click()
            with suppress(PlaywrightTimeout):
                shown.wait_for(timeout=_AGAIN_MS)
                return
        pytest.fail(f"never shown: {shown}; {self.condition()}")

    def condition(self):
        """Tell how the page stands, for a test that has waited in vain."""
        told = self.tab.evaluate(
            """() => ['testScriptState', 'testConnectionState'].map((name) =>
                document.querySelector('[data-test-connection-state]')?.dataset[name])"""
        )
        buttons = self.tab.get_by_role("button").all_inner_texts()
        return f"{self.tab.url}: {told}, {self.received} bytes, errors {self.errors}; {buttons}"

    def offered(self):
        """Wait until a file can be chosen; open the part of the page for it where it is shut."""
        for _ in range(PATIENCE_MS // _AGAIN_MS):
            with suppress(PlaywrightTimeout):
                self.tab.locator("input[type=file]").wait_for(state="attached", timeout=_AGAIN_MS)
                return
            self.tab.get_by_text("打开自己的报告").click()

    def download(self, label):
        """Open the menu of downloads and take one; return the download."""
        menu = self.tab.locator(".st-key-downloads").get_by_role("button").first
        self.click_for(menu, self.tab.get_by_role("button", name=label))
        self.settle()
        with self.tab.expect_download() as waiting:
            self.tab.get_by_role("button", name=label).click()
        return waiting.value

    def drawn(self):
        """Ids of the sites that the map draws now, alone or in a badge."""
        alone = """() => [...document.querySelectorAll('.leaflet-pane [data-site]')]
            .map((n) => n.dataset.site)"""
        badges = """() => [...document.querySelectorAll('[data-sites], [data-together]')]
            .map((n) => n.dataset.sites ?? n.dataset.together)"""
        grouped = " ".join(self.frame().evaluate(badges)).split()
        return {*self.frame().evaluate(alone), *grouped}

    def card(self):
        return self.tab.locator(".site-card")


@pytest.fixture
def open_page(browser):
    contexts = []

    def start(url, width=1400, height=1000, *, wait=True, **options):
        context = browser.new_context(
            viewport={"width": width, "height": height}, accept_downloads=True, **options
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = Page(context.new_page())
        return page.open(url) if wait else page

    yield start
    for context in contexts:
        context.close()
