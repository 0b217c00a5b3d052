"""The card says what became of a target, with words, date and address, and never more."""

import pytest

from geo.view.card import card_html

HOSTILE = "<img src=x onerror=alert(1)>"


def card(atlas, site, language="zh"):
    return card_html(atlas.by_id[site]["properties"], atlas, None, language)


def test_the_shipped_page_answers_with_words_date_and_address(atlas):
    # 武商梦时代, 和平大道南延线, 武汉SKP, 沿江铁路总部, 滨江小学: what people ask about first.
    for site in ("dream-plaza", "heping-south-extension", "skp-wuhan", "yangtze-railway-hq"):
        properties = atlas.by_id[site]["properties"]
        decides = properties["outcomes"][properties["verdict"]["decided_by"]]
        found = card(atlas, site)
        assert decides["words"] in found
        assert decides["date"] in found
        assert f"href='{decides['source']['address']}'" in found
    assert "已兑现" in card(atlas, "dream-plaza")
    assert "超过目标" in card(atlas, "heping-south-extension")
    assert "Under way" in card(atlas, "binjiang-primary", "en")


def test_a_verdict_by_a_likely_source_says_so(atlas):
    assert "已兑现 · 很可能，非确证" in card(atlas, "wuchuan-project")
    assert "非确证" not in card(atlas, "dream-plaza")


def test_silence_is_no_broken_promise(atlas):
    assert "这不表示没有兑现" in card(atlas, "luojiashan-harbor")
    assert "This is not to say that it was not kept" in card(atlas, "luojiashan-harbor", "en")


@pytest.mark.parametrize(
    ("site", "said"),
    [
        # What was seen after the term may have come in time.
        ("doujiying", "do not tell of this target"),
        ("yangtze-center-mall", "how far it was by then is not known"),
        ("skp-wuhan", "how far it was by then is not known"),
    ],
)
def test_a_verdict_that_a_reader_may_misread_says_why(atlas, site, said):
    assert said in card(atlas, site, "en")


def test_where_nobody_looked_nothing_is_said(atlas):
    properties = {
        k: v
        for k, v in atlas.by_id["dream-plaza"]["properties"].items()
        if k not in {"outcomes", "verdict", "links"}
    }
    assert "后来怎样" not in card_html(properties, atlas, None)


def test_the_sites_of_later_reports_stand_on_the_card_with_their_grounds(atlas):
    link = {
        "report": "r-2", "date": "2023-12/2024-04", "site": "x", "name": "某某书院一期",
        "relation": "part_of", "score": 0.95, "how": "phase",
    }  # fmt: skip
    properties = dict(atlas.by_id["luojiashan-harbor"]["properties"])
    properties["links"] = [link, {**link, "how": "decided", "reason": HOSTILE}]
    found = card_html(properties, atlas, None)
    assert "2023-12–2024-04 <b>某某书院一期</b>" in found
    assert "它的一部分 · 一方是期、段等部分 · 把握 0.95" in found
    assert "&lt;img" in found
    assert "<img" not in found
    assert "A part of it" in card_html(properties, atlas, None, "en")


def test_words_from_outside_stay_text(atlas):
    properties = dict(atlas.by_id["dream-plaza"]["properties"])
    source = {"title": HOSTILE, "publisher": HOSTILE, "date": None, "address": "javascript:x()"}
    outcome = {
        "stage": None, "part": HOSTILE, "date": None, "words": HOSTILE, "kind": "press",
        "certainty": "weak", "ended": True, "source": source,
    }  # fmt: skip
    properties["outcomes"] = [outcome]
    properties["verdict"] = {"code": "contradicted", "due": None, "overdue": True, "decided_by": 0}
    found = card_html(properties, atlas, None)
    assert "<img" not in found
    assert "javascript:" not in found
    assert "停止或改变" in found
    assert "不确定是否指本项目" in found
    assert "日期未写明" in found
