"""When two names mean one site; the names are invented."""

import pytest

from geo.building.gathering import gather_sites
from geo.building.home import home_of
from geo.documents.report import Report
from geo.editing.findings import list_findings, select
from geo.model.names import NOWHERE, Home, gather, ids_of
from geo.model.places import Gazetteer
from geo.reading.extraction import find_mentions

CITY = Home(
    "青石市",
    "市",
    ("青石市", "青石"),
    {"河东省": "河东省", "河东": "河东省", "省": "河东省"},
    {"柳湾县": "柳湾", "槐荫县": "槐荫"},
)
DISTRICT = Home(
    "青石区",
    "区",
    ("枫桦市青石区", "枫桦青石区", "青石区", "青石"),
    {"枫桦市": "枫桦市", "枫桦": "枫桦市", "市": "枫桦市"},
)


def groups(*names, home=NOWHERE):
    chosen, _ = gather(names, home)
    assert gather(reversed(names), home) == gather(names, home)
    return len(set(chosen.values()))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("当松高速公路", "当松高速"),
        ("当松高速公路连接线", "当松高速连接线"),
        ("柳湾至枫桦高速公路", "柳湾—枫桦高速"),
        ("柳湾至枫桦铁路", "枫桦至柳湾铁路"),
        ("柳湾-枫桦城际铁路", "柳湾～枫桦城际"),
        ("G530阳湖里至庄里段改建工程", "G530庄里至阳湖里段改建"),
        ("柳湾至枫桦铁路", "柳枫铁路"),
        ("枫桦汽车产业园", "汽车产业园（枫桦）"),
        ("鹭洲公园（二期）", "鹭洲公园二期"),
        ("鹭洲公园首期", "鹭洲公园一期"),
        ("鹭洲公园第二期", "鹭洲公园2期"),
        ("五号线二期", "5号线二期"),
        ("市第一人民医院东院区", "市一医院东院区"),
        ("市第三中学", "市三中"),
        ("鹭洲第二小学", "鹭洲二小"),
        ("枫桦大桥工程", "枫桦大桥"),
        ("枫桦水库建设项目", "枫桦水库"),
        ("鷺洲臺灣路", "鹭洲台湾路"),
        ("“枫桦”科创城", "枫桦科创城"),
        ("鹭洲Ｋ１１广场", "鹭洲k11广场"),
        ("鹭洲综合保税区", "鹭洲综保区"),
        ("鹭洲经济技术开发区", "鹭洲经开区"),
        ("枫桦抽水蓄能电站", "枫桦抽蓄电站"),
        ("地铁7号线", "轨道交通7号线"),
        ("轨道交通七号线", "7号线"),
        ("枫桦大学附属医院", "枫桦大学附院"),
    ],
)
def test_two_spellings_of_a_name_are_one_site(one, other):
    assert groups(one, other) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("鹭洲公园", "鹭洲公园一期"),
        ("鹭洲公园一期", "鹭洲公园二期"),
        ("市第一人民医院东院区", "市第一人民医院西院区"),
        ("南外环", "北外环"),
        ("仁和路", "人和路"),
        ("和平路", "平和路"),
        ("北环路", "北环路快速化改造"),
        ("市第一中学", "市第二中学"),
        ("柳湾至枫桦铁路", "柳湾至枫桦公路"),
        ("柳湾至枫桦高速", "柳湾至槐荫高速"),
        ("市图书馆", "县图书馆"),
        ("十三号线", "三号线"),
        ("枫桦市医院", "柳湾市医院"),
        ("第一人民医院", "第一小学"),
        ("Ⅰ号孵化器", "Ⅱ号孵化器"),
        ("10号线", "1号线"),
    ],
)
def test_two_sites_stay_two(one, other):
    assert groups(one, other) == 2


@pytest.mark.parametrize(
    ("home", "names", "count"),
    [
        (CITY, ("青石市奥体中心", "奥体中心"), 1),
        (CITY, ("青石市奥体中心", "市奥体中心", "青石奥体中心", "奥体中心"), 1),
        (CITY, ("市图书馆", "图书馆"), 1),
        (CITY, ("省图书馆", "图书馆"), 2),
        (DISTRICT, ("区图书馆", "图书馆"), 1),
        (DISTRICT, ("枫桦市青石区图书馆", "青石区图书馆", "区图书馆"), 1),
        (DISTRICT, ("市图书馆", "图书馆"), 2),
        (DISTRICT, ("市图书馆", "区图书馆"), 2),
        (DISTRICT, ("市图书馆", "枫桦市图书馆"), 1),
        (DISTRICT, ("青石桥", "桥"), 2),
        (CITY, ("柳湾县两河口水库", "柳湾两河口水库"), 1),
        (CITY, ("柳湾县医院", "槐荫县医院"), 2),
        (NOWHERE, ("市第一人民医院", "第一人民医院"), 1),
        (NOWHERE, ("市第一人民医院", "县第一人民医院", "第一人民医院"), 3),
    ],
)
def test_the_own_places_name_adds_nothing_and_anothers_does(home, names, count):
    assert groups(*names, home=home) == count


@pytest.mark.parametrize(
    ("names", "home"),
    [
        (("仁和路", "人和路"), NOWHERE),
        (("市图书馆", "图书馆"), DISTRICT),
        (("柳湾至枫桦铁路", "柳林至枫湾铁路", "柳枫铁路"), NOWHERE),
        (("鹭洲枫桦大桥", "枫桦鹭洲大桥"), NOWHERE),
        (("岷江东风岩水库", "东风岩水库"), NOWHERE),
        (("古井枫桦酒文化城", "枫桦酒文化城"), NOWHERE),
    ],
)
def test_what_may_be_one_is_a_question(names, home):
    chosen, perhaps = gather(names, home)
    assert len(set(chosen.values())) == len(names)
    assert perhaps


def test_seven_names_are_the_four_sites_that_they_name():
    names = (
        "当松高速公路 当松高速 柳州至梧州铁路 柳梧铁路 "
        "市第一人民医院东院区 市一医院东院区 第一人民医院西院区"
    )
    chosen, _ = gather(names.split(), NOWHERE)
    assert sorted(set(chosen.values())) == [
        "市第一人民医院东院区", "当松高速公路", "柳州至梧州铁路", "第一人民医院西院区",
    ]  # fmt: skip


def test_an_id_that_is_taken_is_not_given_again():
    found = ids_of(["仁和路"], ["ren-he-lu"])
    assert found["仁和路"].startswith("ren-he-lu-")
    assert ids_of(["任和路", "仁和路"])["仁和路"] == found["仁和路"]


def test_long_names_that_begin_alike_get_ids_of_their_own():
    names = [f"{'青石区枫桦大道' * 4}{end}" for end in ("改造", "绿化", "管网")]
    assert len(set(ids_of(names).values())) == 3


def read(text, lexicon):
    report = Report("invented", "青石市政府工作报告\n一、2023年工作回顾\n" + text)
    return report, find_mentions(report, lexicon)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("仁和路改造完成，人和路改造完成。", "人和路改造完成，仁和路改造完成。"),
        ("仁和路改造完成，人和路改造完成。", "仁和路改造完成，人和路改造完成。開工"),
        ("当松高速开工，当松高速公路通车。", "当松高速公路通车，当松高速开工。"),
    ],
)
def test_ids_do_not_depend_on_the_order_of_the_sentences(one, other, lexicon):
    def ids(text):
        report, mentions = read(text, lexicon)
        sites = gather_sites(mentions, Gazetteer({}), {}, home_of(report))
        return {site.name: site.id for site in sites}

    assert ids(one) == ids(other)


def test_names_of_one_site_are_its_aliases(lexicon):
    report, mentions = read("当松高速公路建成。加快当松高速建设。", lexicon)
    (site,) = gather_sites(mentions, Gazetteer({}), {}, home_of(report))
    assert (site.name, site.aliases) == ("当松高速公路", ["当松高速"])


def test_the_editor_is_asked_about_names_that_may_be_one(lexicon):
    from geo.editing.desk import read_desk

    report = Report(
        "invented", "青石市政府工作报告\n一、2023年工作回顾\n仁和路通车，人和路通车。枫桦大桥通车。"
    )
    desk = read_desk(report)
    draft = desk.blank()
    sites = list_findings(report, draft, desk.read(draft), ())
    asked = {site.name: list(site.perhaps.values()) for site in sites if site.perhaps}
    assert asked == {"仁和路": ["人和路"], "人和路": ["仁和路"]}
    assert [site.name for site in select(sites, "alike", "", draft)] == ["仁和路", "人和路"]


def test_an_atlas_has_each_site_once_and_the_same_ids_whatever_the_order(lexicon):
    from geo.building.build import build_atlas

    def sites(*sentences):
        text = "青石市政府工作报告\n一、2023年工作回顾\n" + "".join(sentences)
        features = build_atlas(Report("invented", text), lexicon, Gazetteer({})).features
        return {f["id"]: (f["properties"]["name"], f["properties"]["status"]) for f in features}

    said = "仁和路开工。", "人和路通车。", "当松高速开工。", "当松高速公路通车。"
    found = sites(*said)
    assert sorted(found.values()) == [
        ("人和路", "operating"), ("仁和路", "started"), ("当松高速公路", "operating"),
    ]  # fmt: skip
    assert sites(*reversed(said)) == found
    traditional = sites("仁和路開工。", "人和路通車。", "當松高速開工。", "當松高速公路通車。")
    assert traditional.keys() == found.keys()


def test_an_id_stays_when_the_name_that_sounds_like_it_is_rejected(lexicon, tmp_path):
    from geo.building.build import build_atlas
    from geo.building.decisions import read_decisions

    report = Report("invented", "青石市政府工作报告\n一、2023年工作回顾\n仁和路开工，人和路通车。")
    ids = {
        f["properties"]["name"]: f["id"]
        for f in build_atlas(report, lexicon, Gazetteer({})).features
    }
    review = tmp_path / "review.csv"
    review.write_text(
        "action,exact,prefix,suffix,site,value,words,reason\nreject,人和路,,,,,,no site\n",
        encoding="utf-8",
    )
    after = build_atlas(report, lexicon, Gazetteer({}), read_decisions(review)).features
    assert [f["id"] for f in after] == [ids["仁和路"]]
