"""Works at a place: the stage is theirs, and whoever shows the stage shows them."""

import json

import pytest

from geo.base.errors import InputError
from geo.model.atlas import checked_atlas, parse_atlas
from geo.model.mentions import Mention
from geo.outputs.data.tables import mention_rows, site_rows
from geo.outputs.formats import FORMATS
from geo.page.table import table_frame
from geo.reading.works import with_works
from geo.view.card import card_html
from geo.view.map.payload import payload
from geo.view.works import stage_text, works_of, works_text


def works_said(lexicon, clause, names, stage, words):
    """Return the words for works at each name of a clause whose stage ``words`` say."""
    said = clause.index(words)
    mentions = [
        Mention(
            start=(start := clause.index(name)),
            end=start + len(name),
            text=name,
            name=name,
            quote_start=0,
            quote_end=len(clause),
            period="2023",
            planned=False,
            stage=stage,
            stage_start=said,
            stage_end=said + len(words),
        )
        for name in names
    ]
    return [
        None if m.works_start is None else clause[m.works_start : m.works_end]
        for m in with_works(mentions, lambda _: (0, clause), lexicon)
    ]


@pytest.mark.parametrize(
    ("clause", "names", "words", "works"),
    [
        ("完成鹭洲湖、槐荫湖水环境综合治理", ["鹭洲湖", "槐荫湖"], "完成", "水环境综合治理"),
        ("鹭洲湖、槐荫湖水环境综合治理全面完成", ["鹭洲湖", "槐荫湖"], "完成", "水环境综合治理"),
        ("完成柳湾路、青石路等6处易渍水点改造", ["柳湾路", "青石路"], "完成", "易渍水点改造"),
        ("完成柳湾路等20个片区更新", ["柳湾路"], "完成", "片区更新"),
        ("整治柳湾涵洞等12个易渍水点", ["柳湾涵洞"], "整治", "整治"),
        ("提升改造鹭洲公园、槐荫书院", ["鹭洲公园", "槐荫书院"], "提升改造", "提升改造"),
        ("完成柳湾片区雨污分流及混错接改造", ["柳湾片区"], "完成", "雨污分流及混错接改造"),
        ("完成青石路两侧环境整治工程", ["青石路"], "完成", "两侧环境整治工程"),
        ("完成鹭洲河清淤疏浚", ["鹭洲河"], "完成", "清淤疏浚"),
        ("完成鹭洲水库除险加固", ["鹭洲水库"], "完成", "除险加固"),
        ("完成青石大道、柳湾路刷黑", ["青石大道", "柳湾路"], "完成", "刷黑"),
        ("完成槐荫古城墙保护修缮", ["槐荫古城墙"], "完成", "保护修缮"),
        ("对市儿童福利中心进行提质改造", ["市儿童福利中心"], "改造", "提质改造"),
    ],
)
def test_what_is_done_at_a_place_bears_the_stage(lexicon, clause, names, words, works):
    assert works_said(lexicon, clause, names, "completed", words) == [works] * len(names)


@pytest.mark.parametrize(
    ("clause", "works"),
    [
        ("加快青石路沿线项目布局", "沿线项目布局"),
        ("加快青石路沿线项目建设", "沿线项目建设"),
        ("加快青石路周边停车场建设", "周边停车场建设"),
        ("加快青石路基础设施建设", "基础设施建设"),
    ],
)
def test_projects_along_a_road_are_no_roadworks(lexicon, clause, works):
    assert works_said(lexicon, clause, ["青石路"], "under_construction", "加快") == [works]


@pytest.mark.parametrize(
    ("clause", "names", "words"),
    [
        ("启动鹭洲变电站施工", ["鹭洲变电站"], "启动"),
        ("加快柳湾路、青石路等主干路网建设", ["柳湾路", "青石路"], "加快"),
        ("加快槐荫书院等项目建设进度", ["槐荫书院"], "加快"),
        ("加快槐荫书院项目建设", ["槐荫书院"], "加快"),
        ("鹭洲大桥主体结构施工", ["鹭洲大桥"], "主体结构施工"),
        ("鹭洲公园一期完工", ["鹭洲公园一期"], "完工"),
        ("青石大道快速化改造完工", ["青石大道快速化改造"], "完工"),
        ("打通柳湾路、青石路等断头路5条", ["柳湾路", "青石路"], "打通"),
        ("新建柳湾路、青石路等微循环道路", ["柳湾路", "青石路"], "新建"),
        ("完成鹭洲公园建设、槐荫书院改造", ["鹭洲公园"], "完成"),
        ("推动鹭洲书院开业运营、槐荫广场改造升级", ["鹭洲书院"], "开业"),
    ],
)
def test_what_is_built_itself_has_no_works(lexicon, clause, names, words):
    assert works_said(lexicon, clause, names, "started", words) == [None] * len(names)


def test_only_the_last_of_a_list_has_its_works_where_others_say_their_own(lexicon):
    clause = "开工鹭洲大桥改建工程、柳湾路西延三期、青石路提升工程"
    names = ["鹭洲大桥改建工程", "柳湾路西延三期", "青石路"]
    said = works_said(lexicon, clause, names, "started", "开工")
    assert said == [None, None, "提升工程"]
    clause = "柳湾路复线、青石路改造等加快建设"
    said = works_said(lexicon, clause, ["柳湾路复线", "青石路"], "under_construction", "加快建设")
    assert said == [None, "改造"]


@pytest.mark.parametrize("stage", ["land_assembly", "land_supply", "signed", "operating"])
def test_a_stage_that_says_it_itself_has_no_works(lexicon, stage):
    assert works_said(lexicon, "完成柳湾片区改造", ["柳湾片区"], stage, "完成") == [None]


def test_the_shipped_lakes_are_not_completed_but_their_waters_cleaned(atlas, report):
    lakes = {site: atlas.by_id[site]["properties"] for site in ("shuiguo-lake", "outer-sha-lake")}
    for lake in lakes.values():
        assert stage_text(lake, "status", "zh") == "竣工（水环境综合治理）"
        assert stage_text(lake, "status", "en") == "Completed (water environment treatment)"
    for feature in atlas.features:
        for mention in feature["properties"]["mentions"]:
            if "works" in mention:
                words = report.text[mention["works_start"] : mention["works_end"]]
                assert words == mention["works"]


def test_a_stage_that_one_statement_gives_the_place_itself_is_the_places(atlas):
    site = json.loads(json.dumps(atlas.by_id["shuiguo-lake"]["properties"]))
    (mention,) = site["mentions"]
    bare = {key: value for key, value in mention.items() if not key.startswith("works")}
    site["mentions"] = [mention, bare]
    assert works_of(site, "status") == ""
    older = bare | {"period": "2017-2020"}
    site["mentions"] = [mention, older]
    assert works_of(site, "status") == "水环境综合治理"
    site["mentions"] = [mention, mention | {"works": "清淤"}]
    assert works_of(site, "status") == "水环境综合治理、清淤"
    assert works_of(site | {"status": None}, "status") == ""


def test_everything_that_shows_the_stage_shows_the_works(atlas, report):
    one = atlas.subset({"outer-sha-lake"})
    site = one.features[0]["properties"]
    html = card_html(site, atlas, report.text)
    assert html.count("竣工（水环境综合治理）</span>") == 2
    english = card_html(site, atlas, report.text, "en")
    assert english.count("Completed (water environment treatment)</span>") == 2
    assert table_frame(one, atlas)["现状"].tolist() == ["竣工（水环境综合治理）"]
    (drawn,) = payload(one)["sites"]
    assert drawn["works"] == {"status": "水环境综合治理"}
    (row,) = site_rows(one, None)
    assert (row["status_zh"], row["status_works"]) == ("竣工", "水环境综合治理")
    assert [row["works"] for row in mention_rows(one, None)] == ["水环境综合治理"]
    for code in ("kml", "html", "csv", "csv-mentions", "oc4ids", "geojson"):
        assert "水环境综合治理" in FORMATS[code].write(one).decode("utf-8"), code


def test_words_of_works_that_are_no_span_are_refused(atlas):
    collection = json.loads(atlas.subset({"outer-sha-lake"}).dumps())
    mention = collection["features"][0]["properties"]["mentions"][0]
    mention["works_end"] = mention["works_start"] - 1
    with pytest.raises(InputError, match="outer-sha-lake"):
        checked_atlas(collection, "atlas.geojson")
    del mention["works_end"]
    with pytest.raises(InputError, match="works_start is given and works_end is not"):
        parse_atlas(json.dumps(collection), "atlas.geojson")


@pytest.mark.parametrize(
    ("works", "english"),
    [
        ("新增易渍水点改造", "works at a spot that floods"),
        ("老城片区综合整治工程", "comprehensive remediation"),
        ("整治、清淤", "remediation; dredging"),
        ("“大湖+”", "“大湖+”"),
        ("治", "治"),
    ],
)
def test_works_are_told_in_english_by_how_their_words_end(works, english):
    assert works_text(works, "en") == english
    assert works_text(works, "zh") == works


def test_all_works_of_the_shipped_report_have_english(atlas):
    said = [
        works_text(m["works"], "en")
        for feature in atlas.features
        for m in feature["properties"]["mentions"]
        if m.get("works")
    ]
    assert said
    assert [each for each in said if not each.isascii()] == []
