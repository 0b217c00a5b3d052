"""The page behind the proxy that ships, in every view: nothing in it offends the policy."""

import contextlib
import json
import re

import pytest
from conftest import PATIENCE_MS, Page
from editor import Editor
from proxy import NAME, proxied
from test_editor import GROUNDS
from test_upload import PLACE, REPORT, drop

from benchmarks.served import run

DRAWN = (
    ("poke-city", "点", [(0.5, 0.5)]),
    ("quantum-institute", "面", [(0.5, 0.4), (0.6, 0.4), (0.6, 0.5)]),
)
OWN = ("--host-name", NAME, "--host-name", "127.0.0.1")
CHART = "[data-testid=stVegaLiteChart] :is(svg, canvas)"
# Chromium says so on the console as well; this tells which directive, and of frames too.
LISTEN = """() => document.addEventListener("securitypolicyviolation", (event) =>
    console.error(`Content Security Policy: ${event.effectiveDirective} ${event.blockedURI}`))"""


@pytest.fixture(scope="module")
def proxy():
    with proxied() as running:
        yield running


@pytest.fixture(scope="module")
def exposed(proxy):
    with run(proxy.page_port, *OWN):
        yield proxy.address


@pytest.fixture
def new_tab(browser):
    contexts = []

    def start():
        # The test's own certificate; what the proxy's is worth is asked in test_proxy.py.
        context = browser.new_context(
            viewport={"width": 1400, "height": 1000},
            ignore_https_errors=True,
            permissions=["clipboard-read", "clipboard-write"],
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        context.add_init_script(f"({LISTEN})()")
        tab = context.new_page()
        tab.said = []
        tab.on("console", lambda message: tab.said.append(message.text))
        return tab

    yield start
    for context in contexts:
        context.close()


def offences(tab):
    """What was loaded or run against a policy, and what of a policy the browser does not know."""
    return [text for text in tab.said if re.search(r"Security[- ]Policy|Permissions-Policy", text)]


def test_an_open_tab_becomes_the_page_once_it_has_started(proxy, new_tab):
    tab = new_tab()
    page = Page(tab)
    assert tab.goto(proxy.address).status == 502
    tab.get_by_text("地图正在启动").wait_for()
    with run(proxy.page_port, *OWN):
        page.map.locator("body[data-shown]").wait_for(timeout=PATIENCE_MS)
        page.settle()
    assert offences(tab) == []


def test_the_map_page_in_all_its_views(exposed, new_tab):
    tab = new_tab()
    page = Page(tab).open(f"{exposed}/?site=tanhualin")
    assert tab.evaluate("() => isSecureContext")
    page.card().wait_for()
    tab.get_by_role("button", name="复制链接").click()
    tab.get_by_role("button", name="已复制").wait_for()
    assert tab.evaluate("() => navigator.clipboard.readText()").startswith(exposed)
    page.choose("行业", "交通")
    page.map.locator("body:not([data-shown='0'])").wait_for()
    tab.get_by_text("更多条件").click()
    tab.get_by_text("只看地图范围").click()
    tab.get_by_role("button", name="清除筛选").click()
    page.map.locator("button[data-stage='signed']").click()
    tab.get_by_role("button", name="清除筛选").click()
    page.settle()
    tab.get_by_role("tab", name="报告全文").click()
    tab.locator(".reader mark[data-site='dream-plaza']").first.click()
    page.map.locator("body[data-selected='dream-plaza']").wait_for()
    tab.get_by_text("项目表", exact=True).click()
    tab.locator("[data-testid=stDataFrame] canvas").first.wait_for()
    tab.get_by_text("图表", exact=True).click()
    tab.locator(CHART).first.wait_for()
    tab.get_by_text("说明与来源").click()
    tab.get_by_text("English", exact=True).click()
    page.map.get_by_text("Under construction").wait_for()
    page.map.get_by_role("button", name="Full screen").click()
    page.frame().wait_for_function("() => document.fullscreenElement")
    page.frame().evaluate("() => document.exitFullscreen()")
    page.settle()
    assert offences(tab) == []
    assert [error for error in page.errors if "favicon" not in error] == []


def test_each_tile_layer_that_is_offered_may_be_asked(exposed, new_tab):
    tab = new_tab()
    page = Page(tab).open(exposed)
    layers = page.map.locator("select[aria-label='底图']")
    for layer in layers.locator("option").evaluate_all("(all) => all.map((one) => one.value)"):
        with contextlib.ExitStack() as asked:
            if layer:
                asked.enter_context(tab.expect_event("requestfailed"))
            layers.select_option(layer, force=True)
    assert page.outside
    assert all(url.startswith("https://") for url in page.outside)
    assert offences(tab) == []


def size_of(tab, button):
    """Take a download and return its size; one that a run of the page cancels is taken again."""
    for _ in range(5):
        with tab.expect_download() as waiting:
            button.click()
        if waiting.value.failure() is None:
            break
    return waiting.value.path().stat().st_size


def test_downloads_and_an_upload(exposed, new_tab):
    tab = new_tab()
    page = Page(tab).open(exposed)
    tab.locator(".st-key-downloads").get_by_role("button").first.click()
    for label, least in (
        ("GeoJSON", 100_000),
        ("Excel", 10_000),
        ("网页", 100_000),
        ("PDF", 100_000),
    ):
        # A click runs the menu as well: the next must not come into that.
        button = tab.get_by_role("button", name=f"下载 {label}")
        button.wait_for()
        page.settle()
        # A printed map takes its time where others want the processor too.
        assert size_of(tab, button) > least
    page.settle()
    tab.keyboard.press("Escape")
    drop(page, "own.txt", (PLACE + REPORT).encode())
    tab.get_by_text("现在显示的是您的报告").wait_for()
    page.wait_shown(1)
    assert offences(tab) == []
    assert page.errors == []


def test_the_editors_room(exposed, new_tab, tmp_path):
    tab = new_tab()
    editor = Editor(tab).enter(f"{exposed}/editor")
    for step, (site, tool, spots) in enumerate(DRAWN, 1):
        editor.pick(site, None)
        editor.act("在地图上定位")
        editor.draw(tool, *spots)
        editor.fill("依据：写明资料或理由（必填）", GROUNDS)
        editor.decide(step)
    editor.download("下载决定 wuchang-2021.csv", tmp_path)
    draft = json.loads(editor.download("完成：下载", tmp_path).read_text(encoding="utf-8"))
    assert draft
    # What is kept in the browser is found again.
    tab.on("dialog", lambda dialog: dialog.accept())
    tab.reload()
    editor.wait()
    tab.get_by_text("已恢复这个浏览器里保存的草稿").wait_for()
    tab.get_by_role("button", name="在地图上预览").click()
    tab.get_by_text("现在显示的是编辑室里的草稿").wait_for()
    tab.frame_locator("iframe[title='项目地图']").locator("body[data-shown]").wait_for()
    assert offences(tab) == []
    assert editor.errors == []


FOREIGN = """() => new Promise((done) => {
    const refused = [];
    document.addEventListener("securitypolicyviolation", (event) => {
        refused.push(event.effectiveDirective);
        if (refused.length === 3) done([...refused.sort(), window.ran ?? "nothing ran"]);
    });
    document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.ran = 1'>");
    const script = document.createElement("script");
    script.textContent = "window.ran = 2";
    document.body.append(script);
    const far = document.createElement("script");
    far.src = "https://evil.test/x.js";
    document.body.append(far);
})"""


def test_a_script_that_is_not_the_pages_own_does_not_run(exposed, new_tab):
    tab = new_tab()
    page = Page(tab).open(exposed)
    for frame in (tab.main_frame, page.frame()):
        refused = ["script-src-attr", "script-src-elem", "script-src-elem", "nothing ran"]
        assert frame.evaluate(FOREIGN) == refused
    # And this is how the other tests would have noticed.
    assert offences(tab)


def test_without_its_own_policy_the_page_works_under_the_proxys(new_tab):
    with proxied() as proxy, run(proxy.page_port, guarded=False):
        tab = new_tab()
        page = Page(tab)
        policy = tab.goto(proxy.address).headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert "sha256" not in policy
        page.open(proxy.address)
        tab.get_by_text("图表", exact=True).click()
        tab.locator(CHART).first.wait_for()
        assert page.errors == []
        Editor(tab).enter(f"{proxy.address}/editor")
        assert offences(tab) == []
