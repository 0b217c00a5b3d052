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
from geo.view.works import stage_text, works_in, works_of, works_text


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
    ("clause", "names", "words", "works"),
    [
        ("建成柳湾路、青石路等10条景观大道", ["柳湾路", "青石路"], "建成", "景观大道"),
        ("打造柳湾路、青石街等5条美丽街区", ["柳湾路", "青石街"], "打造", "美丽街区"),
        ("打造柳湾路、青石街等五条特色街", ["柳湾路", "青石街"], "打造", "特色街"),
        ("建成柳湾社区、青石社区等12个完整社区", ["柳湾社区", "青石社区"], "建成", "完整社区"),
        ("建成柳湾社区等一批智慧社区", ["柳湾社区"], "建成", "智慧社区"),
        ("启动创建柳湾路、青石路等16条示范街路", ["柳湾路", "青石路"], "启动", "示范街路"),
        ("打造鹭洲河等13处省级幸福河湖", ["鹭洲河"], "打造", "省级幸福河湖"),
        ("建成柳湾路和青石路2条林荫大道", ["柳湾路", "青石路"], "建成", "林荫大道"),
        ("完成柳湾片、青石片等8个海绵城区建设任务", ["柳湾片", "青石片"], "完成", "海绵城区"),
        ("柳湾路、青石路等20余条绿化道路全面建成", ["柳湾路", "青石路"], "建成", "绿化道路"),
        ("柳湾村、青石村等6个无障碍示范村相继建成", ["柳湾村", "青石村"], "建成", "无障碍示范村"),
        ("建成鹭洲公园等3家五星级公园", ["鹭洲公园"], "建成", "五星级公园"),
        ("建设长堤、柳湾等9个特色镇", ["长堤", "柳湾"], "建设", "特色镇"),
    ],
)
def test_what_was_made_of_the_items_of_a_list_bears_their_stage(
    lexicon, clause, names, words, works
):
    assert works_said(lexicon, clause, names, "completed", words) == [works] * len(names)
    assert works_said(lexicon, clause, names, "operating", words) == [works] * len(names)


@pytest.mark.parametrize(
    ("clause", "names", "words"),
    [
        ("新建鹭洲公园、柳湾公园等3个公园", ["鹭洲公园", "柳湾公园"], "新建"),
        ("建成柳湾路、青石路等5条道路", ["柳湾路", "青石路"], "建成"),
        ("建成柳湾学校、青石学校等3所中小学", ["柳湾学校", "青石学校"], "建成"),
        ("建成柳湾学校、鹭洲公园等12个项目", ["柳湾学校", "鹭洲公园"], "建成"),
        ("建成柳湾智能制造等3个示范项目", ["柳湾智能制造"], "建成"),
        ("新建柳湾路、青石路等2条景观大道", ["柳湾路", "青石路"], "新建"),
        ("建成柳湾智慧公园、鹭洲智慧公园等3个智慧公园", ["柳湾智慧公园"], "建成"),
        ("建成柳湾公园、青石公园等4个口袋公园", ["柳湾公园", "青石公园"], "建成"),
        ("推进柳湾电站、青石电站等5个重点工程建设", ["柳湾电站"], "推进"),
        ("建成鹭洲大桥、柳湾大桥等过江通道", ["鹭洲大桥", "柳湾大桥"], "建成"),
        ("开工鹭洲书院、柳湾剧院等文化设施", ["鹭洲书院"], "开工"),
        ("建成柳湾路、青石路，打造10条景观大道", ["柳湾路", "青石路"], "建成"),
    ],
)
def test_items_that_are_by_themselves_what_they_are_called_together_have_no_works(
    lexicon, clause, names, words
):
    assert works_said(lexicon, clause, names, "completed", words) == [None] * len(names)


@pytest.mark.parametrize(
    ("clause", "name", "words", "works"),
    [
        ("鹭洲公园“大湖+”开园开馆", "鹭洲公园", "开园开馆", "“大湖+”"),
        ("鹭洲公园「花漾」开放", "鹭洲公园", "开放", "「花漾」"),
        ("鹭洲公园“花漾”项目一期正式开园", "鹭洲公园", "开园", "“花漾”项目一期"),
        ("柳湾站“站前广场”投入使用", "柳湾站", "投入使用", "“站前广场”"),
        ("槐荫图书馆“城市书房”全面开放", "槐荫图书馆", "开放", "“城市书房”"),
        ("建成青石环路“月季花环”", "青石环路", "建成", "“月季花环”"),
        ("启动柳湾街“唤醒计划”", "柳湾街", "启动", "“唤醒计划”"),
        ("加快鹭洲机场“三条快速路”建设", "鹭洲机场", "加快", "“三条快速路”"),
        ("鹭洲港“一港四区”、“临港新城”启用", "鹭洲港", "启用", "“一港四区”、“临港新城”"),
        ("完成鹭洲公园“微改造”工程", "鹭洲公园", "完成", "“微改造”工程"),
        ("槐荫古城“夜游”主题街区开街", "槐荫古城", "开街", "“夜游”主题街区"),
    ],
)
def test_a_programme_in_quotation_marks_behind_a_name_bears_the_stage(
    lexicon, clause, name, words, works
):
    assert works_said(lexicon, clause, [name], "operating", words) == [works]


@pytest.mark.parametrize(
    ("clause", "name", "words"),
    [
        ("武昌“超级总部”启动", "武昌“超级总部”", "启动"),
        ("建成“吴都·乔街”一期", "“吴都·乔街”一期", "建成"),
        ("打通柳湾路“断头路”", "柳湾路", "打通"),
        ("鹭洲公园“五一”前开园", "鹭洲公园", "开园"),
        ("鹭洲公园获评“最美公园”，正式开园", "鹭洲公园", "开园"),
        ("鹭洲公园开园，“大湖+”上线", "鹭洲公园", "开园"),
        ("“大湖+”鹭洲公园开园", "鹭洲公园", "开园"),
        ("鹭洲公园、“大湖+”开园", "鹭洲公园", "开园"),
        ("鹭洲公园和“大湖+”开园", "鹭洲公园", "开园"),
        ("柳湾大厦“烂尾楼”复工", "柳湾大厦", "复工"),
    ],
)
def test_a_nickname_of_the_site_and_words_elsewhere_are_no_programme_there(
    lexicon, clause, name, words
):
    assert works_said(lexicon, clause, [name], "operating", words) == [None]


@pytest.mark.parametrize(
    ("clause", "names", "works"),
    [
        ("完成柳湾绿地、鹭洲河等项目主体工程", ["柳湾绿地", "鹭洲河"], "主体工程"),
        ("完成鹭洲大厦主体结构", ["鹭洲大厦"], "主体结构"),
        ("完成鹭洲高速柳湾段主体工程", ["鹭洲高速柳湾段"], "主体工程"),
    ],
)
def test_where_the_main_works_are_done_the_stage_is_theirs(lexicon, clause, names, works):
    assert works_said(lexicon, clause, names, "completed", "完成") == [works] * len(names)


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


@pytest.mark.parametrize(
    ("clause", "names", "words", "works"),
    [
        # How far it is.
        ("鹭洲大桥主体结构施工", ["鹭洲大桥"], "主体结构施工", "主体结构施工"),
        ("鹭洲大厦、槐荫大厦实现正负零", ["鹭洲大厦", "槐荫大厦"], "正负零", "正负零"),
        ("推动鹭洲中心等商业楼宇主体结构施工", ["鹭洲中心"], "主体结构施工", "主体结构施工"),
        ("完成鹭洲养老中心主体建设", ["鹭洲养老中心"], "主体建设", "完成鹭洲养老中心主体建设"),
        ("鹭洲环路完成柳湾段主体结构施工", ["柳湾段"], "主体结构施工", "完成柳湾段主体结构施工"),
        ("槐荫医院主体封顶", ["槐荫医院"], "主体封顶", "主体封顶"),
        ("鹭洲大桥顺利合龙", ["鹭洲大桥"], "合龙", "合龙"),
        ("鹭洲隧道盾构始发", ["鹭洲隧道"], "盾构始发", "盾构始发"),
        # All but done.
        ("槐荫大厦基本竣工", ["槐荫大厦"], "基本竣工", "基本竣工"),
        ("鹭洲新城持续升级、基本建成", ["鹭洲新城"], "基本建成", "基本建成"),
        ("槐荫中学基本完工", ["槐荫中学"], "基本完工", "基本完工"),
        # Founded.
        ("鹭洲研究院揭牌成立", ["鹭洲研究院"], "揭牌成立", "揭牌成立"),
        ("挂牌成立槐荫农业农村局", ["槐荫农业农村局"], "挂牌成立", "挂牌成立"),
        ("鹭洲主题基金成功设立", ["鹭洲主题基金"], "设立", "设立"),
    ],
)
@pytest.mark.parametrize("stage", ["under_construction", "completed", "operating"])
def test_words_that_say_less_than_their_stage_stand_beside_it(
    lexicon, clause, names, words, works, stage
):
    assert works_said(lexicon, clause, names, stage, words) == [works] * len(names)


def test_a_section_of_which_alone_the_works_are_told_is_named(lexicon):
    clause = "鹭洲环路完成柳湾段主体结构施工"
    names = ["鹭洲环路", "柳湾段"]
    said = works_said(lexicon, clause, names, "under_construction", "主体结构施工")
    assert said == ["完成柳湾段主体结构施工", "完成柳湾段主体结构施工"]


@pytest.mark.parametrize(
    ("works", "chinese", "english"),
    [
        ("完成鹭洲养老中心主体建设", "完成主体建设", "main structure completed"),
        ("完成主体工程", "完成主体工程", "main structure completed"),
        # Another site's name stays: the works are its.
        ("完成柳湾段主体建设", "完成柳湾段主体建设", "main structure"),
        ("主体结构施工", "主体结构施工", "main structure"),
        ("基本建成", "基本建成", "substantially completed"),
        ("揭牌成立", "揭牌成立", "founded, plaque unveiled"),
        ("设立", "设立", "set up"),
        ("正负零", "正负零", "up to ground level"),
    ],
)
def test_they_are_told_without_the_site_and_in_both_languages(works, chinese, english):
    said = works_in([{"works": works, "text": "鹭洲养老中心"}])
    assert works_text(said, "zh") == chinese
    assert works_text(said, "en") == english


@pytest.mark.parametrize(
    ("site", "claim", "chinese", "english"),
    [
        ("quantum-institute", "status", "投用（揭牌成立）", "In use (founded, plaque unveiled)"),
        ("carbon-fund", "status", "投用（设立）", "In use (set up)"),
        ("xiangyang-tower", "status", "竣工（基本竣工）", "Completed (substantially completed)"),
        ("university-belt", "target", "竣工（基本建成）", "Completed (substantially completed)"),
        ("gaotou-tower", "target", "在建（正负零）", "Under construction (up to ground level)"),
        (
            "eldercare-center",
            "target",
            "在建（完成主体建设）",
            "Under construction (main structure completed)",
        ),
    ],
)
def test_the_shipped_page_says_how_far_a_stage_is(atlas, site, claim, chinese, english):
    properties = atlas.by_id[site]["properties"]
    assert stage_text(properties, claim, "zh") == chinese
    assert stage_text(properties, claim, "en") == english


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


def test_the_shipped_roads_were_there_and_their_landscape_was_made(atlas):
    for site in ("linjiang-avenue", "wuhan-avenue", "youyi-avenue"):
        road = atlas.by_id[site]["properties"]
        assert stage_text(road, "status", "zh") == "竣工（景观大道）"
    park = atlas.by_id["ziyang-park"]["properties"]
    assert stage_text(park, "status", "zh") == "投用（“大湖+”）"


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
    assert drawn["works"] == {
        "status": {"zh": "水环境综合治理", "en": "water environment treatment"}
    }
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


def test_all_works_of_the_shipped_report_but_names_have_english(atlas):
    said = [
        works_text(m["works"], "en")
        for feature in atlas.features
        for m in feature["properties"]["mentions"]
        if m.get("works") and not m["works"].startswith("“")
    ]
    assert said
    assert [each for each in said if not each.isascii()] == []
