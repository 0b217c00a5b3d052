"""Page and data from one process, or the data alone; and GDAL's own driver reads them."""

import json
import subprocess
import sys
import urllib.error

import pyogrio
import pytest
from data_server import data_alone, get
from shapely import from_wkb
from shapely.geometry import shape
from shipped import ATLAS

from benchmarks.served import free_port, run
from geo.base.paths import ROOT
from geo.selecting.selection import Selection

DATA_ALONE = """
import sys
sys.path.insert(0, "tests")
from asgi import ask
from geo.base.paths import DATA
from geo.cli import outputs
from geo.serving.published import Publications
from geo.serving.server import data_app
app = data_app(Publications(folder=DATA / "atlas"))
for name in ("sites", "mentions", "regions", "reports"):
    assert ask(app, f"/api/collections/{name}/items?sector=finance" if name == "sites" else
               f"/api/collections/{name}/items").status == 200
assert not {"streamlit", "mcp", "pydantic"} & set(sys.modules)
"""


@pytest.fixture(scope="module")
def data():
    with data_alone() as address:
        yield address


@pytest.fixture(scope="module")
def page():
    with run(free_port()) as (address, _):
        yield address


def test_the_data_alone_are_served_without_streamlit():
    done = subprocess.run(
        [sys.executable, "-c", DATA_ALONE], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_root_of_the_data_alone_leads_to_the_interface(data):
    status, headers, body = get(data, Accept="text/html")
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "OpenAPI" in body.decode("utf-8")


def test_the_page_and_the_data_share_a_port(page, data):
    for path in ("/api", "/api/collections/sites/items?sector=finance&limit=3"):
        status, headers, body = get(page + path, **{"Accept-Encoding": "gzip"})
        alone = get(data + path, **{"Accept-Encoding": "gzip"})
        assert (status, body) == (200, alone[2])
        assert headers["ETag"] == alone[1]["ETag"]
        for name in ("X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy"):
            assert headers[name] == alone[1][name]
        assert headers.get_all("Content-Security-Policy") == [
            "default-src 'none'; frame-ancestors 'none'; sandbox"
        ]
    assert b"<title>" in get(page)[2]


def test_only_the_servers_own_names_are_answered():
    with data_alone("--host-name", "atlas.city.example", "--host-name", "127.0.0.1") as address:
        assert get(f"{address}/api", Host="ATLAS.city.example")[0] == 200
        with pytest.raises(urllib.error.HTTPError) as refused:
            get(f"{address}/api", Host="evil.test")
        assert refused.value.code == 400
        refused.value.close()


def test_a_named_atlas_is_published_and_the_shipped_one_not(tmp_path, atlas):
    named = tmp_path / "own.geojson"
    text = ATLAS.read_text(encoding="utf-8").replace('"id":"wuchang-2021"', '"id":"own"', 1)
    named.write_text(text, encoding="utf-8")
    with data_alone(named) as address:
        reports = json.loads(get(f"{address}/api/collections/reports/items")[2])
    assert [f["id"] for f in reports["features"]] == ["own"]
    assert reports["features"][0]["properties"]["sites"] == len(atlas.features)


needs_driver = pytest.mark.skipif(
    "OAPIF" not in pyogrio.list_drivers(), reason="this GDAL has no driver for OGC API - Features"
)
READ = """
import json, sys, warnings
warnings.simplefilter("error")
import pyogrio
source = "OAPIF:" + sys.argv[1]
print(json.dumps(pyogrio.list_layers(source)[:, 0].tolist()))
about, table = pyogrio.read_arrow(source, layer="sites")
print(json.dumps(about["crs"]))
print(json.dumps(table.column("id").to_pylist()))
shapes = table.column(about["geometry_name"] or "wkb_geometry").to_pylist()
print(json.dumps([g and g.hex() for g in shapes]))
inside = pyogrio.read_arrow(source, layer="sites", bbox=(114.3, 30.5, 114.33, 30.55))[1]
print(json.dumps(inside.column("id").to_pylist()))
"""


@needs_driver
def test_gdals_driver_opens_the_collection_and_has_what_the_page_has(data, atlas):
    # In a process of its own: GDAL's warnings go to its standard error.
    done = subprocess.run(
        [sys.executable, "-c", READ, f"{data}/api"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    layers, crs, ids, geometries, inside = map(json.loads, done.stdout.splitlines())
    assert layers == ["sites", "mentions", "regions", "reports"]
    assert crs in {"OGC:CRS84", "EPSG:4326"}
    assert ids == [f"{atlas.report['id']}--{site}" for site in Selection().ids(atlas)]
    located = [f["geometry"] for f in atlas.features]
    assert [bool(g) for g in geometries] == [bool(g) for g in located]
    for found, own in zip(geometries, located, strict=True):
        if own:
            assert from_wkb(bytes.fromhex(found)).equals(shape(own))
    shown = Selection(bounds=(114.3, 30.5, 114.33, 30.55)).ids(atlas)
    assert {i.partition("--")[2] for i in inside} <= set(shown)
    assert inside
