"""What the map says of works, of badges and of lines that leave the district."""

from conftest import PATIENCE_MS
from playwright.sync_api import expect


def test_a_line_is_faded_where_it_leaves_the_district(open_page, address):
    page = open_page(f"{address}/?site=optics-valley-corridor")
    shown = page.frame().evaluate(
        """() => [...document.querySelectorAll("path.site[aria-label='光谷科创大走廊']")]
            .map((path) => path.getAttribute("stroke-opacity"))"""
    )
    assert sorted(map(float, shown)) == [0.3, 1]
    assert "淡色：伸出本区" in page.map.locator(".map-panel", has_text="图例").text_content()
    assert page.errors == []


def test_the_map_says_the_works_beside_the_stage(open_page, address):
    page = open_page(f"{address}/?site=dongsan-road&lang=en&at=30.53,114.35,15")
    said = page.frame().evaluate(
        """() => {
            const over = new MouseEvent("mouseover", {bubbles: true, clientX: 9, clientY: 9});
            document.querySelector("path.site[aria-label='Dongsan Road']").dispatchEvent(over);
            return document.querySelector(".site-tip")?.innerHTML;
        }"""
    )
    assert "Planned: Completed (<span>works at a spot that floods</span>)" in said


def test_a_badge_says_only_what_is_true_of_all_that_it_counts(open_page, address):
    page = open_page(address)
    badge = page.map.locator(".unit-badge")
    expect(badge).to_have_attribute(
        "aria-label",
        "武昌区 · 18 处，16 处仅知所在区县，2 处仅知所在街镇（标在其轮廓之内）",
        timeout=PATIENCE_MS,
    )
    page = open_page(f"{address}/?lang=en")
    badge = page.map.locator(".unit-badge")
    expect(badge).to_have_attribute(
        "aria-label",
        "Wuchang District · 18, of 16 only the county is known, "
        "of 2 only the township is known (shown at a point within its outline)",
        timeout=PATIENCE_MS,
    )
    # What Markdown could take for something else is kept apart by a word joiner.
    title = page.tab.get_by_role("heading").first.text_content()
    assert title.replace("\u2060", "") == (
        "Wuchang District, Wuhan, Hubei: the work report as a map"
    )


def test_on_a_phone_the_card_is_as_long_as_what_it_says(open_page, address):
    page = open_page(f"{address}/?site=dream-plaza", 390, 900)
    page.card().wait_for()
    # Its room does not scroll by itself: the sheet that it stands on does.
    room = page.tab.locator(".st-key-card")
    assert room.evaluate("(n) => getComputedStyle(n).overflowY") == "visible"
    assert room.bounding_box()["height"] > page.card().bounding_box()["height"] > 600
    sheet = page.tab.locator(".st-key-side")
    assert sheet.evaluate("(n) => getComputedStyle(n).overflowY") == "auto"
    assert sheet.bounding_box()["height"] < 900 / 2
