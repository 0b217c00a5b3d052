"""The map of any place: its bounds, its seats, and the badges of what only a unit is known of."""

import json
from pathlib import Path

import pytest
from lxml import etree
from paper import Paper

from geo.building.build import build_atlas
from geo.building.setting import setting_of
from geo.documents.report import Report
from geo.model.atlas import Atlas, parse_atlas
from geo.outputs.formats import FORMATS
from geo.page.place_field import why_of
from geo.places.gazetteer import read_gazetteer
from geo.places.surroundings import COUNTRY, bounds_of, seats_layer, spot_of
from geo.places.unit_search import find_units, path_of
from geo.places.units import read_units, unit_of
from geo.view.badges import badges_of, unit_marks
from geo.view.map.basemap import backdrop_of
from geo.view.map.many_sites import payload_for
from geo.view.map.payload import payload

COUNTY = Path(__file__).parent / "data" / "county-report.txt"


def read(name, text, lexicon, place=None):
    report = Report(name, text, name)
    setting = setting_of(report, place)
    return build_atlas(report, lexicon, read_gazetteer(setting.region), setting=setting)


@pytest.fixture(scope="module")
def county(lexicon):
    return read("county-report", COUNTY.read_text(encoding="utf-8"), lexicon)


@pytest.fixture(scope="module")
def prefecture(lexicon):
    text = (
        "政府工作报告\n在荆州市第六届人民代表大会第四次会议上\n2023年工作回顾\n"
        "公安县鹭洲产业园竣工。沙市区柳湾公园对外开放。松滋市桐荫水厂建成。鹭鸣大厦竣工。\n"
    )
    return read("prefecture", text, lexicon)


def holds(box, at):
    return box[0] <= at[0] <= box[2] and box[1] <= at[1] <= box[3]


@pytest.mark.parametrize(
    "place",
    ["421000", "421022", "420000", "441900", "460400", "310000", "710000", "650100", "632700"],
)
def test_a_map_opens_on_its_place(place):
    unit = read_units().by_code[place]
    box = bounds_of(place)
    assert holds(box, unit.at)
    assert 0.1 < box[2] - box[0] < 30
    assert 0.1 < box[3] - box[1] < 25


def test_every_place_has_bounds_within_the_country():
    country = bounds_of(COUNTRY)
    for code in read_units().by_code:
        west, south, east, north = bounds_of(code)
        assert country[0] - 3 <= west < east <= country[2] + 3
        assert country[1] - 3 <= south < north <= country[3] + 3


def test_the_base_map_names_the_places_counties_before_its_neighbours():
    layer = seats_layer(("421000",))
    names = [f["properties"]["name"] for f in layer["features"]]
    own = {f["properties"]["name"] for f in layer["features"] if f["properties"]["is_own"]}
    assert {"荆州市", "公安县", "石首市", "江陵县"} <= own
    assert set(names[: len(own)]) == own
    assert "石门县" in names or "澧县" in names
    # Their seats are not in the table: on no map.
    assert not {"松滋市", "洪湖市"} & set(names)
    assert layer["layer"]["licence"] == "CC-BY-4.0"
    assert "GeoNames" in layer["layer"]["attribution"]


def test_a_base_map_is_light():
    for place in ("420000", "150000", "650000", "421000", "421022", COUNTRY):
        assert len(json.dumps(seats_layer((place,)), ensure_ascii=False)) < 120_000


def test_a_seat_that_is_not_known_is_said_to_be_another_point():
    units = read_units()
    assert spot_of(units.by_code["421022"], units).how == "seat"
    assert spot_of(units.by_code["421088"], units).how == "towns"
    assert spot_of(units.by_code["421002"], units).how == "city"
    assert spot_of(units.by_code["421087"], units) is None


def test_sites_of_one_unit_share_a_badge_and_none_is_lost(county, prefecture):
    for atlas in (county, prefecture):
        badges = badges_of(atlas)
        listed = len(atlas.features) - sum(len(badge.features) for badge in badges)
        marks = {mark["code"]: mark for mark in unit_marks(atlas)}
        assert all(badge.mark["at"] for badge in badges)
        assert listed == (2 if atlas is prefecture else 0)
        assert all(mark["badge"] in {*marks, None} for mark in marks.values())
    assert [badge.title for badge in badges_of(prefecture)] == [
        "沙市区 · 1 处，仅知所在区县",
        "公安县 · 1 处，仅知所在区县",
    ]


def test_a_town_without_a_point_stands_in_its_countys_badge(county):
    (badge,) = (b for b in badges_of(county) if b.mark["level"] == "county")
    names = {f["properties"]["name"] for f in badge.features}
    assert "埠河镇滨江绿道" in names
    assert "县文化中心" in names
    assert "斗湖堤镇油江公园" not in names


def test_a_citys_and_a_provinces_own_sites_have_no_badge_but_a_provinces_cities_do(lexicon):
    text = (
        "政府工作报告\n在湖北省第十四届人民代表大会第二次会议上\n2023年工作回顾\n"
        "荆州市柳湾产业园竣工。公安县鹭洲水厂建成。鹭鸣大厦竣工。\n"
    )
    marks = {m["name"]: m for m in unit_marks(read("province", text, lexicon))}
    assert marks["湖北省"]["at"] is None
    assert marks["荆州市"]["at"]
    assert marks["公安县"]["at"]


def test_the_badge_of_a_district_whose_seat_is_not_known_is_not_in_its_city(lexicon):
    text = "政府工作报告\n在沙市区第六届人民代表大会第四次会议上\n2023年工作回顾\n柳湾中学建成。\n"
    (mark,) = unit_marks(read("district", text, lexicon))
    assert (mark["name"], mark["badge"]) == ("沙市区", None)


def test_the_shipped_districts_badge_lies_within_its_outline(atlas):
    (badge,) = badges_of(atlas)
    # Those of townships without a known seat stand there too.
    of_district, of_township = (
        sum(f["properties"]["precision"] == known for f in atlas.features)
        for known in ("district", "township")
    )
    assert badge.title == (
        f"武昌区 · {of_district + of_township} 处，"
        f"{of_district} 处仅知所在区县，{of_township} 处仅知所在街镇"
    )
    assert holds(backdrop_of(atlas).view, badge.mark["at"])
    assert [layer["layer"]["id"] for layer in backdrop_of(atlas).layers] == [
        "outline", "water", "roads", "bridges", "metro", "labels",
    ]  # fmt: skip


def test_many_sites_say_their_units_too(county):
    features = [
        f | {"id": f"{f['id']}-{n}", "properties": f["properties"] | {"id": f"{f['id']}-{n}"}}
        for f in county.features
        for n in range(20)
    ]
    many = Atlas(county.report, tuple(features))
    handed = payload_for(many, backdrop_of(many))
    assert handed["units"] == unit_marks(county)
    assert handed["crowd"]["unit"]
    (south, west), (north, east) = handed["bounds"]
    assert all(
        holds((west, south, east, north), mark["at"]) for mark in handed["units"] if mark["at"]
    )


def test_a_text_of_nowhere_lies_on_the_whole_country(lexicon):
    atlas = read("own", "政府工作报告\n2023年工作回顾\n鹭洲大厦、槐荫国际广场竣工。\n", lexicon)
    handed = payload(atlas, backdrop_of(atlas))
    assert handed["units"] == []
    assert handed["bounds"]
    names = {f["properties"]["name"] for f in handed["base"][0]["features"]}
    assert {"湖北省", "台湾省", "澳门特别行政区"} <= names


def test_a_towns_report_is_drawn_at_the_town_on_the_map_of_its_county(lexicon):
    text = (
        "政府工作报告\n在公安县南平镇第十九届人民代表大会第三次会议上\n2023年工作回顾\n"
        "南平镇鹭洲幼儿园建成，柳湾污水处理厂竣工。\n"
    )
    atlas = read("town", text, lexicon)
    assert atlas.report["place"] == "公安县南平镇"
    assert atlas.report["place_code"] == "421022"
    assert {f["properties"]["region"] for f in atlas.features} == {"421022109"}
    (badge,) = badges_of(atlas)
    assert badge.title == "南平镇 · 2 处，仅知所在街镇"
    assert holds(backdrop_of(atlas).view, badge.mark["at"])


def test_a_place_that_is_asked_for_goes_before_the_texts(lexicon):
    text = COUNTY.read_text(encoding="utf-8")
    atlas = read("county-report", text, lexicon, "石首市")
    assert atlas.report["place_code"] == "421081"
    assert atlas.report["place"] == "荆州市石首市"


def test_geojson_gives_a_point_of_the_region_only_where_it_is_asked(county, prefecture):
    for atlas in (county, prefecture):
        plain = json.loads(FORMATS["geojson"].write(atlas))
        assert [f["geometry"] for f in plain["features"]] == [f["geometry"] for f in atlas.features]
        assert all(f["properties"]["region"] for f in plain["features"])
        made = FORMATS["geojson"].write(atlas, regions="points")
        collection = json.loads(made)
        assert "GeoNames" in collection["attribution"]
        for before, after in zip(plain["features"], collection["features"], strict=True):
            assert after["geometry"]
            assert after["properties"]["precision"] == before["properties"]["precision"]
            if before["geometry"] is None:
                assert "不是项目的位置" in after["properties"]["location_source"]["text"]
        again = parse_atlas(made.decode(), "")
        assert [b.title for b in badges_of(again)] == [b.title for b in badges_of(atlas)]


def test_geojson_of_the_shipped_atlas_owes_geonames_nothing(atlas):
    assert "attribution" not in json.loads(FORMATS["geojson"].write(atlas))


def test_kml_has_the_badges_and_says_whose_points_they_are(county):
    root = etree.fromstring(FORMATS["kml"].write(county))
    folder = root.findall(".//{*}Folder")[-1]
    names = [place.findtext("{*}name") for place in folder.findall("{*}Placemark")]
    assert names == [badge.title for badge in badges_of(county)]
    assert "GeoNames" in folder.findtext("{*}Placemark/{*}description")
    assert "GeoNames" in root.findtext("{*}Document/{*}description")


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("荆州", "湖北省荆州市"),
        ("宜昌夷陵", "湖北省宜昌市夷陵区"),
        ("湖北 夷陵", "湖北省宜昌市夷陵区"),
        ("湖北省荆州市公安县", "湖北省荆州市公安县"),
        ("421022", "湖北省荆州市公安县"),
        ("42", "湖北省"),
        ("吉林", "吉林省"),
        ("新疆", "新疆维吾尔自治区"),
        ("长春 朝阳", "吉林省长春市朝阳区"),
        ("东莞", "广东省东莞市"),
        ("黔东南", "贵州省黔东南苗族侗族自治州"),
    ],
)
def test_a_place_is_found_by_what_a_person_types(words, first):
    assert path_of(find_units(words)[0], read_units()) == first


@pytest.mark.parametrize(
    "words", ["", "  ", "鹭洲", "abc", "999999", "湖北 朝阳", "\x00", "a" * 500]
)
def test_what_names_no_place_finds_none(words):
    assert find_units(words) == []


def test_all_districts_of_one_name_are_offered():
    assert len(find_units("鼓楼区")) == 4


def test_regions_name_units_of_every_level():
    units = read_units()
    names = [unit_of(region, units).name for region in ("42", "4210", "421022", "421022101")]
    assert names == ["湖北省", "荆州市", "公安县", "斗湖堤镇"]
    assert unit_of("421022999", units) is None


def test_what_is_worth_knowing_of_a_place_is_said_in_the_readers_language():
    text = "在公安县第十九届人民代表大会第三次会议上\n我代表县人民政府报告工作。"
    said = why_of(setting_of(Report("宁波市", text)).notice, "zh")
    assert "宁波市" in said
    assert "公安县" in said
    country = "我代表国务院，向大会报告政府工作，请予审议。"
    assert "全国" in why_of(setting_of(Report("own", country)).notice, "zh")
    assert why_of(None, "zh") == ""


@pytest.mark.parametrize(
    ("language", "badge"), [("zh", "斗湖堤镇 · 4 处"), ("en", "Douhudi Town · 4")]
)
def test_the_sheet_has_the_badges_and_lists_every_site_below_them(county, language, badge):
    paper = Paper(FORMATS["pdf"].write(county, language=language))
    assert badge.replace(" ", "") in paper.text
    assert "©GeoNames(CCBY4.0)" in paper.text
    assert paper.outside == []
    name = "name_en" if language == "en" else "name"
    for feature in county.features:
        assert feature["properties"][name].replace(" ", "") in paper.text
