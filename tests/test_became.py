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
        # A part's end is a part's; and what was seen after the term may have come in time.
        ("doujiying", "are of a part; none tell of the whole"),
        ("wisdom-valley", "Some later words are of a part"),
        ("yangtze-center-mall", "how far it was by then is not known"),
        ("skp-wuhan", "how far it was by then is not known"),
    ],
)
def test_a_verdict_that_a_reader_may_misread_says_why(atlas, site, said):
    assert said in card(atlas, site, "en")


@pytest.mark.parametrize(
    ("site", "head"),
    [
        ("wall-museum", "可能至迟 2024-03 已到这一步，尚未证实"),
        ("yangtze-eco-corridor", "可能至迟 2025-09-28 已到这一步，尚未证实"),
        ("gaotou-tower", "至迟 2023-03-29 已到这一步，是否在期限内不详"),
        ("luojiashan-harbor", "未见后续 · 其中一部分可能至迟 2025-06-17 已到这一步，尚未证实"),
        ("doujiying", "未见后续 · 其中一部分至迟 2024 已到这一步"),
        ("skp-wuhan", "其后超过目标"),
        ("eldercare-center", "期限过后的说法（2023-01–2023-03）里尚未完成"),
        # Works that go on are no end.
        ("underground-ring", "正在进行"),
        ("binjiang-primary", "正在进行"),
    ],
)
def test_the_head_says_what_the_deciding_words_say(atlas, site, head):
    said = card(atlas, site).partition("后来怎样</h4>")[2].partition("</b>")[0]
    assert head in said


STATES = {
    "stage": "operating", "part": "", "date": "2024-03", "words": "某馆开放", "kind": "press",
    "certainty": "sure", "source": {"title": "t", "publisher": "p", "date": None, "address": ""},
}  # fmt: skip


@pytest.mark.parametrize(
    ("target", "outcome", "head"),
    [
        ("completed", {"kind": "repost"}, "Possibly reached by 2024-03, not proved"),
        ("completed", {"certainty": "weak"}, "Possibly reached by 2024-03, not proved"),
        ("completed", {"date": "2024-01/2024-03"}, "Reached by 2024-03; whether in time"),
        ("started", {"stage": "started", "kind": "repost"}, "Possibly reached by 2024-03"),
        ("operating", {"stage": "completed"}, "Under way"),
        ("completed", {"forecast": True}, "Under way"),
        ("completed", {"unfinished": True}, "Under way"),
        ("under_construction", {"stage": "under_construction"}, "Under way"),
    ],
)
def test_under_way_is_said_only_of_what_later_words_call_so(atlas, target, outcome, head):
    verdict = {"code": "under_way", "due": "2022-12-31", "overdue": False, "decided_by": 0}
    properties = dict(atlas.by_id["luojiashan-harbor"]["properties"])
    properties |= {"target": target, "outcomes": [STATES | outcome], "verdict": verdict}
    said = card_html(properties, atlas, None, "en").partition("became of it</h4><p><b>")[2]
    assert said.startswith(head)


@pytest.mark.parametrize(
    ("site", "said"),
    [
        ("eldercare-center", "报告自己已说 2021 年到了这一步"),
        ("hubei-financial-holding-tower", "报告自己已说 2021 年到了这一步"),
        # Both are told: of whom it comes, and how sure it is of this site.
        ("wall-museum", "转载 · 不确定是否指本项目"),
    ],
)
def test_later_words_that_the_report_goes_before_or_that_are_doubtful_say_so(atlas, site, said):
    assert said in card(atlas, site)
    assert "报告自己已说" not in card(atlas, "xiangyang-tower")


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
