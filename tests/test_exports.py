"""The formats that an atlas can be taken home in."""

import csv
import io
import json

import geopandas as gpd
import pytest

from geo.exports.delimited import write_sites as to_csv
from geo.exports.formats import FORMATS
from geo.exports.geopackage import write as to_gpkg
from geo.exports.kml import write as to_kml


def rows(data):
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_csv_opens_in_excel_with_a_row_a_site(atlas):
    data = to_csv(atlas)
    assert data.startswith(b"\xef\xbb\xbf")
    found = rows(data)
    assert [row["id"] for row in found] == [f["id"] for f in atlas.features]
    tower = next(row for row in found if row["id"] == "yellow-crane-tower")
    assert (tower["name"], tower["sector_zh"]) == ("黄鹤楼", "文旅")
    assert abs(float(tower["lon"]) - 114.297) < 0.001
    unlocated = next(row for row in found if row["id"] == "aia-hubei")
    assert (unlocated["lon"], unlocated["lat"]) == ("", "")


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@x", "\t=1"])
def test_no_cell_of_a_csv_is_a_formula(atlas, start):
    feature = json.loads(json.dumps(atlas.by_id["tanhualin"]))
    feature["properties"]["name"] = f'{start}\n,"x"'
    (row,) = rows(to_csv(type(atlas)(atlas.report, (feature,))))
    assert row["name"] == f'\'{start}\n,"x"'


def test_a_geopackage_gives_every_site_back(atlas, tmp_path):
    path = tmp_path / "a.gpkg"
    path.write_bytes(to_gpkg(atlas))
    frame = gpd.read_file(path)
    assert list(frame["id"]) == [f["id"] for f in atlas.features]
    assert frame.crs.to_epsg() == 4326
    assert set(frame.loc[frame.geometry.isna(), "id"]) == {
        f["id"] for f in atlas.features if f["geometry"] is None
    }


def test_kml_names_the_located_sites(atlas, tmp_path):
    path = tmp_path / "a.kml"
    path.write_bytes(to_kml(atlas))
    frame = gpd.read_file(path)
    assert len(frame) == sum(1 for f in atlas.features if f["geometry"])
    assert "黄鹤楼" in set(frame["Name"])


@pytest.mark.parametrize("code", list(FORMATS))
def test_every_format_takes_an_empty_atlas(atlas, code):
    assert isinstance(FORMATS[code].write_file(atlas.subset(set())), bytes)
