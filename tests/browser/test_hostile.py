"""Text from outside stays text: on the map, in tooltips, lists, the card and the download."""

import json

import pytest
from browser_server import serve
from hostile import HOSTILE, MARKED, hostile_collection


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


def test_nothing_that_markdown_knows_is_made_of_a_name(open_page, tmp_path, atlas):
    """No link, icon, face, formula, colour or bold print comes of a place's or a site's name."""
    name = " ".join(MARKED)
    collection, text = hostile_collection(atlas, name)
    (tmp_path / "hostile.txt").write_text(text, encoding="utf-8")
    (tmp_path / "hostile.geojson").write_text(json.dumps(collection), encoding="utf-8")
    with serve(tmp_path / "hostile.geojson", "--report", tmp_path / "hostile.txt") as running:
        page = open_page(running + "/?site=tanhualin&q=evil")
        page.card().wait_for()
        heading = page.tab.get_by_role("heading").first
        # Several blanks are one to a browser.
        assert " ".join(name.split()) in heading.inner_text().replace("\u2060", "")
        pill = page.tab.locator("[data-testid='stButtonGroup'] button", has_text="evil").first
        assert "https://evil.test/d" in pill.inner_text().replace("\u2060", "")
        hosts = page.tab.evaluate("[...document.links].map((a) => a.protocol + a.hostname)")
        assert not [host for host in hosts if "evil" in host or "mailto" in host]
        made = ".katex, [aria-label='delete icon'], [src*='evil']"
        assert page.tab.locator(made).count() == 0
        inside = "[data-testid='stMarkdownContainer']"
        for element in ("strong", "em", "del", "code", "b", "img"):
            marked = page.tab.locator(f"{inside} {element}", has_text="evil")
            # The sentence that counts the sites is in bold print as a whole.
            assert all("项目" in text for text in marked.all_inner_texts())
        assert page.outside == []
