"""Figures that belong to programmes stay apart from those of sites."""

from geo.documents.report import Report
from geo.page.charts import programme_frame
from geo.reading.programmes import programme_amounts, programmes


def test_amounts_are_found_with_their_words():
    text = "完成投资98.4亿元，兑现奖补1.3亿元以上，发放500余万元。"
    found = programme_amounts(Report("x", text))
    assert [(a.amount_cny, text[a.start : a.end]) for a in found] == [
        (9.84e9, "98.4亿元"),
        (1.3e8, "1.3亿元以上"),
    ]


def test_an_amount_of_a_site_is_no_programmes(atlas, report):
    frame = programme_frame(programmes(report, atlas), report.text, "zh")
    clauses = list(frame["原文"])
    assert any("330亿元以上" in clause for clause in clauses)
    assert not any("主题基金" in clause for clause in clauses)
