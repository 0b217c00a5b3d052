"""The chosen site stands out, the areas bear their names, and filters move the map."""

import io

import pytest
from browser_server import serve
from PIL import Image, ImageChops

from benchmarks.synthetic import write_atlas
from geo.model.atlas import read_atlas
from geo.selecting.selection import Selection
from geo.view.map.many_sites import MANY

# What the project was made for; the map itself knows of none of them.
MISSION = ("滨江核心区", "杨园", "白沙新城", "昙华林", "中南中北金融主轴")
CHOSEN = ".area-label.is-chosen"
NAMES = """() => {
    const seen = (n) => getComputedStyle(n).visibility === 'visible';
    const box = (n) => { const {left, top, right, bottom} = n.getBoundingClientRect();
        return {said: n.textContent, box: [left, top, right, bottom]}; };
    const names = [...document.querySelectorAll('.area-label')].filter(seen).map(box);
    const badges = [...document.querySelectorAll(
        '.count-badge, .unit-badge, .map-panel, .unit-list, .leaflet-bar')].map(box);
    return {names, badges, size: [innerWidth, innerHeight]};
}"""
# How many pixels of a map of this size a choice must change at least.
UNMISTAKABLE = 4_000


def touch(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def located(atlas, selection):
    return sum(atlas.by_id[i]["geometry"] is not None for i in selection.ids(atlas))


def zoom_of(page):
    return page.map.locator("body").get_attribute("data-zoom")


def picture(page):
    shot = page.tab.locator("iframe[title='项目地图']").screenshot()
    return Image.open(io.BytesIO(shot)).convert("RGB")


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1400, 1000), (1920, 1080), (390, 844)])
def test_the_main_areas_are_named_at_first_sight(open_page, address, width, height):
    page = open_page(address, width=width, height=height)
    page.map.locator("body[data-names]").wait_for()
    found = page.frame().evaluate(NAMES)
    names = {name["said"]: name["box"] for name in found["names"]}
    assert set(MISSION) <= set(names)
    for said, box in names.items():
        assert box[0] >= 0
        assert box[1] >= 0
        assert box[2] <= found["size"][0]
        assert box[3] <= found["size"][1]
        others = [other for name, other in names.items() if name != said]
        others += [badge["box"] for badge in found["badges"]]
        assert not [other for other in others if touch(box, other)], said


# An area, a line, a mark, one in a badge of an area, one of which only the district is known.
KINDS = ("tanhualin", "metro-line-5", "yellow-crane-tower", "tanhualin-renewal")


@pytest.mark.parametrize("site", KINDS)
def test_a_chosen_site_is_named_seen_and_let_go(open_page, address, atlas, site):
    page = open_page(f"{address}/?site={site}")
    name = atlas.by_id[site]["properties"]["name"]
    page.map.locator(CHOSEN).get_by_text(name).wait_for()
    chosen = picture(page)
    page.map.get_by_role("button", name="取消选择").click()
    page.map.locator("body[data-selected='']").wait_for()
    page.tab.locator(".site-card").wait_for(state="detached")
    page.settle()
    assert page.map.locator(CHOSEN).count() == 0
    page.tab.mouse.move(5, 5)
    difference = ImageChops.difference(chosen, picture(page)).convert("L")
    assert sum(difference.histogram()[25:]) > UNMISTAKABLE
    assert page.errors == []


def test_a_site_in_a_badge_is_marked_there(open_page, address, atlas):
    page = open_page(address)
    badge = page.map.locator("[data-sites]").first
    site = badge.get_attribute("data-sites").split()[0]
    page.open(f"{address}/?site={site}")
    page.map.locator(CHOSEN).get_by_text(atlas.by_id[site]["properties"]["name"]).wait_for()
    marked = page.map.locator(".is-selected")
    assert marked.count() == 1 or page.map.locator(".chosen-mark").count() == 1


BOXES = """() => {
    const box = (node) => {
        const {left, top, right, bottom} = node.getBoundingClientRect();
        return [left, top, right, bottom];
    };
    const found = (what) => [...document.querySelectorAll(what)].map(box);
    return {
        marks: found('.chosen-mark'), names: found('.area-label.is-chosen'),
        badges: found('.unit-badge.is-selected'), circles: found('.leaflet-chosen-pane path'),
        panels: found('.leaflet-control'), size: [innerWidth, innerHeight],
    };
}"""


@pytest.mark.parametrize(("width", "height"), [(1400, 1000), (390, 800)])
def test_what_is_known_by_its_township_is_marked_in_its_circle(
    open_page, address, atlas, width, height
):
    sites = [f for f in atlas.features if f["properties"]["precision"] == "township"]
    site = next(f["id"] for f in sites if f["geometry"])
    page = open_page(f"{address}/?site={site}", width, height)
    page.map.locator(CHOSEN).wait_for()
    page.map.locator(".chosen-mark").wait_for()
    page.settle()
    found = page.frame().evaluate(BOXES)
    (mark,), (name,), circle = found["marks"], found["names"], found["circles"][0]
    assert 0 <= circle[0] <= mark[0]
    assert 0 <= circle[1] <= mark[1]
    assert mark[2] <= circle[2] <= found["size"][0]
    assert mark[3] <= circle[3] <= found["size"][1]
    # Most of the height, or of the width, is its circle's.
    assert max((circle[2] - circle[0]) / width, (circle[3] - circle[1]) / found["size"][1]) > 0.4
    # Its name stands beside its mark, not beside a badge far away.
    reach = 2 * (mark[2] - mark[0])
    assert touch(name, [mark[0] - reach, mark[1] - reach, mark[2] + reach, mark[3] + reach])


def test_what_is_known_by_its_district_is_named_beside_a_badge_that_is_seen(
    open_page, address, atlas
):
    sites = [f for f in atlas.features if f["properties"]["precision"] == "district"]
    page = open_page(f"{address}/?site={sites[0]['id']}")
    page.map.locator(CHOSEN).wait_for()
    page.map.locator(".unit-badge.is-selected").wait_for()
    page.settle()
    found = page.frame().evaluate(BOXES)
    (badge,) = found["badges"]
    assert not [panel for panel in found["panels"] if touch(badge, panel)]
    assert 0 <= badge[0] < badge[2] <= found["size"][0]
    assert 0 <= badge[1] < badge[3] <= found["size"][1]


def test_escape_and_a_click_on_empty_ground_let_go(open_page, address):
    page = open_page(f"{address}/?site=tanhualin")
    page.map.locator(CHOSEN).wait_for()
    page.map.locator(".legend-row").first.focus()
    page.tab.keyboard.press("Escape")
    page.tab.locator(".site-card").wait_for(state="detached")
    page.tab.wait_for_url(lambda url: "site=" not in url)
    page = open_page(f"{address}/?site=tanhualin")
    page.tab.keyboard.press("Escape")
    page.tab.locator(".site-card").wait_for(state="detached")
    page = open_page(f"{address}/?site=tanhualin&at=30.60000,114.20000,14")
    page.map.locator("body[data-selected='tanhualin']").wait_for()
    page.map.locator("body").click(position={"x": 300, "y": 200})
    page.map.locator("body[data-selected='']").wait_for()
    page.tab.locator(".site-card").wait_for(state="detached")


def test_the_map_goes_to_a_site_that_is_chosen_elsewhere(open_page, address):
    page = open_page(f"{address}/?at=30.60000,114.20000,14")
    page.tab.get_by_role("tab", name="报告全文").click()
    page.tab.locator(".reader mark[data-site='metro-line-5']").first.click()
    page.map.locator("body[data-selected='metro-line-5']").wait_for()
    page.map.locator("body:not([data-zoom='14'])").wait_for()
    inside = """() => {
        const lines = [...document.querySelectorAll('.leaflet-chosen-pane path')];
        return lines.length === 3 && lines.every((n) => {
            const box = n.getBoundingClientRect();
            return box.left >= 0 && box.top >= 0 && box.right <= innerWidth
                && box.bottom <= innerHeight && box.height > innerHeight / 3;
        });
    }"""
    page.frame().wait_for_function(inside)


def test_a_chosen_site_that_a_filter_takes_away_is_let_go_and_that_is_said(open_page, address):
    page = open_page(f"{address}/?site=tanhualin")
    page.choose("行业", "医疗")
    page.tab.get_by_text("“昙华林”不符合现在的条件，已取消选择。").wait_for()
    page.map.locator("body[data-selected='']").wait_for()
    page.tab.locator(".site-card").wait_for(state="detached")
    page.tab.get_by_role("button", name="清除筛选").click()
    page.tab.get_by_text("已取消选择").wait_for(state="detached")


def test_a_filter_moves_the_map_to_its_results_and_a_button_back(open_page, address, atlas):
    page = open_page(address)
    first = zoom_of(page)
    page.choose("行业", "医疗")
    page.wait_shown(located(atlas, Selection(sector=("health",))))
    page.map.locator(f"body:not([data-zoom='{first}'])").wait_for()
    page.map.locator(".map-way[data-way='wholeMap']").click()
    page.map.locator(f"body[data-zoom='{first}']").wait_for()
    page.map.locator(".map-way").wait_for(state="detached")
    assert page.errors == []


def test_a_map_that_the_reader_has_moved_stays_and_shows_the_way(open_page, address, atlas):
    page = open_page(f"{address}/?at=30.50000,114.20000,15")
    page.choose("行业", "医疗")
    page.wait_shown(located(atlas, Selection(sector=("health",))))
    assert zoom_of(page) == "15"
    page.map.get_by_role("button", name="看全部结果").click()
    page.map.locator("body:not([data-zoom='15'])").wait_for()


def test_a_map_of_many_moves_to_the_results_too(open_page, tmp_path_factory):
    path = write_atlas(tmp_path_factory.mktemp("many"), MANY + 100)
    atlas = read_atlas(path)
    one = next(f for f in atlas.features if f["geometry"])
    with serve(path) as address:
        page = open_page(f"{address}/?q={one['properties']['name']}")
        page.wait_shown(located(atlas, Selection(text=one["properties"]["name"])))
        page.map.locator(".map-way[data-way='wholeMap']").wait_for()
        assert page.errors == []


SHAPES = """() => [...document.querySelectorAll('.leaflet-chosen-pane path')]
    .map((path) => path.getAttribute('d')).filter((d) => d && d !== 'M0 0')"""


def test_where_only_the_area_is_known_its_outline_is_drawn_and_no_circle(open_page, address):
    page = open_page(f"{address}/?site=tiesiyuan-1")
    shapes = page.frame().evaluate(SHAPES)
    assert shapes
    # Leaflet draws a circle by arcs.
    assert not [shape for shape in shapes if "a" in shape]
    near = open_page(f"{address}/?site=wall-museum")
    assert [shape for shape in near.frame().evaluate(SHAPES) if "a" in shape]


def test_a_small_area_is_brought_so_near_that_its_name_does_not_hide_it(open_page, address):
    page = open_page(f"{address}/?site=sheshan-north-slope")
    shape, name = page.frame().evaluate(
        """() => ['.leaflet-chosen-pane path', '.area-label.is-chosen'].map((found) => {
            const {width, height} = document.querySelector(found).getBoundingClientRect();
            return Math.max(width, height);
        })"""
    )
    assert shape > name
