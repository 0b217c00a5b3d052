"""Which amounts belong to a site. The names are invented."""

import pytest

from geo.building.build import build_atlas
from geo.building.setting import setting_of
from geo.documents.report import Report
from geo.places.gazetteer import read_gazetteer
from geo.reading.extraction import find_mentions, mention_at
from geo.view.card import card_html


def invested(clause, name, lexicon):
    report = Report("invented", f"2023年工作回顾\n{clause}。")
    start = report.text.index(name)
    investment = mention_at(report, lexicon, start, start + len(name), name).investment
    if investment is None:
        return None
    return (
        investment.amount_cny,
        investment.basis,
        report.text[investment.start : investment.end],
    )


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("总投资50亿元的鹭洲大厦开工", (5e9, "stated", "50亿元")),
        ("投资8亿元启动建设鹭洲大厦", (8e8, "stated", "8亿元")),
        ("投资3亿元改造提升鹭洲大厦", (3e8, "stated", "3亿元")),
        ("投资8亿元支持鹭洲大厦", None),
        ("总投资超120亿元的鹭洲大厦开工", (1.2e10, "at_least", "超120亿元")),
        ("鹭洲大厦（总投资3500万元）开工", (3.5e7, "stated", "3500万元")),
        ("槐荫大厦、鹭洲大厦等61个亿元以上项目加快推进", (1e8, "at_least", "亿元以上")),
        ("槐荫大厦、鹭洲大厦等23个50亿元以上重大项目签约", (5e9, "at_least", "50亿元以上")),
        ("鹭洲大厦等超10亿元项目落地", (1e9, "at_least", "超10亿元")),
        ("鹭洲大厦等一批百亿元以上项目落地", (1e10, "at_least", "百亿元以上")),
        ("总投资约42亿元鹭洲大厦封顶", (4.2e9, "stated", "约42亿元")),
        ("投资40亿元的槐荫大厦、35亿元的鹭洲大厦相继开工", (3.5e9, "stated", "35亿元")),
        ("投资40亿元的鹭洲大厦、35亿元的槐荫大厦相继开工", (4e9, "stated", "40亿元")),
        ("投资3.2亿元新建鹭洲大厦", (3.2e8, "stated", "3.2亿元")),
        ("开工建设鹭洲大厦，总投资12.5亿元", (1.25e9, "stated", "12.5亿元")),
        ("加快推进鹭洲大厦改造，概算投资18.4亿元", (1.84e9, "stated", "18.4亿元")),
        ("鹭洲大厦建成启用，总经费2300万元", (2.3e7, "stated", "2300万元")),
        ("建成鹭洲大厦项目（投资12亿元）", (1.2e9, "stated", "12亿元")),
        ("鹭洲大厦（12亿元）、槐荫大厦（8亿元）开工", (1.2e9, "stated", "12亿元")),
        ("鹭洲大厦项目计划投资1790万元，位于前进花园内", (1.79e7, "stated", "1790万元")),
        ("鹭洲大厦总投资额达20余亿元", (2e9, "at_least", "20余亿元")),
        ("鹭洲大厦总投资额达20亿余元", (2e9, "at_least", "20亿余元")),
        ("鹭洲大厦，位于江边，总建筑面积3万平方米，总投资近6亿元", (6e8, "stated", "近6亿元")),
    ],
)
def test_an_amount_that_the_text_states_for_the_site(clause, expected, lexicon):
    assert invested(clause, "鹭洲大厦", lexicon) == expected


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("总投资二点四亿元的鹭洲大厦开工", (2.4e8, "stated", "二点四亿元")),
        ("鹭洲大厦开工，总投资十五亿元", (1.5e9, "stated", "十五亿元")),
        ("鹭洲大厦封顶，概算投资三千二百万元", (3.2e7, "stated", "三千二百万元")),
        ("投资两亿元新建鹭洲大厦", (2e8, "stated", "两亿元")),
        ("总投资一百零八亿元的鹭洲大厦签约", (1.08e10, "stated", "一百零八亿元")),
        ("总投资十余亿元的鹭洲大厦签约", (1e9, "at_least", "十余亿元")),
        ("鹭洲大厦建成，总投资3亿5千万元", (3.5e8, "stated", "3亿5千万元")),
        ("鹭洲大厦（总投资三亿二千万元）开工", (3.2e8, "stated", "三亿二千万元")),
        ("鹭洲大厦建成，造价1亿零500万元", (1.05e8, "stated", "1亿零500万元")),
        ("鹭洲大厦建成，总造价24亿5,000万元", (2.45e9, "stated", "24亿5,000万元")),
        ("鹭洲大厦建成，造价3千8百万元", (3.8e7, "stated", "3千8百万元")),
        ("鹭洲大厦建成，总投资12，345.6万元", (1.23456e8, "stated", "12，345.6万元")),
        ("鹭洲大厦建成，总投资29,257,000元", (2.9257e7, "stated", "29,257,000元")),
        ("鹭洲大厦建成，总投资１，２００万元", (1.2e7, "stated", "１，２００万元")),
        ("鹭洲大厦（投资总额：4600万元）完工", (4.6e7, "stated", "4600万元")),
        ("鹭洲大厦开工，动态总投资 73.5 亿元", (7.35e9, "stated", "73.5 亿元")),
        ("鹭洲大厦开工，工程总造价约为 2.1 亿元", (2.1e8, "stated", "约为 2.1 亿元")),
        ("鹭洲大厦开工，总投资高达30个亿", (3e9, "stated", "30个亿")),
        ("总投资5亿元甲市鹭洲大厦全长3公里", (5e8, "stated", "5亿元")),
        ("总投资逾百亿元的鹭洲大厦开工", (1e10, "at_least", "逾百亿元")),
        ("由甲集团投资12.6亿元建设的鹭洲大厦开工", (1.26e9, "stated", "12.6亿元")),
        ("花费480万元修缮的鹭洲大厦开放", (4.8e6, "stated", "480万元")),
        ("鹭洲大厦开工，项目静态投资61.2亿元，动态投资73亿元", (6.12e9, "stated", "61.2亿元")),
        ("概算批复21.7亿元的鹭洲大厦开工", (2.17e9, "stated", "21.7亿元")),
        ("总投资50亿元、占地800亩的鹭洲大厦开工", (5e9, "stated", "50亿元")),
        ("总投资30亿元、年产值可达60亿元的鹭洲大厦投产", (3e9, "stated", "30亿元")),
        ("槐荫大桥投资2.3亿元、鹭洲大厦投资1.9亿元，均已开工", (1.9e8, "stated", "1.9亿元")),
        ("总投资3个亿的鹭洲大厦开工", (3e8, "stated", "3个亿")),
        ("鹭洲大厦完工，总造价人民币1.2亿元", (1.2e8, "stated", "人民币1.2亿元")),
        ("鹭洲大厦完工，总投资约人民币5000万元", (5e7, "stated", "约人民币5000万元")),
        ("耗资6000多万元的鹭洲大厦启用", (6e7, "at_least", "6000多万元")),
        ("斥资2.3亿元建成鹭洲大厦", (2.3e8, "stated", "2.3亿元")),
        ("投入资金860万元改造鹭洲大厦", (8.6e6, "stated", "860万元")),
        ("鹭洲大厦开工，计划总投资额为9.8亿元", (9.8e8, "stated", "9.8亿元")),
        ("鹭洲大厦、槐荫大厦等30个5000万元以上项目开工", (5e7, "at_least", "5000万元以上")),
        ("鹭洲大厦、槐荫大厦等8个投资十亿元以上项目开工", (1e9, "at_least", "十亿元以上")),
    ],
)
def test_a_sum_in_numerals_in_two_units_with_commas_or_blanks(clause, expected, lexicon):
    assert invested(clause, "鹭洲大厦", lexicon) == expected


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("新开工鹭洲小学、槐荫中学，分别投资3亿元、2亿元", (3e8, 2e8)),
        ("新开工鹭洲小学和槐荫中学，总投资分别为1.2亿元和8000万元", (1.2e8, 8e7)),
        ("建成鹭洲小学、槐荫中学，造价分别达三千万元、两亿元", (3e7, 2e8)),
        ("鹭洲小学项目、槐荫中学项目总投资分别约6亿元、4亿元", (6e8, 4e8)),
        ("新建鹭洲小学及槐荫中学，计划分别投资5000万元、6000万元", (5e7, 6e7)),
        ("新开工鹭洲小学、槐荫中学，分别总投资1亿5000万元、9,800万元", (1.5e8, 9.8e7)),
        ("总投资分别为3亿元、2亿元的鹭洲小学、槐荫中学开工", (3e8, 2e8)),
        ("总投资分别达10亿元和6亿元的鹭洲小学和槐荫中学开工", (1e9, 6e8)),
        ("新开工鹭洲小学、槐荫中学，投资额分别为 3 亿元、2 亿元", (3e8, 2e8)),
        ("新建鹭洲小学、槐荫中学，概算分别为7000万元，9000万元", (7e7, 9e7)),
        # Not as many sums as names, more names than are read, or no cost.
        ("新开工鹭洲小学、槐荫中学，分别投资3亿元、2亿元、1亿元", (None, None)),
        ("新开工鹭洲小学、槐荫中学等项目，分别投资3亿元、2亿元", (None, None)),
        ("新开工甲项目、鹭洲小学、槐荫中学，分别投资3亿元、2亿元", (None, None)),
        ("总投资分别为3亿元、2亿元的鹭洲小学、槐荫中学等项目开工", (None, None)),
        ("建成鹭洲小学、槐荫中学，分别完成投资3亿元、2亿元", (None, None)),
        ("建成鹭洲小学、槐荫中学，年收入分别为3亿元、2亿元", (None, None)),
        ("建成鹭洲小学、槐荫中学，今年分别投资3亿元、2亿元", (None, None)),
        ("建成鹭洲小学、槐荫中学，分别获补助3亿元、2亿元", (None, None)),
        ("建成鹭洲小学、槐荫中学，分别投资3亿美元、2亿美元", (None, None)),
        ("建成鹭洲小学、槐荫中学，其中市区分别投资3亿元、2亿元", (None, None)),
    ],
)
def test_sums_in_the_order_of_a_list_are_one_for_each(clause, expected, lexicon):
    found = read(f"2023年工作回顾\n{clause}。\n", lexicon)
    amounts = {name: each.amount_cny for name, each in found.items()}
    assert (amounts.get("鹭洲小学"), amounts.get("槐荫中学")) == expected


@pytest.mark.parametrize(
    ("clause", "among"),
    [
        ("槐荫大厦、鹭洲大厦等61个亿元以上项目加快推进", 61),
        ("槐荫大厦、鹭洲大厦等23个50亿元以上重大项目签约", 23),
        ("鹭洲大厦等一批百亿元以上项目落地", 0),
        ("鹭洲大厦等超10亿元项目落地", 0),
        ("总投资超120亿元的鹭洲大厦开工", 1),
        ("总投资50亿元的鹭洲大厦开工", 1),
    ],
)
def test_a_floor_over_many_says_of_how_many(clause, among, lexicon):
    report = Report("invented", f"2023年工作回顾\n{clause}。")
    start = report.text.index("鹭洲大厦")
    investment = mention_at(report, lexicon, start, start + 4, "鹭洲大厦").investment
    assert investment.among == among


def test_the_size_of_a_fund_is_no_investment_in_works(lexicon):
    clause = "总规模200亿元的鹭洲主题基金成功设立"
    assert invested(clause, "鹭洲主题基金", lexicon) == (2e10, "fund", "200亿元")


@pytest.mark.parametrize(
    "clause",
    [
        "鹭洲大厦等206个重大项目完成固定资产投资330亿元以上",
        "总投资330亿元的鹭洲大厦等206个项目开工",
        "实施重大项目206个总投资330亿元，鹭洲大厦开工",
        "槐荫大厦、鹭洲大厦开工，总投资330亿元",
        "鹭洲大厦完成投资3亿元",
        "鹭洲大厦今年完成投资3亿元",
        "鹭洲大厦累计投资3亿元",
        "鹭洲大厦等项目带动投资330亿元",
        "鹭洲大厦投产，实现产值30亿元",
        "鹭洲大厦投产，年产值30亿元，税收2亿元",
        "年产5亿元的鹭洲大厦生产线投产",
        "鹭洲大厦获得补助资金3000万元",
        "鹭洲大厦以3亿元成交",
        "鹭洲大厦年处理能力30万吨",
        "鹭洲大厦建成，2个项目总投资30亿元",
        "总投资330亿元的鹭洲大厦、槐荫大厦开工",
        "鹭洲大厦等百亿级项目落地",
        "鹭洲大厦加快建设。全区完成投资30亿元",
        "年产值三点六亿元的鹭洲大厦投产",
        "鹭洲大厦投产，纳税一亿二千万元",
        "鹭洲大厦交付，年租金1,200万元",
        "鹭洲大厦加快建设，施工单位被罚款八十万元",
        "鹭洲大厦开盘，每平方米造价2.1万元",
        "鹭洲大厦建成，每公里投资1.2亿元",
        "鹭洲大厦投产，年处理能力三千万吨",
        "鹭洲大厦建成，惠及两万余户",
        "总投资2亿美元的鹭洲大厦落户",
        "鹭洲大厦落户，总投资2亿澳元",
        "鹭洲大厦落户，总投资美元3亿元",
        "鹭洲大厦落户，总投资8亿元港币",
        "鹭洲大厦开工，一期总投资18亿元",
        "鹭洲大厦建成，节约投资3000万元",
        "鹭洲大厦开工，追加投资3亿元",
        "鹭洲大厦开工，总投资3至5亿元",
        "鹭洲大厦开工，总投资3亿元至5亿元",
        "鹭洲大厦开工，总投资不超过5亿元",
        "鹭洲大厦开工，总投资5亿元以内",
        "鹭洲大厦开工，总投资三四亿元",
        "鹭洲大厦落户，总投资3万亿级产业",
        "鹭洲大厦开工，总投资数十亿元",
        "鹭洲大厦开工，总投资几百亿元",
        "投入3亿元推进鹭洲大厦",
        "全年投入3亿元改造鹭洲大厦",
        "鹭洲大厦已投入3亿元",
        "投入3亿元建成鹭洲大厦等12处公园",
        "投资3亿元建成鹭洲大厦、槐荫大厦",
        "鹭洲大厦建成，总投资5亿元的新厂签约",
        "鹭洲大厦建成，投资5亿元建设新厂",
        "引进3个亿元项目，鹭洲大厦开工",
        "鹭洲大厦落地，引进15个亿级项目",
        "鹭洲大厦等采购5000万元以上",
        "鹭洲大厦引进企业12家，总投资45亿元",
        "鹭洲大厦建成，周边项目总投资20亿元",
        "鹭洲大厦建成，入驻项目总投资20亿元",
        "鹭洲大厦建成，全市重点工程计划总投资20亿元",
        "鹭洲大厦建成，全区总投资20亿元",
        "打造超百亿元的鹭洲大厦",
        "鹭洲大厦投产，入园企业总投资5亿元",
        "鹭洲大厦建成，连同管网总投资2.2亿元",
        "槐荫大厦、鹭洲大厦投资1.9亿元，均已开工",
    ],
)
def test_a_programmes_figure_is_no_ones(clause, lexicon):
    assert invested(clause, "鹭洲大厦", lexicon) is None


def read(text, lexicon):
    return {
        m.name: m.investment
        for m in find_mentions(Report("invented", text), lexicon)
        if m.investment is not None
    }


def test_what_is_about_says_so_and_a_year_is_a_part(lexicon):
    text = (
        "2024年工作安排\n开工建设鹭洲水库，总投资约12.5亿元，2024年计划投资3亿元。\n"
        "建成槐荫大桥（总投资8亿元）。\n"
    )
    found = read(text, lexicon)
    assert found["鹭洲水库"].about
    assert found["鹭洲水库"].parts == (("2024", 3e8),)
    assert not found["槐荫大桥"].about
    assert found["槐荫大桥"].parts == ()


def test_a_paragraph_states_the_sum_of_its_heading(lexicon):
    text = (
        "2024年民生实事完成情况\n1.鹭洲幼儿园建设项目。\n该项目计划投资1790万元，位于前进小区，"
        "2024年7月竣工。\n2.槐荫公园建设项目。\n9月开园。全区公园完成投资1.1亿元。\n"
    )
    found = read(text, lexicon)
    assert {name: i.amount_cny for name, i in found.items()} == {"鹭洲幼儿园": 1.79e7}


def test_a_heading_may_stand_in_the_line_of_its_paragraph(lexicon):
    text = (
        "2024年重点项目进展\n一、鹭洲水厂项目。总投资三亿八千万元，已完成主体。\n"
        "二、槐荫隧道工程。已贯通。项目概算 4.6 亿元。\n"
        "三、柳湾大桥。今年计划投资8000万元。周边项目总投资9亿元。\n"
        "四、东山公园。完成绿化，西山公园总投资3000万元。\n"
    )
    found = {name: i.amount_cny for name, i in read(text, lexicon).items()}
    assert found == {"鹭洲水厂": 3.8e8, "槐荫隧道": 4.6e8, "西山公园": 3e7}


def test_each_of_two_lists_has_its_own_least(lexicon):
    text = (
        "2023年工作回顾\n新开工鹭洲电厂、槐荫水厂等23个50亿元以上，柳湾大桥等300个亿元以上项目。\n"
    )
    found = {name: i.amount_cny for name, i in read(text, lexicon).items()}
    assert found == {"鹭洲电厂": 5e9, "槐荫水厂": 5e9, "柳湾大桥": 1e8}


def test_two_lists_that_share_verb_and_noun_are_one_clause(lexicon):
    text = "2023年工作回顾\n新开工鹭洲电厂等23个50亿元以上，柳湾大桥等300个亿元以上项目。\n"
    found = {m.name: m for m in find_mentions(Report("invented", text), lexicon)}
    assert found["柳湾大桥"].stage == found["鹭洲电厂"].stage == "started"
    quote = text[found["柳湾大桥"].quote_start : found["柳湾大桥"].quote_end]
    assert quote.startswith("新开工")


def test_a_sum_at_the_end_of_a_clause_does_not_take_in_the_next(lexicon):
    text = "2023年工作回顾\n招引项目总投资50亿元以上，鹭洲大厦开工。\n"
    (found,) = find_mentions(Report("invented", text), lexicon)
    assert text[found.quote_start : found.quote_end] == "鹭洲大厦开工"


@pytest.mark.parametrize(
    "text",
    [
        "縣長施政總報告\n壹、114年施政成果\n鹭洲運動公園於114年9月完工啟用，總經費24億5,000萬元。\n槐荫轉運站於115年11月動工。\n",
        "香港特别行政区施政报告\n2024年工作回顾\n鹭洲大厦竣工，总投资12亿元。香港特别行政区各界共同努力。\n",
    ],
)
def test_a_sum_in_money_of_ones_own_is_none_in_yuan(text, lexicon):
    report = Report("own", text)
    assert any(mention.investment for mention in find_mentions(report, lexicon))
    setting = setting_of(report)
    atlas = build_atlas(report, lexicon, read_gazetteer(setting.region), setting=setting)
    assert all(feature["properties"]["investment"] is None for feature in atlas.features)
    if setting.code:
        for language, said in (("zh", "金额不以人民币计"), ("en", "sums are not in yuan")):
            assert said in card_html(atlas.features[0]["properties"], atlas, text, language)


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("引进总投资50亿元的鹭洲产业园", (5e9, "stated", "50亿元")),
        ("引进投资5亿元的鹭洲产业园、投资3亿元的槐荫产业园", (5e8, "stated", "5亿元")),
        ("完成总投资1.3亿元的鹭洲产业园改造", (1.3e8, "stated", "1.3亿元")),
        ("投资9800万元对鹭洲产业园进行提升改造", (9.8e7, "stated", "9800万元")),
        ("投资6亿元的鹭洲产业园及配套管网建成", (6e8, "stated", "6亿元")),
        ("总投资50亿元的鹭洲产业园、年产10万吨的槐荫铝材项目签约", (5e9, "stated", "50亿元")),
        ("鹭洲产业园建成，项目投资6亿元", (6e8, "stated", "6亿元")),
        ("鹭洲产业园占地60亩，投资4亿元，年内竣工", (4e8, "stated", "4亿元")),
        ("鹭洲产业园厂房面积4万平方米，投资4亿元", (4e8, "stated", "4亿元")),
        ("鹭洲产业园投资规模11亿元", (1.1e9, "stated", "11亿元")),
        ("鹭洲产业园产值9亿元，总投资2亿元", (2e8, "stated", "2亿元")),
        ("鹭洲产业园已完成投资6000万元，占总投资1.1亿元的55%", (1.1e8, "stated", "1.1亿元")),
        ("鹭洲产业园等6个投资均超5亿元的项目落户", (5e8, "at_least", "超5亿元")),
    ],
)
def test_a_sum_is_the_sites_own_where_its_words_say_so(clause, expected, lexicon):
    assert invested(clause, "鹭洲产业园", lexicon) == expected


@pytest.mark.parametrize(
    "clause",
    [
        "鹭洲产业园建成，全县水利总投资12亿元",
        "鹭洲产业园建成，城建总投资突破60亿元",
        "鹭洲产业园建成，招商引资项目总投资达20亿元",
        "鹭洲产业园建成，带动总投资30亿元",
        "鹭洲产业园建成，工业项目投资6亿元",
        "鹭洲产业园引进总投资20亿元",
        "鹭洲产业园新签约项目投资额12亿元",
        "鹭洲产业园设备投资2亿元",
        "鹭洲产业园完成投资3亿元、槐荫水厂完成投资2亿元，总投资20亿元",
        "安排鹭洲产业园投资2.5亿元",
        "槐荫水厂、鹭洲产业园（11亿元、6亿元）加快推进",
        "槐荫水厂、鹭洲产业园等6个总投资超50亿元的项目开工",
        "鹭洲产业园3个5亿元以上项目开工",
        "总投资6亿元的鹭洲产业园及配套管网、槐荫水厂建成",
        "投资9800万元对鹭洲产业园、槐荫水厂进行改造",
    ],
)
def test_a_sum_of_others_a_kind_or_several_is_nobodys(clause, lexicon):
    assert invested(clause, "鹭洲产业园", lexicon) is None


@pytest.mark.parametrize(("count", "sites"), [("2", 2), ("两", 2), ("3", 0)])
def test_a_list_without_et_cetera_has_a_least_sum_where_it_is_whole(count, sites, lexicon):
    text = f"2023年工作回顾\n推进槐荫水厂、鹭洲产业园{count}个超20亿元项目建设。\n"
    found = read(text, lexicon)
    assert len(found) == sites
    assert all((i.amount_cny, i.basis, i.among) == (2e9, "at_least", 2) for i in found.values())


def test_a_phase_without_its_sites_name_has_no_amount(lexicon):
    text = "2023年工作回顾\n鹭洲产业园计划投资12亿元，分三期建设，首期投资3亿元。\n"
    assert {name: i.amount_cny for name, i in read(text, lexicon).items() if i} == {
        "鹭洲产业园": 1.2e9
    }


def test_the_first_part_of_a_fund_is_not_its_size(lexicon):
    assert invested("首期规模500亿元的鹭洲科创基金落地", "鹭洲科创基金", lexicon) is None
    assert invested("总规模500亿元的鹭洲科创基金落地", "鹭洲科创基金", lexicon)
