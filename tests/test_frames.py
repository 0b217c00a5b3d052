"""The Python door: atlas to GeoDataFrame to map."""

import json
import subprocess
import sys

import folium
import geopandas as gpd
import pytest
from shipped import ATLAS

import geo
from geo.base.errors import InputError
from geo.base.paths import ROOT
from geo.frames import to_atlas, to_frame
from geo.model.atlas import Atlas
from geo.selecting.columns import columns_of
from geo.selecting.selection import Selection
from geo.view.map.basemap import NOTHING, backdrop_of

HOSTILE = "<img src=x onerror=alert(1)>`${1}</script><!--{{ 7*7 }}{% raw %}{# x #}"


@pytest.fixture(scope="module")
def sites():
    return geo.read_atlas(ATLAS)


def test_the_door_opens_without_the_heavy_libraries():
    code = (
        "import sys, geo; assert 'make_map' in dir(geo); "
        "print({'geopandas', 'folium', 'pandas'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"


def test_what_geo_does_not_have_is_said_as_python_says_it():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        geo.nothing  # noqa: B018


def test_a_frame_holds_the_whole_atlas(atlas, sites):
    assert isinstance(sites, gpd.GeoDataFrame)
    assert sites.crs.to_epsg() == 4326
    assert list(sites["id"]) == [f["id"] for f in atlas.features]
    assert json.loads(to_atlas(sites).dumps()) == json.loads(atlas.dumps())


def test_a_frame_of_nothing_is_a_frame(atlas):
    empty = to_frame(atlas.subset(set()))
    assert empty.shape == (0, 14)
    assert to_atlas(empty).features == ()
    assert len(geo.filter_sites(empty, text="x")) == 0


def test_a_filter_finds_what_the_page_finds(atlas, sites):
    chosen = Selection(
        sector=("transport",), stage=("started", "under_construction"), claim="reported"
    )
    found = geo.filter_sites(
        sites, sector="transport", stage=["started", "under_construction"], claim="reported"
    )
    assert list(found["id"]) == chosen.ids(atlas)
    assert found.crs == sites.crs
    assert found.attrs == sites.attrs
    area = columns_of(atlas).areas[0]
    assert list(geo.filter_sites(sites, area=area)["id"]) == Selection(area=area).ids(atlas)
    box = (114.29, 30.53, 114.31, 30.56)
    assert list(geo.filter_sites(sites, bounds=box)["id"]) == Selection(bounds=box).ids(atlas)
    assert len(geo.filter_sites(sites)) == len(sites)
    # What pandas loses on the way is not missed.
    sites = sites.copy()
    sites.attrs.clear()
    assert len(geo.filter_sites(sites, sector="transport")) > 0


@pytest.mark.parametrize(
    ("choice", "what"),
    [
        ({"sector": "trains"}, "sector is any of"),
        ({"stage": ["started", "begun"]}, "not 'begun'"),
        ({"claim": "rumoured"}, "claim is one of"),
        ({"area": "yellow-crane-tower"}, "no site 'yellow-crane-tower' that is an area"),
        ({"bounds": (2, 1, 1, 2)}, "are no bounds"),
    ],
)
def test_a_filter_that_is_none_is_refused(sites, choice, what):
    with pytest.raises(InputError, match=what):
        geo.filter_sites(sites, **choice)


def test_a_frame_that_is_no_atlas_is_refused(sites):
    with pytest.raises(InputError, match="no column 'status'"):
        geo.make_map(sites.drop(columns="status"))
    with pytest.raises(InputError, match="does not say its CRS"):
        geo.make_map(sites.set_crs(None, allow_override=True))
    with pytest.raises(InputError, match=r"the frame, feature 1 .*status"):
        geo.make_map(sites.assign(status="nearly"))
    with pytest.raises(InputError, match="no site 'nowhere'"):
        geo.make_map(sites, selected="nowhere")
    with pytest.raises(InputError, match="language is zh or en"):
        geo.make_map(sites, language="fr")
    with pytest.raises(InputError, match="no such file of decisions"):
        geo.build_atlas(ROOT / "seeds" / "wuchang-2021.txt", review="nowhere.csv")


def test_a_map_is_folium_and_holds_everything_that_it_shows(sites, tmp_path):
    made = geo.make_map(geo.filter_sites(sites, sector="transport"))
    assert isinstance(made, folium.Map)
    made.save(tmp_path / "map.html")
    saved = (tmp_path / "map.html").read_text(encoding="utf-8")
    assert "和平大道南延线" in saved
    assert "昙华林人文小镇" not in saved
    assert 'src="http' not in saved
    assert len(saved.encode()) < 500_000
    # Seen again and saved again it is the same.
    assert "srcdoc=" in made._repr_html_()
    assert made.get_root().render() == saved


def test_hostile_text_is_no_template_and_no_element_of_the_document(atlas):
    feature = json.loads(json.dumps(atlas.by_id["tanhualin"]))
    feature["properties"]["name"] = HOSTILE
    document = geo.make_map(to_frame(Atlas(atlas.report, (feature,)))).get_root().render()
    assert "<img src=x" not in document
    assert r"{{ 7*7 }}{% raw %}{# x #}" in document


def test_sites_in_another_crs_are_drawn_where_they_are(sites):
    moved = to_atlas(sites.to_crs("EPSG:4547"))
    lon, lat = moved.by_id["yellow-crane-tower"]["geometry"]["coordinates"]
    assert (lon, lat) == pytest.approx((114.297, 30.545), abs=0.003)


def test_other_elements_can_be_added_to_the_map(sites):
    made = geo.make_map(sites)
    folium.CircleMarker((30.55, 114.3)).add_to(made)
    assert "L.circleMarker(" in made.get_root().render()


def test_the_base_map_lies_only_under_sites_that_lie_on_it(atlas):
    assert backdrop_of(atlas).layers
    assert backdrop_of(atlas.subset({"jd-health"})).layers
    feature = json.loads(json.dumps(atlas.by_id["tanhualin"]))
    feature["geometry"] = {"type": "Point", "coordinates": [121.5, 31.2]}
    for features in ((feature,), ()):
        elsewhere = backdrop_of(Atlas({"place": "上海市"}, features))
        assert [layer["layer"]["id"] for layer in elsewhere.layers] == ["seats"]
        assert backdrop_of(Atlas({"place": "鹭洲市"}, (feature,))) == NOTHING
