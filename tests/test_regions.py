"""Regions are data: a folder a district, and nothing in the code knows any of them."""

import json
import re
import shutil
from dataclasses import replace

import pytest
from shipped import REGION, SEED

from geo.base.errors import InputError
from geo.base.paths import DATA, ROOT
from geo.cli.main import main
from geo.model.atlas import read_atlas
from geo.places.gazetteer import gather_places, read_gazetteer
from geo.places.region import (
    asked_region,
    keep_folders_found,
    named_region,
    read_region,
    read_regions,
    region_at,
    region_of,
)
from geo.view.map.basemap import backdrop_of

SECOND = ROOT / "tests" / "data" / "regions"
TEXT = """政府工作报告
——2024年1月10日在贵溪市第十七届人民代表大会第四次会议上

一、2023年工作回顾
柏里大道快速化改造竣工通车。早闲公园改造完成。贵溪五中建成投用。

二、2024年工作安排
推进雄石路改造，加快建设路提升。开工建设贵溪市第九中学。黄鹤楼风貌街启动建设。
"""


@pytest.fixture
def second(monkeypatch):
    monkeypatch.setenv("GEO_REGIONS", str(SECOND))
    return read_regions()["360681"]


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "guixi-2024.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def built(second, report, capsys):
    path = report.with_suffix(".geojson")
    assert main(["build", str(report), "-o", str(path)]) == 0
    capsys.readouterr()
    return path


def test_a_report_of_a_second_region_is_built_with_its_own_places(built):
    atlas = read_atlas(built)
    assert atlas.report["place_code"] == "360681"
    placed = {f["id"] for f in atlas.features if f["geometry"]}
    assert {"baili-avenue", "zaoxian-park", "school-5", "xiongshi-road", "jianshe-road"} <= placed
    assert all(f["geometry"] is None for f in atlas.features if "黄鹤楼" in f["properties"]["name"])
    west, south, east, north = atlas.bounds
    assert 117.1 < west < east < 117.3
    assert 28.2 < south < north < 28.4


def test_its_amounts_are_its_own(built):
    park = read_atlas(built).by_id["zaoxian-park"]["properties"]["investment"]
    assert (park["amount_cny"], park["basis"]) == (30_000_000, "cited")


def test_its_base_map_and_view_lie_under_it(second, built):
    backdrop = backdrop_of(read_atlas(built))
    assert backdrop.view == second.view
    names = {f["properties"]["name"] for layer in backdrop.layers for f in layer["features"]}
    assert "信江" in names
    assert "长江" not in names


@pytest.mark.parametrize("form", ["geojson", "csv", "kml", "pdf", "html", "xlsx", "gpkg"])
def test_it_is_exported_and_printed(built, tmp_path, form):
    out = tmp_path / f"out.{form}"
    assert main(["export", str(built), "--format", form, "-o", str(out)]) == 0
    assert out.stat().st_size > 500
    if form == "html":
        page = out.read_text(encoding="utf-8")
        assert "信江" in page
        assert "武汉长江大桥" not in page


def test_names_are_looked_up_in_the_region_that_is_asked_for(second, capsys):
    assert main(["locate", "贵溪柏里大道", "--place", "贵溪"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[0])["id"] == "baili-avenue"
    assert main(["locate", "柏里大道"]) == 2
    assert "not in the gazetteer" in capsys.readouterr().err


def test_two_regions_may_have_a_street_of_one_name(second, tmp_path):
    """Names are unique within a region, not in the country."""
    (street,) = (p for p in read_gazetteer(second).places.values() if p.name == "建设路")
    ours = read_gazetteer(REGION)
    gather_places([*ours.places.values(), replace(street, id="another")])
    twice = replace(street, id="another", where="here")
    with pytest.raises(InputError, match="'建设路' names jianshe-road too"):
        gather_places([*read_gazetteer(second).places.values(), twice])


def test_a_region_may_be_named_on_the_command_line(second, tmp_path, capsys):
    path = tmp_path / "excerpt.txt"
    path.write_text("2023年，柏里大道竣工通车。", encoding="utf-8")
    out = tmp_path / "a.geojson"
    for asked, code in (("贵溪市", "360681"), ("360681", "360681"), ("鹰潭市贵溪市", "360681")):
        assert main(["build", str(path), "-o", str(out), "--place", asked]) == 0
        assert read_atlas(out).report["place_code"] == code
        assert read_atlas(out).by_id["baili-avenue"]["geometry"]
    assert main(["build", str(path), "-o", str(out)]) == 0
    assert read_atlas(out).report["place_code"] is None
    assert not any(f["geometry"] for f in read_atlas(out).features)
    capsys.readouterr()
    assert main(["build", str(path), "-o", str(out), "--place", "无此市"]) == 2
    assert "'无此市' is no region that is known here" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("武汉市武昌区", "420106"),
        ("武昌区", "420106"),
        ("湖北省武汉市武昌区", "420106"),
        ("武汉市", None),
        ("湖北省", None),
        ("鹰潭市贵溪市", "360681"),
        ("南昌市武昌区旧址", None),
        ("", None),
        (None, None),
    ],
)
def test_a_reports_place_is_a_region_or_none(second, place, code):
    found = region_of(place, read_regions())
    assert (found.code if found else None) == code


def test_several_regions_of_one_name_are_none_until_one_is_named(second):
    regions = read_regions()
    twin = replace(second, code="360682", name="武昌区")
    both = {**regions, twin.code: twin}
    assert region_of("武昌区", both) is None
    assert region_of("武汉市武昌区", both).code == "420106"
    with pytest.raises(InputError, match="is the name of several regions"):
        named_region("武昌区", both)
    assert asked_region("420106", "贵溪市", both).code == "420106"


def test_positions_name_a_region_where_no_word_does(second):
    regions = read_regions().values()
    assert region_at((117.2, 28.3, 117.21, 28.31), regions) == second
    assert region_at((117.2, 28.3, 121.0, 31.0), regions) is None
    assert region_at(None, regions) is None


GOOD = json.loads((SECOND / "360681" / "region.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (None, "cannot read the region"),
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "region.json: the value"),
        ({"code": "3606"}, "region.json, code"),
        ({"code": "360683"}, "the folder's name is another"),
        ({"name": ""}, "region.json, name"),
        ({"bounds": [1, 2, 3]}, "region.json, bounds"),
        ({"bounds": [200, 2, 3, 4]}, "region.json, bounds"),
        ({"bounds": [118, 28, 117, 29]}, "bounds are not west, south, east, north"),
        ({"view": [110, 28, 117.5, 28.4]}, "the view reaches beyond the bounds"),
        ({"datum": "NAD27"}, "region.json, datum: unknown datum 'NAD27'"),
        ({"datum": "GCJ-02"}, "convert them to WGS-84"),
        ({"parents": [{"code": "420100", "name": "武汉市", "names": []}]}, "is no unit above"),
        ({"parents": GOOD["parents"][::-1]}, "the nearest first"),
        ({"colour": 1}, "region.json"),
    ],
)
def test_a_broken_region_is_refused_with_its_file(tmp_path, monkeypatch, capsys, change, message):
    folder = tmp_path / "regions" / "360681"
    shutil.copytree(SECOND / "360681", folder)
    path = folder / "region.json"
    if change is None:
        path.unlink()
    else:
        text = change if isinstance(change, str) else json.dumps({**GOOD, **change})
        path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_region(folder)
    assert str(path) in str(caught.value)
    assert message in str(caught.value)
    monkeypatch.setenv("GEO_REGIONS", str(folder.parent))
    assert main(["locate", "柏里大道"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_place_outside_its_region_or_named_twice_is_refused(tmp_path, monkeypatch, second):
    folder = tmp_path / "360681"
    shutil.copytree(SECOND / "360681", folder)
    path = folder / "places" / "places.geojson"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("117.2327", "119.2327", 1), encoding="utf-8")
    with pytest.raises(InputError, match=r"places.geojson, school-5: .* the region's bounds"):
        read_gazetteer(read_region(folder))
    path.write_text(text.replace('["信江大桥"]', '["雄石路"]'), encoding="utf-8")
    with pytest.raises(InputError, match=r"places.geojson, (xiongshi-road|xinjiang-bridge)"):
        read_gazetteer(read_region(folder))


def test_no_such_folder_of_regions_is_said(monkeypatch, capsys):
    monkeypatch.setenv("GEO_REGIONS", "/nowhere/at/all")
    assert main(["locate", "黄鹤楼"]) == 2
    assert "there is no such folder of regions" in capsys.readouterr().err


def test_a_folder_of_regions_is_found_wherever_the_page_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(SECOND.parent)
    monkeypatch.setenv("GEO_REGIONS", SECOND.name)
    keep_folders_found()
    monkeypatch.chdir(tmp_path)
    assert read_regions()["360681"].folder == SECOND / "360681"


def test_the_code_knows_no_place():
    """No name of a city or district, and no position of one, stands in the package."""
    names = {REGION.name, *REGION.names, REGION.name_en.split()[0]}
    for unit in REGION.parents:
        names |= set(unit.all_names)
    names |= {"Wuhan", "Hubei", "wuchang", "wuhan"}
    whole, degrees = (int(REGION.bounds[0]), int(REGION.bounds[1])), r"\.\d{2,}"
    position = re.compile(rf"\b(?:{whole[0]}|{whole[1]}){degrees}")
    files = [p for kind in ("*.py", "*.js", "*.css") for p in (ROOT / "geo").rglob(kind)]
    assert len(files) > 100
    for path in files:
        if "vendor" in path.parts or path.name.endswith(".min.js"):
            continue
        text = path.read_text(encoding="utf-8")
        assert not [name for name in names if name in text], path
        assert not position.search(text), path


def test_older_atlases_and_drafts_open_as_before(tmp_path, report):
    from geo.documents.report import read_report
    from geo.editing.desk import read_desk
    from geo.editing.drafts import read_steps

    text = (DATA / "atlas" / "wuchang-2021.geojson").read_text(encoding="utf-8")
    old = text.replace('"version":2,', "", 1).replace('"place_code":"420106",', "", 1)
    path = tmp_path / "old.geojson"
    path.write_text(old, encoding="utf-8")
    atlas = read_atlas(path)
    assert atlas.report["place_code"] is None
    assert len(backdrop_of(atlas).layers) == 6
    path.write_text(text.replace('"version":2,', '"version":99,', 1), encoding="utf-8")
    with pytest.raises(InputError, match="of version 99, newer than this program reads"):
        read_atlas(path)
    seed = read_report(SEED)
    draft = read_desk(seed).blank()
    assert json.loads(draft.dumps())["place_code"] == "420106"
    first = {"draft": 1, "report": seed.id, "sha256": seed.sha256, "steps": []}
    assert read_steps(json.dumps(first), seed) == ()
    with pytest.raises(InputError, match="of version 9"):
        read_steps(json.dumps(first | {"draft": 9}), seed)
