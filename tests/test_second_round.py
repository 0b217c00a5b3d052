"""Classes that a second round of unseen inputs misread, in ten other words each."""

import pytest
from table_files import LEFT, html_file

from geo.documents.inputs import decode_document
from geo.documents.report import Report
from geo.reading.extraction import find_mentions, when


def time_at(text, words):
    found = when(Report("a", text), text.rindex(words))
    return found.planned, found.period


@pytest.mark.parametrize(
    ("text", "planned", "period"),
    [
        # The year that is just over, at the head of a sentence.
        ("{}各位代表：\n刚刚过去的2024年，是全县上下爬坡过坎的一年。鹭洲水库建成。", False, "2024"),
        (
            "一、过去五年工作回顾\n五年来，甲。刚刚过去的2021年，鹭洲水库建成。{}",
            False,
            "2021",
        ),
        # The sentence that a plan begins with.
        (
            "刚刚过去的2024年，是全县极不平凡的一年。甲大桥通车。\n做好2025年政府工作，使命光荣。\n鹭洲水库建成。{}",
            True,
            "2025",
        ),
        (
            "一、2023年工作回顾\n甲大桥通车。\n抓好2024年各项工作，意义重大。\n鹭洲水库建成。{}",
            True,
            "2024",
        ),
        (
            "2022年工作回顾\n甲大桥通车。\n做好2023年全镇工作，要稳字当头。\n鹭洲水库建成。{}",
            True,
            "2023",
        ),
        # A title that says it reports on a year.
        ("关于2024年重点工程实施情况的报告\n\n鹭洲水库建成。{}", False, "2024"),
        ("庚街道2023年民生实事项目完成情况报告\n\n第一项：甲。\n\n鹭洲水库建成。{}", False, "2023"),
        ("2022年为民办实事落实情况的报告\n\n鹭洲水库建成。{}", False, "2022"),
        ("2025年重点工程月报（十月）\n\n鹭洲水库建成。{}", False, "2025"),
        # A title that names two years, or only a plan, tells none.
        ("2025年政府工作报告\n\n一、2024年工作回顾\n\n鹭洲水库建成。{}", False, "2024"),
        ("关于2025年重点项目计划安排的报告\n\n鹭洲水库建成。{}", True, "2025"),
        # An address of a financial year that looks back on the year before.
        (
            "2025年財政年度施政報告\n\n一、去年工作\n\n鹭洲水库建成。\n\n二、今年重點\n\n甲預計明年完工。{}",
            False,
            "2024",
        ),
        # A slogan in two halves is a heading, though no mark ends it.
        (
            (
                "2024年，是全区极不平凡的一年。甲大桥通车。\n乘势而上开新局，奋楫扬帆再出发\n"
                "今年，我们将苦干实干。鹭洲水库建成。{}"
            ),
            True,
            "2025",
        ),
    ],
)
def test_a_part_begins_with_other_words(text, planned, period):
    assert time_at(text.format(""), "鹭洲水库建成") == (planned, period)


@pytest.mark.parametrize(
    ("clause", "planned"),
    [
        ("去年我们拿下了鹭洲大桥这块硬骨头", False),
        ("去年啃下了鹭洲大桥征拆", False),
        ("上年我们打响了鹭洲大桥会战", False),
        ("去年的鹭洲大桥要抓紧收尾", True),
    ],
)
def test_where_one_word_of_time_says_nothing_the_next_one_may(clause, planned):
    text = f"2025年工作安排\n\n{clause}。"
    assert time_at(text, "鹭洲大桥")[0] is planned


def rows(table, title, lexicon):
    raw = html_file(table, [title])
    report = Report("a", decode_document(raw, "a", "a.html").text)
    return {mention.name: mention for mention in find_mentions(report, lexicon)}


CLASSES = [
    ("快于序时", "ahead"),
    ("快于进度", "ahead"),
    ("快于序时进度", "ahead"),
    ("慢于序时", "behind"),
    ("低于序时", "behind"),
    ("未达序时", "behind"),
    ("未达到序时进度", "behind"),
    ("符合序时", "on_track"),
    ("符合序时进度", "on_track"),
    ("符合进度", "on_track"),
]


def test_a_class_compares_with_the_schedule_in_any_words(lexicon):
    table = [["序号", "项目名称", "进展", "评价"]]
    table += [[str(n), f"鹭洲{n}号水厂", "在建", said] for n, (said, _) in enumerate(CLASSES, 1)]
    found = rows(table, "2024年重点项目进展情况表", lexicon)
    assert [found[f"鹭洲{n}号水厂"].progress for n in range(1, 11)] == [c for _, c in CLASSES]


STEPS = [
    ("南岸桩基全部完成，主塔施工至第9节段", "under_construction"),
    ("基坑支护", "under_construction"),
    ("完成下部结构", "under_construction"),
    ("路基填筑八成", "under_construction"),
    ("钢结构吊装", "under_construction"),
    ("管网敷设12公里", "under_construction"),
    ("沥青摊铺", "under_construction"),
    ("二次装修", "under_construction"),
    ("土方外运未开工", "mentioned"),
    ("桩基施工招标", "mentioned"),
]


def test_what_works_are_doing_says_that_they_are_under_way(lexicon):
    table = [["序号", "项目名称", "形象进度"]]
    table += [[str(n), f"鹭洲{n}号大桥", said] for n, (said, _) in enumerate(STEPS, 1)]
    found = rows(table, "2024年重点项目进展情况表", lexicon)
    stages = [found[f"鹭洲{n}号大桥"].stage for n in range(1, 11)]
    assert stages[:9] == [stage for _, stage in STEPS[:9]]
    assert stages[9] in {"mentioned", "planning"}


def test_a_line_above_rows_may_hold_the_sums_of_its_rows(lexicon):
    table = [
        ["序号", "项目名称", "总投资（万元）", "牵头单位"],
        ["一、续建项目（1个）", "", "126000", ""],
        ["1", "鹭洲至双桥公路", "126000", "县交通局"],
        ["（二）新开工项目", "", "9600", ""],
        ["2", "鹭洲第六中学", "9600", "县教育局"],
        ["三、前期项目（1个）", "", "450000", ""],
        ["3", "双桥抽水蓄能电站", "450000", "县发改局"],
    ]
    found = rows(table, "鹭洲县2026年重点项目计划表", lexicon)
    stages = {name: mention.stage for name, mention in found.items()}
    assert stages == {
        "鹭洲至双桥公路": "under_construction",
        "鹭洲第六中学": "started",
        "双桥抽水蓄能电站": "planning",
    }


def test_a_column_of_deeds_with_names_is_one_of_names(lexicon):
    table = [
        ["实事名称", "投资额（万元）", "主要进展", "进度类别", "牵头单位"],
        ["一、已完成", LEFT, LEFT, LEFT, LEFT],
        ["鹭洲便民桥", "540", "8月通车", "完成", "县交通局"],
    ]
    (mention,) = rows(table, "2024年为民办实事完成情况", lexicon).values()
    assert mention.investment.amount_cny == 5_400_000
    assert (mention.stage, mention.progress) == ("operating", "done")


@pytest.mark.parametrize(
    ("said", "units"),
    [
        ("（市文旅局牵头，鹭洲区政府配合）", ["市文旅局"]),
        ("（市住建局负责）", ["市住建局"]),
        ("（市水务局、市城管局牵头）", ["市水务局", "市城管局"]),
        ("（市教育局牵头；各区政府配合）", ["市教育局"]),
        ("（责任单位：市港航局，配合单位：市财政局）", ["市港航局"]),
        ("（牵头单位：市商务局、协办单位：市财政局）", ["市商务局"]),
        ("（责任单位：市交通局，责任领导：陈某）", ["市交通局"]),
        ("（责任单位：市民政局，完成时限：10月底）", ["市民政局"]),
        ("（张某牵头）", []),
        ("（全市都要牵头抓好）", []),
    ],
)
def test_units_stand_before_what_they_do_and_helpers_are_none(said, units, lexicon):
    text = f"2026年重点任务责任分解\n\n1.开工建设鹭洲大桥。{said}\n"
    found = find_mentions(Report("a", text), lexicon)
    assert [duty.unit for duty in found[0].responsible] == units


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("鹭洲路下穿隧道至今没有动工", "鹭洲路下穿隧道"),
        ("鹭洲大桥预计明年第二季完工", "鹭洲大桥"),
        ("鹭洲水厂尚未通水", "鹭洲水厂"),
        ("鹭洲污水处理厂仍未建成", "鹭洲污水处理厂"),
    ],
)
def test_words_of_time_are_no_part_of_a_name(said, name, lexicon):
    text = f"2024年工作回顾\n\n{said}。"
    assert [m.name for m in find_mentions(Report("a", text), lexicon)][:1] == [name]


@pytest.mark.parametrize(
    ("said", "stage"),
    [
        ("鹭洲大道东段完成八成", "under_construction"),
        ("鹭洲大桥完成围堰", "under_construction"),
        ("鹭洲音乐厅完成外立面施工", "under_construction"),
        ("鹭洲医院完成一半", "under_construction"),
        ("鹭洲快线完成车站主体", "under_construction"),
        ("鹭洲大桥桩基全部完成", "under_construction"),
        ("鹭洲隧道掘进过半", "under_construction"),
        ("鹭洲医院复工", "under_construction"),
        ("鹭洲药业二厂点火试产", "operating"),
        ("鹭洲中学新校区迎来首批新生", "operating"),
        ("鹭洲水厂挂网招标", "planning"),
        ("鹭洲水厂进场施工", "started"),
        ("新签约鹭洲新材料等项目9个", "signed"),
        ("鹭洲水库竣工", "completed"),
    ],
)
def test_a_share_or_a_step_of_works_is_no_end_and_other_words_say_stages(said, stage, lexicon):
    text = f"2024年工作回顾\n\n{said}。"
    said = {mention.stage for mention in find_mentions(Report("a", text), lexicon)}
    assert said - {"mentioned"} == {stage}


def test_behind_its_heading_a_numbered_line_goes_on_over_a_broken_end(lexicon):
    text = "2024年工作回顾\n\n（一）交通。鹭洲大桥开工，鹭洲客运站改造\n完成。\n（二）民生。甲。\n"
    found = {m.name: m.stage for m in find_mentions(Report("a", text), lexicon)}
    assert found["鹭洲客运站"] == "completed"


TOWN = """鹭洲镇2025年重点项目安排

1.河东村农贸市场：拆除旧棚，新建两层钢构。
2.塘尾水厂：总投资2300万元。
3.南山寨游客集散中心：力争上半年进场施工。
4.东岭至下寨公路拓宽：开展施工图设计。
5.永泰社区爱心食堂：增设餐位。
"""


def test_a_label_of_an_item_is_a_site_where_the_list_is_of_sites(lexicon):
    found = {m.name: m for m in find_mentions(Report("a", TOWN), lexicon)}
    assert {
        "河东村农贸市场",
        "塘尾水厂",
        "南山寨游客集散中心",
        "东岭至下寨公路拓宽",
        "永泰社区爱心食堂",
    } <= set(found)
    assert all(m.planned and m.period == "2025" for m in found.values())
    assert found["塘尾水厂"].investment.amount_cny == 23_000_000
    assert found["东岭至下寨公路拓宽"].stage == "planning"


@pytest.mark.parametrize(
    "labels",
    [
        ("加强基层治理", "优化营商环境", "建设法治政府"),
        ("抓招商引资", "抓项目建设", "抓园区提升"),
        ("新建农村公路", "改造老旧小区", "新增停车位"),
        ("教育事业", "医疗卫生", "社会保障"),
        ("总体要求", "主要目标", "重点任务"),
        ("推进城乡融合", "鹭洲水厂", "深化改革"),
    ],
)
def test_a_label_of_what_is_to_be_done_is_no_site(labels, lexicon):
    text = "2025年工作安排\n\n" + "".join(f"{n}.{x}：抓好落实。\n" for n, x in enumerate(labels, 1))
    names = {m.name for m in find_mentions(Report("a", text), lexicon)}
    assert not names - {"鹭洲水厂"}


def test_a_paragraph_below_a_label_says_how_far_the_site_is(lexicon):
    text = (
        "鹭洲街道2023年民生实事项目完成情况报告\n\n"
        "第一项：滨湖小学校舍提升工程。\n更换门窗。该项目总投资约320万元，已于9月完工并全部投入使用。\n\n"
        "第二项：沿山公路白改黑工程。\n全长3.2公里，该项目总投资约1150万元。10月中旬完工。\n\n"
        "第三项：后畈溪生态修复工程。\n该项目总投资约2600万元，目前完成总工程量的75%。\n"
    )
    found = {m.name: m for m in find_mentions(Report("a", text), lexicon)}
    told = {name: (m.stage, m.investment.amount_cny) for name, m in found.items() if m.investment}
    assert told == {
        "滨湖小学校舍提升": ("operating", 3_200_000),
        "沿山公路白改黑": ("completed", 11_500_000),
        "后畈溪生态修复": ("under_construction", 26_000_000),
    }


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        ("鹭洲仓储基地项目，一次性投入5.2亿元，现已竣工", 520_000_000),
        ("由县财政出资3200余万元兴建的鹭洲陵园新馆开放", 32_000_000),
        ("出资800万元修建的鹭洲大桥通车", 8_000_000),
        ("引资2亿元建设的鹭洲康养小镇开街", 200_000_000),
        ("集资500万元建成鹭洲大桥", 5_000_000),
        ("投入380万元完成鹭洲渠清淤", 3_800_000),
        ("投入96万元实施鹭洲广场亮化工程", 960_000),
        ("总投资约42亿元甲市江东大道项目完成隧道主体", 4_200_000_000),
        ("投入380万元完成鹭洲大桥等5座危桥改造", None),
        ("引资2亿元，鹭洲大桥通车", None),
        ("全年引进外资2亿元，鹭洲水厂开工", None),
    ],
)
def test_an_amount_is_said_in_other_words(said, amount, lexicon):
    text = f"2025年工作回顾\n\n{said}。"
    found = find_mentions(Report("a", text), lexicon)
    assert found
    sums = {m.investment.amount_cny for m in found if m.investment}
    assert sums == ({amount} if amount else set())


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("云锦数码印染厂（总投资3.15亿元）试生产", {"云锦数码印染厂"}),
        ("桐梓坡立交造价约6.4亿元", {"桐梓坡立交"}),
        ("鹭洲冷链物流园（投资2亿元）开工", {"鹭洲冷链物流园"}),
        ("云锦敬老院（总投资800万元）竣工", {"云锦敬老院"}),
        ("引进企业12家（总投资30亿元）", set()),
        ("实施水利工程（总投资3亿元）", set()),
        ("新签约项目（总投资额85亿元）9个", set()),
        (
            "未达序时进度：鹭洲隧道（投资滞后）、城北变电站（开工滞后）、柳河加工厂（尚未开工）",
            {"鹭洲隧道", "城北变电站", "柳河加工厂"},
        ),
        ("进度较慢：鹭洲大桥（进展缓慢）、柳河水厂（停工）", {"鹭洲大桥", "柳河水厂"}),
        ("各项工作（投资滞后）要抓紧", set()),
    ],
)
def test_what_stands_behind_a_name_in_brackets_proves_it_and_is_no_part_of_it(said, names, lexicon):
    text = f"2024年工作回顾\n\n{said}。"
    assert {m.name for m in find_mentions(Report("a", text), lexicon)} == names


@pytest.mark.parametrize(
    "clause",
    [
        "年内基本建成鹭洲客运站",
        "年底前鹭洲客运站投用",
        "9月底前鹭洲客运站开工",
        "三季度前完成鹭洲客运站改造",
    ],
)
def test_in_an_excerpt_without_years_a_limit_says_that_a_thing_is_to_come(clause):
    assert time_at(f"持续优化路网结构。\n{clause}。", "鹭洲")[0]
