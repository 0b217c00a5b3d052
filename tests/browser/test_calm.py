"""The first view: areas below lines below marks, nothing on one point, colours, light and dark."""

import pytest
from browser_server import serve
from conftest import PATIENCE_MS

from benchmarks.synthetic import write_atlas
from geo.model.codes import SECTORS
from geo.selecting.selection import Selection
from geo.view.map.many_sites import MANY

DARK = "#1b2126"


def located(atlas, selection):
    return sum(atlas.by_id[i]["geometry"] is not None for i in selection.ids(atlas))


def test_areas_lie_below_lines_and_lines_below_marks(open_page, address):
    page = open_page(address)
    order = page.frame().evaluate(
        "(names) => names.map((n) => Number(getComputedStyle("
        "document.querySelector(`.leaflet-${n}-pane`)).zIndex))",
        ["areas", "overlay", "marker"],
    )
    assert order == sorted(set(order))


def test_areas_are_light_at_first_and_hatched_where_few_are_seen(open_page, address):
    page = open_page(address)
    fills = """() => [...document.querySelectorAll('.leaflet-areas-pane path.site')]
        .map((n) => [n.getAttribute('fill'), Number(n.getAttribute('fill-opacity'))])"""
    first = page.frame().evaluate(fills)
    assert len(first) > 20
    assert all(not fill.startswith("url(") and opacity <= 0.1 for fill, opacity in first)
    page = open_page(f"{address}/?sector=ecology&stage=completed")
    assert any(fill.startswith("url(") for fill, _ in page.frame().evaluate(fills))


def test_no_two_marks_stand_on_one_point(open_page, address):
    page = open_page(address)
    points = page.frame().evaluate("""() => [...document.querySelectorAll(
        '.leaflet-marker-pane > .site-mark, .leaflet-marker-pane > .count-badge')]
        .map((n) => n.getBoundingClientRect()).map((b) => [b.x + b.width / 2, b.y + b.height / 2])
    """)
    assert len(points) > 20
    assert len({(round(x), round(y)) for x, y in points}) == len(points)


def test_what_only_an_area_is_known_of_stands_at_that_area_once(open_page, address, atlas):
    page = open_page(address)
    held = {}
    for feature in atlas.features:
        site = feature["properties"]
        if site["precision"] == "area" and site["within"]:
            held.setdefault(site["within"], set()).add(site["id"])
    badges = page.frame().evaluate(
        "() => [...document.querySelectorAll('.count-badge:not(.is-close)')]"
        ".map((n) => [n.dataset.sites, n.getAttribute('aria-label')])"
    )
    assert sorted(map(sorted, held.values())) == sorted(sorted(s.split()) for s, _ in badges)
    for sites, said in badges:
        within = atlas.by_id[sites.split()[0]]["properties"]["within"]
        assert said.endswith(atlas.by_id[within]["properties"]["name"])


def test_colours_by_sector_are_chosen_kept_in_the_link_and_filtered_by(open_page, address, atlas):
    page = open_page(address)
    page.map.get_by_label("颜色").select_option("sector")
    page.map.locator("body[data-colour='sector']").wait_for()
    page.tab.wait_for_url("**colour=sector**")
    said = page.map.locator("button[data-sector]").all_inner_texts()
    assert set(said) == {
        SECTORS[f["properties"]["sector"]].zh for f in atlas.features
    }  # every sector of the report
    page.map.locator("button[data-sector='health']").click()
    page.wait_shown(located(atlas, Selection(sector=("health",))))
    again = open_page(page.tab.url)
    again.map.locator("body[data-colour='sector']").wait_for()
    again.wait_shown(located(atlas, Selection(sector=("health",))))
    assert not page.errors
    assert not again.errors


@pytest.mark.parametrize("asked", ["NaN", "x" * 10_000, "%3Cscript%3Ealert(1)%3C/script%3E"])
def test_a_colour_that_there_is_not_is_said_and_left_out(open_page, address, asked):
    page = open_page(f"{address}/?colour={asked}")
    page.tab.get_by_text("链接里有本页不认识的条件").wait_for()
    assert page.map.locator("body[data-colour='']").count() + (
        page.map.locator("body:not([data-colour])").count()
    )
    assert not page.dialogs


@pytest.mark.parametrize(("scheme", "theme"), [("dark", "dark"), ("light", "light")])
def test_a_dark_page_has_a_dark_base_map(browser, address, scheme, theme):
    context = browser.new_context(color_scheme=scheme)
    context.set_default_timeout(PATIENCE_MS)
    tab = context.new_page()
    tab.goto(address)
    body = tab.frame_locator("iframe").locator(f"body[data-theme='{theme}'][data-shown]")
    body.wait_for(timeout=PATIENCE_MS)
    red = int(DARK[1:3], 16)
    found = body.evaluate("(n) => getComputedStyle(n).backgroundColor.match(/\\d+/g).map(Number)")
    assert (found[0] <= red) == (theme == "dark")
    context.close()


def test_the_map_follows_the_page_that_turns_dark(browser, address):
    context = browser.new_context(color_scheme="light")
    context.set_default_timeout(PATIENCE_MS)
    tab = context.new_page()
    tab.goto(address)
    of_map = tab.frame_locator("iframe")
    of_map.locator("body[data-theme='light'][data-shown]").wait_for(timeout=PATIENCE_MS)
    tab.emulate_media(color_scheme="dark")
    of_map.locator("body[data-theme='dark']").wait_for(timeout=PATIENCE_MS)
    context.close()


def test_a_map_of_many_is_coloured_by_sector_too(open_page, tmp_path):
    path = write_atlas(tmp_path, MANY + 20)
    with serve(path) as address:
        page = open_page(f"{address}/?colour=sector")
        page.map.locator("body[data-colour='sector']").wait_for()
        assert page.map.locator("button[data-sector]").count() > 3
        assert not page.errors


def test_a_line_that_is_only_planned_is_hollow_and_one_that_is_built_is_not(open_page, address):
    page = open_page(address)
    cored = """() => {
        const paths = [...document.querySelectorAll('.leaflet-overlay-pane path')];
        const isCored = (id) => {
            const at = paths.find((path) => path.dataset.site === id).getAttribute('d');
            return paths.some((p) => p.matches('.site-core') && p.getAttribute('d') === at);
        };
        const ids = ['simeitang-west-road', 'baotongsi-road', 'linjiang-avenue', 'wuhan-avenue'];
        return ids.map(isCored);
    }"""
    assert page.frame().evaluate(cored) == [True, True, False, False]


@pytest.mark.parametrize("site", ["cas-wuhan", "sanjiaolu", "zhongbei-road", "abc-college-south"])
def test_no_areas_name_stands_away_from_it(open_page, address, site):
    page = open_page(f"{address}/?site={site}")
    page.card().wait_for()
    away = """() => [...document.querySelectorAll('.area-label')].filter((label) => {
        const path = document.querySelector(`path[data-site='${label.dataset.named}']`);
        if (!path || label.style.visibility === 'hidden') return false;
        const a = label.getBoundingClientRect(), b = path.getBoundingClientRect(), far = 20;
        return a.left > b.right + far || a.right < b.left - far
            || a.top > b.bottom + far || a.bottom < b.top - far;
    }).map((label) => label.textContent)"""
    assert page.frame().evaluate(away) == []
