"""Text from outside stays text: on the map, in tooltips, lists, the card and the download."""

import json

import pytest
from browser_server import serve
from hostile import HOSTILE, hostile_collection


@pytest.fixture(scope="module")
def hostile(tmp_path_factory, atlas):
    """The page of an atlas in which every free text is hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    collection, text = hostile_collection(atlas)
    (folder / "hostile.txt").write_text(text, encoding="utf-8")
    (folder / "hostile.geojson").write_text(json.dumps(collection), encoding="utf-8")
    with serve(folder / "hostile.geojson", "--report", folder / "hostile.txt") as running:
        yield running


def test_hostile_text_appears_as_exactly_that_text(open_page, hostile):
    page = open_page(hostile)
    page.wait_shown(2)
    page.map.locator("[data-sites]").click()
    choice = page.map.locator(".hit-list button[data-site='tanhualin']")
    assert choice.inner_text().strip() == f"{HOSTILE} tanhualin"
    choice.click()
    card = page.card()
    card.wait_for()
    assert card.locator("h3").inner_text() == f"{HOSTILE} tanhualin"
    assert card.locator("mark").inner_text() == HOSTILE
    assert card.locator("blockquote").inner_text() == f"{HOSTILE}启动{HOSTILE}"
    assert HOSTILE in page.tab.get_by_role("heading").first.inner_text()
    assert page.dialogs == []
    assert page.tab.locator("img[src='x']").count() == 0
    assert page.map.locator("img[src='x']").count() == 0
    assert page.outside == []


def test_a_tooltip_shows_it_as_text(open_page, hostile):
    page = open_page(hostile + "/?q=tanhualin")
    page.wait_shown(1)
    page.map.locator("div[data-site='tanhualin']").hover(force=True)
    tip = page.map.locator(".site-tip b")
    tip.wait_for()
    assert tip.inner_text() == f"{HOSTILE} tanhualin"
    assert page.dialogs == []


def test_the_download_holds_it_unchanged(open_page, hostile):
    page = open_page(hostile)
    features = json.loads(page.download("下载 GeoJSON").path().read_text(encoding="utf-8"))[
        "features"
    ]
    assert [f["properties"]["name"] for f in features] == [
        f"{HOSTILE} dream-plaza",
        f"{HOSTILE} tanhualin",
    ]


def test_hostile_links_change_nothing(open_page, hostile):
    page = open_page(
        f"{hostile}/?sector=%3Cscript%3Ealert(1)%3C/script%3E&lang=xx&site=%7B%7B7*7%7D%7D"
    )
    page.wait_shown(2)
    notice = page.tab.get_by_role("alert").first.inner_text()
    assert "sector=<script>alert(1)</script>" in notice
    assert "site={{7*7}}" in notice
    assert page.dialogs == []
