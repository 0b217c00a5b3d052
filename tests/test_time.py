"""When a clause speaks: planned or reported, and of which years, told by any report's own words."""

import pytest
from shipped import SEED

from geo.documents.calendar import Years, times_in
from geo.documents.leaning import divided, leaning
from geo.documents.report import Report, read_report
from geo.reading.extraction import find_mentions, when

TITLE = "政府工作报告\n\n"
REVIEW = f"{TITLE}一、2023年工作回顾\n\n鹭洲水库建成。\n\n"
PLAN = f"{REVIEW}二、2024年工作安排\n\n"
OUTLOOK = f"{TITLE}一、2025年工作回顾\n\n鹭洲水库建成。\n\n二、“十五五”时期目标任务\n\n"


def time_at(text, words):
    found = when(Report("a", text), text.rindex(words))
    return found.planned, found.period


@pytest.mark.parametrize(
    ("opening", "planned", "period"),
    [
        # Headings of any style.
        ("一、2023年工作回顾\n\n{}", False, "2023"),
        ("2023年工作总结\n\n{}", False, "2023"),
        ("第一部分 2023年主要工作情况\n\n{}", False, "2023"),
        ("奋力完成2023年各项任务\n\n甲。\n\n全力实现2024年奋斗目标\n\n{}", True, "2024"),
        ("2023年工作回顾\n\n甲。\n\n2024年工作建议\n\n{}", True, "2024"),
        ("一、2023年工作回顾\n\n甲。\n\n二、下一步工作打算\n\n{}", True, "2024"),
        ("一、二〇二三年工作回顾\n\n甲。\n\n二、二〇二四年重点任务\n\n{}", True, "2024"),
        ("一、２０２３年工作回顾\n\n甲。\n\n二、２０２４年工作思路\n\n{}", True, "2024"),
        ("一、113年施政成果\n\n甲。\n\n二、114年施政重點\n\n{}", True, "2025"),
        ("一、過去一年工作回顧\n\n2023年，甲。\n\n二、2024年工作安排\n\n{}", True, "2024"),
        # Lists under one title.
        ("庚镇2022年度十大民生实事项目\n\n一、{}", True, "2022"),
        ("己县2025年重点建设项目清单\n\n1.{}", True, "2025"),
        ("辛区2024年民生实事项目完成情况\n\n1.{}", False, "2024"),
        ("壬县2023年重点项目进展情况\n\n1.{}", False, "2023"),
        # Five years, past and to come.
        ("一、2025年和“十四五”时期工作回顾\n\n一年来，甲。\n\n五年来，{}", False, "2021-2025"),
        ("一、“十四五”时期和2025年工作回顾\n\n{}", False, "2021-2025"),
        ("一、“十四五”和2025年工作回顾\n\n甲。\n\n一年来，{}", False, "2025"),
        ("一、2025年工作回顾\n\n甲。\n\n二、“十五五”时期主要目标任务\n\n{}", True, "2026-2030"),
        (
            (
                "一、2025年工作回顾\n\n甲。\n\n二、“十四五”发展成就和“十五五”主要任务\n\n"
                "过去五年，甲。\n\n今后五年，我们要加快发展。{}"
            ),
            True,
            "2026-2030",
        ),
        (
            (
                "一、2025年工作回顾\n\n甲。\n\n二、“十五五”目标任务和2026年工作安排\n\n甲。\n\n"
                "今年是“十五五”开局之年。{}"
            ),
            True,
            "2026",
        ),
        ("己县国民经济和社会发展第十四个五年规划纲要\n\n第三章 交通\n\n{}", True, "2021-2025"),
        # Sentences instead of headings.
        (
            (
                "2023年工作回顾\n\n过去一年，甲。\n\n2024年是实施“十四五”规划的关键一年，"
                "做好今年工作至关重要。\n\n{}"
            ),
            True,
            "2024",
        ),
        ("2023年工作回顾\n\n甲。\n\n新的一年，我们将重点抓好以下工作。\n\n{}", True, "2024"),
        ("2023年工作回顾\n\n甲。\n\n做好今年工作，意义重大。\n\n{}", True, "2024"),
        ("2021年及本届政府工作回顾\n\n甲。\n\n五年来，我们砥砺前行。{}", False, "2017-2021"),
        (
            "庚乡2025年工作总结和2026年工作计划\n\n2025年，甲建成。\n\n2026年，我乡将建设乙。{}",
            True,
            "2026",
        ),
        # What opens nothing.
        ("2023年工作回顾\n\n甲。\n\n2024年工作\n\n总体要求和目标任务\n\n{}", True, "2024"),
        (PLAN + "（八）增进民生福祉\n\n美好生活就是我们的奋斗目标。\n\n{}", True, "2024"),
        (PLAN + "（一）全力完成“十四五”目标任务\n\n{}", True, "2024"),
        (REVIEW + "常住人口增加6万人，实现五年来首次增长。{}", False, "2023"),
        (REVIEW + "三年来，工业增加值翻番。{}", False, "2023"),
    ],
)
@pytest.mark.parametrize("clause", ["建成青石大桥。", "青石大桥、枫林中学。"])
def test_a_part_speaks_for_clauses_that_say_nothing_of_time(opening, planned, period, clause):
    assert time_at(opening.format(clause), "青石大桥") == (planned, period)


@pytest.mark.parametrize(
    ("clause", "planned", "period"),
    [
        ("青石大桥将于六月建成。", True, "2024"),
        ("青石大桥即将通车。", True, "2024"),
        ("青石大桥预计2025年底通车。", True, "2025"),
        ("青石大桥计划今年开工。", True, "2024"),
        ("青石大桥有望年内开工。", True, "2024"),
        ("青石大桥拟于2024年启用。", True, "2024"),
        ("青石大桥力争早日投用。", True, "2024"),
        ("青石大桥确定选址，预计明年动工。", False, "2023"),
        # Nothing here says 今年 of 2024: the report is of 2023.
        ("明年，青石大桥开工。", True, "2024"),
        # Words that look alike.
        ("将青石大桥纳入规划。", False, "2023"),
        ("青石大桥预计总投资12亿元。", False, "2023"),
        ("青石大桥计划投资2亿元。", False, "2023"),
        ("青石大桥建成通车。", False, "2023"),
        ("青石大桥行动计划启动实施。", False, "2023"),
        ("青石大桥投资不及预期。", False, "2023"),
        ("获得2026年青石大桥马拉松举办权。", False, "2023"),
        ("青石大桥于2023年9月建成。", False, "2023"),
    ],
)
def test_in_a_review_a_clause_that_looks_ahead_is_a_plan(clause, planned, period):
    assert time_at(REVIEW + clause, "青石大桥") == (planned, period)


@pytest.mark.parametrize(
    ("clause", "planned", "period"),
    [
        ("青石大桥已建成通车。", False, "2023"),
        ("青石大桥主体完成了施工。", False, "2023"),
        ("去年建成的青石大桥效益显现。", False, "2023"),
        ("青石大桥于2022年建成。", False, "2022"),
        ("在去年建成青石大桥的基础上，再建设柳湾大桥。", False, "2023"),
        # Targets, whatever words they are made of.
        ("确保青石大桥建成通车。", True, "2024"),
        ("推动枫林中学开工，青石大桥竣工投用。", True, "2024"),
        ("圆满完成青石大桥建设。", True, "2024"),
        ("为了群众出行，建设青石大桥。", True, "2024"),
        ("让群众了解青石大桥建设。", True, "2024"),
        ("推动青石大桥等已签约项目开工。", True, "2024"),
        ("加快已获国债支持的青石大桥建设。", True, "2024"),
        ("青石大桥完成以上年度投资任务。", True, "2024"),
        ("力争到2026年，青石大桥建成。", True, "2026"),
        ("到2025年，建成青石大桥。", True, "2025"),
        ("年底前青石大桥完成主体工程。", True, "2024"),
        ("加快推进青石大桥建设。", True, "2024"),
    ],
)
def test_in_a_plan_only_words_that_say_so_make_a_clause_done(clause, planned, period):
    assert time_at(PLAN + clause, "青石大桥") == (planned, period)


def test_what_is_built_upon_is_done_and_what_is_built_on_it_is_planned():
    text = PLAN + "在去年建成青石大桥的基础上，再建设柳湾大桥。"
    assert time_at(text, "柳湾大桥") == (True, "2024")
    text = PLAN + "在已建成青石大桥基础上再建设柳湾大桥。"
    assert time_at(text, "青石大桥") == (False, "2023")
    assert time_at(text, "柳湾大桥") == (True, "2024")


@pytest.mark.parametrize(
    ("clause", "period"),
    [
        ("到2030年，建成青石大桥。", "2026-2030"),
        ("青石大桥2028年底通车。", "2026-2030"),
        ("到2035年，建成青石大桥。", "2035"),
    ],
)
def test_a_year_within_a_five_year_plan_leaves_its_period_and_a_later_one_does_not(clause, period):
    assert time_at(OUTLOOK + clause, "青石大桥") == (True, period)


def test_the_year_of_next_year_is_counted_from_when_the_report_is_given():
    december = "——2025年12月20日在甲市第一届人民代表大会第一次会议上\n\n"
    january = december.replace("2025年12月20日", "2026年1月20日")
    rest = "一、2025年工作回顾\n\n甲。\n\n二、2026年工作安排\n\n青石大桥预计明年通车。"
    assert time_at(TITLE + december + rest, "青石大桥") == (True, "2026")
    assert time_at(TITLE + january + rest, "青石大桥") == (True, "2027")


def test_without_any_year_the_period_is_null():
    text = "某镇工作总结\n\n鹭洲水库建成。开工建设青石大桥。"
    assert Report("a", text).years == (None, None)
    assert time_at(text, "鹭洲水库")[1] is None
    assert time_at(text, "青石大桥")[1] is None


def test_the_years_that_a_few_sentences_name_are_not_taken_for_their_own():
    text = "青石大桥右线贯通，预计2025年底通车。柳湾隧道预计2026年通车。"
    assert Report("a", text).years == (None, None)
    assert time_at(text, "青石大桥") == (False, None)
    assert time_at(text, "柳湾隧道") == (True, "2026")


# Invented, in the manner of reports: excerpts without heading, year or opening sentence.
PLANS = (
    "加快推进青石大桥建设，开工建设柳湾隧道，建成枫林中学。新增学位5000个以上，力争投资增长8%。",
    "实施老城更新行动，改造老旧小区60个。推动鹭洲新城提质扩容，启动青石公园二期。",
    "深入推进水网建设，建成鹭洲水库，加快柳湾灌区改造。确保全年完成水利投资30亿元。",
    "支持青石产业园扩区升级，培育壮大新能源产业，力争枫林电池等20个项目竣工投产。",
    "完善公共服务，运营市儿童医院，加快建设市中医院新院区。新建改扩建幼儿园10所。",
    "持续优化交通路网，推进柳湾快速路、青石互通建设，打通断头路8条，让群众出行更便捷。",
)
REVIEWS = (
    "青石大桥建成通车，柳湾隧道加快推进。枫林中学投用，新增学位5200个。投资增长8.3%，居全省第二。",
    "完成老旧小区改造62个，惠及居民2.1万户。鹭洲新城入选全国试点，青石公园二期开园。",
    "鹭洲水库下闸蓄水，柳湾灌区获批国家项目。全年完成水利投资31.2亿元，创历史新高。",
    "青石产业园产值突破百亿元，枫林电池等23个项目竣工投产，新能源产业持续壮大。",
    "公共服务不断改善，市儿童医院开诊，市中医院新院区主体封顶。新增托位1230个。",
    "柳湾快速路全线贯通，青石互通建成，打通断头路9条，荣获全国交通强市称号。",
)


@pytest.mark.parametrize("text", PLANS)
def test_an_excerpt_of_a_plan_is_no_review(text):
    assert time_at(text, "青石" if "青石" in text else text[20:23])[0]
    assert {m.planned for m in found_in(text)} <= {True}


@pytest.mark.parametrize("text", REVIEWS)
def test_an_excerpt_of_a_review_is_no_plan(text):
    assert {m.planned for m in found_in(text)} <= {False}


def found_in(text, _lexicon=[]):  # noqa: B006 (read once)
    from geo.reading.lexicon import read_lexicon

    if not _lexicon:
        _lexicon.append(read_lexicon())
    return find_mentions(Report("a", text), _lexicon[0])


def test_a_plan_that_nothing_announces_is_found_by_how_its_sentences_speak():
    text = f"{TITLE}一、2023年工作回顾\n\n{''.join(REVIEWS * 2)}\n\n{''.join(PLANS * 3)}"
    assert time_at(text, "柳湾快速路") == (True, "2024")
    assert time_at(text, "柳湾隧道加快") == (False, "2023")


def test_a_few_sentences_of_the_other_kind_leave_a_part_as_its_heading_says():
    text = f"{REVIEW}{REVIEWS[0]}{PLANS[0]}{REVIEWS[1]}"
    assert {part.kind for part in Report("a", text).parts} == {"preamble", "review"}


def test_a_division_changes_sides_only_where_that_is_worth_it():
    assert divided([-2.0] * 4 + [2.0] * 4, [0.0] * 8, [3.0] * 8) == [False] * 4 + [True] * 4
    assert divided([-2.0, -2.0, 1.0, -2.0], [0.0] * 4, [3.0] * 4) == [False] * 4
    assert divided([], [], []) == []


def test_sentences_lean_to_the_side_that_their_words_are_of():
    assert leaning("力争完成投资30亿元以上") > 1
    assert leaning("增长8.3%，居全省第二") < -1


def test_times_are_read_in_any_writing_and_counted_from_the_reports_years():
    years = Years(2023, 2024, 2024)
    text = "二〇二二年、2021年、“十四五”、过去五年、今后五年、今年、明年"
    found = [(t.kind, t.first, t.last) for t in times_in(text, years)]
    assert found == [
        ("year", 2022, 2022),
        ("year", 2021, 2021),
        ("plan", 2021, 2025),
        ("past", 2019, 2023),
        ("coming", 2024, 2028),
        ("this", 2024, 2024),
        ("coming", 2025, 2025),
    ]


@pytest.mark.parametrize(
    "words", ["百年来", "建党100周年", "第一年", "十五个项目", "十五年", "每一年来"]
)
def test_what_only_looks_like_a_time_is_none(words):
    assert [t for t in times_in(words, Years(2023, 2024, 2024)) if t.kind != "year"] == []


def test_a_quotation_goes_back_to_the_words_that_decide_its_time():
    text = PLAN + "推动枫林电池产业园、柳湾物流园建设，青石大桥建成通车。"
    mention = next(m for m in found_in(text) if m.text == "青石大桥")
    assert text[mention.quote_start : mention.quote_end].startswith("推动枫林电池")
    text = PLAN + "力争到2026年，青石大桥建成通车。"
    mention = next(m for m in found_in(text) if m.text == "青石大桥")
    assert text[mention.quote_start : mention.quote_end] == "力争到2026年，青石大桥建成通车"


def test_a_quotation_of_far_words_is_of_two_pieces():
    between = "，".join(f"第{n}批安置房交付使用完善配套设施" for n in "一二三四五六七八九")
    text = f"{PLAN}推动安置房建设，{between}，青石大桥建成通车。"
    mention = next(m for m in found_in(text) if m.text == "青石大桥")
    assert mention.quote_more is not None
    assert text[slice(*mention.quote_more)] == "推动安置房建设"
    assert text[mention.quote_start : mention.quote_end] == "青石大桥建成通车"


def test_a_glossary_gives_no_period_and_no_stage():
    text = PLAN + "开工建设青石大桥。\n\n名词解释\n\n1.一桥：指已经建成通车的青石大桥。"
    mention = found_in(text)[-1]
    assert (mention.planned, mention.period, mention.stage) == (False, None, "mentioned")


def test_one_part_that_covers_most_of_a_long_text_is_told_of():
    long = Report("a", f"{TITLE}一、2023年工作回顾\n\n" + "".join(REVIEWS) * 12)
    assert str(long.notice).endswith("% of the text is read as one part: the review of 2023")
    assert not Report("a", f"{TITLE}一、2023年工作回顾\n\n{REVIEWS[0]}").notice
    assert not read_report(SEED).notice
