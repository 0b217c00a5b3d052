"""More sites than the map takes whole: clusters, and shapes when they are seen."""

import pytest
from browser_server import serve

from benchmarks.synthetic import write_atlas
from geo.model.atlas import read_atlas
from geo.selecting.selection import Selection
from geo.view.map.many_sites import MANY


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return write_atlas(tmp_path_factory.mktemp("many"), MANY + 500)


@pytest.fixture(scope="module")
def many(path):
    with serve(path) as address:
        yield address


def test_a_reader_comes_from_clusters_to_a_site(open_page, many, path):
    atlas = read_atlas(path)
    page = open_page(many)
    page.wait_shown(sum(f["geometry"] is not None for f in atlas.features))
    assert page.map.locator(".cluster").count() < 400
    page.received = 0
    page.choose("行业", "医疗")
    health = Selection(sector=("health",)).matches(atlas)
    page.wait_shown(health.located)
    site = next(f["id"] for f in health.atlas.features if f["geometry"])
    page.open(f"{many}/?site={site}")
    page.card().get_by_text(atlas.by_id[site]["properties"]["name"]).first.wait_for()
    number = [f["id"] for f in atlas.features].index(site)
    page.map.locator(f"body[data-selected='#{number}']").wait_for()
    mark = page.map.locator(f"[data-site='#{number}']").first
    mark.wait_for(state="attached")
    assert page.errors == []
    assert page.outside == []


def test_a_click_on_a_mark_shows_its_card(open_page, many, path):
    atlas = read_atlas(path)
    feature = next(
        f for f in atlas.features if f["geometry"] and f["geometry"]["type"] == "Polygon"
    )
    lon, lat = feature["geometry"]["coordinates"][0][0]
    page = open_page(f"{many}/?at={lat},{lon},16")
    number = atlas.features.index(feature)
    shape = page.map.locator(f"path[data-site='#{number}']")
    # The name arrives with the shape.
    page.map.locator(
        f"path[data-site='#{number}'][aria-label='{feature['properties']['name']}']"
    ).wait_for(state="attached")
    shape.focus()
    page.tab.keyboard.press("Enter")
    page.card().get_by_text(feature["properties"]["name"]).first.wait_for()
    assert page.errors == []
