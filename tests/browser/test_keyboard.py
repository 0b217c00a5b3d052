"""The page without a mouse, without motion, large, and for those who hear it."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

MARKS = ".leaflet-pane [tabindex='0']"


def focused(page):
    return page.frame().evaluate(
        """() => { const {dataset} = document.activeElement;
        return dataset.site ?? dataset.sites ?? dataset.unit ?? ''; }"""
    )


def test_the_map_is_one_tab_stop_with_arrow_keys_inside(open_page, address):
    page = open_page(address)
    assert page.map.locator(MARKS).count() == 1
    page.map.locator("[data-site='yellow-crane-tower'], [data-sites~='yellow-crane-tower']").focus()
    first = focused(page)
    assert page.map.locator(MARKS).count() == 1
    seen = [first]
    for key in ("ArrowUp", "ArrowRight", "ArrowDown", "End", "Home"):
        page.tab.keyboard.press(key)
        seen.append(focused(page))
    assert all(seen)
    assert len(set(seen)) > 3
    assert page.map.locator(MARKS).count() == 1
    page.tab.keyboard.press("Tab")
    assert focused(page) == ""


def test_a_mark_that_is_drawn_anew_keeps_the_focus(open_page, address):
    page = open_page(address)
    page.map.locator("[data-sites]").first.focus()
    held = set(focused(page).split())
    assert len(held) > 1
    before = page.map.locator("body").get_attribute("data-zoom")
    page.tab.keyboard.press("+")
    expect(page.map.locator("body")).not_to_have_attribute("data-zoom", before)
    # The badge is another one now, or its sites stand alone: the focus is on one of them.
    assert held & set(focused(page).split())


def test_a_badge_says_how_many_and_where(open_page, address, atlas):
    page = open_page(address)
    badges = page.map.locator(".count-badge:not(.is-close)").all()
    assert badges
    for badge in badges:
        ids = badge.get_attribute("data-sites").split()
        (holder,) = {atlas.by_id[i]["properties"]["within"] for i in ids}
        name = atlas.by_id[holder]["properties"]["name"]
        assert badge.get_attribute("aria-label") == f"{len(ids)} 个项目，仅知在{name}"
        assert badge.get_attribute("role") == "button"


def test_the_way_past_the_map_leads_beside_it(open_page, address):
    page = open_page(address)
    way = page.tab.get_by_role("button", name="跳过地图")
    way.focus()
    assert way.bounding_box()["width"] > 50
    page.tab.keyboard.press("Enter")
    assert page.tab.evaluate("() => document.activeElement.className").count("st-key-side") == 1


def test_with_less_motion_the_map_jumps(open_page, address):
    page = open_page(address, reduced_motion="reduce")
    zoom = page.map.locator("body").get_attribute("data-zoom")
    page.map.get_by_role("button", name="放大").click()
    page.map.locator(f"body:not([data-zoom='{zoom}'])").wait_for()
    assert page.map.locator(".leaflet-zoom-anim").count() == 0


def test_at_four_hundred_percent_nothing_scrolls_sideways(open_page, address):
    page = open_page(f"{address}/?site=dream-plaza", 320, 256)
    page.card().wait_for()
    across, wide = page.tab.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert across <= wide
    main = page.tab.locator("[data-testid='stMain']")
    assert main.evaluate("(n) => n.scrollWidth <= n.clientWidth")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_to_object_to(open_page, address, lang, scheme):
    page = open_page(f"{address}/?site=dream-plaza&lang={lang}", color_scheme=scheme)
    page.card().wait_for()
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
    found = Axe().run(page.tab, options=rules).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in found] == []
