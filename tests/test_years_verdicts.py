"""What became of a target: what decides it, and what never does."""

import pytest

from geo.base.errors import InputError
from geo.promises.evidence import Evidence, days_of, weighed
from geo.promises.outcomes import COLUMNS, read_outcomes
from geo.promises.verdicts import Target, Verdict, judge

SAID = "2021-12-14"
DONE = Target("completed", "2022", SAID)
BUILT = Target("under_construction", "2022", SAID)
BEGUN = Target("started", "2022", SAID)
OPEN = Target("operating", "2022-2026", SAID)
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
