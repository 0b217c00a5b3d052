"""A report of another region, served: its own base map, its own places, not a word of ours."""

import pytest
from browser_server import serve
from test_regions import SECOND, TEXT

from geo.cli.main import main


@pytest.fixture
def second(tmp_path, monkeypatch):
    monkeypatch.setenv("GEO_REGIONS", str(SECOND))
    report, built = tmp_path / "guixi-2024.txt", tmp_path / "guixi-2024.geojson"
    report.write_text(TEXT, encoding="utf-8")
    assert main(["build", str(report), "-o", str(built)]) == 0
    with serve(built, "--report", report) as address:
        yield address


def test_the_page_shows_a_second_region_on_its_own_map(second, open_page):
    page = open_page(second)
    page.tab.get_by_role("heading", name="贵溪市").wait_for()
    labels = page.map.locator(".base-label")
    labels.first.wait_for()
    assert set(labels.all_inner_texts()) == {"信江", "贵溪市"}
    west, south, east, north = page.frame().evaluate(
        """() => { const b = Object.values(window).find((v) => v instanceof L.Map).getBounds();
            return [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()]; }"""
    )
    assert 117.1 < west < 117.19
    assert 117.26 < east < 117.4
    assert 28.2 < south < north < 28.4
    assert "baili-avenue" in page.drawn()
    assert page.errors == []
    assert page.outside == []
