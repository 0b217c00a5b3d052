"""Which amounts belong to a site. The names are invented."""

import pytest

from geo.extraction import claim
from geo.report import Report


def invested(clause, name, lexicon):
    report = Report("invented", f"2023年工作回顾\n{clause}。")
    start = report.text.index(name)
    investment = claim(report, lexicon, start, start + len(name), name).investment
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
        ("总投资超120亿元的鹭洲大厦开工", (1.2e10, "at_least", "超120亿元")),
        ("鹭洲大厦（总投资3500万元）开工", (3.5e7, "stated", "3500万元")),
        ("槐荫大厦、鹭洲大厦等61个亿元以上项目加快推进", (1e8, "at_least", "亿元以上")),
    ],
)
def test_an_amount_that_the_clause_states_for_the_site(clause, expected, lexicon):
    assert invested(clause, "鹭洲大厦", lexicon) == expected


def test_the_size_of_a_fund_is_no_investment_in_works(lexicon):
    clause = "总规模200亿元的鹭洲主题基金成功设立"
    assert invested(clause, "鹭洲主题基金", lexicon) == (2e10, "fund", "200亿元")


@pytest.mark.parametrize(
    "clause",
    [
        "鹭洲大厦等206个重大项目完成固定资产投资330亿元以上",
        "总投资330亿元的鹭洲大厦等206个项目开工",
        "实施重大项目206个总投资330亿元，鹭洲大厦开工",
    ],
)
def test_a_programmes_figure_is_no_ones(clause, lexicon):
    assert invested(clause, "鹭洲大厦", lexicon) is None
