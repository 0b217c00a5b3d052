"""The page and the static site in a frame of somebody else's page: ``?embed=true``."""

import gzip
import http.server
import threading
from functools import partial

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser_server import serve
from conftest import PATIENCE_MS

from geo.outputs.formats import FORMATS
from geo.selecting.selection import Selection

SIZES = ((320, 400), (760, 460))
# An article with a frame that takes the height that it is told, as docs/embedding.md has it.
ARTICLE = """<!doctype html><html lang="zh"><title>文章</title><link rel="icon" href="data:,">
<main><h1>文章</h1>
<iframe src="{src}" title="地图" width="{width}" height="{height}" style="border:0"></iframe></main>
<script>
addEventListener("message", ({{data, source}}) => {{
  if (!data || data.geo !== "height" || !(data.height > 0)) return;
  for (const frame of document.querySelectorAll("iframe")) {{
    if (frame.contentWindow === source) frame.style.height = data.height + "px";
  }}
}});
</script>"""
OVER = "[document.documentElement.scrollWidth, window.innerWidth]"


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture(scope="module")
def web(tmp_path_factory, atlas, report):
    """The folder and the single file of one site on a web server, as articles find them."""
    root = tmp_path_factory.mktemp("web")
    FORMATS["site"].save(root / "site", atlas, report.text)
    FORMATS["html"].save(root / "one.html", atlas, report.text, site="csadi")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(root)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield root, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def tab(browser):
    context = browser.new_context(viewport={"width": 900, "height": 900})
    tab = context.new_page()
    tab.wrong = []
    tab.on("pageerror", lambda error: tab.wrong.append(str(error)))
    tab.on("console", lambda m: tab.wrong.append(m.text) if m.type == "error" else None)
    yield tab
    assert tab.wrong == []
    context.close()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lang", ["", "&lang=en"])
def test_the_static_site_is_map_card_and_a_link_to_the_whole(web, tab, size, lang):
    _, address = web
    tab.set_viewport_size({"width": size[0], "height": size[1]})
    tab.goto(f"{address}/site/?embed=true#site=dream-plaza{lang}")
    tab.locator("body[data-selected='dream-plaza']").wait_for()
    assert tab.locator(".site-card h3").is_visible()
    box = tab.locator("#map").bounding_box()
    assert box["width"] * box["height"] > 0.35 * size[0] * size[1]
    for name in ("#filters", "#table", "header .switch", ".tabs"):
        assert not tab.locator(name).first.is_visible()
    way = tab.locator("#whole")
    assert way.get_attribute("target") == "_blank"
    assert way.evaluate("(a) => a.href") == f"{address}/site/#site=dream-plaza{lang}"
    across, wide = tab.evaluate(OVER)
    assert across <= wide
    assert Axe().run(tab).response["violations"] == []


def test_without_a_site_it_is_the_list_and_a_click_opens_the_card(web, tab, atlas):
    _, address = web
    tab.set_viewport_size({"width": 320, "height": 400})
    tab.goto(f"{address}/site/?embed=true#sector=health")
    rows = tab.locator(".panel[data-shows='results'] button.row")
    rows.first.wait_for()
    ids = Selection(sector=("health",)).ids(atlas)
    assert {row.get_attribute("data-site") for row in rows.all()} == set(ids)
    rows.first.click()
    tab.locator(".site-card").wait_for()
    tab.locator(".panel").get_by_role("button", name="返回结果").click()
    rows.first.wait_for()


def test_the_height_adapts_so_that_nothing_is_scrolled(web, tab):
    root, address = web
    for name, src in (("a", "site/?embed=true#site=dream-plaza"), ("b", "site/?embed=true")):
        text = ARTICLE.format(src=src, width=320, height=400)
        (root / f"{name}.html").write_text(text, encoding="utf-8")
        tab.goto(f"{address}/{name}.html")
        tab.frame_locator("iframe").locator("body[data-shown]").wait_for()
        tab.wait_for_function("() => document.querySelector('iframe').style.height !== ''")
        tab.wait_for_function(
            """() => { const side = document.querySelector('iframe').contentDocument
                .querySelector('#card-panel'); return side.scrollHeight <= side.clientHeight; }"""
        )


def test_one_sites_file_is_light_and_shows_it(web, tab):
    """As a web server sends it; the picture's form is lighter still (test_site_pages)."""
    root, address = web
    assert len(gzip.compress((root / "one.html").read_bytes())) < 200_000
    tab.goto(f"{address}/one.html?embed=true#site=csadi")
    tab.locator("body[data-selected='csadi'] .site-card").wait_for()


def test_the_card_gives_the_code_and_a_file_without_an_address_does_not(web, tab):
    root, address = web
    keep = "navigator.clipboard.writeText = async (text) => { window.copied = text; };"
    tab.goto(f"{address}/site/#site=csadi&sector=health,headquarters_other")
    button = tab.get_by_role("button", name="复制嵌入代码")
    button.wait_for()
    tab.evaluate(keep)
    button.click()
    tab.get_by_role("button", name="已复制").wait_for()
    code = tab.evaluate("window.copied")
    assert code.startswith('<iframe src="/site/?embed=true#site=csadi" title="')
    assert 'loading="lazy"' in code
    tab.goto((root / "site" / "index.html").as_uri() + "#site=csadi")
    tab.locator(".site-card").wait_for()
    assert not tab.get_by_role("button", name="复制嵌入代码").is_visible()


@pytest.mark.parametrize("size", SIZES)
def test_the_page_is_map_card_and_a_link_to_the_whole(open_page, address, size):
    page = open_page_embedded(open_page, f"{address}/?embed=true&site=dream-plaza&lang=en", size)
    page.card().locator("h3").wait_for()
    assert page.card().locator("h3").bounding_box()["y"] < size[1]
    assert page.tab.locator(".st-key-filter_sector").count() == 0
    way = page.tab.locator(".st-key-whole a")
    assert way.get_attribute("target") == "_blank"
    assert way.evaluate("(a) => a.href") == f"{address}/?site=dream-plaza&lang=en"
    across, wide = page.tab.evaluate(OVER)
    assert across <= wide
    page.map.locator("body[data-selected='dream-plaza']").wait_for()
    # A click keeps the form, also after a reload.
    page.tab.get_by_role("button", name="Back to the overview").click()
    page.tab.locator(".panel[data-shows='overview']").wait_for()
    page.tab.wait_for_url(lambda url: "site=" not in url)
    assert "embed=true" in page.tab.url
    assert page.errors == []


def open_page_embedded(open_page, url, size):
    page = open_page("about:blank", *size, wait=False)
    page.tab.goto(url)
    page.map.locator("body[data-shown]").wait_for()
    page.settle()
    return page


def test_the_page_tells_its_height_to_whom_may_show_it(web, browser):
    root, there = web
    context = browser.new_context(viewport={"width": 900, "height": 900})
    context.set_default_timeout(PATIENCE_MS)
    tab = context.new_page()
    with serve("--framed-by", there) as address:
        src = f"{address}/?embed=true&amp;site=dream-plaza"
        text = ARTICLE.format(src=src, width=320, height=400)
        (root / "page.html").write_text(text, encoding="utf-8")
        tab.goto(f"{there}/page.html")
        tab.frame_locator("iframe").locator(".site-card").wait_for()
        side = tab.frame_locator("iframe").locator(".st-key-side")
        tab.wait_for_function(
            "() => parseFloat(document.querySelector('iframe').style.height) > 600"
        )
        inner = next(frame for frame in tab.frames if frame.url.startswith(address))
        inner.wait_for_function(
            """() => { const side = document.querySelector('.st-key-side');
            return side.scrollHeight <= side.clientHeight + 2; }"""
        )
        assert side.is_visible()
    context.close()
