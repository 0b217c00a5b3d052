"""Candidates in the editor's room: found, brought, asked for; accepted, rejected, and the next."""

import json
from contextlib import ExitStack
from functools import partial

import pytest
from extracts import REPORT, TOWN, jingzhou, run
from geocoder_server import nominatim_place, playing
from room_app import act, enter, pick, press, steps_of

from geo.base.errors import InputError
from geo.editing.candidates import read_candidates
from geo.editing.pasted import parse_rows
from geo.model.atlas import read_atlas
from geo.page import sharing
from geo.places.datum import BD09, WGS84, convert
from geo.sources.intake import Terms, import_file


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "荆州-2024.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


@pytest.fixture
def atlas(report, capsys):
    """The report's atlas, built before there were own places."""
    out = report.with_suffix(".geojson")
    assert run(capsys, "build", report, "-o", out)[0] == 0
    return out


@pytest.fixture
def store(atlas, tmp_path, monkeypatch):
    path = tmp_path / "home" / "places.sqlite"
    monkeypatch.setenv("GEO_PLACES", str(path))
    import_file(jingzhou().write(tmp_path / "jingzhou.osm.pbf"), path, Terms())
    return path


@pytest.fixture
def room(atlas, report, monkeypatch):
    return partial(enter, monkeypatch, "--atlas", atlas, "--report", report)


def id_of(atlas, name):
    features = read_atlas(atlas).features
    return next(f["id"] for f in features if f["properties"]["name"] == name)


def choosing(app, site):
    return act(pick(app, site), "candidates")


def candidates(app):
    return [h.proto.body for h in app.get("html") if "data-candidate=" in h.proto.body]


def buttons(app, label):
    return [b for b in app.button if b.label == label]


def placed(app, site):
    return app.session_state["editor_reading"][0].features[site]


def test_what_the_users_own_places_have_is_shown_and_accepted(room, atlas, store):
    site = id_of(atlas, "荷风医院")
    app = choosing(room(), site)
    assert not app.exception
    (found,) = candidates(app)
    assert "1. 荷风医院" in found
    assert "同名的车站" in found
    assert "ODbL-1.0, © OpenStreetMap contributors" in found
    assert "距所属区域中心" in found
    buttons(app, "采用")[0].click().run()
    assert not app.exception
    assert steps_of(app) == "草稿：1 步未提交"
    feature = placed(app, site)
    source = feature["properties"]["location_source"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [112.26, 30.36]}
    assert (feature["properties"]["precision"], feature["properties"]["uncertainty_m"]) == (
        "approximate", 1000,
    )  # fmt: skip
    assert (source["kind"], source["licence"]) == ("reference", "ODbL-1.0")
    assert source["attribution"] == "© OpenStreetMap contributors"
    assert "荷风医院" in source["text"]


def test_homonyms_stand_side_by_side_and_one_can_be_rejected(room, atlas, store):
    site = id_of(atlas, "迎风路")
    app = choosing(room(), site)
    assert len(candidates(app)) == 2
    buttons(app, "排除")[0].click().run()
    assert len(candidates(app)) == 1
    assert steps_of(app) == "草稿：0 步未提交"
    press(app, "重新列出已排除的 1 个")
    assert len(candidates(app)) == 2


def test_the_next_site_that_waits_is_one_click_away(room, atlas, store):
    site = id_of(atlas, "迎风路")
    app = choosing(room(), site)
    press(app, "下一个待定位的项目")
    assert not app.exception
    following = app.session_state["editor_pick"].partition("|")[0]
    assert following not in {"", site}
    # The candidates stay chosen.
    box = next(b for b in app.selectbox if b.key.startswith("editor_action"))
    assert box.value == "candidates"


def test_another_name_can_be_looked_for_and_a_unit_is_to_be_looked_at_only(room, atlas, store):
    app = choosing(room(), id_of(atlas, "栖霞中学"))
    assert any("都没有这个名称" in i.value for i in app.info)
    field = next(f for f in app.text_input if f.key.startswith("editor_candidate_words"))
    field.set_value("监利市").run()
    (unit,) = candidates(app)
    assert "行政区划" in unit
    assert buttons(app, "采用") == []
    field = next(f for f in app.text_input if f.key.startswith("editor_candidate_words"))
    field.set_value("云梦剧院").run()
    assert len(candidates(app)) == 1


def amap_and_nominatim(path, query):
    lon, lat = TOWN
    if path == "/search":
        return [nominatim_place(lon, lat, query["q"].removeprefix("荆州市"))]
    poi = {"name": "星河广场", "address": [], "location": f"{lon},{lat}"}
    return {"status": "1", "infocode": "10000", "pois": [poi]}


@pytest.fixture
def online(monkeypatch, tmp_path):
    monkeypatch.setenv("GEO_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("GEO_AMAP_KEY", "a-key")
    with ExitStack() as stack:
        player = stack.enter_context(playing(amap_and_nominatim))
        monkeypatch.setenv("GEO_NOMINATIM_URL", player.url)
        monkeypatch.setenv("GEO_AMAP_URL", player.url)
        yield player


def test_a_shared_page_asks_no_service(room, atlas, online):
    app = choosing(room(), id_of(atlas, "星河广场"))
    assert buttons(app, "查询在线服务") == []


def test_a_services_terms_are_said_where_it_is_chosen_and_hold(room, atlas, online, monkeypatch):
    monkeypatch.setattr(sharing, "is_own", lambda: True)
    site = id_of(atlas, "星河广场")
    app = choosing(room(), site)
    service = next(b for b in app.selectbox if b.key.startswith("editor_service"))
    assert any("ODbL-1.0" in c.value for c in app.caption)
    service.set_value("amap").run()
    assert any("不得保存" in c.value for c in app.caption)
    assert online.asked == []
    press(app, "查询在线服务")
    (found,) = candidates(app)
    assert "Source" not in found
    assert buttons(app, "采用") == []
    service = next(b for b in app.selectbox if b.key.startswith("editor_service"))
    service.set_value("nominatim").run()
    press(app, "查询在线服务")
    assert len(candidates(app)) == 2
    buttons(app, "采用")[0].click().run()
    source = placed(app, site)["properties"]["location_source"]
    assert (source["kind"], source["licence"]) == ("geocoder", "ODbL-1.0")


def test_a_list_that_the_command_wrote_is_loaded(room, atlas, online, tmp_path, capsys):
    out = tmp_path / "candidates.geojson"
    code, _ = run(capsys, "places", "propose", atlas, "-o", out, "--online", "amap,nominatim")
    assert code == 0
    app = choosing(room(), id_of(atlas, "星河广场"))
    loader = next(u for u in app.file_uploader if "候选" in u.label)
    loader.upload("candidates.geojson", out.read_bytes(), "application/json").run()
    assert not app.exception
    assert any("个候选，涉及" in t.value for t in app.text)
    assert len(candidates(app)) == 2
    assert len(buttons(app, "采用")) == 1
    loader = next(u for u in app.file_uploader if "候选" in u.label)
    loader.upload("candidates.geojson", b"{", "application/json").run()
    assert any("这个文件里没有候选" in t.value for t in app.text)
    # What was there before still works.
    assert len(candidates(app)) == 2


def feature(**said):
    about = {"site": "a", "source": "own", "how": "name", "candidate": "甲", "licence": "CC0-1.0"}
    return {
        "type": "Feature",
        "properties": about | said,
        "geometry": {"type": "Point", "coordinates": list(TOWN)},
    }


def read(*features, **more):
    raw = json.dumps({"type": "FeatureCollection", "features": features, **more}).encode()
    return read_candidates(raw, {"sha256": "0" * 64}, "c.geojson")


def test_a_file_cannot_make_a_services_terms_others():
    for source in ("amap", "baidu", "tianditu"):
        (found,) = read(feature(source=source))
        assert found["properties"]["licence"] is None


@pytest.mark.parametrize(
    ("features", "more", "words"),
    [
        ([3], {}, "no candidate for a site"),
        ([feature(site=None)], {}, "no candidate for a site"),
        ([feature() | {"geometry": None}], {}, "no position"),
        ([feature() | {"geometry": {"type": "Point", "coordinates": [500, 30]}}], {}, "in degrees"),
        ([feature() | {"geometry": {"type": "Point", "coordinates": ["x"]}}], {}, "cannot be read"),
        ([feature()] * 5001, {}, "more than 5000"),
        ([feature()], {"report": {"sha256": "1" * 64}}, "of another report"),
    ],
)
def test_a_file_that_is_no_list_of_candidates_is_refused_in_one_line(features, more, words):
    with pytest.raises(InputError, match=words) as refused:
        read(*features, **more)
    assert "c.geojson" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_place_that_is_drawn_outside_the_reports_place_is_warned_of(room, atlas):
    app = act(pick(room(), id_of(atlas, "星河广场")), "place")
    shape = next(f for f in app.text_area if f.key.startswith("editor_shape_text"))
    app.session_state[shape.key] = "121.47, 31.23"
    app.run()
    assert any("不在荆州市范围内" in w.value for w in app.warning)
    app.session_state[shape.key] = "112.24, 30.33"
    app.run()
    assert not app.warning


def test_the_list_says_how_well_the_atlas_knows_each_site(room, atlas, store, report, capsys):
    assert run(capsys, "build", report, "-o", atlas)[0] == 0
    app = room()
    sites = {s.name: s for s in app.session_state["editor_reading"][2]}
    assert sites["凤鸣大道"].precision in {"exact", "street"}
    assert sites["凤鸣大道"].is_located
    assert not sites["迎风路"].is_located


# ---- a table of positions ------------------------------------------------------------------


def paste(app, text, datum="WGS-84"):
    def of(kind, name):
        return next(f for f in getattr(app, kind) if f.key.startswith(f"editor_{name}:"))

    of("text_area", "paste_rows").set_value(text)
    if datum:
        of("radio", "paste_datum").set_value(datum)
    of("text_input", "paste_grounds").set_value("虚构的位置")
    return press(app, "全部记入草稿")


def test_a_pasted_table_places_all_its_sites_in_their_datum(room, atlas):
    lon, lat = convert(*TOWN, WGS84, BD09)
    rows = (
        f"名称\t经度\t纬度\n星河广场\t{lon}\t{lat}\n雲夢劇院；{lon}；{lat}\n不认识, {lon}, {lat}\n"
    )
    app = paste(room(), rows, "BD-09")
    assert not app.exception
    assert steps_of(app) == "草稿：2 步未提交"
    at = placed(app, id_of(atlas, "星河广场"))["geometry"]["coordinates"]
    assert at == pytest.approx(TOWN, abs=1e-5)
    assert any("不认识" in w.value for w in app.warning)
    assert not any("不在" in w.value for w in app.warning)


def test_the_datum_is_asked_for(room):
    app = paste(room(), "星河广场, 112.24, 30.33", None)
    assert any("请先选坐标系" in e.value for e in app.error)
    assert steps_of(app) == "草稿：0 步未提交"


def test_a_position_outside_the_reports_place_is_taken_with_a_warning(room, atlas):
    app = paste(room(), "星河广场, 121.47, 31.23")
    assert steps_of(app) == "草稿：1 步未提交"
    assert any("不在荆州市范围内" in w.value and "星河广场" in w.value for w in app.warning)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("星河广场, 112.24", "第 1 行：每行要有名称、经度、纬度"),
        ("星河广场, 112.24, 30.33\n云梦剧院, x, y", "第 2 行：每行要有名称、经度、纬度"),
        ("星河广场, 30.33, 112.24", "第 1 行：经度和纬度颠倒了：30.33, 112.24"),
        ("星河广场, 2.35, 48.85", "第 1 行：这个位置不在中国：2.35, 48.85"),
        (
            "星河广场, 112.24, 30.33\n\n星河广场, 112.25, 30.33",
            "第 3 行：与第 1 行是同一个项目",
        ),
        ("", "表格里一行也没有"),
    ],
)
def test_a_table_that_does_not_hold_is_refused_whole(room, rows, words):
    app = paste(room(), rows)
    assert not app.exception
    assert words in {t.value for t in app.text}
    assert steps_of(app) == "草稿：0 步未提交"


def test_a_pasted_table_is_read_by_its_lines():
    rows = parse_rows(
        "name,lng,lat\n" + "\n".join(f"甲{i}, 112.1, 30.1" for i in range(200)), WGS84
    )
    assert (len(rows), rows[0].line, rows[0].name) == (200, 2, "甲0")
    with pytest.raises(InputError, match="more than 200 rows"):
        parse_rows("甲, 112.1, 30.1\n" * 201, WGS84)
