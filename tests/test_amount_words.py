"""An amount as people read it: a floor says so, a far year comes first, land has its price."""

import json

import pytest

from geo.outputs.data.tables import site_rows
from geo.outputs.formats import FORMATS
from geo.page.charts import site_amounts
from geo.page.table import table_frame
from geo.view.amounts import amount_cell, amount_heading, amount_text, date_of
from geo.view.card import card_html


def cited(date, **more):
    source = {"title": "公告", "publisher": "甲", "date": date, "address": "https://a.example/"}
    return {"amount_cny": 2.7e9, "basis": "cited", "source": source, "figure": "27亿"} | more


FLOOR = {"amount_cny": 1e8, "basis": "at_least", "start": 0, "end": 4}


@pytest.mark.parametrize(
    ("investment", "zh", "en"),
    [
        (FLOOR, "≥ 1 亿元", "≥ CNY 100 million"),
        (FLOOR | {"among": 61}, "≥ 1 亿元，61 个项目之一", "≥ CNY 100 million, one of 61 projects"),
        (
            FLOOR | {"among": 0},
            "≥ 1 亿元，多个项目之一",
            "≥ CNY 100 million, one of several projects",
        ),
        (FLOOR | {"basis": "stated", "about": True}, "约 1 亿元", "about CNY 100 million"),
        (FLOOR | {"about": True}, "≥ 1 亿元", "≥ CNY 100 million"),
        (FLOOR | {"basis": "stated"}, "1 亿元", "CNY 100 million"),
        (cited("2008-05-01"), "2008 年，27 亿元", "2008: CNY 2.7 billion"),
        (cited("2025"), "2025 年，27 亿元", "2025: CNY 2.7 billion"),
        (cited("2018-12"), "27 亿元", "CNY 2.7 billion"),
        (cited("2024-12"), "27 亿元", "CNY 2.7 billion"),
        (cited(None), "27 亿元", "CNY 2.7 billion"),
    ],
)
def test_an_amount_says_whether_it_is_a_floor_and_of_which_far_year(investment, zh, en):
    assert amount_text(investment, "zh", "2021-12-14") == zh
    assert amount_text(investment, "en", "2021-12-14") == en


def test_without_a_date_of_the_report_no_year_is_far():
    assert amount_text(cited("1998"), "zh", None) == "27 亿元"


def test_a_site_of_many_reports_has_its_own_reports_date():
    report = {"date": None, "reports": [{"id": "a", "date": "2015-01-01"}, {"id": "b"}]}
    assert [date_of(report, {"report": name}) for name in "ab"] == ["2015-01-01", None]
    assert date_of({"date": "2021-12-14"}, {}) == "2021-12-14"


def test_a_land_price_is_no_investment(atlas, report):
    site = atlas.by_id["wuchuan-phase-1"]["properties"]
    html = card_html(site, atlas, report.text)
    assert "<dt>土地成交价</dt><dd>170.31 亿元 · 其他公开文件" in html
    assert "<dt>投资</dt>" not in html
    assert "<dt>Land price</dt>" in card_html(site, atlas, report.text, "en")
    assert amount_cell(site["investment"], "zh") == "170.31 亿元（土地成交价，其他公开文件）"
    assert amount_heading(None, "en") == "Investment"
    assert amount_cell(None, "zh") == ""


def test_wherever_an_amount_stands_a_floor_says_that_it_is_one(atlas, report):
    one = atlas.subset({"yangtze-center"})
    said = "≥ 1 亿元，61 个项目之一"
    html = card_html(one.features[0]["properties"], atlas, report.text)
    assert f"{said} · 报告原文下限 <q>亿元以上</q>" in html
    assert table_frame(one, atlas)["投资"].tolist() == [f"{said}（报告原文下限）"]
    assert site_amounts(one, "zh")["金额"].tolist() == [said]
    assert said in json.loads(
        FORMATS["html"].write(one).decode().partition('id="site-data">')[2].partition("</script>")[0]
    )["sites"][0]["amount"]["zh"]  # fmt: skip


def test_no_table_sums_a_floor_as_if_it_were_the_amount(atlas):
    rows = {row["id"]: row for row in site_rows(atlas, None)}
    floor, fund = rows["yangtze-center"], rows["carbon-fund"]
    names = ("investment_cny", "investment_least_cny", "investment_among")
    assert [floor[name] for name in names] == [None, 1e8, 61]
    assert [fund[name] for name in names] == [2e10, None, None]
