"""What became of a target: what decides it, and what never does."""

import pytest

from benchmarks.verdicts import read_answers
from benchmarks.verdicts import told as told_cases
from geo.base.errors import InputError
from geo.promises.evidence import Evidence, days_of, is_dropped, of_its_part, weighed
from geo.promises.outcomes import COLUMNS, read_outcomes
from geo.promises.verdicts import Target, Verdict, judge

SAID = "2021-12-14"
DONE = Target("completed", "2022", SAID)
BUILT = Target("under_construction", "2022", SAID)
BEGUN = Target("started", "2022", SAID)
OPEN = Target("operating", "2022-2026", SAID)
NEARLY = Target("completed", "2022", SAID, nearly=True)
UNDATED = Target("completed", None, SAID)


def told(stage, date, words="竣工", kind="press", certainty="sure", said="", part=""):
    return Evidence(stage, words, date, kind, certainty, said, part, **weighed(words))


@pytest.mark.parametrize(
    ("target", "evidence", "code", "overdue"),
    [
        # Silence is never a broken promise.
        (DONE, [], "no_evidence", False),
        (DONE, [told("mentioned", "2023", "项目部举办活动")], "no_evidence", False),
        # The date of the event against the end of the term.
        (DONE, [told("completed", "2022-12-31")], "kept", False),
        (DONE, [told("completed", "2022", said="2022-12-27")], "kept", False),
        (DONE, [told("completed", "2023-01-05")], "kept_late", False),
        (DONE, [told("completed", "2022/2026", said="2026-12-20")], "kept", False),
        (UNDATED, [told("completed", "2029")], "kept", False),
        (OPEN, [told("operating", "2026-11", "开门迎客")], "kept", False),
        (OPEN, [told("operating", "2027-03", "开门迎客")], "kept_late", False),
        # A stage beyond the promised one.
        (DONE, [told("operating", "2022-10", "正式通车")], "surpassed", False),
        (BEGUN, [told("completed", "2022-10")], "surpassed", False),
        (BUILT, [told("completed", "2024-10")], "surpassed", False),
        # In use after the term: whether it was completed in time nobody says.
        (DONE, [told("operating", "2024-10", "正式通车")], "kept_late", False),
        # Works that go on: to hear of them late does not say that they began late.
        (BUILT, [told("under_construction", "2022-06", "加紧施工")], "kept", False),
        (BUILT, [told("under_construction", "2024-06", "加紧施工")], "under_way", False),
        # Unfinished, said within the term and after it.
        (DONE, [told("under_construction", "2022-06", "主体封顶")], "under_way", False),
        (DONE, [told("under_construction", "2023-06", "主体封顶")], "under_way", True),
        (DONE, [told("completed", "2023", "尚未竣工", said="2023-05-01")], "under_way", True),
        # What is only expected proves nothing; after the term it says: not yet.
        (DONE, [told("completed", "2022", "预计2022年竣工", said="2022-03-01")], "no_evidence", 0),
        (DONE, [told("completed", "2023", "力争年内竣工", said="2023-03-01")], "under_way", True),
        (DONE, [told("completed", "2022-11", "将竣工", said="2022-11")], "no_evidence", False),
        (DONE, [told("completed", "2022-11", "将军路改造竣工")], "kept", False),
        (
            BUILT,
            [told("under_construction", "2023", "计划继续建设", said="2023-03")],
            "no_evidence",
            0,
        ),
        # Reposts, undated and weak texts alone prove little, be they ever so many.
        (DONE, [told("completed", "2022-05", kind="repost")] * 5, "under_way", False),
        (DONE, [told("completed", "", said="2022-05-01")], "under_way", False),
        (DONE, [told("completed", "2022-05", certainty="weak")], "under_way", False),
        (
            DONE,
            [told("completed", "2022-05", kind="repost"), told("completed", "2022-05")],
            "kept",
            False,
        ),
        # A district's count names no site.
        (DONE, [told("completed", "2022", "全区17个项目竣工")], "no_evidence", False),
        (DONE, [told("completed", "2022", "累计建成学校12所")], "no_evidence", False),
        # What is only driven at is not reached; works that go on may be.
        (DONE, [told("completed", "2022", "推动项目竣工")], "under_way", False),
        (BUILT, [told("under_construction", "2022", "加快项目建设")], "kept", False),
        # Not ended yet, so begun; not opened yet says nothing of completion.
        (DONE, [told("completed", "2022-06", "尚未竣工", said="2022-06-01")], "under_way", False),
        (DONE, [told("operating", "2022-06", "尚未通车", said="2022-06-01")], "no_evidence", False),
        (DONE, [told("operating", "2023-06", "尚未通车", said="2023-06-01")], "no_evidence", False),
        (DONE, [told("started", "2022-06", "尚未开工", said="2022-06-01")], "no_evidence", False),
        (DONE, [told("started", "2023-06", "尚未开工", said="2023-06-01")], "under_way", True),
        # All but reached is not reached, unless no more was promised.
        (DONE, [told("completed", "2022-06", "基本建成")], "under_way", False),
        (DONE, [told("completed", "2023-06", "基本建成")], "under_way", True),
        (BEGUN, [told("completed", "2022-06", "基本建成")], "surpassed", False),
        (NEARLY, [told("completed", "2022-06", "基本建成")], "kept", False),
        # A repost that it was given up does not tell of works that go on either.
        (DONE, [told("", "2023-02", "烂尾", kind="repost")], "no_evidence", False),
        # What drives at a stage, and hopes for it.
        (OPEN, [told("operating", "2022", "推动建成开放")], "under_way", False),
        (OPEN, [told("operating", "2022", "推动早日开放")], "no_evidence", False),
        # The month of the promise may lie before it.
        (DONE, [told("completed", "2021-12", "去年底完工")], "no_evidence", False),
        # What was there before the promise says nothing of it.
        (BUILT, [told("under_construction", "2021-06", "加紧施工")], "no_evidence", False),
        (BUILT, [told("under_construction", "2021", "加紧施工")], "no_evidence", False),
        # Stopped, given up, moved; lateness alone is no contradiction.
        (DONE, [told("", "2023-02", "项目终止")], "contradicted", False),
        (DONE, [told("", "2023-02", "另行选址建设")], "contradicted", False),
        (DONE, [told("", "2023-02", "项目终止", kind="repost")], "no_evidence", False),
        (DONE, [told("", "2023-02", "停工"), told("completed", "2024-02")], "kept_late", False),
        (DONE, [told("under_construction", "2023-02", "停工后复工")], "under_way", True),
    ],
)
def test_the_rules_decide(target, evidence, code, overdue):
    verdict = judge(target, evidence)
    assert (verdict.code, verdict.overdue) == (code, bool(overdue))
    assert (verdict.decided_by is None) == (code == "no_evidence")


@pytest.mark.parametrize(
    ("flag", "words"),
    [
        *(("nearly", f"石桥{said}") for said in (
            "基本建成", "基本完工", "基本竣工", "初步建成", "大体完成", "主桥基本贯通",
            "基本建设完成",
            "接近完工", "大部完成", "大致成型", "几近完工", "基本已建成",
        )),
        *(("aims", f"石桥{said}") for said in (
            "具备通车条件", "满足开放条件", "达到投用条件", "已待验收", "掘进过七成", "施工近九成",
            "完成三分之二", "掘进达80%", "浇筑超六成", "工程已逾八成", "铺设完成五成", "安装过95%",
        )),
        *(("is_total", said) for said in (
            "重大项目开工率96%", "竣工率达八成", "重点项目投产率过半", "复工率百分百", "入库率居首",
            "全市9所学校竣工", "建成率列第一", "完工率98%", "开业率七成", "全县投用率达九成",
        )),
        *(("ended", f"石桥项目{said}") for said in (
            "不予实施", "不予建设", "不再列入计划", "不再安排", "停止实施", "停止推进", "放弃建设",
            "撤项", "剔除出项目库", "暂不实施", "暂不建设", "调出计划",
        )),
    ],
)  # fmt: skip
def test_words_that_mislead_are_known(flag, words):
    assert weighed(words)[flag]


@pytest.mark.parametrize(
    "words",
    [
        "石桥建成", "石桥全面完工", "石桥成果显著", "基本农田保护完成", "石桥条件优越并通车",
        "石桥如期竣工，绿化率达35%", "近日石桥通车", "石桥过江段通车", "石桥按计划投用",
        "石桥率先通车",
    ],
)  # fmt: skip
def test_plain_words_are_plain(words):
    found = weighed(words)
    assert not any(found[flag] for flag in ("nearly", "aims", "is_total", "ended"))


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("新园三栋厂房投用", "三栋"), ("新园5栋宿舍竣工", "5栋"), ("新园首栋楼封顶", "首栋"),
        ("新园两幢大楼投用", "两幢"), ("新园12幢公寓交付", "12幢"), ("新园北线建成", "北线"),
        ("新园西线通车", "西线"), ("新园多栋厂房交付", "多栋"), ("新园南线投用", "南线"),
        ("新园8栋标准厂房全部投用", ""), ("新园投用", ""),
    ],
)  # fmt: skip
def test_some_of_it_is_a_part(words, part):
    assert of_its_part(told("completed", "2022", words), ["新园"]).part == part


def test_what_decides_says_the_stage_that_it_decides():
    lasting = told("under_construction", "2023-03", "稳步推进", kind="official_report")
    done = told("completed", "2025", kind="official_report")
    for evidence, place in (([lasting, done], 1), ([done, lasting], 0)):
        assert judge(BUILT, evidence) == Verdict("surpassed", "2022-12-31", False, place)


def test_a_part_is_a_part_and_all_parts_are_the_whole():
    first = told("completed", "2022-03", part="一期")
    second = told("operating", "2022-11", "投用", part="二期")
    assert judge(DONE, [first], ["一期", "二期"]) == Verdict("under_way", "2022-12-31", False, 0)
    assert judge(BEGUN, [first], ["一期", "二期"]).code == "no_evidence"
    assert judge(DONE, [second, first], ["一期", "二期"]) == Verdict("kept", "2022-12-31", False, 1)
    # One named part alone is not known to be all of them.
    assert judge(DONE, [first], ["一期"]).code == "under_way"
    of_part = Target("completed", "2022", SAID, "一期")
    assert judge(of_part, [second]).code == "no_evidence"
    assert judge(of_part, [first]).code == "kept"


def test_of_two_dates_the_better_source_decides():
    early = told("completed", "2022-12", kind="encyclopaedia")
    late = told("completed", "2023-03", kind="official_report")
    assert judge(DONE, [early, late]) == Verdict("kept_late", "2022-12-31", False, 1)
    assert judge(DONE, [told("completed", "2022-12"), told("completed", "2023-03")]).code == "kept"


@pytest.mark.parametrize("text", ["", "2022-13", "2022-02-30", "22", "2023/2022", "0000", "x"])
def test_what_is_no_date_is_none(text):
    assert days_of(text) is None


ROW = {
    "site": "dream-times", "part": "", "stage": "operating", "date": "2022-01-22",
    "words": "武商梦时代正式开业", "kind": "press", "certainty": "sure", "title": "开业",
    "publisher": "某报", "published": "2022-01-23", "address": "https://news.example/1",
}  # fmt: skip


def table(tmp_path, **changed):
    path = tmp_path / "outcomes.csv"
    cells = {**ROW, **changed}
    path.write_text(",".join(COLUMNS) + "\n" + ",".join(cells.values()) + "\n", encoding="utf-8")
    return path


def test_a_table_of_outcomes_is_read(tmp_path):
    (found,) = read_outcomes(table(tmp_path))["dream-times"]
    assert (found.stage, found.date, found.forecast) == ("operating", "2022-01-22", False)
    assert found.source["address"] == "https://news.example/1"
    assert read_outcomes(tmp_path / "none.csv") == {}
    (expected,) = read_outcomes(table(tmp_path, words="预计年底开业", date="2022-12"))[
        "dream-times"
    ]
    assert expected.forecast
    (ended,) = read_outcomes(table(tmp_path, words="项目已终止", stage=""))["dream-times"]
    assert ended.ended


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"site": ""}, "site is missing"),
        ({"stage": "opened"}, "unknown stage 'opened'"),
        ({"stage": ""}, "unknown stage ''"),
        ({"kind": "rumour"}, "unknown kind"),
        ({"certainty": "maybe"}, "unknown certainty"),
        ({"words": "字" * 26}, "the words are 26, more than 25"),
        ({"date": "last year"}, "date 'last year' is no date"),
        ({"date": "2023-01-01"}, "the event lies behind the document that tells it"),
        ({"address": "javascript:alert(1)"}, "is no web address"),
    ],
)
def test_a_row_that_does_not_hold_is_refused_with_its_line(tmp_path, changed, message):
    with pytest.raises(InputError, match="line 2") as caught:
        read_outcomes(table(tmp_path, **changed))
    assert message in str(caught.value)


def test_the_cases_that_a_reader_decided_are_decided_so():
    cases = list(told_cases())
    assert len(cases) == len(read_answers()) >= 80
    wrong = [(each.case["case"], each.verdict) for each in cases if not each.is_right]
    assert len(wrong) <= 0.05 * len(cases), wrong
    codes = {verdict.code for _, verdict in wrong}
    assert codes.isdisjoint({"kept", "surpassed", "kept_late", "contradicted"})
    assert sum(each.is_overdue_right for each in cases) >= 0.95 * len(cases)


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("书院一期竣工", "一期"),
        ("书院第二期竣工", "第二期"),
        ("二标段完工", "二标段"),
        ("北段通车", "北段"),
        ("3号楼交付", "3号楼"),
        ("A区开放", "A区"),
        ("东延线开通", "东延线"),
        ("南广场投用", "南广场"),
        ("左线贯通", "左线"),
        ("半幅通车", "半幅"),
        ("部分路段通车", "部分路段"),
        ("主体完工", "主体"),
        # The whole, a name of its own, and words that only look so.
        ("二标段完工，全线贯通", ""),
        ("如期竣工", ""),
        ("工期缩短，全部竣工", ""),
        ("十五期间建成", ""),
        ("迎来首批新生", ""),
        ("CBD区完工", ""),
    ],
)
def test_words_that_name_a_part_are_of_that_part(words, part):
    assert of_its_part(told("completed", "2022", words), ["书院"]).part == part


def test_a_site_that_is_called_so_is_no_part_of_itself():
    assert of_its_part(told("completed", "2022", "书院一期竣工"), ["书院一期"]).part == ""
    assert of_its_part(told("completed", "2022", "二期竣工", part="东区"), ["书院"]).part == "东区"
    # Works on a part are works on the whole while they go on.
    assert of_its_part(told("under_construction", "2022", "主体封顶"), ["书院"]).part == ""


@pytest.mark.parametrize(
    ("words", "role"),
    [
        *(
            (words, "forecast")
            for words in (
                "开业在即",
                "3月底前通车",
                "国庆前亮相",
                "10月1日前开放",
                "拟12月通车",
                "明年开业",
                "延期至明年竣工",
                "早日开通",
                "临近竣工",
                "预定10月开馆",
            )
        ),
        *(
            (words, "aims")
            for words in (
                "全力推动开通",
                "有序推进通车",
                "改造完成90%",
                "完成九成",
                "施工进度85.5%",
            )
        ),
        *(
            (words, "is_total")
            for words in (
                "建成中小学12所",
                "改造小巷36条",
                "三条背街道路完工",
                "竣工项目42个",
                "17个项目竣工",
            )
        ),
        *(
            (words, "ended")
            for words in ("项目下马", "被叫停", "易地新建", "暂缓实施", "调整为公园")
        ),
    ],
)
def test_words_that_mislead_are_weighed(words, role):
    assert weighed(words)[role]


@pytest.mark.parametrize(
    ("words", "role"),
    [
        *(
            (words, "forecast")
            for words in (
                "日前竣工",
                "虚拟现实馆开馆",
                "已于10月1日前开放",
                "3个月前竣工",
                "将军路完工",
                "模拟运行后投用",
            )
        ),
        *((words, "aims") for words in ("竣工通车", "完成100%", "建成推进工作专班")),
        *(
            (words, "is_total")
            for words in (
                "柏树中学等6所学校建成",
                "柏树路、云台路等12条道路打通",
                "设床位500张",
                "一座大桥建成",
            )
        ),
        *((words, "ended") for words in ("停工后复工", "暂缓后恢复建设")),
    ],
)
def test_words_that_only_look_so_are_not(words, role):
    assert not weighed(words)[role]


def test_a_move_that_is_said_with_its_stage_ends_nothing():
    assert weighed("迁址新建工程竣工")["ended"]
    assert not weighed("迁址新建工程竣工", "completed")["ended"]
    assert weighed("停工", "under_construction")["ended"]


@pytest.mark.parametrize(
    ("words", "is_so"),
    [
        ("第九中学项目不再实施", True),
        ("体育馆停建", True),
        ("医院建设暂缓", True),
        ("项目搁置", True),
        ("收费站取消货车通行费", False),
        ("由综合楼调整为病房", False),
        ("合同终止", False),
        ("停工楼盘复工", False),
    ],
)
def test_a_report_gives_up_a_site_only_by_plain_words(words, is_so):
    assert is_dropped(words) == is_so


def test_what_was_reached_before_it_ended_was_reached():
    begun, ended = told("started", "2022-12-30", "开工"), told("", "2024-03", "停工")
    assert judge(BEGUN, [begun, ended]).code == "kept"
    working = told("under_construction", "2022-10", "加紧施工")
    assert judge(BUILT, [working, ended]).code == "contradicted"
    assert judge(DONE, [begun, ended]).code == "contradicted"
