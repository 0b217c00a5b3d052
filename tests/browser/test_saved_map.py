"""A map that was saved to a file or shown in a notebook works alone, without a network."""

import html

import pytest
from conftest import PATIENCE_MS
from shipped import ATLAS

import geo


@pytest.fixture(scope="module")
def sites():
    return geo.read_atlas(ATLAS)


@pytest.fixture
def tab(browser):
    context = browser.new_context(viewport={"width": 900, "height": 640})
    context.set_default_timeout(PATIENCE_MS)
    tab = context.new_page()
    tab.wrong = []
    tab.on("pageerror", lambda error: tab.wrong.append(str(error)))
    tab.on("console", lambda m: tab.wrong.append(m.text) if m.type == "error" else None)
    tab.on("request", lambda r: tab.wrong.append(r.url) if r.url.startswith("http") else None)
    yield tab
    context.close()


def test_a_saved_map_opens_from_the_file_system(tab, sites, tmp_path):
    geo.make_map(sites).save(tmp_path / "map.html")
    tab.goto((tmp_path / "map.html").as_uri())
    located = int(sites.geometry.notna().sum())
    tab.locator(f"body[data-shown='{located}']").wait_for()
    # A click tells the site; the legend filters; nobody outside is asked.
    tab.locator(".leaflet-pane [data-site='yellow-crane-tower']").focus()
    tab.keyboard.press("Enter")
    assert tab.locator(".leaflet-popup").inner_text().startswith("黄鹤楼")
    tab.locator(".legend-row[data-stage='operating']").click()
    shown = geo.filter_sites(sites, stage="operating")
    drawn = (shown["status"] == "operating") | shown["status"].isin([None, "mentioned"])
    expected = int((drawn & shown.geometry.notna()).sum())
    tab.locator(f"body[data-shown='{expected}']").wait_for()
    tab.locator(".legend-row[data-stage='operating']").click()
    tab.locator(f"body[data-shown='{located}']").wait_for()
    assert tab.wrong == []


def test_a_map_shows_in_a_notebook(tab, sites):
    shown = geo.make_map(geo.filter_sites(sites, sector="transport"))._repr_html_()
    assert html.unescape(shown).count("<!DOCTYPE html>") == 1
    tab.set_content(f"<html><body>{shown}</body></html>")
    frame = tab.frame_locator("iframe")
    frame.locator("body[data-loaded]").wait_for()
    frame.locator(".leaflet-pane [data-site='heping-south-extension']").first.wait_for()
    assert tab.wrong == []
