"""Which words decided time, stage and amount of a mention, as the editor's room shows them."""

import pytest

from geo.documents.report import Report
from geo.editing import steps
from geo.editing.deciding_words import deciding_words
from geo.editing.desk import read_desk
from geo.editing.findings import list_findings

HEAD = "青石区政府工作报告\n——2024年1月10日\n"
REVIEW = "一、2023年工作回顾\n"
PLAN = "二、2024年工作安排\n"


class Read:
    def __init__(self, text):
        self.desk = read_desk(Report("invented", text))
        self.draft = self.desk.blank()
        self.reading = self.desk.read(self.draft)

    def take(self, step):
        self.draft, self.reading = self.desk.take(self.draft, step, self.reading)

    def finding(self, name):
        found = list_findings(self.desk.report, self.draft, self.reading, ())
        return next(f for s in found for f in s.findings if f.mention.name == name)

    def said(self, name):
        report = self.desk.report
        return {
            each.role: (each.how, report.text[slice(*each.span)] if each.span else "")
            for each in deciding_words(report, self.finding(name))
        }


@pytest.mark.parametrize(
    ("text", "name", "time"),
    [
        (REVIEW + "青石大桥建成通车。", "青石大桥", ("whole", "")),
        (PLAN + "开工建设青石大桥。", "青石大桥", ("part", "二、2024年工作安排")),
        (REVIEW + "青石大桥预计2025年底通车。", "青石大桥", ("words", "预计")),
        (REVIEW + "青石大桥将于2025年建成。", "青石大桥", ("words", "将于")),
        (PLAN + "青石大桥已建成通车。", "青石大桥", ("words", "已")),
        (
            PLAN + "力争到2026年，青石大桥建成通车，柳湾隧道开工建设。",
            "柳湾隧道",
            ("sentence", "力争"),
        ),
    ],
)
def test_the_words_that_decide_the_time_are_named(text, name, time):
    assert Read(f"{HEAD}{text}\n").said(name)["time"] == time


def test_stage_and_amount_are_named_by_their_words():
    said = Read(f"{HEAD}{REVIEW}总投资12亿元的青石大桥建成通车。柳湾隧道值得期待。\n").said(
        "青石大桥"
    )
    assert said["stage"][0] == "words"
    assert said["stage"][1] in {"建成", "通车", "建成通车"}
    assert said["amount"][0] == "words"
    assert "12亿元" in said["amount"][1]


def test_what_no_words_say_is_said_to_be_nothing():
    said = Read(f"{HEAD}{PLAN}围绕青石大桥做好文章。\n").said("青石大桥")
    assert (said["stage"], said["amount"]) == (("nothing", ""), ("nothing", ""))


def test_a_decision_goes_before_words():
    read = Read(f"{HEAD}{PLAN}开工建设青石大桥。\n")
    read.take(steps.set_planned(read.desk.report, read.finding("青石大桥"), "试验", planned=False))
    assert read.said("青石大桥")["time"] == ("decision", "")


def test_a_copy_with_traces_is_read_by_the_same_words():
    text = f"{HEAD}{REVIEW}青石\u200b大桥预\u00ad计2025年底通车。\n"
    read = Read(text)
    (name,) = {m.name for m in read.reading.found}
    assert read.said(name)["time"][1].replace("\u00ad", "") == "预计"


def test_in_a_table_the_row_says_the_time():
    table = "序号\t项目名称\t建设内容\t总投资（万元）\n1\t青石大桥\t新建大桥\t12000\n"
    said = Read(f"{HEAD}2024年重点项目清单\n{table}").said("青石大桥")
    assert said["time"][0] == "row"
    assert "12000" in said["amount"][1]


def test_what_is_told_of_the_time_is_borne_out_by_each_mention(report):
    read = Read(report.text)
    found = list_findings(read.desk.report, read.draft, read.reading, ())
    findings = [f for site in found for f in site.findings]
    how = [deciding_words(read.desk.report, f)[0].how for f in findings]
    assert how.count("other") <= len(findings) / 100
