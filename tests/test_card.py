"""The card: everything that is known, with the words, and nothing that runs."""

import json

import pytest

from geo.building.build import build_atlas
from geo.documents.report import Report
from geo.model.places import Gazetteer
from geo.view.card import card_html, links_html
from geo.view.figures import format_metres, format_yuan

HOSTILE = "<img src=x onerror=alert(1)>`${1}</script>{{ 7*7 }}"


def test_it_marks_the_sites_words_and_the_stages_words(atlas, report):
    html = card_html(atlas.by_id["dream-plaza"]["properties"], atlas, report.text)
    assert "国内最大单体购物中心<mark>武商梦时代广场</mark><strong>竣备冲刺</strong>" in html
    assert "2021 已报告" in html
    assert "2022 计划" in html


def test_the_stages_stand_in_the_order_of_time(atlas, report):
    site = json.loads(json.dumps(atlas.by_id["dream-plaza"]["properties"]))
    first = site["mentions"][0]
    site["mentions"] = [
        first | {"planned": planned, "period": period}
        for planned, period in (
            (True, "2022-2026"),
            (True, "2022"),
            (False, "2021"),
            (False, "2017-2021"),
            (False, "2021"),
        )
    ]
    html = card_html(site, atlas, report.text)
    heads = ["2017-2021 已报告", "2021 已报告", "2022 计划", "2022-2026 计划"]
    places = [html.index(f"<b>{head}</b>") for head in heads]
    assert places == sorted(places)
    assert html.count("<li class='reported'") == html.count("<li class='planned'") == 2


def test_what_the_report_does_not_state_is_said(atlas, report):
    html = card_html(atlas.by_id["tanhualin"]["properties"], atlas, report.text)
    assert "报告未说明" in html
    english = card_html(atlas.by_id["csadi"]["properties"], atlas, report.text, "en")
    assert "the report states none" in english


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ([("mentioned", True)], {"未说明阶段"}),
        ([("mentioned", False)], {"未说明阶段"}),
        ([("mentioned", False), ("mentioned", True)], {"未说明阶段"}),
        ([("started", True)], {"未报告"}),
        ([("completed", False)], {"未提出"}),
        ([("completed", False), ("mentioned", True)], {"未说明阶段"}),
        ([("mentioned", False), ("started", True)], {"未说明阶段"}),
    ],
)
def test_a_quoted_plan_without_a_stage_does_not_stand_below_none(atlas, report, said, shown):
    site = json.loads(json.dumps(atlas.by_id["dream-plaza"]["properties"]))
    site["mentions"] = [
        site["mentions"][0] | {"stage": stage, "planned": planned} for stage, planned in said
    ]
    reported = [stage for stage, planned in said if not planned]
    aimed_at = [stage for stage, planned in said if planned and stage != "mentioned"]
    site |= {"status": (reported or [None])[0], "target": (aimed_at or [None])[0]}
    html = card_html(site, atlas, report.text)
    assert {word for word in ("未说明阶段", "未报告", "未提出") if word in html} == shown
    english = card_html(site, atlas, report.text, "en")
    assert ("no stage is stated" in english) == ("未说明阶段" in shown)


def test_how_a_place_is_known_is_one_sentence_with_its_grounds_behind(atlas, report):
    site = atlas.by_id["ziyang-village-west"]["properties"]
    first, stop, rest = site["location_source"]["text"].partition("。")
    html = card_html(site, atlas, report.text)
    assert html.index(first + stop) < html.index("<details>") < html.index(rest)
    assert "<summary>详细依据</summary>" in html
    english = card_html(site, atlas, report.text, "en")
    assert f": {site['location_source']['text_en']} <small>" in english
    assert f"<span lang='zh-CN'>{rest}</span>" in english
    assert first not in english


def test_a_source_of_one_sentence_has_nothing_behind_it(atlas, report):
    site = json.loads(json.dumps(atlas.by_id["tiesiyuan"]["properties"]))
    for text in ("按路名估定。", "按路名估定"):
        site["location_source"] = {"kind": "near", "text": text, "licence": "CC0-1.0"}
        assert "<details>" not in card_html(site, atlas, report.text)
        english = card_html(site, atlas, report.text, "en")
        assert f"<span lang='zh-CN'>{text}</span>" in english


def test_the_names_of_the_report_are_told_from_other_peoples(atlas, report):
    html = card_html(atlas.by_id["gaotou-tower"]["properties"], atlas, report.text)
    assert "<dt>又称</dt><dd>高投资本中心</dd>" in html
    html = card_html(atlas.by_id["huda-fire-station"]["properties"], atlas, report.text)
    assert "<dt>报告中写作</dt><dd>湖大</dd>" in html


def test_an_amount_shows_its_words(atlas, report):
    html = card_html(atlas.by_id["carbon-fund"]["properties"], atlas, report.text)
    assert "200 亿元 · 基金规模 <q>200亿元</q>" in html


def test_every_site_has_a_card_in_both_languages(atlas, report):
    for feature in atlas.features:
        for language in ("zh", "en"):
            html = card_html(feature["properties"], atlas, report.text, language)
            assert html.count("<blockquote") == len(feature["properties"]["mentions"])


def test_without_the_text_the_names_are_left(atlas):
    html = card_html(atlas.by_id["tanhualin"]["properties"], atlas, None)
    assert "<li>昙华林历史文化街区</li>" in html
    assert "blockquote" not in html


def test_hostile_data_is_escaped_everywhere(atlas):
    text = HOSTILE * 40
    site = json.loads(json.dumps(atlas.by_id["tanhualin"]["properties"]))
    for key in ("name", "name_en"):
        site[key] = HOSTILE
    site["aliases"] = [HOSTILE]
    site["location_source"] = {"kind": HOSTILE, "text": HOSTILE, "licence": HOSTILE}
    site["mentions"] = [
        site["mentions"][0] | {"start": 2, "end": 40, "quote_start": 0, "quote_end": len(text)}
    ]
    html = card_html(site, atlas, text)
    assert "<img" not in html
    assert "<script" not in html
    assert "</script" not in html


def test_amounts_read_as_people_say_them():
    assert format_yuan(2e10) == "200 亿元"
    assert format_yuan(3.5e7) == "3,500 万元"
    assert format_yuan(1.5e9, "en") == "CNY 1.5 billion"
    assert format_yuan(999) == "999 元"


def test_an_amount_of_another_document_names_the_document(atlas, report):
    html = card_html(atlas.by_id["seventh-hospital"]["properties"], atlas, report.text)
    assert "18 亿元 · 其他公开文件" in html
    assert "总投资" in html
    assert "rel='noreferrer nofollow'" in html


def test_links_elsewhere_are_in_the_datum_of_the_place_they_lead_to(atlas):
    html = links_html(atlas.by_id["yellow-crane-tower"])
    assert "mlat=30.547" in html
    assert "position=114.302" in html
    assert links_html(atlas.by_id["jd-health"]) == ""


def test_distances_are_no_finer_than_they_can_be_known():
    assert [format_metres(m) for m in (4, 356.2, 1234)] == ["0 m", "360 m", "1.2 km"]


def test_a_row_of_a_table_is_shown_cell_by_cell_with_who_is_responsible(lexicon):
    text = (
        "2025年重点项目督查通报\n序号\t项目名称\t备注\t评价\t责任单位\n"
        "1\t银杏学校\t\t欠进度\t区教育局\n2\t梧桐大桥\t\t达进度\t区交通局\n"
    )
    atlas = build_atlas(Report("notice", text), lexicon, Gazetteer({}))
    site = next(f["properties"] for f in atlas.features if f["properties"]["name"] == "银杏学校")
    html = card_html(site, atlas, text)
    assert "1 ｜ <mark>银杏学校</mark> ｜ 欠进度 ｜ 区教育局" in html
    assert "<b>欠进度</b>" in html
    assert "区教育局（责任单位）" in html
    english = card_html(site, atlas, text, "en")
    assert "<b>Behind schedule</b>" in english
    assert "区教育局 (Responsible)" in english


def test_a_bare_mention_is_neither_reported_nor_planned(atlas, report):
    """蛇山 stands only in the glossary, which explains a word."""
    site = atlas.by_id["sheshan"]["properties"]
    html = card_html(site, atlas, report.text)
    assert "<b>文中提到</b>" in html
    assert "已报告" not in html
    assert "<b>Named in the report</b>" in card_html(site, atlas, report.text, "en")
    old_city = atlas.by_id["wuchang-old-city"]["properties"]
    assert "<b>2021 回顾中提到</b>" in card_html(old_city, atlas, report.text)


def test_a_bare_mention_within_a_longer_name_says_of_which(atlas, report):
    properties = atlas.by_id["tiesiyuan"]["properties"]
    found = card_html(properties, atlas, report.text)
    assert found.count("名称的一部分") == 4
    assert "（只是“铁四院二期”这一名称的一部分）" in found
    # What is said of it alone is not.
    assert found.count("<blockquote>") == 5
    english = card_html(properties, atlas, report.text, "en")
    assert "(only as a part of the name “铁四院小学”)" in english
