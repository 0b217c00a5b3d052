"""Which years a text speaks of, where no heading of a chapter tells: its other words, or nobody."""

import pytest

from geo.documents.report import Report
from geo.reading.extraction import when

REVIEWED = "青石大桥建成通车，完成投资3.2亿元，新增学位5200个。枫林中学投用。"
PLANNED = "开工建设柳湾隧道，加快推进鹭洲水库建设，力争新增学位5000个以上。"


def time_at(text, words):
    found = when(Report("a", text), text.rindex(words))
    return found.planned, found.period


def times_of(text):
    return time_at(text, "青石大桥"), time_at(text, "柳湾隧道")


# Two sentences with a year begin what is reviewed and what is planned; no heading, no date.
BEGUN = (
    (
        "2022年，面对多重困难，我们坚持稳中求进，全县平稳发展。\n\n{}\n\n2023年是全面落实规划的开局之年。"
        "做好今年的工作，要把握首要任务。\n\n{}"
    ),
    "同志们：回首2022年，我们闯过了不少难关。{}展望2023年，机遇与挑战并存，我们要完成以下工作：{}",
    (
        "各位代表，2022年，我们迎难而上，取得了来之不易的成绩。{}\n\n各位代表，2023年是攻坚之年，"
        "我们要抓好以下工作。{}"
    ),
    "回眸2022年，全镇上下团结一心，各项事业取得新成效。\n{}\n2023年，我们将重点抓好六件事。\n{}",
    (
        "2022年是极不平凡的一年。一年来，我们克服困难，完成了目标任务。{}\n\n2023年是深入实施规划的重要"
        "一年。今年要坚持项目为王。\n{}"
    ),
    "刚刚过去的2022年，我乡经济社会发展取得显著成绩，获评全省先进。{}\n\n展望2023年，任务艰巨。{}",
    (
        "二〇二二年，面对严峻形势，全区上下共克时艰，取得了明显成效。{}\n\n二〇二三年是承上启下的关键之年，"
        "我们要做好以下工作：{}"
    ),
    (
        "主席，各位代表：\n2022年，全县完成了各项任务，成绩来之不易。\n{}\n2023年，我们要坚持稳字当头，"
        "重点抓好以下工作。\n{}"
    ),
    "总结2022年，成绩可圈可点。{}展望2023年，我们信心满怀。{}",
    "各位代表！回望2022年，我们心中充满感慨。{}奋进2023年，我们脚下充满力量，要做好以下工作。{}",
    "走过2022年，我们收获满满。{}\n踏入2023年，我们干劲更足。{}",
    "盘点2022年，我们完成了十件实事。\n{}\n2023年是“十四五”承前启后之年，我们将努力做好各项工作。\n{}",
)


@pytest.mark.parametrize("text", BEGUN)
def test_sentences_that_begin_with_a_year_tell_both(text):
    text = text.format(REVIEWED, PLANNED)
    assert times_of(text) == ((False, "2022"), (True, "2023"))


# A term of office with its years beside it, and the year behind it.
TERMS = (
    "一、过去五年（2017—2021年）工作回顾",
    "一、过去五年（2017-2021）主要成就",
    "一、本届政府五年来（2017年至2021年）的工作",
    "一、五年来（2017—2021年）的工作回顾",
    "一、2017—2021年工作回顾",
    "一、2017年至2021年工作总结",
    "一、过去五年（２０１７－２０２１年）工作回顾",
    "一、“十三五”时期（2017—2021年）发展成就",
    "第一部分 过去五年（2017～2021年）工作回顾",
    "一、这五年（2017－2021年）的成绩",
    "一、本届政府五年工作（2017—2021）",
)


@pytest.mark.parametrize("heading", TERMS)
def test_years_in_brackets_say_which_are_counted(heading):
    text = (
        f"政府工作报告\n\n{heading}\n\n五年来，我们砥砺奋进。{REVIEWED}\n\n"
        f"二、今后五年（2022—2026年）的奋斗目标和主要任务\n\n今后五年，我们要加快发展。{PLANNED}"
    )
    assert times_of(text) == ((False, "2017-2021"), (True, "2022-2026"))


@pytest.mark.parametrize(
    "heading",
    [
        "三、2022年重点工作",
        "三、2022年工作安排",
        "三、2022年主要任务",
    ],
)
def test_a_term_to_come_leaves_its_first_year_its_plan(heading):
    text = (
        "政府工作报告\n\n一、过去五年（2017—2021年）工作回顾\n\n鹭洲水库建成。\n\n"
        "二、今后五年（2022—2026年）主要任务\n\n建成枫林中学。\n\n"
        f"{heading}\n\n开工建设柳湾隧道。"
    )
    assert time_at(text, "鹭洲水库") == (False, "2017-2021")
    assert time_at(text, "枫林中学") == (True, "2022-2026")
    assert time_at(text, "柳湾隧道") == (True, "2022")


# A report within the year: what is left of it is planned.
WITHIN = (
    "某局2025年上半年工作总结和下半年工作打算\n\n一、上半年工作完成情况\n\n{}\n\n二、下半年工作打算\n\n{}",
    "某局2025年上半年工作总结\n\n一、主要工作开展情况\n\n{}\n\n二、下一步工作打算\n\n{}",
    "某区2025年前三季度工作总结及四季度工作安排\n\n一、前三季度工作情况\n\n{}\n\n二、四季度工作安排\n\n{}",
    "某镇2025年一季度工作总结及二季度工作计划\n\n一、一季度工作总结\n\n{}\n\n二、二季度工作计划\n\n{}",
    "某局2025年1—9月工作总结\n\n一、工作完成情况\n\n{}\n\n二、下一步工作打算\n\n{}",
    "某县2025年前10个月重点项目进展情况\n\n{}\n\n二、下步工作安排\n\n{}",
    "某局上半年工作总结\n\n（2025年7月3日）\n\n一、上半年工作情况\n\n{}\n\n二、下半年工作安排\n\n{}",
    "某局一季度工作小结\n\n2025年4月8日\n\n一、工作情况\n\n{}\n\n二、下一步工作打算\n\n{}",
    "某委二〇二五年上半年工作总结和下半年工作思路\n\n一、上半年工作总结\n\n{}\n\n二、下半年工作思路\n\n{}",
    "关于2025年上半年国民经济和社会发展计划执行情况的报告\n\n一、上半年执行情况\n\n{}\n\n二、下半年措施\n\n{}",
    "某市人民政府关于2025年上半年工作情况的报告\n\n{}\n\n二、下一步工作安排\n\n{}",
    "2025年上半年，全区完成投资30亿元。{}\n2025年下半年，我们将抓好以下工作。{}",
    "某县2025年上半年工作总结\n\n{}\n\n下半年，我们将抓好以下工作。{}",
)


@pytest.mark.parametrize("text", WITHIN)
def test_a_report_within_the_year_plans_the_same_year(text):
    text = text.format(REVIEWED, PLANNED)
    assert times_of(text) == ((False, "2025"), (True, "2025"))


@pytest.mark.parametrize(
    ("clause", "planned", "period"),
    [
        ("青石大桥2025年9月开工。", True, "2025"),
        ("2025年8月底前，青石大桥建成投用。", True, "2025"),
        ("青石大桥计划今年开工。", True, "2025"),
        ("青石大桥计划8月开工。", True, "2025"),
        ("青石大桥拟10月开工。", True, "2025"),
        ("青石大桥预计明年通车。", True, "2026"),
        ("青石大桥2026年底建成。", True, "2026"),
        ("青石大桥已建成。", False, "2025"),
    ],
)
def test_in_what_is_left_of_a_year_its_year_is_no_sign_of_done(clause, planned, period):
    text = f"某局2025年上半年工作总结和下半年工作打算\n\n一、下半年工作打算\n\n{clause}"
    assert time_at(text, "青石大桥") == (planned, period)


@pytest.mark.parametrize("clause", ["青石大桥计划8月开工。", "青石大桥拟11月底建成。"])
def test_a_month_that_something_is_planned_for_is_to_come_in_what_looks_back(clause):
    text = f"某区2025年1—6月重点项目进展情况\n\n枫林中学主体完工。{clause}"
    assert time_at(text, "青石大桥") == (True, "2025")


def test_the_second_half_looked_back_on_is_of_a_year_that_is_over():
    text = f"某局2025年下半年工作总结\n\n{REVIEWED}\n\n二、下一步工作打算\n\n{PLANNED}"
    assert times_of(text) == ((False, "2025"), (True, "2026"))


def test_a_half_looked_back_on_before_the_plan_of_another_year_is_none_of_it():
    text = f"一、2024年上半年工作总结\n\n{REVIEWED}\n\n二、2025年工作安排\n\n{PLANNED}"
    assert times_of(text) == ((False, "2024"), (True, "2025"))


# A notice says how far things stand.
NOTICES = (
    "关于前三季度重点项目推进情况的通报\n\n截至2023年9月底，全区5个项目已开工4个。现通报如下：\n\n{}",
    "关于重点项目推进情况的督查通报\n\n截至2023年6月30日，进展如下。\n\n{}",
    "督查通报\n\n截止2023年10月，全县项目总体顺利。\n\n{}",
    "民生实事进展\n\n截至2023年8月末，各项工作有序推进。\n\n{}",
    "项目简报\n\n截至二〇二三年五月底，总体进展良好。\n\n{}",
    "重点工程建设情况的通报\n\n（截至2023年11月底）\n\n{}",
    "关于三季度重点项目推进情况的通报\n\n2023年10月12日\n\n{}",
    "关于上半年民生实事进展情况的通报\n\n（2023年7月）\n\n{}",
    "督查通报\n\n根据工作安排，截至2023年5月20日，现将进展通报如下。\n\n{}",
    "推进情况通报\n\n2023年1至8月，全区重点项目有序推进。\n\n{}",
    "关于2023年度重点项目1—10月推进情况的通报\n\n{}",
    "2023年民生实事项目第三季度进展情况\n\n{}",
    "2023年政府工作报告重点任务前三季度完成情况\n\n{}",
    "某局半年工作总结\n\n2023年6月28日\n\n{}",
    "某县2023年第三季度重点项目督查通报\n\n{}",
    "截至2023年12月底，全年任务全部完成。\n\n{}",
    "重点项目完成情况通报\n\n截至2023年年底，进展如下。\n\n{}",
)


@pytest.mark.parametrize("text", NOTICES)
def test_how_far_things_stand_says_the_year(text):
    assert time_at(text.format(REVIEWED), "青石大桥") == (False, "2023")


@pytest.mark.parametrize(
    ("stands", "period"), [("截至2023年9月底", "2023"), ("截至2023年12月底", "2024")]
)
def test_what_a_notice_plans_is_of_the_same_year_until_it_ends(stands, period):
    text = f"督查通报\n\n{stands}，进展如下。\n\n{REVIEWED}\n\n二、下一步工作安排\n\n{PLANNED}"
    assert time_at(text, "柳湾隧道") == (True, period)


# A title with a version behind it is a title.
@pytest.mark.parametrize(
    "title",
    [
        "2024年政府工作报告（摘要）",
        "2024年政府工作报告（节选）",
        "2024年政府工作报告（全文）",
        "2024年政府工作报告(摘录)",
        "某县2024年政府工作报告（审议稿）",
        "二〇二四年政府工作报告（征求意见稿）",
        "民國113年施政報告（摘錄）",
    ],
)
def test_a_version_behind_a_title_hides_no_year(title):
    text = f"{title}\n\n一、过去一年的工作\n\n{REVIEWED}\n\n二、今年工作安排\n\n{PLANNED}"
    assert times_of(text) == ((False, "2023"), (True, "2024"))


@pytest.mark.parametrize(
    ("title", "heading", "clause"),
    [
        ("二零二五年施政報告（摘錄）", "二、來年工作", "柳湾隧道明年動工。"),
        ("二零二五年施政報告", "二、未來工作", "柳湾隧道明年動工。"),
        ("二零二五年施政報告", "二、明年工作", "柳湾隧道明年動工。"),
        ("2025年施政報告（節錄）", "二、來年工作重點", "柳湾隧道將於2026年啟用。"),
    ],
)
def test_an_address_that_speaks_of_next_year_is_of_its_own(title, heading, clause):
    text = f"{title}\n\n一、過去一年的工作\n\n青石大桥已投入服務。\n\n{heading}\n\n{clause}"
    assert times_of(text) == ((False, "2025"), (True, "2026"))


# Given at the end of the year that it looks back on.
@pytest.mark.parametrize(
    ("clause", "planned", "period"),
    [
        ("青石大桥拟于今年12月开工。", True, "2025"),
        ("青石大桥计划今年年底开工。", True, "2025"),
        ("青石大桥预计今年12月底通车。", True, "2025"),
        ("青石大桥将于今年内投用。", True, "2025"),
        ("青石大桥力争今年开工。", True, "2025"),
        ("青石大桥有望今年底建成。", True, "2025"),
        ("青石大桥有望明年5月通车。", True, "2026"),
        ("青石大桥拟于2026年开工。", True, "2026"),
        ("青石大桥今年10月建成。", False, "2025"),
        ("青石大桥已于今年3月开工。", False, "2025"),
    ],
)
def test_this_year_at_its_end_is_the_year_looked_back_on(clause, planned, period):
    text = f"某委2025年工作总结\n\n（2025年11月20日）\n\n今年以来，成效明显。{clause}"
    assert time_at(text, "青石大桥") == (planned, period)


@pytest.mark.parametrize(
    ("day", "clause", "period"),
    [
        ("12月10日", "青石大桥预计本月底通车。", "2024"),
        ("12月10日", "青石大桥预计下月开工。", "2025"),
        ("10月10日", "青石大桥预计下月开工。", "2024"),
        ("10月10日", "青石大桥预计下个月贯通。", "2024"),
        # This year or the next: nobody says.
        ("10月10日", "青石大桥即将通车。", None),
        ("8月30日", "青石大桥力争早日投用。", None),
        ("12月30日", "青石大桥即将通车。", "2025"),
    ],
)
def test_months_are_counted_from_the_day_and_a_year_that_goes_on_is_not_passed_over(
    day, clause, period
):
    text = f"某委2024年工作总结\n\n（2024年{day}）\n\n成效明显。{clause}"
    assert time_at(text, "青石大桥") == (True, period)


# A wrong year is worse than none.
@pytest.mark.parametrize(
    "text",
    [
        "2019年，青石大桥立项。2020年，青石大桥开工。2021年，青石大桥建成通车。",
        "2019年，大桥获批。2022年，大桥贯通。青石大桥建成通车。",
        "某镇工作总结\n\n青石大桥建成通车。",
        "某局上半年工作总结\n\n青石大桥建成通车。",
        "关于前三季度推进情况的通报\n\n青石大桥建成通车。",
        "青石大桥建成通车。投资3.2亿元，于2019年立项。",
        "2015年，全市经济总量破万亿，居全国第十。8年来，青石大桥建成通车。",
        "大桥简介\n\n2019年，青石大桥获得批复。青石大桥总投资12亿元。",
        "2021年，枫林公司中标该项目。青石大桥建成通车。",
        "青石大桥位于城东。2018年，市政府批复同意建设。青石大桥建成通车。",
        "截至目前，青石大桥建成通车。",
        "回首过去，我们取得了成绩。青石大桥建成通车。",
        "展望未来，任务艰巨。青石大桥建成通车。",
        "2022年，规划。2024年，规划。青石大桥建成通车。",
    ],
)
def test_where_no_year_can_be_known_there_is_none(text):
    assert Report("a", text).years == (None, None)
