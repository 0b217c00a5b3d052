"""Text as it was meant, whatever copying did to it; the texts and names are invented."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.base.scripts import in_one_script
from geo.documents.copies import clean
from geo.documents.report import Report
from geo.reading.extraction import find_mentions

HEAD = "青石区政府工作报告\n一、2023年工作回顾\n"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("**枫桦大桥**：已建成", "枫桦大桥：已建成"),
        ("- **枫桦大桥**：已建成通车", "●枫桦大桥已建成通车"),
        ("* 枫桦大桥\n+ 柳湾隧道", "●枫桦大桥\n●柳湾隧道"),
        ("- [x] 枫桦大桥", "●枫桦大桥"),
        ("> ## 二、2024年工作安排", "二、2024年工作安排"),
        ("### 重点项目", "重点项目"),
        ("建成*枫桦大桥*、__柳湾隧道__、~~鹭洲路~~", "建成枫桦大桥、柳湾隧道、"),
        ("***枫桦大桥***开工", "枫桦大桥开工"),
        ("**_枫桦大桥_**开工", "枫桦大桥开工"),
        ("_**枫桦大桥**_开工", "枫桦大桥开工"),
        ("建成[枫桦大桥](https://a.cn/b)。", "建成枫桦大桥。"),
        ("枫桦大桥![图](a.png)开工", "枫桦大桥开工"),
        ("枫桦大桥https://a.cn/b?c=1开工", "枫桦大桥开工"),
        ("枫桦大桥`开工`\\*", "枫桦大桥开工*"),
        ("甲\n---\n乙", "甲\n\n乙"),
        ("<p>枫桦<b>大桥</b>开工<br/>通车</p>", "枫桦大桥开工\n通车\n"),
        ("枫桦大桥&nbsp;&ldquo;开工&rdquo;", "枫桦大桥“开工”"),
        ("枫桦大桥<sup>[1]</sup>开工", "枫桦大桥开工"),
    ],
)
def test_marks_of_markdown_and_html_go(text, meant):
    assert clean(text).text == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("✅ 枫桦大桥开工", "●枫桦大桥开工"),
        ("1️⃣ 枫桦大桥开工", "●枫桦大桥开工"),
        ("🏗️枫桦大桥🌉开工", "●枫桦大桥开工"),
        ("枫桦大桥 👍 开工", "枫桦大桥 开工"),
        ("枫\u200b桦\u00ad大\u2060桥\ufeff", "枫桦大桥"),
        ("枫桦\u200e大桥\ufe0f", "枫桦大桥"),
        ("５号线二期投资１２．５亿元，Ｋ１１", "5号线二期投资12.5亿元，K11"),
        ("⺠⽣⼯程、⻓江⼤桥", "民生工程、长江大桥"),
        ("枫桦大桥\x0b开工\u2028通车", "枫桦大桥\n开工\n通车"),
        ("枫桦大桥开工\r柳湾隧道通车", "枫桦大桥开工\n柳湾隧道通车"),
        ("枫桦大桥开工.柳湾隧道通车.\n一.回顾", "枫桦大桥开工。柳湾隧道通车。\n一.回顾"),
        ("「枫桦大橋」落成", "“枫桦大桥”建成"),
    ],
)
def test_what_is_not_seen_and_odd_characters_go(text, meant):
    assert clean(text).text == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("鹭洲（Lùzhōu）人文小镇", "鹭洲人文小镇"),
        ("鶴城鎮(zhèn)平嶺小學(xué)", "鹤城镇平岭小学"),
        ("鹭洲（Luzhou）小镇", "鹭洲小镇"),
        ("鹭洲 (lu zhou) 小镇", "鹭洲 小镇"),
        ("鹭洲（读音：Lù Zhōu）小镇", "鹭洲小镇"),
        ("鎮zhèn平嶺", "镇平岭"),
        ("重（chóng）建", "重建"),
        ("长（zhang）湾", "长湾"),
        ("臺（ㄊㄞˊ）灣", "台湾"),
        ("绿（lǜ）道", "绿道"),
        ("人工智能（AI）中心", "人工智能（AI）中心"),
        ("鹭洲（K11）", "鹭洲（K11）"),
        ("枫桦（WTO）路", "枫桦（WTO）路"),
    ],
)
def test_readings_go_and_other_words_in_brackets_stay(text, meant):
    assert clean(text).text == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("枫桦大桥[1]开工", "枫桦大桥开工"),
        ("枫桦大桥〔12〕、柳湾隧道【3】", "枫桦大桥、柳湾隧道"),
        ("枫桦大桥[^2]开工", "枫桦大桥开工"),
        ("枫桦大桥[1-3]、柳湾隧道[1,2]", "枫桦大桥、柳湾隧道"),
        ("枫桦大桥（注1）开工", "枫桦大桥开工"),
        ("枫桦大桥（见注释3）开工", "枫桦大桥开工"),
        ("枫桦大桥①开工", "枫桦大桥开工"),
        ("枫桦大桥²开工", "枫桦大桥开工"),
        ("枫桦大桥*，柳湾隧道†。", "枫桦大桥，柳湾隧道。"),
        ("枫桦大桥[注2]开工", "枫桦大桥开工"),
        ("青政发〔2024〕5号", "青政发〔2024〕5号"),
        ("重点是：①枫桦大桥；②柳湾隧道", "重点是：①枫桦大桥；②柳湾隧道"),
        ("面积3平方米²", "面积3平方米²"),
    ],
)
def test_marks_of_footnotes_go(text, meant):
    assert clean(text).text == meant


LINES = [
    "过去一年，我们推进城市建设，建成枫",
    "桦大桥和柳湾隧道，开工建设鹭洲公园",
    "二期，完成槐荫路改造，办好民生实事",
    "一百件，各项工作取得新的进展和成绩",
]


@pytest.mark.parametrize("mark", ["{} ", "{:03} ", "{}\t", "  {}  ", "{}|", "{} | "])
def test_the_numbers_of_lines_go(mark):
    lines = [f"{mark.format(i)}{line}" for i, line in enumerate(LINES * 3, 1)]
    assert clean("\n".join(lines)).text == "\n".join(LINES * 3)


@pytest.mark.parametrize("mark", ["{}. ", "{}、", "（{}）", "{}.", "{}）"])
def test_the_numbers_of_a_list_stay(mark):
    text = "\n".join(f"{mark.format(i)}枫桦大桥开工" for i in range(1, 20))
    assert clean(text).text == text


@pytest.mark.parametrize(
    "foot",
    [
        "青石区政府工作报告",
        "— {} —",
        "第{}页",
        "第 {} 页 共 20 页",
        "{}/20",
        "- {} -\n青石区政府工作报告",
        "\f青石区人民政府 第{}页",
        "青石区2023年政府工作报告    {}",
        "https://a.cn/zw/1.html 页{}",
        "{}",
    ],
)
def test_heads_and_feet_of_pages_close_over_the_sentence(foot):
    text = "".join(f"{LINES[0]}\n{foot.format(i)}\n{LINES[1]}。\n" for i in range(1, 6))
    first, *others = clean("青石区政府工作报告\n" + text).text.splitlines()
    assert first == "青石区政府工作报告"
    assert others == [f"{LINES[0]}{LINES[1]}。"] * 5


def test_what_stands_again_and_is_no_margin_stays():
    text = "重点项目\n枫桦大桥开工。\n" * 4
    assert clean(text).text == text


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("臺灣衞生院", "台湾卫生院"),
        ("裏海綫", "里海线"),
        ("啟用啓用", "启用启用"),
        ("羣峯廣場", "群峰广场"),
        ("興建捷運環狀線", "建设地铁环状线"),
        ("市場落成", "市场建成"),
        ("復興建設、完整建設、新增建設", "复兴建设、完整建设、新增建设"),
        ("創新設置、全國中心、全國小學", "创新设置、全国中心、全国小学"),
        ("發展開放、推動土地、村落成為", "发展开放、推动土地、村落成为"),
        ("經營運行、便捷運輸、日照市場", "经营运行、便捷运输、日照市场"),
        ("樂業國小、公屋、日照中心", "乐业小学、公寓、养老中心"),
        ("乾西乡於家桥", "乾西乡於家桥"),
        ("瞭望塔", "瞭望塔"),
    ],
)
def test_either_script_is_read_in_one(written, meant):
    assert in_one_script(written) == meant
    assert len(meant) == len(written)


def read(text, lexicon):
    report = Report("invented", HEAD + text)
    found = find_mentions(report, lexicon)
    for mention in found:
        assert report.text[mention.start : mention.end] == mention.text
    return found


@pytest.mark.parametrize(
    ("text", "name", "stage"),
    [
        ("洪溪站已動工。", "洪溪站", "started"),
        ("北環鐵路主線工程已展開。", "北環鐵路主線", "under_construction"),
        ("古溪站啟用。", "古溪站", "operating"),
        ("興建港西鐵路。", "港西鐵路", "under_construction"),
        ("鷺洲國民運動中心落成。", "鷺洲國民運動中心", "completed"),
        ("捷運楓樺線完工通車。", "捷運楓樺線", "operating"),
        ("鷺洲區醫院擴建工程完成。", "鷺洲區醫院擴建", "completed"),
        ("柳灣污水處理廠竣工。", "柳灣污水處理廠", "completed"),
        ("槐蔭橋開工。", "槐蔭橋", "started"),
        ("1. ✅ **楓樺大橋**：已建成通車[^1]", "楓樺大橋", "operating"),
        ("- `縣檔案館`：竣工驗收", "縣檔案館", "completed"),
        ("辦理鷺溪橋改建工程，預計年底竣工。", "鷺溪橋改建", "under_construction"),
        ("- **楓樺大橋**：已通車", "楓樺大橋", "operating"),
        ("楓樺大橋（Fēnghuà Dàqiáo）竣工。", "楓樺大橋", "completed"),
    ],
)
def test_traditional_script_is_read_and_names_stay_as_written(text, name, stage, lexicon):
    assert (name, stage) in [(m.name, m.stage) for m in read(text, lexicon)]


def test_a_head_that_a_list_shares_is_restored_in_the_pages_script(lexicon):
    found = read("啟動鷺灣、槐蔭閘變電站施工。", lexicon)
    assert [(m.text, m.name) for m in found] == [
        ("鷺灣", "鷺灣變電站"),
        ("槐蔭閘變電站", "槐蔭閘變電站"),
    ]


def test_what_stands_in_a_name_is_of_its_words_and_not_of_the_name(lexicon):
    (mention,) = read("鹭洲（Lùzhōu）大桥建成。", lexicon)
    assert (mention.text, mention.name) == ("鹭洲（Lùzhōu）大桥", "鹭洲大桥")


@pytest.mark.parametrize(
    "text",
    [
        "XX路和XX路大修工程正在推进施工。",
        "建成xx中学二校区。",
        "推进xx大桥、xx路快速化。",
        "某某小学建成投用。",
        "某路改造完成。",
        "××路竣工。",
        "○○大桥开工。",
        "ＸＸ路开工建设。",
        "建成__路、XXX产业园。",
        "○○中学新校区开工。",
        "**路、**街改造完成。",
        "A路、B路改造完成。",
        "XX科创城核心区已完成XX路提升工程。",
        "通路桥、促城建：道路施工有序。",
    ],
)
def test_a_form_that_leaves_the_name_open_names_no_site(text, lexicon):
    assert read(text, lexicon) == []


@pytest.mark.parametrize("name", ["MAXX广场", "通江路", "X3产业园", "TEXXON大厦"])
def test_what_only_looks_like_an_open_name_is_one(name, lexicon):
    assert name in [m.name for m in read(f"{name}建成投用。", lexicon)]


@settings(max_examples=200)
@given(
    st.text(
        alphabet="枫桦臺灣大桥，。：\n\r\t -*#_>[]()（）|<br&;12Ｘ１①²—第页報告zhènā\u200b\xad\f✅",
        max_size=120,
    )
)
def test_what_stays_stands_where_the_map_says(text):
    found = clean(text)
    assert len(found.text) == len(found.offsets)
    assert list(found.offsets) == sorted(set(found.offsets))
